//! What a condition's names stand for in one brand.

use std::collections::BTreeSet;

use crate::condition::{Lookup, Truth};
use crate::config::{Item, Node};
use crate::merge::Merged;
use crate::model::{Project, When};

/// The facts and values of a brand.
pub(super) struct Facts<'a> {
    pub(super) project: &'a Project,
    pub(super) brand: &'a Merged,
}

/// How deep derived facts may rest on each other; circles are findings of their own.
const MAX_DEPTH: usize = 32;

impl Facts<'_> {
    fn stated(&self, name: &str) -> Option<&Node> {
        self.brand.table.table("facts")?.get(name)
    }

    /// Whether a fact, stated or derived, is true.
    pub(super) fn fact(&self, name: &str, depth: usize) -> Truth {
        if let Some(derived) = self.project.vocabulary.derived.get(name) {
            let deeper = Deeper { facts: self, depth: depth + 1 };
            return if depth < MAX_DEPTH { derived.condition.decide(&deeper) } else { Truth::Unknown };
        }
        match self.stated(name).map(|node| &node.item) {
            None | Some(Item::Wrong) => Truth::Unknown,
            Some(Item::Bool(value)) => (*value).into(),
            Some(Item::List(list)) => (!list.is_empty()).into(),
            Some(Item::Int(number)) => (*number != 0).into(),
            Some(_) => Truth::True,
        }
    }

    /// Whether the brand has, or has marked unknown, the value at a dotted path.
    fn has(&self, path: &str) -> bool {
        let categories = path.strip_prefix("cookies.");
        if path == "cookies" || categories.is_some() {
            let vendors = self.brand.vendors.iter().flat_map(|vendor| &vendor.cookies);
            return self.brand.cookies.iter().chain(vendors).any(|cookie| categories.is_none_or(|c| cookie.category() == c));
        }
        if let Some(id) = path.strip_prefix("vendors.") {
            return self.brand.vendors.iter().any(|vendor| vendor.id.as_str() == id);
        }
        if self.brand.unknown.contains_key(path) {
            return true;
        }
        match self.brand.table.at(path).map(|node| &node.item) {
            None | Some(Item::Bool(false)) => false,
            Some(Item::Text(text)) => !text.is_empty(),
            Some(Item::List(list)) => !list.is_empty(),
            Some(_) => true,
        }
    }

    /// The stated facts that `when` wants and the brand does not state. Names that are no facts are findings of their own.
    pub(super) fn missing(&self, when: &When) -> BTreeSet<String> {
        let mut missing = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut next: Vec<&str> = when.condition.names().into_iter().map(|name| name.path.as_str()).collect();
        while let Some(name) = next.pop() {
            if !seen.insert(name) || name.contains('.') || name == "cookies" {
                continue;
            }
            if let Some(derived) = self.project.vocabulary.derived.get(name) {
                if self.fact(name, 0) == Truth::Unknown {
                    next.extend(derived.condition.names().into_iter().map(|name| name.path.as_str()));
                }
            } else if self.stated(name).is_none() && self.project.vocabulary.facts.contains_key(name) {
                missing.insert(name.to_owned());
            }
        }
        missing
    }
}

impl Lookup for Facts<'_> {
    fn truth(&self, name: &str) -> Truth {
        Deeper { facts: self, depth: 0 }.truth(name)
    }

    fn any(&self, name: &str, wanted: &dyn Fn(&str) -> bool) -> Truth {
        let entries = |node: &Node| node.list().is_some_and(|list| list.iter().filter_map(Node::text).any(wanted)).into();
        if name.contains('.') {
            return self.brand.table.at(name).map_or(Truth::False, entries);
        }
        self.stated(name).filter(|node| node.item != Item::Wrong).map_or(Truth::Unknown, entries)
    }
}

/// The same facts, seen from inside derived ones.
struct Deeper<'a> {
    facts: &'a Facts<'a>,
    depth: usize,
}

impl Lookup for Deeper<'_> {
    fn truth(&self, name: &str) -> Truth {
        if name.contains('.') || name == "cookies" { self.facts.has(name).into() } else { self.facts.fact(name, self.depth) }
    }

    fn any(&self, name: &str, wanted: &dyn Fn(&str) -> bool) -> Truth {
        self.facts.any(name, wanted)
    }
}
