//! The outline of one document: the library's, then each layer's `sections`, `omit`, `insert`, `move` and `retitle`.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;

use crate::config::{Node, Table};
use crate::diagnostic::{Code, Finding, Findings, Place, Subject, did_you_mean, nearest};
use crate::id::{ClauseId, DocumentId};
use crate::layout::FOLDERS;
use crate::model::{BrandSource, DocumentEdits, DocumentSource, Named, Position, Project, Section};
use crate::numbering::Style;
use crate::source::{FileId, Span};

use super::{Layer, MergedClause, MergedDocument, MergedSection, Unknown, tree};

/// Every clause that a brand could print.
type Clauses = BTreeMap<ClauseId, MergedClause>;

/// What a document of a brand rests on.
pub(super) struct Ground<'a> {
    pub(super) layers: &'a [&'a BrandSource],
    pub(super) clauses: &'a Clauses,
    /// `brand.toml` of all layers as one table.
    pub(super) brand: &'a Table,
    pub(super) unknown: &'a BTreeMap<String, Unknown>,
    pub(super) file: FileId,
}

/// The document `id` of a brand; `None` when its outline is empty: the brand does without it.
pub(super) fn merge(id: &DocumentId, source: &DocumentSource, ground: &Ground<'_>, findings: &mut Findings) -> Option<MergedDocument> {
    let Ground { layers, clauses, brand, unknown, file } = *ground;
    let mut sections = sections(&source.sections, &Layer::Library, clauses);
    let mut omitted = Vec::new();
    for layer in layers {
        if let Some(edits) = layer.documents.get(id) {
            let layer = Layer::Brand(layer.id.clone());
            Editor { document: id, layer, clauses, omitted: &mut omitted, findings }.apply(edits, &mut sections);
        }
    }
    check_unique(&sections, &mut BTreeMap::new(), id, findings);
    if sections.is_empty() {
        return None;
    }
    let mut table = source.tree.table.without("sections");
    let path = format!("documents.{id}");
    if let Some(over) = brand.at(&path).and_then(Node::table) {
        tree::lay_over(&mut table, over, &path, findings);
    }
    let date = |key: &str| table.get(key).and_then(Node::date);
    // A document under a misspelt name has been reported; its date is not missing as well.
    let is_misspelt = || {
        let documents = brand.table("documents").filter(|documents| documents.get(id.as_str()).is_none());
        documents.is_some_and(|documents| documents.keys().any(|key| nearest(key, [id.as_str()]).is_some()))
    };
    if table.get("effective").is_none() && !is_misspelt() && !unknown.contains_key(&format!("{path}.effective")) {
        let message = format!("the document `{id}` has no effective date");
        let help = format!("add effective = 2026-01-31 under [documents.{id}], or mark \"documents.{id}.effective\" under [unknown]");
        let finding = Finding::new(Code::MissingKey, message, Place::File(file), "").help(help);
        findings.push(finding.about(Subject::Value(format!("{path}.effective"))));
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
        omitted,
    })
}

/// Reports documents that would be written to one place.
pub(super) fn check_paths(documents: &[MergedDocument], layers: &[&BrandSource], project: &Project, findings: &mut Findings) {
    let said = |id: &DocumentId| {
        let of_brand = layers.iter().rev().find_map(|layer| layer.tree.table.at(&format!("documents.{id}.path")));
        let of_outline = || project.documents.get(id)?.tree.table.get("path");
        of_brand.or_else(of_outline).map(|node| Place::Text(node.span))
    };
    for (index, document) in documents.iter().enumerate() {
        let path = &document.path;
        if FOLDERS.contains(&path.as_str()) {
            let outline = project.documents.get(&document.id).map(|source| Place::File(source.tree.file));
            let message = format!("the document `{}` would be written to `{path}/`, where other files lie", document.id);
            let found = said(&document.id).or(outline).map(|place| Finding::new(Code::DuplicatePath, message, place, ""));
            found.into_iter().for_each(|found| findings.push(found.help("give it another `path`".to_owned())));
        }
        let Some(other) = documents.iter().take(index).find(|other| other.path == *path) else { continue };
        let Some(place) = said(&document.id).or_else(|| said(&other.id)) else { continue };
        let message = format!("the documents `{}` and `{}` would both be written to `{path}/`", other.id, document.id);
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

fn sections(list: &[Section], layer: &Layer, clauses: &Clauses) -> Vec<MergedSection> {
    let each = list.iter().map(|section| MergedSection {
        clause: meant(&section.clause, clauses),
        when: section.when.clone(),
        layer: layer.clone(),
        moved: None,
        retitle: None,
        sections: sections(&section.sections, layer, clauses),
    });
    each.collect()
}

/// The clause that is named; a slip, which has been reported, is taken for what was meant.
fn meant(named: &Named, clauses: &Clauses) -> Named {
    if clauses.contains_key(&named.id) {
        return named.clone();
    }
    let near = nearest(named.id.as_str(), clauses.keys().map(ClauseId::as_str));
    Named { id: near.map_or(named.id.clone(), ClauseId::new), span: named.span }
}

/// Carries out the edits of one layer on one document.
struct Editor<'a> {
    document: &'a DocumentId,
    layer: Layer,
    clauses: &'a Clauses,
    omitted: &'a mut Vec<(ClauseId, Layer)>,
    findings: &'a mut Findings,
}

impl Editor<'_> {
    fn apply(&mut self, edits: &DocumentEdits, outline: &mut Vec<MergedSection>) {
        if let Some(list) = &edits.sections {
            *outline = sections(list, &self.layer, self.clauses);
        }
        for clause in &edits.omit {
            let id = self.present(clause, outline);
            if id.and_then(|id| remove(outline, &id)).is_some() {
                self.omitted.push((clause.id.clone(), self.layer.clone()));
            }
        }
        for (section, position) in &edits.insert {
            for section in sections(std::slice::from_ref(section), &self.layer, self.clauses) {
                self.place(section, position, outline);
            }
        }
        for (clause, position) in &edits.moves {
            self.shift(clause, position, outline);
        }
        for (clause, title) in &edits.retitle {
            let id = self.present(clause, outline);
            if let Some(section) = id.and_then(|id| find(outline, &id)) {
                let before = section.retitle.as_ref().map(|(title, _)| title);
                let before = before.or_else(|| self.clauses.get(&section.clause.id)?.title());
                if let Some(same) = before.filter(|before| before.source.trim() == title.source.trim()) {
                    let message = format!("`{}` has this title already in `{}`", clause.id, self.document);
                    let finding = Finding::new(Code::SameOverride, message, title.span, "changes nothing").also(same.span, "the title");
                    self.findings.push(finding.help("take it out of `retitle`".to_owned()));
                }
                section.retitle = Some((title.clone(), self.layer.clone()));
            }
        }
    }

    /// The clause that an edit names, if the outline has it; else a finding, and the one that was meant.
    fn present(&mut self, clause: &Named, outline: &[MergedSection]) -> Option<ClauseId> {
        let mut names = Vec::new();
        ids(outline, &mut names);
        if names.contains(&clause.id.as_str()) {
            return Some(clause.id.clone());
        }
        let message = format!("`{}` is not in the outline of `{}`", clause.id, self.document);
        let near = nearest(clause.id.as_str(), names.iter().copied());
        let help = near.map(|name| format!("did you mean `{name}`?")).or_else(|| did_you_mean(clause.id.as_str(), names.iter().copied()));
        let help = help.unwrap_or_else(|| "`fineprint explain` shows the outline".to_owned());
        self.findings.push(Finding::new(Code::UnknownClause, message, clause.span, "not in this document").help(help));
        near.map(ClauseId::new)
    }

    /// Puts a section elsewhere.
    fn shift(&mut self, clause: &Named, position: &Position, outline: &mut Vec<MergedSection>) {
        let before = shape(outline, 0);
        let Some(mut section) = self.present(clause, outline).and_then(|id| remove(outline, &id)) else { return };
        let mut inside = vec![section.clause.id.as_str()];
        ids(&section.sections, &mut inside);
        if inside.contains(&position.anchor().id.as_str()) {
            let message = format!("`{}` cannot be moved beside or into itself", clause.id);
            let help = "name a section outside of it, or take the entry out".to_owned();
            self.findings.push(Finding::new(Code::WrongValue, message, position.anchor().span, "moved along with it").help(help));
            outline.push(section);
            return;
        }
        section.moved = Some(self.layer.clone());
        self.place(section, position, outline);
        if shape(outline, 0) == before {
            let message = format!("`{}` stands there already in `{}`", clause.id, self.document);
            let help = "take the entry out of `move`".to_owned();
            self.findings.push(Finding::new(Code::SameOverride, message, clause.span, "changes nothing").help(help));
        }
    }

    fn place(&mut self, section: MergedSection, position: &Position, outline: &mut Vec<MergedSection>) {
        let Some(anchor) = self.present(position.anchor(), outline) else {
            outline.push(section); // So that other edits of it are not reported as well.
            return;
        };
        let inside = matches!(position, Position::FirstIn(_) | Position::LastIn(_));
        if inside && depth_of(&anchor, outline).unwrap_or_default() + height(&section) > MOST_LEVELS {
            let message = format!("`{}` would stand more than {MOST_LEVELS} levels deep in `{}`", section.clause.id, self.document);
            let help = "put it beside a section instead, with `before` or `after`".to_owned();
            self.findings.push(Finding::new(Code::WrongValue, message, position.anchor().span, "inside too many others").help(help));
            outline.push(section);
            return;
        }
        if let Err(section) = try_place(Box::new(section), position, &anchor, outline) {
            outline.push(*section);
        }
    }
}

/// How deep sections may be put into one another: HTML knows six levels of headings, and each level is one more on the stack.
const MOST_LEVELS: usize = 12;

/// How many levels deep the section `id` stands, from 1.
fn depth_of(id: &ClauseId, outline: &[MergedSection]) -> Option<usize> {
    outline.iter().find_map(|section| if section.clause.id == *id { Some(1) } else { Some(1 + depth_of(id, &section.sections)?) })
}

/// How many levels a section has, its own among them.
fn height(section: &MergedSection) -> usize {
    1 + section.sections.iter().map(height).max().unwrap_or_default()
}

/// Which sections stand where: each with how deep it is.
fn shape(outline: &[MergedSection], depth: usize) -> Vec<(usize, ClauseId)> {
    let each = outline.iter().flat_map(|section| {
        let inner = shape(&section.sections, depth + 1);
        std::iter::once((depth, section.clause.id.clone())).chain(inner)
    });
    each.collect()
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

fn try_place(
    section: Box<MergedSection>,
    position: &Position,
    anchor: &ClauseId,
    outline: &mut Vec<MergedSection>,
) -> Result<(), Box<MergedSection>> {
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
        match try_place(homeless, position, anchor, &mut other.sections) {
            Ok(()) => return Ok(()),
            Err(section) => homeless = section,
        }
    }
    Err(homeless)
}

/// Reports clauses that stand twice in the document.
fn check_unique<'a>(outline: &'a [MergedSection], seen: &mut BTreeMap<&'a ClauseId, Span>, id: &DocumentId, findings: &mut Findings) {
    for section in outline {
        match seen.entry(&section.clause.id) {
            Slot::Vacant(slot) => _ = slot.insert(section.clause.span),
            Slot::Occupied(first) => {
                let message = format!("the clause `{}` stands twice in `{id}`", section.clause.id);
                let finding = Finding::new(Code::DuplicateId, message, section.clause.span, "here again");
                let help = "take one of the two out; to put a section elsewhere, use `move`".to_owned();
                findings.push(finding.also(*first.get(), "here first").help(help));
            }
        }
        check_unique(&section.sections, seen, id, findings);
    }
}
