//! Findings and tables as a terminal shows them.

use std::path::Path;

use fineprint::diagnostic::{Finding, Format, Severity, counted, print_below};
use fineprint::disk;
use fineprint::source::Sources;
use jiff::civil::Date;

use crate::args::Report;

/// Whether `findings` fail: an error does, and with `strict` a warning.
pub(crate) fn fails(findings: &[Finding], strict: bool) -> bool {
    findings.iter().any(|finding| strict || finding.code.severity() == Severity::Error)
}

/// For a command that shows no findings: that there are errors, and where to see them.
pub(crate) fn pointer(findings: &[Finding]) -> String {
    pointer_on(findings, None)
}

/// The same for a command that was given a date: on another one, other things are wrong.
pub(crate) fn pointer_on(findings: &[Finding], as_of: Option<Date>) -> String {
    if !fails(findings, false) {
        return String::new();
    }
    let date = as_of.map(|date| format!(" --as-of {date}")).unwrap_or_default();
    let them = if findings.len() == 1 { "it" } else { "them" };
    format!("{}; `fineprint check{date}` shows {them}\n", counts(findings))
}

/// `findings` as text. Formats that are read at the top of a repository name files from there.
pub(crate) fn text(findings: &[Finding], sources: &Sources, report: Report, root: &Path) -> String {
    let (format, below) = match report {
        Report::Human => (Format::Human, String::new()),
        Report::Short => (Format::Short, String::new()),
        Report::Json => (Format::Json, String::new()),
        Report::Sarif => (Format::Sarif, disk::below_repository(root)),
        Report::Github => (Format::Github, disk::below_repository(root)),
    };
    print_below(findings, sources, format, &below)
}

/// For people who see an error: where to read more about it.
pub(crate) fn more(findings: &[Finding], report: Report) -> String {
    let error = findings.iter().find(|finding| finding.code.severity() == Severity::Error).filter(|_| report == Report::Human);
    error.map_or_else(String::new, |error| format!("for more about a code: fineprint explain-code {}\n", error.code))
}

/// `2 errors and 1 warning`, or nothing.
pub(crate) fn counts(findings: &[Finding]) -> String {
    errors_and_warnings(fineprint::diagnostic::counts(findings))
}

/// The same of their numbers.
pub(crate) fn errors_and_warnings((errors, warnings): (usize, usize)) -> String {
    let numbers = [(errors, Severity::Error), (warnings, Severity::Warning)].into_iter().filter(|(count, _)| *count > 0);
    numbers.map(|(count, severity)| counted(count, severity.name())).collect::<Vec<_>>().join(" and ")
}

/// Rows as columns, two blanks between them. The first row is the heading. They are asked for twice: of many, none need be kept.
pub(crate) fn table<Row: AsRef<[Cell]>, Cell: AsRef<str>>(rows: impl Iterator<Item = Row> + Clone) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows.clone() {
        widths.resize(widths.len().max(row.as_ref().len()), 0);
        let cells = row.as_ref().iter().map(|cell| cell.as_ref().chars().count());
        widths.iter_mut().zip(cells).for_each(|(width, cell)| *width = cell.max(*width));
    }
    let blanks = " ".repeat(widths.iter().max().unwrap_or(&0) + 2);
    let mut all = String::new();
    for row in rows {
        for (cell, width) in row.as_ref().iter().map(AsRef::as_ref).zip(&widths) {
            all.push_str(cell);
            all.push_str(blanks.get(..width + 2 - cell.chars().count()).unwrap_or_default());
        }
        all.truncate(all.trim_end_matches(' ').len());
        all.push('\n');
    }
    all
}
