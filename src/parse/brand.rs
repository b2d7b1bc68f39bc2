//! A brand's folder: `brand.toml`, its keys checked against the schema and the vocabulary of facts.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::condition::matches;
use crate::config::{Item, Node, Table};
use crate::diagnostic::{Code, Finding, Findings, Place, nearest};
use crate::id::{BrandId, ClauseId};
use crate::model::{BrandSource, Clause, FactType, Vocabulary};
use crate::path::SitePath;
use crate::source::{FileId, Sources};

use super::schema::{self, Kind};
use super::{condition, keys, outline};

/// The files of one brand's folder.
pub(super) struct Files {
    first: FileId,
    /// Whether its `brand.toml`, if there is one, is text.
    pub(super) readable: bool,
    pub(super) toml: Option<FileId>,
    pub(super) clauses: BTreeMap<ClauseId, Arc<Clause>>,
    pub(super) statics: BTreeMap<SitePath, FileId>,
}

impl Files {
    pub(super) fn new(first: FileId) -> Self {
        Self { first, readable: true, toml: None, clauses: BTreeMap::new(), statics: BTreeMap::new() }
    }
}

/// Reads the brand `id`; `None` when its folder has no `brand.toml` or one that cannot be read.
pub(super) fn read(
    sources: &Sources,
    seen: &super::Seen,
    id: BrandId,
    files: Files,
    vocabulary: &Vocabulary,
    findings: &mut Findings,
) -> Option<BrandSource> {
    if !files.readable {
        return None;
    }
    let Some(file) = files.toml else {
        let message = format!("the folder brands/{id} has no brand.toml");
        let help = format!("write brands/{id}/brand.toml with at least a `name`, or remove the folder");
        findings.push(Finding::new(Code::MissingKey, message, Place::File(files.first), "").help(help));
        return None;
    };
    if !schema::is_id(id.as_str()) {
        let help = "name the folder in lower-case words joined by hyphens".to_owned();
        findings.push(Finding::new(Code::WrongValue, format!("`{id}` is not an id"), Place::File(file), "").help(help));
    }
    let mut tree = super::tree(sources, seen, file, keys::BRAND, "a brand", findings);
    Arc::make_mut(&mut tree.table).retain(|key, entry| {
        if let ("facts", Item::Table(facts)) = (key, &mut entry.node.item) {
            check_facts(facts, vocabulary, findings);
        }
        true
    });
    let is_abstract = tree.table.get("abstract").and_then(Node::bool).unwrap_or(false);
    let extends = tree.table.get("extends").and_then(|node| Some((BrandId::new(node.text()?), node.span)));
    let documents = outline::read_edits(&tree.table, findings);
    Some(BrandSource { id, tree, extends, is_abstract, documents, clauses: files.clauses, statics: files.statics })
}

/// Reports facts that the vocabulary lacks, which are taken out, and those that have another type, which are marked.
fn check_facts(facts: &mut Table, vocabulary: &Vocabulary, findings: &mut Findings) {
    let mut slips = Vec::new();
    facts.retain(|name, entry| {
        let Some(fact) = vocabulary.facts.get(name) else {
            if vocabulary.derived.contains_key(name) {
                let message = format!("the fact `{name}` is derived, a brand cannot state it");
                let help = "state the facts it rests on: content/facts.toml".to_owned();
                findings.push(Finding::new(Code::UnknownFact, message, entry.key, "computed from other facts").help(help));
            } else {
                findings.push(condition::unknown_fact(name, entry.key, vocabulary));
                // A slip is taken for the fact that was meant, so that it is not called unstated as well.
                if let Some(meant) = nearest(name, vocabulary.facts.keys().map(String::as_str)) {
                    slips.push((meant.to_owned(), entry.clone()));
                }
            }
            return false;
        };
        let span = entry.node.span;
        let wanted = match (&fact.kind, &mut entry.node.item) {
            (FactType::Bool, Item::Bool(_)) | (FactType::Int, Item::Int(_)) => return true,
            (FactType::List(allowed), Item::List(list)) => {
                list.retain(|node| check_entry(node, name, allowed, findings));
                return true;
            }
            (FactType::List(allowed), Item::Table(_)) => {
                schema::fits(&mut entry.node, &Kind::IdList, &format!("`{name}`"), findings);
                for node in entry.node.table().map(|table| table.list("add")).unwrap_or_default() {
                    check_entry(node, name, allowed, findings);
                }
                return true;
            }
            (FactType::Bool, _) => "true or false",
            (FactType::Int, _) => "a whole number",
            (FactType::List(_), _) => "a list in square brackets",
        };
        let label = format!("{} here", entry.node.item.type_name());
        let mut finding = Finding::new(Code::WrongType, format!("the fact `{name}` must be {wanted}"), span, label);
        if entry.node.text() == Some("unknown") {
            finding = finding.help("leave the line out: a fact that is not stated is unknown".to_owned());
        }
        findings.push(finding);
        entry.node.item = Item::Wrong;
        true
    });
    for (meant, entry) in slips {
        if facts.get(&meant).is_some() {
            continue;
        }
        let mut alone = Table::default();
        alone.insert(&meant, entry);
        check_facts(&mut alone, vocabulary, findings);
        if let Some(entry) = alone.remove(&meant) {
            facts.insert(&meant, entry);
        }
    }
}

fn check_entry(node: &Node, fact: &str, allowed: &[String], findings: &mut Findings) -> bool {
    let Some(text) = node.text() else {
        let label = format!("{} here", node.item.type_name());
        findings.push(Finding::new(Code::WrongType, format!("an entry of `{fact}` must be a string"), node.span, label));
        return false;
    };
    let known = allowed.iter().any(|value| matches(value, text));
    if !known {
        findings.push(condition::unknown_entry(text, fact, node.span, allowed));
    }
    known
}
