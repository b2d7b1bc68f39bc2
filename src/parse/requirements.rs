//! The catalogue of requirements: `content/requirements/`, and whether what names its rows names any.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::{Entry, Node, Table};
use crate::diagnostic::{Code, Finding, Findings, did_you_mean};
use crate::id::DocumentId;
use crate::model::{Alias, BrandSource, Clause, Mention, Project, Requirement, RequirementGroup, Requirements, Tree, Weight};
use crate::source::Span;

use super::condition;

/// Reads a file of requirements whose keys have been checked.
pub(super) fn read(tree: &Tree, findings: &mut Findings) -> RequirementGroup {
    let table = &tree.table;
    let mut group = RequirementGroup {
        file: tree.file,
        title: table.text("title").unwrap_or_default().to_owned(),
        note: table.text("note").map(str::to_owned),
        rows: Vec::new(),
        aliases: Vec::new(),
    };
    for (id, entry) in table.table("requirements").into_iter().flat_map(Table::iter) {
        check_id(id, entry.key, findings);
        group.rows.extend(row(id, entry, findings).map(Arc::new));
    }
    for (id, entry) in table.table("aliases").into_iter().flat_map(Table::iter) {
        check_id(id, entry.key, findings);
        let Some(alias) = entry.node.table() else { continue };
        let citation = alias.text("citation").unwrap_or_default().to_owned();
        group.aliases.push(Arc::new(Alias { id: id.to_owned(), place: entry.key, rows: mentions(alias, "rows"), citation }));
    }
    group
}

fn row(id: &str, entry: &Entry, findings: &mut Findings) -> Option<Requirement> {
    let row = entry.node.table()?;
    let text = |key| row.text(key).unwrap_or_default().to_owned();
    let date = |key| row.get(key).and_then(Node::date);
    let (applies_from, applies_until) = (date("applies_from"), date("applies_until"));
    if let (Some(from), Some(until), Some(node)) = (applies_from, applies_until, row.get("applies_until"))
        && until <= from
    {
        let message = format!("`{id}` ends before it begins");
        let help = "give the first day on which it applies, and the first on which it no longer does".to_owned();
        findings.push(Finding::new(Code::WrongValue, message, node.span, format!("not after {from}")).help(help));
    }
    Some(Requirement {
        id: id.to_owned(),
        place: entry.key,
        page: row.get("page").and_then(|node| Some((DocumentId::new(node.text()?), node.span))).filter(|(id, _)| id.as_str() != "any"),
        disclose: text("disclose"),
        when: condition::at(row, "when", findings),
        weight: if row.text("severity") == Some("recommended") { Weight::Recommended } else { Weight::Required },
        citation: text("citation"),
        verified: row.text("verified").unwrap_or("no").to_owned(),
        checked: text("checked"),
        sources: mentions(row, "sources"),
        applies_from,
        applies_until,
    })
}

/// What was read, by code.
pub(super) fn sources(table: &Table) -> BTreeMap<String, String> {
    let all = table.table("sources").into_iter().flat_map(Table::iter);
    all.map(|(code, entry)| (code.to_owned(), entry.node.text().unwrap_or_default().to_owned())).collect()
}

/// The strings of a list, each with its place.
pub(super) fn mentions(table: &Table, key: &str) -> Vec<Mention> {
    table.list(key).iter().filter_map(|node| Some(Mention { id: node.text()?.to_owned(), span: node.span })).collect()
}

fn check_id(id: &str, place: Span, findings: &mut Findings) {
    let part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c));
    if !id.split_once(':').is_some_and(|(regime, provision)| part(regime) && part(provision)) {
        let message = format!("`{id}` is not the id of a requirement");
        let help = "write \"regime:provision\", in lower-case letters, digits, hyphens and dots".to_owned();
        findings.push(Finding::new(Code::WrongValue, message, place, "").help(help));
    }
}

/// Adds a file to the catalogue; reports ids that it has already.
pub(super) fn add(all: &mut Requirements, group: Arc<RequirementGroup>, findings: &mut Findings) {
    let mut twice = |id: &str, place: Span, other: Span| {
        let help = "give one of them another id; never that of a row that was there once".to_owned();
        let finding = Finding::new(Code::DuplicateId, format!("two requirements are called `{id}`"), place, "the second");
        findings.push(finding.also(other, "the first").help(help));
    };
    let taken = |all: &Requirements, id: &str| {
        let row = all.rows.get(id).map(|row| row.place);
        row.or_else(|| all.aliases.get(id).map(|alias| alias.place))
    };
    for row in &group.rows {
        match taken(all, &row.id) {
            Some(other) => twice(&row.id, row.place, other),
            None => drop(all.rows.insert(row.id.clone(), row.clone())),
        }
    }
    for alias in &group.aliases {
        match taken(all, &alias.id) {
            Some(other) => twice(&alias.id, alias.place, other),
            None => drop(all.aliases.insert(alias.id.clone(), alias.clone())),
        }
    }
    all.groups.push(group);
}

/// Checks the names that the catalogue uses, and those by which clauses and the waivers of `brands` call its rows. A workspace without rows
/// has no catalogue to be wrong about.
pub(super) fn check(project: &Project, brands: &[&BrandSource], findings: &mut Findings) {
    let all = &project.requirements;
    for row in all.rows.values() {
        if let Some((page, span)) = row.page.as_ref().filter(|(page, _)| !project.documents.contains_key(page)) {
            let known = project.documents.keys().map(DocumentId::as_str).chain(["any"]);
            let help = did_you_mean(page.as_str(), known);
            let message = format!("there is no document `{page}`");
            findings.push(Finding::new(Code::UnknownDocument, message, *span, "must have this").help(help));
        }
        let Some(sources) = &all.sources else { continue };
        for source in row.sources.iter().filter(|source| !sources.contains_key(&source.id)) {
            let help = did_you_mean(&source.id, sources.keys().map(String::as_str));
            let help = help.unwrap_or_else(|| "content/requirements/sources.toml lists what was read".to_owned());
            let message = format!("there is no source `{}`", source.id);
            findings.push(Finding::new(Code::WrongValue, message, source.span, "cited here").help(help));
        }
    }
    for row in all.aliases.values().flat_map(|alias| &alias.rows).filter(|row| !all.rows.contains_key(&row.id)) {
        let help = did_you_mean(&row.id, all.rows.keys().map(String::as_str));
        findings.push(unknown(&row.id, row.span, "stands for this", help));
    }
    let waivers = || brands.iter().filter_map(|brand| brand.tree.table.table("waivers")).flat_map(Table::iter);
    let rules = || project.rules.iter().map(|rule| rule.id.as_str());
    for (id, entry) in waivers() {
        let Some(rule) = id.strip_prefix("rule:").filter(|rule| rules().all(|known| known != *rule)) else { continue };
        let help = did_you_mean(rule, rules()).unwrap_or_else(|| "content/rules/ has the rules".to_owned());
        findings.push(Finding::new(Code::UnknownRequirement, format!("there is no rule `{rule}`"), entry.key, "waived here").help(help));
    }
    if all.rows.is_empty() {
        return;
    }
    let of_brands = brands.iter().flat_map(|brand| brand.clauses.values());
    for clause in project.clauses.values().chain(of_brands) {
        covers(clause, all, findings);
    }
    for (id, entry) in waivers() {
        if !all.has(id) && !id.starts_with("rule:") {
            findings.push(unknown(id, entry.key, "waived here", did_you_mean(id, all.ids())));
        }
    }
}

fn covers(clause: &Clause, all: &Requirements, findings: &mut Findings) {
    for mention in clause.covers.iter().filter(|mention| !all.has(&mention.id)) {
        findings.push(unknown(&mention.id, mention.span, "covered here", did_you_mean(&mention.id, all.ids())));
    }
}

fn unknown(id: &str, span: Span, label: &str, help: Option<String>) -> Finding {
    let help = help.unwrap_or_else(|| "content/requirements/ has the rows".to_owned());
    Finding::new(Code::UnknownRequirement, format!("there is no requirement `{id}`"), span, label).help(help)
}
