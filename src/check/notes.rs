//! What rules on whole pages want to know of a text. It is worked out once for each distinct text.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use crate::compose::{Block, GENERATED, Kind, Notes, is_hole};

use super::words::words;
use super::{pointers, terms};

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
    notes
}

/// The sentences of a text.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?' | '\n')) {
        let end = at + c.len_utf8();
        let mut rest = text.get(end..).unwrap_or_default().chars();
        let ends = c == '\n'
            || (rest.next().is_some_and(char::is_whitespace) && rest.next().is_some_and(|c| c.is_uppercase() || is_hole(c) || c == '“'));
        if ends {
            out.push(start..end);
            start = end + usize::from(c != '\n');
        }
    }
    out.push(start..text.len());
    out
}

/// A number for the words of a long sentence; values count alike, and what stands in for generated words does not.
fn hash(sentence: &str) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    let mut count = 0;
    for (_, word) in words(sentence) {
        word.to_lowercase().hash(&mut hasher);
        count += 1;
    }
    for c in sentence.chars().filter(|c| is_hole(*c) || *c == GENERATED) {
        is_hole(c).hash(&mut hasher);
    }
    (count >= LONG).then(|| hasher.finish())
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
