//! A brand's pages as the rules read them: every block that prints values, with the values in place. They are put in once for all rules.

use crate::compose::{Block, Composed, Filled, Passage, is_hole};
use crate::id::DocumentId;
use crate::model::Project;

use super::text;

/// What is read of a brand.
pub(super) struct Reading<'c> {
    pub(super) composed: &'c Composed,
    pub(super) project: &'c Project,
    /// Every text, page by page, the foot of the pages last.
    pub(super) texts: Vec<Read<'c>>,
}

/// A text of a page.
pub(super) struct Read<'c> {
    pub(super) passage: &'c Passage,
    /// Its document; none for the foot.
    pub(super) document: Option<&'c DocumentId>,
    /// Its blocks that print values.
    pub(super) filled: Vec<InPlace<'c>>,
}

/// A block with the values in place.
pub(super) struct InPlace<'c> {
    /// Its number in the text.
    pub(super) number: usize,
    pub(super) block: &'c Block,
    pub(super) filled: Filled,
}

impl<'c> Reading<'c> {
    pub(super) fn new(composed: &'c Composed, project: &'c Project) -> Self {
        let texts = text::passages_with_documents(composed).map(|(document, passage)| {
            let blocks = passage.prose.blocks.iter().enumerate().filter(|(_, block)| block.text.contains(is_hole));
            let filled = blocks.map(|(number, block)| InPlace { number, block, filled: passage.filled(block) });
            Read { passage, document, filled: filled.collect() }
        });
        Self { composed, project, texts: texts.collect() }
    }
}
