//! One look at a text that tells which rules on words and signs can find something in it: most find nothing in most texts, and need not read
//! them.

use crate::compose::Block;

/// What a text has, one bit each.
pub(super) type Signs = u8;

/// A sign where a space or another sign may be one too many.
pub(super) const STRAY: Signs = 1;
/// Signs, digits and letters without a space between them.
pub(super) const GLUED: Signs = 2;
/// What an address has.
pub(super) const ADDRESS: Signs = 4;
/// What markup has.
pub(super) const MARKUP: Signs = 8;
/// For rules that read every text.
pub(super) const ANY: Signs = 16;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Lower,
    Upper,
    Digit,
    Sign,
    Open,
    Close,
    Quote,
    EndQuote,
    Apostrophe,
    Other,
}

fn class(c: char) -> Class {
    match u8::try_from(c).unwrap_or(u8::MAX) {
        b'a'..=b'z' => Class::Lower,
        b' ' => Class::Space,
        b'A'..=b'Z' => Class::Upper,
        b'0'..=b'9' => Class::Digit,
        b',' | b';' | b'.' | b':' | b'!' | b'?' => Class::Sign,
        b'(' => Class::Open,
        b')' => Class::Close,
        b'\'' => Class::Apostrophe,
        0..=127 => Class::Other,
        _ => beyond_ascii(c),
    }
}

fn beyond_ascii(c: char) -> Class {
    match c {
        '\u{a0}' => Class::Space,
        '“' => Class::Quote,
        '”' => Class::EndQuote,
        '’' | '‘' => Class::Apostrophe,
        _ if c.is_uppercase() => Class::Upper,
        _ if c.is_alphabetic() => Class::Lower,
        _ if c.is_alphanumeric() => Class::Digit,
        _ => Class::Other,
    }
}

/// What a block has.
pub(super) fn of(block: &Block) -> Signs {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let before = |at: usize| is_letter(block.text.get(..at).and_then(|text| text.chars().next_back()));
    let after = |at: usize| is_letter(block.text.get(at..).and_then(|text| text.chars().next()));
    let runs_into_words = block.runs.iter().any(|run| before(run.range.start) || after(run.range.end));
    in_text(&block.text) | if runs_into_words { GLUED } else { 0 }
}

pub(super) fn in_text(text: &str) -> Signs {
    let (mut signs, mut last, mut rest) = (ANY, Class::Other, text);
    loop {
        // Most of a text is small letters.
        let mut before = b' ';
        let mut goes_on = |c: u8| {
            signs |= if (before, c) == (b'w', b'w') { ADDRESS } else { 0 };
            before = c;
            c.is_ascii_lowercase()
        };
        let letters = rest.bytes().position(|c| !goes_on(c)).unwrap_or(rest.len());
        if letters > 0 {
            signs |= side_by_side(last, Class::Lower, 'a');
            last = Class::Lower;
        }
        let Some(c) = rest.get(letters..).and_then(|rest| rest.chars().next()) else { return signs };
        let class = class(c);
        signs |= side_by_side(last, class, c);
        last = class;
        rest = rest.get(letters + c.len_utf8()..).unwrap_or_default();
    }
}

/// What `c`, which is of `class`, may be a sign of after a character of the class `last`.
fn side_by_side(last: Class, class: Class, c: char) -> Signs {
    match (last, class) {
        (Class::Space, Class::Sign | Class::Close | Class::Apostrophe) | (Class::Open, Class::Space) | (Class::Sign, Class::Sign) => STRAY,
        (Class::Sign | Class::Close | Class::EndQuote | Class::Digit, Class::Lower | Class::Upper)
        | (Class::Lower, Class::Upper)
        | (Class::Lower | Class::Upper, Class::Quote) => GLUED,
        (_, Class::Other) => match c {
            '@' | '/' => ADDRESS,
            '*' => GLUED | MARKUP,
            ']' | '~' | '`' | '#' => MARKUP,
            _ => 0,
        },
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::text::{View, WORD_RULES};
    use super::{ANY, in_text};
    use crate::compose::Kind;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]
        /// What a rule finds, it would also have been asked for.
        #[test]
        fn a_rule_that_is_not_asked_would_find_nothing(words in proptest::collection::vec(
            prop_oneof!["[a-c]{1,2}", "[ ,.:;!?()’“”*/@'-]{1,3}", "(a|the|The|A) ", "[ \u{a0}\u{2011}]", "[0-9]{1,2}(days)?", "[A-C][a-c]{0,3}", "www\\.|https?:/|~~|`|#|\\]\\(",
            "(ourServices|CookiePurposeDuration|é|É|É|ß)"], 0..10)) {
            let text = words.concat();
            for (needs, rule) in WORD_RULES {
                let mut found = Vec::new();
                rule(&View::of_value(&text, Kind::Paragraph), &mut found);
                prop_assert!(found.is_empty() || *needs == ANY || in_text(&text) & needs != 0, "{:?} {:?}", text, found);
            }
        }
    }
}
