//! A brand's pages as `build` would write them: made when they are asked for, kept until what they are made of changes. When something is
//! wrong, the last good ones stay.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::compile::{Memory, Options, compile};
use crate::compose::{Composed, ComposedDocument};
use crate::diagnostic::{Finding, Format, counts, print};
use crate::id::BrandId;
use crate::model::Project;
use crate::path::SitePath;
use crate::render::Style;
use crate::site::Files;
use crate::source::Sources;

use super::report;
use super::shelf::{Input, Unread};

/// Which pages of a brand.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct View {
    pub(super) brand: BrandId,
    /// With the documents that are held back.
    pub(super) drafts: bool,
    /// Without the brand's own edits of clauses and outlines.
    pub(super) bare: bool,
}

/// Pages that can be shown, and what they were made of.
pub(super) struct Good {
    pub(super) files: Files,
    /// A hash of each file, as the manifest has it.
    pub(super) hashes: BTreeMap<String, String>,
    pub(super) composed: Composed,
    pub(super) project: Project,
    pub(super) sources: Sources,
}

impl Good {
    /// The document whose page is the file `path`.
    pub(super) fn document(&self, path: &str) -> Option<&ComposedDocument> {
        let folder = path.strip_suffix("/index.html")?;
        self.composed.documents.iter().find(|document| document.path == folder)
    }

    /// A file of the brand's folder.
    pub(super) fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(&SitePath::parse(path)?).map(Vec::as_slice)
    }
}

/// What is wrong, as the terminal prints it.
#[derive(Clone, Default)]
pub(super) struct Report {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    /// HTML for a `<pre>`.
    pub(super) html: String,
}

impl Report {
    /// A report of `findings`, errors first: what a warning says may only follow from one.
    pub(super) fn new(findings: &[&Finding], sources: &Sources) -> Self {
        let mut findings = findings.to_vec();
        findings.sort_by_key(|finding| finding.code.severity());
        let (errors, warnings) = counts(findings.iter().copied());
        let html = findings.iter().map(|finding| report::html(&print(std::slice::from_ref(*finding), sources, Format::Human))).collect();
        Self { errors, warnings, html }
    }

    /// Both.
    pub(super) fn and(self, other: &Self) -> Self {
        Self { errors: self.errors + other.errors, warnings: self.warnings + other.warnings, html: self.html + &other.html }
    }

    /// A report that the workspace cannot be read.
    pub(super) fn unreadable(why: &str) -> Self {
        Self { errors: 1, warnings: 0, html: report::html(&format!("\u{1b}[1m\u{1b}[91merror\u{1b}[0m\u{1b}[1m: {why}\u{1b}[0m\n")) }
    }
}

/// A view as it stands.
#[derive(Clone)]
pub(super) struct Shown {
    stamp: Vec<(BrandId, u64)>,
    /// What is wrong with the workspace as it is now.
    pub(super) report: Report,
    /// The newest pages without an error; `None` when there have been none.
    pub(super) good: Option<Arc<Good>>,
}

impl Shown {
    /// Nothing, because the workspace cannot be read.
    pub(super) fn unreadable(why: &str) -> Self {
        Self { stamp: Vec::new(), report: Report::unreadable(why), good: None }
    }
}

/// Views that have been asked for.
#[derive(Default)]
pub(super) struct Pages {
    /// With the turn in which each was last asked for.
    views: BTreeMap<View, (u64, Shown)>,
    turn: u64,
    memory: Arc<Memory>,
}

/// How many views are kept: those of a writer's open tabs, and no more memory than that.
const MOST_VIEWS: usize = 24;

impl Pages {
    /// The view as it is with `input`. Before something is called wrong, all brands must have been read: a value that the brand's own files
    /// do not define, another brand's may.
    pub(super) fn show(
        &mut self,
        view: &View,
        input: Input,
        today: Option<Date>,
        unread: &dyn Fn() -> Vec<BrandId>,
    ) -> Result<Shown, Unread> {
        self.turn += 1;
        let before = self.views.get(view).map(|(_, shown)| shown);
        let shown = match before {
            Some(shown) if shown.stamp == input.stamp => shown.clone(),
            before => made(view, input, today, before.and_then(|shown| shown.good.clone()), &self.memory),
        };
        let unread = if shown.report.errors > 0 { unread() } else { Vec::new() };
        if !unread.is_empty() {
            return Err(Unread(unread));
        }
        self.views.insert(view.clone(), (self.turn, shown.clone()));
        if self.views.len() > MOST_VIEWS {
            self.forget_one();
        }
        Ok(shown)
    }

    /// Forgets the view that nobody has asked for the longest. What can be made again goes first: a page that is in error now is all there
    /// is of the last good one.
    fn forget_one(&mut self) {
        let age = |(_, (turn, shown)): &(&View, &(u64, Shown))| (shown.report.errors > 0 && shown.good.is_some(), *turn);
        if let Some(oldest) = self.views.iter().min_by_key(age).map(|(view, _)| view.clone()) {
            self.views.remove(&oldest);
        }
    }
}

fn made(view: &View, input: Input, today: Option<Date>, last_good: Option<Arc<Good>>, memory: &Arc<Memory>) -> Shown {
    let stamp = input.stamp;
    let sources = match input.sources {
        Ok(sources) => sources,
        Err(why) => return Shown { stamp, report: Report::unreadable(&why), good: last_good },
    };
    let options = Options {
        threads: 1,
        brands: [view.brand.clone()].into(),
        shard: None,
        base_url: None,
        style: Style { drafts: view.drafts, as_of: None },
        today,
        without_edits: view.bare,
        elsewhere: input.elsewhere,
        past: Arc::default(),
        memory: memory.clone(),
    };
    let compiled = compile(&sources, &options);
    // What is unused is known only with all brands: the survey says it.
    let findings = compiled.findings.iter().filter(|finding| !finding.code.is_of_all_brands());
    let report = Report::new(&findings.collect::<Vec<_>>(), &sources);
    let files = compiled.site.and_then(|mut site| site.brands.remove(&view.brand)).unwrap_or_default();
    let good = match compiled.brands.into_iter().next() {
        // A text without its brand's edits is only there to be compared with: whether it could be published does not matter.
        Some(composed) if report.errors == 0 || view.bare => {
            Some(Arc::new(Good { hashes: hashes(&files), files, composed, project: compiled.project, sources }))
        }
        _ => last_good.filter(|_| report.errors > 0),
    };
    Shown { stamp, report, good }
}

/// The hashes of the files, which the manifest among them holds.
fn hashes(files: &Files) -> BTreeMap<String, String> {
    let manifest = SitePath::parse("manifest.json").and_then(|path| files.get(&path));
    let json: Option<serde_json::Value> = manifest.and_then(|bytes| serde_json::from_slice(bytes).ok());
    let entries = json.as_ref().and_then(|json| json.get("files")?.as_object());
    let hash = |value: &serde_json::Value| value.as_str().unwrap_or_default().chars().take(16).collect();
    entries.into_iter().flatten().map(|(path, value)| (path.clone(), hash(value))).collect()
}
