//! The next build: what is as it was when the last one came out without a finding is not compiled again. Wherever that is not plain, there
//! is nothing to be had here, and everything is compiled; no error is told here either, since that comes upon it too.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::SystemTime;

use fineprint::batches::Files;
use fineprint::disk::{self, BrandRecord, Origin, Record, Stamp, Written};
use fineprint::id::BrandId;
use fineprint::model::Project;
use fineprint::source::Sources;
use fineprint::{Options, again, work};

use super::Writer;
use super::pages::{self, Page};
use crate::args::{Build, Scope};
use crate::workspace::{self, Brand, Surveyed};

/// How many brands a thread looks at before it takes the next ones.
const CHUNK: usize = 16;

/// How many brands are compiled by themselves.
const FEW: usize = 100;

/// What a record says of a brand: fields between tabs.
struct Said<'r> {
    /// A hash of what it brings to others; empty when that cannot be told, or it was not compiled.
    brought: &'r str,
    /// The brands that it extends, with blanks between them.
    parents: &'r str,
    /// Its pages, with tabs between them.
    pages: &'r str,
}

impl<'r> Said<'r> {
    fn of(known: &'r BrandRecord) -> Option<Self> {
        let (brought, rest) = known.said.split_once('\t')?;
        let (parents, pages) = rest.split_once('\t').unwrap_or((rest, ""));
        Some(Self { brought, parents, pages })
    }

    fn parents(&self) -> impl Iterator<Item = &'r str> {
        self.parents.split(' ').filter(|parent| !parent.is_empty())
    }

    fn pages(&self) -> impl Iterator<Item = &'r str> {
        self.pages.split('\t').filter(|page| !page.is_empty())
    }
}

/// A hash of everything that a build rests on beside the files of the workspace.
pub(super) fn key(root: &Path, args: &Build) -> Option<String> {
    // How much is printed, how findings count and on how many threads is not among it. A new option has to be put to one side or the other.
    let Build { scope: Scope { brand, shard, as_of, strict: _, threads: _, format: _, quiet: _ }, out: _, drafts, base_url } = args;
    let program = std::env::current_exe().ok()?;
    let built = Stamp::at(&program);
    let rests_on = format!(
        "{program:?} {built:?} {:?} {brand:?} {shard:?} {as_of:?} {drafts} {base_url:?} {}",
        root.canonicalize().ok()?,
        workspace::today()
    );
    Some(blake3::hash(rests_on.as_bytes()).to_hex().to_string())
}

/// Builds what is not as it was. The pages, and what was done to the output folder; nothing when everything has to be compiled.
pub(super) fn build(root: &Path, out: &Path, key: Option<&str>, args: &Build) -> Option<(Vec<Page>, Written)> {
    let began = SystemTime::now();
    let mut record = Record::read(out, key?)?;
    let workspace = disk::Workspace::open(root).ok()?;
    let Changes { changed, shared, is_news } = look(&mut record, &workspace, out, began, args.scope.threads)?;
    if changed.is_empty() {
        if is_news && record.is_the_last(out) {
            record.renew(out).ok();
        }
        return Some((settled(&record, &[], args.drafts)?, Written::default()));
    }
    let brands: BTreeSet<BrandId> = changed.keys().cloned().collect();
    let parents = parents(&record, &brands).filter(|_| args.scope.shard.is_none())?;
    let mut files = shared.map_or_else(|| workspace.shared().map(|part| part.files), Ok).ok()?;
    files.extend(changed.into_values().flatten());
    for parent in parents {
        files.extend(workspace.brand(&parent).ok()?.files);
    }
    let elsewhere = again::from_lines(&record.notes)?.into();
    let options = Options { brands, elsewhere, ..super::options(args) };
    let writer = Writer::new(out, root, args);
    let made = compile(&record, &Sources::new(files), &options, &writer)?;
    // From here on nobody else builds into the folder; what was seen of it must not be older than what another build has put there.
    writer.output().filter(|_| record.is_the_last(out))?;
    let pages = settled(&record, &made, args.drafts)?;
    let note = || {
        for brand in &made {
            if let Some(known) = record.brands.remove(brand.id.as_str()) {
                record.brands.insert(brand.id.to_string(), said(brand, known.origin, out, args.drafts));
            }
        }
        record.write(out).ok();
    };
    let written = writer.finish(&options.brands, note).ok()?;
    Some((pages, written))
}

/// What has happened since the last build.
struct Changes {
    /// The brands whose folders do not hold what they held, or whose pages are not those that were written; with what their folders hold.
    changed: BTreeMap<BrandId, Files>,
    /// What all brands share, if it had to be read. It has not changed.
    shared: Option<Files>,
    /// Whether files hold what they held, and have other stamps: the record knows them now.
    is_news: bool,
}

/// Looks what is not as it was; nothing when it is what all brands share, or which brands there are.
fn look(record: &mut Record, workspace: &disk::Workspace, out: &Path, began: SystemTime, threads: usize) -> Option<Changes> {
    let mut seen = Changes { changed: BTreeMap::new(), shared: None, is_news: false };
    if !record.shared.is_as_it_was(workspace.root()) {
        let (files, origin) = workspace::origin(workspace.shared().ok()?, began);
        if origin.digest != record.shared.digest || !workspace.brands().ok()?.iter().eq(record.brands.keys()) {
            return None;
        }
        seen.is_news = origin.is_telling();
        seen.shared = Some(files);
        record.shared = origin;
    }
    for (id, origin, changed) in moved(record, workspace, out, began, threads)? {
        seen.is_news |= origin.is_telling();
        record.brands.get_mut(&id)?.origin = origin;
        seen.changed.extend(changed.map(|files| (BrandId::new(&id), files)));
    }
    Some(seen)
}

/// Compiles the brands of `options`; nothing when something is wrong, or when it concerns other brands.
fn compile(record: &Record, sources: &Sources, options: &Options, writer: &Writer<'_>) -> Option<Vec<Brand>> {
    let take = |project: &Project, made| Brand::of(project, made, Some(&|brand, files| writer.put(brand, files)));
    let (made, shared) = again::some_brands(sources, options, &take);
    let brought = |brand: &Brand| Some(Said::of(record.brands.get(brand.id.as_str())?)?.brought);
    let is_well = |(brand, findings): &(Brand, Vec<_>)| findings.is_empty() && brought(brand) == Some(&digits(brand));
    let all_well = shared.is_empty() && made.len() == options.brands.len() && made.iter().all(is_well);
    all_well.then(|| made.into_iter().map(|(brand, _)| brand).collect())
}

/// A brand that is not plainly as it was: its sources as they are now, and what its folder holds when that, or what was written, has changed.
type Moved = (String, Origin, Option<Files>);

/// The brands that are not plainly as they were; nothing when more have changed than are compiled by themselves.
fn moved(record: &Record, workspace: &disk::Workspace, out: &Path, began: SystemTime, threads: usize) -> Option<Vec<Moved>> {
    let brands: Vec<(&String, &BrandRecord)> = record.brands.iter().collect();
    let chunks: Vec<&[(&String, &BrandRecord)]> = brands.chunks(CHUNK).collect();
    let look = |chunk: &&[(&String, &BrandRecord)]| {
        let mut moved = Vec::new();
        for (id, known) in chunk.iter() {
            let stands = known.stands(out);
            if !stands || !known.origin.is_as_it_was(workspace.root()) {
                let (files, origin) = workspace::origin(workspace.brand(id).ok()?, began);
                let has_changed = !stands || origin.digest != known.origin.digest;
                moved.push(((*id).clone(), origin, has_changed.then_some(files)));
            }
        }
        Some(moved)
    };
    let (mut all, mut changed) = (Vec::new(), 0);
    let is_read =
        work::in_order(chunks.len(), threads, || |number| chunks.get(number).and_then(look), &mut |some: Option<Vec<Moved>>| match some {
            Some(some) => {
                changed += some.iter().filter(|(_, _, files)| files.is_some()).count();
                all.extend(some);
                if changed <= FEW { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            }
            None => ControlFlow::Break(()),
        });
    is_read.then_some(all)
}

/// The brands that `brands` extend, if these can be compiled by themselves: nobody extends one of them.
fn parents(record: &Record, brands: &BTreeSet<BrandId>) -> Option<BTreeSet<String>> {
    let (mut parents, mut compiled) = (BTreeSet::new(), 0);
    for (id, known) in &record.brands {
        let said = Said::of(known)?;
        if said.parents().any(|parent| brands.contains(parent)) {
            return None;
        }
        if brands.contains(id.as_str()) && !said.brought.is_empty() {
            parents.extend(said.parents().map(str::to_owned));
            compiled += 1;
        }
    }
    (compiled == brands.len()).then_some(parents)
}

/// The pages of all brands, when only those of the brands that were `made` may have changed.
fn settled(record: &Record, made: &[Brand], drafts: bool) -> Option<Vec<Page>> {
    let made: BTreeMap<&str, &Brand> = made.iter().map(|brand| (brand.id.as_str(), brand)).collect();
    let mut all = Vec::new();
    for (id, known) in &record.brands {
        match made.get(id.as_str()) {
            Some(brand) => all.extend(pages::of(brand, true, drafts)),
            None => {
                let brand = BrandId::new(id);
                for page in Said::of(known)?.pages() {
                    all.push(Page::settled(&brand, page)?);
                }
            }
        }
    }
    Some(all)
}

/// Notes what a build without a finding was made of and what it has written. Nobody else can write to `out` now.
pub(super) fn record(
    out: &Path,
    key: String,
    (shared, brands): (Origin, BTreeMap<BrandId, Origin>),
    surveyed: &Surveyed,
    drafts: bool,
) -> Option<()> {
    let record = Record::new(key, shared, again::to_lines(surveyed.elsewhere.as_deref()?)?);
    let made: BTreeMap<&BrandId, &Brand> = surveyed.brands.iter().map(|brand| (&brand.id, brand)).collect();
    let brands = brands.into_iter().map(|(id, origin)| match made.get(&id) {
        Some(brand) => (id.to_string(), said(brand, origin, out, drafts)),
        None => (id.to_string(), BrandRecord::new(origin, out, std::iter::empty(), "\t".to_owned())),
    });
    record.write_with(out, brands).ok()
}

/// The hash of what a brand brings to others, as a record has it.
fn digits(brand: &Brand) -> String {
    brand.brought.map(|hash| hash.to_hex().to_string()).unwrap_or_default()
}

/// What is to be noted of a brand that was compiled.
fn said(brand: &Brand, origin: Origin, out: &Path, drafts: bool) -> BrandRecord {
    let parents: Vec<&str> = brand.parents.iter().map(BrandId::as_str).collect();
    let mut said = format!("{}\t{}", digits(brand), parents.join(" "));
    pages::of(brand, true, drafts).for_each(|page| _ = write!(said, "\t{page}"));
    BrandRecord::new(origin, out, brand.files.lines().map(|path| format!("{}/{path}", brand.id)), said)
}
