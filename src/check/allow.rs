//! What rules let pass: texts that a workspace or a brand allows by name, under `[allow]` and the code of the finding.

use crate::compose::Composed;
use crate::diagnostic::Code;
use crate::model::Project;

/// Whether `text` is allowed where `code` would be found.
pub(super) fn permits(composed: &Composed, project: &Project, code: Code, text: &str) -> bool {
    let tables = [project.allow.as_ref(), composed.brand.table.table("allow")];
    tables.into_iter().flatten().flat_map(|table| table.list(code.name())).any(|node| node.text() == Some(text.trim()))
}

/// Whether the brand has given its reasons for leaving the requirement or rule `id` as it is. A waiver that has expired is a finding of its
/// own.
pub(super) fn is_waived(composed: &Composed, id: &str) -> bool {
    composed.brand.table.table("waivers").is_some_and(|waivers| waivers.get(id).is_some())
}
