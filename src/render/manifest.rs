//! A brand's `manifest.json`: which files fineprint wrote, with their hashes, and the version of each document's text.

use serde_json::json;

use crate::compose::{Composed, ComposedDocument};
use crate::site::Files;

use super::Style;

/// Where it lies in the brand's folder.
pub(super) const PATH: &str = "manifest.json";

/// The manifest of `files`.
pub(super) fn write(composed: &Composed, style: Style, files: &Files) -> String {
    let hashes: serde_json::Map<_, _> =
        files.iter().map(|(path, bytes)| (path.to_string(), json!(blake3::hash(bytes).to_hex().as_str()))).collect();
    let written = composed.documents.iter().filter(|document| style.drafts || document.wanted.is_empty());
    let documents: serde_json::Map<_, _> = written
        .map(|document| {
            let entry = json!({
                "title": document.title,
                "path": document.path,
                "version": version(document),
                "effective": document.effective.map(|date| date.to_string()),
                "updated": document.updated.map(|date| date.to_string()),
                "draft": !document.wanted.is_empty(),
            });
            (document.id.to_string(), entry)
        })
        .collect();
    let manifest =
        json!({ "fineprint": 1, "brand": composed.brand.id.as_str(), "documents": documents, "hash": "blake3", "files": hashes });
    format!("{manifest:#}\n")
}

/// Which text this is, whatever the theme: a hash of title, dates and text.
fn version(document: &ComposedDocument) -> String {
    let dates = format!("{:?} {:?}", document.effective, document.updated);
    let mut hash = blake3::Hasher::new();
    for (index, part) in [&document.title, &dates, &document.body, &document.footer].into_iter().enumerate() {
        hash.update(if index == 0 { b"" } else { b"\0" }).update(part.as_bytes());
    }
    hash.finalize().to_hex().chars().take(16).collect()
}
