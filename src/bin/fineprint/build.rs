//! `fineprint build`: compiles, writes, and says what became of each page.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use fineprint::diagnostic::{Finding, counted};
use fineprint::disk::{self, FileState, FileStates, Output, WriteError, Written};
use fineprint::id::BrandId;
use fineprint::path::SitePath;
use fineprint::shard::Shard;
use fineprint::site::Files;
use fineprint::source::Sources;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::args::{Build, Report};
use crate::report;
use crate::workspace::{self, Brand, Opened};
use crate::{Failure, Outcome};

pub(crate) fn run(root: &Path, args: &Build) -> Result<Outcome, Failure> {
    let out = out_of(args, root);
    let only = args.scope.brand.iter().map(|id| BrandId::new(id)).collect();
    let workspace = Opened::open(root, args.scope.threads)?;
    let key = key(&workspace, args);
    let recorded = key.as_deref().and_then(|key| disk::recorded(&out, key));
    if let Some(mut pages) = recorded.and_then(|said| serde_json::from_str::<Vec<Page>>(&said).ok()) {
        pages.iter_mut().for_each(Page::settle);
        return tell(&pages, &[], &Sources::default(), Some(&Written::default()), args, root);
    }
    let writer = Writer { out: &out, root, shard: args.scope.shard, output: OnceLock::new(), error: Mutex::default() };
    let surveyed = workspace::survey(&workspace, &args.scope, args.drafts, &|brand, files| writer.put(brand, files))?;
    let findings = &surveyed.findings;
    let record = || {
        let Some(key) = key.filter(|_| findings.is_empty() && !workspace.has_changed()) else { return };
        let files = surveyed.brands.iter().flat_map(|brand| brand.files.keys().map(|path| (&brand.id, path)));
        // Without a record the next build is none the worse, only slower.
        if let Ok(said) = serde_json::to_string(&pages(&surveyed.brands, true, args.drafts)) {
            disk::record(&out, &key, &said, files).ok();
        }
    };
    let written = match (!report::fails(findings, args.scope.strict)).then(|| writer.finish(&only, record)).transpose() {
        Ok(written) => written,
        Err(error) => {
            let log = format!("{}error: {error}\n", report::text(findings, &surveyed.sources, Report::Human, root));
            return Ok(Outcome { log, code: 2, ..Outcome::default() });
        }
    };
    let pages = pages(&surveyed.brands, written.is_some(), args.drafts);
    tell(&pages, findings, &surveyed.sources, written.as_ref(), args, root)
}

/// The output folder.
fn out_of(args: &Build, root: &Path) -> PathBuf {
    args.out.clone().unwrap_or_else(|| root.join("public"))
}

/// A hash of everything that a build rests on; nothing when the workspace is too large for one.
fn key(workspace: &Opened, args: &Build) -> Option<String> {
    let program = std::env::current_exe().ok()?;
    let meta = program.metadata().ok()?;
    let built = (program, meta.len(), meta.modified().ok()?);
    let rests_on = format!("{built:?} {args:?} {} {}", workspace::today(), workspace.digest()?);
    Some(blake3::hash(rests_on.as_bytes()).to_hex().to_string())
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
    match args.scope.format {
        Report::Json => {
            outcome.data = as_json(pages, &out, written.is_some(), &said)?;
            return Ok(outcome);
        }
        // One document, and nothing beside it.
        Report::Sarif => outcome.data = said,
        Report::Human | Report::Short | Report::Github => {
            outcome.log = said;
            outcome.data = written.map(|_| table(pages, &out)).unwrap_or_default();
        }
    }
    if let Some(written) = written {
        outcome.log.push_str(&format!("{}\n", summary(pages, written)));
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
    shard: Option<Shard>,
    /// Opened when the first brand is ready; nothing when it cannot be.
    output: OnceLock<Option<Output>>,
    /// The first thing that went wrong.
    error: Mutex<Option<WriteError>>,
}

impl Writer<'_> {
    fn put(&self, brand: &BrandId, files: &Files) -> FileStates {
        let put = |output: &Output| output.put(brand, files).map_err(|error| self.fails(error)).ok();
        self.output().and_then(put).unwrap_or_default()
    }

    fn output(&self) -> Option<&Output> {
        let open = || Output::open(self.out, self.root).map(|output| output.of_shard(self.shard)).map_err(|error| self.fails(error)).ok();
        self.output.get_or_init(open).as_ref()
    }

    fn fails(&self, error: WriteError) {
        self.error.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }

    /// Puts everything in place; `record` is done when it is, before anybody else can change it.
    fn finish(self, only: &BTreeSet<BrandId>, record: impl FnOnce()) -> Result<Written, WriteError> {
        self.output();
        match (self.error.into_inner().unwrap_or_else(PoisonError::into_inner), self.output.into_inner().flatten()) {
            (None, Some(output)) => output.finish_and(only, record),
            (error, _) => error.map_or(Ok(Written::default()), Err),
        }
    }
}

fn as_json(pages: &[Page], out: &str, written: bool, findings: &str) -> Result<String, Failure> {
    let findings: serde_json::Value = serde_json::from_str(findings)?;
    let list: Vec<_> = pages
        .iter()
        .map(|page| {
            json!({
                "brand": page.brand,
                "document": page.document,
                "state": page.state,
                "path": page.place(out),
                "wanted": page.wanted,
            })
        })
        .collect();
    let all = json!({ "version": 1, "written": written, "pages": list, "findings": findings.get("findings") });
    Ok(format!("{all:#}\n"))
}

/// A page and what became of it.
#[derive(Serialize, Deserialize)]
struct Page {
    brand: String,
    document: String,
    state: String,
    /// Below the output folder; nothing when there is no page.
    path: String,
    wanted: Vec<String>,
}

impl Page {
    /// What becomes of it in a build that has nothing to do.
    fn settle(&mut self) {
        if matches!(self.state.as_str(), "written" | "draft written") {
            self.state = self.state.replace("written", "unchanged");
        }
    }

    /// Where it lies below the output folder, which is shown as `out`.
    fn place(&self, out: &str) -> String {
        if self.path.is_empty() { String::new() } else { format!("{out}/{}", self.path) }
    }
}

fn pages(brands: &[Brand], written: bool, drafts: bool) -> Vec<Page> {
    let mut pages = Vec::new();
    for brand in brands {
        for document in &brand.documents {
            let held_back = !document.wanted.is_empty();
            let file = SitePath::parse(&format!("{}/index.html", document.path)).filter(|_| written);
            let state = file.and_then(|file| brand.files.get(&file));
            pages.push(Page {
                brand: brand.id.to_string(),
                document: document.id.clone(),
                state: match (state, held_back) {
                    (Some(FileState::Written), false) => "written",
                    (Some(FileState::Unchanged), false) => "unchanged",
                    (Some(FileState::Written), true) => "draft written",
                    (Some(FileState::Unchanged), true) => "draft unchanged",
                    (None, true) if !drafts => "held back",
                    (None, _) => "not written",
                }
                .to_owned(),
                path: if state.is_some() { format!("{}/{}/index.html", brand.id, document.path) } else { String::new() },
                wanted: document.wanted.clone(),
            });
        }
    }
    pages
}

fn table(pages: &[Page], out: &str) -> String {
    let mut rows = vec![["brand", "document", "state", ""].map(str::to_owned).to_vec()];
    for page in pages {
        let wanted = if page.wanted.is_empty() { String::new() } else { format!("wants {}", page.wanted.join(", ")) };
        let last = if page.state == "held back" { wanted } else { page.place(out) };
        rows.push(vec![page.brand.clone(), page.document.clone(), page.state.clone(), last]);
    }
    report::table(&rows)
}

fn summary(pages: &[Page], written: &Written) -> String {
    let of = |states: &[&str]| pages.iter().filter(|page| states.contains(&page.state.as_str())).count();
    let mut said = vec![
        format!("{} written", counted(of(&["written", "draft written"]), "page")),
        format!("{} unchanged", of(&["unchanged", "draft unchanged"])),
        format!("{} held back", of(&["held back"])),
    ];
    if written.removed > 0 {
        said.push(format!("{} of earlier builds removed", counted(written.removed, "file")));
    }
    said.join(", ")
}

/// The output folder as it can be opened from here, as short as can be.
fn shown(out: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let short: PathBuf = out.strip_prefix(&here).unwrap_or(out).components().collect();
    short.display().to_string()
}
