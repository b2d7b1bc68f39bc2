//! Repeated text: the same sentence or heading twice on a page.

use std::collections::btree_map::{self, BTreeMap};

use crate::compose::{Entry, Kind, Passage};
use crate::diagnostic::{Code, Finding, Findings};
use crate::source::Span;

use super::page::{Page, Spot, notes_of};
use super::words::plain;

const HELP: &str = "take one of the two out, or refer from one to the other";

/// Sentences that are alike but for their values, two or more each.
pub(super) fn alike(passages: &[Passage]) -> Vec<Vec<Spot>> {
    let sentences = passages.iter().enumerate().flat_map(|(at, passage)| {
        let sentences = notes_of(passage).sentences.iter().enumerate();
        sentences.map(move |(number, (hash, ..))| (*hash, at, number))
    });
    let mut sentences: Vec<(u64, usize, usize)> = sentences.collect();
    sentences.sort_unstable();
    let spot = |(_, at, number): &(u64, usize, usize)| {
        let (_, block, range) = notes_of(passages.get(*at)?).sentences.get(*number)?;
        Some((*at, *block, range.clone()))
    };
    let groups = sentences.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1);
    groups.map(|alike| alike.iter().filter_map(spot).collect()).collect()
}

/// Sentences that are the same with their values in place. Those that follow one another in two texts alike are one finding.
pub(super) fn sentences(page: &Page<'_>, alike: &[Vec<Spot>], findings: &mut Findings) {
    let mut pairs: Vec<(&Spot, &Spot)> = alike.iter().flat_map(|spots| same(page, spots)).collect();
    pairs.sort_by_key(|(_, second)| (second.0, second.1, second.2.start));
    let mut joined: Vec<(Spot, Spot)> = Vec::new();
    for (first, second) in pairs {
        match joined.last_mut() {
            Some((one, two)) if follows(one, first) && follows(two, second) => {
                one.2.end = first.2.end;
                two.2.end = second.2.end;
            }
            _ => joined.push((first.clone(), second.clone())),
        }
    }
    for finding in joined.iter().filter_map(|(first, second)| finding(page, first, second)) {
        findings.push(finding);
    }
}

/// Of sentences that are alike, those that repeat an earlier one, each with the first of its words.
fn same<'s>(page: &Page<'_>, spots: &'s [Spot]) -> Vec<(&'s Spot, &'s Spot)> {
    let mut seen: BTreeMap<String, &Spot> = BTreeMap::new();
    let mut pairs = Vec::new();
    for spot in spots {
        let Some(words) = page.words(spot) else { continue };
        match seen.entry(plain(&words)) {
            btree_map::Entry::Vacant(first) => _ = first.insert(spot),
            btree_map::Entry::Occupied(_) if page.allows(Code::RepeatedText, &words) => {}
            btree_map::Entry::Occupied(first) => pairs.push((*first.get(), spot)),
        }
    }
    pairs
}

fn follows(one: &Spot, next: &Spot) -> bool {
    one.0 == next.0 && one.1 == next.1 && one.2.end <= next.2.start && next.2.start - one.2.end < 2
}

fn finding(page: &Page<'_>, first: &Spot, second: &Spot) -> Option<Finding> {
    if page.allows(Code::RepeatedText, &page.words(second)?) {
        return None;
    }
    let block = page.passage(second.0)?.prose.blocks.get(second.1)?;
    let is_all = block.text.trim().len() == second.2.len();
    let what = if is_all && block.kind == Kind::Paragraph { "paragraph" } else { "sentence" };
    let message = format!("the same {what} stands twice on the page `{}`", page.document.id);
    let finding = Finding::new(Code::RepeatedText, message, page.place(second)?, "").also(page.place(first)?, "first here");
    Some(finding.help(HELP.to_owned()))
}

/// Headings with the same words on one level, below one heading.
pub(super) fn headings(page: &Page<'_>, findings: &mut Findings) {
    siblings(page, &page.document.contents, findings);
}

fn siblings(page: &Page<'_>, entries: &[Entry], findings: &mut Findings) {
    let mut seen: BTreeMap<&str, &Entry> = BTreeMap::new();
    for entry in entries {
        // One clause twice in an outline is a finding of its own.
        if let Some(first) = seen.insert(&entry.title, entry)
            && first.anchor != entry.anchor
            && !page.allows(Code::RepeatedText, &entry.title)
            && let (Some(place), Some(before)) = (heading(page, entry, clause(entry) == clause(first)), heading(page, first, false))
        {
            let message = format!("the heading `{}` stands twice on the page `{}`", entry.title, page.document.id);
            findings.push(Finding::new(Code::RepeatedText, message, place, "").also(before, "first here").help(HELP.to_owned()));
        }
        siblings(page, &entry.children, findings);
    }
}

/// The clause that a heading stands in.
fn clause(entry: &Entry) -> &str {
    entry.anchor.split("--").next().unwrap_or_default()
}

/// Where a heading was written: the first of its words in its clause, or the second.
fn heading(page: &Page<'_>, entry: &Entry, second: bool) -> Option<Span> {
    let is_sub = entry.anchor.contains("--");
    let of_clause = page.document.passages.iter().filter(|passage| passage.clause.as_ref().is_some_and(|id| id.as_str() == clause(entry)));
    let blocks = of_clause.flat_map(|passage| passage.prose.blocks.iter().map(move |block| (passage, block)));
    let mut like = blocks.filter(|(passage, block)| match block.kind {
        Kind::SubHeading(_) => is_sub && passage.fill(&block.text).trim() == entry.title.trim(),
        Kind::Heading => !is_sub,
        _ => false,
    });
    like.nth(usize::from(second)).map(|(passage, block)| passage.place(block, &(0..block.text.len())))
}
