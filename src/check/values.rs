//! What is known of a value whatever text prints it: whether it is right by itself, and what is found in it. Many texts and brands print the
//! same value, so it is looked at once.

use std::cell::Cell;

use crate::compose::Kind;

use super::addresses::is_mailbox;
use super::needles::Hit;
use super::phrases::Touched;
use super::text::{View, is_right};
use super::words::words;
use super::{placeholder, vendors};

/// A value.
pub(super) struct Value {
    /// As a template printed it.
    pub(super) raw: String,
    /// As it is read.
    pub(super) text: String,
    /// Whether no rule on words finds anything in it, wherever it stands free.
    pub(super) is_plain: bool,
    /// Whether it has a word that a placeholder may be told by.
    pub(super) has_cue: bool,
    /// Whether it may be taken for an address.
    pub(super) is_address: bool,
    /// Whether it is a mailbox and nothing else.
    pub(super) is_mailbox: bool,
    /// The names of vendors in it.
    pub(super) vendors: vendors::InValue,
    /// The phrases that want a word which it has.
    pub(super) touched: Vec<Touched>,
    /// The names of brands in it.
    pub(super) names: Vec<Hit>,
    /// The brand that has printed it last.
    pub(super) printed_by: Cell<usize>,
}

/// An end of a value, or of what stands beside it.
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

/// The word with which `text` begins or ends, as doubled words are compared; `None` when it does with something else.
pub(super) fn edge(text: &str, end: End) -> Option<&str> {
    match end {
        End::First => words(text).next().filter(|(range, _)| range.start == 0),
        End::Last => words(text).last().filter(|(range, _)| range.end == text.len()),
    }
    .map(|(_, word)| word)
}

/// Whether a value may stand in a plain one: what no rule takes for a sign of its own.
fn is_usual(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '\'' | ',' | '.' | ';' | ':' | '(' | ')' | '/' | '&' | '@' | '+' | '_' | '#')
    } else {
        // These two are other ways to write `s` and `k` to a pattern that does not look at case.
        (c.is_alphanumeric() && !matches!(c, '\u{17F}' | '\u{212A}')) || matches!(c, '–' | '’')
    }
}

impl Value {
    /// What is known of `text`, which a template printed as `raw`.
    pub(super) fn new(raw: &str, text: String, vendors: vendors::InValue, touched: Vec<Touched>, names: Vec<Hit>) -> Self {
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let last = text.chars().next_back();
        let begins_and_ends = is_word(text.chars().next()) && (is_word(last) || matches!(last, Some('.' | ')')));
        let is_plain = begins_and_ends
            && text.chars().all(is_usual)
            && !placeholder::may_go_on(&text)
            && is_right(&View::of_value(&text, Kind::Paragraph));
        Self {
            raw: raw.to_owned(),
            is_plain,
            has_cue: placeholder::has_cue(&text),
            is_mailbox: text.is_ascii() && is_mailbox(&text),
            is_address: text.contains(['@', '/', ':']) || text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")),
            vendors,
            touched,
            names,
            text,
            printed_by: Cell::new(0),
        }
    }

    /// Whether it begins or ends with `word`, in small letters or not.
    pub(super) fn repeats(&self, word: &str, end: End) -> bool {
        let is_like = match end {
            _ if !word.is_ascii() => true,
            End::First => self.text.get(..word.len()).is_some_and(|text| text.eq_ignore_ascii_case(word)),
            End::Last => {
                let start = self.text.len().checked_sub(word.len());
                start.and_then(|start| self.text.get(start..)).is_some_and(|text| text.eq_ignore_ascii_case(word))
            }
        };
        is_like && edge(&self.text, end).is_some_and(|own| own.to_lowercase() == word)
    }

    /// Whether it ends with the word with which `next` begins.
    pub(super) fn ends_as_begins(&self, next: &Self) -> bool {
        edge(&next.text, End::First).is_some_and(|word| self.repeats(&word.to_lowercase(), End::Last))
    }

    /// Whether a placeholder may go on across this end of it.
    pub(super) fn may_say(&self, end: End) -> bool {
        word_at(&self.text, end, |c| c.is_ascii_alphanumeric()).is_some_and(|word| placeholder::may_say(word, end))
    }
}
