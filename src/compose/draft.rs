//! A document whose sections are set and whose page is not yet put together.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::DocumentId;
use crate::merge::{Merged, MergedDocument};

use super::assemble::{Assembler, Known};
use super::sections::{self, SetSection, SetText};
use super::standing::Standing;
use super::{Link, Outlined, Trace};

/// The numbers of the dates of a document that nobody has supplied.
pub(super) fn unknown_dates(document: &MergedDocument, brand: &Merged) -> BTreeSet<usize> {
    let paths = ["effective", "updated"].map(|key| format!("documents.{}.{key}", document.id));
    brand.unknown.keys().enumerate().filter(|(_, path)| paths.contains(path)).map(|(index, _)| index).collect()
}

/// A document whose sections are set but not yet put together.
pub(super) struct Draft<'a> {
    pub(super) document: &'a MergedDocument,
    pub(super) sections: Vec<SetSection<'a>>,
    pub(super) footer: Vec<SetSection<'a>>,
    pub(super) outline: Vec<Outlined>,
    pub(super) standing: Vec<Standing>,
}

/// The text of a page put together.
pub(super) struct Pages {
    pub(super) body: String,
    pub(super) traces: Vec<Trace>,
    pub(super) footer: String,
    pub(super) links: Vec<Link>,
    pub(super) unknowns: BTreeSet<usize>,
}

impl<'a> Draft<'a> {
    /// What references to it need to know.
    pub(super) fn known(&self, written: bool) -> Known<'_> {
        let mut anchors = BTreeMap::new();
        sections::anchors(&self.sections, &mut anchors);
        Known { title: &self.document.title, path: &self.document.path, written, anchors }
    }

    /// Puts its text together.
    pub(super) fn assemble(&self, brand: &Merged, known: &BTreeMap<&DocumentId, Known<'_>>) -> Pages {
        let mut page = Assembler::new(brand, known, Some(&self.document.id), "../");
        page.table_name = &self.document.title;
        page.page(&self.sections);
        let (body, traces) = (std::mem::take(&mut page.out), std::mem::take(&mut page.traces));
        page.page(&self.footer);
        Pages { body, traces, footer: page.out, links: page.links, unknowns: page.unknowns }
    }

    /// All its texts.
    pub(super) fn texts(&self) -> Vec<&SetText<'a>> {
        let mut texts = Vec::new();
        sections::texts(&self.sections, &mut texts);
        sections::texts(&self.footer, &mut texts);
        texts
    }
}
