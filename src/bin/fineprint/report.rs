//! Findings and tables as a terminal shows them.

use fineprint::diagnostic::{Finding, Format, Severity, print};
use fineprint::source::Sources;

use crate::args::Output;

/// Whether `findings` fail: an error does, and with `strict` a warning.
pub(crate) fn fails(findings: &[Finding], strict: bool) -> bool {
    findings.iter().any(|finding| strict || finding.code.severity() == Severity::Error)
}

/// For a command that shows no findings: that there are errors, and where to see them.
pub(crate) fn pointer(findings: &[Finding]) -> String {
    if fails(findings, false) { format!("{}; `fineprint check` shows them\n", counts(findings)) } else { String::new() }
}

/// `findings` as text.
pub(crate) fn text(findings: &[Finding], sources: &Sources, output: Output) -> String {
    let format = match output {
        Output::Human => Format::Human,
        Output::Short => Format::Short,
        Output::Json => Format::Json,
    };
    print(findings, sources, format)
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

/// `1 page`, `2 pages`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Rows as columns, two blanks between them. The first row is the heading.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}
