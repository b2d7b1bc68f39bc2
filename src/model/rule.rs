//! Rules that a workspace writes down itself: what a brand states beside what its pages say.

use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexBuilder};

use crate::id::DocumentId;
use crate::source::Span;

use super::When;

/// Words to look for.
#[derive(Clone, Debug)]
pub struct Phrase {
    pattern: String,
    regex: OnceLock<Option<Regex>>,
    /// Sets of words in lower case, a word of each of which each match has.
    pub words: Vec<Vec<String>>,
}

impl Phrase {
    /// How large a phrase may become in memory, in bytes: far more than a sentence needs.
    const MOST_COMPILED: usize = 1 << 20;

    /// A phrase as a regular expression, whatever the case of letters. It is made ready when a text may have it: most rules find none.
    pub fn new(pattern: String, words: Vec<Vec<String>>) -> Self {
        Self { pattern, regex: OnceLock::new(), words }
    }

    /// The regular expression as written.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Makes it ready now.
    pub fn compile(&self) -> Result<(), regex::Error> {
        let regex = RegexBuilder::new(&self.pattern).case_insensitive(true).size_limit(Self::MOST_COMPILED).build()?;
        self.regex.get_or_init(|| Some(regex));
        Ok(())
    }

    /// The regular expression; nothing when it cannot be read, or is too large.
    pub fn regex(&self) -> Option<&Regex> {
        if self.regex.get().is_none() && self.compile().is_err() {
            self.regex.get_or_init(|| None);
        }
        self.regex.get()?.as_ref()
    }
}

/// What sentences are looked for.
#[derive(Clone, Default, Debug)]
pub struct Phrases(pub Vec<Arc<Phrase>>);

impl Phrases {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `text` says one of them.
    pub fn are_in(&self, text: &str) -> bool {
        self.0.iter().filter_map(|phrase| phrase.regex()).any(|regex| regex.is_match(text))
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
