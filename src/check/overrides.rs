//! Edits of clauses stand beside the text that they edit: one that changes nothing, one whose text has changed since it was written, one
//! that does not say what it was written against.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Code, Finding, Findings, Place};
use crate::id::{BrandId, ClauseId};
use crate::merge::{MergedClause, Override, overrides};
use crate::model::{Clause, Project};
use crate::source::FileId;

use super::since;

/// What is the matter with an edit; the same for all that are one finding.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Trouble {
    Same,
    Stale { base: String },
    Unpinned,
}

/// How many edits are named in a command that accepts them.
const NAMED: usize = 3;

/// Looks at the edits of clauses of `brands` and of those that they extend. `past` holds texts of other times by their hash.
pub(crate) fn check(project: &Project, brands: &[BrandId], pins: bool, past: &BTreeMap<String, String>, findings: &mut Findings) {
    let mut reached: BTreeMap<&BrandId, BTreeSet<String>> = BTreeMap::new();
    for brand in brands {
        for layer in project.layers(brand) {
            reached.entry(&layer.id).or_default().insert(brand.to_string());
        }
    }
    // A workspace that has never pinned an edit is not asked to pin them all.
    let pins = pins || project.brands.values().flat_map(|brand| brand.clauses.values()).any(|clause| clause.base.is_some());
    let mut hashes: BTreeMap<Vec<FileId>, Arc<str>> = BTreeMap::new();
    let mut troubles: BTreeMap<(ClauseId, Arc<str>, Trouble), Vec<Override>> = BTreeMap::new();
    for edit in overrides(project, reached.keys().copied()) {
        let same = edit.changes_nothing();
        if !same && !pins {
            continue;
        }
        let files: Vec<FileId> = edit.below.chain.iter().map(|part| part.clause.file).collect();
        let now = hashes.entry(files).or_insert_with(|| edit.below.base().into()).clone();
        let trouble = match edit.written_against() {
            _ if same => Trouble::Same,
            None => Trouble::Unpinned,
            Some(base) if edit.is_stale(&now) => Trouble::Stale { base: base.to_owned() },
            Some(_) => continue,
        };
        troubles.entry((edit.clause.id.clone(), now, trouble)).or_default().push(edit);
    }
    for ((clause, now, trouble), edits) in troubles {
        let Some(mut finding) = finding(&clause, &now, &trouble, &edits, past) else { continue };
        finding.brands = edits.iter().filter_map(|edit| reached.get(&edit.brand)).flatten().cloned().collect();
        findings.push(finding);
    }
}

/// The finding of `edits`, all of one clause, with one text below and the same trouble.
fn finding(clause: &ClauseId, now: &str, trouble: &Trouble, edits: &[Override], past: &BTreeMap<String, String>) -> Option<Finding> {
    let (first, rest) = edits.split_first()?;
    let many = !rest.is_empty();
    let who = if many { format!("{} brands", edits.len()) } else { format!("brand `{}`", first.brand) };
    let accept = accept(clause, edits);
    let mut finding = match trouble {
        Trouble::Same => {
            let whose =
                if many { format!("the edits of `{clause}` by {who} change") } else { format!("the edit of `{clause}` by {who} changes") };
            let help = format!("delete the file{}: the text below says the same", if many { "s" } else { "" });
            Finding::new(Code::SameOverride, format!("{whose} nothing"), Place::File(first.clause.file), "").help(help)
        }
        Trouble::Stale { base } => {
            let message = format!("`{clause}` has changed since {who} edited it");
            let changed = past.get(base).map(|before| since::changed_lines(before, &first.below.as_written()));
            let changed = changed.map_or_else(String::new, |lines| format!("this has changed since:\n{lines}\n"));
            let each = if many { "each edit" } else { "the edit" };
            let help = format!("{changed}read {each} beside the text as it is now, and accept what still fits: {accept}");
            Finding::new(Code::StaleOverride, message, place(first), format!("written against {base}")).help(help)
        }
        Trouble::Unpinned => {
            let (edits, they) = if many { ("edit", "they") } else { ("edits", "it") };
            let message = format!("{who} {edits} `{clause}` without saying which text {they} edited");
            let help = format!("add base = \"{now}\" to the front matter if it fits the text as it is, or: {accept}");
            Finding::new(Code::UnpinnedOverride, message, Place::File(first.clause.file), "").help(help)
        }
    };
    if let (Trouble::Stale { .. }, Some(nearest)) = (trouble, nearest(&first.below)) {
        finding = finding.also(head(nearest), format!("is now {now}"));
    } else if let (Trouble::Same, Some(nearest)) = (trouble, nearest(&first.below)) {
        finding = finding.also(Place::File(nearest.file), "");
    }
    Some(rest.iter().fold(finding, |finding, edit| finding.also(place(edit), "")))
}

/// The file that an edit is laid over.
fn nearest(below: &MergedClause) -> Option<&Clause> {
    below.chain.last().map(|part| &*part.clause)
}

/// Where an edit says what it was written against.
fn place(edit: &Override) -> Place {
    edit.clause.base.as_ref().map_or(Place::File(edit.clause.file), |(_, span)| Place::Text(*span))
}

/// Where the text of a clause begins.
fn head(clause: &Clause) -> Place {
    if let Some(title) = &clause.title {
        return title.span.into();
    }
    let text = &*clause.body.source;
    let start = text.len() - text.trim_start().len();
    let end = text.get(start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |length| start + length);
    if start == end { Place::File(clause.file) } else { clause.body.span.part(start..end).into() }
}

/// The command that accepts `edits`.
fn accept(clause: &ClauseId, edits: &[Override]) -> String {
    let names: Vec<String> = edits.iter().map(|edit| format!("{}/{clause}", edit.brand)).collect();
    let named = if names.len() > NAMED { format!("--all --clause {clause}") } else { names.join(" ") };
    format!("`fineprint accept {named}`")
}
