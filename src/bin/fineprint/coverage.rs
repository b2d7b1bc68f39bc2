//! `fineprint coverage`: requirement × brand.

mod csv;
mod html;
mod human;
mod json;

use std::collections::BTreeSet;
use std::path::Path;

use fineprint::coverage::{Coverage, Row, Status};
use fineprint::diagnostic::did_you_mean;
use fineprint::id::BrandId;
use fineprint::model::{Project, Requirement};
use fineprint::render::Style;
use jiff::civil::Date;

use crate::args::{Coverage as Arguments, CoverageFormat};
use crate::{Failure, Outcome};
use crate::{report, workspace};

/// What is printed, whatever the format.
struct Report<'a> {
    project: &'a Project,
    date: Date,
    /// The requirements that are asked for, in the order of the catalogue.
    requirements: Vec<&'a Requirement>,
    brands: Vec<Brand<'a>>,
}

/// A brand and its rows.
struct Brand<'a> {
    id: &'a BrandId,
    /// All rows of the laws that are asked for.
    lines: Vec<Line<'a>>,
}

/// A row, and what is to be done about it.
struct Line<'a> {
    row: Row<'a>,
    /// Whether it is of a status that is asked for.
    is_shown: bool,
    /// The facts for want of which it is undecided.
    facts: BTreeSet<String>,
    /// What to do about one that is missing.
    mend: Option<String>,
}

impl Brand<'_> {
    /// The lines that are asked for.
    fn shown(&self) -> impl Iterator<Item = &Line<'_>> {
        self.lines.iter().filter(|line| line.is_shown)
    }

    fn count(&self, regime: Option<&str>, status: Status) -> usize {
        let of_regime = |line: &&Line<'_>| regime.is_none_or(|regime| line.row.requirement.regime() == regime);
        self.lines.iter().filter(of_regime).filter(|line| line.row.status == status).count()
    }
}

pub(crate) fn run(root: &Path, args: &Arguments) -> Result<Outcome, Failure> {
    let (_, compiled) = workspace::load(root, &args.brand, Style { drafts: false, as_of: args.as_of })?;
    if compiled.brands.is_empty() {
        return Err("no brand can be looked at; `fineprint check` shows why".into());
    }
    let project = &compiled.project;
    if project.requirements.rows.is_empty() {
        return Err("the workspace has no requirements: write content/requirements/<law>.toml".into());
    }
    let known: BTreeSet<&str> = project.requirements.rows.values().map(|row| row.regime()).collect();
    if let Some(regime) = args.regime.iter().find(|regime| !known.contains(regime.as_str())) {
        let help = workspace::after_semicolon(did_you_mean(regime, known.iter().copied()));
        return Err(format!("no requirement is of the law `{regime}`{help}").into());
    }
    let date = args.as_of.unwrap_or_else(workspace::today);
    let coverage = Coverage::new(project, Some(date));
    let is_wanted = |requirement: &Requirement| args.regime.is_empty() || args.regime.iter().any(|regime| requirement.regime() == regime);
    let mut brands = Vec::new();
    for composed in &compiled.brands {
        let of_brand = coverage.of(composed);
        let lines = of_brand.rows.iter().filter(|row| is_wanted(row.requirement)).map(|row| Line {
            is_shown: args.status.is_empty() || args.status.contains(&row.status),
            facts: of_brand.wanted(row),
            mend: (row.status == Status::Missing).then(|| coverage.mend(&of_brand, row).help),
            row: row.clone(),
        });
        brands.push(Brand { id: &composed.brand.id, lines: lines.collect() });
    }
    let requirements = brands.first().map(|brand| brand.lines.iter().map(|line| line.row.requirement).collect()).unwrap_or_default();
    let report = Report { project, date, requirements, brands };
    let data = match args.format {
        CoverageFormat::Human => human::print(&report),
        CoverageFormat::Json => json::print(&report),
        CoverageFormat::Csv => csv::print(&report),
        CoverageFormat::Html => html::print(&report),
    };
    Ok(Outcome { data, log: report::pointer_on(&compiled.findings, args.as_of), code: 0 })
}

/// `retention on privacy, rights on privacy`.
fn covered_by(row: &Row<'_>) -> String {
    row.covered_by.iter().map(|by| format!("{} on {}", by.clause, by.document)).collect::<Vec<_>>().join(", ")
}

/// `until 2027-01-31`, `expired 2026-01-31`, or nothing.
fn end_of_waiver(row: &Row<'_>) -> String {
    let Some((waiver, until)) = row.waiver.and_then(|waiver| Some((waiver, waiver.until?))) else { return String::new() };
    format!("{} {until}", if waiver.is_expired { "expired" } else { "until" })
}
