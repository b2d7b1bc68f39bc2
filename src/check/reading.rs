//! A brand's pages as the rules read them: each text with what is known of it whatever the brand, and each value with what is known of it
//! whatever the text. Blocks are put together only where a rule asks for it.

use std::rc::Rc;
use std::sync::Arc;

use crate::compose::{Block, Composed, Filled, Passage};
use crate::id::DocumentId;
use crate::model::Project;

use super::places::Holed;
use super::searcher::InText;
use super::values::Value;
use super::{foreign_address, rules, vendors};

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
