//! Items of lists: none is empty.

use crate::compose::{Block, Kind, Slip};
use crate::diagnostic::Code;

pub(super) fn look(blocks: &[Block], found: &mut Vec<(usize, Slip)>) {
    for (index, block) in blocks.iter().enumerate() {
        // Signs alone, such as a full stop: what stood before them has gone.
        let is_empty = block.text.chars().all(|c| c.is_whitespace() || c.is_ascii_punctuation() || matches!(c, '–' | '—' | '…' | '•'));
        if !matches!(block.kind, Kind::Item(_)) || !is_empty {
            continue;
        }
        let (near, message) = match nearest(blocks, index) {
            _ if !block.text.is_empty() => (index, "an item of this list holds nothing but signs"),
            Some(near) if near < index => (near, "the item after this is empty"),
            Some(near) => (near, "the item before this is empty"),
            None => (index, "an item of this list is empty"),
        };
        let range = 0..blocks.get(near).map_or(0, |block| block.text.len());
        let help = "write it, or take its mark out of the list".to_owned();
        found.push((near, Slip { code: Code::EmptyItem, range, message: message.to_owned(), help }));
    }
}

/// The block with words that is nearest to `index`, so that a finding has something to point at.
fn nearest(blocks: &[Block], index: usize) -> Option<usize> {
    let has_words = |at: &usize| blocks.get(*at).is_some_and(|block| block.text.chars().any(char::is_alphanumeric));
    (0..index).rev().find(has_words).or_else(|| (index..blocks.len()).find(has_words))
}
