//! What is known of a value whatever text prints it: whether it is right by itself, and what it begins and ends with. Many texts and brands
//! print the same value, so it is looked at once.

use std::cell::Cell;

use crate::compose::Kind;

use super::addresses::is_mailbox;
use super::needles::Hit;
use super::text::{View, is_right};
use super::words::words;
use super::{placeholder, rules, vendors};

/// A value.
pub(super) struct Value {
    /// As a template printed it.
    pub(super) raw: String,
    /// As it is read.
    pub(super) text: String,
    /// Whether no rule on words finds anything in it, wherever it stands free.
    pub(super) is_plain: bool,
    /// Its first and its last word.
    pub(super) edges: [Edge; 2],
    /// Whether it ends in a full stop.
    pub(super) ends_in_stop: bool,
    /// Whether it ends as a sentence does in the middle.
    pub(super) ends_small: bool,
    /// Whether it is a mailbox and nothing else.
    pub(super) is_mailbox: bool,
    /// Whether it may be taken for an address.
    pub(super) is_address: bool,
    /// Whether it has a word that a placeholder may be told by.
    pub(super) has_cue: bool,
    /// The names of vendors in it.
    pub(super) vendors: vendors::InValue,
    /// The phrases that want a word which it has.
    pub(super) asks: Vec<rules::Asked>,
    /// The names of brands in it.
    pub(super) names: Vec<Hit>,
    /// The brand that has printed it last.
    pub(super) printed_by: Cell<usize>,
}

/// A word at the edge of a value or of what stands beside it.
#[derive(Default, Debug)]
pub(super) struct Edge {
    /// In lower case, if it is where words could stand twice.
    pub(super) word: Option<String>,
    /// Whether a phrase of a placeholder may have it.
    pub(super) is_spoken: bool,
    /// Whether the name of a vendor that has several words may have it.
    pub(super) in_vendor: bool,
}

impl Edge {
    /// Whether this and the word across the edge may be one word twice, or parts of one phrase or name.
    pub(super) fn may_stand_twice(&self, other: &Self) -> bool {
        self.word.is_some() && self.word == other.word
    }
}

/// Where the word at an edge is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum End {
    First,
    Last,
}

/// The first or last of the words of `text`, which are runs of characters that `is_word` takes.
pub(super) fn word_at(text: &str, end: End, is_word: impl Fn(char) -> bool) -> Option<&str> {
    let outside = |c: char| !is_word(c);
    match end {
        End::First => text.split(outside).find(|word| !word.is_empty()),
        End::Last => text.rsplit(outside).find(|word| !word.is_empty()),
    }
}

/// What is known of the words at an edge of `text`.
pub(super) fn edge(text: &str, end: End, vendors: &vendors::Names<'_>) -> Edge {
    let is_spoken = word_at(text, end, |c| c.is_ascii_alphanumeric()).is_some_and(|word| placeholder::may_say(word, end));
    let in_vendor = word_at(text, end, char::is_alphanumeric).is_some_and(|word| vendors.may_have(word));
    Edge { word: None, is_spoken, in_vendor }
}

/// Whether a value may stand in a plain one: what no rule takes for a sign of its own.
fn is_usual(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || " -',.;:()/&@+_#".contains(c)
    } else {
        // These two are other ways to write `s` and `k` to a pattern that does not look at case.
        (c.is_alphanumeric() && !matches!(c, '\u{17F}' | '\u{212A}')) || matches!(c, '–' | '’')
    }
}

impl Value {
    /// What is known of `text`, which a template printed as `raw`.
    pub(super) fn new(raw: &str, text: String, vendors: &vendors::Names<'_>, asks: Vec<rules::Asked>, names: Vec<Hit>) -> Self {
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let last = text.chars().next_back();
        let begins_and_ends = is_word(text.chars().next()) && (is_word(last) || matches!(last, Some('.' | ')')));
        let (mut first_word, mut last_word) = (None, None);
        for (range, word) in words(&text) {
            if range.start == 0 {
                first_word = Some(word.to_lowercase());
            }
            if range.end == text.len() {
                last_word = Some(word.to_lowercase());
            }
        }
        let view = View::of_value(&text, Kind::Paragraph);
        let is_plain = begins_and_ends && text.chars().all(is_usual) && is_right(&view) && !placeholder::may_go_on(&text);
        Self {
            raw: raw.to_owned(),
            is_plain,
            edges: [
                Edge { word: first_word, ..edge(&text, End::First, vendors) },
                Edge { word: last_word, ..edge(&text, End::Last, vendors) },
            ],
            ends_in_stop: last == Some('.'),
            ends_small: last.is_some_and(|c| c.is_ascii_lowercase()),
            is_address: text.contains(['@', '/', ':']) || text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")),
            is_mailbox: text.is_ascii() && is_mailbox(&text),
            has_cue: placeholder::have_cue(placeholder::ascii_words(&text)),
            vendors: vendors.in_value(&text),
            asks,
            names,
            text,
            printed_by: Cell::new(0),
        }
    }
}
