//! External addresses: which the pages to be published hold, and what is to be said of one that does not answer. Asks nobody; the
//! `external` room does, when somebody wants it.

use std::collections::{BTreeMap, BTreeSet};

use crate::compose::{Composed, ComposedDocument, Target, escape};
use crate::config::Node;
use crate::diagnostic::{Code, Finding, Label, Place};

/// Every external address on the pages to be published, and where it is given.
#[derive(Default, Debug)]
pub struct Addresses(BTreeMap<String, Mentioned>);

/// Where an address is given, and whose pages hold it.
#[derive(Default, Debug)]
struct Mentioned {
    labels: BTreeSet<Label>,
    brands: BTreeSet<String>,
}

impl Addresses {
    /// Those on the pages of `brands`: links, and the addresses of vendors' policies that are only printed.
    pub fn on_pages<'a>(brands: impl IntoIterator<Item = &'a Composed>) -> Self {
        let mut all = Self::default();
        for composed in brands {
            let brand = composed.brand.id.as_str();
            let published = || composed.documents.iter().filter(|document| document.wanted.is_empty());
            for link in published().flat_map(|document| &document.links).chain(&composed.index_footer.links) {
                if let Target::Address(address) = &link.target {
                    all.mention(address, brand, || link.value().unwrap_or_else(|| link.place()).into());
                }
            }
            for node in composed.brand.vendors.iter().filter_map(|vendor| vendor.table.get("privacy_url")) {
                if let Some(address) = node.text().filter(|_| published().any(|document| prints(document, node))) {
                    all.mention(address, brand, || node.span.into());
                }
            }
        }
        all
    }

    /// What to ask for, each once.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Says that nothing is at `address`, and why.
    pub fn dead(&self, address: &str, why: &str) -> Finding {
        let help = "give the address where it is now, or take the link out".to_owned();
        self.finding(Code::DeadLink, address, format!("nothing is at `{address}`: {why}"), help)
    }

    /// Says that what was at `address` is elsewhere for good.
    pub fn moved(&self, address: &str, to: &str) -> Finding {
        self.finding(Code::MovedLink, address, format!("`{address}` has moved"), format!("write the new address: {to}"))
    }

    fn mention(&mut self, address: &str, brand: &str, place: impl Fn() -> Place) {
        // Places on one page are asked for together, so the part after `#` is left out.
        let page = address.split('#').next().unwrap_or_default();
        let start = page.get(..8).unwrap_or(page).to_ascii_lowercase();
        if start.starts_with("http://") || start.starts_with("https://") {
            let mentioned = self.0.entry(page.to_owned()).or_default();
            mentioned.labels.insert(Label { place: place(), text: String::new() });
            mentioned.brands.insert(brand.to_owned());
        }
    }

    fn finding(&self, code: Code, address: &str, message: String, help: String) -> Finding {
        let (labels, brands) = self.0.get(address).map(|at| (at.labels.iter().cloned().collect(), at.brands.clone())).unwrap_or_default();
        Finding { code, message, labels, help: Some(help), brands, about: Default::default(), unlisted: 0 }
    }
}

/// Whether a page prints an address as text.
fn prints(document: &ComposedDocument, node: &Node) -> bool {
    let mut escaped = String::new();
    escape(node.text().unwrap_or_default(), &mut escaped);
    !escaped.is_empty() && (document.body.contains(&escaped) || document.footer.contains(&escaped))
}
