//! SARIF 2.1.0, the format of code scanning: one log with one run.
//!
//! The same findings give the same bytes on any machine: the root of the repository is named, and no folder of this machine is.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::source::Sources;

use super::super::{Code, Finding, Label, Place, Severity};
use super::{in_words, region};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// What uris are relative to: the top of the repository.
const ROOT: &str = "%SRCROOT%";
/// What a path keeps in a URI.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// All findings as a log.
pub(super) fn log(findings: &[Finding], sources: &Sources, from_top: &dyn Fn(&str) -> String) -> String {
    let codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect::<BTreeSet<_>>().into_iter().collect();
    let mut seen = BTreeMap::new();
    let result = |finding: &Finding| {
        let locate = |(index, label)| location(index, label, sources, from_top);
        let mut places = finding.labels.iter().enumerate().map(locate);
        let mut result = json!({
            "ruleId": finding.code.name(),
            "ruleIndex": codes.iter().position(|code| *code == finding.code),
            "level": level(finding.code),
            "message": { "text": in_words(finding, finding.labels.len()) },
            "locations": places.next().into_iter().collect::<Vec<_>>(),
            "partialFingerprints": { "fineprint/v1": fingerprint(finding, sources, from_top, &mut seen) },
            "properties": { "brands": finding.brands, "help": finding.help },
        });
        let related: Vec<Value> = places.collect();
        if let Some(result) = result.as_object_mut().filter(|_| !related.is_empty()) {
            result.insert("relatedLocations".to_owned(), related.into());
        }
        result
    };
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver(&codes) },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { ROOT: { "description": { "text": "The root of the repository." } } },
            "results": findings.iter().map(result).collect::<Vec<_>>(),
        }],
    });
    format!("{log:#}\n")
}

fn driver(codes: &[Code]) -> Value {
    let mut driver = Map::new();
    driver.insert("name".to_owned(), "fineprint".into());
    driver.insert("version".to_owned(), env!("CARGO_PKG_VERSION").into());
    driver.insert("semanticVersion".to_owned(), env!("CARGO_PKG_VERSION").into());
    // Said as soon as Cargo.toml says where the program has its home.
    let homes = [env!("CARGO_PKG_HOMEPAGE"), env!("CARGO_PKG_REPOSITORY")];
    if let Some(home) = homes.iter().find(|home| !home.is_empty()) {
        driver.insert("informationUri".to_owned(), (*home).into());
    }
    driver.insert("rules".to_owned(), codes.iter().map(|code| rule(*code)).collect());
    Value::Object(driver)
}

/// A code as a rule; its page is its help.
fn rule(code: Code) -> Value {
    json!({
        "id": code.name(),
        "name": pascal_case(code.name()),
        "shortDescription": { "text": code.summary() },
        "fullDescription": { "text": code.section("What it means").unwrap_or(code.summary()) },
        "help": { "text": code.page(), "markdown": code.page() },
        "defaultConfiguration": { "level": level(code) },
        "properties": { "tags": ["legal"], "problem.severity": level(code) },
    })
}

/// `dead-reference` as SARIF would have a rule's name: `DeadReference`.
fn pascal_case(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    name.split('-').map(capital).collect()
}

fn level(code: Code) -> &'static str {
    match code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// A label as a location. Code scanning wants a line for each, so a file as a whole is its first one.
fn location(index: usize, label: &Label, sources: &Sources, from_top: &dyn Fn(&str) -> String) -> Value {
    let path = from_top(sources.path(label.place.file()));
    let region = region(label.place, sources).map_or_else(
        || json!({ "startLine": 1 }),
        |at| json!({ "startLine": at.line, "startColumn": at.column, "endLine": at.end_line, "endColumn": at.end_column }),
    );
    let artifact = json!({ "uri": utf8_percent_encode(&path, KEPT).to_string(), "uriBaseId": ROOT });
    let mut location = json!({ "physicalLocation": { "artifactLocation": artifact, "region": region } });
    if let Some(location) = location.as_object_mut() {
        // A related location is shown by its words, so it always has some.
        let words = if label.text.is_empty() && index > 0 { "also here" } else { label.text.as_str() };
        if !words.is_empty() {
            location.insert("message".to_owned(), json!({ "text": words }));
        }
        if index > 0 {
            location.insert("id".to_owned(), index.into());
        }
    }
    location
}

/// What a finding keeps when lines above it come and go: its code, its file, its words, the text of its line, and which of several
/// like it in the file it is.
fn fingerprint(finding: &Finding, sources: &Sources, from_top: &dyn Fn(&str) -> String, seen: &mut BTreeMap<String, usize>) -> String {
    let first = finding.labels.first().map(|label| label.place);
    let path = first.map(|place| from_top(sources.path(place.file()))).unwrap_or_default();
    let line = first.and_then(|place| line_of(place, sources)).unwrap_or_default();
    let parts = [finding.code.name(), &path, &finding.message, line.trim()].join("\0");
    let hash: String = Sha256::digest(parts).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let count = seen.entry(hash.clone()).or_default();
    *count += 1;
    format!("{hash}:{count}")
}

/// The line where a stretch of text begins.
fn line_of(place: Place, sources: &Sources) -> Option<&str> {
    let region = region(place, sources)?;
    sources.text(place.file()).lines().nth(region.line - 1)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::example;
    use super::log;

    fn first(path: &str, text: &str, what: &str) -> Value {
        let (sources, file) = example::file(path, text);
        let log: Value = serde_json::from_str(&log(&[example::at(&sources, file, what)], &sources, &str::to_owned)).unwrap();
        log["runs"][0]["results"][0].clone()
    }

    #[test]
    fn a_place_is_counted_in_characters_and_its_path_is_a_uri() {
        let result = first("brands/é b/50%.md", "\u{1d4b6}é x\ny", "x\ny");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "brands/%C3%A9%20b/50%25.md");
        assert_eq!(place["region"], serde_json::json!({ "startLine": 1, "startColumn": 4, "endLine": 2, "endColumn": 2 }));
    }

    #[test]
    fn a_finding_that_moves_keeps_its_fingerprint() {
        let print = |text: &str| first("a.md", text, "x")["partialFingerprints"]["fineprint/v1"].clone();
        assert_eq!(print("x y\n"), print("new\n\n  x y\nmore"));
        assert_ne!(print("x y\n"), print("x z\n"));
    }

    #[test]
    fn two_alike_have_two_fingerprints() {
        let (sources, file) = example::file("a.md", "x");
        let finding = example::at(&sources, file, "x");
        let log: Value = serde_json::from_str(&log(&[finding.clone(), finding], &sources, &str::to_owned)).unwrap();
        let prints = [0, 1].map(|result| log["runs"][0]["results"][result]["partialFingerprints"]["fineprint/v1"].clone());
        assert_ne!(prints[0], prints[1]);
    }
}
