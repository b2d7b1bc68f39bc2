//! Rules that a workspace writes down itself: what a brand states beside what its pages say.

use regex::Regex;

use crate::id::DocumentId;
use crate::source::Span;

use super::When;

/// Words to look for.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// As a regular expression.
    pub regex: Regex,
    /// Sets of words in lower case, a word of each of which each match has.
    pub words: Vec<Vec<String>>,
}

/// What sentences are looked for.
#[derive(Clone, Default, Debug)]
pub struct Phrases(pub Vec<Phrase>);

impl Phrases {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `text` says one of them.
    pub fn are_in(&self, text: &str) -> bool {
        self.0.iter().any(|phrase| phrase.regex.is_match(text))
    }
}

/// A rule of `content/rules/`. It is about a brand for which all of its parts hold.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name.
    pub id: String,
    /// Where it is named.
    pub key: Span,
    /// A condition that holds.
    pub when: Option<When>,
    /// A condition that cannot be decided: the brand does not state what it rests on.
    pub undecided: Option<When>,
    /// A sentence of a page says one of these.
    pub says: Phrases,
    /// And in the same sentence none of these.
    pub unless: Phrases,
    /// Another sentence of the brand's pages says one of these.
    pub but: Phrases,
    /// Only on this document.
    pub page: Option<(DocumentId, Span)>,
    /// What `says` catches as `it` is not the same everywhere.
    pub agree: bool,
    /// Nor the same as this fact or value.
    pub with: Option<(String, Span)>,
    /// Whether it stops a build.
    pub is_error: bool,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Rule {
    /// Its conditions.
    pub fn conditions(&self) -> impl Iterator<Item = &When> {
        self.when.iter().chain(&self.undecided)
    }
}
