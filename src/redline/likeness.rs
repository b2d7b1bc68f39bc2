//! Which blocks of two texts correspond.

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::edits::likeness;
use super::tree::{Node, Text, Words};

/// What may be compared with what.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Kin<'a> {
    Prose,
    Heading,
    List,
    Cell,
    Other(&'a str),
}

impl<'a> Kin<'a> {
    pub(super) fn of(node: &Node<'a>) -> Self {
        match node.name {
            // An item's only paragraph may be written with its tags or without.
            "" | "p" => Self::Prose,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Self::Heading,
            "ul" | "ol" => Self::List,
            "td" | "th" => Self::Cell,
            other => Self::Other(other),
        }
    }

    /// How much must be common, in thousandths. Of what only holds other blocks, little: its blocks are compared by themselves.
    fn threshold(self) -> usize {
        match self {
            Self::List | Self::Other("blockquote" | "div" | "dl" | "table" | "tbody" | "thead") => 50,
            Self::Prose | Self::Heading | Self::Cell | Self::Other(_) => 350,
        }
    }
}

/// What a run of blocks becomes.
pub(super) enum Change {
    /// Blocks that say the same.
    Same(usize),
    /// Blocks in whose place others stand, by their ranks on either side.
    Gap(std::ops::Range<usize>, std::ops::Range<usize>),
}

/// Finds the blocks that say the same.
pub(super) fn changes(left: (&Text<'_>, &[usize]), right: (&Text<'_>, &[usize])) -> Vec<Change> {
    let change = |change: similar::DiffOp| match change.as_tag_tuple() {
        (DiffTag::Equal, _, right) => Change::Same(right.end),
        (_, left, right) => Change::Gap(left, right),
    };
    capture_diff_slices(Algorithm::Patience, &blocks(left), &blocks(right)).into_iter().map(change).collect()
}

fn blocks<'t, 'a>((text, kids): (&'t Text<'a>, &[usize])) -> Vec<(Kin<'a>, &'t [u32])> {
    kids.iter().filter_map(|kid| text.nodes.get(*kid)).map(|node| (Kin::of(node), text.keys(node))).collect()
}

/// A block as its words, sorted.
struct Bag<'a> {
    kin: Kin<'a>,
    words: Vec<u32>,
    weight: usize,
}

impl<'a> Bag<'a> {
    fn all((text, kids): (&Text<'a>, &[usize]), words: &Words<'_>) -> Vec<Self> {
        let bag = |(kin, keys): (Kin<'a>, &[u32])| {
            let mut sorted = keys.to_vec();
            sorted.sort_unstable();
            Self { kin, words: sorted, weight: keys.iter().map(|key| words.weight(*key)).sum() }
        };
        blocks((text, kids)).into_iter().map(bag).collect()
    }

    /// What they have in common in thousandths, 0 if too little.
    fn likeness(&self, other: &Self, words: &Words<'_>) -> usize {
        if self.kin != other.kin {
            return 0;
        }
        let mut common = 0;
        let mut others = other.words.iter().peekable();
        for word in &self.words {
            while others.next_if(|other| *other < word).is_some() {}
            common += others.next_if(|other| *other == word).map_or(0, |word| words.weight(*word));
        }
        let likeness = likeness(common, self.weight, other.weight);
        if likeness < self.kin.threshold() { 0 } else { likeness }
    }
}

/// Of blocks that differ, the pairs that correspond, in order and by their ranks: those that together are the most alike. None if finding them
/// takes more than is left of `fuel`, which counts words that are looked at.
pub(super) fn pairs(left: (&Text<'_>, &[usize]), right: (&Text<'_>, &[usize]), words: &Words<'_>, fuel: &mut usize) -> Vec<(usize, usize)> {
    let size =
        |(text, kids): (&Text<'_>, &[usize])| kids.iter().filter_map(|kid| text.nodes.get(*kid)).map(|node| node.words.len() + 1).sum();
    let (left_size, right_size): (usize, usize) = (size(left), size(right));
    let cost = left_size.saturating_mul(right.1.len()).saturating_add(right_size.saturating_mul(left.1.len()));
    // Each pair has a place in the table below, whatever its words.
    let cost = cost.saturating_add(left.1.len().saturating_mul(right.1.len()).saturating_mul(4));
    let Some(rest) = fuel.checked_sub(cost) else { return Vec::new() };
    *fuel = rest;
    let (left, right) = (Bag::all(left, words), Bag::all(right, words));
    // best[i][j]: what the blocks from i and j on come to; with it, whether i and j are a pair.
    let mut best = vec![vec![(0, false); right.len() + 1]];
    for bag in left.iter().rev() {
        let below = best.last().map_or(&[][..], Vec::as_slice);
        let mut row = vec![(0, false)];
        for (other, both) in right.iter().rev().zip(below.windows(2).rev()) {
            let [down, diagonal] = both else { continue };
            let likeness = bag.likeness(other, words);
            let skipped = down.0.max(row.last().map_or(0, |(score, _)| *score));
            let paired = diagonal.0 + likeness * likeness;
            row.push(if likeness > 0 && paired >= skipped { (paired, true) } else { (skipped, false) });
        }
        row.reverse();
        best.push(row);
    }
    best.reverse();
    let score = |i: usize, j: usize| best.get(i).and_then(|row| row.get(j)).copied().unwrap_or_default();
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while i < left.len() && j < right.len() {
        let (here, is_pair) = score(i, j);
        if is_pair {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if score(i + 1, j).0 == here {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}
