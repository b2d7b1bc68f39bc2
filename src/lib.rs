//! fineprint: write each clause once, publish every brand's legal pages.
//!
//! ```text
//! disk::read ─► Sources ─► parse ─► Project ─► merge ─► Merged ─► compose ─► Composed ─► check ─► Checked ─► render ─► Site ─► disk::write
//!               snapshot            typed        layers     texts as they       only way       theme
//!               of files            sources      applied    will be read        to be built
//! ```
//!
//! [`compile`] is the pipeline, and a pure function of its [`source::Sources`] and [`Options`]: no file system, clock, environment or
//! network below [`disk`]. Problems are [`diagnostic::Finding`]s, never panics; whoever calls decides how to show them.
//!
//! **Invariants, as absences.** No module knows one above it in the list below (`tests/tidy.rs` checks it). `parse` knows no layers, `merge` no
//! templates, `compose` no theme, `check` writes nothing, `render` cannot be called without [`check::Checked`]. Nothing below the binary
//! prints. No value of a brand passes through Markdown.

pub mod disk;

pub mod render;
pub mod site;

pub mod check;

pub mod compose;

pub mod merge;

pub mod parse;

pub mod condition;
pub mod config;
pub mod model;
pub mod numbering;

pub mod diagnostic;
pub mod id;
pub mod path;
pub mod source;

use std::collections::BTreeSet;

use compose::{Composed, Composer};
use diagnostic::{Finding, Findings, Label};
use id::BrandId;
use model::Project;
use render::{Style, Themes};
use site::Site;
use source::Sources;

/// What to compile, and how.
#[derive(Clone, Default, Debug)]
pub struct Options {
    /// Only these brands; empty for all that are not abstract.
    pub brands: BTreeSet<BrandId>,
    /// How pages are rendered.
    pub style: Style,
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

/// Compiles a workspace.
pub fn compile(sources: &Sources, options: &Options) -> Compiled {
    let mut findings = Findings::default();
    let mut project = parse::parse(sources, &mut findings);
    let chosen = chosen(&project, options);
    let mut findings = about(findings, &project, &chosen, sources);
    if findings.has_unreadable() {
        // What stands in a file that cannot be read would be missing everywhere: first things first.
        return Compiled { project, brands: Vec::new(), site: None, findings: findings.sorted() };
    }
    parse::resolve(&mut project, &chosen, &mut findings);
    let composer = Composer::new(&project, &mut findings);
    let mut brands = Vec::new();
    for brand in chosen.iter().filter_map(|id| project.brands.get(id)) {
        let merged = merge::merge(&project, brand, &mut findings);
        brands.push(composer.compose(merged, options.style.drafts, &mut findings));
    }
    let themes = Themes::new(&project, sources, brands.iter().map(|brand| brand.brand.theme.as_str()), &mut findings);
    let checked: Vec<_> = brands.iter().map(|brand| check::check(brand, &project, &mut findings)).collect();
    let mut site = Site::default();
    for (id, checked) in chosen.iter().zip(checked) {
        let files = checked.map(|checked| render::render(&checked, &themes, sources, options.style, &mut findings));
        if let Some(files) = files.filter(|files| !files.is_empty()) {
            site.brands.insert(id.clone(), files);
        }
    }
    let site = (!findings.has_errors()).then_some(site);
    Compiled { brands, site, findings: findings.sorted(), project }
}

/// The brands to compile.
fn chosen(project: &Project, options: &Options) -> Vec<BrandId> {
    let brands = project.brands.values().filter(|brand| !brand.is_abstract).map(|brand| &brand.id);
    brands.filter(|id| options.brands.is_empty() || options.brands.contains(*id)).cloned().collect()
}

/// Without what was found in the folders of brands that are neither compiled nor extended.
fn about(findings: Findings, project: &Project, chosen: &[BrandId], sources: &Sources) -> Findings {
    let all = project.brands.values().filter(|brand| !brand.is_abstract).count() == chosen.len();
    let wanted: BTreeSet<&str> = chosen.iter().flat_map(|id| project.layers(id)).map(|layer| layer.id.as_str()).collect();
    let concerns = |label: &Label| {
        let path = sources.path(label.place.file());
        let brand = path.strip_prefix("brands/").and_then(|rest| rest.split('/').next());
        brand.is_none_or(|brand| wanted.contains(brand))
    };
    let mut kept = Findings::default();
    for finding in findings.sorted() {
        if all || finding.labels.iter().any(concerns) {
            kept.push(finding);
        }
    }
    kept
}
