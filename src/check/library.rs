//! What checks look for, made ready once for all threads, and what has been found in texts. Both are kept from one compile to the next.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::compose::{Composed, Prose};
use crate::id::BrandId;
use crate::model::Project;
use crate::names::Names;

use super::memo::{Memo, Values};
use super::reading::{Noted, Read, Reading};
use super::rules::Rules;
use super::searcher::Searcher;
use super::values::Value;
use super::{foreign_address, places, text, vendors};

/// The library of the last compile. The next can use it as long as nobody renames a brand or changes a vendor or a rule.
#[derive(Default)]
pub struct Remembered(Mutex<Option<Arc<Library>>>);

impl fmt::Debug for Remembered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Remembered")
    }
}

impl Remembered {
    /// What is looked for on the pages of `project`. `elsewhere` has the names of brands that are not in it.
    pub fn library(&self, project: &Project, elsewhere: &BTreeMap<BrandId, Arc<Names>>) -> Arc<Library> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let library = Arc::new(Library::new(project, elsewhere, last.as_deref()));
        *last = Some(library.clone());
        library
    }
}

/// What is looked for, and what has been found, brand after brand.
pub struct Library {
    pub(super) names: Searcher,
    pub(super) rules: Arc<Rules>,
    pub(super) vendors: Arc<vendors::Names>,
    texts: Arc<Memo<Noted>>,
}

impl Library {
    fn new(project: &Project, elsewhere: &BTreeMap<BrandId, Arc<Names>>, last: Option<&Self>) -> Self {
        let names = Searcher::new(project, elsewhere, last.map(|last| &last.names));
        let rules = last.map(|last| &last.rules).filter(|rules| rules.are_of(&project.rules)).cloned();
        let rules = rules.unwrap_or_else(|| Arc::new(Rules::new(&project.rules)));
        let vendors = vendors::Names::new(project, last.map(|last| &last.vendors));
        let looks_for_the_same = |last: &&Self| {
            Arc::ptr_eq(&names.needles, &last.names.needles) && Arc::ptr_eq(&rules, &last.rules) && Arc::ptr_eq(&vendors, &last.vendors)
        };
        let texts = last.filter(looks_for_the_same).map(|last| last.texts.clone());
        let texts = texts.unwrap_or_else(|| Arc::new(Memo::of(project.clauses.len())));
        Self { names, rules, vendors, texts }
    }

    /// Reads the pages of a brand, whose values are kept among `values`.
    pub(super) fn read<'c>(&self, composed: &'c Composed, project: &'c Project, values: &mut Values) -> Reading<'c> {
        let brand = values.next_brand();
        let mut distinct = Vec::new();
        let texts = text::passages_with_documents(composed).map(|(document, passage)| {
            let value = |(number, raw): (usize, &Arc<str>)| {
                let value = values.get(raw, || self.value(raw, passage.value(number)));
                if value.printed_by.replace(brand) != brand {
                    distinct.push((value.clone(), passage, number));
                }
                value
            };
            let values = passage.values.iter().enumerate().map(value).collect();
            Read { passage, document, noted: self.texts.get(&passage.prose, |prose| self.note(prose)), values }
        });
        let texts = texts.collect();
        Reading { composed, project, texts, values: distinct }
    }

    fn value(&self, raw: &str, text: String) -> Value {
        let (touched, names) = (self.rules.touched(&text), self.names.needles.search(&text, false));
        let vendors = self.vendors.in_value(&text);
        Value::new(raw, text, vendors, touched, names)
    }

    fn note(&self, prose: &Prose) -> Noted {
        let holed = places::of(&prose.blocks, &self.vendors);
        Noted {
            names: self.names.look(prose),
            mailboxes: foreign_address::typed(prose),
            rules: self.rules.look(prose, &holed),
            vendors: self.vendors.look(prose),
            holed,
        }
    }
}
