//! Themes: what `theme.toml` says, and that the themes which brands and other themes name are there.

use std::sync::Arc;

use crate::colour::Colour;
use crate::config::Table;
use crate::diagnostic::{Code, Finding, Findings, Place, did_you_mean};
use crate::model::{BrandSource, Project, ThemeSource, Tree};
use crate::source::Span;

use super::schema;

/// Notes what `theme.toml` says.
pub(super) fn add(theme: &mut ThemeSource, mut tree: Tree, findings: &mut Findings) {
    // A token's name becomes the name of a property in a style sheet.
    Arc::make_mut(&mut tree.table).retain(|key, entry| {
        let tokens = if matches!(key, "tokens" | "dark") { entry.node.table() } else { None };
        for (name, token) in tokens.into_iter().flat_map(Table::iter) {
            let is_colour = || token.node.text().is_none_or(|text| Colour::parse(text).is_some());
            if matches!(name, "paper" | "ink" | "accent") && !is_colour() {
                let message = format!("`{name}` must be a colour such as \"#1a2b3c\"");
                let help = "write it as #rrggbb: what can be read on what is worked out from it".to_owned();
                findings.push(Finding::new(Code::WrongValue, message, token.node.span, "").help(help));
            }
            if !schema::is_id(name) {
                let help = "name it in lower-case words joined by hyphens: `paper`, `side-gap`".to_owned();
                findings.push(Finding::new(Code::WrongValue, format!("`{name}` is no name of a token"), token.key, "").help(help));
            }
        }
        true
    });
    theme.extends = tree.table.get("extends").and_then(|node| Some((node.text()?.to_owned(), node.span)));
    theme.tree = Some(tree);
}

/// Whether the theme that `brand` names is there, or the one called `default` when neither it nor a parent names one.
pub(super) fn known(project: &Project, brand: &BrandSource, findings: &mut Findings) {
    let node = brand.tree.table.get("theme");
    let inherited = || project.layers(&brand.id).iter().any(|layer| layer.tree.table.get("theme").is_some());
    let (theme, place) = match node {
        Some(node) => (node.text(), Place::Text(node.span)),
        None if brand.is_abstract || inherited() => return,
        None => (Some("default"), Place::File(brand.tree.file)),
    };
    let label = if node.is_some() { "no folder of this name in themes/" } else { "" };
    if let Some(theme) = theme.filter(|theme| !project.themes.contains_key(*theme)) {
        unknown(project, theme, place, label, findings);
    }
}

/// Reports themes that extend what is not there, and circles.
pub(super) fn check(project: &Project, findings: &mut Findings) {
    for (name, theme) in &project.themes {
        let Some((parent, span)) = &theme.extends else { continue };
        if !project.themes.contains_key(parent) {
            unknown(project, parent, Place::Text(*span), "no folder of this name in themes/", findings);
        }
        circle(project, name, *span, findings);
    }
}

/// Reports a circle once, at the first theme on it.
fn circle(project: &Project, name: &str, span: Span, findings: &mut Findings) {
    let chain = project.theme_layers(name);
    let last = chain.last().and_then(|(_, theme)| theme.extends.as_ref());
    let names: Vec<&str> = chain.iter().map(|(name, _)| *name).chain([name]).collect();
    if last.is_some_and(|(parent, _)| parent == name) && names.iter().min() == Some(&name) {
        let message = format!("themes extend each other in a circle: {}", names.join(" → "));
        let help = "take `extends` out of one of them".to_owned();
        findings.push(Finding::new(Code::Cycle, message, span, "leads back to this theme").help(help));
    }
}

fn unknown(project: &Project, theme: &str, place: Place, label: &str, findings: &mut Findings) {
    let help = did_you_mean(theme, project.themes.keys().map(String::as_str));
    let help = help.unwrap_or_else(|| format!("make the theme's folder themes/{theme}/ (docs/themes.md)"));
    findings.push(Finding::new(Code::UnknownTheme, format!("there is no theme `{theme}`"), place, label).help(help));
}
