//! How values pass through templates and Markdown without becoming markup.
//!
//! Tera hands every printed value to [`mark`], which writes it between two characters of a private plane. [`split`] then takes the
//! values out and leaves one private character for each: a *token*, which Markdown takes for a letter. What is left is the same text
//! for every brand that prints as many values, so it is compiled once, and the values are put in when a page is put together.

use std::io::{self, Write};
use std::sync::Arc;

const OPEN: char = '\u{100000}';
const CLOSE: char = '\u{100001}';
const PRINT: char = '\u{100004}';
const UNKNOWN: char = '\u{100002}';
const UNKNOWN_END: char = '\u{100003}';
const FIRST: u32 = 0xF0000;
/// How many values one text may print: a token is a character of plane 15.
const MOST: usize = 0xFFFE;

/// Tera's escape function for clauses: `value` between two marks. Marks inside a value are made harmless.
pub(super) fn mark(value: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut bytes = [0; 4];
    out.write_all(OPEN.encode_utf8(&mut bytes).as_bytes())?;
    if value.contains([OPEN, CLOSE]) {
        out.write_all(value.replace([OPEN, CLOSE], "\u{FFFD}").as_bytes())?;
    } else {
        out.write_all(value.as_bytes())?;
    }
    out.write_all(CLOSE.encode_utf8(&mut bytes).as_bytes())
}

/// A rendered text: tokens where values were, and the values.
#[derive(Clone, Default, Debug)]
pub(super) struct Tokenised {
    pub(super) text: String,
    pub(super) values: Vec<Arc<str>>,
    /// For each value, which `{{ … }}` of its text printed it.
    pub(super) prints: Vec<Option<usize>>,
}

/// What goes before a value that the `{{ … }}` of this number prints; a number that is too high to be told is left out.
pub(super) fn printed_by(print: usize) -> String {
    token(print).map(|token| format!("{PRINT}{token}")).unwrap_or_default()
}

/// Tags the values in a text that is made of marked ones.
pub(super) fn tag_all(marked: &str, print: usize) -> String {
    marked.replace(OPEN, &format!("{OPEN}{}", printed_by(print)))
}

/// The number of the print and the value.
fn untagged(value: &str) -> (Option<usize>, &str) {
    let mut chars = value.chars();
    match (chars.next(), chars.next().and_then(index)) {
        (Some(PRINT), Some(print)) => (Some(print), chars.as_str()),
        _ => (None, value),
    }
}

/// Takes the values out of `rendered`; `None` when there are more than tokens.
pub(super) fn split(rendered: &str) -> Option<Tokenised> {
    let mut out = Tokenised { text: String::with_capacity(rendered.len()), ..Tokenised::default() };
    for (index, piece) in rendered.split(OPEN).enumerate() {
        match (index, piece.split_once(CLOSE)) {
            (1.., Some((value, rest))) => {
                out.text.push(token(out.values.len())?);
                let (print, value) = untagged(value);
                out.values.push(value.into());
                out.prints.push(print);
                out.text.push_str(rest);
            }
            _ => out.text.push_str(piece),
        }
    }
    Some(out)
}

pub(super) fn token(index: usize) -> Option<char> {
    (index < MOST).then(|| char::from_u32(FIRST + u32::try_from(index).ok()?)).flatten()
}

/// The number of the value that a character stands for, if it is a token.
pub(super) fn index(c: char) -> Option<usize> {
    let at = u32::from(c).checked_sub(FIRST)? as usize;
    (at < MOST).then_some(at)
}

/// What stands for the unknown value number `index` of a brand.
pub(super) fn unknown(index: usize) -> String {
    format!("{UNKNOWN}{index}{UNKNOWN_END}")
}

/// The first byte of the characters of plane 15.
const PLANE_15: u8 = 0xF3;
/// The first byte of the characters of plane 16.
const PLANE_16: u8 = 0xF4;

/// Whether there may be a token in `text`.
pub(super) fn may_hold(text: &str) -> bool {
    memchr::memchr(PLANE_15, text.as_bytes()).is_some()
}

/// Whether there may be an unknown value in `text`.
pub(super) fn has_unknown(text: &str) -> bool {
    memchr::memchr(PLANE_16, text.as_bytes()).is_some()
}

/// The runs of `text` between its tokens, each with the number of the value that comes after it.
pub(super) fn runs(text: &str) -> impl Iterator<Item = (&str, Option<usize>)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let token = |at: usize| Some((at, index(text.get(at..)?.chars().next()?)?));
        let found = memchr::memchr_iter(PLANE_15, text.as_bytes()).find_map(token);
        rest = found.and_then(|(at, _)| text.get(at + char::MAX.len_utf8()..));
        Some((found.and_then(|(at, _)| text.get(..at)).unwrap_or(text), found.map(|(_, value)| value)))
    })
}

/// A run of a value's text, or the number of an unknown value in it.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Bit<'a> {
    Text(&'a str),
    Unknown(usize),
}

/// What `text` is made of.
pub(super) fn bits(text: &str) -> impl Iterator<Item = Bit<'_>> {
    text.split(UNKNOWN).enumerate().flat_map(|(index, piece)| {
        let found = if index == 0 { None } else { piece.split_once(UNKNOWN_END) };
        let (unknown, rest) = match found {
            Some((number, rest)) => (number.parse().ok().map(Bit::Unknown), rest),
            None => (None, piece),
        };
        unknown.into_iter().chain((!rest.is_empty()).then_some(Bit::Text(rest)))
    })
}

/// The numbers of the unknown values in `text`.
pub(super) fn unknowns(text: &str) -> impl Iterator<Item = usize> {
    bits(if has_unknown(text) { text } else { "" }).filter_map(|bit| if let Bit::Unknown(index) = bit { Some(index) } else { None })
}

/// `text` with `values` in place of its tokens.
pub(super) fn fill(text: &str, values: &[Arc<str>]) -> String {
    if !may_hold(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 64);
    for (run, value) in runs(text) {
        out.push_str(run);
        out.push_str(value.and_then(|value| values.get(value)).map_or("", AsRef::as_ref));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Bit, bits, fill, mark, printed_by, runs, split, unknown};

    #[test]
    fn a_value_leaves_and_comes_back() {
        let mut rendered = b"Write to ".to_vec();
        mark("a|b *c*\u{100001}", &mut rendered).unwrap();
        rendered.extend(b" or ");
        mark(&printed_by(7), &mut rendered).unwrap();
        let rendered = String::from_utf8(rendered).unwrap();
        let tokenised = split(&rendered).unwrap();
        assert_eq!(tokenised.text, "Write to \u{F0000} or \u{F0001}");
        assert!(tokenised.values.iter().map(AsRef::as_ref).eq(["a|b *c*\u{FFFD}", ""]));
        assert_eq!(tokenised.prints, [None, Some(7)]);
        assert_eq!(fill(&tokenised.text, &tokenised.values), "Write to a|b *c*\u{FFFD} or ");
        assert_eq!(runs(&tokenised.text).collect::<Vec<_>>(), [("Write to ", Some(0)), (" or ", Some(1)), ("", None)]);
    }

    #[test]
    fn an_unknown_value_is_found_inside_others() {
        let text = format!("x{}y", unknown(12));
        assert_eq!(bits(&text).collect::<Vec<_>>(), [Bit::Text("x"), Bit::Unknown(12), Bit::Text("y")]);
        assert_eq!(bits("").count(), 0);
    }
}
