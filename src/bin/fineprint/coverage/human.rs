//! Coverage for people: counts first, then what is to be done.

use fineprint::diagnostic::counted;
use std::collections::{BTreeMap, BTreeSet};

use fineprint::coverage::Status;

use crate::report::table;

use super::{Brand, Line, Report, covered_by, end_of_waiver};

/// The statuses that want somebody to do something; the others are only counted, unless they are asked for.
const OPEN: &[Status] = &[Status::Missing, Status::Waived, Status::Undecided];

pub(super) fn print(report: &Report<'_>) -> String {
    report.brands.iter().map(|of_brand| brand(of_brand, report)).collect::<Vec<_>>().join("\n")
}

fn brand(brand: &Brand<'_>, report: &Report<'_>) -> String {
    let mut out = format!("{} on {}\n\n{}", brand.id, report.date, counts(brand));
    // Without `--status` every line is asked for, and those that are in order would hide the others.
    let is_narrowed = brand.lines.iter().any(|line| !line.is_shown);
    for status in Status::ALL.iter().filter(|status| is_narrowed || OPEN.contains(status)) {
        let lines: Vec<&Line<'_>> = brand.shown().filter(|line| line.row.status == *status).collect();
        if lines.is_empty() {
            continue;
        }
        if *status == Status::Undecided {
            out.push_str(&questions(&lines, report));
            continue;
        }
        out.push_str(&format!("\n{}\n", status.name()));
        for line in lines {
            out.push_str(&entry(line));
        }
    }
    out
}

fn counts(brand: &Brand<'_>) -> String {
    let mut rows = vec![vec!["law".to_owned()]];
    let used: Vec<Status> = Status::ALL.iter().copied().filter(|status| brand.count(None, *status) > 0).collect();
    rows.iter_mut().for_each(|head| head.extend(used.iter().map(|status| status.name().to_owned())));
    let mut seen = BTreeSet::new();
    let regimes = brand.lines.iter().map(|line| line.row.requirement.regime()).filter(|regime| seen.insert(*regime));
    for regime in regimes.map(Some).chain([None]) {
        let mut row = vec![regime.unwrap_or("all").to_owned()];
        row.extend(used.iter().map(|status| match brand.count(regime, *status) {
            0 => "·".to_owned(),
            count => count.to_string(),
        }));
        rows.push(row);
    }
    table(rows.iter())
}

fn entry(line: &Line<'_>) -> String {
    let (row, requirement) = (&line.row, line.row.requirement);
    let page = if requirement.page.is_some() { requirement.page_name() } else { "any page" };
    let weight = requirement.weight.name();
    let mut out = format!("  {} ({page}, {weight}): {} — {}\n", requirement.id, requirement.disclose, requirement.citation);
    let mut note = |text: String| out.push_str(&format!("      {text}\n"));
    if row.status == Status::Covered || row.status == Status::Later && !row.covered_by.is_empty() {
        note(format!("covered by {}", covered_by(row)));
    }
    if let (Status::Later, Some(from)) = (row.status, requirement.applies_from) {
        note(format!("applies from {from}"));
    }
    if let (Status::Ended, Some(until)) = (row.status, requirement.applies_until) {
        note(format!("applied until {until}"));
    }
    if let Some(waiver) = row.waiver.filter(|_| matches!(row.status, Status::Waived | Status::Missing)) {
        let end = end_of_waiver(row);
        let end = if end.is_empty() { end } else { format!(" {end}") };
        note(format!("waived{end}: {}", waiver.reason));
    }
    if let Some(mend) = &line.mend {
        note(mend.clone());
    }
    out
}

/// What the brand must be asked, the fact that most rows rest on first.
fn questions(lines: &[&Line<'_>], report: &Report<'_>) -> String {
    let mut by_fact: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in lines {
        for fact in &line.facts {
            by_fact.entry(fact).or_default().push(&line.row.requirement.id);
        }
    }
    let mut facts: Vec<_> = by_fact.into_iter().collect();
    facts.sort_by_key(|(fact, rows)| (std::cmp::Reverse(rows.len()), *fact));
    let mut out = format!("\n{}: questions to the brand, to be answered under [facts] in brand.toml\n", Status::Undecided.name());
    for (fact, rows) in facts {
        let meaning = report.project.vocabulary.facts.get(fact).map(|fact| fact.meaning.as_str()).unwrap_or_default();
        out.push_str(&format!("  {fact} ({}): {meaning}\n      {}\n", counted(rows.len(), "row"), listed(&rows)));
    }
    out
}

/// The first few of `rows`.
fn listed(rows: &[&str]) -> String {
    const MOST: usize = 6;
    let shown = rows.get(..MOST).unwrap_or(rows).join(", ");
    if rows.len() > MOST { format!("{shown} and {} more", rows.len() - MOST) } else { shown }
}
