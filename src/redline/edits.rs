//! The words in which two runs of text differ, as a person would mark them.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::tree::Words;

/// Words of the left that the right lacks, and those of the right that stand in their place; one of them may be none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Edit {
    pub(super) left: Range<usize>,
    pub(super) right: Range<usize>,
}

/// How much two runs must have in common, in thousandths, to be compared by their words.
pub(super) const ALIKE: usize = 300;

/// How the words of `left` become those of `right`; `None` if so little is common that marks in both would be a salad.
pub(super) fn edits(left: &[u32], right: &[u32], words: &Words<'_>) -> Option<Vec<Edit>> {
    let (from, to) = (Sums::new(left, words), Sums::new(right, words));
    let mut edits = joined(left, right);
    for at in 0..edits.len() {
        slide(&mut edits, at, left, right, words);
    }
    let edits = without_islands(edits, left, words, &from, &to);
    let removed: usize = edits.iter().map(|edit| from.of(&edit.left)).sum();
    let common = from.of(&(0..left.len())) - removed;
    (left == right || likeness(common, from.of(&(0..left.len())), to.of(&(0..right.len()))) >= ALIKE).then_some(edits)
}

/// What two texts of these weights have in common, in thousandths of their middle weight.
pub(super) fn likeness(common: usize, left: usize, right: usize) -> usize {
    (common * 1000).checked_div(left.saturating_mul(right).isqrt()).unwrap_or_default()
}

/// The differences, neighbours in one.
fn joined(left: &[u32], right: &[u32]) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for change in capture_diff_slices(Algorithm::Patience, left, right) {
        let (tag, left, right) = change.as_tag_tuple();
        match edits.last_mut() {
            _ if tag == DiffTag::Equal => {}
            Some(last) if last.left.end == left.start && last.right.end == right.start => {
                last.left.end = left.end;
                last.right.end = right.end;
            }
            _ => edits.push(Edit { left, right }),
        }
    }
    edits
}

/// Of the places where new words may be said to begin, takes the one that reads best: `A. [B.] C.`, not `A[. B]. C.`
fn slide(edits: &mut [Edit], at: usize, left: &[u32], right: &[u32], words: &Words<'_>) {
    let Some(edit) = edits.get(at).cloned() else { return };
    let (text, new) = match (edit.left.is_empty(), edit.right.is_empty()) {
        (true, false) => (right, &edit.right),
        (false, true) => (left, &edit.left),
        _ => return,
    };
    let before = at.checked_sub(1).and_then(|before| edits.get(before));
    let room_before = edit.left.start - before.map_or(0, |before| before.left.end);
    let room_after = edits.get(at + 1).map_or(left.len(), |after| after.left.start) - edit.left.end;
    let word = |at: usize| text.get(at).copied();
    let back = (1..=room_before).take_while(|by| word(new.start - by) == word(new.end - by)).count();
    let forth = (0..room_after).take_while(|by| word(new.start + by) == word(new.end + by)).count();
    let ends = |at: usize| match at.checked_sub(1) {
        None => 3,
        Some(_) if at == text.len() => 3,
        Some(last) => word(last).map_or(0, |word| words.end(word)),
    };
    // Moves are counted from the furthest one back.
    let score = |by: &usize| ends(new.start + by - back) + ends(new.end + by - back);
    let Some(best) = (0..=back + forth).map(|by| (score(&by), by == back, by)).max() else { return };
    let moved = |range: &Range<usize>| range.start + best.2 - back..range.end + best.2 - back;
    if let Some(edit) = edits.get_mut(at) {
        *edit = Edit { left: moved(&edit.left), right: moved(&edit.right) };
    }
}

/// A few small words that stay between words that are replaced only make the reader stumble: they become part of one replacement. The end of a
/// sentence stays.
fn without_islands(edits: Vec<Edit>, left: &[u32], words: &Words<'_>, from: &Sums, to: &Sums) -> Vec<Edit> {
    let mut kept: Vec<Edit> = Vec::new();
    for mut edit in edits {
        while let Some(last) = kept.last() {
            let between = last.left.end..edit.left.start;
            let island = from.of(&between);
            let (removed, added) = ((from.of(&last.left), from.of(&edit.left)), (to.of(&last.right), to.of(&edit.right)));
            let is_small = island <= removed.0.max(added.0) && island <= removed.1.max(added.1);
            let is_lost = island * 2 <= removed.0 + removed.1 && island * 2 <= added.0 + added.1;
            let ends = |word: &u32| words.end(*word) > 1;
            if !is_small || !is_lost || left.get(between).unwrap_or_default().iter().any(ends) {
                break;
            }
            edit = Edit { left: last.left.start..edit.left.end, right: last.right.start..edit.right.end };
            kept.pop();
        }
        kept.push(edit);
    }
    kept
}

/// The weights of words up to every place.
struct Sums(Vec<usize>);

impl Sums {
    fn new(keys: &[u32], words: &Words<'_>) -> Self {
        let sums = keys.iter().scan(0, |sum, key| {
            *sum += words.weight(*key);
            Some(*sum)
        });
        Self(std::iter::once(0).chain(sums).collect())
    }

    fn of(&self, range: &Range<usize>) -> usize {
        let at = |place: usize| self.0.get(place).copied().unwrap_or_default();
        at(range.end).saturating_sub(at(range.start))
    }
}
