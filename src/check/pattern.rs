//! Patterns of the rules. Words end where ASCII letters and digits do: so a search needs no look at Unicode's tables, and runs at the
//! speed of reading.

use std::ops::Range;

use aho_corasick::AhoCorasick;
use regex::Regex;

/// A pattern with `\b`, `\d`, `\w` and `\s` for ASCII alone; `None` if it cannot be read, which a test would show.
pub(super) fn pattern(text: &str) -> Option<Regex> {
    Regex::new(&ascii(text)).ok()
}

/// A pattern with `\b`, `\d`, `\w` and `\s` for ASCII alone.
pub(super) fn ascii(text: &str) -> String {
    ["b", "d", "w", "s"].iter().fold(text.to_owned(), |text, class| text.replace(&format!("\\{class}"), &format!("(?-u:\\{class})")))
}

/// Words, or parts of words, that are looked for in one pass: what has none of them need not be searched for a pattern that wants one.
pub(super) struct Words(Option<AhoCorasick>);

impl Words {
    /// Words as they are written, or with `any_case` whatever the case of their letters, which are ASCII.
    pub(super) fn new(words: &[&str], any_case: bool) -> Self {
        Self(AhoCorasick::builder().ascii_case_insensitive(any_case).build(words).ok())
    }

    /// Whether one stands in `text`.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|words| words.is_match(text))
    }

    /// Where they stand, each with its number.
    pub(super) fn find(&self, text: &str) -> impl Iterator<Item = (usize, Range<usize>)> {
        let found = self.0.iter().flat_map(move |words| words.find_overlapping_iter(text));
        found.map(|found| (found.pattern().as_usize(), found.range()))
    }
}
