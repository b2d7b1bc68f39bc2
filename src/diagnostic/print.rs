//! Findings as text, one file a format. Pure; the binary prints what this returns.

mod github;
mod human;
mod json;
mod sarif;
mod short;

use std::collections::BTreeSet;

use crate::source::Sources;

use super::{Finding, MANY, Place, counted};

/// How findings are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Drawn with an excerpt of the source.
    Human,
    /// A line each: `path:line:column: error[code]: message`.
    Short,
    /// One JSON object, as `schemas/findings.schema.json` describes it.
    Json,
    /// One SARIF 2.1.0 log, for code scanning.
    Sarif,
    /// A workflow command of GitHub Actions each, shown beside the line in a pull request.
    Github,
}

/// How many brands a finding names before it only counts them.
const BRANDS_NAMED: usize = 8;

/// `findings` as text that ends with a line end, or nothing when there are none (JSON and SARIF are always an object).
pub fn print(findings: &[Finding], sources: &Sources, format: Format) -> String {
    print_below(findings, sources, format, "")
}

/// The same for a workspace that is the folder `below` of a repository, such as `legal`: SARIF and GitHub name files from the top of it.
pub fn print_below(findings: &[Finding], sources: &Sources, format: Format, below: &str) -> String {
    let from_top = |path: &str| if below.is_empty() { path.to_owned() } else { format!("{below}/{path}") };
    match format {
        Format::Human => human::report(findings, sources),
        Format::Short => findings.iter().map(|finding| short::line(finding, sources) + "\n").collect(),
        Format::Json => json::report(findings, sources),
        Format::Sarif => sarif::log(findings, sources, &from_top),
        Format::Github => findings.iter().map(|finding| github::command(finding, sources, &from_top) + "\n").collect(),
    }
}

/// `in brand acme`, `in 2 brands: acme, bolt`, or nothing.
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

/// How many places more one that is said alike of many files has than `listed`: `and in 20 more places`, or nothing.
fn more(finding: &Finding, listed: usize) -> String {
    let more = (finding.labels.len() + finding.unlisted).saturating_sub(listed);
    if finding.labels.len() > MANY && more > 0 { format!("and in {}", counted(more, "more place")) } else { String::new() }
}

/// What a finding says where nothing is drawn and so many places are listed: the message, the brands and the help, a line each.
fn in_words(finding: &Finding, listed: usize) -> String {
    let more = more(finding, listed);
    let help = finding.help.as_ref().map(|help| format!("help: {help}")).unwrap_or_default();
    let lines = [finding.message.clone(), more, brands(&finding.brands), help];
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Where a stretch of text begins, and where the character after it stands; lines and columns from 1, columns in characters.
#[derive(Clone, Copy, Debug)]
struct Region {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

/// The region of a place; `None` for a whole file.
fn region(place: Place, sources: &Sources) -> Option<Region> {
    let Place::Text(span) = place else { return None };
    let ((line, column), (end_line, end_column)) = (sources.position(span)?, sources.end(span)?);
    Some(Region { line, column, end_line, end_column })
}

/// Sources and findings for the tests of the formats.
#[cfg(test)]
mod example {
    use super::super::{Code, Finding, Place};
    use crate::path::SourcePath;
    use crate::source::{FileId, Sources, Span};

    /// A clause with its path, and its file.
    pub(super) fn file(path: &str, text: &str) -> (Sources, FileId) {
        let sources = Sources::new([(SourcePath::parse(path).unwrap(), text.as_bytes().to_vec())]);
        let file = sources.iter().next().unwrap().0;
        (sources, file)
    }

    /// A finding at `what` in the file.
    pub(super) fn at(sources: &Sources, file: FileId, what: &str) -> Finding {
        let start = sources.text(file).find(what).unwrap();
        Finding::new(Code::DeadReference, "no such section", Span::new(file, start..start + what.len()), "here")
    }

    /// A finding about the file as a whole.
    pub(super) fn whole(file: FileId) -> Finding {
        Finding::new(Code::StrayFile, "not used", Place::File(file), "")
    }
}
