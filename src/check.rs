//! Rules on the text as it will be read, and the gate to publishing: only a [`Checker`] makes a [`Checked`], and `render` takes nothing else.
//! One file a rule.

mod addresses;
mod allow;
mod cells;
mod cut_off;
mod design;
mod doubled_word;
mod external;
mod foreign_address;
mod glued_words;
mod items;
mod lead_in;
mod leak;
mod library;
mod links;
mod loose_markup;
mod measure;
mod memo;
mod misleading_link;
mod needles;
mod notes;
mod overrides;
mod own_name;
mod ownership;
mod page;
mod paths;
mod pattern;
mod phrases;
mod placeholder;
mod places;
mod pointers;
mod reading;
mod redirects;
mod repeated;
mod rules;
mod said;
mod searcher;
mod sections;
mod signs;
mod since;
mod spelling;
mod stray_space;
mod terms;
mod text;
mod titles;
mod unused;
mod values;
mod vendors;
mod words;

use std::sync::Arc;

use crate::compose::{Composed, Facts};
use crate::diagnostic::Findings;
use crate::looks::Looks;
use crate::model::Project;

pub use external::Addresses;

pub use library::{Library, Remembered};
pub(crate) use overrides::check as check_overrides;
pub(crate) use unused::Used;

/// A brand without an error.
pub struct Checked<'a> {
    composed: &'a Composed,
    looks: Looks,
}

impl Checked<'_> {
    /// The brand.
    pub fn composed(&self) -> &Composed {
        self.composed
    }

    /// How its pages look.
    pub fn looks(&self) -> &Looks {
        &self.looks
    }
}

/// Checks brand after brand of a project; keeps what it works out for all of them.
pub struct Checker<'a> {
    project: &'a Project,
    library: Arc<Library>,
    values: memo::Values,
    pages: page::Pages,
}

impl<'a> Checker<'a> {
    /// For the brands of `project`, of which `library` is.
    pub fn new(project: &'a Project, library: Arc<Library>) -> Self {
        Self { project, library, values: memo::Values::default(), pages: page::Pages::default() }
    }

    /// Runs every rule on a brand; `None` when one of its layers, texts or rules is in error, or `findings` hold an error of an earlier
    /// stage.
    pub fn check<'c>(&mut self, composed: &'c Composed, findings: &mut Findings) -> Option<Checked<'c>> {
        let mut own = Findings::default();
        links::check(composed, self.project, &mut own);
        sections::check(composed, &mut own);
        paths::check(composed, self.project, &mut own);
        let looks = Looks::new(self.project, &composed.brand);
        design::check(composed, &looks, &mut own);
        redirects::check(composed, &mut own);
        let reading = self.library.read(composed, self.project, &mut self.values);
        text::check(&reading, &mut own);
        page::check(composed, self.project, &self.pages, &mut own);
        let facts = Facts::new(self.project, &composed.brand);
        foreign_address::check(&reading, &self.library.names.needles, &mut own);
        self.library.vendors.check(&reading, &mut own);
        self.library.rules.check(&reading, &facts, &mut own);
        let ground = said::Ground::new(&reading, &self.library.names);
        let values = ground.values();
        let said = ground.said(&values);
        leak::check(&ground, &said, &mut own);
        own_name::check(&ground, &values, &said, &mut own);
        for finding in own.sorted() {
            findings.push(finding.brand(composed.brand.id.as_str()));
        }
        (composed.sound && !findings.has_errors()).then_some(Checked { composed, looks })
    }
}
