//! A brand's `manifest.json`: which files fineprint wrote, with their hashes, and the version of each document's text.

use serde::{Serialize, Serializer};

use crate::compose::{Composed, ComposedDocument};
use crate::site::Files;

use super::Style;

#[derive(Serialize)]
struct Manifest<'a> {
    fineprint: u8,
    brand: &'a str,
    documents: Named<&'a str, Document<'a>>,
    hash: &'static str,
    files: Named<String, String>,
}

#[derive(Serialize)]
struct Document<'a> {
    title: &'a str,
    path: &'a str,
    version: String,
    effective: Option<String>,
    updated: Option<String>,
    draft: bool,
}

/// Names and what they stand for, in order.
struct Named<K, V>(Vec<(K, V)>);

impl<K: Serialize, V: Serialize> Serialize for Named<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// The manifest of `files`.
pub(super) fn write(composed: &Composed, style: Style, files: &Files) -> String {
    let written = composed.documents.iter().filter(|document| style.drafts || document.wanted.is_empty());
    let documents = written.map(|document| {
        let entry = Document {
            title: &document.title,
            path: &document.path,
            version: version(document),
            effective: document.effective.map(|date| date.to_string()),
            updated: document.updated.map(|date| date.to_string()),
            draft: !document.wanted.is_empty(),
        };
        (document.id.as_str(), entry)
    });
    let manifest = Manifest {
        fineprint: 1,
        brand: composed.brand.id.as_str(),
        documents: Named(documents.collect()),
        hash: "blake3",
        files: Named(files.iter().map(|(path, bytes)| (path.to_string(), blake3::hash(bytes).to_hex().to_string())).collect()),
    };
    // Only what cannot be JSON fails: keys that are no text.
    serde_json::to_string_pretty(&manifest).unwrap_or_default() + "\n"
}

/// Which text this is, whatever the theme: a hash of title, dates and text.
pub(super) fn version(document: &ComposedDocument) -> String {
    let dates = format!("{:?} {:?}", document.effective, document.updated);
    // In one piece: BLAKE3 works on many parts of a text at once only where it has all of it.
    let text = [&*document.title, &dates, &document.body, &document.footer].join("\0");
    blake3::hash(text.as_bytes()).to_hex().chars().take(16).collect()
}
