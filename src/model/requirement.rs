//! What the law asks a page to disclose, as `content/requirements/` states it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::id::DocumentId;
use crate::source::{FileId, Span};

use super::When;

/// A requirement named somewhere: by a clause that covers it, by an alias.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mention {
    /// As written.
    pub id: String,
    /// Where.
    pub span: Span,
}

/// How much a requirement weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Weight {
    /// A page without it is wrong.
    Required,
    /// A page is better with it.
    Recommended,
}

impl Weight {
    /// `required` or `recommended`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Recommended => "recommended",
        }
    }
}

/// One disclosure that a law asks for: a row of the catalogue.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// `regime:provision`.
    pub id: String,
    /// Where its id stands.
    pub place: Span,
    /// The document that must have it, and where that is said; none for any document of the brand.
    pub page: Option<(DocumentId, Span)>,
    /// What must be disclosed.
    pub disclose: String,
    /// For whom; none for everybody.
    pub when: Option<When>,
    /// Whether a page without it is wrong.
    pub weight: Weight,
    /// The provision, as lawyers cite it.
    pub citation: String,
    /// How the provision was verified: `text`, `commentary` or `no`.
    pub verified: String,
    /// More words on that.
    pub checked: String,
    /// Codes of what was read.
    pub sources: Vec<Mention>,
    /// The first day on which it applies.
    pub applies_from: Option<Date>,
    /// The first day on which it no longer does.
    pub applies_until: Option<Date>,
}

impl Requirement {
    /// The law that it belongs to: its id up to the colon.
    pub fn regime(&self) -> &str {
        self.id.split(':').next().unwrap_or_default()
    }

    /// Whether a clause on the page of `document` can cover it.
    pub fn may_stand_on(&self, document: &DocumentId) -> bool {
        self.page.as_ref().is_none_or(|(page, _)| page == document)
    }

    /// The page as people call it: a document's id, or `any`.
    pub fn page_name(&self) -> &str {
        self.page.as_ref().map_or("any", |(id, _)| id.as_str())
    }
}

/// A provision that asks for what other rows ask for.
#[derive(Clone, Debug)]
pub struct Alias {
    /// `regime:provision`.
    pub id: String,
    /// Where its id stands.
    pub place: Span,
    /// The rows that it stands for.
    pub rows: Vec<Mention>,
    /// The provision, as lawyers cite it.
    pub citation: String,
}

/// A file of `content/requirements/`.
#[derive(Clone, Debug)]
pub struct RequirementGroup {
    /// The file.
    pub file: FileId,
    /// The law's name.
    pub title: String,
    /// What to know of it.
    pub note: Option<String>,
    /// Its rows, as written.
    pub rows: Vec<Arc<Requirement>>,
    /// Its aliases, as written.
    pub aliases: Vec<Arc<Alias>>,
}

/// The catalogue: all requirements of a workspace.
#[derive(Clone, Default, Debug)]
pub struct Requirements {
    /// Its files, in the order of their paths.
    pub groups: Vec<Arc<RequirementGroup>>,
    /// Rows by id.
    pub rows: BTreeMap<String, Arc<Requirement>>,
    /// Aliases by id.
    pub aliases: BTreeMap<String, Arc<Alias>>,
    /// What was read, by code; none when the catalogue has no list of sources.
    pub sources: Option<BTreeMap<String, String>>,
}

impl Requirements {
    /// Whether `id` is a row or an alias.
    pub fn has(&self, id: &str) -> bool {
        self.rows.contains_key(id) || self.aliases.contains_key(id)
    }

    /// Every row and alias.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.rows.keys().chain(self.aliases.keys()).map(String::as_str)
    }
}
