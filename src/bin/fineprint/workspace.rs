//! From arguments to a compiled workspace.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fineprint::diagnostic::{Finding, did_you_mean};
use fineprint::id::BrandId;
use fineprint::render::Style;
use fineprint::source::Sources;
use fineprint::{Compiled, Options, compile, disk};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::Failure;
use crate::args::Scope;
use crate::past;

/// The workspace's folder: the one that was named, or the nearest upward.
pub(crate) fn root(named: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(root) = named {
        return Ok(root.to_owned());
    }
    let here = std::env::current_dir()?;
    let found = disk::find_root(&here);
    found.ok_or_else(|| "no workspace here or above: run in a folder with content/ and brands/, or name one with --root".into())
}

/// Today, at Greenwich: the same for everybody who runs it at the same moment.
pub(crate) fn today() -> Date {
    jiff::Timestamp::now().to_zoned(TimeZone::UTC).date()
}

/// How every command compiles: today is the day of checks. Pages do not know it.
pub(crate) fn options(brands: BTreeSet<BrandId>, style: Style) -> Options {
    Options { brands, style, today: Some(today()), ..Options::default() }
}

/// Reads and compiles the workspace; all brands when `brands` is empty.
pub(crate) fn load(root: &Path, brands: &[String], style: Style) -> Result<(Sources, Compiled), Failure> {
    let (sources, compiled, _) = load_with_options(root, brands, style)?;
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

fn load_with_options(root: &Path, brands: &[String], style: Style) -> Result<(Sources, Compiled, Options), Failure> {
    let sources = disk::read(root)?;
    let options = options(brands.iter().map(|id| BrandId::new(id)).collect(), style);
    let compiled = compile(&sources, &options);
    let brands = &options.brands;
    if readable(&compiled.findings).is_err() {
        return Ok((sources, compiled, options)); // What is there cannot be told.
    }
    if brands.is_empty() && compiled.brands.is_empty() && compiled.findings.is_empty() {
        return Err("the workspace has no brand to build: write brands/<brand>/brand.toml".into());
    }
    for id in brands {
        match compiled.project.brands.get(id) {
            Some(brand) if brand.is_abstract => {
                return Err(format!("the brand `{id}` is abstract: it is only there to be extended").into());
            }
            Some(_) => {}
            None => {
                let help = did_you_mean(id.as_str(), compiled.project.brands.keys().map(BrandId::as_str));
                return Err(format!("there is no brand `{id}`{}", after_semicolon(help)).into());
            }
        }
    }
    Ok((sources, compiled, options))
}

/// Help as the end of a message.
pub(crate) fn after_semicolon(help: Option<String>) -> String {
    help.map_or_else(String::new, |help| format!("; {help}"))
}

/// The same for a command with a scope, which shows findings: of a text that has changed below an edit, with what has changed.
pub(crate) fn load_scope(root: &Path, scope: &Scope, drafts: bool) -> Result<(Sources, Compiled), Failure> {
    let style = Style { drafts, as_of: scope.as_of };
    let (sources, compiled, mut options) = load_with_options(root, &scope.brand, style)?;
    let past = past::texts(root, &sources, &compiled);
    if past.is_empty() {
        return Ok((sources, compiled));
    }
    options.past = past.into();
    let compiled = compile(&sources, &options);
    Ok((sources, compiled))
}
