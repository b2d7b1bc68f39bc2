//! The brand's own name: only in the ways that it states. What is one slip away is looked for where a brand's name can be typed: in its
//! values and in the clauses of its folder.

use std::ops::Range;

use crate::diagnostic::{Code, Findings, one_of};
use crate::names::Names;

use super::ownership::Verdict;
use super::said::{Ground, Said, Value};
use super::spelling;

pub(super) fn check<'a>(ground: &Ground<'a>, values: &[Value<'a>], said: &[Said<'a>], findings: &mut Findings) {
    let ways = ways(ground);
    let near = |way: &str| Verdict::Near(vec![way.to_owned()]);
    let mut found: Vec<Said<'_>> = Vec::new();
    // The name of a vendor is as its owner writes it.
    let vendors: Vec<&str> = ground.composed.brand.vendors.iter().filter_map(|vendor| vendor.table.text("name")).collect();
    for value in values.iter().filter(|value| !value.is_address && !vendors.contains(&value.text)) {
        found.extend(slips(value.text, &ways, ground).into_iter().map(|(range, way)| Said::in_value(value, range, near(way))));
    }
    for (passage, block) in ground.written_for_it() {
        found.extend(slips(&block.text, &ways, ground).into_iter().map(|(range, way)| Said::in_text(passage, block, range, near(way))));
    }
    for said in said.iter().chain(&found).filter(|said| !said.is_code() && !said.is_recased()) {
        let Verdict::Near(meant) = &said.verdict else { continue };
        let message = format!("`{}` is none of the ways in which the brand writes its name", said.words);
        let help = |_| {
            let meant = one_of(meant.iter().map(String::as_str), "or");
            format!("write {meant}; if this is another way to write it, add it to `variants` under [identity]")
        };
        said.tell(ground, Code::BrandName, message, &help, findings);
    }
}

/// A way in which the brand writes a name.
struct Way<'a> {
    text: &'a str,
    /// Folded.
    letters: String,
    /// How many words it has.
    count: usize,
}

impl Way<'_> {
    /// Whether letters that begin like this may be one slip away: a slip moves the first or second letter by one place at most.
    fn may_begin(&self, first: char, second: Option<char>) -> bool {
        let mut letters = self.letters.chars();
        let begins = [letters.next(), letters.next()];
        begins.contains(&Some(first)) || begins.contains(&second)
    }
}

/// The first letters of a text, folded; where that takes more than one letter, any may be meant.
fn beginning(text: &str) -> Option<(char, Option<char>)> {
    let mut letters = text.chars().filter(|c| c.is_alphanumeric());
    let (first, second) = (letters.next()?, letters.next());
    let is_plain = first.is_ascii() && second.is_none_or(|c| c.is_ascii());
    is_plain.then(|| (first.to_ascii_lowercase(), second.map(|c| c.to_ascii_lowercase())))
}

/// Letters of a name below which one slip may make another word of it.
const FEW: usize = 6;

/// The names of the brand that can be told from another word with one letter wrong.
fn ways<'a>(ground: &Ground<'a>) -> Vec<Way<'a>> {
    let mut ways: Vec<Way<'a>> = Vec::new();
    for name in ground.own.stated().iter().copied().flat_map(|names: &'a Names| &names.all) {
        let letters = spelling::letters(&name.text);
        let is_new = ways.iter().all(|way| *way.text != *name.text);
        let is_long = letters.chars().count() >= FEW && name.text.starts_with(char::is_uppercase);
        if name.kind.is_words() && is_new && is_long {
            ways.push(Way { text: &name.text, letters, count: name.text.split_whitespace().count() });
        }
    }
    ways
}

/// Where `text` has a name with one letter wrong, and which.
fn slips<'w>(text: &str, ways: &[Way<'w>], ground: &Ground<'_>) -> Vec<(Range<usize>, &'w str)> {
    let mut found: Vec<(Range<usize>, &str)> = Vec::new();
    let is_upper = |at: usize| text.get(at..).is_some_and(|rest| rest.starts_with(char::is_uppercase));
    for (at, _) in text.bytes().enumerate().filter(|(at, c)| c.is_ascii_uppercase() || !c.is_ascii() && is_upper(*at)) {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let goes_on = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '/' | '@' | '_'));
        if goes_on || found.last().is_some_and(|(last, _)| at < last.end) {
            continue;
        }
        let begins = text.get(at..).and_then(beginning);
        for way in ways.iter().filter(|way| begins.is_none_or(|(first, second)| way.may_begin(first, second))) {
            let Some(written) = text.get(at..).and_then(|rest| words(rest, way.count)) else { continue };
            // What is much longer or shorter need not be folded.
            if written.len().abs_diff(way.text.len()) > 8 {
                continue;
            }
            let folded = spelling::letters(written);
            let is_plural = folded.strip_suffix('s') == Some(&way.letters);
            if spelling::is_one_slip(&folded, &way.letters) && !is_plural && !ground.is_known(written) {
                found.push((at..at + written.len(), way.text));
                break;
            }
        }
    }
    found
}

/// The first `count` words of a text, without a possessive and the signs behind them; `None` for an address.
fn words(text: &str, count: usize) -> Option<&str> {
    let mut spaces = text.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    let words = text.get(..spaces.nth(count.checked_sub(1)?).unwrap_or(text.len()))?;
    let words = words.trim_end_matches(|c: char| !c.is_alphanumeric());
    let words = words.strip_suffix("'s").or_else(|| words.strip_suffix("’s")).unwrap_or(words);
    (!words.contains(['@', '/', '_'])).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::super::spelling::is_one_slip;
    use super::{Way, beginning, words};

    #[test]
    fn a_slip_keeps_a_letter_near_the_beginning() {
        let way = Way { text: "Mini", letters: "mini".to_owned(), count: 1 };
        for text in ["Nini", "Ini", "Xmini", "Imni", "Miin", "Mimi", "É"] {
            let is_slip = is_one_slip(&text.to_lowercase(), &way.letters);
            assert!(!is_slip || beginning(text).is_none_or(|(first, second)| way.may_begin(first, second)), "{text}");
        }
        assert!(beginning("We keep").is_some_and(|(first, second)| !way.may_begin(first, second)));
    }

    #[test]
    fn words_stand_without_signs() {
        assert_eq!(words("MiniShort’s” app", 1), Some("MiniShort"));
        assert_eq!(words("Mini Studio, Inc.: a", 3), Some("Mini Studio, Inc"));
        assert_eq!(words("Mini", 2), Some("Mini"));
        assert_eq!(words("Mini@x.example now", 1), None);
    }
}
