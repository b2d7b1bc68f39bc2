//! `fineprint check`: everything but writing.

use std::path::Path;

use crate::args::{Check, Output};
use crate::{Failure, Outcome};
use crate::{report, workspace};

pub(crate) fn run(root: &Path, args: &Check) -> Result<Outcome, Failure> {
    let (sources, compiled) = workspace::load_scope(root, &args.scope, false)?;
    let findings = &compiled.findings;
    let mut outcome = Outcome { code: u8::from(report::fails(findings, args.scope.strict)), ..Outcome::default() };
    outcome.data = report::text(findings, &sources, args.scope.format);
    if args.scope.format != Output::Json {
        let documents: Vec<_> = compiled.brands.iter().flat_map(|brand| &brand.documents).collect();
        let held_back = documents.iter().filter(|document| !document.wanted.is_empty()).count();
        let found = if findings.is_empty() { "no findings".to_owned() } else { report::counts(findings) };
        let brands = report::counted(compiled.brands.len(), "brand");
        let pages = report::counted(documents.len(), "page");
        outcome.log = format!("{found} in {brands} with {pages}, {held_back} held back\n");
    }
    Ok(outcome)
}
