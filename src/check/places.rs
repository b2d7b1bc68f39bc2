//! The places where a text prints values. What stands around a place is the same for every brand: a value that is right by itself is right in
//! a place that is *free*. Only where a place is not free, or the words on both sides of an edge could be parts of one thing, is the block
//! put together and read.

use crate::compose::{Block, Kind, Style, hole_number, is_hole};

use super::values::{Edge, End, Value, edge};
use super::words::words;
use super::{placeholder, vendors};
use std::rc::Rc;

/// A block that prints values.
#[derive(Debug)]
pub(super) struct Holed {
    /// Its number in the text.
    pub(super) block: usize,
    /// Whether it is to be read with its values in place whatever they are.
    is_odd: bool,
    /// Whether every place is free: white space, or signs and then white space, on both sides.
    pub(super) is_free: bool,
    /// Whether it has a word that a placeholder may be told by.
    has_cue: bool,
    places: Vec<Place>,
}

/// A place in it.
#[derive(Debug)]
struct Place {
    /// The number of the value.
    number: usize,
    /// The words before and after it.
    beside: [Edge; 2],
    /// Whether only spaces stand between it and the value before.
    follows_value: bool,
    /// Whether a full stop stands right after it.
    stop_follows: bool,
    /// Whether a sentence may end with it.
    is_end: bool,
    /// The number of the value to which it is a link, as a mailbox.
    mailbox: Option<usize>,
}

impl Holed {
    /// Whether the rules on words find nothing that has to do with these values.
    pub(super) fn is_plain(&self, values: &[Rc<Value>]) -> bool {
        let mut before: Option<&Value> = None;
        !self.is_odd
            && self.places.iter().all(|place| {
                let Some(value) = values.get(place.number) else { return false };
                let last = before.replace(value).filter(|_| place.follows_value);
                let [first, end] = &value.edges;
                let [left, right] = &place.beside;
                let says = (value.has_cue || self.has_cue) && (first.is_spoken && left.is_spoken || end.is_spoken && right.is_spoken);
                let twice = first.may_stand_twice(left) || end.may_stand_twice(right);
                let follows = last.is_some_and(|last| last.edges.get(1).is_some_and(|word| word.may_stand_twice(first)));
                let leads =
                    place.mailbox.is_none_or(|other| value.is_mailbox && values.get(other).is_some_and(|other| other.text == value.text));
                value.is_plain
                    && !(says || twice || follows || value.ends_in_stop && place.stop_follows || value.ends_small && place.is_end)
                    && leads
            })
    }

    /// Whether the name of a vendor may stand across the edge of a value.
    pub(super) fn may_split_a_vendor(&self, values: &[Rc<Value>]) -> bool {
        !self.is_free
            || self.places.iter().any(|place| {
                let Some(value) = values.get(place.number) else { return true };
                !value.is_plain || value.edges.iter().zip(&place.beside).any(|(edge, beside)| edge.in_vendor && beside.in_vendor)
            })
    }

    /// The values that it prints.
    pub(super) fn values<'v>(&'v self, values: &'v [Rc<Value>]) -> impl Iterator<Item = &'v Value> {
        self.places.iter().filter_map(|place| values.get(place.number)).map(AsRef::as_ref)
    }
}

/// The blocks of a text that print values.
pub(super) fn of(blocks: &[Block], vendors: &vendors::Names<'_>) -> Vec<Holed> {
    blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| block.text.contains(is_hole))
        .map(|(number, block)| holed(number, block, vendors))
        .collect()
}

fn holed(number: usize, block: &Block, vendors: &vendors::Names<'_>) -> Holed {
    let text = block.text.as_str();
    let holes: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| is_hole(*c)).collect();
    let mut places = Vec::with_capacity(holes.len());
    let mut start = 0;
    for (index, (at, hole)) in holes.iter().enumerate() {
        let next = holes.get(index + 1).map_or(text.len(), |(next, _)| *next);
        let before = text.get(start..*at).unwrap_or_default();
        let after = text.get(at + hole.len_utf8()..next).unwrap_or_default();
        let is_space = |c: char| matches!(c, ' ' | '\u{a0}');
        // What another value says is not known here: its words may be part of anything.
        let beside = |part: &str, end: End, is_known: bool| {
            let has_word = part.contains(char::is_alphanumeric);
            let unknown = Edge { word: None, is_spoken: true, in_vendor: true };
            if has_word || is_known { edge(part, end, vendors) } else { unknown }
        };
        let left = before.trim_end_matches(is_space);
        let right = after.trim_start_matches(is_space);
        let word_before = words(left).last().filter(|(range, _)| range.end == left.len() && left.len() < before.len());
        let word_after = words(right).next().filter(|(range, _)| range.start == 0 && right.len() < after.len());
        places.push(Place {
            number: hole_number(*hole).unwrap_or(usize::MAX),
            beside: [
                Edge { word: word_before.map(|(_, word)| word.to_lowercase()), ..beside(before, End::Last, index == 0) },
                Edge { word: word_after.map(|(_, word)| word.to_lowercase()), ..beside(after, End::First, next == text.len()) },
            ],
            follows_value: index > 0 && left.is_empty() && !before.is_empty(),
            stop_follows: after.starts_with('.'),
            is_end: block.kind == Kind::Paragraph && next == text.len() && after.trim_end().is_empty(),
            mailbox: None,
        });
        start = at + hole.len_utf8();
    }
    let is_free = is_free(text);
    let mut is_odd = !is_free || has_brackets(text) || is_cut_off(block) || runs_into_a_word(block) || placeholder::may_enclose(text);
    for run in &block.runs {
        let (Style::Link(address), Some(words)) = (&run.style, text.get(run.range.clone())) else { continue };
        // The words of a link are compared with its address when they are one word.
        if !words.contains(is_hole) || words.trim().contains(char::is_whitespace) {
            continue;
        }
        let only = |text: &str| hole_number(text.chars().next().filter(|_| text.chars().count() == 1)?);
        match (only(words), address.strip_prefix("mailto:").and_then(only)) {
            (Some(shown), Some(meant)) => {
                places.iter_mut().filter(|place| place.number == shown).for_each(|place| place.mailbox = Some(meant));
            }
            _ => is_odd = true,
        }
    }
    Holed { block: number, is_odd, is_free, has_cue: placeholder::has_cue(text), places }
}

/// Whether nothing stands at a value but white space, or signs that are followed by white space.
fn is_free(text: &str) -> bool {
    let is_edge = |rest: &str, is_sign: &dyn Fn(char) -> bool, back: bool| {
        let mut chars = rest.chars();
        let mut next = || if back { chars.next_back() } else { chars.next() };
        loop {
            match next() {
                None => return true,
                Some(c) if c.is_whitespace() => return true,
                Some(c) if is_sign(c) => {}
                Some(_) => return false,
            }
        }
    };
    text.char_indices().filter(|(_, c)| is_hole(*c)).all(|(at, c)| {
        is_edge(text.get(..at).unwrap_or_default(), &|c| matches!(c, '(' | '“'), true)
            && is_edge(text.get(at + c.len_utf8()..).unwrap_or_default(), &|c| matches!(c, '.' | ',' | ';' | ')' | '”' | '!' | '?'), false)
    })
}

/// Brackets and signs of templates may open and close far from a value.
fn has_brackets(text: &str) -> bool {
    text.contains(['[', '{', '<', '%'])
}

/// Whether it ends in words of the text as a sentence does in the middle.
fn is_cut_off(block: &Block) -> bool {
    block.kind == Kind::Paragraph && block.text.trim_end().ends_with(|c: char| c.is_ascii_lowercase() || c == ',')
}

/// Whether a word begins where bold words or a link end.
fn runs_into_a_word(block: &Block) -> bool {
    block.runs.iter().any(|run| block.text.get(run.range.end..).is_some_and(|rest| rest.starts_with(char::is_alphabetic)))
}
