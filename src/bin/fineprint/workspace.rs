//! From arguments to a compiled workspace.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use fineprint::batches::{self, Files, Parts};
use fineprint::diagnostic::{Code, Finding, did_you_mean, joined};
use fineprint::disk::{self, FileState, FileStates, Origin, Part, ReadError};
use fineprint::id::{BrandId, DocumentId};
use fineprint::model::Project;
use fineprint::path::SitePath;
use fineprint::render::Style;
use fineprint::source::Sources;
use fineprint::{Compiled, Elsewhere, Made, Options, again, compile, site};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::Failure;
use crate::args::Scope;
use crate::past;
use crate::progress::Progress;

/// The workspace's folder: the one that was named, or the nearest upward.
pub(crate) fn root(named: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(root) = named {
        return Ok(root.to_owned());
    }
    let here = std::env::current_dir()?;
    let found = disk::find_root(&here);
    found.ok_or_else(|| "no workspace here or above: run in a folder with content/ and brands/, name one with --root, or begin one with `fineprint init`".into())
}

/// Today, at Greenwich: the same for everybody who runs it at the same moment.
pub(crate) fn today() -> Date {
    jiff::Timestamp::now().to_zoned(TimeZone::UTC).date()
}

/// How every command compiles: today is the day of checks. Pages do not know it.
pub(crate) fn options(brands: BTreeSet<BrandId>, style: Style) -> Options {
    Options { brands, style, today: Some(today()), ..Options::default() }
}

/// How a command with a scope compiles.
pub(crate) fn scoped(scope: &Scope, drafts: bool) -> Options {
    let brands = scope.brand.iter().map(|id| BrandId::new(id)).collect();
    Options { shard: scope.shard, threads: scope.threads, ..options(brands, Style { drafts, as_of: scope.as_of }) }
}

/// Reads and compiles the workspace; all brands when `brands` is empty.
pub(crate) fn load(root: &Path, brands: &[String], style: Style) -> Result<(Sources, Compiled), Failure> {
    let (sources, compiled, _) = load_with_options(root, options(brands.iter().map(|id| BrandId::new(id)).collect(), style))?;
    readable(&compiled.findings)?;
    Ok((sources, compiled))
}

/// For a command that shows no findings: what a file that cannot be read would say is missing from every answer.
pub(crate) fn readable(findings: &[Finding]) -> Result<(), Failure> {
    match findings.iter().find(|finding| finding.code.is_unreadable()) {
        Some(finding) => Err(format!("a file cannot be read: {}; `fineprint check` shows where", finding.message).into()),
        None => Ok(()),
    }
}

fn load_with_options(root: &Path, options: Options) -> Result<(Sources, Compiled, Options), Failure> {
    let sources = disk::read(root)?;
    let compiled = compile(&sources, &options);
    let known = compiled.project.brands.values().map(|brand| (brand.id.clone(), brand.is_abstract)).collect();
    exist(&options.brands, &known, &compiled.findings)?;
    Ok((sources, compiled, options))
}

/// Refuses brands that there are not among `known`, which tells whether each is abstract, and a workspace that has none. A shard may have none.
fn exist(brands: &BTreeSet<BrandId>, known: &BTreeMap<BrandId, bool>, findings: &[Finding]) -> Result<(), Failure> {
    if readable(findings).is_err() {
        return Ok(()); // What is there cannot be told.
    }
    if brands.is_empty() && findings.is_empty() && known.values().all(|is_abstract| *is_abstract) {
        return Err("the workspace has no brand to build: write brands/<brand>/brand.toml".into());
    }
    for id in brands {
        match known.get(id) {
            Some(true) => return Err(format!("the brand `{id}` is abstract: it is only there to be extended").into()),
            Some(false) => {}
            None => {
                let help = did_you_mean(id.as_str(), known.keys().map(BrandId::as_str));
                return Err(format!("there is no brand `{id}`{}", after_semicolon(help)).into());
            }
        }
    }
    Ok(())
}

/// Help as the end of a message.
pub(crate) fn after_semicolon(help: Option<String>) -> String {
    help.map_or_else(String::new, |help| format!("; {help}"))
}

/// The same for a command with a scope, which shows findings: of a text that has changed below an edit, with what has changed.
pub(crate) fn load_whole(root: &Path, options: Options) -> Result<(Sources, Compiled), Failure> {
    let (sources, mut compiled, mut options) = load_with_options(root, options)?;
    let past = past::texts(root, &sources, &compiled.project, compiled.brands.iter().map(|brand| &brand.brand.id), &compiled.findings);
    if !past.is_empty() {
        options.past = past.into();
        compiled = compile(&sources, &options);
    }
    compiled.findings = joined(compiled.findings);
    Ok((sources, compiled))
}

/// A brand as far as a command wants to know that keeps no texts. There may be many.
pub(crate) struct Brand {
    pub(crate) id: BrandId,
    pub(crate) documents: Arc<[Document]>,
    /// The paths of the files that were put for it, below its folder: a line for each.
    pub(crate) files: Arc<str>,
    /// A hash of what it brings to others, for the record of a build.
    pub(crate) brought: Option<blake3::Hash>,
    /// The brands that it extends.
    pub(crate) parents: Box<[BrandId]>,
}

impl Brand {
    /// Of what was `made` of a brand, whose files `put` takes in a build if nothing is wrong with them; and what is wrong.
    pub(crate) fn of(project: &Project, made: Made, put: Option<&Put<'_>>) -> (Self, Vec<Finding>) {
        let brought = put.and_then(|_| again::brought(project, &made));
        let id = made.composed.brand.id;
        let parents = project.layers(&id).iter().map(|layer| layer.id.clone()).filter(|layer| *layer != id).collect();
        let states = made.files.filter(|files| !files.is_empty()).zip(put).map(|(files, put)| put(&id, &files)).unwrap_or_default();
        let documents = made.composed.documents.into_iter().map(|document| Document {
            state: SitePath::parse(&format!("{}/index.html", document.path)).and_then(|file| states.get(&file).copied()),
            id: document.id,
            path: document.path.into(),
            wanted: document.wanted.into_iter().map(|wanted| wanted.path).collect(),
        });
        let files = states.keys().map(SitePath::as_str).collect::<Vec<_>>().join("\n").into();
        (Self { documents: documents.collect(), files, brought, parents, id }, made.findings)
    }

    /// Holds once with `other` what is the same of both. As a rule that is all of it.
    fn share(&mut self, other: &Self) {
        if self.documents == other.documents {
            self.documents = other.documents.clone();
        }
        if self.files == other.files {
            self.files = other.files.clone();
        }
    }
}

/// Takes the files of a brand without an error, on the thread that compiled it.
pub(crate) type Put<'a> = dyn Fn(&BrandId, &site::Files) -> FileStates + Sync + 'a;

/// A document of such a brand.
#[derive(PartialEq)]
pub(crate) struct Document {
    pub(crate) id: DocumentId,
    /// Its folder below the brand's.
    pub(crate) path: Arc<str>,
    /// The values that hold it back.
    pub(crate) wanted: Arc<[String]>,
    /// What became of its page, if it was put.
    pub(crate) state: Option<FileState>,
}

/// A workspace of which no text is kept.
pub(crate) struct Surveyed {
    pub(crate) sources: Sources,
    pub(crate) brands: Vec<Brand>,
    pub(crate) findings: Vec<Finding>,
    /// What brands state that concerns the pages of others, for the record of a build.
    pub(crate) elsewhere: Option<Arc<Elsewhere>>,
}

/// How many brands are held in memory when these are all: as many as fit in 64 MiB with the rest of a build, when they are as large as those
/// of the benchmark.
const HELD: usize = 1000;

/// How many bytes their files may have then.
const ROOM: usize = 16 << 20;

/// How many are when there are more.
const BATCH: usize = 80;

/// How many brands a record of a build may have.
const RECORDED: usize = 10_000;

/// A workspace that is read part by part. When it is small, it is read once and held.
pub(crate) struct Opened {
    folder: disk::Workspace,
    shared: Files,
    brands: Vec<BrandId>,
    held: BTreeMap<BrandId, Files>,
    threads: usize,
    /// Just before anything was read.
    began: SystemTime,
    /// What was read of what all brands share, and of each brand.
    origins: (Origin, Mutex<BTreeMap<BrandId, Origin>>),
    /// What is not held is read more than once: whether it was something else later.
    changed: AtomicBool,
}

impl Opened {
    pub(crate) fn open(root: &Path, threads: usize) -> Result<Self, Failure> {
        let began = SystemTime::now();
        let folder = disk::Workspace::open(root)?;
        let brands: Vec<BrandId> = folder.brands()?.iter().map(|name| BrandId::new(name)).collect();
        let (shared, origin) = origin(folder.shared()?, began);
        let origins = (origin, Mutex::default());
        let mut opened = Self { folder, shared, brands, held: BTreeMap::new(), threads, began, origins, changed: AtomicBool::new(false) };
        if opened.brands.len() <= HELD {
            opened.held = opened.whole()?;
        }
        Ok(opened)
    }

    /// The folders of all brands; nothing when they are too large to be held.
    fn whole(&self) -> Result<BTreeMap<BrandId, Files>, ReadError> {
        let read = |brand: &BrandId| self.brand(brand);
        let (mut all, mut bytes) = (BTreeMap::new(), 0);
        for some in self.brands.chunks(BATCH) {
            let files = self.parts(&read).read(some)?;
            bytes += files.iter().flat_map(Files::values).map(|file| file.len()).sum::<usize>();
            if bytes > ROOM {
                return Ok(BTreeMap::new());
            }
            all.extend(some.iter().cloned().zip(files));
        }
        Ok(all)
    }

    fn brand(&self, brand: &BrandId) -> Result<Files, ReadError> {
        if let Some(files) = self.held.get(brand) {
            return Ok(files.clone());
        }
        let (files, now) = origin(self.folder.brand(brand.as_str())?, self.began);
        let now = if self.brands.len() > RECORDED { now.unstamped() } else { now };
        let mut origins = self.origins.1.lock().unwrap_or_else(PoisonError::into_inner);
        match origins.entry(brand.clone()) {
            Entry::Vacant(entry) => _ = entry.insert(now),
            Entry::Occupied(first) if first.get().digest == now.digest => {}
            Entry::Occupied(_) => self.changed.store(true, Ordering::Relaxed),
        }
        Ok(files)
    }

    fn parts<'a>(&'a self, read: &'a (dyn Fn(&BrandId) -> Result<Files, ReadError> + Sync)) -> Parts<'a, ReadError> {
        let size = if self.held.is_empty() { BATCH } else { self.brands.len() };
        Parts { shared: &self.shared, brands: &self.brands, read, size, threads: self.threads }
    }

    /// A hash of all that has been read, once everything is compiled, and of what stands `beside` it; nothing when somebody has saved a file
    /// between two readings of it.
    pub(crate) fn hash(&self, beside: &str) -> Option<String> {
        let (shared, brands) = &self.origins;
        let brands = brands.lock().unwrap_or_else(PoisonError::into_inner);
        // A folder with nothing in it is no source.
        let nothing = batches::digest(&Files::new()).to_hex();
        let full = brands.iter().filter(|(_, origin)| !nothing.starts_with(&origin.digest));
        let each = full.map(|(id, origin)| format!("{id} {}", origin.digest));
        let all: Vec<String> = [beside.to_owned(), shared.digest.clone()].into_iter().chain(each).collect();
        let hash = blake3::hash(all.join("\n").as_bytes()).to_hex().chars().take(32).collect();
        (!self.changed.load(Ordering::Relaxed)).then_some(hash)
    }

    /// What was read of what all brands share, and of each brand, which is forgotten here; nothing when somebody has saved a file between two
    /// readings of it, or when there are too many brands to keep a record of them.
    pub(crate) fn origins(&self) -> Option<(Origin, BTreeMap<BrandId, Origin>)> {
        let (shared, brands) = &self.origins;
        let is_told = !self.changed.load(Ordering::Relaxed) && self.brands.len() <= RECORDED;
        is_told.then(|| (shared.clone(), std::mem::take(&mut *brands.lock().unwrap_or_else(PoisonError::into_inner))))
    }
}

/// The files of a part of a workspace that was read after `began`, and what is to be known of them.
pub(crate) fn origin(mut part: Part, began: SystemTime) -> (Files, Origin) {
    let files = std::mem::take(&mut part.files);
    let digest = batches::digest(&files);
    (files, Origin::new(&digest, part, began))
}

/// Whether findings may be parts of one: edits of a clause that is another text now, or of one clause, the same of many brands.
fn has_parts(findings: &[Finding], sources: &Sources) -> bool {
    let mut seen = BTreeSet::new();
    findings.iter().any(|finding| match (finding.code, finding.labels.first()) {
        (Code::StaleOverride, _) => true,
        (Code::SameOverride | Code::UnpinnedOverride, Some(label)) => {
            let clause = Path::new(sources.path(label.place.file())).file_name();
            !seen.insert((finding.code, clause.map(ToOwned::to_owned)))
        }
        _ => false,
    })
}

/// Compiles the workspace brand by brand; a build will `put` their files.
pub(crate) fn survey(workspace: &Opened, mut options: Options, quiet: bool, put: Option<&Put<'_>>) -> Result<Surveyed, Failure> {
    let read = |brand: &BrandId| workspace.brand(brand);
    let parts = workspace.parts(&read);
    let root = workspace.folder.root();
    let mut brands = Vec::new();
    let chosen = workspace.brands.iter().filter(|brand| options.brands.is_empty() || options.brands.contains(*brand));
    let chosen = chosen.filter(|brand| options.shard.is_none_or(|shard| shard.has(brand))).count();
    let progress = Progress::new(if put.is_some() { "building" } else { "checking" }, chosen, quiet);
    let of_brand = |project: &Project, made| {
        let brand = Brand::of(project, made, put);
        progress.done_one();
        brand
    };
    let done = batches::each_brand(&parts, &options, &of_brand, &mut |mut brand: Brand| {
        brands.last().into_iter().for_each(|last| brand.share(last));
        brands.push(brand);
    })?;
    drop(progress);
    exist(&options.brands, &done.brands, &done.findings)?;
    let in_batches = done.elsewhere.is_some();
    let is_in_parts = has_parts(&done.findings, &done.sources);
    // What is to be said of a file that cannot be read comes before all else, whichever brand's it is.
    let is_cut_short = in_batches && readable(&done.findings).is_err();
    let elsewhere = put.map(|_| done.elsewhere.unwrap_or_else(|| again::elsewhere(&done.project).into()));
    if in_batches && (is_in_parts || is_cut_short) {
        // Both are told of the workspace as a whole.
        let (sources, compiled) = load_whole(root, options)?;
        return Ok(Surveyed { sources, brands, findings: compiled.findings, elsewhere });
    }
    options.past = past::texts(root, &done.sources, &done.project, brands.iter().map(|brand| &brand.id), &done.findings).into();
    let findings = match options.past.is_empty() {
        true => done.findings,
        false => batches::each_brand(&parts, &options, &|_, made| ((), made.findings), &mut |()| {})?.findings,
    };
    Ok(Surveyed { sources: done.sources, brands, findings, elsewhere })
}
