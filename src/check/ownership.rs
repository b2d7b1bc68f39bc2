//! Whose a name is, seen from one brand: its own, or another's.

use std::collections::BTreeSet;

use crate::id::BrandId;
use crate::model::Project;
use crate::names::{Kind, Names, domain_of};

use super::needles::{Hit, Needle, Needles};
use super::spelling;

/// What is wrong with a name on a brand's page.
pub(super) enum Verdict {
    /// It is another's: what it is the name of, and of which brands.
    Leak(Kind, Vec<BrandId>),
    /// It is the brand's own, in another spelling than these.
    Near(Vec<String>),
}

/// One brand among all.
pub(super) struct Own<'a> {
    /// The brand, and those that it extends and that are there for nothing else. One with pages of its own lends its texts, not its names.
    layers: BTreeSet<&'a BrandId>,
    /// What these state, the farthest first.
    mine: Vec<&'a Names>,
    needles: &'a Needles,
}

impl<'a> Own<'a> {
    pub(super) fn new(brand: &BrandId, project: &'a Project, needles: &'a Needles) -> Self {
        let mut layers = project.layers(brand);
        layers.retain(|layer| layer.id == *brand || layer.is_abstract);
        let mine = layers.iter().filter_map(|layer| needles.of_brands().get(&layer.id)).map(AsRef::as_ref).collect();
        Self { layers: layers.into_iter().map(|layer| &layer.id).collect(), mine, needles }
    }

    /// What the brand and its parents state.
    pub(super) fn stated(&self) -> &[&'a Names] {
        &self.mine
    }

    /// What is wrong with what was found on a page of the brand; `None` when nothing is.
    pub(super) fn judge(&self, hit: &Hit) -> Option<Verdict> {
        let (stated, all) = self.needles.of(hit);
        if hit.is_stated() {
            // Of the needles that are written alike, one that is its own settles it.
            let mut owners = stated.map(|needle| (needle.name.kind, self.owners(needle)));
            let (kind, first) = owners.next()?;
            let is_fine = first.is_empty() || owners.any(|(_, owners)| owners.is_empty());
            return (!is_fine).then(|| Verdict::Leak(kind, first.into_iter().cloned().collect()));
        }
        let words = || all.iter().filter(|needle| needle.name.kind.is_words());
        let mine: Vec<String> = words().filter(|needle| self.states(needle)).map(|needle| needle.name.text.to_string()).collect();
        if !mine.is_empty() {
            return (!hit.is_shouted).then_some(Verdict::Near(mine));
        }
        let other = words().find(|needle| needle.name.kind != Kind::Product).filter(|_| hit.is_titled && !hit.is_short)?;
        Some(Verdict::Leak(other.name.kind, self.needles.owners(other).to_vec()))
    }

    /// Whether the brand, or an abstract one that it extends, states the name.
    fn states(&self, needle: &Needle) -> bool {
        self.needles.owners(needle).iter().any(|owner| self.layers.contains(owner))
    }

    /// The brands whose the name is; none when it is this brand's own.
    fn owners(&self, needle: &Needle) -> Vec<&BrandId> {
        if !self.states(needle) {
            return self.needles.owners(needle).iter().collect();
        }
        let domain = match needle.name.kind {
            Kind::Domain => Some(&*needle.name.text),
            Kind::Mailbox => domain_of(&needle.name.text),
            Kind::Brand | Kind::Company | Kind::Product => None,
        };
        domain.map_or(Vec::new(), |domain| self.taken_from(domain))
    }

    /// The brands whose domain this brand states as if it were its own.
    fn taken_from(&self, domain: &str) -> Vec<&BrandId> {
        if is_named(&self.mine, domain) {
            return Vec::new();
        }
        let is_taken = |other: &&BrandId| {
            !self.layers.contains(*other) && self.needles.of_brands().get(*other).is_some_and(|names| self.is_taken(domain, names))
        };
        self.needles.concerned(domain).into_iter().filter(is_taken).collect()
    }

    /// Whether `domain`, which this brand states and is not called by, is that of `other`: its site or its name is there, or all its other
    /// mailboxes. Brands of one company may share a mailbox as long as this one has no domain of its own.
    fn is_taken(&self, domain: &str, other: &Names) -> bool {
        let host = self.mine.iter().rev().find_map(|names| names.host());
        let is_called_so = is_named(&[other], domain);
        if host == Some(domain) && !(is_called_so && is_same_site(&self.mine, other)) {
            return false;
        }
        let stated = |mailbox: &str| self.mine.iter().any(|names| names.of(Kind::Mailbox).any(|mine| mine == mailbox));
        let mut others_mailboxes = other.of(Kind::Mailbox).filter(|mailbox| !stated(mailbox)).peekable();
        let mut has_all_there = || others_mailboxes.peek().is_some() && others_mailboxes.all(|mailbox| domain_of(mailbox) == Some(domain));
        let mut domains = self.mine.iter().flat_map(|names| names.of(Kind::Mailbox)).filter_map(domain_of).chain(host);
        let has_another = domains.any(|other| other != domain);
        let mut companies = self.mine.iter().flat_map(|names| names.of(Kind::Company));
        let is_one_company = companies.any(|company| other.of(Kind::Company).any(|theirs| theirs == company));
        let is_theirs = is_called_so || other.host() == Some(domain);
        is_theirs && (has_another || !is_one_company) || has_another && has_all_there()
    }
}

/// Whether a domain says one of the names: `ministudio.com` and `Mini Studio`.
fn is_named(all: &[&Names], domain: &str) -> bool {
    let letters = spelling::letters;
    let label = domain.rsplit('.').nth(1).map(letters);
    let says = |name: &str| Some(letters(name)) == label || letters(name) == letters(domain);
    all.iter().any(|names| names.of(Kind::Brand).any(says))
}

/// Whether `other` has no site, or this very one.
fn is_same_site(mine: &[&Names], other: &Names) -> bool {
    let address = |names: &Names| names.base_url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
    let mine = mine.iter().rev().find_map(|names| address(names));
    address(other).is_none() || address(other) == mine
}
