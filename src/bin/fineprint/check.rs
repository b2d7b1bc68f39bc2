//! `fineprint check`: everything but writing.

use std::path::Path;

use crate::args::{Check, Report};
use crate::{Failure, Outcome};
use crate::{external, report, workspace};

pub(crate) fn run(root: &Path, args: &Check) -> Result<Outcome, Failure> {
    let (sources, mut compiled) = workspace::load_scope(root, &args.scope, false)?;
    let mut log = String::new();
    if args.external {
        log = external::ask(&mut compiled, args);
    }
    let findings = &compiled.findings;
    let mut outcome = Outcome { code: u8::from(report::fails(findings, args.scope.strict)), log, ..Outcome::default() };
    outcome.data = report::text(findings, &sources, args.scope.format, root);
    if args.scope.format != Report::Json {
        let documents: Vec<_> = compiled.brands.iter().flat_map(|brand| &brand.documents).collect();
        let held_back = documents.iter().filter(|document| !document.wanted.is_empty()).count();
        let found = if findings.is_empty() { "no findings".to_owned() } else { report::counts(findings) };
        let brands = report::counted(compiled.brands.len(), "brand");
        let pages = report::counted(documents.len(), "page");
        outcome.log.push_str(&format!("{found} in {brands} with {pages}, {held_back} held back\n"));
        outcome.log.push_str(&report::more(findings, args.scope.format));
    }
    Ok(outcome)
}
