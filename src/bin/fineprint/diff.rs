//! `fineprint diff`: the words that change on every page between two states of the workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::Path;

use fineprint::diagnostic::{Finding, counted, did_you_mean};
use fineprint::diff::{self, Format, Page, PageChange};
use fineprint::id::{BrandId, DocumentId};
use fineprint::render::Style;
use fineprint::source::Sources;
use fineprint::{Made, disk, each_brand};

use crate::args::{Diff, DiffFormat};
use crate::{Failure, Outcome};
use crate::{report, workspace};

/// What the later state is called.
const WORKING_TREE: &str = "the working tree";

type Name = (BrandId, DocumentId);

pub(crate) fn run(root: &Path, args: &Diff) -> Result<Outcome, Failure> {
    let now = disk::read(root)?;
    let (then, before) = match &args.against {
        Some(folder) => (disk::read(folder)?, folder.display().to_string()),
        None => {
            let (sources, commit) = disk::read_revision(root, &args.since)?;
            let name = if args.since == commit { commit } else { format!("{} ({commit})", args.since) };
            (sources, name)
        }
    };
    let wanted = Wanted::read(&args.pages);
    let in_full = args.format == DiffFormat::Html;
    let mut known = Known::default();
    let mut earlier: BTreeMap<Name, Page> = BTreeMap::new();
    let mut log = String::new();
    log += &compile(&then, &wanted, &before, &mut known, &mut |page| {
        if wanted.has(&page) {
            earlier.insert(name(&page), page);
        }
    })?;
    let mut changes: BTreeMap<Name, PageChange> = BTreeMap::new();
    log += &compile(&now, &wanted, WORKING_TREE, &mut known, &mut |page| {
        if wanted.has(&page) {
            let before = earlier.remove(&name(&page));
            changes.extend(diff::compare(before.as_ref(), Some(&page), in_full).map(|change| (name(&page), change)));
        }
    })?;
    wanted.check(&known)?;
    changes.extend(earlier.values().filter_map(|page| Some((name(page), diff::compare(Some(page), None, in_full)?))));
    let brands: BTreeSet<&BrandId> = changes.keys().map(|(brand, _)| brand).collect();
    let counts = match changes.len() {
        0 => "no page changes".to_owned(),
        1 => format!("1 page of {} changes", counted(brands.len(), "brand")),
        count => format!("{count} pages of {} change", counted(brands.len(), "brand")),
    };
    log += &format!("{counts} from {before} to {WORKING_TREE}\n");
    let code = u8::from(args.exit_code && !changes.is_empty());
    let diff = diff::Diff { before, after: "working tree".to_owned(), pages: changes.into_values().collect() };
    let format = match args.format {
        DiffFormat::Human => Format::Human,
        DiffFormat::Md => Format::Markdown,
        DiffFormat::Html => Format::Html,
        DiffFormat::Json => Format::Json,
    };
    Ok(Outcome { data: diff::print(&diff, format), log, code })
}

/// What there is in either state.
#[derive(Default)]
struct Known {
    brands: BTreeSet<BrandId>,
    pages: BTreeSet<Name>,
}

fn name(page: &Page) -> Name {
    (page.brand.clone(), page.document.clone())
}

/// Composes the pages of a state, drafts too, one brand at a time. Returns what to say of its errors.
fn compile(sources: &Sources, wanted: &Wanted<'_>, state: &str, known: &mut Known, take: &mut dyn FnMut(Page)) -> Result<String, Failure> {
    let options = workspace::options(wanted.brands(), Style { drafts: true, ..Style::default() });
    let mut errors: Vec<Finding> = Vec::new();
    let mut count = 0;
    let (project, shared) = each_brand(sources, &options, &|_, made: Made| made, &mut |_, made| {
        errors.extend(made.findings.into_iter().filter(|finding| report::fails(std::slice::from_ref(finding), false)));
        count += 1;
        for page in diff::pages(&made.composed) {
            known.pages.insert(name(&page));
            take(page);
        }
        ControlFlow::Continue(())
    });
    errors.extend(shared.into_iter().filter(|finding| report::fails(std::slice::from_ref(finding), false)));
    known.brands.extend(project.brands.keys().cloned());
    if let Some(brand) = options.brands.iter().find(|id| project.brands.get(*id).is_some_and(|brand| brand.is_abstract)) {
        return Err(format!("the brand `{brand}` is abstract: it is only there to be extended").into());
    }
    let has_brands = options.brands.is_empty() || options.brands.iter().any(|id| project.brands.contains_key(id));
    let shown = if state == WORKING_TREE { "; `fineprint check` shows them" } else { "" };
    match report::counts(&errors).as_str() {
        "" => Ok(String::new()),
        counts if count == 0 && has_brands => Err(format!("there is no text to compare: {state} has {counts}{shown}").into()),
        counts => Ok(format!("{state} has {counts}, so its text may have gaps, and stand-ins for what is missing{shown}\n")),
    }
}

/// The brands and pages to compare; all when there are none.
struct Wanted<'a>(Vec<(&'a str, Option<&'a str>)>);

impl<'a> Wanted<'a> {
    fn read(pages: &'a [String]) -> Self {
        Self(pages.iter().map(|page| page.split_once('/').map_or((page.as_str(), None), |(brand, rest)| (brand, Some(rest)))).collect())
    }

    fn brands(&self) -> BTreeSet<BrandId> {
        self.0.iter().map(|(brand, _)| BrandId::new(brand)).collect()
    }

    fn has(&self, page: &Page) -> bool {
        let is_it = |(brand, document): &(&str, Option<&str>)| {
            page.brand.as_str() == *brand && document.is_none_or(|document| page.document.as_str() == document)
        };
        self.0.is_empty() || self.0.iter().any(is_it)
    }

    /// Whether each is a brand or page of one of the states.
    fn check(&self, known: &Known) -> Result<(), Failure> {
        for (brand, document) in &self.0 {
            if !known.brands.iter().any(|id| id.as_str() == *brand) {
                let help = workspace::after_semicolon(did_you_mean(brand, known.brands.iter().map(BrandId::as_str)));
                return Err(format!("there is no brand `{brand}`{help}").into());
            }
            let documents = || known.pages.iter().filter(|(id, _)| id.as_str() == *brand).map(|(_, document)| document.as_str());
            if let Some(document) = document.filter(|document| !documents().any(|known| known == *document)) {
                let help = workspace::after_semicolon(did_you_mean(document, documents()));
                return Err(format!("the brand `{brand}` has no document `{document}`{help}").into());
            }
        }
        Ok(())
    }
}
