//! Names across files: does everything that a file calls by name exist somewhere? What exists for one brand only, `merge` and
//! `compose` decide; here a name is wrong when it is wrong for every brand.

use std::collections::BTreeSet;

use crate::condition::Name;
use crate::config::{Item, Node, Table};
use crate::diagnostic::{Code, Finding, Findings, Place, did_you_mean, nearest};
use crate::id::{BrandId, ClauseId};
use crate::model::{BrandSource, Clause, FactType, Project, Section, Text, When};
use crate::source::Span;

use super::keys::{CATEGORIES, CONTACT, IDENTITY};
use super::condition;

const VENDOR_KEYS: &[&str] = &["id", "name", "purpose", "data", "role", "privacy_url", "location", "cookies"];
const COOKIE_KEYS: &[&str] = &["name", "label", "category", "provider", "purpose", "duration"];

/// Checks the names that files use for one another.
pub(super) fn check(project: &Project, findings: &mut Findings) {
    let names = Names { project, paths: paths(project) };
    for when in project.vocabulary.derived.values() {
        names.condition(when, findings);
    }
    derived_cycles(project, findings);
    for document in project.documents.values() {
        names.outline(&document.sections, None, findings);
    }
    for clause in project.clauses.values() {
        names.clause(clause, findings);
        if let Some((_, span)) = clause.edit {
            findings.push(Finding::new(Code::UnknownKey, "a shared clause edits nothing", span, "only a brand's clause can"));
        }
    }
    for brand in project.brands.values() {
        names.brand(brand, findings);
    }
    extends_cycles(project, findings);
}

/// Every path that a text of some brand can read.
fn paths(project: &Project) -> BTreeSet<String> {
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
    add("processors", &[]);
    add("processors[]", VENDOR_KEYS);
    add("processors[].cookies[]", COOKIE_KEYS);
    add("cookies", CATEGORIES);
    for category in CATEGORIES {
        add(&format!("cookies.{category}[]"), COOKIE_KEYS);
    }
    add("vendors", &[]);
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
    for brand in project.brands.values() {
        if let Some(values) = brand.tree.table.table("values") {
            value_paths("values", values, &mut paths);
        }
        for (path, _) in brand.tree.table.table("unknown").into_iter().flat_map(Table::iter) {
            if path.starts_with("values.") {
                paths.insert(path.to_owned());
            }
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
        Item::Table(table) => value_paths(&path, table, paths),
        Item::List(list) => list.iter().for_each(|node| node_paths(format!("{path}[]"), node, paths)),
        _ => {}
    }
    paths.insert(path);
}

struct Names<'a> {
    project: &'a Project,
    paths: BTreeSet<String>,
}

impl Names<'_> {
    fn clause(&self, clause: &Clause, findings: &mut Findings) {
        for text in [clause.title.as_ref(), clause.summary.as_ref(), Some(&clause.body)].into_iter().flatten() {
            self.text(text, findings);
        }
        if let Some(when) = &clause.when {
            self.condition(when, findings);
        }
    }

    fn text(&self, text: &Text, findings: &mut Findings) {
        for read in &text.reads {
            if !self.paths.contains(&read.path) {
                findings.push(self.unknown(&read.path, read.span));
            }
        }
    }

    fn condition(&self, when: &When, findings: &mut Findings) {
        let mut dotted = |name: &Name, findings: &mut Findings| {
            let path = name.path.strip_prefix("identity.").map_or(name.path.clone(), |rest| format!("brand.{rest}"));
            if !self.paths.contains(&path) {
                findings.push(self.unknown(&name.path, name.span));
            }
        };
        condition::check_names(when, &self.project.vocabulary, &mut dotted, findings);
    }

    /// A name that nothing defines.
    fn unknown(&self, path: &str, span: Span) -> Finding {
        let root = path.split(['.', '[']).next().unwrap_or_default();
        if let Some(fact) = path.strip_prefix("facts.") {
            return condition::unknown_fact(fact, span, &self.project.vocabulary);
        }
        if root == "vendors" {
            let id = path.split('.').nth(1).unwrap_or_default();
            if !self.project.vendors.contains_key(id) {
                return unknown_vendor(id, span, self.project);
            }
        }
        let same_root = format!("{root}.");
        let near = self.paths.iter().map(String::as_str).filter(|known| known.starts_with(&same_root) || !known.contains('.'));
        let help = did_you_mean(path, near).or_else(|| Some("define it under [values] in a brand.toml".to_owned()));
        Finding::new(Code::UnknownValue, format!("nothing defines `{}`", plain(path)), span, "read here").help(help)
    }

    /// The entries of `sections`, at any depth. `brand`: whose outline it is, if a brand's.
    fn outline(&self, sections: &[Section], brand: Option<&BrandSource>, findings: &mut Findings) {
        for section in sections {
            self.clause_exists(section.clause.id.as_str(), section.clause.span, brand, findings);
            if let Some(when) = &section.when {
                self.condition(when, findings);
            }
            self.outline(&section.sections, brand, findings);
        }
    }

    /// Whether the clause `id` is one of the library or of a layer of `brand`.
    fn clause_exists(&self, id: &str, span: Span, brand: Option<&BrandSource>, findings: &mut Findings) {
        let layers = brand.map(|brand| self.project.layers(&brand.id)).unwrap_or_default();
        let own = layers.iter().flat_map(|layer| layer.clauses.keys());
        if self.project.clauses.contains_key(id) || own.clone().any(|known| known.as_str() == id) {
            return;
        }
        let known = self.project.clauses.keys().chain(own).map(ClauseId::as_str);
        let help = nearest(id, known).map_or_else(|| format!("write the clause in a file {id}.md"), |name| format!("did you mean `{name}`?"));
        findings.push(Finding::new(Code::UnknownClause, format!("there is no clause `{id}`"), span, "named here").help(help));
    }

    fn brand(&self, brand: &BrandSource, findings: &mut Findings) {
        let table = &brand.tree.table;
        for clause in brand.clauses.values() {
            self.clause(clause, findings);
        }
        if let Some((parent, span)) = &brand.extends
            && !self.project.brands.contains_key(parent)
        {
            let help = did_you_mean(parent.as_str(), self.project.brands.keys().map(BrandId::as_str));
            let message = format!("there is no brand `{parent}` to extend");
            findings.push(Finding::new(Code::UnknownBrand, message, *span, "no folder of this name in brands/").help(help));
        }
        if let Some(node) = table.get("theme")
            && let Some(theme) = node.text()
            && !self.project.themes.contains_key(theme)
        {
            let help = did_you_mean(theme, self.project.themes.keys().map(String::as_str));
            let message = format!("there is no theme `{theme}`");
            findings.push(Finding::new(Code::UnknownTheme, message, node.span, "no folder of this name in themes/").help(help));
        }
        if let Some(vendors) = table.table("vendors") {
            for (id, entry) in vendors.iter().filter(|(key, _)| *key != "use") {
                if !self.project.vendors.contains_key(id) {
                    findings.push(unknown_vendor(id, entry.key, self.project));
                }
            }
            for node in vendors.get("use").map(ids_named).unwrap_or_default() {
                if let Some(id) = node.text().filter(|id| !self.project.vendors.contains_key(*id)) {
                    findings.push(unknown_vendor(id, node.span, self.project));
                }
            }
        }
        for node in table.get("footer").map(ids_named).unwrap_or_default() {
            if let Some(id) = node.text() {
                self.clause_exists(id, node.span, Some(brand), findings);
            }
        }
        for (id, entry) in table.table("documents").into_iter().flat_map(Table::iter) {
            if !self.project.documents.contains_key(id) {
                let known = self.project.documents.keys().map(crate::id::DocumentId::as_str);
                let message = format!("there is no document `{id}`");
                let label = "no outline of this name in content/documents/";
                findings.push(Finding::new(Code::UnknownDocument, message, entry.key, label).help(did_you_mean(id, known)));
            }
        }
        for edits in brand.documents.values() {
            self.outline(edits.sections.as_deref().unwrap_or_default(), Some(brand), findings);
            for (section, _) in &edits.insert {
                self.outline(std::slice::from_ref(section), Some(brand), findings);
            }
            for (_, title) in &edits.retitle {
                self.text(title, findings);
            }
        }
        self.unknown_marks(brand, findings);
    }

    /// The keys of `[unknown]`.
    fn unknown_marks(&self, brand: &BrandSource, findings: &mut Findings) {
        let table = &brand.tree.table;
        for (path, entry) in table.table("unknown").into_iter().flat_map(Table::iter) {
            let known = match path.split('.').collect::<Vec<_>>().as_slice() {
                ["identity", key] => IDENTITY.iter().any(|field| field.name == *key),
                ["contact", key] => CONTACT.iter().any(|field| field.name == *key),
                ["values", _, ..] => true,
                ["documents", id, "effective" | "updated"] => self.project.documents.contains_key(*id),
                _ => false,
            };
            if !known {
                let tables = [("identity", IDENTITY), ("contact", CONTACT)];
                let fields = tables.iter().flat_map(|(name, fields)| fields.iter().map(move |f| format!("{name}.{}", f.name)));
                let all: Vec<String> = fields.collect();
                let help = did_you_mean(path, all.iter().map(String::as_str)).or_else(|| {
                    Some("write the path of a value in quotes, such as \"contact.postal_address\" or \"values.days\"".to_owned())
                });
                let message = format!("`{path}` is not a value that a page can print");
                findings.push(Finding::new(Code::UnknownValue, message, entry.key, "marked unknown here").help(help));
            } else if let Some(value) = table.at(path) {
                let message = format!("`{path}` has a value and is marked unknown");
                let finding = Finding::new(Code::KnownAndUnknown, message, entry.key, "marked unknown here");
                let help = "remove the line under [unknown] if the value is right, or the value if it is not".to_owned();
                findings.push(finding.also(value.span, "the value").help(help));
            }
        }
    }
}

/// The nodes that name ids in a list, or in the `add` of `{ add, remove }`.
fn ids_named(node: &Node) -> &[Node] {
    node.list().or_else(|| node.table().map(|table| table.list("add"))).unwrap_or_default()
}

fn unknown_vendor(id: &str, span: Span, project: &Project) -> Finding {
    let help = did_you_mean(id, project.vendors.keys().map(crate::id::VendorId::as_str))
        .or_else(|| Some(format!("describe the vendor in content/vendors/{id}.toml")));
    Finding::new(Code::UnknownVendor, format!("there is no vendor `{id}`"), span, "named here").help(help)
}

/// A path as a writer would say it: an element of a list is `processors: name`.
fn plain(path: &str) -> String {
    path.replace("[].", ": ").replace("[]", "")
}

fn extends_cycles(project: &Project, findings: &mut Findings) {
    for brand in project.brands.values() {
        let mut chain = vec![brand.id.as_str()];
        let mut at = brand;
        while let Some((parent, _)) = &at.extends {
            let Some(next) = project.brands.get(parent) else { break };
            chain.push(next.id.as_str());
            if next.id == brand.id {
                // Reported once, at the first brand of the circle.
                if chain.iter().min() == Some(&brand.id.as_str()) {
                    let place = brand.extends.as_ref().map_or(Place::File(brand.tree.file), |(_, span)| Place::Text(*span));
                    let message = format!("brands extend each other in a circle: {}", chain.join(" → "));
                    let help = "take `extends` out of one of them".to_owned();
                    findings.push(Finding::new(Code::Cycle, message, place, "leads back to this brand").help(help));
                }
                break;
            }
            if chain.iter().filter(|id| **id == next.id.as_str()).count() > 1 {
                break;
            }
            at = next;
        }
    }
}

fn derived_cycles(project: &Project, findings: &mut Findings) {
    let derived = &project.vocabulary.derived;
    for (name, when) in derived {
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut next: Vec<&str> = vec![name];
        while let Some(at) = next.pop() {
            for inner in derived.get(at).map(|when| when.condition.names()).unwrap_or_default() {
                if reached.insert(&inner.path) {
                    next.push(&inner.path);
                }
            }
        }
        if reached.contains(name.as_str()) && reached.iter().filter(|n| derived.contains_key(**n)).min() >= Some(&name.as_str()) {
            let message = format!("the derived fact `{name}` rests on itself");
            findings.push(Finding::new(Code::Cycle, message, when.span, "leads back to it"));
        }
    }
}
