//! Findings as text: drawn for people, a line each, or JSON. Pure; the binary prints what this returns.

use std::collections::BTreeSet;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::json;

use crate::source::Sources;

use super::{Finding, Label, Place, Severity};

/// How findings are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Drawn with an excerpt of the source.
    Human,
    /// A line each: `path:line:column: error[code]: message`.
    Short,
    /// One JSON object.
    Json,
}

/// How many places a finding shows before it only counts them.
const PLACES_SHOWN: usize = 3;
/// How many brands a finding names before it only counts them.
const BRANDS_NAMED: usize = 8;

/// `findings` as text that ends with a line end, or nothing when there are none (JSON is always an object).
pub fn print(findings: &[Finding], sources: &Sources, format: Format) -> String {
    match format {
        Format::Human => findings.iter().map(|finding| human(finding, sources) + "\n\n").collect(),
        Format::Short => findings.iter().map(|finding| short(finding, sources) + "\n").collect(),
        Format::Json => {
            let list: Vec<_> = findings.iter().map(|finding| as_json(finding, sources)).collect();
            format!("{:#}\n", json!({ "version": 1, "findings": list }))
        }
    }
}

fn human(finding: &Finding, sources: &Sources) -> String {
    let level = match finding.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group: Group<'_> = Group::with_title(level.primary_title(finding.message.as_str()).id(finding.code.name()));
    let mut drawn: Vec<usize> = Vec::new();
    let shown = finding.labels.get(..PLACES_SHOWN).unwrap_or(&finding.labels);
    for (index, label) in shown.iter().enumerate() {
        let file = label.place.file();
        if drawn.contains(&index) {
            continue;
        }
        let Place::Text(_) = label.place else {
            group = group.element(Origin::path(sources.path(file)));
            if !label.text.is_empty() {
                group = group.element(Level::NOTE.message(label.text.as_str()));
            }
            continue;
        };
        let text = sources.text(file);
        let mut snippet = Snippet::source(text).path(sources.path(file));
        for (other, label) in shown.iter().enumerate().skip(index) {
            let Place::Text(span) = label.place else { continue };
            if span.file == file {
                drawn.push(other);
                let kind = if other == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
                let annotation = kind.span(on_characters(text, span.range()));
                snippet = snippet.annotation(match label.text.as_str() {
                    "" => annotation,
                    words => annotation.label(words),
                });
            }
        }
        group = group.element(snippet);
    }
    if finding.labels.len() > shown.len() {
        let more = finding.labels.len() - shown.len();
        group = group.element(Level::NOTE.message(format!("and in {more} more place{}", if more == 1 { "" } else { "s" })));
    }
    let brands = brands(&finding.brands);
    if !brands.is_empty() {
        group = group.element(Level::NOTE.message(brands));
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    Renderer::styled().render(&[group])
}

/// The range moved outward to whole characters of `text`, and into it.
fn on_characters(text: &str, range: Range<usize>) -> Range<usize> {
    let end = text.ceil_char_boundary(range.end.min(text.len()));
    text.floor_char_boundary(range.start.min(end))..end
}

fn brands(brands: &BTreeSet<String>) -> String {
    match brands.len() {
        0 => String::new(),
        1 => format!("in brand {}", brands.first().map_or("", String::as_str)),
        many => {
            let named: Vec<&str> = brands.iter().map(String::as_str).take(BRANDS_NAMED).collect();
            let more = if many > BRANDS_NAMED { format!(" and {} more", many - BRANDS_NAMED) } else { String::new() };
            format!("in {many} brands: {}{more}", named.join(", "))
        }
    }
}

/// Line and column of a place, both from 1, the column in characters; `None` for a whole file.
fn position(label: &Label, sources: &Sources) -> Option<(usize, usize)> {
    let Place::Text(span) = label.place else { return None };
    sources.position(span)
}

fn short(finding: &Finding, sources: &Sources) -> String {
    let place = finding.labels.first().map_or(String::new(), |label| {
        let path = sources.path(label.place.file());
        position(label, sources).map_or(format!("{path}: "), |(line, column)| format!("{path}:{line}:{column}: "))
    });
    let severity = finding.code.severity().name();
    format!("{place}{severity}[{}]: {}", finding.code, finding.message)
}

fn as_json(finding: &Finding, sources: &Sources) -> serde_json::Value {
    let places: Vec<_> = finding
        .labels
        .iter()
        .map(|label| {
            let (line, column) = position(label, sources).unzip();
            json!({ "path": sources.path(label.place.file()), "line": line, "column": column, "label": label.text })
        })
        .collect();
    json!({
        "code": finding.code.name(),
        "severity": finding.code.severity().name(),
        "message": finding.message,
        "places": places,
        "help": finding.help,
        "brands": finding.brands,
    })
}
