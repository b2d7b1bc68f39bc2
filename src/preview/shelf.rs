//! The workspace as far as it has been read: what all brands share, and each brand's folder by itself, so that a page costs the reading
//! and compiling of its own brand and no other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::compile::Elsewhere;
use crate::config::Node;
use crate::diagnostic::nearest;
use crate::id::BrandId;
use crate::names::Names;
use crate::parse;
use crate::path::SourcePath;
use crate::source::Sources;

/// The files of a part of the workspace, or why they cannot be read.
pub type Reading = Result<BTreeMap<SourcePath, Arc<[u8]>>, String>;

/// The same, but of a file that is as it was `before` the very bytes: what has been made of them is known by them, and not made again.
fn with_known(reading: Reading, before: Option<&Part>) -> Reading {
    let known = before.and_then(|part| part.reading.as_ref().ok());
    let mut files = reading?;
    for (path, bytes) in &mut files {
        if let Some(same) = known.and_then(|known| known.get(path)).filter(|known| known == &bytes) {
            *bytes = same.clone();
        }
    }
    Ok(files)
}

/// Folders of brands that have to be read before a page can be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unread(pub Vec<BrandId>);

/// A part as it was last read.
struct Part {
    /// The shelf's version since which it has been as it is.
    since: u64,
    reading: Reading,
    extends: Option<String>,
    is_abstract: bool,
    name: Option<String>,
    /// The paths of values that it defines.
    defined: BTreeSet<String>,
    /// The names by which it goes.
    names: Arc<Names>,
}

/// All parts.
#[derive(Clone, Default)]
pub(super) struct Shelf {
    version: u64,
    shared: Option<Arc<Part>>,
    brands: BTreeMap<BrandId, Option<Arc<Part>>>,
    /// How many brands define a value.
    defined: BTreeMap<String, usize>,
    /// What any brand states that concerns the pages of others, and how often that has changed.
    elsewhere: (u64, Arc<Elsewhere>),
}

/// What a brand's pages are made of.
pub(super) struct Input {
    /// Differs when anything in it does.
    pub(super) stamp: Vec<(BrandId, u64)>,
    /// The files, or why there are none.
    pub(super) sources: Result<Sources, String>,
    /// What any brand states that concerns the pages of others.
    pub(super) elsewhere: Arc<Elsewhere>,
}

impl Shelf {
    /// Grows by one with every change.
    pub(super) fn version(&self) -> u64 {
        self.version
    }

    /// Puts what all brands share.
    pub(super) fn put_shared(&mut self, reading: Reading) {
        if self.shared.as_ref().is_none_or(|part| part.reading != reading) {
            self.version += 1;
            let reading = with_known(reading, self.shared.as_deref());
            self.shared = Some(Arc::new(Part::new(self.version, reading, None)));
        }
    }

    /// Says which brands there are; whether that is new.
    pub(super) fn put_names(&mut self, names: &BTreeSet<BrandId>) -> bool {
        if self.brands.keys().eq(names) {
            return false;
        }
        self.version += 1;
        let gone: Vec<BrandId> = self.brands.keys().filter(|id| !names.contains(*id)).cloned().collect();
        for id in gone {
            if let Some(Some(part)) = self.brands.remove(&id) {
                self.states(&id, Some(&part), None);
            }
        }
        for id in names {
            self.brands.entry(id.clone()).or_default();
        }
        true
    }

    /// Puts a brand's folder. To be read for the first time is no change, since nothing that was shown knew it. A brand that the shelf does
    /// not know is let go.
    pub(super) fn put_brand(&mut self, id: &BrandId, reading: Reading) {
        let Some(before) = self.brands.get(id).cloned() else { return };
        if before.as_ref().is_some_and(|part| part.reading == reading) {
            return;
        }
        self.version += u64::from(before.is_some());
        let part = Part::new(self.version, with_known(reading, before.as_deref()), Some(id));
        self.states(id, before.as_deref(), Some(&part));
        self.brands.insert(id.clone(), Some(Arc::new(part)));
    }

    /// Takes note of what a brand no longer states, and of what it does now.
    fn states(&mut self, id: &BrandId, before: Option<&Part>, now: Option<&Part>) {
        let none = BTreeSet::new();
        let values = |part: Option<&Part>| part.map_or(&none, |part| &part.defined).clone();
        let is_new = values(before) != values(now);
        self.define(&values(before), &values(now));
        let names = |part: Option<&Part>| part.map(|part| part.names.clone());
        let (before, now) = (names(before), names(now));
        if !is_new && before == now {
            return;
        }
        let elsewhere = Arc::make_mut(&mut self.elsewhere.1);
        if is_new {
            elsewhere.values = self.defined.clone();
        }
        match now {
            Some(names) => _ = elsewhere.names.insert(id.clone(), names),
            None => _ = elsewhere.names.remove(id),
        }
        self.elsewhere.0 += 1;
    }

    /// Counts the values that a brand no longer defines, and those that it does now.
    fn define(&mut self, before: &BTreeSet<String>, now: &BTreeSet<String>) {
        for path in now.difference(before) {
            *self.defined.entry(path.clone()).or_default() += 1;
        }
        for path in before.difference(now) {
            if let Some(count) = self.defined.get_mut(path) {
                *count -= 1;
            }
        }
        self.defined.retain(|_, count| *count > 0);
    }

    /// The brands, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &BrandId> {
        self.brands.keys()
    }

    /// Whether `id` is a brand.
    pub(super) fn has(&self, id: &BrandId) -> bool {
        self.brands.contains_key(id)
    }

    /// The brands that have not been read.
    pub(super) fn unread(&self) -> Vec<BrandId> {
        self.brands.iter().filter(|(_, part)| part.is_none()).map(|(id, _)| id.clone()).collect()
    }

    /// The brand's name as its folder says it, if that has been read.
    pub(super) fn name(&self, id: &BrandId) -> Option<&str> {
        self.brands.get(id)?.as_ref()?.name.as_deref()
    }

    /// Whether a brand is only there to be extended; `None` when it has not been read.
    pub(super) fn is_abstract(&self, id: &BrandId) -> Option<bool> {
        Some(self.brands.get(id)?.as_ref()?.is_abstract)
    }

    /// The files of a part, for comparing it with what is read anew; `None` when it has not been read.
    pub(super) fn reading(&self, brand: Option<&BrandId>) -> Option<&Reading> {
        let part = match brand {
            Some(id) => self.brands.get(id)?.as_deref(),
            None => self.shared.as_deref(),
        };
        part.map(|part| &part.reading)
    }

    /// `brand` and the brands it extends, as far as they have been read.
    pub(super) fn chain(&self, brand: &BrandId) -> Result<BTreeSet<BrandId>, Unread> {
        let mut chain = BTreeSet::new();
        let mut next = self.brands.get_key_value(brand);
        while let Some((id, part)) = next {
            let part = part.as_ref().ok_or_else(|| Unread(vec![id.clone()]))?;
            let is_new = chain.insert(id.clone());
            // A parent under a wrong name is taken for the one that was meant, as the compiler does.
            let meant = |parent: &str| self.brands.get_key_value(&BrandId::new(nearest(parent, self.names().map(BrandId::as_str))?));
            let found = |parent: &String| self.brands.get_key_value(&BrandId::new(parent)).or_else(|| meant(parent));
            next = part.extends.as_ref().filter(|_| is_new).and_then(found);
        }
        Ok(chain)
    }

    /// What the pages of `brand` are made of: what is shared, its folder, and those of the brands it extends.
    pub(super) fn input(&self, brand: &BrandId) -> Result<Input, Unread> {
        let chain = self.chain(brand)?;
        Ok(self.made_of(&|id| chain.contains(id)))
    }

    /// Everything that has been read, but for the brands `without`.
    pub(super) fn all(&self, without: &BTreeSet<BrandId>) -> Input {
        self.made_of(&|id| !without.contains(id))
    }

    fn made_of(&self, wanted: &dyn Fn(&BrandId) -> bool) -> Input {
        let brands = || self.brands.iter().filter(|(id, _)| wanted(id)).filter_map(|(id, part)| Some((id, part.as_deref()?)));
        let mut stamp = vec![(BrandId::new(""), self.shared.as_ref().map_or(0, |part| part.since)), (BrandId::new(""), self.elsewhere.0)];
        stamp.extend(brands().map(|(id, part)| (id.clone(), part.since)));
        let parts = self.shared.as_deref().into_iter().chain(brands().map(|(_, part)| part));
        let readings: Result<Vec<_>, String> = parts.map(|part| part.reading.as_ref().map_err(String::clone)).collect();
        let files = |parts: Vec<&BTreeMap<SourcePath, Arc<[u8]>>>| {
            Sources::new(parts.into_iter().flatten().map(|(path, bytes)| (path.clone(), bytes.clone())))
        };
        Input { stamp, sources: readings.map(files), elsewhere: self.elsewhere.1.clone() }
    }
}

impl Part {
    fn new(since: u64, reading: Reading, brand: Option<&BrandId>) -> Self {
        let table = brand.zip(reading.as_ref().ok()).map(|(id, files)| parse::glance(id, files)).unwrap_or_default();
        Self {
            since,
            extends: table.text("extends").map(str::to_owned),
            is_abstract: table.get("abstract").and_then(Node::bool) == Some(true),
            name: table.text("name").filter(|name| !name.trim().is_empty()).map(str::to_owned),
            defined: parse::defined(&table),
            names: Arc::new(Names::stated(&table)),
            reading,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Arc, BTreeMap, Shelf, SourcePath};

    #[test]
    fn what_has_not_changed_is_the_same_bytes() {
        let path = |name: &str| SourcePath::parse(name).unwrap();
        let reading = |text: &str| Ok(BTreeMap::from([(path("a"), Arc::from(*b"one")), (path("b"), Arc::from(text.as_bytes()))]));
        let mut shelf = Shelf::default();
        shelf.put_shared(reading("two"));
        let before = shelf.reading(None).unwrap().clone().unwrap();
        shelf.put_shared(reading("three"));
        let after = shelf.reading(None).unwrap().clone().unwrap();
        assert!(Arc::ptr_eq(&before[&path("a")], &after[&path("a")]) && !Arc::ptr_eq(&before[&path("b")], &after[&path("b")]));
        assert_eq!(&*after[&path("b")], b"three");
    }
}
