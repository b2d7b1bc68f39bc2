//! `fineprint check`: everything but writing.

use std::path::Path;

use fineprint::diagnostic::{Finding, counted};
use fineprint::source::Sources;

use crate::args::{Check, Report};
use crate::workspace::Opened;
use crate::{Failure, Outcome};
use crate::{external, report, workspace};

pub(crate) fn run(root: &Path, args: &Check) -> Result<Outcome, Failure> {
    if args.external {
        // Who asks for addresses wants the pages.
        let (sources, mut compiled) = workspace::load_scope(root, &args.scope, false)?;
        let log = external::ask(&mut compiled, args);
        let documents = compiled.brands.iter().flat_map(|brand| &brand.documents).map(|document| document.wanted.is_empty());
        return Ok(tell(log, &compiled.findings, &sources, compiled.brands.len(), &documents.collect::<Vec<_>>(), args, root));
    }
    let surveyed = workspace::survey(&Opened::open(root, args.scope.threads)?, &args.scope, false, None)?;
    let documents = surveyed.brands.iter().flat_map(|brand| &brand.documents).map(|document| document.wanted.is_empty());
    let (brands, documents) = (surveyed.brands.len(), documents.collect::<Vec<_>>());
    Ok(tell(String::new(), &surveyed.findings, &surveyed.sources, brands, &documents, args, root))
}

/// The findings, and how many pages there are, of which those that are not `published` are held back.
fn tell(log: String, findings: &[Finding], sources: &Sources, brands: usize, published: &[bool], args: &Check, root: &Path) -> Outcome {
    let mut outcome = Outcome { code: u8::from(report::fails(findings, args.scope.strict)), log, ..Outcome::default() };
    outcome.data = report::text(findings, sources, args.scope.format, root);
    if args.scope.format != Report::Json {
        let held_back = published.iter().filter(|is_published| !**is_published).count();
        let found = if findings.is_empty() { "no findings".to_owned() } else { report::counts(findings) };
        let (brands, pages) = (counted(brands, "brand"), counted(published.len(), "page"));
        outcome.log.push_str(&format!("{found} in {brands} with {pages}, {held_back} held back\n"));
        outcome.log.push_str(&report::more(findings, args.scope.format));
    }
    outcome
}
