//! A finding: one cause of trouble, its places, and what to do about it.

use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};

use crate::source::{FileId, Span};

use super::{Code, Severity};

/// Where a finding points.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Place {
    /// A range of text.
    Text(Span),
    /// A file as a whole.
    File(FileId),
}

impl Place {
    /// The file it lies in.
    pub fn file(self) -> FileId {
        match self {
            Self::Text(span) => span.file,
            Self::File(file) => file,
        }
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self::Text(span)
    }
}

/// A place and what it is. The first label of a finding is where the mend is wanted.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What this place is; may be empty.
    pub text: String,
}

/// What a finding asks a brand for, for those who make a list of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Subject {
    /// A value, such as `contact.email`.
    Value(String),
    /// A fact on which a section rests: the fact, the section's clause.
    Fact(String, String),
    /// An answer to a requirement.
    Requirement(String),
}

/// One cause of trouble, however many brands it hits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The kind of trouble; it fixes the severity.
    pub code: Code,
    /// What is wrong: one clause, lower case, names in backticks, no full stop.
    pub message: String,
    /// Where, the place to mend first.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// The brands it hits; empty when it does not depend on a brand.
    pub brands: BTreeSet<String>,
    /// What it asks a brand for.
    pub about: BTreeSet<Subject>,
    /// How many places more it has than are listed.
    pub unlisted: usize,
}

impl Finding {
    /// A finding at `place`. Message and labels are one line each, whatever they quote.
    pub fn new(code: Code, message: impl Into<String>, place: impl Into<Place>, label: impl Into<String>) -> Self {
        let labels = vec![Label { place: place.into(), text: on_one_line(label.into()) }];
        Self {
            code,
            message: on_one_line(message.into()),
            labels,
            help: None,
            brands: BTreeSet::new(),
            about: BTreeSet::new(),
            unlisted: 0,
        }
    }

    /// The same with a second place.
    pub fn also(mut self, place: impl Into<Place>, label: impl Into<String>) -> Self {
        self.labels.push(Label { place: place.into(), text: on_one_line(label.into()) });
        self
    }

    /// The same with a help line, if there is one.
    pub fn help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help = help.into();
        self
    }

    /// The same, said to ask for `subject`.
    pub fn about(mut self, subject: Subject) -> Self {
        self.about.insert(subject);
        self
    }

    /// The same, said to hit `brand`.
    pub fn brand(mut self, brand: &str) -> Self {
        self.brands.insert(brand.to_owned());
        self
    }
}

/// Blanks in place of line ends and other control characters: a report gives a finding a line, and the next line must not be taken for
/// another finding, or for a command to whoever reads the report.
fn on_one_line(text: String) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    if text.contains(breaks) { text.replace(breaks, " ") } else { text }
}

/// How many of `findings` are errors, and how many warnings.
pub fn counts<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> (usize, usize) {
    findings.into_iter().fold((0, 0), |(errors, warnings), finding| match finding.code.severity() {
        Severity::Error => (errors + 1, warnings),
        Severity::Warning => (errors, warnings + 1),
    })
}

/// Of how many files the same is said before it is said once: nobody makes the same slip more often by hand.
pub const MANY: usize = 20;

/// How many places a finding lists then.
const LISTED: usize = 1000;

/// As they are told of a whole workspace: what is said alike of one place each in more than [`MANY`] files is one finding, whose other places
/// are counted where there are more than anybody has use for. Nothing can be told of single brands then, so this comes last.
pub fn joined(findings: Vec<Finding>) -> Vec<Finding> {
    if findings.len() <= MANY {
        return findings;
    }
    let mut alike: BTreeMap<(Code, String, Option<String>), BTreeSet<Label>> = BTreeMap::new();
    let key = |finding: &Finding| (finding.code, finding.message.clone(), finding.help.clone());
    let is_single = |finding: &Finding| finding.labels.len() == 1 && !finding.code.is_joined();
    for finding in findings.iter().filter(|finding| is_single(finding)) {
        alike.entry(key(finding)).or_default().extend(finding.labels.iter().cloned());
    }
    alike.retain(|_, labels| labels.iter().map(|label| label.place.file()).collect::<BTreeSet<_>>().len() > MANY);
    let mut all: BTreeMap<_, Finding> = BTreeMap::new();
    let mut others = Findings::default();
    for finding in findings {
        let key = key(&finding);
        if !is_single(&finding) || !alike.contains_key(&key) {
            others.push(finding);
        } else if let Some(first) = all.get_mut(&key) {
            first.brands.extend(finding.brands);
            first.about.extend(finding.about);
        } else {
            all.insert(key, finding);
        }
    }
    for (key, mut finding) in all {
        let labels = alike.remove(&key).unwrap_or_default();
        finding.unlisted = labels.len().saturating_sub(LISTED);
        finding.labels = labels.into_iter().take(LISTED).collect();
        others.push(finding);
    }
    others.sorted()
}

/// Collects findings; joins those with one cause.
#[derive(Default, Debug)]
pub struct Findings {
    all: Vec<Finding>,
}

impl Findings {
    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        self.all.push(finding);
    }

    /// All findings, as they came.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.all.iter()
    }

    /// Whether a finding is an error.
    pub fn has_errors(&self) -> bool {
        self.all.iter().any(|finding| finding.code.severity() == Severity::Error)
    }

    /// Whether a file cannot be read.
    pub fn has_unreadable(&self) -> bool {
        self.all.iter().any(|finding| finding.code.is_unreadable())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All findings in order of path, place and code. What has one cause is one finding: a value that is missing in many places, a
    /// slip that many brands share.
    pub fn sorted(self) -> Vec<Finding> {
        let mut joined: BTreeMap<_, Finding> = BTreeMap::new();
        for finding in self.all {
            let help = finding.help.clone().filter(|_| !finding.code.has_help_of_a_brand());
            let places = if finding.code.is_one_cause() { Vec::new() } else { finding.labels.clone() };
            let key = (finding.code, finding.message.clone(), help, places);
            match joined.entry(key) {
                Entry::Occupied(mut slot) => {
                    let first = slot.get_mut();
                    first.brands.extend(finding.brands);
                    first.about.extend(finding.about);
                    if first.code.is_one_cause() {
                        first.labels.extend(finding.labels);
                        first.labels.sort();
                        first.labels.dedup();
                    }
                }
                Entry::Vacant(slot) => {
                    slot.insert(finding);
                }
            }
        }
        let mut sorted: Vec<Finding> = joined.into_values().collect();
        sorted.sort_by_cached_key(|finding| {
            let place = finding.labels.first().map(|label| label.place);
            (place.map(Place::file), place, finding.code, finding.message.clone())
        });
        sorted
    }
}
