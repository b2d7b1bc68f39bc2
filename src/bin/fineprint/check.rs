//! `fineprint check`: everything but writing.

use std::path::Path;

use fineprint::diagnostic::{Code, Finding, counted};
use fineprint::source::Sources;
use fineprint::todo::Todo;

use crate::args::{Check, Report};
use crate::workspace::Opened;
use crate::{Failure, Outcome};
use crate::{external, report, todo, workspace};

pub(crate) fn run(root: &Path, args: &Check) -> Result<Outcome, Failure> {
    if args.external {
        // Who asks for addresses wants the pages.
        let (sources, mut compiled) = workspace::load_whole(root, workspace::scoped(&args.scope, false))?;
        let log = external::ask(&mut compiled, args);
        let documents = compiled.brands.iter().flat_map(|brand| &brand.documents).map(|document| document.wanted.is_empty());
        return Ok(tell(log, &compiled.findings, &sources, compiled.brands.len(), &documents.collect::<Vec<_>>(), args, root));
    }
    if !args.scope.brand.is_empty() && args.scope.format == Report::Human {
        return asked_for(root, args);
    }
    let surveyed =
        workspace::survey(&Opened::open(root, args.scope.threads)?, workspace::scoped(&args.scope, false), args.scope.quiet, None)?;
    let documents = surveyed.brands.iter().flat_map(|brand| brand.documents.iter()).map(|document| document.wanted.is_empty());
    let (brands, documents) = (surveyed.brands.len(), documents.collect::<Vec<_>>());
    let mut outcome = tell(String::new(), &surveyed.findings, &surveyed.sources, brands, &documents, args, root);
    if args.scope.format == Report::Human
        && let Some(brand) = surveyed.findings.iter().find_map(wants)
    {
        outcome.log.push_str(&format!("for what a brand has still to state, as a list: fineprint check --brand {brand}\n"));
    }
    Ok(outcome)
}

/// Of brands that were named: what each has still to state, as a list, and beside that what is wrong.
fn asked_for(root: &Path, args: &Check) -> Result<Outcome, Failure> {
    let (sources, mut compiled) = workspace::load_whole(root, workspace::scoped(&args.scope, false))?;
    let date = args.scope.as_of.unwrap_or_else(workspace::today);
    let lists: Vec<_> = compiled.brands.iter().map(|brand| (brand.brand.id.clone(), Todo::of(&compiled, brand, Some(date)))).collect();
    let documents: Vec<bool> =
        compiled.brands.iter().flat_map(|brand| &brand.documents).map(|document| document.wanted.is_empty()).collect();
    let mut outcome = tell(String::new(), &compiled.findings, &sources, compiled.brands.len(), &documents, args, root);
    let mut number = 0;
    compiled.findings.retain(|_| {
        number += 1;
        !lists.iter().any(|(_, list)| list.findings.contains(&(number - 1)))
    });
    outcome.data = report::text(&compiled.findings, &sources, args.scope.format, root);
    for (brand, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
        if !outcome.data.is_empty() && !outcome.data.ends_with("\n\n") {
            outcome.data.push('\n');
        }
        outcome.data.push_str(&todo::print(brand, list));
        if !list.findings.is_empty() {
            outcome.log.push_str(&format!("each with its place in the texts: fineprint check --brand {brand} --format short\n"));
        }
    }
    Ok(outcome)
}

/// The brand that has something to state, of a finding that is of it alone.
fn wants(finding: &Finding) -> Option<&String> {
    let is_wanted = matches!(finding.code, Code::UndefinedValue | Code::UndecidedCondition | Code::MissingDisclosure);
    finding.brands.first().filter(|_| is_wanted && finding.brands.len() == 1)
}

/// The findings, and how many pages there are, of which those that are not `published` are held back.
fn tell(log: String, findings: &[Finding], sources: &Sources, brands: usize, published: &[bool], args: &Check, root: &Path) -> Outcome {
    let mut outcome = Outcome { code: u8::from(report::fails(findings, args.scope.strict)), log, ..Outcome::default() };
    outcome.data = report::text(findings, sources, args.scope.format, root);
    let held_back = published.iter().filter(|is_published| !**is_published).count();
    let is_well = findings.is_empty() && held_back == 0;
    if args.scope.format != Report::Json && !(args.scope.quiet && is_well) {
        let found = if findings.is_empty() { "no findings".to_owned() } else { report::counts(findings) };
        let (brands, pages) = (counted(brands, "brand"), counted(published.len(), "page"));
        let closing = match workspace::readable(findings) {
            Ok(()) => format!("{found} in {brands} with {pages}, {held_back} held back\n"),
            // Brands that stand beside such a file may not even be known.
            Err(_) => format!("{found}; nothing more is looked at before every file can be read\n"),
        };
        outcome.log.push_str(&closing);
        outcome.log.push_str(&report::more(findings, args.scope.format));
    }
    outcome
}
