//! Every path that a text can read, whatever the brand.

use std::collections::BTreeSet;

use crate::config::{Item, Node, Table};
use crate::model::{FactType, Project};

use super::keys::{CATEGORIES, CONTACT, IDENTITY};

const VENDOR_KEYS: &[&str] = &["id", "name", "purpose", "data", "role", "privacy_url", "location", "cookies"];
const COOKIE_KEYS: &[&str] = &["name", "label", "category", "provider", "purpose", "duration"];

/// Every path that a text of some brand can read; an element of a list is `path[]`.
pub(super) fn readable(project: &Project) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    let mut add = |path: &str, names: &[&str]| {
        paths.insert(path.to_owned());
        paths.extend(names.iter().map(|name| format!("{path}.{name}")));
    };
    add("brand", &["id", "name", "lang", "base_url"]);
    add("brand", &IDENTITY.iter().map(|field| field.name).collect::<Vec<_>>());
    add("contact", &CONTACT.iter().map(|field| field.name).collect::<Vec<_>>());
    add("document", &["id", "title", "effective", "updated"]);
    add("brand.variants[]", &[]);
    add("brand.products[]", &[]);
    add("processors", &[]);
    add("processors[]", VENDOR_KEYS);
    add("processors[].cookies[]", COOKIE_KEYS);
    add("cookies", CATEGORIES);
    for category in CATEGORIES {
        add(&format!("cookies.{category}[]"), COOKIE_KEYS);
    }
    add("vendors", &[]);
    add("vendors[]", VENDOR_KEYS);
    add("vendors[].cookies[]", COOKIE_KEYS);
    for id in project.vendors.keys() {
        add(&format!("vendors.{id}"), VENDOR_KEYS);
        add(&format!("vendors.{id}.cookies[]"), COOKIE_KEYS);
    }
    let facts = project.vocabulary.facts.keys().chain(project.vocabulary.derived.keys());
    add("facts", &facts.map(String::as_str).collect::<Vec<_>>());
    for (name, fact) in &project.vocabulary.facts {
        if matches!(fact.kind, FactType::List(_)) {
            add(&format!("facts.{name}[]"), &[]);
        }
    }
    add("values", &[]);
    for name in project.values.keys() {
        add(&format!("values.{name}"), &[]);
        add(&format!("values.{name}[]"), &[]);
    }
    paths.extend(project.brands.values().flat_map(|brand| defined(&brand.tree.table)));
    paths
}

/// The paths of values that a `brand.toml` defines or marks unknown.
pub fn defined(brand: &Table) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    if let Some(values) = brand.table("values") {
        value_paths("values", values, &mut paths);
    }
    for (path, _) in brand.table("unknown").into_iter().flat_map(Table::iter) {
        if path.starts_with("values.") {
            // It may be a list, as far as anybody knows.
            paths.insert(format!("{path}[]"));
            paths.insert(path.to_owned());
        }
    }
    paths
}

fn value_paths(path: &str, table: &Table, paths: &mut BTreeSet<String>) {
    for (key, entry) in table.iter() {
        node_paths(format!("{path}.{key}"), &entry.node, paths);
    }
}

fn node_paths(path: String, node: &Node, paths: &mut BTreeSet<String>) {
    match &node.item {
        Item::Table(table) => {
            value_paths(&path, table, paths);
            // `for key, entry in table` goes through a table as through a list.
            table.iter().for_each(|(_, entry)| node_paths(format!("{path}[]"), &entry.node, paths));
        }
        Item::List(list) => {
            paths.insert(format!("{path}[]")); // Also of a list that is empty.
            list.iter().for_each(|node| node_paths(format!("{path}[]"), node, paths));
        }
        _ => {}
    }
    paths.insert(path);
}
