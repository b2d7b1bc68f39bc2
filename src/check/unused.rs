//! What the library holds and no brand uses. Known only when every brand has been looked at.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Finding, Findings, Place};
use crate::id::{ClauseId, DocumentId, VendorId};
use crate::merge::{Merged, MergedSection};
use crate::model::{Project, Section};
use crate::parse;

/// What brands use of the library.
#[derive(Default)]
pub(crate) struct Used {
    clauses: BTreeSet<ClauseId>,
    vendors: BTreeSet<VendorId>,
    /// How many brands have a document.
    documents: BTreeMap<DocumentId, usize>,
}

impl Used {
    /// With what `brand` uses; `None` when the brand is in error, so that nobody knows.
    pub(crate) fn and(mut self, brand: &Merged) -> Option<Self> {
        for document in &brand.documents {
            self.place(&document.sections);
            *self.documents.entry(document.id.clone()).or_default() += 1;
        }
        self.clauses.extend(brand.footer.iter().map(|named| named.id.clone()));
        self.vendors.extend(brand.vendors.iter().map(|vendor| vendor.id.clone()));
        brand.sound.then_some(self)
    }

    /// With what other brands use.
    pub(crate) fn join(mut self, other: Self) -> Self {
        self.clauses.extend(other.clauses);
        self.vendors.extend(other.vendors);
        for (id, brands) in other.documents {
            *self.documents.entry(id).or_default() += brands;
        }
        self
    }

    /// What it is, in words that differ when it does.
    pub(crate) fn as_text(&self) -> String {
        let Self { clauses, vendors, documents } = self;
        let clauses = clauses.iter().map(ClauseId::as_str);
        let named =
            clauses.chain(["/"]).chain(vendors.iter().map(VendorId::as_str)).chain(["/"]).chain(documents.keys().map(DocumentId::as_str));
        named.collect::<Vec<_>>().join(" ")
    }

    fn place(&mut self, sections: &[MergedSection]) {
        for section in sections {
            if !self.clauses.contains(&section.clause.id) {
                self.clauses.insert(section.clause.id.clone());
            }
            self.place(&section.sections);
        }
    }

    fn outline(&mut self, sections: &[Section]) {
        for section in sections {
            self.clauses.insert(section.clause.id.clone());
            self.outline(&section.sections);
        }
    }

    /// Reports what is left over, when these are all brands.
    pub(crate) fn check(mut self, project: &Project, findings: &mut Findings) {
        // That one brand leaves out what the library's outline names says nothing of the library; that all of several do, does.
        for (id, document) in &project.documents {
            if self.documents.get(id).is_none_or(|brands| *brands < 2) {
                self.outline(&document.sections);
            }
        }
        for (id, clause) in project.clauses.iter().filter(|(id, _)| !self.clauses.contains(*id)) {
            let message = format!("no brand places the shared clause `{id}` on a page");
            let help = format!("place `{id}` in an outline or a footer, with a `when` if only some brands want it, or delete the file");
            findings.push(Finding::new(Code::UnusedSharedClause, message, Place::File(clause.file), "").help(help));
        }
        for (id, vendor) in project.vendors.iter().filter(|(id, _)| !self.vendors.contains(*id)) {
            let message = format!("no brand uses the vendor `{id}`");
            let help = format!("name `{id}` in `vendors.use` of a brand, or delete the file");
            findings.push(Finding::new(Code::UnusedVendor, message, Place::File(vendor.file), "").help(help));
        }
        for (name, (_, place)) in &project.values {
            if !parse::is_read(&project.read, &format!("values.{name}")) {
                let help = "remove it, or print it in a clause".to_owned();
                findings.push(Finding::new(Code::UnusedValue, format!("no text reads `values.{name}`"), *place, "read nowhere").help(help));
            }
        }
    }
}
