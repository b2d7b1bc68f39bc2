//! Rules on what is read in one go: a paragraph, an item, a cell. What is the same for every brand is looked at once, with a hole for each
//! value; a block that prints values is looked at again with a brand's values in place, for what stands in or beside them.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::compose::{Block, Composed, Filled, Kind, Passage, Run, Slip, Style, is_hole};
use crate::diagnostic::{Code, Finding, Findings};
use crate::id::DocumentId;

use super::reading::{InPlace, Reading};
use super::signs::{self, Signs};
use super::{
    addresses, allow, cells, cut_off, doubled_word, glued_words, items, lead_in, loose_markup, misleading_link, placeholder, stray_space,
};

/// What a rule looks at.
pub(super) struct View<'a> {
    /// The words; a hole where a value stands that is not looked at, and GENERATED where words are generated.
    pub(super) text: &'a str,
    /// What the block is.
    pub(super) kind: Kind,
    /// What stands out in it.
    pub(super) runs: &'a [Run],
    /// The block with its values in place, if they are.
    filled: Option<&'a Filled>,
    /// Where `text` begins in the block.
    pub(super) start: usize,
}

impl<'a> View<'a> {
    /// Words that stand alone.
    pub(super) fn of_value(text: &'a str, kind: Kind) -> Self {
        Self { text, kind, runs: &[], filled: None, start: 0 }
    }

    /// Whether `range` has to do with a value: a brand may declare what a text may not say.
    pub(super) fn is_value(&self, range: &Range<usize>) -> bool {
        self.filled.is_some_and(|filled| filled.has_value(&self.in_block(range)))
    }

    /// Whether `range` stands in code.
    pub(super) fn is_code(&self, range: &Range<usize>) -> bool {
        let range = &self.in_block(range);
        let holds = |run: &Run| run.style == Style::Code && run.range.start <= range.start && range.end <= run.range.end;
        self.kind == Kind::Code || self.runs.iter().any(holds)
    }

    fn in_block(&self, range: &Range<usize>) -> Range<usize> {
        self.start + range.start..self.start + range.end
    }
}

/// Looks at one block. The message must not depend on the brand, so that one slip is one finding.
pub(super) type Rule = fn(&View<'_>, &mut Vec<Slip>);

const RULES: &[Rule] = &[misleading_link::look, cut_off::look];

/// Rules on words and the signs between them, and what a text must have that they find something in it. They need a word or two around,
/// so that of a block with values in place only the values and their neighbours are looked at.
pub(super) const WORD_RULES: &[(Signs, Rule)] = &[
    (signs::ANY, placeholder::look),
    (signs::MARKUP, loose_markup::look),
    (signs::ANY, doubled_word::look),
    (signs::STRAY, stray_space::look),
    (signs::GLUED, glued_words::look),
    (signs::ADDRESS, addresses::look),
];

/// Looks at the blocks of a text; says in which one something is wrong.
type TextRule = fn(&[Block], &mut Vec<(usize, Slip)>);

/// Rules on what stands below what, the same whatever the values.
const TEXT_RULES: &[TextRule] = &[items::look, cells::look, lead_in::look];

/// Runs the rules on every passage of a brand. A block whose values are plain where they stand is not put together.
pub(super) fn check(reading: &Reading<'_>, findings: &mut Findings) {
    let (composed, project) = (reading.composed, reading.project);
    let mut told = BTreeSet::new();
    for text in &reading.texts {
        for place in text.filled(|holed| !holed.is_plain(&text.values)) {
            with_values(reading, text.passage, &place, &mut told, findings);
        }
        let passage = text.passage;
        for (index, slip) in passage.prose.slips.get_or_init(|| slips(&passage.prose.blocks)) {
            let Some(block) = passage.prose.blocks.get(*index) else { continue };
            let words = shown(&block.text, &slip.range);
            if !allow::permits(composed, project, slip.code, &words) {
                let place = passage.place(block, &slip.range);
                findings.push(Finding::new(slip.code, slip.message.clone(), place, "").help(slip.help.clone()));
            }
        }
    }
}

/// Whether no rule on words finds anything in what stands alone.
pub(super) fn is_right(view: &View<'_>) -> bool {
    let (signs, mut found) = (signs::in_text(view.text), Vec::new());
    WORD_RULES.iter().filter(|(needs, _)| signs & needs != 0).all(|(_, rule)| {
        rule(view, &mut found);
        found.is_empty()
    })
}

/// Words as a message shows them, and as they are allowed: on one line.
fn shown(text: &str, range: &Range<usize>) -> String {
    text.get(range.clone()).unwrap_or_default().replace('\n', " ")
}

/// Every passage of the brand, and its document; the foot of its pages, which has none, last.
pub(super) fn passages_with_documents(composed: &Composed) -> impl Iterator<Item = (Option<&DocumentId>, &Passage)> {
    let pages = composed.documents.iter().flat_map(|document| document.passages.iter().map(|passage| (Some(&document.id), passage)));
    pages.chain(composed.index_footer.passages.iter().map(|passage| (None, passage)))
}

/// Every passage of the brand.
pub(super) fn passages(composed: &Composed) -> impl Iterator<Item = &Passage> {
    passages_with_documents(composed).map(|(_, passage)| passage)
}

/// What is wrong in a text whatever the brand.
fn slips(blocks: &[Block]) -> Vec<(usize, Slip)> {
    let mut found = Vec::new();
    for (index, block) in blocks.iter().enumerate().filter(|(_, block)| !block.is_value()) {
        let view = View { text: &block.text, kind: block.kind, runs: &block.runs, filled: None, start: 0 };
        // What holds a value is read with the value in place, by `slips_in`.
        let holds_value = |slip: &Slip| block.text.get(slip.range.clone()).is_some_and(|words| words.contains(is_hole));
        let signs = signs::of(block);
        let asked = WORD_RULES.iter().filter(|(needs, _)| signs & needs != 0).map(|(_, rule)| rule);
        let slips = RULES.iter().chain(asked).flat_map(|rule| look(*rule, &view));
        found.extend(slips.filter(|slip| !holds_value(slip)).map(|slip| (index, slip)));
    }
    TEXT_RULES.iter().for_each(|rule| rule(blocks, &mut found));
    found
}

fn look(rule: Rule, view: &View<'_>) -> Vec<Slip> {
    let mut found = Vec::new();
    rule(view, &mut found);
    found
}

/// What is wrong in a block with its values in place.
pub(super) fn slips_in(filled: &Filled, kind: Kind) -> Vec<Slip> {
    let view = View { text: &filled.text, kind, runs: &filled.runs, filled: Some(filled), start: 0 };
    let mut found: Vec<Slip> = RULES.iter().flat_map(|rule| look(*rule, &view)).collect();
    for window in windows(filled) {
        let view = View { text: filled.text.get(window.clone()).unwrap_or_default(), start: window.start, ..view };
        for mut slip in WORD_RULES.iter().flat_map(|(_, rule)| look(*rule, &view)) {
            slip.range = view.in_block(&slip.range);
            found.push(slip);
        }
    }
    found
}

/// The values of a block, each with a word or two on both sides. Brackets may open and close far from a value: such a block is read whole.
fn windows(filled: &Filled) -> Vec<Range<usize>> {
    if filled.text.contains(['[', '{', '<', '%']) {
        return std::iter::once(0..filled.text.len()).collect();
    }
    let mut windows: Vec<Range<usize>> = Vec::new();
    for value in filled.values() {
        let before = filled.text.get(..value.start).unwrap_or_default();
        let after = filled.text.get(value.end..).unwrap_or_default();
        let start = before.rmatch_indices(' ').nth(2).map_or(0, |(at, _)| at + 1);
        let end = after.match_indices(' ').nth(2).map_or(filled.text.len(), |(at, _)| value.end + at);
        match windows.last_mut().filter(|last| start <= last.end) {
            Some(last) => last.end = last.end.max(end),
            None => windows.push(start..end),
        }
    }
    windows
}

/// What is wrong in the values that a block prints, or where they meet its words. A value that many texts print is told once.
fn with_values(reading: &Reading<'_>, passage: &Passage, at: &InPlace<'_>, told: &mut BTreeSet<(Code, String)>, findings: &mut Findings) {
    let (composed, project, filled) = (reading.composed, reading.project, &at.filled);
    for slip in slips_in(filled, at.block.kind) {
        let words = shown(&filled.text, &slip.range);
        if !filled.has_value(&slip.range) || allow::permits(composed, project, slip.code, &words) {
            continue;
        }
        let (place, origin) = passage.place_filled(at.block, filled, &slip.range, (&composed.brand, project));
        let finding = match origin {
            Some(_) if !told.insert((slip.code, words)) => continue,
            Some(origin) => Finding::new(slip.code, slip.message, origin, "this value").also(place, "is printed here"),
            None => Finding::new(slip.code, slip.message, place, ""),
        };
        findings.push(finding.help(slip.help));
    }
}
