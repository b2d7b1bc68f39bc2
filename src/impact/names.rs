//! What an edit of a value, a fact or a vendor reaches: the texts that read it, and the conditions that rest on it.

use std::collections::BTreeSet;

use crate::compose::{Composed, ComposedDocument, Decided, Decision, Outlined};
use crate::condition::Truth;
use crate::config::Node;
use crate::merge::{MergedClause, Vendor};
use crate::model::{Project, Read, Use};

use super::subject::{Subject, named, stated};
use super::{Definition, Found, Way, foot, place, unmet, when_of_foot, why_out};

/// What of a page an edit of a value, fact or vendor reaches.
pub(super) fn rows(subject: &Subject, project: &Project, composed: &Composed, document: &ComposedDocument) -> Vec<Found> {
    let names = Names::new(subject, project, composed);
    let mut found: Vec<Found> = Vec::new();
    for row in &document.outline {
        found.extend(names.of_section(row).into_iter().map(|way| (place(row), way)));
    }
    for clause in composed.brand.footer.iter().filter_map(|named| composed.brand.clauses.get(&named.id)) {
        found.extend(names.at_foot(clause).into_iter().map(|way| (foot(&clause.id), way)));
    }
    match absent(subject, composed) {
        Some(why) => found.into_iter().map(|(section, _)| (section, Way::LeftOut(why.to_owned()))).collect(),
        None => found,
    }
}

/// Why a brand has nothing of it.
fn absent(subject: &Subject, composed: &Composed) -> Option<&'static str> {
    match subject {
        Subject::Vendor(_) => vendor(subject, composed).is_none().then_some("the brand does not use it"),
        Subject::Value(_) => defined(subject, composed).is_none().then_some("the brand does not set it"),
        Subject::Clause(..) | Subject::Fact(_) | Subject::Whole(_) | Subject::Nothing(_) => None,
    }
}

fn vendor<'a>(subject: &Subject, composed: &'a Composed) -> Option<&'a Vendor> {
    let Subject::Vendor(id) = subject else { return None };
    composed.brand.vendors.iter().find(|vendor| vendor.id == *id)
}

/// Where a brand has a value or fact from, or says that it uses a vendor.
pub(super) fn defined(subject: &Subject, composed: &Composed) -> Option<Definition> {
    if let Some(vendor) = vendor(subject, composed) {
        let used = composed.brand.table.at("vendors.use").and_then(Node::list).unwrap_or_default();
        let place = used.iter().find(|node| node.text() == Some(vendor.id.as_str()))?.span;
        let role = if vendor.is_processor() { "processor" } else { "service" };
        return Some(Definition { brand: composed.brand.id.clone(), place, value: role.to_owned() });
    }
    let path = match subject {
        Subject::Value(path) => path.clone(),
        Subject::Fact(name) => format!("facts.{name}"),
        Subject::Clause(..) | Subject::Vendor(_) | Subject::Whole(_) | Subject::Nothing(_) => return None,
    };
    let brand = &composed.brand;
    let unknown = brand.unknown.get(&path).map(|unknown| (unknown.span, format!("unknown: {}", unknown.reason)));
    let value = brand.table.at(&path).map(|node| (node.span, node.to_string()));
    unknown.or(value).map(|(place, value)| Definition { brand: brand.id.clone(), place, value })
}

/// The names by which texts and conditions of a brand get at something.
struct Names<'a> {
    subject: &'a Subject,
    composed: &'a Composed,
    /// Derived facts that rest on it.
    derived: BTreeSet<&'a str>,
}

impl<'a> Names<'a> {
    fn new(subject: &'a Subject, project: &'a Project, composed: &'a Composed) -> Self {
        let mut names = Self { subject, composed, derived: BTreeSet::new() };
        // Each round finds those that rest on what the round before has found.
        loop {
            let rests = |(name, when): (&'a String, &'a crate::model::When)| {
                when.condition.names().iter().any(|inner| names.has(&inner.path)).then_some(name.as_str())
            };
            let derived: BTreeSet<&str> = project.vocabulary.derived.iter().filter_map(rests).collect();
            if derived.len() == names.derived.len() {
                return names;
            }
            names.derived = derived;
        }
    }

    /// Whether a name in a text or a condition gets at it.
    fn has(&self, name: &str) -> bool {
        let fact = name.strip_prefix("facts.").unwrap_or(name);
        if self.derived.contains(fact) {
            return true;
        }
        match self.subject {
            Subject::Fact(wanted) => fact == wanted,
            Subject::Value(path) => [stated(name, &self.composed.brand), named(name)].iter().any(|stated| overlap(path, stated)),
            Subject::Vendor(id) => {
                let plain = name.replace("[]", "");
                let mut words = plain.split('.');
                let (root, key) = (words.next().unwrap_or_default(), words.next());
                match (root, vendor(self.subject, self.composed)) {
                    ("vendors", used) => key.map_or(used.is_some(), |key| key == id.as_str()),
                    ("processors", Some(vendor)) => vendor.is_processor(),
                    ("cookies", Some(vendor)) => vendor.cookies.iter().any(|cookie| key.is_none_or(|key| cookie.category() == key)),
                    _ => false,
                }
            }
            Subject::Clause(..) | Subject::Whole(_) | Subject::Nothing(_) => false,
        }
    }

    fn of_section(&self, row: &Outlined) -> Vec<Way> {
        let conditions = row.whens.iter().chain(&row.whens_of_added).filter(|decided| self.decides(decided));
        let conditions: Vec<Way> = conditions.map(|when| Way::Condition(when.when.clone(), when.truth)).collect();
        let read = self.read(row.reads());
        let read = match row.decision {
            Decision::In => read,
            // That its condition is not met is said already.
            _ => read.filter(|_| conditions.is_empty()).map(|_| Way::LeftOut(why_out(row))),
        };
        read.into_iter().chain(conditions).collect()
    }

    fn decides(&self, decided: &Decided) -> bool {
        decided.rests_on.iter().any(|(name, _)| self.has(name))
    }

    fn at_foot(&self, clause: &MergedClause) -> Vec<Way> {
        let read = self.read(clause.parts.iter().flat_map(|part| part.clause.body.reads.iter()));
        let when = when_of_foot(&clause.id, self.composed);
        let condition = when.filter(|decided| self.decides(decided)).map(|when| Way::Condition(when.when.clone(), when.truth));
        let read = match when.filter(|decided| decided.truth != Truth::True) {
            None => read,
            Some(open) => read.filter(|_| condition.is_none()).map(|_| Way::LeftOut(unmet(open))),
        };
        read.into_iter().chain(condition).collect()
    }

    /// How a text uses it.
    fn read<'r>(&self, reads: impl Iterator<Item = &'r Read>) -> Option<Way> {
        let (mut printed, mut tested) = (Vec::new(), Vec::new());
        for read in reads.filter(|read| self.has(&read.path)) {
            let is_printed = matches!(read.usage, Use::Print | Use::Repeat | Use::Count);
            let names = if is_printed { &mut printed } else { &mut tested };
            if !names.contains(&read.path) {
                names.push(read.path.clone());
            }
        }
        match (printed.is_empty(), tested.is_empty()) {
            (false, _) => Some(Way::Printed(printed)),
            (true, false) => Some(Way::Tested(tested)),
            (true, true) => None,
        }
    }
}

/// Whether two paths are the same, or one holds the other.
fn overlap(one: &str, other: &str) -> bool {
    let within = |outer: &str, inner: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    within(one, other) || within(other, one)
}
