//! `fineprint build`: compiles, writes, and says what became of each page.

mod again;
mod pages;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use fineprint::Options;
use fineprint::diagnostic::Finding;
use fineprint::disk::{FileStates, Output, PartOf, WriteError, Written};
use fineprint::id::BrandId;
use fineprint::site::Files;
use fineprint::source::Sources;
use serde_json::json;

use crate::args::{Build, Report};
use crate::report;
use crate::workspace::{self, Opened};
use crate::{Failure, Outcome};

use pages::Page;

pub(crate) fn run(root: &Path, args: &Build) -> Result<Outcome, Failure> {
    let out = out_of(args, root);
    let key = again::key(root, args);
    if let Some((pages, written)) = again::build(root, &out, key.as_deref(), args) {
        return tell(&pages, &[], &Sources::default(), Some(&written), args, root);
    }
    let only = args.scope.brand.iter().map(|id| BrandId::new(id)).collect();
    let workspace = Opened::open(root, args.scope.threads)?;
    let writer = Writer { workspace: Some(&workspace), ..Writer::new(&out, root, args) };
    let surveyed = workspace::survey(&workspace, options(args), args.scope.quiet, Some(&|brand, files| writer.put(brand, files)))?;
    let findings = &surveyed.findings;
    let record = || {
        let known = key.filter(|_| findings.is_empty()).zip(workspace.origins());
        known.and_then(|(key, origins)| again::record(&out, key, origins, &surveyed, args.drafts));
    };
    let written = match (!report::fails(findings, args.scope.strict)).then(|| writer.finish(&only, record)).transpose() {
        Ok(written) => written,
        Err(error) => {
            let log = format!("{}error: {error}\n", report::text(findings, &surveyed.sources, Report::Human, root));
            return Ok(Outcome { log, code: 2, ..Outcome::default() });
        }
    };
    let pages: Vec<Page> = surveyed.brands.iter().flat_map(|brand| pages::of(brand, written.is_some(), args.drafts)).collect();
    tell(&pages, findings, &surveyed.sources, written.as_ref(), args, root)
}

/// How it compiles.
fn options(args: &Build) -> Options {
    Options { base_url: args.base_url.clone(), ..workspace::scoped(&args.scope, args.drafts) }
}

/// The output folder.
fn out_of(args: &Build, root: &Path) -> PathBuf {
    args.out.clone().unwrap_or_else(|| root.join("public"))
}

/// What became of the pages, and what is wrong.
fn tell(
    pages: &[Page],
    findings: &[Finding],
    sources: &Sources,
    written: Option<&Written>,
    args: &Build,
    root: &Path,
) -> Result<Outcome, Failure> {
    let failed = report::fails(findings, args.scope.strict);
    let mut outcome = Outcome { code: u8::from(failed), ..Outcome::default() };
    let said = report::text(findings, sources, args.scope.format, root);
    let out = shown(&out_of(args, root));
    let is_told = |page: &&Page| !args.scope.quiet || page.is_missing();
    let (told, is_table) = (pages.iter().filter(is_told), !args.scope.quiet || pages.iter().any(Page::is_missing));
    match args.scope.format {
        Report::Json => {
            outcome.data = as_json(pages, &out, written, &said)?;
            return Ok(outcome);
        }
        // One document, and nothing beside it.
        Report::Sarif => outcome.data = said,
        Report::Human | Report::Short | Report::Github => {
            outcome.log = said;
            outcome.data = written.filter(|_| is_table).map(|_| pages::table(told, &out)).unwrap_or_default();
        }
    }
    if let Some(written) = written.filter(|_| is_table || !findings.is_empty()) {
        outcome.log.push_str(&format!("{}\n", pages::summary(pages, written)));
    }
    if !findings.is_empty() {
        let end = if failed { "; nothing was written" } else { "" };
        outcome.log.push_str(&format!("{}{end}\n{}", report::counts(findings), report::more(findings, args.scope.format)));
    }
    Ok(outcome)
}

/// Puts brands as they are compiled, from several threads. What stands changes only when it is finished.
struct Writer<'a> {
    out: &'a Path,
    root: &'a Path,
    args: &'a Build,
    /// What was read for it, if that was all.
    workspace: Option<&'a Opened>,
    /// Opened when the first brand is ready; nothing when it cannot be.
    output: OnceLock<Option<Output>>,
    /// The first thing that went wrong.
    error: Mutex<Option<WriteError>>,
}

impl<'a> Writer<'a> {
    fn new(out: &'a Path, root: &'a Path, args: &'a Build) -> Self {
        Self { out, root, args, workspace: None, output: OnceLock::new(), error: Mutex::default() }
    }

    fn put(&self, brand: &BrandId, files: &Files) -> FileStates {
        let put = |output: &Output| output.put(brand, files).map_err(|error| self.fails(error)).ok();
        self.output().and_then(put).unwrap_or_default()
    }

    fn output(&self) -> Option<&Output> {
        let open = || Output::open(self.out, self.root).map_err(|error| self.fails(error)).ok();
        self.output.get_or_init(open).as_ref()
    }

    /// What is noted of the output of one shard, when all is compiled. Without it `merge` does not take that.
    fn part(&self) -> Option<PartOf> {
        let (shard, workspace) = self.args.scope.shard.zip(self.workspace)?;
        let beside = format!("{} {:?} {:?}", env!("CARGO_PKG_VERSION"), self.args.scope.as_of, self.args.base_url);
        Some(PartOf { shard, drafts: self.args.drafts, made_of: workspace.hash(&beside)? })
    }

    fn fails(&self, error: WriteError) {
        self.error.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }

    /// Puts everything in place; `record` is done when it is, before anybody else can change it.
    fn finish(self, only: &BTreeSet<BrandId>, record: impl FnOnce()) -> Result<Written, WriteError> {
        self.output();
        let part = self.part();
        match (self.error.into_inner().unwrap_or_else(PoisonError::into_inner), self.output.into_inner().flatten()) {
            (None, Some(output)) => output.of_shard(part).finish_and(only, record),
            (error, _) => error.map_or(Ok(Written::default()), Err),
        }
    }
}

fn as_json(pages: &[Page], out: &str, written: Option<&Written>, findings: &str) -> Result<String, Failure> {
    let findings: serde_json::Value = serde_json::from_str(findings)?;
    let list: Vec<_> = pages
        .iter()
        .map(|page| {
            json!({
                "brand": page.brand.as_str(),
                "document": page.document.as_str(),
                "state": page.state.as_str(),
                "path": page.place(out),
                "wanted": *page.wanted,
            })
        })
        .collect();
    let files = written.map(|written| json!({ "written": written.files, "removed": written.removed }));
    let all = json!({ "version": 1, "written": written.is_some(), "files": files, "pages": list, "findings": findings.get("findings") });
    Ok(format!("{all:#}\n"))
}

/// The output folder as it can be opened from here, as short as can be.
fn shown(out: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let short: PathBuf = out.strip_prefix(&here).unwrap_or(out).components().collect();
    short.display().to_string()
}
