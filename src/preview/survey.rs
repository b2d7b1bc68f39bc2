//! How all brands stand. Found out in the background with the whole workspace, exactly as `check` finds it: which brands a finding hits,
//! and what nothing uses, no brand can tell by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use crate::compile::{Made, Memory, Options, each_brand};
use crate::diagnostic::{Finding, Findings, counts};
use crate::id::BrandId;
use crate::model::Project;
use crate::path;
use crate::source::Sources;

use super::page::Report;
use super::shelf::Shelf;

/// A document, and whether it can be published.
#[derive(Clone, Serialize)]
pub(super) struct DocumentState {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) state: &'static str,
    pub(super) url: String,
    pub(super) wants: Vec<String>,
}

/// How a brand stands.
#[derive(Clone, Default)]
pub(super) struct BrandState {
    pub(super) documents: Vec<DocumentState>,
    pub(super) report: Report,
}

/// What the last survey found.
#[derive(Default)]
pub(super) struct Survey {
    /// The version of the shelf that it looked at.
    pub(super) version: Option<u64>,
    pub(super) brands: BTreeMap<BrandId, BrandState>,
    /// How many errors and warnings there are, each counted once.
    pub(super) findings: (usize, usize),
}

/// Looks at every brand of `shelf`, all of which have been read. `None` when `go_on` said to stop.
pub(super) fn survey(shelf: &Shelf, today: Option<Date>, memory: &Arc<Memory>, go_on: &dyn Fn() -> bool) -> Option<Survey> {
    let mut broken = Broken { shelf, reports: BTreeMap::new() };
    for id in shelf.names() {
        if let Some(Err(why)) = shelf.reading(Some(id)) {
            broken.reports.insert(id.clone(), Report::unreadable(why));
        }
    }
    if let Some(Err(why)) = shelf.reading(None) {
        let state = BrandState { report: Report::unreadable(why), documents: Vec::new() };
        let brands = shelf.names().map(|id| (id.clone(), state.clone())).collect();
        return Some(Survey { version: Some(shelf.version()), brands, findings: (1, 0) });
    }
    loop {
        let input = shelf.all(&broken.brands());
        let Ok(sources) = input.sources else { return None };
        let (mut survey, mut all) = (Survey { version: Some(shelf.version()), ..Survey::default() }, Findings::default());
        let mut stopped = false;
        let options = Options { elsewhere: input.elsewhere, today, memory: memory.clone(), ..Options::default() };
        let (project, shared) = each_brand(&sources, &options, &|_, made| made, &mut |_, made| {
            survey.brands.insert(made.composed.brand.id.clone(), BrandState { documents: documents(&made), ..BrandState::default() });
            made.findings.into_iter().for_each(|finding| all.push(finding));
            stopped = !go_on();
            if stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        // What all brands share is most of it; the brands' own files may be many.
        memory.forget_brands();
        if stopped {
            return None;
        }
        // A file that cannot be read at all stops the compiler; the brand whose it is must not keep the others from being looked at.
        let owner = |finding: &&Finding| owner(finding, &sources);
        let unreadable: BTreeSet<BrandId> =
            shared.iter().filter(|finding| finding.code.is_unreadable()).filter_map(|f| owner(&f)).collect();
        if survey.brands.is_empty() && !unreadable.is_empty() {
            for id in unreadable {
                let of_brand: Vec<&Finding> = shared.iter().filter(|finding| owner(finding).as_ref() == Some(&id)).collect();
                broken.reports.insert(id, Report::new(&of_brand, &sources));
            }
            continue;
        }
        // What a brand that cannot be read uses, nobody knows.
        let is_known = |finding: &Finding| broken.reports.is_empty() || !finding.code.is_of_all_brands();
        shared.into_iter().filter(is_known).for_each(|finding| all.push(finding));
        let all = all.sorted();
        let (errors, warnings) = counts(&all);
        survey.findings = (errors + broken.reports.values().map(|report| report.errors).sum::<usize>(), warnings);
        for id in project.brands.values().filter(|brand| !brand.is_abstract).map(|brand| &brand.id) {
            survey.brands.entry(id.clone()).or_default().report = report(id, &project, &all, &sources);
        }
        survey.brands.extend(broken.states());
        return Some(survey);
    }
}

/// Brands that cannot be read, and why.
struct Broken<'a> {
    shelf: &'a Shelf,
    reports: BTreeMap<BrandId, Report>,
}

impl Broken<'_> {
    /// These brands and those that extend them, which cannot be looked at without.
    fn brands(&self) -> BTreeSet<BrandId> {
        let is_hit = |id: &&BrandId| self.reports.contains_key(*id) || self.of_chain(id).next().is_some();
        if self.reports.is_empty() { BTreeSet::new() } else { self.shelf.names().filter(is_hit).cloned().collect() }
    }

    fn of_chain(&self, id: &BrandId) -> impl Iterator<Item = &Report> {
        self.shelf.chain(id).unwrap_or_default().into_iter().filter_map(|layer| self.reports.get(&layer))
    }

    /// What is to be said of each.
    fn states(&self) -> impl Iterator<Item = (BrandId, BrandState)> {
        let of_brands = self.brands().into_iter().filter(|id| self.shelf.is_abstract(id) != Some(true));
        of_brands.map(|id| {
            let report = self.of_chain(&id).fold(Report::default(), Report::and);
            (id, BrandState { report, documents: Vec::new() })
        })
    }
}

fn documents(made: &Made) -> Vec<DocumentState> {
    let brand = &made.composed.brand.id;
    let documents = made.composed.documents.iter().map(|document| DocumentState {
        id: document.id.to_string(),
        title: document.title.clone(),
        state: super::state_of(document),
        url: super::home(brand, document),
        wants: document.wanted.iter().map(|wanted| wanted.path.clone()).collect(),
    });
    documents.collect()
}

/// The findings that concern `id`: those that hit it, and of those that hit no brand in particular what lies in the library or in the
/// folders that it is made of.
fn report(id: &BrandId, project: &Project, all: &[Finding], sources: &Sources) -> Report {
    let layers: BTreeSet<&BrandId> = project.layers(id).into_iter().map(|layer| &layer.id).collect();
    let concerns = |finding: &&Finding| match finding.brands.is_empty() {
        true => owner(finding, sources).is_none_or(|owner| layers.contains(&owner)),
        false => finding.brands.contains(id.as_str()),
    };
    Report::new(&all.iter().filter(concerns).collect::<Vec<_>>(), sources)
}

/// The brand in whose folder a finding lies.
fn owner(finding: &Finding, sources: &Sources) -> Option<BrandId> {
    path::brand_of(sources.path(finding.labels.first()?.place.file())).map(BrandId::new)
}
