//! Rules on coverage: what the law asks for is on the pages that are to be published, and waivers are honest.

use std::collections::BTreeMap;

use jiff::ToSpan;

use crate::compose::Composed;
use crate::config::{Node, Table};
use crate::diagnostic::{Code, Finding, Findings, Place, Subject};
use crate::id::DocumentId;
use crate::model::{Requirement, Weight};

use super::{BrandCoverage, Coverage, Row, Status};

/// How long before a row applies its absence is said.
const DAYS_AHEAD: i64 = 90;

impl Coverage<'_> {
    /// Reports what is missing on the pages of a brand that are to be published, and waivers that do not hold. What is missing because of an
    /// error is not said again: of a brand in error, or when `all_is_sound` says that what it shares is in error, only the waivers' days
    /// are looked at.
    pub fn check(&self, composed: &Composed, all_is_sound: bool, findings: &mut Findings) {
        let mut own = Findings::default();
        self.expired(composed, &mut own);
        if composed.sound && all_is_sound && !self.rows.is_empty() {
            self.texts_answer(composed, &mut own);
        }
        for finding in own.sorted() {
            findings.push(finding.brand(composed.brand.id.as_str()));
        }
    }

    fn texts_answer(&self, composed: &Composed, findings: &mut Findings) {
        let brand = self.of(composed);
        let mut without_page: BTreeMap<&str, Vec<&Row<'_>>> = BTreeMap::new();
        for row in &brand.rows {
            match due(composed, row) {
                // Of a waiver that has expired, that is said.
                Status::Missing if row.waiver.is_some() => {}
                Status::Missing if has_page(composed, row.requirement) => {
                    if is_published(composed, row.requirement) {
                        findings.push(self.missing(&brand, row));
                    }
                }
                Status::Missing => without_page.entry(row.requirement.page_name()).or_default().push(row),
                Status::Later => self.coming(composed, row).into_iter().for_each(|finding| findings.push(finding)),
                Status::Undecided | Status::Waived | Status::Covered | Status::Ended | Status::NotApplicable => {}
            }
        }
        for (page, rows) in without_page {
            no_page(composed, page, &rows).into_iter().for_each(|finding| findings.push(finding));
        }
        self.needless(&brand, findings);
    }

    fn missing(&self, brand: &BrandCoverage<'_>, row: &Row<'_>) -> Finding {
        let requirement = row.requirement;
        let (code, verb) = match requirement.weight {
            Weight::Required => (Code::MissingDisclosure, "must"),
            Weight::Recommended => (Code::MissingRecommended, "should"),
        };
        let mend = self.mend(brand, row);
        let message = format!("{} {verb} disclose `{}`: {}", page(requirement), requirement.id, requirement.disclose);
        let finding = match mend.place {
            Some((place, label)) => Finding::new(code, message, place, label).also(requirement.place, &requirement.citation),
            None => Finding::new(code, message, requirement.place, &requirement.citation),
        };
        finding.help(mend.help).about(Subject::Requirement(requirement.id.clone()))
    }

    /// A required row that applies in a few weeks and that no page answers.
    fn coming(&self, composed: &Composed, row: &Row<'_>) -> Option<Finding> {
        let requirement = row.requirement;
        let (from, date) = requirement.applies_from.zip(self.date)?;
        let is_near = date.checked_add(DAYS_AHEAD.days()).is_ok_and(|horizon| from <= horizon);
        let is_wanted = requirement.weight == Weight::Required && !is_answered(composed, row) && row.waiver.is_none();
        if !is_near || !is_wanted || !is_published(composed, requirement) {
            return None;
        }
        let message = format!("from {from} {} must disclose `{}`: {}", page(requirement), requirement.id, requirement.disclose);
        let help = format!("publish a clause with covers = [\"{}\"] before that day", requirement.id);
        Some(Finding::new(Code::ComingRequirement, message, requirement.place, &requirement.citation).help(help))
    }

    fn expired(&self, composed: &Composed, findings: &mut Findings) {
        for (id, entry) in composed.brand.table.table("waivers").into_iter().flat_map(Table::iter) {
            let until = entry.node.table().and_then(|table| table.get("until"));
            if let (Some(node), Some(date)) = (until, self.date)
                && let Some(until) = node.date().filter(|until| *until < date)
            {
                let message = format!("the waiver of `{id}` has expired");
                let what = if id.starts_with("rule:") { "mend what the rule finds" } else { "answer the requirement" };
                let help = format!("{what} and take the line out, or ask whether the reason still holds and give a new day");
                let label = format!("{until} is over");
                findings.push(Finding::new(Code::ExpiredWaiver, message, node.span, label).also(entry.key, "").help(help));
            }
        }
    }

    fn needless(&self, brand: &BrandCoverage<'_>, findings: &mut Findings) {
        let composed = brand.composed;
        let waivers = composed.brand.table.table("waivers").into_iter().flat_map(Table::iter);
        // Of a waiver that several brands share, one may need it and another not.
        for (id, entry) in waivers.filter(|(_, entry)| entry.key.file == composed.brand.file) {
            let mut rows = self.numbers(id).iter().filter_map(|number| brand.rows.get(*number)).peekable();
            let is_needless = |row: &Row<'_>| {
                let is_expired = row.waiver.is_some_and(|waiver| waiver.is_expired);
                !is_expired && matches!(due(composed, row), Status::Covered | Status::NotApplicable | Status::Ended)
            };
            let Some(first) = rows.peek().map(|row| (row.status, row.covered_by.first())) else { continue };
            if rows.all(is_needless) {
                let why = match first {
                    (Status::Covered, Some(by)) => format!("`{}` on the page `{}` covers it", by.clause, by.document),
                    (Status::Ended, _) => "it no longer applies to anybody".to_owned(),
                    _ => "it does not apply to this brand".to_owned(),
                };
                let help = "take the line out of [waivers]".to_owned();
                let message = format!("the waiver of `{id}` is not needed: {why}");
                findings.push(Finding::new(Code::NeedlessWaiver, message, entry.key, "").help(help));
            }
        }
    }
}

/// The page of a requirement, as a sentence begins.
fn page(requirement: &Requirement) -> String {
    requirement.page.as_ref().map_or_else(|| "a page".to_owned(), |(id, _)| format!("the page `{id}`"))
}

fn has_page(composed: &Composed, requirement: &Requirement) -> bool {
    composed.documents.iter().any(|document| requirement.may_stand_on(&document.id))
}

/// Whether a page that is to be published covers a row.
fn is_answered(composed: &Composed, row: &Row<'_>) -> bool {
    let is_published = |id: &DocumentId| composed.documents.iter().any(|document| document.id == *id && document.wanted.is_empty());
    row.covered_by.iter().any(|by| is_published(by.document))
}

/// How a row stands on the pages that are to be published: where one of them may answer it, a page that is held back does not.
fn due(composed: &Composed, row: &Row<'_>) -> Status {
    let is_due = row.status == Status::Covered && is_published(composed, row.requirement) && !is_answered(composed, row);
    match row.waiver {
        Some(waiver) if is_due && !waiver.is_expired => Status::Waived,
        _ if is_due => Status::Missing,
        _ => row.status,
    }
}

fn is_published(composed: &Composed, requirement: &Requirement) -> bool {
    composed.documents.iter().any(|document| requirement.may_stand_on(&document.id) && document.wanted.is_empty())
}

/// A page that a brand does without, though `rows` ask for it: one cause, one finding.
fn no_page(composed: &Composed, page: &str, rows: &[&Row<'_>]) -> Option<Finding> {
    let is_published = composed.documents.iter().any(|document| document.wanted.is_empty());
    let mut rows = rows.iter().map(|row| row.requirement).filter(|row| row.weight == Weight::Required);
    let first = rows.next().filter(|_| is_published)?;
    let more = match rows.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let sections = composed.brand.table.table("documents").and_then(|documents| documents.table(page)?.get("sections"));
    let place = sections.map_or(Place::File(composed.brand.file), |node: &Node| Place::Text(node.span));
    let message = format!("the brand has no page `{page}`, which must disclose `{}`{more}", first.id);
    let help = format!("give the brand the document `{page}`, or waive these under [waivers] and say why");
    Some(Finding::new(Code::MissingDisclosure, message, place, "").also(first.place, &first.citation).help(help))
}
