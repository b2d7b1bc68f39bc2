//! The outline of one document: the library's, then each layer's `sections`, `omit`, `insert`, `move` and `retitle`.

use std::collections::BTreeMap;

use crate::config::{Node, Table};
use crate::diagnostic::{Code, Finding, Findings, Place, did_you_mean, nearest};
use crate::id::{ClauseId, DocumentId};
use crate::model::{BrandSource, DocumentEdits, DocumentSource, Named, Position, Project, Section};
use crate::numbering::Style;
use crate::source::FileId;

use super::{Layer, MergedDocument, MergedSection, Unknown, tree};

/// The document `id` as the brand with these `layers` has it; `None` when its outline is empty: the brand does without it.
pub(super) fn merge(
    id: &DocumentId,
    source: &DocumentSource,
    layers: &[&BrandSource],
    brand: &Table,
    unknown: &BTreeMap<String, Unknown>,
    file: FileId,
    findings: &mut Findings,
) -> Option<MergedDocument> {
    let mut sections = sections(&source.sections, &Layer::Library);
    for layer in layers {
        if let Some(edits) = layer.documents.get(id) {
            apply(edits, &mut sections, id, &Layer::Brand(layer.id.clone()), findings);
        }
    }
    check_unique(&sections, &mut BTreeMap::new(), id, findings);
    if sections.is_empty() {
        return None;
    }
    let mut table = source.tree.table.clone();
    let path = format!("documents.{id}");
    if let Some(over) = brand.at(&path).and_then(Node::table) {
        tree::lay_over(&mut table, over, &path, findings);
    }
    let date = |key: &str| table.get(key).and_then(Node::date);
    if table.get("effective").is_none() && !unknown.contains_key(&format!("{path}.effective")) {
        let message = format!("the document `{id}` has no effective date");
        let help = format!("add effective = 2026-01-31 under [documents.{id}], or mark \"documents.{id}.effective\" under [unknown]");
        findings.push(Finding::new(Code::MissingKey, message, Place::File(file), "").help(help));
    }
    Some(MergedDocument {
        id: id.clone(),
        title: table.text("title").unwrap_or(id.as_str()).to_owned(),
        path: table.text("path").unwrap_or(id.as_str()).to_owned(),
        description: table.text("description").map(str::to_owned),
        numbering: styles(table.list("numbering"), findings),
        effective: date("effective"),
        updated: date("updated"),
        sections,
    })
}

/// Reports documents that would be written to one place.
pub(super) fn check_paths(documents: &[MergedDocument], layers: &[&BrandSource], project: &Project, findings: &mut Findings) {
    for (index, document) in documents.iter().enumerate() {
        let Some(other) = documents.iter().take(index).find(|other| other.path == document.path) else { continue };
        let said = |id: &DocumentId| {
            let of_brand = layers.iter().rev().find_map(|layer| layer.tree.table.at(&format!("documents.{id}.path")));
            let of_outline = || project.documents.get(id)?.tree.table.get("path");
            of_brand.or_else(of_outline).map(|node| node.span)
        };
        let (Some(place), file) = (said(&document.id).or_else(|| said(&other.id)), &document.path) else { continue };
        let message = format!("the documents `{}` and `{}` would both be written to `{file}/`", other.id, document.id);
        let help = "give one of them another `path`".to_owned();
        findings.push(Finding::new(Code::DuplicatePath, message, place, "this path is taken").help(help));
    }
}

fn styles(nodes: &[Node], findings: &mut Findings) -> Vec<Style> {
    let mut styles = Vec::new();
    for node in nodes {
        match node.text().and_then(Style::read) {
            Some(style) => styles.push(style),
            None => {
                let message = format!("`{}` is not a numbering style", node.text().unwrap_or_default());
                let help = "write one such as \"1.\", \"A.\", \"(a)\", \"i.\" or \"1.1\"".to_owned();
                findings.push(Finding::new(Code::WrongValue, message, node.span, "").help(help));
            }
        }
    }
    styles
}

fn sections(list: &[Section], layer: &Layer) -> Vec<MergedSection> {
    let each = list.iter().map(|section| MergedSection {
        clause: section.clause.clone(),
        when: section.when.clone(),
        layer: layer.clone(),
        retitle: None,
        sections: sections(&section.sections, layer),
    });
    each.collect()
}

fn apply(edits: &DocumentEdits, outline: &mut Vec<MergedSection>, id: &DocumentId, layer: &Layer, findings: &mut Findings) {
    if let Some(list) = &edits.sections {
        *outline = sections(list, layer);
    }
    for clause in &edits.omit {
        if remove(outline, &clause.id).is_none() {
            findings.push(absent(clause, outline, id));
        }
    }
    for (section, position) in &edits.insert {
        let new = sections(std::slice::from_ref(section), layer);
        for section in new {
            place(section, position, outline, id, findings);
        }
    }
    for (clause, position) in &edits.moves {
        if position.anchor().id == clause.id {
            let message = format!("`{}` cannot be moved beside itself", clause.id);
            let help = "name the section that it is to stand beside, or take the entry out".to_owned();
            findings.push(Finding::new(Code::WrongValue, message, position.anchor().span, "the section that is moved").help(help));
            continue;
        }
        match remove(outline, &clause.id) {
            Some(section) => place(section, position, outline, id, findings),
            None => findings.push(absent(clause, outline, id)),
        }
    }
    for (clause, title) in &edits.retitle {
        match find(outline, &clause.id) {
            Some(section) => section.retitle = Some((title.clone(), layer.clone())),
            None => findings.push(absent(clause, outline, id)),
        }
    }
}

/// An edit names a clause that the outline lacks.
fn absent(clause: &Named, outline: &[MergedSection], document: &DocumentId) -> Finding {
    let mut names = Vec::new();
    ids(outline, &mut names);
    let message = format!("`{}` is not in the outline of `{document}`", clause.id);
    let help = nearest(clause.id.as_str(), names.iter().copied()).map(|name| format!("did you mean `{name}`?"));
    let help =
        help.or_else(|| did_you_mean(clause.id.as_str(), names)).or_else(|| Some("`fineprint explain` shows the outline".to_owned()));
    Finding::new(Code::UnknownClause, message, clause.span, "not in this document").help(help)
}

fn ids<'a>(outline: &'a [MergedSection], into: &mut Vec<&'a str>) {
    for section in outline {
        into.push(section.clause.id.as_str());
        ids(&section.sections, into);
    }
}

fn find<'a>(outline: &'a mut [MergedSection], id: &ClauseId) -> Option<&'a mut MergedSection> {
    for section in outline {
        if section.clause.id == *id {
            return Some(section);
        }
        if let Some(found) = find(&mut section.sections, id) {
            return Some(found);
        }
    }
    None
}

fn remove(outline: &mut Vec<MergedSection>, id: &ClauseId) -> Option<MergedSection> {
    if let Some(at) = outline.iter().position(|section| section.clause.id == *id) {
        return Some(outline.remove(at));
    }
    outline.iter_mut().find_map(|section| remove(&mut section.sections, id))
}

fn place(section: MergedSection, position: &Position, outline: &mut Vec<MergedSection>, id: &DocumentId, findings: &mut Findings) {
    if let Err(section) = try_place(Box::new(section), position, outline) {
        findings.push(absent(position.anchor(), outline, id));
        outline.push(*section); // So that other edits of it are not reported as well.
    }
}

fn try_place(section: Box<MergedSection>, position: &Position, outline: &mut Vec<MergedSection>) -> Result<(), Box<MergedSection>> {
    let anchor = &position.anchor().id;
    if let Some(at) = outline.iter().position(|other| other.clause.id == *anchor) {
        match (position, outline.get_mut(at)) {
            (Position::FirstIn(_), Some(other)) => other.sections.insert(0, *section),
            (Position::LastIn(_), Some(other)) => other.sections.push(*section),
            (Position::After(_), _) => outline.insert(at + 1, *section),
            _ => outline.insert(at, *section),
        }
        return Ok(());
    }
    let mut homeless = section;
    for other in outline {
        match try_place(homeless, position, &mut other.sections) {
            Ok(()) => return Ok(()),
            Err(section) => homeless = section,
        }
    }
    Err(homeless)
}

/// Reports clauses that stand twice in the document.
fn check_unique(outline: &[MergedSection], seen: &mut BTreeMap<ClauseId, Named>, id: &DocumentId, findings: &mut Findings) {
    for section in outline {
        if let Some(first) = seen.get(&section.clause.id) {
            let message = format!("the clause `{}` stands twice in `{id}`", section.clause.id);
            let finding = Finding::new(Code::DuplicateId, message, section.clause.span, "here again");
            let help = "take one of the two out; to put a section elsewhere, use `move`".to_owned();
            findings.push(finding.also(first.span, "here first").help(help));
        } else {
            seen.insert(section.clause.id.clone(), section.clause.clone());
        }
        check_unique(&section.sections, seen, id, findings);
    }
}
