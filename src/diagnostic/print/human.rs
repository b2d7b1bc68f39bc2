//! For people: drawn with an excerpt of the source.

use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostic::counted;
use crate::source::{FileId, Sources};

use super::super::{Finding, Place, Severity};

/// How many places a finding shows before it only counts them.
const PLACES_SHOWN: usize = 3;

/// How many findings of one file are drawn, and how many in all; the others are counted. Who has mended these looks again.
const MOST_OF_A_FILE: usize = 50;
const MOST: usize = 1000;

/// All findings, each drawn; where there are more than a person reads, the first.
pub(super) fn report(findings: &[Finding], sources: &Sources) -> String {
    let mut drawn: BTreeMap<Option<FileId>, usize> = BTreeMap::new();
    let mut out = String::new();
    let mut left = 0;
    for (index, finding) in findings.iter().enumerate() {
        let of_file = drawn.entry(finding.labels.first().map(|label| label.place.file())).or_default();
        if *of_file == MOST_OF_A_FILE || index - left == MOST {
            left += 1;
            continue;
        }
        *of_file += 1;
        out.push_str(&draw(finding, sources));
        out.push_str("\n\n");
    }
    if left > 0 {
        let findings = if left == 1 { "finding" } else { "findings" };
        out.push_str(&format!("and {left} more {findings}: `fineprint check --format short` lists them all\n\n"));
    }
    out
}

/// A finding as rustc would draw it.
fn draw(finding: &Finding, sources: &Sources) -> String {
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
    let more = finding.labels.len() - shown.len() + finding.unlisted;
    if more > 0 {
        group = group.element(Level::NOTE.message(format!("and in {}", counted(more, "more place"))));
    }
    let brands = super::brands(&finding.brands);
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

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::{MOST_OF_A_FILE, report};

    #[test]
    fn of_many_findings_in_a_file_the_rest_is_counted() {
        let (sources, file) = example::file("a.md", "x");
        let drawn = |count: usize| report(&vec![example::whole(file); count], &sources);
        assert!(!drawn(MOST_OF_A_FILE).contains("more finding"));
        assert!(drawn(MOST_OF_A_FILE + 1).ends_with("\n\nand 1 more finding: `fineprint check --format short` lists them all\n\n"));
        assert!(drawn(MOST_OF_A_FILE + 7).contains("and 7 more findings: "));
    }
}
