//! What rules on whole pages want to know of a text. It is worked out once for each distinct text.

use std::ops::Range;

use crate::compose::{Block, GENERATED, Kind, Notes, is_hole};

use super::page::level;
use super::words::words;
use super::{lead_in, pointers, terms};

/// How many words a sentence must have, that it can be told again by mistake.
const LONG: usize = 8;

/// The notes on a text.
pub(super) fn of(blocks: &[Block]) -> Notes {
    let mut notes = Notes::default();
    for (index, block) in blocks.iter().enumerate() {
        if matches!(block.kind, Kind::Paragraph | Kind::Item(_)) {
            for range in sentences(&block.text) {
                if let Some(hash) = hash(block.text.get(range.clone()).unwrap_or_default()) {
                    notes.sentences.push((hash, index, range));
                }
            }
        }
        if !matches!(block.kind, Kind::Code | Kind::Heading | Kind::SubHeading(_)) {
            pointers::note(index, block, &mut notes);
            terms::note(index, block, &mut notes);
        }
    }
    let is_line = blocks.first().is_some_and(|block| matches!(block.kind, Kind::Heading | Kind::Summary));
    let last = blocks.iter().enumerate().rev().find(|(_, block)| block.kind != Kind::Note).filter(|_| !is_line);
    if let Some((index, _)) = last.filter(|(_, block)| lead_in::announces(block) || level(block).is_some()) {
        notes.end = Some((index, blocks.iter().rev().find_map(level).unwrap_or_default()));
    }
    notes
}

/// The sentences of a text.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, c) in text.bytes().enumerate().filter(|(_, c)| matches!(c, b'.' | b'!' | b'?' | b'\n')) {
        let end = at + 1;
        let mut rest = text.get(end..).unwrap_or_default().chars();
        let ends = c == b'\n'
            || (rest.next().is_some_and(char::is_whitespace) && rest.next().is_some_and(|c| c.is_uppercase() || is_hole(c) || c == '“'));
        if ends {
            out.push(start..end);
            start = end + usize::from(c != b'\n');
        }
    }
    out.push(start..text.len());
    out
}

/// A number for the words of a long sentence; values count alike, and what stands in for generated words does not. Sentences with one number
/// are compared.
fn hash(sentence: &str) -> Option<u64> {
    // FNV-1a.
    let (mut hash, mut count) = (0xcbf2_9ce4_8422_2325_u64, 0);
    let mut add = |c: char| hash = (hash ^ u64::from(c)).wrapping_mul(0x100_0000_01b3);
    for (_, word) in words(sentence) {
        if word.is_ascii() {
            word.bytes().for_each(|c| add(c.to_ascii_lowercase().into()));
        } else {
            word.chars().flat_map(char::to_lowercase).for_each(&mut add);
        }
        add(' ');
        count += 1;
    }
    if !sentence.is_ascii() {
        sentence.chars().filter(|c| is_hole(*c) || *c == GENERATED).for_each(|c| add(if is_hole(c) { '1' } else { '0' }));
    }
    (count >= LONG).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::{hash, sentences};

    #[test]
    fn sentences_and_what_makes_them_alike() {
        let text = "We keep it, e.g. for tax. “You” may ask. Why not? yes";
        let found: Vec<_> = sentences(text).into_iter().filter_map(|range| text.get(range)).collect();
        assert_eq!(found, ["We keep it, e.g. for tax.", "“You” may ask.", "Why not? yes"]);
        assert_eq!(hash("One two, three four five six seven EIGHT."), hash("One two three four five six seven eight"));
        assert_ne!(hash("One two three four five six seven eight"), hash("One two three four five six seven nine"));
        assert_eq!(hash("One two three four five six seven"), None);
    }
}
