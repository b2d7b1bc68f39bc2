//! Looks for the names of all brands in texts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::compose::{Prose, Run, Style};
use crate::id::BrandId;
use crate::model::Project;
use crate::names::Names;

use super::needles::{Hit, Needles};

/// A hit in a text, and the number of the block it stands in; `None` for the address of a link.
pub(super) type InText = (Option<usize>, String, Hit);

/// Looks for names.
pub(super) struct Searcher {
    pub(super) needles: Arc<Needles>,
}

impl Searcher {
    /// For the names of the brands of `project` and of those `elsewhere`; with the needles of the `last` if they are the same.
    pub(super) fn new(project: &Project, elsewhere: &BTreeMap<BrandId, Arc<Names>>, last: Option<&Self>) -> Self {
        let mut stated = elsewhere.clone();
        stated.extend(project.brands.values().map(|brand| (brand.id.clone(), Arc::new(Names::stated(&brand.tree.table)))));
        let vendors: BTreeSet<String> = project.vendors.values().filter_map(|tree| tree.table.text("name")).map(str::to_owned).collect();
        let needles = last.map(|last| &last.needles).filter(|last| last.are_of(&stated, &vendors)).cloned();
        Self { needles: needles.unwrap_or_else(|| Arc::new(Needles::new(stated, vendors))) }
    }

    /// The names in a text without its values.
    pub(super) fn look(&self, prose: &Prose) -> Vec<InText> {
        let mut found = Vec::new();
        for (index, block) in prose.blocks.iter().enumerate() {
            let words = |hit: &Hit| block.text.get(hit.range.clone()).unwrap_or_default().to_owned();
            found.extend(self.needles.search(&block.text, false).into_iter().map(|hit| (Some(index), words(&hit), hit)));
            let links = block.runs.iter().filter_map(|Run { range, style }| match style {
                // A link that shows its address has been looked at.
                Style::Link(url) if block.text.get(range.clone()) != Some(url.trim_start_matches("mailto:")) => Some(url),
                _ => None,
            });
            for url in links {
                let words = |hit: &Hit| url.get(hit.range.clone()).unwrap_or_default().to_owned();
                found.extend(self.needles.search(url, true).into_iter().map(|hit| (None, words(&hit), hit)));
            }
        }
        found
    }
}
