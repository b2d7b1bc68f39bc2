//! Two states of the texts of all brands, and the words that change between them. Pure: what the states are, the caller knows.
//!
//! What is compared is the text of a page without its theme. Numbers of sections are left out ([`crate::redline`]), and with them what only
//! follows from a change elsewhere.

mod group;
mod html;
mod human;
mod json;
mod markdown;

use std::ops::Range;

use crate::compose::{Composed, ComposedDocument};
use crate::id::{BrandId, DocumentId};
use crate::redline::{self, Section, Side};

pub use group::{Change, Cluster, What, clusters, grouped};

/// How a difference is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// For a terminal.
    Human,
    /// For the comment on a change that is proposed.
    Markdown,
    /// A page by itself, with the whole text of each page that changes.
    Html,
    /// For programs.
    Json,
}

/// The text of a page, and what is said of it.
#[derive(Clone, Debug)]
pub struct Page {
    /// Whose it is.
    pub brand: BrandId,
    /// Which of its documents.
    pub document: DocumentId,
    title: String,
    path: String,
    description: String,
    effective: String,
    updated: String,
    /// What holds it back.
    wanted: Vec<String>,
    body: String,
    footer: String,
    /// The stretches of the body that print a value.
    values: Vec<Range<usize>>,
}

/// Two states, compared.
#[derive(Clone, Debug)]
pub struct Diff {
    /// What the earlier one is called.
    pub before: String,
    /// What the later one is called.
    pub after: String,
    /// The pages that differ, in order.
    pub pages: Vec<PageChange>,
}

/// A page that differs.
#[derive(Clone, Debug)]
pub struct PageChange {
    /// Whose it is.
    pub brand: BrandId,
    /// Which of its documents.
    pub document: DocumentId,
    /// Its title, as it is now if it is.
    pub title: String,
    /// Whether both states have it.
    pub state: State,
    /// What is said of it and differs.
    pub notes: Vec<Note>,
    /// In what its text differs. Nothing when only one state has the page.
    pub sections: Vec<Section>,
    /// Its whole text, with what was and what is marked; empty unless it was asked for.
    pub redline: String,
}

/// Whether both states have a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Both.
    Kept,
    /// Only the later one.
    New,
    /// Only the earlier one.
    Gone,
}

/// Something that is said of a page, before and now; empty where it is not said.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Note {
    /// What: `title`, `state`, `effective date` …
    pub what: &'static str,
    /// Before.
    pub before: String,
    /// Now.
    pub after: String,
}

impl PageChange {
    /// What it is called: `acme/privacy`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.brand, self.document)
    }
}

/// The pages of a brand.
pub fn pages(composed: &Composed) -> Vec<Page> {
    composed.documents.iter().map(|document| page(&composed.brand.id, document)).collect()
}

fn page(brand: &BrandId, document: &ComposedDocument) -> Page {
    let values = document.traces.iter().filter(|trace| trace.is_value).map(|trace| trace.range.clone());
    Page {
        brand: brand.clone(),
        document: document.id.clone(),
        title: document.title.clone(),
        path: document.path.clone(),
        description: document.description.clone().unwrap_or_default(),
        effective: document.effective.map(|date| date.to_string()).unwrap_or_default(),
        updated: document.updated.map(|date| date.to_string()).unwrap_or_default(),
        wanted: document.wanted.iter().map(|wanted| wanted.path.clone()).collect(),
        body: document.body.clone(),
        footer: document.footer.clone(),
        values: values.collect(),
    }
}

/// In what a page differs; `None` when it does not, or neither state has it. `in_full` asks for its whole text with marks, which only
/// [`Format::Html`] shows.
pub fn compare(before: Option<&Page>, after: Option<&Page>, in_full: bool) -> Option<PageChange> {
    let page = after.or(before)?;
    let (state, notes, sections) = match (before, after) {
        (Some(before), Some(after)) => (State::Kept, notes(before, after), sections(before, after)),
        (None, _) => (State::New, Vec::new(), Vec::new()),
        (_, None) => (State::Gone, Vec::new(), Vec::new()),
    };
    if state == State::Kept && notes.is_empty() && sections.is_empty() {
        return None;
    }
    Some(PageChange {
        brand: page.brand.clone(),
        document: page.document.clone(),
        title: page.title.clone(),
        state,
        notes,
        sections,
        redline: if in_full { full(before, after) } else { String::new() },
    })
}

fn notes(before: &Page, after: &Page) -> Vec<Note> {
    let state = |page: &Page| match page.wanted.as_slice() {
        [] => "published".to_owned(),
        wanted => format!("held back, wants {}", wanted.join(", ")),
    };
    let all = [
        ("state", state(before), state(after)),
        ("title", before.title.clone(), after.title.clone()),
        ("effective date", before.effective.clone(), after.effective.clone()),
        ("last updated", before.updated.clone(), after.updated.clone()),
        ("folder", before.path.clone(), after.path.clone()),
        ("description", before.description.clone(), after.description.clone()),
    ];
    all.into_iter().filter(|(_, before, after)| before != after).map(|(what, before, after)| Note { what, before, after }).collect()
}

/// What the foot of a page is called, which is no section of its document.
const FOOT: &str = "Foot of the page";

fn sections(before: &Page, after: &Page) -> Vec<Section> {
    fn side(page: &Page) -> Side<'_> {
        Side { html: &page.body, values: &page.values }
    }
    let mut sections = if before.body == after.body { Vec::new() } else { redline::hunks(side(before), side(after)) };
    if before.footer != after.footer {
        let foot = |html| Side { html, values: &[] };
        let feet = redline::hunks(foot(&before.footer), foot(&after.footer)).into_iter();
        sections.extend(feet.map(|section| Section { title: Some(FOOT.to_owned()), ..section }));
    }
    sections
}

/// The text of a page, with what was and what is marked.
fn full(before: Option<&Page>, after: Option<&Page>) -> String {
    let merged = |part: fn(&Page) -> &String| {
        let [left, right] = [before, after].map(|page| page.map_or("", |page| part(page)));
        redline::merged(left, right)
    };
    let (body, footer) = (merged(|page| &page.body), merged(|page| &page.footer));
    if footer.is_empty() { body } else { format!("{body}<footer>\n{footer}</footer>\n") }
}

/// The difference as text.
pub fn print(diff: &Diff, format: Format) -> String {
    match format {
        Format::Human => human::print(diff),
        Format::Markdown => markdown::print(diff),
        Format::Html => html::print(diff),
        Format::Json => json::print(diff),
    }
}
