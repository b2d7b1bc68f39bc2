//! From arguments to a compiled workspace.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fineprint::diagnostic::did_you_mean;
use fineprint::id::BrandId;
use fineprint::render::Style;
use fineprint::source::Sources;
use fineprint::{Compiled, Options, compile, disk};

use crate::Failure;
use crate::args::Scope;

/// The workspace's folder: the one that was named, or the nearest upward.
pub(crate) fn root(named: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(root) = named {
        return Ok(root.to_owned());
    }
    let here = std::env::current_dir()?;
    let found = disk::find_root(&here);
    found.ok_or_else(|| "no workspace here or above: run in a folder with content/ and brands/, or name one with --root".into())
}

/// Reads and compiles the workspace; all brands when `brands` is empty.
pub(crate) fn load(root: &Path, brands: &[String], style: Style) -> Result<(Sources, Compiled), Failure> {
    let sources = disk::read(root)?;
    let brands: BTreeSet<BrandId> = brands.iter().map(|id| BrandId::new(id)).collect();
    let compiled = compile(&sources, &Options { brands: brands.clone(), style, ..Options::default() });
    if brands.is_empty() && compiled.brands.is_empty() && compiled.findings.is_empty() {
        return Err("the workspace has no brand to build: write brands/<brand>/brand.toml".into());
    }
    for id in &brands {
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
    Ok((sources, compiled))
}

/// Help as the end of a message.
pub(crate) fn after_semicolon(help: Option<String>) -> String {
    help.map_or_else(String::new, |help| format!("; {help}"))
}

/// The same for a command with a scope.
pub(crate) fn load_scope(root: &Path, scope: &Scope, drafts: bool) -> Result<(Sources, Compiled), Failure> {
    load(root, &scope.brand, Style { drafts, as_of: scope.as_of })
}
