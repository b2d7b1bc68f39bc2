//! The clause files of brands that edit a clause of a layer below, each with the text that it edits.

use std::sync::Arc;

use crate::id::BrandId;
use crate::model::{Clause, Project, Text};
use crate::source::FileId;

use super::{Layer, MergedClause, Part};

/// A clause file of a brand that edits what the layers below it say.
#[derive(Clone, Debug)]
pub struct Override {
    /// The brand in whose folder it lies.
    pub brand: BrandId,
    /// The file.
    pub clause: Arc<Clause>,
    /// What the layers below give.
    pub below: MergedClause,
}

/// The edits of clauses in the folders of `brands`; those in the folders of brands that these extend are not among them.
pub fn overrides<'a>(project: &Project, brands: impl IntoIterator<Item = &'a BrandId>) -> Vec<Override> {
    let mut found = Vec::new();
    for layers in brands.into_iter().map(|id| project.layers(id)) {
        let Some((brand, parents)) = layers.split_last() else { continue };
        for (id, clause) in &brand.clauses {
            let shared = project.clauses.get(id).map(|clause| Part { clause: clause.clone(), layer: Layer::Library });
            let of_parent = |layer: &&crate::model::BrandSource| {
                Some(Part { clause: layer.clauses.get(id)?.clone(), layer: Layer::Brand(layer.id.clone()) })
            };
            let below = MergedClause::laid(shared.into_iter().chain(parents.iter().filter_map(of_parent)));
            found.extend(below.map(|below| Override { brand: brand.id.clone(), clause: clause.clone(), below }));
        }
    }
    found
}

impl Override {
    /// The hash of the text that it says it was written against.
    pub fn written_against(&self) -> Option<&str> {
        self.clause.base.as_ref().map(|(hash, _)| &**hash)
    }

    /// Whether the text below has another hash, `now`, than the one it was written against.
    pub fn is_stale(&self, now: &str) -> bool {
        self.written_against().is_some_and(|base| base != now && !base.is_empty())
    }

    /// What the layers below gave while the file `file` of theirs said `clause`.
    pub fn below_with(&self, file: FileId, clause: &Arc<Clause>) -> Option<MergedClause> {
        let then = |part: &Part| if part.clause.file == file { Part { clause: clause.clone(), ..part.clone() } } else { part.clone() };
        MergedClause::laid(self.below.chain.iter().map(then))
    }

    /// Whether it says word for word what the layers below say.
    pub fn changes_nothing(&self) -> bool {
        let (own, below) = (&*self.clause, &self.below);
        let same_text = |own: &Option<Text>, below: Option<&Text>| {
            own.as_ref().is_none_or(|own| below.is_some_and(|below| own.source.trim() == below.source.trim()))
        };
        let same_when = own.when.as_ref().is_none_or(|own| below.when().is_some_and(|below| own.text.trim() == below.text.trim()));
        let covered = below.chain.iter().rev().map(|part| &part.clause.covers).find(|covers| !covers.is_empty());
        !own.is_added()
            && same_when
            && same_text(&own.title, below.title())
            && same_text(&own.summary, below.summary())
            && (own.covers.is_empty() || Some(&own.covers) == covered)
            && below.parts.iter().all(|part| part.when().is_none())
            && words([&*own.body.source]).eq(words(below.parts.iter().map(|part| &*part.clause.body.source)))
    }
}

/// The words of `texts` as one text, a blank line for every end of a paragraph.
fn words<'a>(texts: impl IntoIterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    let paragraphs = texts.into_iter().flat_map(|text| text.split_inclusive('\n').chain(["\n"]));
    let words = paragraphs.flat_map(|line| if line.trim().is_empty() { vec![""] } else { line.split_whitespace().collect() });
    let mut before = "";
    words.filter(move |word| !(std::mem::replace(&mut before, word).is_empty() && word.is_empty()))
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::parse;

    /// A clause file that stands for the clause `contact`.
    fn clause(text: &str) -> Arc<Clause> {
        parse::clause("contact", text.as_bytes()).unwrap()
    }

    /// The files of one clause, laid over each other.
    pub(in crate::merge) fn laid(files: &[&str]) -> MergedClause {
        MergedClause::laid(files.iter().map(|text| Part { clause: clause(text), layer: Layer::Library })).unwrap()
    }

    fn changes_nothing(below: &[&str], own: &str) -> bool {
        Override { brand: BrandId::new("acme"), clause: clause(own), below: laid(below) }.changes_nothing()
    }

    #[test]
    fn an_edit_that_says_the_same_changes_nothing() {
        let shared = "+++\ntitle = \"Contact\"\nwhen = \"sells\"\n+++\nWrite to us, at\nany time.\n\nOr call.\n";
        assert!(changes_nothing(&[shared], "+++\n+++\n\nWrite to us,\nat any time.\n\n\nOr call."));
        assert!(changes_nothing(&[shared], "+++\ntitle = \"Contact\"\nwhen = \"sells\"\n+++\nWrite to us, at any time.\n\nOr call.\n"));
        let others = [
            "+++\n+++\nWrite to us, at any time.\nOr call.\n",
            "+++\n+++\nWrite to us, at any time.\n",
            "+++\ntitle = \"Contacts\"\n+++\nWrite to us, at any time.\n\nOr call.\n",
            "+++\nsummary = \"Call.\"\n+++\nWrite to us, at any time.\n\nOr call.\n",
            "+++\nwhen = \"accounts\"\n+++\nWrite to us, at any time.\n\nOr call.\n",
            "+++\ncovers = [\"gdpr:13\"]\n+++\nWrite to us, at any time.\n\nOr call.\n",
            "+++\nedit = \"append\"\n+++\nWrite to us, at any time.\n\nOr call.\n",
        ];
        for own in others {
            assert!(!changes_nothing(&[shared], own), "{own}");
        }
    }

    #[test]
    fn an_edit_that_says_the_same_as_several_layers_together() {
        let added = "+++\nedit = \"append\"\n+++\nOr call.\n";
        let both = "+++\n+++\nWrite.\n\nOr call.\n";
        assert!(changes_nothing(&["+++\n+++\nWrite.\n", added], both));
        let sometimes = "+++\nedit = \"append\"\nwhen = \"sells\"\n+++\nOr call.\n";
        assert!(!changes_nothing(&["+++\n+++\nWrite.\n", sometimes], both));
    }
}
