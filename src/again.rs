//! Compiling a few brands again, when all others are as they were when the whole workspace came out without a finding: what the others bring
//! to the pages of these is known, and as long as these bring to the others what they brought, nothing of the others has to be looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::check::Used;
use crate::compile::{self, Elsewhere, Made, Options};
use crate::diagnostic::Finding;
use crate::id::BrandId;
use crate::model::Project;
use crate::names::Names;
use crate::source::Sources;

/// Compiles the brands that `options` names, whose folders are among the `sources` with those that they extend and with what all brands
/// share; `options.elsewhere` tells of the others. Returns what `take` makes of each, in order, and what is wrong whatever the brand.
pub fn some_brands<T: Send>(sources: &Sources, options: &Options, take: &(dyn Fn(&Project, Made) -> T + Sync)) -> (Vec<T>, Vec<Finding>) {
    let mut all = Vec::new();
    let done = compile::some_brands(sources, options, true, take, &mut |_, made| {
        all.push(made);
        std::ops::ControlFlow::Continue(())
    });
    (all, done.shared.sorted())
}

/// A hash of all that a brand, of which nothing is wrong, brings to the workspace: while it stays the same, other brands' pages and findings
/// do. It is more than [`Elsewhere`]: also what the brand uses of the library, and what it extends.
pub fn brought(project: &Project, made: &Made) -> String {
    let used = Used::default().and(&made.composed.brand).map(|used| used.as_text());
    let mut stated = Elsewhere::default();
    let brand = project.brands.get(&made.composed.brand.id);
    brand.iter().for_each(|brand| stated.add(brand));
    let extends = brand.and_then(|brand| Some(&brand.extends.as_ref()?.0));
    blake3::hash(format!("{used:?} {extends:?} {stated:?}").as_bytes()).to_hex().to_string()
}

/// What the brands of a workspace state that concerns the pages of others.
pub fn elsewhere(project: &Project) -> Elsewhere {
    let mut all = Elsewhere::default();
    project.brands.values().for_each(|brand| all.add(brand));
    all
}

/// What is written of [`Elsewhere`]: values, reads, pins, names.
type Line<B, N> = (BTreeMap<String, usize>, BTreeSet<String>, bool, BTreeMap<B, N>);

/// All of it in one line of JSON.
pub fn to_line(all: &Elsewhere) -> Result<String, serde_json::Error> {
    let names = all.names.iter().map(|(id, names)| (id.as_str(), &**names)).collect();
    let line: Line<&str, &Names> = (all.values.clone(), all.reads.clone(), all.pins, names);
    serde_json::to_string(&line)
}

/// What such a line says.
pub fn from_line(line: &str) -> Result<Elsewhere, serde_json::Error> {
    let (values, reads, pins, names): Line<String, Names> = serde_json::from_str(line)?;
    let names = names.into_iter().map(|(id, names)| (BrandId::new(&id), Arc::new(names))).collect();
    Ok(Elsewhere { values, names, reads, pins })
}
