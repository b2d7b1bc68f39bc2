//! Findings and tables as a terminal shows them.

use std::io::{self, Write as _};
use std::process::ExitCode;

use fineprint::diagnostic::{Finding, Format, Severity, print};
use fineprint::source::Sources;

use crate::Failure;
use crate::args::Output;

/// Prints what was asked for. Whoever stops reading early, as `head` does, has got what they wanted.
pub(crate) fn data(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("cannot print: {error}").into()),
        _ => Ok(()),
    }
}

/// Tells people what goes on. If nobody can be told, the exit code has to do.
pub(crate) fn log(text: &str) {
    anstream::stderr().write_all(text.as_bytes()).ok();
}

/// Whether `findings` fail: an error does, and with `strict` a warning.
pub(crate) fn fails(findings: &[Finding], strict: bool) -> bool {
    findings.iter().any(|finding| strict || finding.code.severity() == Severity::Error)
}

/// 1 when `findings` fail, else 0.
pub(crate) fn exit(findings: &[Finding], strict: bool) -> ExitCode {
    if fails(findings, strict) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
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
    let of = |severity: Severity| findings.iter().filter(|finding| finding.code.severity() == severity).count();
    let said: Vec<String> = [Severity::Error, Severity::Warning]
        .into_iter()
        .filter(|severity| of(*severity) > 0)
        .map(|severity| counted(of(severity), severity.name()))
        .collect();
    said.join(" and ")
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
