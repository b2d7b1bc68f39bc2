//! What a brand has still to state, as a list to work through: each value, fact and disclosure once, however many texts want it. It says
//! what findings and pages say; the findings stay what they are.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::compile::Compiled;
use crate::compose::Composed;
use crate::coverage::{Coverage, Status};
use crate::diagnostic::{Code, Finding, Place};
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
            let undated = brand.documents.iter().find(|document| {
                finding.code == Code::MissingKey && finding.message == format!("the document `{}` has no effective date", document.id)
            });
            if let Some(document) = undated {
                add(&format!("documents.{}.effective", document.id), BTreeSet::from([document.id.to_string()]), None);
            } else if let Some(path) = undefined(finding) {
                add(path, pages(brand, finding), None);
            } else {
                continue;
            }
            self.findings.insert(*number);
        }
        self.values = wanted.into_values().collect();
    }

    fn facts(&mut self, project: &Project, findings: &[(usize, &Finding)]) {
        let mut wanted: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (number, finding) in findings.iter().filter(|(_, finding)| finding.code == Code::UndecidedCondition) {
            let Some(section) = finding.message.strip_prefix("the clause `").and_then(|rest| rest.split('`').next()) else { continue };
            let Some(label) = finding.labels.first().and_then(|label| label.text.strip_prefix("wants ")) else { continue };
            for fact in label.split('`').skip(1).step_by(2) {
                wanted.entry(fact).or_default().insert(section.to_owned());
            }
            self.findings.insert(*number);
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
            let said = format!(" disclose `{}`: ", row.requirement.id);
            let is_said = |(_, finding): &&(usize, &Finding)| {
                matches!(finding.code, Code::MissingDisclosure | Code::MissingRecommended) && finding.message.contains(&said)
            };
            let Some((number, finding)) = findings.iter().find(is_said) else { continue };
            self.disclosures.push(Task {
                key: row.requirement.id.clone(),
                meaning: row.requirement.disclose.clone(),
                wanted_by: row.requirement.page.iter().map(|(page, _)| page.to_string()).collect(),
                // What holds for all of them need not be told for each.
                note: finding.help.clone().filter(|help| !help.starts_with("write a clause with covers")),
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

/// The value that the brand is to define, of a finding that says so. What a brand's file has no place for is a slip of a text.
fn undefined(finding: &Finding) -> Option<&str> {
    let path = scaffold::undefined_value(&finding.message).filter(|_| finding.code == Code::UndefinedValue)?;
    ["contact.", "identity.", "values."].iter().any(|table| path.starts_with(table)).then_some(path)
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
