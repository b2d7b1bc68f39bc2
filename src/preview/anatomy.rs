//! Where a page's text comes from, as the frame shows it: each section's files, layers and conditions, each value's source.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::compose::{ComposedDocument, Decided, Decision, Outlined, Trace};
use crate::condition::Truth;
use crate::config::Node;
use crate::id::DocumentId;
use crate::merge::{Layer, MergedClause};
use crate::model::{Clause, Read, Text};
use crate::path;
use crate::source::{FileId, Span};

use super::page::Good;

/// A line of a file.
#[derive(Serialize)]
struct At {
    file: String,
    line: usize,
}

/// A name, what it stands for, and where that is said.
#[derive(Serialize)]
struct Value {
    path: String,
    value: Option<String>,
    /// Why the brand has not supplied it.
    unknown: Option<String>,
    #[serde(flatten)]
    at: Option<At>,
}

#[derive(Serialize)]
struct Source {
    /// `library`, `parent` or `brand`.
    layer: &'static str,
    name: String,
    does: &'static str,
    #[serde(flatten)]
    at: At,
}

#[derive(Serialize)]
struct Condition {
    when: String,
    truth: &'static str,
    facts: Vec<Value>,
    #[serde(flatten)]
    at: Option<At>,
}

#[derive(Serialize)]
struct Section {
    id: String,
    number: String,
    title: Option<String>,
    depth: usize,
    state: &'static str,
    edits: Vec<String>,
    files: Vec<Source>,
    conditions: Vec<Condition>,
    values: Vec<Value>,
    covers: Vec<String>,
}

#[derive(Serialize)]
struct Omitted {
    id: String,
    by: String,
}

#[derive(Serialize)]
struct Wanted<'a> {
    path: &'a str,
    reason: &'a str,
    #[serde(flatten)]
    at: Option<At>,
}

#[derive(Serialize)]
struct Titled<'a> {
    id: &'a str,
    title: &'a str,
}

#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    name: &'a str,
}

/// Everything the frame shows of a document.
#[derive(Serialize)]
pub(super) struct Anatomy<'a> {
    brand: Named<'a>,
    document: Titled<'a>,
    state: &'static str,
    wants: Vec<Wanted<'a>>,
    sections: Vec<Section>,
    omitted: Vec<Omitted>,
    /// The document's text with comments around what comes from one place: `<!--t0-->` a text, `<!--v0-->` a value.
    body: String,
    texts: Vec<Source>,
    values: Vec<Value>,
}

/// The anatomy of a document of `good`.
pub(super) fn of<'a>(good: &'a Good, document: &'a ComposedDocument) -> Anatomy<'a> {
    let look = Look { good, document: &document.id };
    let brand = &good.composed.brand;
    let (texts, values): (Vec<&Trace>, Vec<&Trace>) = document.traces.iter().partition(|trace| !trace.is_value);
    let reads = look.reads_by_place();
    Anatomy {
        brand: Named { id: brand.id.as_str(), name: brand.text("name").unwrap_or_default() },
        document: Titled { id: document.id.as_str(), title: &document.title },
        state: super::state_of(document),
        wants: document
            .wanted
            .iter()
            .map(|wanted| {
                let at = brand.unknown.get(&wanted.path).map(|unknown| look.at(unknown.span));
                Wanted { path: &wanted.path, reason: &wanted.reason, at }
            })
            .collect(),
        sections: document.outline.iter().map(|row| look.section(row)).collect(),
        omitted: document.omitted.iter().map(|(id, layer)| Omitted { id: id.to_string(), by: layer.to_string() }).collect(),
        body: annotated(&document.body, &texts, &values),
        texts: texts.iter().map(|trace| look.text(trace.source)).collect(),
        values: values.iter().map(|trace| look.printed(trace.source, &reads)).collect(),
    }
}

/// `body` with comments around its stretches. One that ends where another begins is closed first; the longer of two that begin
/// together is opened first.
fn annotated(body: &str, texts: &[&Trace], values: &[&Trace]) -> String {
    let mut marks: Vec<(usize, bool, usize, String)> = Vec::new();
    for (sign, traces) in [('t', texts), ('v', values)] {
        for (index, trace) in traces.iter().enumerate() {
            let length = trace.range.len();
            marks.push((trace.range.start, true, usize::MAX - length, format!("<!--{sign}{index}-->")));
            marks.push((trace.range.end, false, length, format!("<!--/{sign}-->")));
        }
    }
    marks.sort();
    let mut out = String::with_capacity(body.len() + marks.len() * 10);
    let mut at = 0;
    for (offset, _, _, mark) in marks {
        out.push_str(body.get(at..offset).unwrap_or_default());
        out.push_str(&mark);
        at = offset;
    }
    out.push_str(body.get(at..).unwrap_or_default());
    out
}

struct Look<'a> {
    good: &'a Good,
    document: &'a DocumentId,
}

impl<'a> Look<'a> {
    fn at(&self, span: Span) -> At {
        let line = self.good.sources.position(span).map_or(1, |(line, _)| line);
        At { file: self.good.sources.path(span.file).to_owned(), line }
    }

    /// The layer of a file, by the folder where it lies.
    fn layer(&self, file: FileId) -> (&'static str, String) {
        match path::brand_of(self.good.sources.path(file)) {
            None => ("library", Layer::Library.to_string()),
            Some(id) if id == self.good.composed.brand.id.as_str() => ("brand", format!("brand {id}")),
            Some(id) => ("parent", format!("brand {id}")),
        }
    }

    fn text(&self, span: Span) -> Source {
        let (layer, name) = self.layer(span.file);
        Source { layer, name, does: "text", at: self.at(span) }
    }

    fn section(&self, row: &Outlined) -> Section {
        let files = row.chain.iter().map(|part| {
            let body = part.clause.body.span;
            Source { does: row.does(part).unwrap_or("text"), ..self.text(body) }
        });
        let merged = self.good.composed.brand.clauses.get(&row.id);
        let paths: BTreeSet<&str> = row.reads().map(|read| read.path.as_str()).collect();
        Section {
            id: row.id.to_string(),
            number: row.number.clone(),
            title: row.title.clone(),
            depth: row.depth,
            state: match row.decision {
                Decision::In => "in",
                Decision::Out => "out",
                Decision::Undecided(_) => "undecided",
            },
            edits: row.edits.clone(),
            files: files.collect(),
            conditions: row.whens.iter().chain(&row.whens_of_added).map(|decided| self.condition(decided)).collect(),
            values: paths.into_iter().map(|path| self.value(path)).collect(),
            covers: merged.into_iter().flat_map(MergedClause::covers).map(str::to_owned).collect(),
        }
    }

    fn condition(&self, decided: &Decided) -> Condition {
        let facts = decided.rests_on.iter().map(|(name, truth)| self.fact(name, *truth)).collect();
        Condition { when: decided.when.clone(), truth: decided.truth.name(), facts, at: Some(self.at(decided.place)) }
    }

    /// A fact as the brand states it, or as it is derived; or a value that a condition asks for.
    fn fact(&self, name: &str, truth: Truth) -> Value {
        if let Some(when) = self.good.project.vocabulary.derived.get(name) {
            let value = Some(truth.name().to_owned());
            return Value { path: name.to_owned(), value, unknown: None, at: Some(self.at(when.span)) };
        }
        let stated = self.good.composed.brand.table.at(&format!("facts.{name}"));
        match stated.filter(|_| !name.contains('.')) {
            Some(node) => self.given(name, Some(node)),
            None => self.value(name),
        }
    }

    /// What a text reads by `path`; of the entries of a list, the list.
    fn value(&self, path: &str) -> Value {
        let brand = &self.good.composed.brand;
        let whole = path.split("[]").next().unwrap_or(path);
        if whole != path {
            return Value { path: path.to_owned(), value: None, ..self.value(whole) };
        }
        if let Some(unknown) = brand.why_unknown(path) {
            let (unknown, at) = (Some(unknown.reason.clone()), Some(self.at(unknown.span)));
            return Value { path: path.to_owned(), value: None, unknown, at };
        }
        let of_vendor = |path: &str| {
            let (id, key) = path.strip_prefix("vendors.")?.split_once('.')?;
            brand.table.at(path).or_else(|| self.good.project.vendors.get(id)?.table.at(key))
        };
        let of_document = |path: &str| brand.table.at(&path.replacen("document.", &format!("documents.{}.", self.document), 1));
        self.given(path, brand.read(path).or_else(|| of_vendor(path)).or_else(|| of_document(path)))
    }

    fn given(&self, path: &str, node: Option<&Node>) -> Value {
        Value { path: path.to_owned(), value: node.map(Node::to_string), unknown: None, at: node.map(|node| self.at(node.span)) }
    }

    /// What the expression at `span` prints: the first name that it reads.
    fn printed(&self, span: Span, reads: &BTreeMap<Span, &'a Read>) -> Value {
        let inside = reads.range(Span { start: span.start, end: 0, ..span }..).map(|(_, read)| *read);
        let mut inside = inside.take_while(|read| read.span.file == span.file && read.span.start < span.end);
        match inside.next() {
            Some(read) => {
                let value = self.value(&read.path);
                Value { at: value.at.or_else(|| Some(self.at(span))), ..value }
            }
            None => Value { path: String::new(), value: None, unknown: None, at: Some(self.at(span)) },
        }
    }

    /// Every name that the brand's texts read, by its place.
    fn reads_by_place(&self) -> BTreeMap<Span, &'a Read> {
        let clauses = self.good.composed.brand.clauses.values().flat_map(|merged| &merged.chain).map(|part| &*part.clause);
        let texts = clauses.flat_map(texts);
        texts.flat_map(|text| text.reads.iter()).map(|read| (read.span, read)).collect()
    }
}

fn texts(clause: &Clause) -> impl Iterator<Item = &Text> {
    [clause.title.as_ref(), clause.summary.as_ref(), Some(&clause.body)].into_iter().flatten()
}
