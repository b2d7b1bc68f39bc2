//! The same change on many pages, once: an edit of a shared clause is one change with a list of pages.

use std::collections::BTreeMap;

use crate::diagnostic::counted;
use crate::redline::{Hunk, Section, Standing, Was};

use super::{Diff, Note, PageChange, State};

/// A change and the pages that it is on.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// What it is, as the first of its pages shows it; around it, others may say something else.
    pub what: What<'a>,
    /// The pages, as ranks in [`Diff::pages`].
    pub pages: Vec<usize>,
    /// Whether the pages print values of their own in it.
    pub own_values: bool,
}

/// What a change is.
#[derive(Clone, Copy, Debug)]
pub enum What<'a> {
    /// Of what is said of a page.
    Note(&'a Note),
    /// A section stands elsewhere: where.
    Moved(&'a Section, &'a str),
    /// Of words in a section.
    Words(&'a Section, &'a Hunk),
}

impl<'a> What<'a> {
    /// The section it is in.
    pub fn section(&self) -> Option<&'a Section> {
        match self {
            Self::Note(_) => None,
            Self::Moved(section, _) | Self::Words(section, _) => Some(section),
        }
    }
}

/// Pages that have the same changes.
#[derive(Clone, Debug)]
pub struct Cluster<'a> {
    /// The pages.
    pub pages: Vec<&'a PageChange>,
    /// Their changes; none for pages that only one state has.
    pub changes: Vec<Change<'a>>,
}

/// How many pages are named before the rest is only counted.
const PAGES_NAMED: usize = 12;

impl Cluster<'_> {
    /// The pages by their names.
    pub fn names(&self) -> String {
        let named: Vec<String> = self.pages.iter().take(PAGES_NAMED).map(|page| page.name()).collect();
        let rest = match self.pages.len().saturating_sub(named.len()) {
            0 => String::new(),
            count => format!(" and {count} more"),
        };
        named.join(", ") + &rest
    }

    /// `3 changes in 2 sections`, or that the page is new or gone.
    pub fn counts(&self) -> String {
        match self.pages.first().map(|page| page.state) {
            Some(State::New) => return "new page".to_owned(),
            Some(State::Gone) => return "no longer a page".to_owned(),
            Some(State::Kept) | None => {}
        }
        let mut sections: Vec<_> = self.changes.iter().filter_map(|change| change.what.section()).map(name).collect();
        sections.dedup();
        match (self.changes.len(), sections.len()) {
            (changes, 0) => counted(changes, "change"),
            (changes, sections) => format!("{} in {}", counted(changes, "change"), counted(sections, "section")),
        }
    }
}

/// What tells sections apart, on all pages.
fn name(section: &Section) -> (Option<&str>, Option<&str>) {
    let id = section.id.as_deref();
    (id, section.title.as_deref().filter(|_| id.is_none()))
}

/// Equal for changes that are the same.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Note(&'a Note),
    Moved(Option<&'a str>, &'a str),
    /// Whether the section is in both states, and which of several like it on a page it is.
    Words((Option<&'a str>, Option<&'a str>), bool, Vec<(Was, &'a str)>, usize),
}

/// All changes, in the order of the pages.
pub fn grouped(diff: &Diff) -> Vec<Change<'_>> {
    let mut changes: Vec<Change<'_>> = Vec::new();
    let mut known: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    for (page, change) in diff.pages.iter().enumerate() {
        for (key, what) in of_page(change) {
            let rank = *known.entry(key).or_insert(changes.len());
            match changes.get_mut(rank) {
                Some(known) => {
                    known.pages.push(page);
                    known.own_values |= !is_same(&known.what, &what);
                }
                None => changes.push(Change { what, pages: vec![page], own_values: false }),
            }
        }
    }
    changes
}

/// The changes of a page.
fn of_page(page: &PageChange) -> Vec<(Key<'_>, What<'_>)> {
    let mut found: Vec<_> = page.notes.iter().map(|note| (Key::Note(note), What::Note(note))).collect();
    let mut seen: BTreeMap<_, usize> = BTreeMap::new();
    for section in &page.sections {
        if let Standing::Moved(place) = &section.standing {
            found.push((Key::Moved(section.id.as_deref(), place), What::Moved(section, place)));
        }
        let is_in_both = !matches!(section.standing, Standing::New | Standing::Gone);
        for hunk in &section.hunks {
            let count = seen.entry((name(section), hunk.key())).or_default();
            *count += 1;
            found.push((Key::Words(name(section), is_in_both, hunk.key(), *count), What::Words(section, hunk)));
        }
    }
    found
}

/// Whether two changes that are grouped show the same words.
fn is_same(one: &What<'_>, other: &What<'_>) -> bool {
    match (one, other) {
        (What::Words(_, one), What::Words(_, other)) => one.changed().map(|words| &words.text).eq(other.changed().map(|words| &words.text)),
        _ => true,
    }
}

/// The changes by the pages that have them; last, each by itself, the pages that only one state has.
pub fn clusters(diff: &Diff) -> Vec<Cluster<'_>> {
    let mut clusters: Vec<(Vec<usize>, Vec<Change<'_>>)> = Vec::new();
    for change in grouped(diff) {
        match clusters.iter_mut().find(|(pages, _)| *pages == change.pages) {
            Some((_, changes)) => changes.push(change),
            None => clusters.push((change.pages.clone(), vec![change])),
        }
    }
    let of = |pages: &[usize]| pages.iter().filter_map(|page| diff.pages.get(*page)).collect();
    let shared = clusters.into_iter().map(|(pages, changes)| Cluster { pages: of(&pages), changes });
    let only = diff.pages.iter().filter(|page| page.state != State::Kept);
    shared.chain(only.map(|page| Cluster { pages: vec![page], changes: Vec::new() })).collect()
}
