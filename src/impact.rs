//! Which pages an edit reaches, and by what way: of a clause, a vendor, a value, a fact or a file. Works on what `compose` has noted of each
//! section: the files that make it, the names it reads, the names its conditions rest on.
//!
//! It tells what an edit *can* reach: a name that a text reads in a branch that is not taken counts.

mod clause;
mod names;
mod subject;

use crate::compose::{Composed, ComposedDocument, Decided, Outlined};
use crate::condition::Truth;
use crate::id::{BrandId, ClauseId, DocumentId};
use crate::model::Project;
use crate::source::{FileId, Span};

pub use subject::{Subject, find};

/// A section, or a whole page, that an edit reaches or misses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Whose page it is.
    pub brand: BrandId,
    /// Which of its documents.
    pub document: DocumentId,
    /// What holds the page back; empty when it is published.
    pub wanted: Vec<String>,
    /// The section; none when it is the whole page.
    pub section: Option<Place>,
    /// By what way.
    pub way: Way,
}

/// A section of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// Its clause.
    pub clause: ClauseId,
    /// Its number; may be empty.
    pub number: String,
    /// Its heading; none for a text without one, and for a section that is left out.
    pub title: Option<String>,
    /// Whether it is at the foot of the page.
    pub foot: bool,
}

/// By what way an edit reaches a section, or why it does not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Way {
    /// The page prints it: the parts of a clause (`text`, `heading`, `summary`), or the names that a text reads.
    Printed(Vec<String>),
    /// A text decides by these names what it says.
    Tested(Vec<String>),
    /// A condition rests on it: the condition, and what it comes to.
    Condition(String, Truth),
    /// A reference prints its heading.
    Reference,
    /// All of the page may change: why.
    Whole(&'static str),
    /// The edit does not reach it: this file of the brand has a text of its own.
    Edited(FileId),
    /// It is not on the page: why.
    LeftOut(String),
}

impl Way {
    /// Whether the edit reaches the page by it.
    pub fn reaches(&self) -> bool {
        !matches!(self, Self::Edited(_) | Self::LeftOut(_))
    }
}

/// Where a brand has a value from, or a vendor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Definition {
    /// The brand.
    pub brand: BrandId,
    /// Where it stands.
    pub place: Span,
    /// The value, or `unknown: ` and why; of a vendor, its role.
    pub value: String,
}

/// What an edit means for one brand.
#[derive(Clone, Default, Debug)]
pub struct Reach {
    /// The sections and pages, in the order of the pages.
    pub rows: Vec<Row>,
    /// Where the brand has it from, if it is a value, a fact or a vendor.
    pub defined: Option<Definition>,
}

/// What an edit of `subject` means for a brand.
pub fn of_brand(subject: &Subject, project: &Project, composed: &Composed) -> Reach {
    let rows = composed.documents.iter().flat_map(|document| {
        let of_page = match subject {
            Subject::Clause(..) => clause::rows(subject, composed, document),
            Subject::Vendor(_) | Subject::Value(_) | Subject::Fact(_) => names::rows(subject, project, composed, document),
            Subject::Whole(file) => whole(file, project, composed, document),
            Subject::Nothing(_) => Vec::new(),
        };
        of_page.into_iter().map(|(section, way)| Row {
            brand: composed.brand.id.clone(),
            document: document.id.clone(),
            wanted: document.wanted.iter().map(|wanted| wanted.path.clone()).collect(),
            section,
            way,
        })
    });
    Reach { rows: rows.collect(), defined: names::defined(subject, composed) }
}

/// What is found of a page.
type Found = (Option<Place>, Way);

fn whole(file: &subject::Whole, project: &Project, composed: &Composed, document: &ComposedDocument) -> Vec<Found> {
    let why = match file {
        subject::Whole::Brand(id) => {
            let is_layer = project.layers(&composed.brand.id).iter().any(|layer| layer.id == *id);
            is_layer.then_some("the brand's file")
        }
        subject::Whole::Document(id) => (document.id == *id).then_some("its outline"),
        subject::Whole::Facts => Some("the facts that conditions rest on"),
        subject::Whole::Theme(name) => (composed.brand.theme == *name).then_some("its theme, not its words"),
    };
    why.map(|why| (None, Way::Whole(why))).into_iter().collect()
}

/// The section of a row of an outline.
fn place(row: &Outlined) -> Option<Place> {
    Some(Place { clause: row.id.clone(), number: row.number.clone(), title: row.title.clone(), foot: false })
}

/// A clause at the foot of a page.
fn foot(clause: &ClauseId) -> Option<Place> {
    Some(Place { clause: clause.clone(), number: String::new(), title: None, foot: true })
}

/// The condition of a clause at the foot of the pages.
fn when_of_foot<'a>(clause: &ClauseId, composed: &'a Composed) -> Option<&'a Decided> {
    composed.index_footer.whens.iter().find(|(id, _)| id == clause).map(|(_, decided)| decided)
}

/// Why a section is not on its page.
fn why_out(row: &Outlined) -> String {
    let open: Vec<String> = row.whens.iter().filter(|decided| decided.truth != Truth::True).map(unmet).collect();
    if open.is_empty() { "the section around it, or all that it holds, is left out".to_owned() } else { open.join(", ") }
}

fn unmet(decided: &Decided) -> String {
    format!("when {}: {}", decided.when, decided.truth.name())
}
