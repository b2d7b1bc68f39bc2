//! Two texts, and the words in which they differ. Pure.
//!
//! A text is the HTML of a page's body as `compose` writes it. Sections are compared with their namesakes wherever they stand; in a section,
//! blocks (paragraphs, items, rows) that correspond are found first and then compared word by word, so that a new paragraph is marked whole
//! and does not scatter over its neighbours. What is generated and changes without anybody's decision is not compared: numbers of sections
//! and of notes, and the number in a generated reference.
//!
//! Markup never breaks: a mark opens and closes between two tags, where text stands already, and no tag is touched. Work is bounded by the
//! sizes of the texts, not by a clock, so that the same texts give the same marks everywhere.

mod align;
mod edits;
mod hunks;
mod likeness;
mod pieces;
mod stretch;
mod tree;
mod write;

use align::Plan;
use tree::{Text, Words};

pub use hunks::{Hunk, Section, Side, Standing, Stretch, Was};

/// Both texts with the words that the other lacks marked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Redline {
    /// The left text; `<del class="redline">` stands around what the right one lacks.
    pub left: String,
    /// The right text; `<ins class="redline">` stands around what the left one lacks.
    pub right: String,
    /// In how many places they differ. Words that take the place of others are one, and so is a block or section that only one side has.
    pub changes: usize,
}

/// Compares two bodies of HTML. Without the marks, both come back byte for byte, whatever they hold.
pub fn compare(left: &str, right: &str) -> Redline {
    let (left, right, plan) = plan(left, right);
    Redline {
        left: write::marked(&left.pieces, &plan.left, "del"),
        right: write::marked(&right.pieces, &plan.right, "ins"),
        changes: plan.changes,
    }
}

/// One text that shows both, in the order and markup of `right`: what it lacks of `left` stands in `<del class="redline">` where it would be,
/// and its own words in `<ins class="redline">`. Well-formed if both are. Elements that come from `left` lose their ids, which are `right`'s.
pub fn merged(left: &str, right: &str) -> String {
    let (left, right, plan) = plan(left, right);
    write::merged(&left.pieces, &right.pieces, &plan)
}

/// The sections in which two texts differ, in the order of `right`, each with its hunks; and those that stand elsewhere.
pub fn hunks(left: Side<'_>, right: Side<'_>) -> Vec<Section> {
    let (left_text, right_text, plan) = plan(left.html, right.html);
    hunks::sections((&left_text, left.values), (&right_text, right.values), &plan)
}

fn plan<'a>(left: &'a str, right: &'a str) -> (Text<'a>, Text<'a>, Plan) {
    let mut words = Words::default();
    let left = Text::read(left, &mut words);
    let right = Text::read(right, &mut words);
    let plan = align::align(&left, &right, &words);
    (left, right, plan)
}
