//! Requirement × brand: what the law asks of each brand, and which clause on which page answers it. Reads texts as they will be read, so a
//! clause that a condition leaves out, or that prints nothing but unknown values, covers nothing.
//!
//! Conditions that read alike are decided once a brand, and what a clause covers is looked up, not searched.

mod mend;
mod rules;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::compose::{Composed, Facts};
use crate::condition::Truth;
use crate::config::{Node, Table};
use crate::diagnostic::nearest;
use crate::id::{ClauseId, DocumentId};
use crate::model::{Project, Requirement, When};
use crate::source::Span;

pub use mend::Mend;

/// How a requirement stands for a brand.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Status {
    /// It applies, and no page answers it.
    Missing,
    /// Whether it applies rests on facts that the brand does not state.
    Undecided,
    /// It applies, no page answers it, and the brand says why.
    Waived,
    /// It applies, and a page answers it.
    Covered,
    /// It will apply, from a day that is still to come.
    Later,
    /// It no longer applies to anybody.
    Ended,
    /// Its condition is false.
    NotApplicable,
}

impl Status {
    /// Every status, those that want work first.
    pub const ALL: &'static [Self] =
        &[Self::Missing, Self::Waived, Self::Undecided, Self::Covered, Self::Later, Self::Ended, Self::NotApplicable];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Undecided => "undecided",
            Self::Waived => "waived",
            Self::Covered => "covered",
            Self::Later => "later",
            Self::Ended => "ended",
            Self::NotApplicable => "not-applicable",
        }
    }

    /// What it means, in a few words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Missing => "Applies, and no page answers it",
            Self::Undecided => "Rests on facts that the brand does not state",
            Self::Waived => "Applies, and the brand says why no page answers it",
            Self::Covered => "Applies, and a page answers it",
            Self::Later => "Will apply",
            Self::Ended => "No longer applies to anybody",
            Self::NotApplicable => "Does not apply",
        }
    }
}

/// A clause on a page that covers a requirement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Covering<'a> {
    /// The clause.
    pub clause: &'a ClauseId,
    /// The document on whose page it stands.
    pub document: &'a DocumentId,
}

/// What a brand says of a requirement that it does not answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Waiver<'a> {
    /// Why.
    pub reason: &'a str,
    /// The last day on which that holds; none for no end.
    pub until: Option<Date>,
    /// Whether that day is over.
    pub is_expired: bool,
    /// Where the brand says it.
    pub place: Span,
}

/// A requirement and how it stands for a brand.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// Its rank in the catalogue.
    number: usize,
    /// The requirement.
    pub requirement: &'a Requirement,
    /// What its condition comes to.
    pub applies: Truth,
    /// How it stands.
    pub status: Status,
    /// The clauses that cover it, whatever its status.
    pub covered_by: Vec<Covering<'a>>,
    /// The brand's waiver of it, whatever its status.
    pub waiver: Option<Waiver<'a>>,
}

/// How all requirements stand for a brand.
pub struct BrandCoverage<'a> {
    composed: &'a Composed,
    facts: Facts<'a>,
    /// A row for each requirement, in the order of the catalogue.
    pub rows: Vec<Row<'a>>,
}

impl BrandCoverage<'_> {
    /// The facts for want of which a row is undecided.
    pub fn wanted(&self, row: &Row<'_>) -> BTreeSet<String> {
        row.requirement.when.as_ref().map(|when| self.facts.missing(when)).unwrap_or_default()
    }
}

/// The catalogue, ready to be held against brands.
pub struct Coverage<'a> {
    project: &'a Project,
    date: Option<Date>,
    rows: Vec<&'a Requirement>,
    /// The numbers of the rows that an id stands for.
    numbers: BTreeMap<&'a str, Vec<usize>>,
    /// The ids that stand for each row.
    names: Vec<Vec<&'a str>>,
    /// Conditions that differ.
    conditions: Vec<&'a When>,
    /// The condition of each row.
    condition_of: Vec<Option<usize>>,
}

impl<'a> Coverage<'a> {
    /// The catalogue of `project` as it is on `date`. Without a date every row is in force, and no waiver expires.
    pub fn new(project: &'a Project, date: Option<Date>) -> Self {
        let all = &project.requirements;
        let mut rows: Vec<&Requirement> = all.rows.values().map(AsRef::as_ref).collect();
        rows.sort_by_key(|row| row.place);
        let mut numbers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let (mut conditions, mut known): (Vec<&When>, BTreeMap<&str, usize>) = (Vec::new(), BTreeMap::new());
        let mut condition_of = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            numbers.insert(&row.id, vec![number]);
            condition_of.push(row.when.as_ref().map(|when| {
                *known.entry(&when.text).or_insert_with(|| {
                    conditions.push(when);
                    conditions.len() - 1
                })
            }));
        }
        for alias in all.aliases.values() {
            let rows = alias.rows.iter().filter_map(|row| numbers.get(row.id.as_str())).flatten().copied().collect();
            numbers.insert(&alias.id, rows);
        }
        let names = vec![Vec::new(); rows.len()];
        let mut coverage = Self { project, date, rows, numbers, names, conditions, condition_of };
        coverage.take_slips_for_what_was_meant();
        for (id, numbers) in &coverage.numbers {
            for number in numbers {
                coverage.names.get_mut(*number).into_iter().for_each(|names| names.push(id));
            }
        }
        coverage
    }

    /// An id that there is not has been reported; the row that was meant is not to be called missing as well.
    fn take_slips_for_what_was_meant(&mut self) {
        let all = &self.project.requirements;
        let clauses = self.project.clauses.values().chain(self.project.brands.values().flat_map(|brand| brand.clauses.values()));
        let covered = clauses.flat_map(|clause| &clause.covers).map(|mention| mention.id.as_str());
        let waived = self.project.brands.values().filter_map(|brand| brand.tree.table.table("waivers")).flat_map(Table::keys);
        for slip in covered.chain(waived).filter(|id| !all.has(id)) {
            if let Some(rows) = nearest(slip, all.ids()).and_then(|meant| self.numbers.get(meant)).cloned() {
                self.numbers.insert(slip, rows);
            }
        }
    }

    /// The numbers of the rows that `id` stands for.
    fn numbers(&self, id: &str) -> &[usize] {
        self.numbers.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// How all requirements stand for a brand.
    pub fn of<'b>(&self, composed: &'b Composed) -> BrandCoverage<'b>
    where
        'a: 'b,
    {
        let facts = Facts::new(self.project, &composed.brand);
        let truths: Vec<Truth> = self.conditions.iter().map(|when| when.condition.decide(&facts)).collect();
        let mut covered = self.covered(composed);
        let waivers = self.waivers(composed);
        let mut rows = Vec::with_capacity(self.rows.len());
        for (number, (requirement, condition)) in self.rows.iter().zip(&self.condition_of).enumerate() {
            let applies = condition.and_then(|index| truths.get(index)).copied().unwrap_or(Truth::True);
            let covered_by = covered.get_mut(number).map(std::mem::take).unwrap_or_default();
            let waiver = waivers.get(&number).copied();
            let status = self.status(requirement, applies, !covered_by.is_empty(), waiver);
            rows.push(Row { number, requirement, applies, status, covered_by, waiver });
        }
        BrandCoverage { composed, facts, rows }
    }

    fn status(&self, row: &Requirement, applies: Truth, is_covered: bool, waiver: Option<Waiver<'_>>) -> Status {
        let is_over = |day: Option<Date>| day.zip(self.date).is_some_and(|(day, date)| day <= date);
        let is_to_come = row.applies_from.zip(self.date).is_some_and(|(day, date)| day > date);
        match applies {
            Truth::False => Status::NotApplicable,
            _ if is_over(row.applies_until) => Status::Ended,
            Truth::Unknown => Status::Undecided,
            Truth::True if is_to_come => Status::Later,
            Truth::True if is_covered => Status::Covered,
            Truth::True if waiver.is_some_and(|waiver| !waiver.is_expired) => Status::Waived,
            Truth::True => Status::Missing,
        }
    }

    /// For each row, the clauses on the brand's pages that cover it.
    fn covered<'b>(&self, composed: &'b Composed) -> Vec<Vec<Covering<'b>>> {
        let mut covered: Vec<Vec<Covering<'b>>> = vec![Vec::new(); self.rows.len()];
        for document in &composed.documents {
            for standing in document.standing.iter().filter(|standing| standing.says_something()) {
                let covering = Covering { clause: &standing.clause.id, document: &document.id };
                for number in standing.clause.covers.iter().flat_map(|mention| self.numbers(&mention.id)) {
                    let is_its_page = self.rows.get(*number).is_some_and(|row| row.may_stand_on(&document.id));
                    if let Some(by) = covered.get_mut(*number).filter(|by| is_its_page && !by.contains(&covering)) {
                        by.push(covering);
                    }
                }
            }
        }
        covered
    }

    /// The brand's waivers, by the numbers of the rows.
    fn waivers<'b>(&self, composed: &'b Composed) -> BTreeMap<usize, Waiver<'b>> {
        let mut waivers = BTreeMap::new();
        for (id, entry) in composed.brand.table.table("waivers").into_iter().flat_map(Table::iter) {
            let Some(table) = entry.node.table() else { continue };
            let until = table.get("until").and_then(Node::date);
            let is_expired = until.zip(self.date).is_some_and(|(until, date)| until < date);
            let waiver = Waiver { reason: table.text("reason").unwrap_or_default(), until, is_expired, place: entry.key };
            waivers.extend(self.numbers(id).iter().map(|number| (*number, waiver)));
        }
        waivers
    }
}
