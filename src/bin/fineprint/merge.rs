//! `fineprint merge`: puts what several machines have built together.

use fineprint::diagnostic::counted;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use fineprint::disk::{BuiltPart, FileState, Output, PartError, misfits};
use fineprint::id::BrandId;
use fineprint::work;

use crate::args::Merge;
use crate::report;
use crate::{Failure, Outcome};

/// How many things that are wrong are told.
const TOLD: usize = 20;

pub(crate) fn run(args: &Merge) -> Result<Outcome, Failure> {
    let mut parts = Vec::new();
    let mut wrong = Vec::new();
    for folder in &args.parts {
        match BuiltPart::read(folder) {
            Ok(part) => parts.push(part),
            Err(PartError::Wrong(found)) => wrong.extend(found),
            Err(error) => return Err(error.into()),
        }
    }
    if wrong.is_empty() {
        wrong = misfits(&parts, &args.out);
    }
    if !wrong.is_empty() {
        return Ok(refuse(&wrong));
    }
    let output = Output::open_anywhere(&args.out)?;
    let mut brands: Vec<(&BrandId, &BuiltPart)> =
        parts.iter().flat_map(|part| part.brands.iter().map(move |brand| (brand, part))).collect();
    brands.sort_by_key(|(brand, _)| *brand);
    let (written, unchanged) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let mut failure = None;
    let put = |number: usize| -> Result<Vec<String>, String> {
        let Some((brand, part)) = brands.get(number) else { return Ok(Vec::new()) };
        let files = match part.files(brand) {
            Ok(files) => files,
            Err(PartError::Wrong(found)) => return Ok(found),
            Err(error) => return Err(error.to_string()),
        };
        for state in output.put(brand, &files).map_err(|error| error.to_string())?.values() {
            let count = if *state == FileState::Written { &written } else { &unchanged };
            count.fetch_add(1, Ordering::Relaxed);
        }
        Ok(Vec::new())
    };
    work::in_order(brands.len(), 0, || put, &mut |done| match done {
        Ok(found) => {
            wrong.extend(found);
            ControlFlow::Continue(())
        }
        Err(error) => {
            failure = Some(error);
            ControlFlow::Break(())
        }
    });
    if let Some(failure) = failure {
        return Err(failure.into());
    }
    if !wrong.is_empty() {
        return Ok(refuse(&wrong));
    }
    let removed = output.finish(&Default::default())?.removed;
    let mut log = format!(
        "{} of {}: {} written, {} unchanged",
        counted(brands.len(), "brand"),
        counted(parts.len(), "shard"),
        counted(written.into_inner(), "file"),
        unchanged.into_inner()
    );
    if removed > 0 {
        log.push_str(&format!(", {} of earlier builds removed", counted(removed, "file")));
    }
    Ok(Outcome { log: log + "\n", ..Outcome::default() })
}

/// What is wrong with the parts.
fn refuse(wrong: &[String]) -> Outcome {
    let mut log: String = wrong.iter().take(TOLD).map(|why| format!("error: {why}\n")).collect();
    if wrong.len() > TOLD {
        log.push_str(&format!("and {} more\n", wrong.len() - TOLD));
    }
    log.push_str(&format!("{}; nothing was written\n", report::errors_and_warnings((wrong.len(), 0))));
    Outcome { log, code: 1, ..Outcome::default() }
}
