//! The pipeline: sources → project → merged → composed → checked → files, brand by brand.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;

use crate::address::BaseUrl;
use crate::check::{self, Checker};
use crate::compose::{Composed, Composer, Texts};
use crate::coverage::Coverage;
use crate::diagnostic::{Finding, Findings, Label, Severity};
use crate::id::BrandId;
use crate::model::{BrandSource, Project};
use crate::names::Names;
use crate::parse::Seen;
use crate::path;
use crate::render::{Style, Themes};
use crate::shard::Shard;
use crate::site::{Files, Site};
use crate::source::Sources;
use crate::{merge, parse, render, work};

/// What to compile, and how.
#[derive(Clone, Default, Debug)]
pub struct Options {
    /// Only these brands; empty for all that are not abstract.
    pub brands: BTreeSet<BrandId>,
    /// Of these, only the brands of this shard.
    pub shard: Option<Shard>,
    /// How pages are rendered.
    pub style: Style,
    /// Today, for checks of what has a date; pages do not know it. A date in `style` goes before.
    pub today: Option<Date>,
    /// Where the output will stand, if not where each brand says. What stands around the texts says so; the texts print what brands state.
    pub base_url: Option<BaseUrl>,
    /// As if the chosen brands edited no clause and no outline: what they have from the layers below.
    pub without_edits: bool,
    /// Texts as they were at other times, by their hash (`MergedClause::base`): what an edit was written against and is no more. A finding
    /// tells what has changed when it has the text.
    pub past: Arc<BTreeMap<String, String>>,
    /// What brands state which are not among the sources.
    pub elsewhere: Arc<Elsewhere>,
    /// How many threads to work on, or 0 for one on each core. It changes how long a compile takes, and nothing else.
    pub threads: usize,
    /// What earlier compiles have worked out; this one adds to it. It changes how long a compile takes, and nothing else.
    pub memory: Arc<Memory>,
}

impl Options {
    /// Whether all brands are compiled.
    pub(crate) fn is_whole(&self) -> bool {
        self.brands.is_empty() && self.shard.is_none()
    }

    /// Whether a brand, which is not abstract, is compiled.
    pub(crate) fn has(&self, brand: &BrandId) -> bool {
        (self.brands.is_empty() || self.brands.contains(brand)) && self.shard.is_none_or(|shard| shard.has(brand))
    }

    /// The date on which the workspace is checked.
    pub fn date(&self) -> Option<Date> {
        self.style.as_of.or(self.today)
    }
}

/// What brands state, as far as it concerns the pages of others.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Elsewhere {
    /// Paths of values that they define, and how many of them do: what one brand defines, the text of another may ask for.
    pub values: BTreeMap<String, usize>,
    /// The names by which they go, which stand on no other brand's page.
    pub names: BTreeMap<BrandId, Arc<Names>>,
    /// Paths that their texts and conditions read.
    pub reads: BTreeSet<String>,
    /// Whether one of them says which text an edit was written against.
    pub pins: bool,
}

impl Elsewhere {
    /// Adds what `brand` states.
    pub(crate) fn add(&mut self, brand: &BrandSource) {
        parse::defined(&brand.tree.table).into_iter().for_each(|path| *self.values.entry(path).or_default() += 1);
        self.names.insert(brand.id.clone(), Arc::new(Names::stated(&brand.tree.table)));
        self.reads.extend(brand.reads());
        self.pins |= brand.pins();
    }

    /// Adds what brands state of which `more` knows.
    pub(crate) fn join(&mut self, more: Self) {
        more.values.into_iter().for_each(|(path, count)| *self.values.entry(path).or_default() += count);
        self.names.extend(more.names);
        self.reads.extend(more.reads);
        self.pins |= more.pins;
    }
}

/// What compiles have worked out: each part a function of what it was made of, so that it can be kept from one to the next.
#[derive(Default, Debug)]
pub struct Memory {
    /// Files that have been parsed.
    files: Seen,
    /// Texts that have been set.
    texts: Arc<Texts>,
    /// What is looked for on pages, and what has been found.
    library: check::Remembered,
}

impl Memory {
    /// Lets the files of brands go that have been parsed: those of brands that follow are others.
    pub(crate) fn forget_brands(&self) {
        self.files.forget_brands();
    }
}

/// What came of it.
#[derive(Debug)]
pub struct Compiled {
    /// What the workspace states.
    pub project: Project,
    /// The text of every brand, right or wrong.
    pub brands: Vec<Composed>,
    /// What to write; `None` exactly when a finding is an error.
    pub site: Option<Site>,
    /// Everything that is wrong, sorted.
    pub findings: Vec<Finding>,
}

/// What came of one brand.
#[derive(Debug)]
pub struct Made {
    /// Its texts, right or wrong.
    pub composed: Composed,
    /// Its folder; `None` exactly when it, or what all brands share, is in error.
    pub files: Option<Files>,
    /// What is wrong with it, and with nothing that all brands share.
    pub findings: Vec<Finding>,
}

/// Compiles a workspace, and keeps all of it.
pub fn compile(sources: &Sources, options: &Options) -> Compiled {
    let (mut brands, mut site, mut findings) = (Vec::new(), Site::default(), Findings::default());
    let (project, shared) = each_brand(sources, options, &|_, made| made, &mut |_, made| {
        made.findings.into_iter().for_each(|finding| findings.push(finding));
        if let Some(files) = made.files.filter(|files| !files.is_empty()) {
            site.brands.insert(made.composed.brand.id.clone(), files);
        }
        brands.push(made.composed);
        ControlFlow::Continue(())
    });
    shared.into_iter().for_each(|finding| findings.push(finding));
    let site = (!findings.has_errors()).then_some(site);
    Compiled { brands, site, findings: findings.sorted(), project }
}

/// Compiles a workspace brand by brand, on several threads, and keeps none of them. `take` gets each brand, on the thread that compiled it,
/// and `visit` what `take` has made of it, in the order of the brands; it may break off. Returns what the workspace states, and what is
/// wrong with it whatever the brand.
pub fn each_brand<T: Send>(
    sources: &Sources,
    options: &Options,
    take: &(dyn Fn(&Project, Made) -> T + Sync),
    visit: &mut dyn FnMut(&Project, T) -> ControlFlow<()>,
) -> (Project, Vec<Finding>) {
    let Compiling { project, mut shared, used } = some_brands(sources, options, options.is_whole(), take, visit);
    if let Some(used) = used {
        used.check(&project, &mut shared);
    }
    (project, shared.sorted())
}

/// What is known when brands have been compiled, and others may follow.
pub(crate) struct Compiling {
    pub(crate) project: Project,
    /// What is wrong whatever the brand.
    pub(crate) shared: Findings,
    /// What the brands use; nothing when that cannot be told.
    pub(crate) used: Option<check::Used>,
}

/// The same for some brands of a workspace. `is_whole`: whether all others are compiled too, now or in another call.
pub(crate) fn some_brands<T: Send>(
    sources: &Sources,
    options: &Options,
    is_whole: bool,
    take: &(dyn Fn(&Project, Made) -> T + Sync),
    visit: &mut dyn FnMut(&Project, T) -> ControlFlow<()>,
) -> Compiling {
    let (mut findings, seen) = (Findings::default(), &options.memory.files);
    let unseen = parse::unseen(sources, seen);
    let see = |number: usize| unseen.get(number).map(|file| parse::see(sources, seen, *file));
    work::in_order(unseen.len(), options.threads, || see, &mut |_| ControlFlow::Continue(()));
    let mut project = parse::parse(sources, seen, &mut findings);
    let chosen = chosen(&project, options);
    if options.without_edits {
        for (_, brand) in project.brands.iter_mut().filter(|(id, _)| chosen.contains(id)) {
            brand.forget_edits();
        }
    }
    let mut shared = if is_whole { findings } else { about(findings, &project, &chosen, sources) };
    if shared.has_unreadable() {
        // What stands in a file that cannot be read would be missing everywhere: first things first.
        return Compiling { project, shared, used: None };
    }
    project.read = options.elsewhere.reads.clone();
    parse::resolve(&mut project, &chosen, &options.elsewhere.values, &mut shared);
    check::check_overrides(&project, &chosen, options.elsewhere.pins, &options.past, &mut shared);
    let composer = Composer::new(&project, options.memory.texts.clone(), &mut shared);
    // What nothing uses can be told only of the whole workspace.
    let counts = is_whole && !options.without_edits && !shared.has_errors();
    let common = Common {
        sources,
        options,
        composer,
        coverage: Coverage::new(&project, options.date()),
        library: options.memory.library.library(&project, &options.elsewhere.names),
        project: &project,
        shared: &shared,
        blamed: Blamed::by(&shared, sources),
        used: Mutex::new(counts.then(check::Used::default)),
    };
    let brands: Vec<&BrandSource> = chosen.iter().filter_map(|id| project.brands.get(id)).collect();
    let is_done = work::in_order(
        brands.len(),
        options.threads,
        || {
            let mut worker = Worker::new(&common);
            let (brands, project) = (&brands, &project);
            move |number: usize| brands.get(number).map(|brand| take(project, worker.make(brand)))
        },
        &mut |made: Option<T>| made.map_or(ControlFlow::Continue(()), |made| visit(&project, made)),
    );
    let used = common.used.into_inner().unwrap_or_else(PoisonError::into_inner).filter(|_| is_done);
    Compiling { project, shared, used }
}

/// What all workers share.
struct Common<'a> {
    sources: &'a Sources,
    options: &'a Options,
    project: &'a Project,
    composer: Composer<'a>,
    coverage: Coverage<'a>,
    library: Arc<check::Library>,
    shared: &'a Findings,
    /// Brands whose texts errors of the workspace may change.
    blamed: Blamed,
    used: Mutex<Option<check::Used>>,
}

/// Makes brand after brand on one thread.
struct Worker<'a> {
    common: &'a Common<'a>,
    themes: Themes<'a>,
    checker: Checker<'a>,
}

impl<'a> Worker<'a> {
    fn new(common: &'a Common<'a>) -> Self {
        let Common { sources, project, library, .. } = common;
        Self { common, themes: Themes::new(project, sources), checker: Checker::new(project, library.clone()) }
    }

    fn make(&mut self, brand: &BrandSource) -> Made {
        let Common { sources, options, project, composer, coverage, shared, blamed, used, library: _ } = self.common;
        let mut findings = Findings::default();
        let mut merged = merge::merge(project, brand, &mut findings);
        merged.base_url = options.base_url.as_ref().map(|url| url.of(&brand.id)).or(merged.base_url);
        let composed = composer.compose(merged, options.style.drafts, &mut findings);
        coverage.check(&composed, !blamed.has(project, &brand.id), &mut findings);
        let theme = self.themes.get(&composed.brand.theme, &mut findings);
        let checked = self.checker.check(&composed, &mut findings).filter(|_| !shared.has_errors());
        let files = checked.map(|checked| render::render(&checked, theme, sources, options.style, &mut findings));
        let files = files.filter(|_| !findings.has_errors());
        let mut used = used.lock().unwrap_or_else(PoisonError::into_inner);
        *used = used.take().and_then(|used| used.and(&composed.brand));
        Made { composed, files, findings: findings.sorted() }
    }
}

/// The brands to compile.
fn chosen(project: &Project, options: &Options) -> Vec<BrandId> {
    let brands = project.brands.values().filter(|brand| !brand.is_abstract).map(|brand| &brand.id);
    brands.filter(|id| options.has(id)).cloned().collect()
}

/// Whose texts an error of the workspace may change.
struct Blamed {
    /// Everybody's: one lies in no brand's folder.
    all: bool,
    /// The brands in whose folders one lies.
    folders: BTreeSet<String>,
}

impl Blamed {
    fn by(shared: &Findings, sources: &Sources) -> Self {
        let errors = shared.iter().filter(|finding| finding.code.severity() == Severity::Error);
        let owner = |label: &Label| path::brand_of(sources.path(label.place.file())).map(str::to_owned);
        let owners: BTreeSet<Option<String>> = errors.flat_map(|finding| finding.labels.iter().map(owner)).collect();
        Self { all: owners.contains(&None), folders: owners.into_iter().flatten().collect() }
    }

    /// Whether those of `brand` are among them.
    fn has(&self, project: &Project, brand: &BrandId) -> bool {
        self.all || !self.folders.is_empty() && project.layers(brand).iter().any(|layer| self.folders.contains(layer.id.as_str()))
    }
}

/// Without what was found in the folders of brands that are neither compiled nor extended.
fn about(findings: Findings, project: &Project, chosen: &[BrandId], sources: &Sources) -> Findings {
    let all = project.brands.values().filter(|brand| !brand.is_abstract).count() == chosen.len();
    let wanted: BTreeSet<&str> = chosen.iter().flat_map(|id| project.layers(id)).map(|layer| layer.id.as_str()).collect();
    let concerns = |label: &Label| path::brand_of(sources.path(label.place.file())).is_none_or(|brand| wanted.contains(brand));
    let mut kept = Findings::default();
    for finding in findings.sorted() {
        if all || finding.labels.iter().any(concerns) {
            kept.push(finding);
        }
    }
    kept
}
