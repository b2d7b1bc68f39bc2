//! A first look at a brand's folder, before anything is known of the rest.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::{self, Table};
use crate::diagnostic::Findings;
use crate::id::BrandId;
use crate::path::SourcePath;
use crate::source::Sources;

/// What the `brand.toml` among the files of `brand`'s folder says of the brand itself and its values, as far as it can be read.
pub fn glance(brand: &BrandId, files: &BTreeMap<SourcePath, Arc<[u8]>>) -> Table {
    let toml = SourcePath::parse(&format!("brands/{brand}/brand.toml")).and_then(|path| files.get_key_value(&path));
    let sources = Sources::new(toml.map(|(path, bytes)| (path.clone(), bytes.clone())));
    let Some((file, _)) = sources.iter().next() else { return Table::default() };
    config::read(file, &looked_at(sources.text(file).trim_start_matches('\u{feff}')), 0, &mut Findings::default())
}

/// How the headers of tables start at which nobody looks.
const PASSED_OVER: &[&str] = &["[[cookies]]", "[documents.", "[facts]", "[vendors]", "[vendors."];

/// The lines of a `brand.toml` but for tables at which nobody looks, which are most of it; all of it where they cannot be told for certain.
fn looked_at(text: &str) -> Cow<'_, str> {
    if text.contains("\"\"\"") || text.contains("'''") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut passing = false;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with('[') {
            // No word stands bare in the lists of these tables, so that this begins a table; in quotes it may be either.
            let is_header = line.trim_start_matches('[').starts_with(|c: char| c.is_ascii_alphabetic());
            if !is_header {
                return Cow::Borrowed(text);
            }
            passing = PASSED_OVER.iter().any(|start| line.starts_with(start));
        }
        if !passing {
            out.push_str(line);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::looked_at;

    #[test]
    fn passes_over_tables_at_which_nobody_looks() {
        for (text, expected) in [
            ("a = 1\n[facts]\nb = [\n  \"x\",\n]\n[values]\nc = 1\n[[cookies]]\nd = 1\n", "a = 1\n[values]\nc = 1\n"),
            ("[vendors]\nuse = [\n\"x\",\n]\n[vendors.x]\n# [values]\n", ""),
            ("[documents.a]\n[documentsx]\na = 1\n", "[documentsx]\na = 1\n"),
        ] {
            assert_eq!(looked_at(text), expected);
        }
        for whole in
            ["[values]\na = [\n[1],\n]\n[facts]\n", "[facts]\na = \"\"\"\n[values]\n\"\"\"\n", "[facts]\n[\"values\"]\n", "[ facts ]\n"]
        {
            assert_eq!(looked_at(whole), whole);
        }
    }
}
