//! What a condition's names stand for in one brand.

use std::collections::{BTreeMap, BTreeSet};

use crate::condition::{Condition, Interpretation, Truth};
use crate::config::{Item, Node};
use crate::merge::Merged;
use crate::model::{Project, When};

use super::Decided;

/// The facts and values of a brand, its derived facts decided.
pub(crate) struct Facts<'a> {
    project: &'a Project,
    brand: &'a Merged,
    derived: BTreeMap<&'a str, Truth>,
}

impl<'a> Facts<'a> {
    /// Decides every derived fact once. Those that rest on themselves stay unknown; `parse` has reported them.
    pub(crate) fn new(project: &'a Project, brand: &'a Merged) -> Self {
        let mut facts = Self { project, brand, derived: BTreeMap::new() };
        let all = &project.vocabulary.derived;
        let mut entered: BTreeSet<&str> = BTreeSet::new();
        for name in all.keys() {
            // What a fact rests on is decided before it, with a stack of our own: a chain may be longer than the machine's.
            let mut open = vec![name.as_str()];
            while let Some((name, when)) = open.last().and_then(|name| all.get_key_value(*name)) {
                let names = when.condition.names().into_iter().map(|name| name.path.as_str());
                let wanted = names.filter(|name| all.contains_key(*name) && !facts.derived.contains_key(name));
                if entered.insert(name) {
                    open.extend(wanted.filter(|name| !entered.contains(name)).collect::<Vec<_>>());
                    continue;
                }
                open.pop();
                if wanted.count() == 0 && !facts.derived.contains_key(name.as_str()) {
                    let truth = when.condition.decide(&facts);
                    facts.derived.insert(name, truth);
                }
            }
        }
        facts
    }

    /// Every derived fact.
    pub(super) fn derived(&self) -> impl Iterator<Item = (&'a str, Truth)> {
        self.derived.iter().map(|(name, truth)| (*name, *truth))
    }

    /// What a derived fact comes to; `None` when it is none.
    pub(super) fn derived_fact(&self, name: &str) -> Option<Truth> {
        self.derived.get(name).copied()
    }

    /// What `when` comes to, and everything that it rests on.
    pub(super) fn decided(&self, when: &When) -> Decided {
        let mut rests_on: Vec<(String, Truth)> = Vec::new();
        let mut next: Vec<&str> = when.condition.names().into_iter().rev().map(|name| name.path.as_str()).collect();
        while let Some(name) = next.pop() {
            if !rests_on.iter().any(|(seen, _)| seen == name) {
                rests_on.push((name.to_owned(), self.truth(name)));
                let derived = self.project.vocabulary.derived.get(name);
                next.extend(derived.into_iter().flat_map(|when| when.condition.names()).rev().map(|name| name.path.as_str()));
            }
        }
        Decided { when: when.text.clone(), place: when.span, truth: when.condition.decide(self), rests_on }
    }

    fn stated(&self, name: &str) -> Option<&Node> {
        self.brand.table.table("facts")?.get(name).filter(|node| node.item != Item::Wrong)
    }

    /// Whether a fact, stated or derived, is true.
    pub(super) fn fact(&self, name: &str) -> Truth {
        if let Some(truth) = self.derived.get(name) {
            return *truth;
        }
        match self.stated(name).map(|node| &node.item) {
            None => Truth::Unknown,
            Some(Item::Bool(value)) => (*value).into(),
            Some(Item::List(list)) => (!list.is_empty()).into(),
            Some(Item::Int(number)) => (*number != 0).into(),
            Some(_) => Truth::True,
        }
    }

    /// Whether the brand has, or has marked unknown, the value at a dotted path. What template conditions take for false is false here.
    fn has(&self, path: &str) -> bool {
        let categories = path.strip_prefix("cookies.");
        if path == "cookies" || categories.is_some() {
            let vendors = self.brand.vendors.iter().flat_map(|vendor| &vendor.cookies);
            return self.brand.cookies.iter().chain(vendors).any(|cookie| categories.is_none_or(|c| cookie.category() == c));
        }
        if let Some(id) = path.strip_prefix("vendors.") {
            return self.brand.vendors.iter().any(|vendor| vendor.id.as_str() == id);
        }
        let within = |outer: &str, inner: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        if self.brand.unknown.keys().any(|unknown| within(unknown, path) || within(path, unknown)) {
            return true;
        }
        match self.brand.table.at(path).map(|node| &node.item) {
            None | Some(Item::Bool(false) | Item::Int(0)) => false,
            Some(Item::Float(number)) => *number != 0.0,
            Some(Item::Text(text)) => !text.is_empty(),
            Some(Item::List(list)) => !list.is_empty(),
            Some(_) => true,
        }
    }

    /// What is [`missing`](Self::missing), without what the brand states wrongly, which has been reported.
    pub(super) fn unstated(&self, when: &When) -> BTreeSet<String> {
        let stated = |name: &String| self.brand.table.table("facts").is_some_and(|facts| facts.get(name).is_some());
        self.missing(when).into_iter().filter(|name| !stated(name)).collect()
    }

    /// The facts for want of which `when` is undecided: those of its undecided parts that the brand does not state. Names that are no
    /// facts are findings of their own.
    pub(crate) fn missing(&self, when: &When) -> BTreeSet<String> {
        let (mut missing, mut seen) = (BTreeSet::new(), BTreeSet::new());
        let mut next = vec![&when.condition];
        while let Some(part) = next.pop() {
            if part.decide(self) != Truth::Unknown {
                continue;
            }
            match part {
                Condition::Name(name) | Condition::In(_, name) => {
                    let name = name.path.as_str();
                    if self.project.vocabulary.facts.contains_key(name) {
                        missing.insert(name.to_owned());
                    } else if seen.insert(name) {
                        next.extend(self.project.vocabulary.derived.get(name).map(|derived| &derived.condition));
                    }
                }
                Condition::Not(inner) => next.push(inner),
                Condition::And(a, b) | Condition::Or(a, b) => next.extend([&**a, &**b]),
            }
        }
        missing
    }
}

impl Interpretation for Facts<'_> {
    fn truth(&self, name: &str) -> Truth {
        if name.contains('.') || name == "cookies" { self.has(name).into() } else { self.fact(name) }
    }

    fn any(&self, name: &str, wanted: &dyn Fn(&str) -> bool) -> Truth {
        let holds = |node: &Node| node.list().is_some_and(|list| list.iter().filter_map(Node::text).any(wanted));
        self.stated(name).map_or(Truth::Unknown, |node| holds(node).into())
    }
}
