//! What a brand has still to state, as a list to work through: each value, fact and disclosure once, however many texts want it. It says
//! what findings and pages say; the findings stay what they are.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::compile::Compiled;
use crate::compose::Composed;
use crate::coverage::{Coverage, Status};
use crate::diagnostic::{Finding, Place, Subject};
use crate::model::Project;
use crate::scaffold::{self, NOT_YET};

/// Something to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Task {
    /// A value, a fact, or the name of a requirement.
    pub key: String,
    /// What it is for, or what is to be said.
    pub meaning: String,
    /// What wants it: pages, or sections of pages.
    pub wanted_by: BTreeSet<String>,
    /// What else is to be known of it.
    pub note: Option<String>,
}

/// What a brand has still to state.
#[derive(Clone, Default, Debug)]
pub struct Todo {
    /// Values that pages want.
    pub values: Vec<Task>,
    /// Facts on which sections rest, that on which most rests first.
    pub facts: Vec<Task>,
    /// How many facts more decide what the law asks for, and no section.
    pub facts_of_law: usize,
    /// What the law asks for and no page says.
    pub disclosures: Vec<Task>,
    /// The findings that say the same, by their number.
    pub findings: BTreeSet<usize>,
}

impl Todo {
    /// Of one of the brands that were `compiled`, on `date`.
    pub fn of(compiled: &Compiled, brand: &Composed, date: Option<Date>) -> Self {
        let mut todo = Self::default();
        let findings: Vec<(usize, &Finding)> = compiled.findings.iter().enumerate().filter(|(_, finding)| is_of(finding, brand)).collect();
        todo.values(&compiled.project, brand, &findings);
        todo.facts(&compiled.project, &findings);
        todo.law(&compiled.project, brand, &findings, date);
        todo
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.facts.is_empty() && self.disclosures.is_empty()
    }

    fn values(&mut self, project: &Project, brand: &Composed, findings: &[(usize, &Finding)]) {
        let mut wanted: BTreeMap<String, Task> = BTreeMap::new();
        let mut add = |path: &str, pages: BTreeSet<String>, note: Option<String>| {
            let new = || Task { key: path.to_owned(), meaning: scaffold::meaning(project, path), wanted_by: BTreeSet::new(), note };
            wanted.entry(path.to_owned()).or_insert_with(new).wanted_by.extend(pages);
        };
        for document in &brand.documents {
            for value in &document.wanted {
                let note = Some(value.reason.clone()).filter(|reason| reason != NOT_YET);
                add(&value.path, BTreeSet::from([document.id.to_string()]), note);
            }
        }
        for (number, finding) in findings {
            for path in finding.about.iter().filter_map(|subject| value(subject, brand)) {
                let dated = brand.documents.iter().filter(|document| path == format!("documents.{}.effective", document.id));
                let dated: BTreeSet<String> = dated.map(|document| document.id.to_string()).collect();
                add(path, if dated.is_empty() { pages(brand, finding) } else { dated }, None);
                self.findings.insert(*number);
            }
        }
        self.values = wanted.into_values().collect();
    }

    fn facts(&mut self, project: &Project, findings: &[(usize, &Finding)]) {
        let mut wanted: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (number, finding) in findings {
            for subject in &finding.about {
                if let Subject::Fact(fact, section) = subject {
                    wanted.entry(fact).or_default().insert(section.clone());
                    self.findings.insert(*number);
                }
            }
        }
        let task = |(fact, sections): (&str, BTreeSet<String>)| {
            let meaning = project.vocabulary.facts.get(fact).map(|fact| fact.meaning.clone()).unwrap_or_default();
            Task { key: fact.to_owned(), meaning, wanted_by: sections, note: None }
        };
        self.facts = wanted.into_iter().map(task).collect();
        self.facts.sort_by_key(|task| (std::cmp::Reverse(task.wanted_by.len()), task.key.clone()));
    }

    fn law(&mut self, project: &Project, brand: &Composed, findings: &[(usize, &Finding)], date: Option<Date>) {
        let coverage = Coverage::new(project, date);
        let of_brand = coverage.of(brand);
        let mut facts = BTreeSet::new();
        for row in &of_brand.rows {
            if row.status == Status::Undecided {
                facts.extend(of_brand.wanted(row));
            }
            // What is missing is told once the texts are sound: until then it may only be missing for want of a value.
            let subject = Subject::Requirement(row.requirement.id.clone());
            let Some((number, _)) = findings.iter().find(|(_, finding)| finding.about.contains(&subject)) else { continue };
            let mend = coverage.mend(&of_brand, row);
            self.disclosures.push(Task {
                key: row.requirement.id.clone(),
                meaning: row.requirement.disclose.clone(),
                wanted_by: row.requirement.page.iter().map(|(page, _)| page.to_string()).collect(),
                // What holds for all of them need not be told for each.
                note: (!mend.is_usual).then_some(mend.help),
            });
            self.findings.insert(*number);
        }
        self.facts_of_law = facts.iter().filter(|fact| self.facts.iter().all(|task| task.key != **fact)).count();
    }
}

/// Whether `finding` is of this brand and of no other.
fn is_of(finding: &Finding, brand: &Composed) -> bool {
    finding.brands.len() == 1 && finding.brands.contains(brand.brand.id.as_str())
}

/// The value that `brand` is to define. What its file has no place for is a slip of a text.
fn value<'s>(subject: &'s Subject, brand: &Composed) -> Option<&'s str> {
    let Subject::Value(path) = subject else { return None };
    let is_date = || brand.documents.iter().any(|document| *path == format!("documents.{}.effective", document.id));
    let has_place = ["contact.", "identity.", "values."].iter().any(|table| path.starts_with(table)) || is_date();
    has_place.then_some(path)
}

/// The pages on which the texts stand to which `finding` points.
fn pages(brand: &Composed, finding: &Finding) -> BTreeSet<String> {
    let files: BTreeSet<_> = finding.labels.iter().map(|label| Place::file(label.place)).collect();
    let of = brand.documents.iter().filter(|document| {
        let placed = document.outline.iter().flat_map(|row| &row.chain).map(|part| part.clause.file);
        document.standing.iter().map(|text| text.clause.file).chain(placed).any(|file| files.contains(&file))
    });
    of.map(|document| document.id.to_string()).collect()
}
