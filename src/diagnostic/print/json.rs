//! For programs: one object, as `schemas/findings.schema.json` and docs/reports.md describe it.

use serde_json::{Value, json};

use crate::source::Sources;

use super::super::Finding;
use super::region;

/// The version of the schema. It grows when what was there changes its meaning or goes; new keys may come at any time.
const VERSION: u32 = 1;

/// All findings.
pub(super) fn report(findings: &[Finding], sources: &Sources) -> String {
    let list: Vec<_> = findings.iter().map(|finding| object(finding, sources)).collect();
    format!("{:#}\n", json!({ "version": VERSION, "findings": list }))
}

fn object(finding: &Finding, sources: &Sources) -> Value {
    let places = finding.labels.iter().map(|label| {
        let region = region(label.place, sources);
        json!({
            "path": sources.path(label.place.file()),
            "line": region.map(|region| region.line),
            "column": region.map(|region| region.column),
            "end_line": region.map(|region| region.end_line),
            "end_column": region.map(|region| region.end_column),
            "label": label.text,
        })
    });
    let mut object = json!({
        "code": finding.code.name(),
        "severity": finding.code.severity().name(),
        "message": finding.message,
        "places": places.collect::<Vec<_>>(),
        "help": finding.help,
        "brands": finding.brands,
    });
    if let Some(object) = object.as_object_mut().filter(|_| finding.unlisted > 0) {
        object.insert("more_places".to_owned(), finding.unlisted.into());
    }
    object
}
