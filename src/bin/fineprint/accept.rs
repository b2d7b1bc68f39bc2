//! `fineprint accept`: records that somebody has looked at an edit beside the text that it edits, as that is now.

use std::path::Path;

use fineprint::diagnostic::{Findings, counted, did_you_mean};
use fineprint::disk;
use fineprint::id::BrandId;
use fineprint::merge::{Override, overrides};
use fineprint::model::Project;
use fineprint::parse::{self, Seen};
use fineprint::source::Sources;

use crate::args::Accept;
use crate::workspace;
use crate::{Failure, Outcome};

pub(crate) fn run(root: &Path, args: &Accept) -> Result<Outcome, Failure> {
    let sources = disk::read(root)?;
    let (project, edits) = read(&sources)?;
    let mut outcome = Outcome::default();
    let mut files = Vec::new();
    for (edit, is_named) in chosen(&project, &edits, args)? {
        let (path, now) = (sources.path(edit.clause.file), edit.below.base());
        let was = edit.written_against().filter(|base| !base.is_empty());
        if args.unpinned && was.is_some() {
            continue;
        }
        let became = match was {
            Some(base) if base == now => {
                if is_named {
                    outcome.data += &format!("{path}: {now} already\n");
                }
                continue;
            }
            Some(base) => format!("{path}: {base} → {now}\n"),
            None => format!("{path}: pinned to {now}\n"),
        };
        let Some(pinned) = parse::pinned(sources.bytes(edit.clause.file), &now) else {
            return Err(format!("the front matter of {path} cannot be read; `fineprint check` shows why").into());
        };
        files.push((edit.clause.file, pinned, became));
    }
    let edits = counted(files.len(), "edit");
    for (file, pinned, became) in files {
        if let (Some(source), false) = (sources.get(file), args.dry_run)
            && let Err(error) = disk::replace(root, &source.path, &source.bytes, &pinned)
        {
            outcome.log = format!("error: {error}\n");
            outcome.code = 2;
            return Ok(outcome);
        }
        outcome.data += &became;
    }
    outcome.log = match (outcome.data.is_empty(), args.dry_run) {
        (true, _) => "nothing to accept\n".to_owned(),
        (false, true) => format!("{edits} would be accepted; nothing was written\n"),
        (false, false) => format!("{edits} accepted\n"),
    };
    Ok(outcome)
}

/// What the workspace states, and every edit of a clause in it.
fn read(sources: &Sources) -> Result<(Project, Vec<Override>), Failure> {
    let mut findings = Findings::default();
    let mut project = parse::parse(sources, &Seen::default(), &mut findings);
    if findings.has_unreadable() {
        return Err("there are files that cannot be read, so nobody knows what is edited; `fineprint check` shows them".into());
    }
    let brands: Vec<BrandId> = project.brands.keys().cloned().collect();
    parse::resolve(&mut project, &brands, &Default::default(), &mut findings);
    let edits = overrides(&project, &brands);
    Ok((project, edits))
}

/// The edits that are meant, and whether each was named by itself.
fn chosen<'a>(project: &Project, edits: &'a [Override], args: &Accept) -> Result<Vec<(&'a Override, bool)>, Failure> {
    if let Some(clause) = args.clause.as_deref().filter(|clause| edits.iter().all(|edit| edit.clause.id.as_str() != *clause)) {
        let help = workspace::after_semicolon(did_you_mean(clause, edits.iter().map(|edit| edit.clause.id.as_str())));
        return Err(format!("no brand edits a clause `{clause}`{help}").into());
    }
    let is_of_clause = |edit: &&Override| args.clause.as_deref().is_none_or(|clause| edit.clause.id.as_str() == clause);
    let mut chosen: Vec<(&Override, bool)> = Vec::new();
    let mut add = |edit: &'a Override, is_named| {
        if !chosen.iter().any(|(known, _)| std::ptr::eq(*known, edit)) {
            chosen.push((edit, is_named));
        }
    };
    if args.all {
        edits.iter().filter(is_of_clause).for_each(|edit| add(edit, false));
    }
    for name in &args.edits {
        let (brand, clause) = name.split_once('/').map_or((name.as_str(), None), |(brand, clause)| (brand, Some(clause)));
        if !project.brands.contains_key(brand) {
            let help = workspace::after_semicolon(did_you_mean(brand, project.brands.keys().map(BrandId::as_str)));
            return Err(format!("there is no brand `{brand}`{help}").into());
        }
        let of_brand = || edits.iter().filter(|edit| edit.brand.as_str() == brand).filter(is_of_clause);
        match clause {
            None => of_brand().for_each(|edit| add(edit, false)),
            Some(clause) => match of_brand().find(|edit| edit.clause.id.as_str() == clause) {
                Some(edit) => add(edit, true),
                None => return Err(no_such_edit(project, edits, brand, clause).into()),
            },
        }
    }
    Ok(chosen)
}

/// Why `brand` has no edit of `clause`, and what may be meant.
fn no_such_edit(project: &Project, edits: &[Override], brand: &str, clause: &str) -> String {
    let parents = project.layers(&BrandId::new(brand));
    let edited_by = |id: &BrandId| edits.iter().any(|edit| edit.brand == *id && edit.clause.id.as_str() == clause);
    if let Some(parent) = parents.iter().rev().map(|layer| &layer.id).find(|id| edited_by(id)) {
        return format!("the brand `{brand}` has that edit of `{clause}` from `{parent}`; accept {parent}/{clause}");
    }
    if project.brands.get(brand).is_some_and(|brand| brand.clauses.contains_key(clause)) {
        return format!("the clause `{clause}` is the brand's own: it edits nothing, so there is nothing to accept");
    }
    let known = edits.iter().filter(|edit| edit.brand.as_str() == brand).map(|edit| edit.clause.id.as_str());
    format!("the brand `{brand}` has no edit of `{clause}`{}", workspace::after_semicolon(did_you_mean(clause, known)))
}
