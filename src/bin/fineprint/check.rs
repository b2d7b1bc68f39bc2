//! `fineprint check`: everything but writing.

use std::path::Path;
use std::process::ExitCode;

use crate::Failure;
use crate::args::{Check, Output};
use crate::{report, workspace};

pub(crate) fn run(root: &Path, args: &Check) -> Result<ExitCode, Failure> {
    let (sources, compiled) = workspace::load_scope(root, &args.scope, false)?;
    let findings = &compiled.findings;
    report::data(&report::text(findings, &sources, args.scope.format))?;
    if args.scope.format != Output::Json {
        let documents: Vec<_> = compiled.brands.iter().flat_map(|brand| &brand.documents).collect();
        let held_back = documents.iter().filter(|document| !document.wanted.is_empty()).count();
        let found = if findings.is_empty() { "no findings".to_owned() } else { report::counts(findings) };
        let brands = report::counted(compiled.brands.len(), "brand");
        let pages = report::counted(documents.len(), "page");
        report::log(&format!("{found} in {brands} with {pages}, {held_back} held back\n"));
    }
    Ok(report::exit(findings, args.scope.strict))
}
