//! What of two texts corresponds, and so what is to be marked.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::edits::{Edit, edits};
use super::likeness::{Change, Kin, changes, pairs};
use super::pieces::Kind;
use super::tree::{Node, Text, Words};

/// What is to be marked.
pub(super) struct Plan {
    /// Of every piece of the left, whether the right lacks it.
    pub(super) left: Vec<bool>,
    /// The same of the right.
    pub(super) right: Vec<bool>,
    /// In how many places they differ.
    pub(super) changes: usize,
    /// What the right lacks, by where it would stand.
    pub(super) removed: Vec<Removed>,
    /// The sections of the left that the right has too: the first piece of each, and the one behind its last.
    pub(super) twins: BTreeMap<usize, usize>,
    /// The same sections as nodes of either side.
    pub(super) sections: BTreeMap<usize, usize>,
    /// What is marked, place by place, in no order.
    pub(super) spots: Vec<Spot>,
}

/// A place where they differ. Blocks are nodes.
pub(super) enum Spot {
    /// Two runs of text that correspond, and the words in which they differ, in order.
    Words { left: usize, right: usize, edits: Vec<Edit> },
    /// A block or section that only the left has, and the piece of the right before which it would stand.
    Gone { block: usize, at: usize },
    /// A block or section that only the right has.
    New { block: usize },
}

/// Something that the right lacks.
pub(super) struct Removed {
    /// The piece of the right before which it would stand.
    pub(super) at: usize,
    /// The pieces of the left.
    pub(super) pieces: Range<usize>,
    pub(super) shape: Shape,
}

/// What a removed thing is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    /// Whole blocks, with their tags.
    Blocks,
    /// Words that the right has no others for.
    Words,
    /// Words that others replace.
    Replaced,
}

/// How many words may be looked at to find the blocks that correspond, and how many words blocks may have that are compared word by word:
/// far more than real texts need, and little enough that no text takes long.
const FUEL: usize = 20_000_000;
const MAX_WORDS: usize = 20_000;

/// Compares `left` with `right`.
pub(super) fn align(left: &Text<'_>, right: &Text<'_>, words: &Words<'_>) -> Plan {
    let twins: BTreeMap<usize, usize> =
        left.sections.iter().filter_map(|(key, section)| Some((*section, *right.sections.get(key)?))).collect();
    let marks = |text: &Text<'_>| vec![false; text.pieces.len()];
    let ranges = twins.keys().filter_map(|section| left.nodes.get(*section)).map(|node| (node.range.start, node.range.end)).collect();
    let (removed, spots) = (Vec::new(), Vec::new());
    let plan = Plan { left: marks(left), right: marks(right), changes: 0, removed, twins: ranges, sections: twins.clone(), spots };
    let mut aligner = Aligner { left, right, words, twins, plan, fuel: FUEL, copied: BTreeMap::new() };
    aligner.sections();
    aligner.plan.removed.sort_by_key(|removed| removed.at);
    aligner.plan
}

struct Aligner<'t, 'a> {
    left: &'t Text<'a>,
    right: &'t Text<'a>,
    words: &'t Words<'a>,
    /// The sections that both have.
    twins: BTreeMap<usize, usize>,
    plan: Plan,
    fuel: usize,
    /// The blocks of the left that are taken over whole, and where they would stand in the right.
    copied: BTreeMap<usize, usize>,
}

impl<'t, 'a> Aligner<'t, 'a> {
    fn sections(&mut self) {
        self.kids(0, 0);
        for (at, node) in self.left.nodes.iter().enumerate().filter(|(_, node)| node.is_section()) {
            match self.twins.get(&at) {
                Some(twin) => self.kids(at, *twin),
                None => match self.copied_with(node) {
                    Some(place) => self.mark_left(at, place),
                    None => self.remove(at, self.place(at, node)),
                },
            }
        }
        let known: BTreeSet<usize> = self.twins.values().copied().collect();
        for (at, node) in self.right.nodes.iter().enumerate() {
            if node.is_section() && !known.contains(&at) {
                self.insert(at);
            }
        }
    }

    /// Where a section would stand that stands in something that is taken over whole.
    fn copied_with(&self, section: &Node<'_>) -> Option<usize> {
        let mut above = section.parent;
        loop {
            if let Some(place) = self.copied.get(&above) {
                return Some(*place);
            }
            if above == 0 || self.twins.contains_key(&above) {
                return None;
            }
            above = self.left.nodes.get(above).map_or(0, |node| node.parent);
        }
    }

    /// Where in the right a section would stand: behind the one before it, or first in the one around it.
    fn place(&self, section: usize, node: &Node<'_>) -> usize {
        let siblings = self.left.nodes.get(node.parent).map_or(&[][..], |parent| &parent.kids);
        let before = siblings.iter().rev().skip_while(|sibling| **sibling >= section);
        let before = before.filter_map(|sibling| self.right.nodes.get(*self.twins.get(sibling)?)).next();
        if let Some(before) = before {
            return before.range.end;
        }
        let mut above = node.parent;
        while above > 0 && !self.twins.contains_key(&above) {
            above = self.left.nodes.get(above).map_or(0, |node| node.parent);
        }
        let around = self.twins.get(&above).copied().unwrap_or_default();
        let Some(around) = self.right.nodes.get(around) else { return 0 };
        let inner = around.kids.iter().filter_map(|kid| self.right.nodes.get(*kid)).find(|kid| kid.is_section());
        // The root has no tag to stand before.
        inner.map_or(around.range.end.saturating_sub(usize::from(above > 0)), |inner| inner.range.start)
    }

    /// Compares the blocks of two that correspond; sections in them are compared by themselves.
    fn kids(&mut self, left: usize, right: usize) {
        // The whole has no tag to stand behind.
        let mut at = self.right.nodes.get(right).map_or(0, |node| node.range.start + usize::from(right > 0));
        let (left_text, right_text) = (self.left, self.right);
        let (Some(left), Some(right)) = (left_text.nodes.get(left), right_text.nodes.get(right)) else { return };
        let own = |text: &Text<'_>, node: &Node<'_>| -> Vec<usize> {
            node.kids.iter().copied().filter(|kid| text.nodes.get(*kid).is_some_and(|kid| !kid.is_section())).collect()
        };
        let (from, to) = (own(left_text, left), own(right_text, right));
        if left.name == "tr" && from.len() == to.len() {
            // The columns of a table are what they are.
            from.iter().zip(&to).for_each(|(left, right)| self.kids(*left, *right));
            return;
        }
        for change in changes((left_text, &from), (right_text, &to)) {
            match change {
                Change::Same(end) => at = self.end_before(&to, end).unwrap_or(at),
                Change::Gap(left, right) => {
                    self.gap(from.get(left).unwrap_or_default(), to.get(right.clone()).unwrap_or_default(), at);
                    at = self.end_before(&to, right.end).unwrap_or(at);
                }
            }
        }
    }

    /// Where in the right the block before the one of rank `rank` ends.
    fn end_before(&self, kids: &[usize], rank: usize) -> Option<usize> {
        let last = kids.get(rank.checked_sub(1)?)?;
        Some(self.right.nodes.get(*last)?.range.end)
    }

    /// Compares blocks that differ; `at` is where they stand in the right.
    fn gap(&mut self, from: &[usize], to: &[usize], mut at: usize) {
        let (mut left_rest, mut right_rest) = (from.iter().enumerate().peekable(), to.iter().enumerate().peekable());
        let pairs = pairs((self.left, from), (self.right, to), self.words, &mut self.fuel);
        for (i, j) in pairs.into_iter().chain([(from.len(), to.len())]) {
            while let Some((_, kid)) = left_rest.next_if(|(rank, _)| *rank < i) {
                self.remove(*kid, at);
            }
            while let Some((rank, kid)) = right_rest.next_if(|(rank, _)| *rank < j) {
                self.insert(*kid);
                at = self.end_before(to, rank + 1).unwrap_or(at);
            }
            if let (Some((_, left)), Some((_, right))) = (left_rest.next(), right_rest.next()) {
                if !self.pair(*left, *right) {
                    self.remove(*left, at);
                    self.insert(*right);
                }
                at = self.end_before(to, j + 1).unwrap_or(at);
            }
        }
    }

    /// Compares two blocks that correspond; says whether they do.
    fn pair(&mut self, left: usize, right: usize) -> bool {
        let runs = (run_of(self.left, left), run_of(self.right, right));
        let (Some(from), Some(to)) = (self.left.nodes.get(runs.0), self.right.nodes.get(runs.1)) else { return false };
        if !from.is_run() || !to.is_run() {
            let is_kin = Kin::of(from) == Kin::of(to);
            if is_kin {
                self.kids(left, right);
            }
            return is_kin;
        }
        let (left, right) = (self.left.keys(from), self.right.keys(to));
        if left.len() + right.len() > MAX_WORDS {
            return false;
        }
        let Some(edits) = edits(left, right, self.words) else { return false };
        let shift = |range: Range<usize>, by: usize| range.start + by..range.end + by;
        let shifted = |edit: Edit| Edit { left: shift(edit.left, from.words.start), right: shift(edit.right, to.words.start) };
        let edits: Vec<Edit> = edits.into_iter().map(shifted).collect();
        edits.iter().for_each(|edit| self.edit(edit, to));
        if !edits.is_empty() {
            self.plan.spots.push(Spot::Words { left: runs.0, right: runs.1, edits });
        }
        true
    }

    fn edit(&mut self, edit: &Edit, run: &Node<'_>) {
        self.plan.changes += 1;
        let (left, right) = (span(self.left, &edit.left), span(self.right, &edit.right));
        mark(&mut self.plan.left, left.clone());
        mark(&mut self.plan.right, right.clone());
        if !left.is_empty() {
            let (at, shape) = match right.is_empty() {
                true => (self.between(edit.right.start, run), Shape::Words),
                false => (right.start, Shape::Replaced),
            };
            self.plan.removed.push(Removed { at, pieces: left, shape });
        }
    }

    /// Where in the right words stand that would come before the word of rank `word`: behind the space before it, or behind the word before.
    fn between(&self, word: usize, run: &Node<'_>) -> usize {
        let piece = |word: usize| self.right.words.get(word).copied();
        let next = piece(word).filter(|_| word < run.words.end);
        let before = word.checked_sub(1).filter(|before| *before >= run.words.start).and_then(piece);
        let Some(before) = before else { return next.unwrap_or(run.range.start) };
        let (after, end) = (before + 1, next.unwrap_or(run.range.end));
        let gap = self.right.pieces.get(after..end).unwrap_or_default();
        gap.iter().position(|piece| piece.kind == Kind::Space).map_or(after, |space| after + space + 1)
    }

    /// A block or section that only the left has, and where it would stand in the right.
    fn remove(&mut self, node: usize, at: usize) {
        self.copied.insert(node, at);
        self.mark_left(node, at);
        if let Some(found) = self.left.nodes.get(node) {
            self.plan.removed.push(Removed { at, pieces: found.range.clone(), shape: Shape::Blocks });
        }
    }

    fn mark_left(&mut self, node: usize, at: usize) {
        self.plan.changes += usize::from(mark_runs(self.left, node, &mut self.plan.left));
        self.plan.spots.push(Spot::Gone { block: node, at });
    }

    /// A block or section that only the right has.
    fn insert(&mut self, node: usize) {
        self.plan.changes += usize::from(mark_runs(self.right, node, &mut self.plan.right));
        self.plan.spots.push(Spot::New { block: node });
    }
}

/// A paragraph's only run of text, or the block itself.
fn run_of(text: &Text<'_>, node: usize) -> usize {
    let kids = text.nodes.get(node).filter(|node| node.name == "p").map(|node| node.kids.as_slice());
    match kids {
        Some([run]) => *run,
        _ => node,
    }
}

/// The pieces of some words.
fn span(text: &Text<'_>, words: &Range<usize>) -> Range<usize> {
    let found = text.words.get(words.clone()).unwrap_or_default();
    found.first().zip(found.last()).map_or(0..0, |(first, last)| *first..last + 1)
}

fn mark(marks: &mut [bool], pieces: Range<usize>) {
    marks.get_mut(pieces).unwrap_or_default().fill(true);
}

/// Marks all that a block says itself; says whether that is anything.
fn mark_runs(text: &Text<'_>, node: usize, marks: &mut [bool]) -> bool {
    let mut has_words = false;
    for run in text.own_runs(node) {
        mark(marks, run.range.clone());
        has_words |= !run.words.is_empty();
    }
    has_words
}
