//! What an edit of a clause's file reaches: where it is the text, where only its heading or condition is left, and where a brand has replaced it.

use crate::compose::{Composed, ComposedDocument, Decided, Decision, Outlined};
use crate::condition::Truth;
use crate::id::{ClauseId, DocumentId};
use crate::merge::Part;
use crate::model::Clause;

use super::subject::Subject;
use super::{Found, Way, foot, place, unmet, when_of_foot, why_out};

/// What of a page an edit of a clause reaches.
pub(super) fn rows(subject: &Subject, composed: &Composed, document: &ComposedDocument) -> Vec<Found> {
    let Subject::Clause(id, file) = subject else { return Vec::new() };
    let is_edited = |part: &Part, rank: usize| file.map_or(rank == 0, |file| part.clause.file == file);
    let rank_in = |chain: &[Part]| chain.iter().enumerate().position(|(rank, part)| part.clause.id == *id && is_edited(part, rank));
    let mut found = Vec::new();
    for row in &document.outline {
        if let Some(rank) = rank_in(&row.chain) {
            found.extend(of_section(row, rank));
        } else if row.decision == Decision::In && row.id != *id && refers(row, id, &document.id, composed, &rank_in) {
            found.push((place(row), Way::Reference));
        }
    }
    if composed.brand.clauses.get(id).is_some_and(|clause| rank_in(&clause.chain).is_some()) {
        let omitted = document.omitted.iter().filter(|(omitted, _)| omitted == id);
        found.extend(omitted.map(|(_, layer)| (None, Way::LeftOut(format!("omitted by {layer}")))));
    }
    for clause in composed.brand.footer.iter().filter_map(|named| composed.brand.clauses.get(&named.id)) {
        if let Some(rank) = rank_in(&clause.chain) {
            let open = when_of_foot(&clause.id, composed).filter(|decided| decided.truth != Truth::True);
            let way = match (replaced_by(&clause.chain, rank), open) {
                (Some(own), _) => Way::Edited(own.file),
                (None, Some(decided)) => Way::LeftOut(unmet(decided)),
                (None, None) => Way::Printed(vec!["text".to_owned()]),
            };
            found.push((foot(&clause.id), way));
        }
    }
    found
}

/// What an edit of the file of rank `rank` in a section's chain does to the section.
fn of_section(row: &Outlined, rank: usize) -> Vec<Found> {
    let Some(edited) = row.chain.get(rank) else { return Vec::new() };
    let own = replaced_by(&row.chain, rank);
    let mut parts = Vec::new();
    if own.is_none() {
        parts.push("text".to_owned());
    }
    if gives_heading(row, rank) {
        parts.push("heading".to_owned());
    }
    if nearest(&row.chain, rank, |clause| clause.summary.is_some()) {
        parts.push("summary".to_owned());
    }
    let mut found = Vec::new();
    if row.decision != Decision::In && !parts.is_empty() {
        found.push((place(row), Way::LeftOut(why_out(row))));
    } else if !parts.is_empty() {
        found.push((place(row), Way::Printed(parts)));
    }
    let condition = |decided: &&Decided| decided.place.file == edited.clause.file && own.is_some();
    found.extend(row.whens.iter().filter(condition).map(|when| (place(row), Way::Condition(when.when.clone(), when.truth))));
    found.extend(own.map(|own| (place(row), Way::Edited(own.file))));
    found
}

/// The clause that takes the place of the text of the file of rank `rank`.
fn replaced_by(chain: &[Part], rank: usize) -> Option<&Clause> {
    chain.get(rank + 1..)?.iter().rev().find(|part| !part.clause.is_added()).map(|part| &*part.clause)
}

/// Whether the file of rank `rank` has something, and none nearer to the brand.
fn nearest(chain: &[Part], rank: usize, has: impl Fn(&Clause) -> bool) -> bool {
    let nearer = chain.get(rank + 1..).unwrap_or_default();
    chain.get(rank).is_some_and(|part| has(&part.clause)) && !nearer.iter().any(|part| has(&part.clause))
}

/// Whether the heading of a section is that of the file of rank `rank`.
fn gives_heading(row: &Outlined, rank: usize) -> bool {
    nearest(&row.chain, rank, |clause| clause.title.is_some()) && !row.edits.iter().any(|edit| edit.starts_with("retitled"))
}

/// Whether a section's text prints, in a reference, the heading that an edit changes.
fn refers(row: &Outlined, id: &ClauseId, document: &DocumentId, composed: &Composed, rank_in: &dyn Fn(&[Part]) -> Option<usize>) -> bool {
    let texts =
        || row.chain.iter().enumerate().filter(|(rank, _)| replaced_by(&row.chain, *rank).is_none()).map(|(_, part)| &part.clause.body);
    composed.documents.iter().any(|other| {
        let heads = other.outline.iter().filter(|target| target.id == *id);
        let mut heads = heads.filter(|target| rank_in(&target.chain).is_some_and(|rank| gives_heading(target, rank)));
        let far = format!("[](doc:{}#{id})", other.id);
        let near = format!("[](clause:{id})");
        let reads = |text: &str| text.contains(&far) || other.id == *document && text.contains(&near);
        heads.next().is_some() && texts().any(|text| reads(&text.source))
    })
}
