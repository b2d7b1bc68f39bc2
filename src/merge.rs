//! [`Project`] → [`Merged`]: the layers of one brand laid over each other, library first, the brand last. The nearer layer wins, and
//! every result remembers the layer it came from. Runs no template and decides no condition.

mod base;
mod clauses;
mod outline;
mod overrides;
mod repeats;
mod tree;
mod vendors;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use crate::config::{Node, Table};
use crate::diagnostic::{Code, Finding, Findings, Place};
use crate::id::{BrandId, ClauseId, DocumentId};
use crate::model::{BrandSource, Clause, Named, Project, Text, When};
use crate::numbering::Style;
use crate::path::SitePath;
use crate::source::{FileId, Span};

pub use overrides::{Override, overrides};
pub use vendors::{Cookie, Vendor};

/// Where something comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Layer {
    /// `content/`.
    Library,
    /// A brand's folder.
    Brand(BrandId),
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Library => f.write_str("library"),
            Self::Brand(id) => write!(f, "brand {id}"),
        }
    }
}

/// Why a value is not there, and where that is said.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// The brand's words.
    pub reason: String,
    /// The line under `[unknown]`.
    pub span: Span,
}

/// A piece of a clause: a whole file's text.
#[derive(Clone, Debug)]
pub struct Part {
    /// The file.
    pub clause: Arc<Clause>,
    /// Whose it is.
    pub layer: Layer,
}

impl Part {
    /// The condition under which a text that is added to a clause stands.
    pub fn when(&self) -> Option<&When> {
        self.clause.when.as_ref().filter(|_| self.clause.is_added())
    }
}

/// A clause after the edits of all layers.
#[derive(Clone, Debug)]
pub struct MergedClause {
    /// Its id.
    pub id: ClauseId,
    /// Its text, in order.
    pub parts: Vec<Part>,
    /// Every file that had a say, farthest first.
    pub chain: Vec<Part>,
}

impl MergedClause {
    fn nearest<T>(&self, pick: impl Fn(&Clause) -> Option<&T>) -> Option<&T> {
        self.chain.iter().rev().find_map(|part| pick(&part.clause))
    }

    /// Its heading.
    pub fn title(&self) -> Option<&Text> {
        self.nearest(|clause| clause.title.as_ref())
    }

    /// Its condition. That of a text which is only added concerns that text: see [`Part::when`].
    pub fn when(&self) -> Option<&When> {
        self.nearest(|clause| clause.when.as_ref().filter(|_| !clause.is_added()))
    }

    /// What its texts cover. A text that takes the place of another says itself what it covers.
    pub fn covers(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().flat_map(|part| &part.clause.covers).map(|covered| covered.id.as_str())
    }

    /// Its short version.
    pub fn summary(&self) -> Option<&Text> {
        self.nearest(|clause| clause.summary.as_ref())
    }
}

/// A section of a document, its clause named.
#[derive(Clone, Debug)]
pub struct MergedSection {
    /// Its clause, and where an outline names it.
    pub clause: Named,
    /// The outline's own condition.
    pub when: Option<When>,
    /// The layer that put it there.
    pub layer: Layer,
    /// The layer that put it elsewhere.
    pub moved: Option<Layer>,
    /// A heading that a layer gave it in this document.
    pub retitle: Option<(Text, Layer)>,
    /// The sections that it holds.
    pub sections: Vec<Self>,
}

/// A document of a brand.
#[derive(Clone, Debug)]
pub struct MergedDocument {
    /// Its id.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// Its folder below the brand's.
    pub path: String,
    /// A line for search engines.
    pub description: Option<String>,
    /// One style a level.
    pub numbering: Vec<Style>,
    /// From when it holds; `None` only when that is unknown.
    pub effective: Option<Date>,
    /// When it was last updated.
    pub updated: Option<Date>,
    /// Its sections.
    pub sections: Vec<MergedSection>,
    /// Clauses that a layer has taken out.
    pub omitted: Vec<(ClauseId, Layer)>,
}

/// One brand with all its layers applied.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The brand.
    pub id: BrandId,
    /// Its own `brand.toml`.
    pub file: FileId,
    /// `brand.toml` of all layers as one table.
    pub table: Table,
    /// Values that nobody has supplied.
    pub unknown: BTreeMap<String, Unknown>,
    /// The vendors it uses, in order.
    pub vendors: Vec<Vendor>,
    /// Its own cookies.
    pub cookies: Vec<Cookie>,
    /// Every clause that it could print.
    pub clauses: BTreeMap<ClauseId, MergedClause>,
    /// Its documents.
    pub documents: Vec<MergedDocument>,
    /// Clauses at the foot of every page.
    pub footer: Vec<Named>,
    /// Where its folder stands, as the brand or the build says.
    pub base_url: Option<String>,
    /// The theme's name.
    pub theme: String,
    /// Files copied as they are.
    pub statics: BTreeMap<SitePath, FileId>,
    /// Whether no layer is in error.
    pub(crate) sound: bool,
}

impl Merged {
    /// Whether it wants these files beside its pages, which it does unless it says otherwise under `[output]`.
    pub fn wants(&self, output: &str) -> bool {
        self.table.at(&format!("output.{output}")).and_then(Node::bool) != Some(false)
    }

    /// Whether banners are written for its cookies: there are some that a visitor may refuse, and the brand wants our files.
    pub fn wants_banner(&self) -> bool {
        let cookies = self.cookies.iter().chain(self.vendors.iter().flat_map(|vendor| &vendor.cookies));
        self.wants("banners") && cookies.into_iter().any(|cookie| cookie.category() != "essential")
    }

    /// The value that a text reads by `path`: `brand.…` holds the identity and a few keys beside it.
    pub fn read(&self, path: &str) -> Option<&Node> {
        read(&self.table, path)
    }

    /// Why nobody has supplied what a text reads by `path`; `None` when it is not marked unknown.
    pub fn why_unknown(&self, path: &str) -> Option<&Unknown> {
        self.unknown.get(&path.replacen("brand.", "identity.", 1))
    }

    /// The string at a path of the brand's table.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.table.at(path).and_then(Node::text)
    }
}

/// The value that a text reads by `path` of what a brand states: see [`Merged::read`].
pub(crate) fn read<'t>(table: &'t Table, path: &str) -> Option<&'t Node> {
    match path.strip_prefix("brand.") {
        Some(key) => table.table("identity").and_then(|identity| identity.at(key)).or_else(|| table.get(key)),
        None => table.at(path),
    }
}

/// What a brand states of itself alone.
const OF_ONE_BRAND: [&str; 5] = ["name", "base_url", "identity", "contact", "cookies"];

/// Lays the layers of `brand` over each other.
pub fn merge(project: &Project, brand: &BrandSource, findings: &mut Findings) -> Merged {
    let (file, brand) = (brand.tree.file, &brand.id);
    let mut own = Findings::default();
    let layers = project.layers(brand);
    let mut table = Table::default();
    let mut unknown: BTreeMap<String, Unknown> = BTreeMap::new();
    let mut is_lent = false;
    for layer in &layers {
        if is_lent {
            // A brand that has pages of its own lends its texts, not who it is and how to reach it.
            OF_ONE_BRAND.iter().for_each(|key| _ = table.remove(key));
            unknown.retain(|path, _| !OF_ONE_BRAND.iter().any(|key| path.starts_with(key)));
        }
        let said = &layer.tree.table;
        unknown.retain(|path, _| said.at(path).is_none());
        for (path, entry) in said.table("unknown").into_iter().flat_map(Table::iter) {
            let reason = entry.node.text().unwrap_or_default().to_owned();
            tree::take(&mut table, path);
            unknown.insert(path.to_owned(), Unknown { reason, span: entry.key });
        }
        repeats::check(&table, said, "", &mut own);
        is_lent |= !layer.is_abstract;
        tree::lay_over(&mut table, said, "", &mut own);
    }
    if table.get("name").is_none() {
        let message = format!("brand `{brand}` has no `name`");
        own.push(Finding::new(Code::MissingKey, message, Place::File(file), "").help("add name = \"…\"".to_owned()));
    }
    let clauses = clauses::merge(project, &layers, &mut own);
    let mut documents = Vec::new();
    let ground = outline::Ground { layers: &layers, clauses: &clauses, brand: &table, unknown: &unknown, file };
    for (id, source) in &project.documents {
        documents.extend(outline::merge(id, source, &ground, &mut own));
    }
    let order = |id: &DocumentId| project.documents.get(id)?.tree.table.get("order").and_then(Node::int);
    documents.sort_by_key(|document| (order(&document.id).unwrap_or(i64::MAX), document.id.clone()));
    outline::check_paths(&documents, &layers, project, &mut own);
    let footer = named(table.list("footer"));
    clauses::check_used(&layers, &documents, &footer, &clauses, &project.documents, &mut own);
    let vendors = vendors::used(project, &table, &mut own);
    let sound = !own.has_errors();
    for finding in own.sorted() {
        findings.push(finding.brand(brand.as_str()));
    }
    Merged {
        id: brand.clone(),
        file,
        unknown,
        vendors,
        cookies: vendors::cookies(&table, table.text("name").unwrap_or_default()),
        clauses,
        documents,
        footer,
        base_url: table.text("base_url").map(str::to_owned),
        theme: table.text("theme").unwrap_or("default").to_owned(),
        sound,
        statics: layers.iter().flat_map(|layer| layer.statics.clone()).collect(),
        table,
    }
}

fn named(nodes: &[Node]) -> Vec<Named> {
    nodes.iter().filter_map(|node| Some(Named { id: ClauseId::new(node.text()?), span: node.span })).collect()
}
