//! Names across files: does everything that a file calls by name exist somewhere? What exists for one brand only, `merge` and
//! `compose` decide; here a name is wrong when it is wrong for every brand.

mod rules;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use crate::condition::Name;
use crate::config::{Item, Node, Table};
use crate::diagnostic::{Code, Finding, Findings, did_you_mean, nearest};
use crate::id::{BrandId, ClauseId};
use crate::model::{BrandSource, Clause, Project, Section, Text, When};
use crate::source::Span;

use super::keys::{CONTACT, IDENTITY};
use super::{condition, cycles, paths, requirements, themes};

/// Checks the names that files use for one another: those of the library, of `brands` and of the brands that these extend.
pub(super) fn check(project: &Project, brands: &[BrandId], elsewhere: &BTreeMap<String, usize>, findings: &mut Findings) -> Checked {
    let wanted: BTreeSet<&BrandId> = brands.iter().flat_map(|id| project.layers(id)).map(|layer| &layer.id).collect();
    let (wanted, others): (Vec<_>, Vec<_>) = project.brands.values().partition(|brand| wanted.contains(&brand.id));
    let names = Names {
        project,
        paths: paths::readable(project).into_iter().chain(elsewhere.keys().cloned()).collect(),
        elsewhere,
        read: RefCell::new(project.read.clone()),
        strange: RefCell::default(),
        below_strange: RefCell::default(),
        unread: Cell::default(),
    };
    for when in project.vocabulary.derived.values() {
        names.condition(when, findings);
    }
    names.rules(findings);
    for when in project.requirements.rows.values().filter_map(|row| row.when.as_ref()) {
        names.condition(when, findings);
    }
    for document in project.documents.values() {
        names.outline(&document.sections, None, findings);
    }
    for clause in project.clauses.values() {
        names.clause(clause, findings);
        let keys = [("edit", clause.edit.as_ref().map(|(_, span)| *span)), ("base", clause.base.as_ref().map(|(_, span)| *span))];
        for (key, span) in keys.into_iter().filter_map(|(key, span)| Some((key, span?))) {
            let help = format!("put the edit into brands/<brand>/clauses/{}.md, or take `{key}` out", clause.id);
            findings.push(Finding::new(Code::UnknownKey, "a shared clause edits nothing", span, "only a brand's clause can").help(help));
        }
    }
    names.allowed(project.allow.as_ref(), findings);
    for brand in &wanted {
        names.allowed(brand.tree.table.table("allow"), findings);
        names.brand(brand, findings);
    }
    // A parent's value may be there for a brand that is not looked at now.
    names.read.borrow_mut().extend(others.iter().flat_map(|brand| brand.reads()));
    cycles::check(project, &wanted, findings);
    requirements::check(project, &wanted, findings);
    themes::check(project, findings);
    let slips: Vec<Slip> = wanted.iter().flat_map(|brand| names.unused_values(brand, findings)).collect();
    let strange = names.strange.into_inner();
    let undefined = strange.iter().map(|(path, _)| path.clone()).chain(names.below_strange.into_inner()).collect();
    // A slip in the key of a value is reported at the key; where it is wanted, it is taken for what was meant.
    for (_, finding) in strange.into_iter().filter(|(path, _)| !slips.iter().any(|slip| slip.meant == *path)) {
        findings.push(finding);
    }
    Checked { undefined, read: names.read.into_inner(), slips }
}

/// What a look at all names gave.
pub(super) struct Checked {
    /// Names that are read and that nothing defines.
    pub(super) undefined: BTreeSet<String>,
    /// Names that are read.
    pub(super) read: BTreeSet<String>,
    /// Keys of values that are slips for others.
    pub(super) slips: Vec<Slip>,
}

/// A value under a wrong key.
pub(super) struct Slip {
    pub(super) brand: BrandId,
    /// As written, such as `values.acount_days`.
    written: String,
    /// The value that texts read.
    meant: String,
}

impl Slip {
    /// Puts the value where it was meant to be.
    pub(super) fn mend(&self, brand: &mut Table) {
        let name = |path: &str| path.trim_start_matches("values.").to_owned();
        brand.retain(|table, entry| {
            if let ("values", Item::Table(values)) = (table, &mut entry.node.item)
                && let Some(value) = values.remove(&name(&self.written))
            {
                values.insert(&name(&self.meant), value);
            }
            if let ("unknown", Item::Table(unknown)) = (table, &mut entry.node.item)
                && let Some(reason) = unknown.remove(&self.written)
            {
                unknown.insert(&self.meant, reason);
            }
            true
        });
    }
}

struct Names<'a> {
    project: &'a Project,
    /// Values that brands define which are not all in the project, and how many do.
    elsewhere: &'a BTreeMap<String, usize>,
    /// What can be read.
    paths: BTreeSet<String>,
    /// What is read.
    read: RefCell<BTreeSet<String>>,
    /// What is read and cannot be.
    strange: RefCell<Vec<(String, Finding)>>,
    /// Whether there is a text of which nobody knows what it reads.
    unread: Cell<bool>,
    /// What is read of the entries of such a name.
    below_strange: RefCell<BTreeSet<String>>,
}

impl Names<'_> {
    fn clause(&self, clause: &Clause, findings: &mut Findings) {
        for text in [clause.title.as_ref(), clause.summary.as_ref(), Some(&clause.body)].into_iter().flatten() {
            self.text(text);
        }
        if let Some(when) = &clause.when {
            self.condition(when, findings);
        }
    }

    fn text(&self, text: &Text) {
        if !text.sound {
            self.unread.set(true);
        }
        for read in text.reads.iter() {
            self.read.borrow_mut().insert(read.path.clone());
            let list = read.path.split_once("[]").map(|(list, _)| list);
            if self.paths.contains(&read.path) || list.is_some_and(|list| self.has_open_entries(list)) {
                continue;
            }
            // What a loop over an unknown name reads of its entries is not said as well.
            if list.is_some_and(|list| !self.paths.contains(list)) {
                self.below_strange.borrow_mut().insert(read.path.clone());
            } else {
                self.strange.borrow_mut().push((read.path.clone(), self.unknown(&read.path, read.span)));
            }
        }
    }

    /// Whether `list` is a brand's list of which nobody can say what its entries have: it is empty or unknown wherever it stands.
    fn has_open_entries(&self, list: &str) -> bool {
        let entries = format!("{list}[].");
        list.starts_with("values.")
            && self.paths.contains(&format!("{list}[]"))
            && !self.paths.iter().any(|path| path.starts_with(&entries))
    }

    fn condition(&self, when: &When, findings: &mut Findings) {
        let mut dotted = |name: &Name| {
            let path = name.read();
            self.read.borrow_mut().insert(path.clone());
            let segments = name.path.split('.').count();
            let may_ask = match name.path.split('.').next().unwrap_or_default() {
                "values" | "contact" | "identity" => true,
                "vendors" | "cookies" => segments <= 2,
                _ => false,
            };
            if !may_ask {
                let help =
                    "a condition asks facts by their bare names, and values.x, contact.x, identity.x, vendors.x or cookies.x".to_owned();
                let message = format!("a condition cannot ask for `{}`", name.path);
                let finding = Finding::new(Code::UnknownValue, message, name.span, "asked here").help(help);
                self.strange.borrow_mut().push((name.path.clone(), finding));
            } else if !self.paths.contains(&path) {
                self.strange.borrow_mut().push((name.path.clone(), self.unknown(&name.path, name.span)));
            }
        };
        let wrong = condition::check_names(when, &self.project.vocabulary, &mut dotted, findings);
        self.below_strange.borrow_mut().extend(wrong);
    }

    /// Reports values of a brand that no text and no condition of the workspace reads: most often a slip in the key.
    fn unused_values(&self, brand: &BrandSource, findings: &mut Findings) -> Vec<Slip> {
        let mut slips = Vec::new();
        let read = self.read.borrow();
        let table = &brand.tree.table;
        let values = table.table("values").into_iter().flat_map(Table::iter).filter(|(_, entry)| entry.node.item != Item::Wrong);
        let values = values.map(|(key, entry)| (format!("values.{key}"), entry.key));
        let unknown = table.table("unknown").into_iter().flat_map(Table::iter).map(|(path, entry)| (path.to_owned(), entry.key));
        for (path, span) in values.chain(unknown.filter(|(path, _)| path.starts_with("values."))) {
            if is_read(&read, &path) {
                continue;
            }
            let wanted = read.iter().filter(|known| known.starts_with("values.") && table.at(known).is_none());
            if let Some(meant) = nearest(&path, wanted.map(String::as_str)) {
                // Where several brands agree on a key and none has the other one, the slip is in the text.
                let has = |brand: &&BrandSource| paths::defined(&brand.tree.table).contains(&path);
                let are_several = || self.elsewhere.get(&path) > Some(&1) || self.project.brands.values().filter(has).nth(1).is_some();
                if !self.paths.contains(meant) && are_several() {
                    continue;
                }
                let [key, near] = [&*path, meant].map(|path| path.trim_start_matches("values."));
                let message = format!("unknown key `{key}` in `values`: no text reads it");
                findings.push(Finding::new(Code::UnknownKey, message, span, "read nowhere").help(format!("did you mean `{near}`?")));
                slips.push(Slip { brand: brand.id.clone(), meant: meant.to_owned(), written: path });
            } else if !self.unread.get() {
                let help = "remove it, or print it in a clause".to_owned();
                findings.push(Finding::new(Code::UnusedValue, format!("no text reads `{path}`"), span, "read nowhere").help(help));
            }
        }
        slips
    }

    /// A name that nothing defines.
    fn unknown(&self, path: &str, span: Span) -> Finding {
        let root = path.split(['.', '[']).next().unwrap_or_default();
        if let Some((list, _)) = path.split_once("[]")
            && self.paths.contains(list)
            && !self.paths.contains(&format!("{list}[]"))
        {
            let help = "print it as it is, or make it a list: [\"…\", \"…\"]".to_owned();
            return Finding::new(Code::WrongType, format!("`{list}` is not a list"), span, "repeated here").help(help);
        }
        if let Some(fact) = path.strip_prefix("facts.") {
            return condition::unknown_fact(fact, span, &self.project.vocabulary);
        }
        if root == "vendors" {
            let id = path.split('.').nth(1).unwrap_or_default();
            if !self.project.vendors.contains_key(id) {
                return unknown_vendor(id, span, self.project);
            }
        }
        let known = |start: &str| self.paths.iter().filter_map(|path| path.strip_prefix(start)).map(str::to_owned).collect::<Vec<_>>();
        if let Some((list, key)) = path.rsplit_once("[].") {
            let keys = known(&format!("{list}[]."));
            let message = format!("an entry of `{}` has no `{key}`", list.replace("[]", ""));
            let help = did_you_mean(key, keys.iter().map(String::as_str));
            return Finding::new(Code::UnknownValue, message, span, "read here").help(help);
        }
        let below = known(&format!("{root}."));
        let rest = path.split_once('.').map_or("", |(_, rest)| rest);
        let roots = self.paths.iter().map(String::as_str).filter(|path| !path.contains(['.', '[']));
        let help = if root == "values" {
            let near = nearest(rest, below.iter().map(String::as_str).filter(|known| !known.contains("[]")));
            near.map_or_else(|| "define it under [values] in a brand.toml".to_owned(), |name| format!("did you mean `values.{name}`?"))
        } else if below.is_empty() {
            let near = nearest(root, roots.clone()).map(|near| format!("did you mean `{}`?", path.replacen(root, near, 1)));
            near.or_else(|| did_you_mean(root, roots)).unwrap_or_default()
        } else {
            let names = below.iter().map(String::as_str).filter(|known| !known.contains("[]"));
            let near = nearest(rest, names.clone()).map(|near| format!("did you mean `{root}.{near}`?"));
            near.or_else(|| did_you_mean(rest, names))
                .unwrap_or_else(|| "docs/workspace.md lists the names that a text can read".to_owned())
        };
        Finding::new(Code::UnknownValue, format!("nothing defines `{}`", path.replace("[]", "")), span, "read here").help(help)
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
        let help =
            nearest(id, known).map_or_else(|| format!("write the clause in a file {id}.md"), |name| format!("did you mean `{name}`?"));
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
        themes::known(self.project, brand, findings);
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
                self.text(title);
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

/// Whether `read`, the names that texts read, has the value at `path`, a part of it, or a table that it is in.
pub(crate) fn is_read(read: &BTreeSet<String>, path: &str) -> bool {
    if read.contains(path) {
        return true;
    }
    let below = [format!("{path}."), format!("{path}[]")];
    let above = |known: &str| path.strip_prefix(known).is_some_and(|rest| rest.starts_with('.'));
    read.iter().any(|known| above(known) || below.iter().any(|start| known.starts_with(start)))
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
