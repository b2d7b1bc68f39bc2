//! [`Merged`] → [`Composed`]: clauses become text as it will be read: templates rendered, Markdown set, sections numbered, references
//! resolved. Knows no theme.
//!
//! What brands share is compiled once ([`Composer`]); a brand pays for its values, its conditions and for putting pages together.

mod assemble;
mod context;
mod escape;
mod facts;
mod fragment;
mod markdown;
mod sections;
mod template;
mod token;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use serde::Serialize;
use tera::Context;

use crate::diagnostic::{Code, Finding, Findings};
use crate::id::{ClauseId, DocumentId};
use crate::merge::{Layer, Merged, MergedDocument, Part};
use crate::model::{Project, Text};
use crate::source::Span;

use assemble::{Assembler, Known};
use fragment::Fragment;
use sections::{SetSection, SetText, Setter};
use template::Library;

pub(crate) use context::day;

/// An entry of a list of contents.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Entry {
    /// The heading's number; may be empty.
    pub number: String,
    /// The heading's words.
    pub title: String,
    /// Where it stands on the page.
    pub anchor: String,
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
    /// The layer that put it into the outline.
    pub layer: Layer,
    /// The files that make its text, farthest first.
    pub chain: Vec<Part>,
    /// Its conditions as written.
    pub whens: Vec<String>,
    /// Whether it is on the page.
    pub decision: Decision,
    /// Its number.
    pub number: String,
    /// Its heading.
    pub title: Option<String>,
    /// Whether there is nothing below its heading.
    pub empty: bool,
}

/// Where a link leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// An address, as typed and filled in.
    Address(String),
    /// A reference to what is not there.
    Nowhere(String),
    /// A document of the brand that is not written.
    HeldBack(DocumentId),
}

/// A link on a page that a rule must look at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// Where it leads.
    pub target: Target,
    /// Where the text makes it.
    pub place: Span,
    /// Where the brand gives the address, if it does.
    pub value: Option<Span>,
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
    /// Its text as HTML.
    pub body: String,
    /// The foot of its page as HTML.
    pub footer: String,
    /// Links for the rules.
    pub links: Vec<Link>,
    /// Its outline.
    pub outline: Vec<Outlined>,
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
    /// The foot of its index as HTML.
    pub index_footer: String,
}

/// What all brands share: compiled templates and compiled texts.
pub struct Composer<'a> {
    project: &'a Project,
    library: Library,
    fragments: Mutex<BTreeMap<String, Arc<Fragment>>>,
}

impl<'a> Composer<'a> {
    /// Compiles the texts of `project`.
    pub fn new(project: &'a Project, findings: &mut Findings) -> Self {
        Self { project, library: Library::new(project, findings), fragments: Mutex::default() }
    }

    /// How many distinct texts have been compiled.
    pub fn compiled(&self) -> usize {
        self.fragments.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Composes the documents of one brand. With `drafts`, those that are held back are written too, so references lead to them.
    pub fn compose(&self, brand: Merged, drafts: bool, findings: &mut Findings) -> Composed {
        let mut own = Findings::default();
        let (documents, index_footer) = self.documents(&brand, drafts, &mut own);
        for finding in own.sorted() {
            findings.push(finding.brand(brand.id.as_str()));
        }
        Composed { brand, documents, index_footer }
    }

    fn documents(&self, brand: &Merged, drafts: bool, findings: &mut Findings) -> (Vec<ComposedDocument>, String) {
        let context = context::of_brand(self.project, brand);
        let drafted: Vec<Draft<'_>> = brand.documents.iter().map(|document| self.draft(brand, document, &context, findings)).collect();
        let known: BTreeMap<DocumentId, Known> = drafted
            .iter()
            .map(|draft| {
                let mut anchors = BTreeMap::new();
                sections::anchors(&draft.sections, &mut anchors);
                let written = drafts || draft.unknowns.is_empty();
                let (title, path) = (draft.document.title.clone(), draft.document.path.clone());
                (draft.document.id.clone(), Known { title, path, written, anchors })
            })
            .collect();
        let assembler = |current, root| Assembler {
            brand,
            documents: &known,
            current,
            root,
            out: String::new(),
            links: Vec::new(),
            notes: Vec::new(),
            table_name: String::new(),
        };
        let mut composed = Vec::new();
        for draft in &drafted {
            for text in draft.texts() {
                assemble::issues(text).for_each(|finding| findings.push(finding));
            }
            let id = &draft.document.id;
            let mut body = assembler(Some(id), "../");
            body.table_name.clone_from(&draft.document.title);
            body.page(&draft.sections);
            let mut foot = assembler(Some(id), "../");
            foot.texts(&draft.footer);
            let reason = |index: &usize| brand.unknown.iter().nth(*index);
            let wanted = draft.unknowns.iter().filter_map(reason);
            composed.push(ComposedDocument {
                id: id.clone(),
                title: draft.document.title.clone(),
                path: draft.document.path.clone(),
                description: draft.document.description.clone(),
                effective: draft.document.effective,
                updated: draft.document.updated,
                contents: sections::contents(&draft.sections, &|words| self.plain(words, brand)),
                body: body.out,
                footer: foot.out,
                links: body.links.into_iter().chain(foot.links).collect(),
                outline: draft.outline.clone(),
                anchors: known.get(id).map(|known| known.anchors.keys().cloned().collect()).unwrap_or_default(),
                wanted: wanted.map(|(path, unknown)| Wanted { path: path.clone(), reason: unknown.reason.clone() }).collect(),
            });
        }
        let mut foot = assembler(None, "./");
        if let Some(draft) = drafted.first() {
            foot.texts(&draft.footer);
        }
        (composed, foot.out)
    }

    /// Sets the sections and the footer of one document.
    fn draft<'b>(&self, brand: &'b Merged, document: &'b MergedDocument, context: &Context, findings: &mut Findings) -> Draft<'b> {
        let mut context = context.clone();
        context.insert_value("document", context::of_document(document, brand));
        let mut setter = Setter { composer: self, brand, document, context: &context, outline: Vec::new(), findings };
        let sections = setter.set(&document.sections, &mut vec![0], "");
        let outline = setter.outline;
        let footer: Vec<SetText<'b>> = brand
            .footer
            .iter()
            .filter_map(|named| brand.clauses.get(&named.id))
            .flat_map(|clause| &clause.parts)
            .filter_map(|part| {
                let (fragment, values) = self.set(&part.clause.body, &context, brand, findings)?;
                Some(SetText { headings: Vec::new(), fragment, values, source: &part.clause.body })
            })
            .collect();
        let mut unknowns = BTreeSet::new();
        sections::unknowns(&sections, &mut unknowns);
        for value in footer.iter().flat_map(|text| &text.values) {
            unknowns.extend(token::unknowns(value));
        }
        for key in ["effective", "updated"] {
            let path = format!("documents.{}.{key}", document.id);
            unknowns.extend(brand.unknown.keys().position(|unknown| *unknown == path));
        }
        Draft { document, sections, footer, outline, unknowns }
    }

    /// Renders and compiles a text for a brand; `None` when a finding says why not.
    fn set(&self, text: &Text, context: &Context, brand: &Merged, findings: &mut Findings) -> Option<(Arc<Fragment>, Vec<String>)> {
        let rendered = self.library.render(text, context, brand, findings)?;
        let Some(tokenised) = token::split(&rendered) else {
            let help = "split it into several clauses".to_owned();
            findings.push(Finding::new(Code::TemplateSyntax, "this text prints too many values", text.span, "").help(help));
            return None;
        };
        let mut fragments = self.fragments.lock().unwrap_or_else(PoisonError::into_inner);
        let fragment = match fragments.get(&tokenised.text) {
            Some(fragment) => fragment.clone(),
            None => {
                let fragment = Arc::new(markdown::compile(&tokenised.text));
                fragments.insert(tokenised.text, fragment.clone());
                fragment
            }
        };
        Some((fragment, tokenised.values))
    }

    fn plain(&self, words: &str, brand: &Merged) -> String {
        assemble::plain(words, brand)
    }
}

/// A document whose sections are set but not yet put together.
struct Draft<'a> {
    document: &'a MergedDocument,
    sections: Vec<SetSection<'a>>,
    footer: Vec<SetText<'a>>,
    outline: Vec<Outlined>,
    unknowns: BTreeSet<usize>,
}

impl<'a> Draft<'a> {
    /// All its texts.
    fn texts(&self) -> Vec<&SetText<'a>> {
        fn collect<'b, 'a>(sections: &'b [SetSection<'a>], into: &mut Vec<&'b SetText<'a>>) {
            for section in sections {
                into.extend(&section.texts);
                collect(&section.sections, into);
            }
        }
        let mut texts = Vec::new();
        collect(&self.sections, &mut texts);
        texts.extend(&self.footer);
        texts
    }
}
