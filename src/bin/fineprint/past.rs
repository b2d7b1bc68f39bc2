//! What stale edits were written against, looked up in the history of the files below them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use fineprint::diagnostic::{Code, Finding};
use fineprint::disk;
use fineprint::id::BrandId;
use fineprint::merge::{Override, overrides};
use fineprint::model::Project;
use fineprint::parse;
use fineprint::source::{FileId, Sources};

/// The texts that stale edits name, by their hash, as far as the history has them.
pub(crate) fn texts<'a>(
    root: &Path,
    sources: &Sources,
    project: &Project,
    brands: impl Iterator<Item = &'a BrandId>,
    findings: &[Finding],
) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    if findings.iter().all(|finding| finding.code != Code::StaleOverride) {
        return found;
    }
    let brands: BTreeSet<&BrandId> = brands.flat_map(|brand| project.layers(brand)).map(|layer| &layer.id).collect();
    let mut histories: BTreeMap<FileId, Vec<Arc<[u8]>>> = BTreeMap::new();
    let mut looked_for = BTreeSet::new();
    for edit in overrides(project, brands).iter().filter(|edit| edit.is_stale(&edit.below.base())) {
        let files: Vec<FileId> = edit.below.chain.iter().map(|part| part.clause.file).collect();
        let Some(base) = edit.written_against().filter(|base| !found.contains_key(*base)) else { continue };
        if looked_for.insert((files.clone(), base.to_owned())) {
            let text = files.iter().rev().find_map(|file| {
                let revisions = || sources.get(*file).map(|source| disk::history(root, &source.path)).unwrap_or_default();
                written(edit, *file, base, histories.entry(*file).or_insert_with(revisions))
            });
            found.extend(text.map(|text| (base.to_owned(), text)));
        }
    }
    found
}

/// The text of hash `base` that the layers below `edit` gave when `file` was as one of its `revisions`.
fn written(edit: &Override, file: FileId, base: &str, revisions: &[Arc<[u8]>]) -> Option<String> {
    let mut then = revisions.iter().filter_map(|bytes| edit.below_with(file, &parse::clause(edit.clause.id.as_str(), bytes)?));
    then.find(|below| below.base() == base).map(|below| below.as_written())
}
