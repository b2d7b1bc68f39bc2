//! [`Merged`] → [`Composed`]: clauses become text as it will be read: templates rendered, Markdown set, sections numbered, references
//! resolved. Knows no theme.
//!
//! What brands share is compiled once ([`Composer`]); a brand pays for its values, its conditions and for putting pages together.

mod assemble;
mod context;
mod draft;
mod escape;
mod facts;
mod filters;
mod fragment;
mod limited;
mod link;
mod lookup;
mod lost;
mod markdown;
mod outcome;
mod passage;
mod plan;
mod prepared;
mod prose;
mod sections;
mod standing;
mod template;
mod texts;
mod token;
mod unknown;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use crate::condition::Truth;
use crate::diagnostic::{Code, Finding, Findings, Place};
use crate::id::{ClauseId, DocumentId};
use crate::merge::{Layer, Merged, Part};
use crate::model::{Edit, Project, Read};
use crate::source::Span;

use assemble::{Assembler, Known};
use draft::{Draft, Pages, unknown_dates};
use lookup::{BrandValues, Lookup};
use sections::Setter;
use template::SharedTexts;

pub(crate) use context::day;
pub use escape::text as escape;
pub(crate) use facts::Facts;
pub(crate) use limited::Limited;
pub use link::{Link, Target};
pub use passage::{Filled, Passage};
pub use prose::{Block, GENERATED, Kind, Prose, Run, Slip, Style, hole_number, is_hole};
pub(crate) use prose::{Defined, Notes, Pointer};
pub use standing::Standing;
pub use texts::Texts;

/// An entry of a list of contents.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Entry {
    /// The heading's number; may be empty.
    pub number: String,
    /// The heading's words.
    pub title: String,
    /// Where it stands on the page.
    pub anchor: String,
    /// The short version of its section, if it has one.
    pub summary: Option<String>,
    /// The headings below it.
    pub children: Vec<Self>,
}

/// Whether a section of an outline stands on the page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decision {
    /// It does.
    In,
    /// A condition is false.
    Out,
    /// A condition rests on these facts, which nobody has stated.
    Undecided(BTreeSet<String>),
}

/// A section of an outline and what became of it, for `explain` and the rules.
#[derive(Clone, Debug)]
pub struct Outlined {
    /// Its clause.
    pub id: ClauseId,
    /// How deep it is nested, from 0.
    pub depth: usize,
    /// What layers did to its place and heading: "placed by brand acme".
    pub edits: Vec<String>,
    /// The files that make its text, farthest first.
    pub chain: Vec<Part>,
    /// What its text, heading and short version read, each by itself.
    pub reads: Vec<Arc<[Read]>>,
    /// Its conditions: the outline's and its clause's.
    pub whens: Vec<Decided>,
    /// The conditions of texts that layers add to it.
    pub whens_of_added: Vec<Decided>,
    /// Whether it is on the page.
    pub decision: Decision,
    /// Its number.
    pub number: String,
    /// Its heading.
    pub title: Option<String>,
    /// Whether there is nothing below its heading.
    pub empty: bool,
}

impl Outlined {
    /// What its text, heading and short version read.
    pub fn reads(&self) -> impl Iterator<Item = &Read> {
        self.reads.iter().flat_map(|reads| reads.iter())
    }

    /// What a file of its chain does to those below it: `replaces`, `prepends`, `appends`; `None` for the first.
    pub fn does(&self, part: &Part) -> Option<&'static str> {
        match (&part.layer, part.clause.edit) {
            (Layer::Library, _) => None,
            (_, Some((Edit::Prepend, _))) => Some("prepends"),
            (_, Some((Edit::Append, _))) => Some("appends"),
            (_, _) => (self.chain.len() > 1).then_some("replaces"),
        }
    }
}

/// A condition and what it comes to for a brand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decided {
    /// As written.
    pub when: String,
    /// Where.
    pub place: Span,
    /// What it comes to.
    pub truth: Truth,
    /// The names it rests on, those of derived facts followed by what these rest on.
    pub rests_on: Vec<(String, Truth)>,
}

/// Where a stretch of a page's text comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trace {
    /// The stretch, in bytes of the document's `body`.
    pub range: std::ops::Range<usize>,
    /// The text of a clause or heading that makes it, or the expression in a text that prints it.
    pub source: Span,
    /// Whether it is an expression, which stands within a text.
    pub is_value: bool,
}

/// A value that a page wants and nobody has supplied.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Wanted {
    /// Such as `contact.postal_address`.
    pub path: String,
    /// The brand's words.
    pub reason: String,
}

/// A document's text, whole.
#[derive(Clone, Debug)]
pub struct ComposedDocument {
    /// Its id.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// Its folder.
    pub path: String,
    /// A line for search engines.
    pub description: Option<String>,
    /// From when it holds.
    pub effective: Option<Date>,
    /// When it was last updated.
    pub updated: Option<Date>,
    /// Its headings.
    pub contents: Vec<Entry>,
    /// Its title, its description and its text as they are read, for the rules.
    pub passages: Vec<Passage>,
    /// Its text as HTML.
    pub body: String,
    /// Where its text comes from, in the order in which the stretches end.
    pub traces: Vec<Trace>,
    /// The foot of its page as HTML.
    pub footer: String,
    /// Links for the rules.
    pub links: Vec<Link>,
    /// Its outline.
    pub outline: Vec<Outlined>,
    /// Every file whose text stands on its page, the foot's too.
    pub standing: Vec<Standing>,
    /// Clauses that a layer has taken out of the outline.
    pub omitted: Vec<(ClauseId, Layer)>,
    /// Anchors that a reference could lead to.
    pub anchors: BTreeSet<String>,
    /// What holds it back; empty when it can be published.
    pub wanted: Vec<Wanted>,
}

/// All texts of one brand.
#[derive(Clone, Debug)]
pub struct Composed {
    /// The brand.
    pub brand: Merged,
    /// Its documents.
    pub documents: Vec<ComposedDocument>,
    /// The foot of its index.
    pub index_footer: Foot,
    /// Whether none of its layers and texts is in error.
    pub(crate) sound: bool,
}

/// The foot of a brand's index.
#[derive(Clone, Default, Debug)]
pub struct Foot {
    /// As HTML.
    pub html: String,
    /// As it is read, for the rules.
    pub passages: Vec<Passage>,
    /// Links for the rules.
    pub links: Vec<Link>,
    /// The conditions of the clauses at the foot of all pages.
    pub whens: Vec<(ClauseId, Decided)>,
}

/// How long a page may be, and how much its values may be together, in bytes: a table of a hundred thousand rows fits.
const LONGEST_PAGE: usize = 16_000_000;

/// What all brands share: compiled templates and compiled texts.
pub struct Composer<'a> {
    project: &'a Project,
    shared: SharedTexts,
    texts: Arc<Texts>,
}

impl<'a> Composer<'a> {
    /// Compiles the texts of `project`; those among `texts` are not set again.
    pub fn new(project: &'a Project, texts: Arc<Texts>, findings: &mut Findings) -> Self {
        Self { project, shared: SharedTexts::new(project, texts.templates(), findings), texts }
    }

    /// Composes the documents of one brand. With `drafts`, those that are held back are written too, so references lead to them.
    pub fn compose(&self, brand: Merged, drafts: bool, findings: &mut Findings) -> Composed {
        let mut own = Findings::default();
        let (documents, index_footer) = self.documents(&brand, drafts, &mut own);
        let sound = brand.sound && !own.has_errors();
        for finding in own.sorted() {
            findings.push(finding.brand(brand.id.as_str()));
        }
        Composed { brand, documents, index_footer, sound }
    }

    fn documents(&self, brand: &Merged, drafts: bool, findings: &mut Findings) -> (Vec<ComposedDocument>, Foot) {
        let facts = Facts::new(self.project, brand);
        let values = BrandValues::new(&facts, brand, &self.shared.numbers);
        let mut drafted: Vec<Draft<'_>> = Vec::new();
        for document in &brand.documents {
            let mut setter = Setter {
                composer: self,
                brand,
                document: Some(document),
                values: &Lookup::new(&values, Some(document)),
                facts: &facts,
                outline: Vec::new(),
                standing: Vec::new(),
                findings,
                printed: 0,
            };
            let sections = setter.set(&document.sections, &mut vec![0], "");
            let outline = std::mem::take(&mut setter.outline);
            let footer = setter.foot(&brand.footer);
            let standing = setter.standing;
            drafted.push(Draft { document, sections, footer, outline, standing });
        }
        let (outline, standing) = (Vec::new(), Vec::new());
        let index_footer = Setter {
            composer: self,
            brand,
            document: None,
            values: &Lookup::new(&values, None),
            facts: &facts,
            outline,
            standing,
            findings,
            printed: 0,
        }
        .foot(&brand.footer);
        let mut unknowns: Vec<BTreeSet<usize>> = drafted.iter().map(|draft| unknown_dates(draft.document, brand)).collect();
        let may_write = |unknowns: &BTreeSet<usize>| drafts || unknowns.is_empty();
        let known = drafted.iter().zip(&unknowns).map(|(draft, unknowns)| (&draft.document.id, draft.known(may_write(unknowns))));
        let mut known: BTreeMap<&DocumentId, Known<'_>> = known.collect();
        // A reference may print another document's heading, and with it an unknown value: what is held back settles in a few rounds.
        let pages = loop {
            let pages: Vec<Pages> = drafted.iter().map(|draft| draft.assemble(brand, &known)).collect();
            let count = |unknowns: &[BTreeSet<usize>]| unknowns.iter().map(BTreeSet::len).sum::<usize>();
            let before = count(&unknowns);
            for (unknowns, page) in unknowns.iter_mut().zip(&pages) {
                unknowns.extend(&page.unknowns);
            }
            if count(&unknowns) == before {
                break pages;
            }
            for (draft, unknowns) in drafted.iter().zip(&unknowns) {
                if let Some(known) = known.get_mut(&draft.document.id) {
                    known.written = may_write(unknowns);
                }
            }
        };
        let anchors = |draft: &Draft<'_>| known.get(&draft.document.id).into_iter().flat_map(|known| known.anchors.keys());
        let anchors: Vec<BTreeSet<String>> =
            drafted.iter().map(|draft| anchors(draft).map(|anchor| (*anchor).to_owned()).collect()).collect();
        let mut foot = Assembler::new(brand, &known, None, "./");
        foot.page(&index_footer);
        let (html, links) = (foot.out, foot.links);
        let mut composed = Vec::new();
        for (((draft, page), unknowns), anchors) in drafted.into_iter().zip(pages).zip(unknowns).zip(anchors) {
            for text in draft.texts() {
                assemble::issues(text).for_each(|finding| findings.push(finding));
            }
            if page.body.len() > LONGEST_PAGE {
                let message = format!("the document `{}` is longer than a page can be", draft.document.id);
                let help = "divide it into several documents, and look for references that print long headings".to_owned();
                findings.push(Finding::new(Code::TemplateSyntax, message, Place::File(brand.file), "").help(help));
            }
            let wanted = unknowns.iter().filter_map(|index| brand.unknown.iter().nth(*index));
            let contents = sections::contents(&draft.sections, brand);
            let mut passages = Vec::new();
            passage::of_document(draft.document, brand, self.project, &self.texts, &mut passages);
            passage::of_sections(draft.sections, &self.texts, &mut passages);
            composed.push(ComposedDocument {
                id: draft.document.id.clone(),
                title: draft.document.title.clone(),
                path: draft.document.path.clone(),
                description: draft.document.description.clone(),
                effective: draft.document.effective,
                updated: draft.document.updated,
                contents,
                passages,
                body: page.body,
                traces: page.traces,
                footer: page.footer,
                links: page.links,
                outline: draft.outline,
                standing: draft.standing,
                omitted: draft.document.omitted.clone(),
                anchors,
                wanted: wanted.map(|(path, unknown)| Wanted { path: path.clone(), reason: unknown.reason.clone() }).collect(),
            });
        }
        let mut passages = Vec::new();
        passage::of_sections(index_footer, &self.texts, &mut passages);
        let feet = brand.footer.iter().filter_map(|named| brand.clauses.get(&named.id));
        let whens = feet.filter_map(|clause| Some((clause.id.clone(), facts.decided(clause.when()?)))).collect();
        (composed, Foot { html, passages, links, whens })
    }
}
