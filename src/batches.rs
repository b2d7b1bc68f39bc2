//! A workspace of more brands than memory should hold: what each states that concerns the pages of others is gathered first, then they are
//! compiled some at a time. What comes of it is what would come of all at once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use crate::compile::{self, Compiling, Elsewhere, Made, Options};
use crate::diagnostic::{Finding, Findings, joined, nearest};
use crate::id::BrandId;
use crate::model::Project;
use crate::path::{self, SourcePath};
use crate::source::{SourceFile, Sources};
use crate::{parse, work};

/// The files of a part of a workspace.
pub type Files = BTreeMap<SourcePath, Arc<[u8]>>;

/// A workspace that is read part by part.
pub struct Parts<'a, E> {
    /// What all brands share: everything but their folders.
    pub shared: &'a Files,
    /// The names of their folders.
    pub brands: &'a [BrandId],
    /// Reads such a folder.
    pub read: &'a (dyn Fn(&BrandId) -> Result<Files, E> + Sync),
    /// How many brands are held at a time.
    pub size: usize,
    /// How many threads read, or 0 for one on each core.
    pub threads: usize,
}

/// What came of all brands.
pub struct Batched {
    /// What the workspace states; when brands were compiled some at a time, what all of them share.
    pub project: Project,
    /// The brands, and whether each is abstract.
    pub brands: BTreeMap<BrandId, bool>,
    /// Everything that is wrong, sorted.
    pub findings: Vec<Finding>,
    /// The files in which something is wrong, if not all.
    pub sources: Sources,
    /// What was known of all brands when they were compiled some at a time.
    pub elsewhere: Option<Arc<Elsewhere>>,
}

/// Makes something of a brand, and tells what is wrong with it.
type Take<'a, T> = dyn Fn(&Project, Made) -> (T, Vec<Finding>) + Sync + 'a;

/// Compiles the brands as [`compile::each_brand`] does; `visit` gets what `take` makes of each.
pub fn each_brand<T: Send, E: Send>(
    parts: &Parts<'_, E>,
    options: &Options,
    take: &Take<'_, T>,
    visit: &mut dyn FnMut(T),
) -> Result<Batched, E> {
    let mut findings = Findings::default();
    let mut visit = |found: &mut Findings, (made, more): (T, Vec<Finding>)| {
        more.into_iter().for_each(|finding| found.push(finding));
        visit(made);
        ControlFlow::Continue(())
    };
    if parts.brands.len() <= parts.size {
        let all = parts.read(parts.brands)?.into_iter().flatten();
        let sources = Sources::new(parts.shared.clone().into_iter().chain(all));
        let (project, shared) = compile::each_brand(&sources, options, take, &mut |_, made| visit(&mut findings, made));
        shared.into_iter().for_each(|finding| findings.push(finding));
        let brands = project.brands.values().map(|brand| (brand.id.clone(), brand.is_abstract)).collect();
        return Ok(Batched { project, brands, findings: joined(findings.sorted()), sources, elsewhere: None });
    }
    let overview = Overview::gather(parts)?;
    let is_whole = options.is_whole();
    let mut so_far: Option<Compiling> = None;
    for (batch, with) in overview.batches(options, parts.size) {
        let sources = overview.sources(parts, &with)?;
        let options = Options { brands: batch, elsewhere: overview.elsewhere.clone(), ..options.clone() };
        let mut done = compile::some_brands(&sources, &options, is_whole, take, &mut |_, made| visit(&mut findings, made));
        // What the next ones are made of needs the room.
        done.project.brands.clear();
        options.memory.forget_brands();
        so_far = Some(match so_far {
            None => done,
            Some(before) => before.and(done),
        });
    }
    let (mut project, mut shared) = (Project::default(), Findings::default());
    if let Some(done) = so_far {
        (project, shared) = (done.project, done.shared);
        if let Some(used) = done.used {
            used.check(&project, &mut shared);
        }
    }
    shared.sorted().into_iter().for_each(|finding| findings.push(finding));
    let findings = joined(findings.sorted());
    let sources = overview.sources(parts, &overview.with_findings(&findings))?;
    let brands = overview.brands.iter().map(|(id, seen)| (id.clone(), seen.is_abstract)).collect();
    Ok(Batched { project, brands, findings, sources, elsewhere: Some(overview.elsewhere) })
}

impl<E: Send> Parts<'_, E> {
    /// Reads the folders of `brands`.
    pub fn read(&self, brands: &[BrandId]) -> Result<Vec<Files>, E> {
        let mut all = Vec::with_capacity(brands.len());
        self.each(brands, &|_, files| files, &mut |files| all.push(files)).map(|()| all)
    }

    /// Reads the folders of `brands` on several threads, and makes something of each, which `take` gets in their order.
    fn each<T: Send>(&self, brands: &[BrandId], make: &(dyn Fn(&BrandId, Files) -> T + Sync), take: &mut dyn FnMut(T)) -> Result<(), E> {
        let one = |number: usize| brands.get(number).map(|brand| (self.read)(brand).map(|files| make(brand, files)));
        let mut fails = None;
        work::in_order(brands.len(), self.threads, || one, &mut |read: Option<Result<T, E>>| match read {
            Some(Err(error)) => {
                fails = Some(error);
                ControlFlow::Break(())
            }
            Some(Ok(made)) => {
                take(made);
                ControlFlow::Continue(())
            }
            None => ControlFlow::Continue(()),
        });
        fails.map_or(Ok(()), Err)
    }
}

/// A hash of files and their places.
pub fn digest(files: &Files) -> blake3::Hash {
    let mut hash = blake3::Hasher::new();
    for (path, bytes) in files {
        hash.update(format!("{path} {}\n", bytes.len()).as_bytes()).update(bytes);
    }
    hash.finalize()
}

impl Compiling {
    /// With what is known after the next batch.
    fn and(self, mut next: Self) -> Self {
        self.shared.sorted().into_iter().for_each(|finding| next.shared.push(finding));
        next.project.read.extend(self.project.read);
        next.used = self.used.zip(next.used).map(|(one, other)| one.join(other));
        next
    }
}

/// What is known of all brands at once.
struct Overview {
    brands: BTreeMap<BrandId, Glance>,
    elsewhere: Arc<Elsewhere>,
    /// The rank of each file that is in no brand's folder.
    ranks: BTreeMap<String, u32>,
}

/// What is known of a brand.
#[derive(Default)]
struct Glance {
    extends: Option<BrandId>,
    is_abstract: bool,
    /// The ranks of the files in its folder.
    ranks: Range<u32>,
}

impl Overview {
    fn gather<E: Send>(parts: &Parts<'_, E>) -> Result<Self, E> {
        let (mut brands, mut elsewhere) = (BTreeMap::new(), Elsewhere::default());
        let mut counts: Vec<(String, u32)> = parts.shared.keys().map(|path| (path.as_str().to_owned(), 1)).collect();
        let look = |id: &BrandId, files: Files| {
            let count = u32::try_from(files.len()).unwrap_or(u32::MAX);
            let (mut glance, mut stated) = (Glance::default(), Elsewhere::default());
            if let Some(brand) = parse::alone(id, files) {
                stated.add(&brand);
                glance = Glance { extends: brand.extends.map(|(parent, _)| parent), is_abstract: brand.is_abstract, ..glance };
            }
            (id.clone(), glance, stated, count)
        };
        parts.each(parts.brands, &look, &mut |(id, glance, stated, files)| {
            counts.push((format!("brands/{id}/"), files));
            elsewhere.join(stated);
            brands.insert(id, glance);
        })?;
        counts.sort();
        let (mut ranks, mut next) = (BTreeMap::new(), 0_u32);
        for (path, files) in counts {
            let all = next..next.saturating_add(files);
            next = all.end;
            match path::brand_of(&path).filter(|_| path.ends_with('/')).and_then(|brand| brands.get_mut(brand)) {
                Some(glance) => glance.ranks = all,
                None => _ = ranks.insert(path, all.start),
            }
        }
        Ok(Self { brands, elsewhere: elsewhere.into(), ranks })
    }

    /// The brands to compile, `size` at a time, each time with the folders that they are made of.
    fn batches(&self, options: &Options, size: usize) -> Vec<(BTreeSet<BrandId>, Vec<BrandId>)> {
        let is_whole = options.is_whole();
        let is_chosen = |(id, seen): &(&BrandId, &Glance)| !seen.is_abstract && options.has(id);
        let chosen: Vec<&BrandId> = self.brands.iter().filter(is_chosen).map(|(id, _)| id).collect();
        let mut rest: BTreeSet<&BrandId> = self.brands.keys().filter(|_| is_whole).collect();
        let mut batches: Vec<(BTreeSet<BrandId>, BTreeSet<&BrandId>)> = Vec::new();
        for batch in chosen.chunks(size.max(1)) {
            let with: BTreeSet<&BrandId> = batch.iter().flat_map(|brand| self.chain(brand)).collect();
            rest.retain(|brand| !with.contains(brand));
            batches.push((batch.iter().copied().cloned().collect(), with));
        }
        // Abstract brands that nobody extends are looked at as well.
        match batches.last_mut() {
            Some((_, with)) => with.append(&mut rest),
            None => batches.push((BTreeSet::new(), rest)),
        }
        batches.into_iter().map(|(batch, with)| (batch, with.into_iter().cloned().collect())).collect()
    }

    /// `brand` and those that it extends. A parent under a wrong name is taken for the one that was meant, as the compiler does.
    fn chain<'s>(&'s self, brand: &BrandId) -> BTreeSet<&'s BrandId> {
        let mut chain = BTreeSet::new();
        let mut next = self.brands.get_key_value(brand);
        while let Some((_, glance)) = next.filter(|(id, _)| chain.insert(*id)) {
            next = glance.extends.as_ref().and_then(|parent| {
                let meant = || nearest(parent.as_str(), self.brands.keys().map(BrandId::as_str)).map(BrandId::new);
                self.brands.get_key_value(parent).or_else(|| self.brands.get_key_value(&meant()?))
            });
        }
        chain
    }

    /// What all share and the folders of `brands`.
    fn sources<E: Send>(&self, parts: &Parts<'_, E>, brands: &[BrandId]) -> Result<Sources, E> {
        let file = |path: &SourcePath, bytes: &Arc<[u8]>| SourceFile { path: path.clone(), bytes: bytes.clone() };
        let rank = |path: &SourcePath| self.ranks.get(path.as_str()).copied().unwrap_or_default();
        let mut files: Vec<(u32, SourceFile)> = parts.shared.iter().map(|(path, bytes)| (rank(path), file(path, bytes))).collect();
        for (brand, part) in brands.iter().zip(parts.read(brands)?) {
            // No more than there were: a file that somebody has added meanwhile would have the rank of another.
            let ranks = self.brands.get(brand).map(|glance| glance.ranks.clone()).unwrap_or_default();
            files.extend(ranks.zip(part.iter().map(|(path, bytes)| file(path, bytes))));
        }
        Ok(Sources::some(files))
    }

    /// The brands in whose folders something is wrong.
    fn with_findings(&self, findings: &[Finding]) -> Vec<BrandId> {
        let ranks: BTreeSet<u32> = findings.iter().flat_map(|finding| &finding.labels).map(|label| label.place.file().rank()).collect();
        let shared = self.ranks.values().map(|rank| (*rank, None));
        let folders = self.brands.iter().filter(|(_, glance)| !glance.ranks.is_empty()).map(|(id, glance)| (glance.ranks.start, Some(id)));
        let by_rank: BTreeMap<u32, Option<&BrandId>> = shared.chain(folders).collect();
        let brands: BTreeSet<&BrandId> = ranks.iter().filter_map(|rank| *by_rank.range(..=rank).next_back()?.1).collect();
        brands.into_iter().cloned().collect()
    }
}
