//! `fineprint explain`: where each section of a page comes from, why it is in or out, and what it prints.

use std::path::Path;

use fineprint::compose::{Composed, ComposedDocument, Decision, Outlined};
use fineprint::condition::Truth;
use fineprint::config::Node;
use fineprint::diagnostic::did_you_mean;
use fineprint::merge::MergedClause;
use fineprint::model::Named;
use fineprint::render::Style;
use fineprint::source::Sources;

use crate::args::Explain;
use crate::{Failure, Outcome};
use crate::{report, workspace};

pub(crate) fn run(root: &Path, args: &Explain) -> Result<Outcome, Failure> {
    let (page, clause) = args.page.split_once('#').map_or((args.page.as_str(), None), |(page, clause)| (page, Some(clause)));
    let Some((brand, document)) = page.split_once('/') else {
        return Err(format!("`{page}` is not a page; write brand/document, such as acme/privacy").into());
    };
    let (sources, compiled) = workspace::load(root, &[brand.to_owned()], Style::default())?;
    let Some(composed) = compiled.brands.first() else { return Err(format!("there is no brand `{brand}`").into()) };
    let known = || composed.documents.iter().map(|document| document.id.as_str());
    let Some(document) = composed.documents.iter().find(|known| known.id.as_str() == document) else {
        let help = workspace::after_semicolon(did_you_mean(document, known()));
        return Err(format!("the brand `{brand}` has no document `{document}`{help}").into());
    };
    let rows: Vec<&Outlined> = document.outline.iter().filter(|row| clause.is_none_or(|clause| row.id.as_str() == clause)).collect();
    let omitted: Vec<_> = document.omitted.iter().filter(|(id, _)| clause.is_none_or(|clause| id.as_str() == clause)).collect();
    let feet: Vec<&Named> = composed.brand.footer.iter().filter(|named| clause.is_none_or(|clause| named.id.as_str() == clause)).collect();
    if let (Some(clause), true) = (clause, rows.is_empty() && omitted.is_empty() && feet.is_empty()) {
        let known = document.outline.iter().map(|row| row.id.as_str()).chain(composed.brand.footer.iter().map(|named| named.id.as_str()));
        let help = did_you_mean(clause, known).unwrap_or_else(|| "see the whole outline without `#`".to_owned());
        return Err(format!("`{clause}` is not in the outline of {page}; {help}").into());
    }
    let mut data = head(composed, document);
    for row in rows {
        data.push_str(&section(row, &sources, composed, clause.is_some()));
    }
    for (id, layer) in omitted {
        data.push_str(&format!("  {id} — omitted by {layer}\n"));
    }
    for clause in feet.into_iter().filter_map(|named| composed.brand.clauses.get(&named.id)) {
        data.push_str(&foot(clause, &sources, composed));
    }
    let failed = report::fails(&compiled.findings, false);
    Ok(Outcome { data, log: report::pointer(&compiled.findings), code: u8::from(failed) })
}

fn head(composed: &Composed, document: &ComposedDocument) -> String {
    let state = match document.wanted.as_slice() {
        [] => "ready".to_owned(),
        wanted => format!("held back: wants {}", wanted.iter().map(|w| w.path.as_str()).collect::<Vec<_>>().join(", ")),
    };
    format!("{}/{}: {} ({state})\n", composed.brand.id, document.id, document.title)
}

fn section(row: &Outlined, sources: &Sources, composed: &Composed, in_full: bool) -> String {
    let indent = "  ".repeat(row.depth + 1);
    let number = if row.number.is_empty() { String::new() } else { format!("{} ", row.number) };
    let title = row.title.as_ref().map(|title| format!(" “{title}”")).unwrap_or_default();
    let decision = match &row.decision {
        Decision::In => String::new(),
        Decision::Out => " — left out".to_owned(),
        Decision::Undecided(facts) => format!(" — left out: wants {}", facts.iter().map(String::as_str).collect::<Vec<_>>().join(", ")),
    };
    let mut text = format!("{indent}{number}{}{title}{decision}\n", row.id);
    for decided in &row.whens {
        text.push_str(&format!("{indent}  when {}: {}\n", decided.when, decided.truth.name()));
    }
    for edit in &row.edits {
        text.push_str(&format!("{indent}  {edit}\n"));
    }
    for part in &row.chain {
        let does = row.does(part).map(|does| format!(", {does}")).unwrap_or_default();
        let when = part.when().and_then(|when| row.whens_of_added.iter().find(|decided| decided.place == when.span));
        let when = when.map(|decided| {
            let out = if decided.truth == Truth::True { "" } else { "left out, " };
            format!(" ({out}when {}: {})", decided.when, decided.truth.name())
        });
        text.push_str(&format!("{indent}  {}{does}: {}{}\n", part.layer, sources.path(part.clause.file), when.unwrap_or_default()));
    }
    for covered in composed.brand.clauses.get(&row.id).into_iter().flat_map(MergedClause::covers) {
        text.push_str(&format!("{indent}  covers {covered}\n"));
    }
    if in_full || row.decision == Decision::In {
        let mut seen = std::collections::BTreeSet::new();
        for read in row.reads() {
            if seen.insert(&read.path)
                && let Some(value) = value(&read.path, composed)
            {
                text.push_str(&format!("{indent}  {} = {value}\n", read.path));
            }
        }
    }
    text
}

/// A clause at the foot of every page.
fn foot(clause: &MergedClause, sources: &Sources, composed: &Composed) -> String {
    let when = composed.index_footer.whens.iter().find(|(id, _)| *id == clause.id).map(|(_, decided)| decided);
    let out = if when.is_none_or(|decided| decided.truth == Truth::True) { "" } else { " — left out" };
    let mut text = format!("  {} at the foot of every page{out}\n", clause.id);
    if let Some(decided) = when {
        text.push_str(&format!("    when {}: {}\n", decided.when, decided.truth.name()));
    }
    for part in &clause.chain {
        text.push_str(&format!("    {}: {}\n", part.layer, sources.path(part.clause.file)));
    }
    text
}

/// A value of the brand as `explain` shows it.
fn value(path: &str, composed: &Composed) -> Option<String> {
    if let Some(unknown) = composed.brand.why_unknown(path) {
        return Some(format!("unknown: {}", unknown.reason));
    }
    composed.brand.read(path).map(Node::to_string)
}
