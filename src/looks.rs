//! How a brand's pages look: the tokens of its theme, and what `[design]` changes of them.

use std::collections::BTreeMap;

use crate::colour::{Colour, TEXT};
use crate::config::{Entry, Node, Table};
use crate::merge::Merged;
use crate::model::Project;
use crate::source::Span;

/// The tokens of one brand's pages.
#[derive(Clone, Default, Debug)]
pub struct Looks {
    /// On paper and on light screens.
    pub light: Scheme,
    /// On dark screens; what it leaves out is as in the light.
    pub dark: Scheme,
}

/// One set of colours.
#[derive(Clone, Default, Debug)]
pub struct Scheme {
    /// What is read.
    pub ink: Option<Stated>,
    /// What it stands on.
    pub paper: Option<Stated>,
    /// The brand's colour, in which links are set.
    pub accent: Option<Stated>,
    /// The theme's other tokens, as values of a style sheet, in the order in which they were written.
    others: Vec<(String, String)>,
}

/// A colour that somebody has chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stated {
    /// The colour.
    pub colour: Colour,
    /// Where; `None` for one that was chosen for the other scheme.
    pub place: Option<Span>,
}

impl Looks {
    /// Those of `brand` in its theme.
    pub fn new(project: &Project, brand: &Merged) -> Self {
        let design = |key: &str| brand.table.at(&format!("design.{key}")).and_then(stated);
        let mut looks =
            Self { light: Scheme::of_theme(project, &brand.theme, "tokens"), dark: Scheme::of_theme(project, &brand.theme, "dark") };
        let set = |place: &mut Option<Stated>, chosen: Option<Stated>| *place = chosen.or(*place);
        set(&mut looks.light.ink, design("ink"));
        set(&mut looks.light.paper, design("paper"));
        set(&mut looks.dark.ink, design("ink_dark"));
        set(&mut looks.dark.paper, design("paper_dark"));
        // A brand has one colour: chosen for one scheme, it is a beginning for the other.
        let (light, dark) = (design("accent"), design("accent_dark"));
        let lent = |accent: Option<Stated>| accent.map(|accent| Stated { place: None, ..accent });
        set(&mut looks.light.accent, light.or(lent(dark)));
        set(&mut looks.dark.accent, dark.or(lent(light)));
        // What a dark scheme leaves out is as in the light, and must be readable there, too.
        if [looks.dark.ink, looks.dark.paper, looks.dark.accent].iter().any(Option::is_some) {
            looks.dark.ink = looks.dark.ink.or(looks.light.ink);
            looks.dark.paper = looks.dark.paper.or(looks.light.paper);
            looks.dark.accent = looks.dark.accent.or(lent(looks.light.accent));
        }
        if let Some(radius) = brand.text("design.radius") {
            looks.light.set("radius", radius);
        }
        looks
    }
}

impl Scheme {
    /// The tokens that a theme, and those it extends, have under `key`: the nearest wins.
    fn of_theme(project: &Project, theme: &str, key: &str) -> Self {
        let mut scheme = Self::default();
        for (_, layer) in project.theme_layers(theme).into_iter().rev() {
            let tokens = layer.tree.as_ref().and_then(|tree| tree.table.table(key));
            for (name, Entry { node, .. }) in tokens.into_iter().flat_map(Table::iter) {
                match name {
                    "ink" => scheme.ink = stated(node),
                    "paper" => scheme.paper = stated(node),
                    "accent" => scheme.accent = stated(node),
                    _ => scheme.set(name, node.text().unwrap_or_default()),
                }
            }
        }
        scheme
    }

    /// Gives a token a value; one that is there keeps its rank.
    fn set(&mut self, name: &str, value: &str) {
        match self.others.iter_mut().find(|(other, _)| other == name) {
            Some((_, old)) => value.clone_into(old),
            None => self.others.push((name.to_owned(), value.to_owned())),
        }
    }

    /// Every token with its value. Those of colours that follow from others are among them, each so that text can be read in it.
    pub fn tokens(&self) -> Vec<(&str, String)> {
        let stated = [("paper", self.paper), ("ink", self.ink), ("accent", self.accent)];
        let stated = stated.into_iter().filter_map(|(name, stated)| Some((name, stated?.colour)));
        let mut tokens: Vec<(&str, String)> = stated.map(|(name, colour)| (name, colour.to_string())).collect();
        tokens.extend(self.derived().into_iter().map(|(name, colour)| (name, colour.to_string())));
        tokens.extend(self.others.iter().map(|(name, value)| (name.as_str(), value.clone())));
        tokens
    }

    /// The colours that follow from ink, paper and accent.
    fn derived(&self) -> BTreeMap<&'static str, Colour> {
        let (Some(Stated { colour: ink, .. }), Some(Stated { colour: paper, .. })) = (self.ink, self.paper) else { return BTreeMap::new() };
        let wash = paper.mixed(ink, 0.045);
        let mut colours = BTreeMap::from([
            // What stands on `wash` can be read on `paper`, which is further from the ink.
            ("wash", wash),
            ("rule", paper.mixed(ink, 0.16)),
            ("muted", ink.mixed(paper, 0.32).readable_on(wash, TEXT)),
        ]);
        colours.extend(self.accent.map(|accent| ("link", accent.colour.readable_on(wash, TEXT))));
        colours
    }
}

fn stated(node: &Node) -> Option<Stated> {
    Some(Stated { colour: Colour::parse(node.text()?)?, place: Some(node.span) })
}
