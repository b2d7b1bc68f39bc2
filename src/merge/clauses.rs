//! Where a brand's edit wins over the library: the files of one clause id, layer by layer, become one [`MergedClause`].

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Finding, Findings, Place, nearest};
use crate::id::{ClauseId, DocumentId};
use crate::model::{BrandSource, Clause, DocumentSource, Edit, Named, Project};

use super::{Layer, MergedClause, MergedDocument, MergedSection, Part};

/// Every clause of the library and of `layers`, edited.
pub(super) fn merge(project: &Project, layers: &[&BrandSource], findings: &mut Findings) -> BTreeMap<ClauseId, MergedClause> {
    let shared = |clause: &Arc<Clause>| MergedClause::of(Part { clause: clause.clone(), layer: Layer::Library });
    let mut merged: BTreeMap<ClauseId, MergedClause> = project.clauses.iter().map(|(id, clause)| (id.clone(), shared(clause))).collect();
    for layer in layers {
        for (id, clause) in &layer.clauses {
            let part = Part { clause: clause.clone(), layer: Layer::Brand(layer.id.clone()) };
            let Some(below) = merged.get_mut(id) else {
                if clause.edit.is_some() {
                    let message = format!("brand `{}` edits a clause that does not exist", layer.id);
                    let help = nearest(id.as_str(), merged.keys().map(ClauseId::as_str)).map_or_else(
                        || "take `edit` out if this is a clause of the brand's own".to_owned(),
                        |name| format!("did you mean `{name}`? then rename the file to {name}.md"),
                    );
                    findings.push(Finding::new(Code::UnknownClause, message, Place::File(clause.file), "").help(help));
                } else if let Some((_, span)) = &clause.base {
                    let message = format!("the clause `{id}` is brand `{}`'s own and edits nothing", layer.id);
                    let help = "take `base` out: there is no text below that it was written against".to_owned();
                    findings.push(Finding::new(Code::UnknownKey, message, *span, "only an edit has a base").help(help));
                }
                merged.insert(id.clone(), MergedClause::of(part));
                continue;
            };
            below.lay(part);
        }
    }
    merged
}

impl MergedClause {
    /// The clause as one file alone gives it.
    fn of(part: Part) -> Self {
        Self { id: part.clause.id.clone(), parts: vec![part.clone()], chain: vec![part] }
    }

    /// Lays the file of a nearer layer over it.
    fn lay(&mut self, part: Part) {
        match part.clause.edit.map_or(Edit::Replace, |(edit, _)| edit) {
            Edit::Replace => self.parts = vec![part.clone()],
            Edit::Prepend => self.parts.insert(0, part.clone()),
            Edit::Append => self.parts.push(part.clone()),
        }
        self.chain.push(part);
    }

    /// The files of one clause laid over each other, the farthest first; `None` when there is none.
    pub(super) fn laid(parts: impl IntoIterator<Item = Part>) -> Option<Self> {
        let mut parts = parts.into_iter();
        let first = Self::of(parts.next()?);
        Some(parts.fold(first, |mut below, part| {
            below.lay(part);
            below
        }))
    }
}

/// Reports clause files of the nearest layer that stand on none of its pages: an edit that is lost, or a slip in the file's name.
pub(super) fn check_used(
    layers: &[&BrandSource],
    documents: &[MergedDocument],
    footer: &[Named],
    clauses: &BTreeMap<ClauseId, MergedClause>,
    known: &BTreeMap<DocumentId, DocumentSource>,
    findings: &mut Findings,
) {
    let mut placed: Vec<&ClauseId> = footer.iter().map(|named| &named.id).collect();
    for document in documents {
        collect(&document.sections, &mut placed);
    }
    let Some(brand) = layers.last() else { return };
    if brand.documents.keys().any(|id| !known.contains_key(id)) {
        return; // An outline that is not there has been reported; what stands in it is not lost as well.
    }
    for (id, clause) in brand.clauses.iter().filter(|(id, _)| !placed.contains(id)) {
        let edits = clauses.get(id).is_some_and(|merged| merged.chain.len() > 1);
        if !edits && clause.edit.is_some() {
            continue; // Already reported: it edits nothing.
        }
        let message = if edits {
            format!("brand `{}` edits `{id}`, which stands on none of its pages", brand.id)
        } else {
            format!("the clause `{id}` stands on none of the pages of brand `{}`", brand.id)
        };
        let near = nearest(id.as_str(), clauses.keys().map(ClauseId::as_str).filter(|known| *known != id.as_str()));
        let help = match near {
            Some(name) if !edits => format!("is it an edit of `{name}`? then rename the file to {name}.md"),
            _ => format!("name `{id}` under `insert` or `sections` of a document, or remove the file"),
        };
        findings.push(Finding::new(Code::UnusedClause, message, Place::File(clause.file), "").help(help));
    }
}

fn collect<'a>(sections: &'a [MergedSection], into: &mut Vec<&'a ClauseId>) {
    for section in sections {
        into.push(&section.clause.id);
        collect(&section.sections, into);
    }
}
