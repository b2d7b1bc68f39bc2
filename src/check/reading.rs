//! A brand's pages as the rules read them: each text with what is known of it whatever the brand, and each value with what is known of it
//! whatever the text. Blocks are put together only where a rule asks for it.

use std::rc::Rc;
use std::sync::Arc;

use crate::compose::{Block, Composed, Filled, Passage};
use crate::id::DocumentId;
use crate::model::Project;

use super::memo::{Memo, Values};
use super::places::{self, Holed};
use super::remembered::Remembered;
use super::searcher::{InText, Searcher};
use super::values::Value;
use super::{foreign_address, rules, text, vendors};

/// What is looked for, and what has been found, brand after brand.
pub(super) struct Library<'a> {
    pub(super) names: Searcher,
    pub(super) rules: rules::Rules<'a>,
    pub(super) vendors: vendors::Names<'a>,
    texts: Arc<Memo<Noted>>,
    values: std::cell::RefCell<Values>,
    brands: std::cell::Cell<usize>,
}

/// What is known of a text whatever the brand.
pub(super) struct Noted {
    /// Its blocks that print values.
    pub(super) holed: Vec<Holed>,
    pub(super) names: Vec<InText>,
    pub(super) mailboxes: Vec<foreign_address::Hit>,
    pub(super) rules: rules::InText,
    pub(super) vendors: Vec<vendors::Hit>,
}

/// What is read of a brand.
pub(super) struct Reading<'c> {
    pub(super) composed: &'c Composed,
    pub(super) project: &'c Project,
    /// Every text, page by page, the foot of the pages last.
    pub(super) texts: Vec<Read<'c>>,
    /// Every value that is printed, once, with the text that prints it first and its number there.
    pub(super) values: Vec<(Rc<Value>, &'c Passage, usize)>,
}

/// A text of a page.
pub(super) struct Read<'c> {
    pub(super) passage: &'c Passage,
    /// Its document; none for the foot.
    pub(super) document: Option<&'c DocumentId>,
    pub(super) noted: Arc<Noted>,
    /// The values that it prints.
    pub(super) values: Vec<Rc<Value>>,
}

/// A block with the values in place.
pub(super) struct InPlace<'c> {
    /// Its number in the text.
    pub(super) number: usize,
    pub(super) block: &'c Block,
    pub(super) filled: Filled,
}

impl<'c> Read<'c> {
    /// The blocks that are `wanted`, with the values in place.
    pub(super) fn filled(&self, wanted: impl Fn(&Holed) -> bool) -> impl Iterator<Item = InPlace<'c>> {
        self.noted.holed.iter().filter(move |holed| wanted(holed)).filter_map(|holed| {
            let block = self.passage.prose.blocks.get(holed.block)?;
            let value = |number: usize| self.values.get(number).map_or("", |value| value.text.as_str());
            Some(InPlace { number: holed.block, block, filled: Filled::new(block, &value) })
        })
    }
}

impl<'a> Library<'a> {
    pub(super) fn new(project: &'a Project, names: Searcher, remembered: &Remembered) -> Self {
        let vendors = vendors::Names::new(project);
        let texts = remembered.notes(&names.needles, project, &vendors);
        Self { names, rules: rules::Rules::new(project), vendors, texts, values: Default::default(), brands: Default::default() }
    }

    /// Reads the pages of a brand.
    pub(super) fn read<'c>(&self, composed: &'c Composed, project: &'c Project) -> Reading<'c> {
        let mut kept = self.values.borrow_mut();
        kept.make_room();
        let brand = self.brands.get() + 1;
        self.brands.set(brand);
        let mut distinct = Vec::new();
        let texts = text::passages_with_documents(composed).map(|(document, passage)| {
            let value = |(number, raw): (usize, &Arc<str>)| {
                let value = kept.get(raw, || self.value(raw, passage.value(number)));
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

    fn note(&self, prose: &crate::compose::Prose) -> Noted {
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
