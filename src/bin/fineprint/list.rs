//! `fineprint list`: what the workspace has.

use std::collections::BTreeMap;
use std::path::Path;

use fineprint::Compiled;
use fineprint::compose::{Composed, ComposedDocument};
use fineprint::config::{Item, Table};
use fineprint::id::{BrandId, VendorId};
use fineprint::model::{BrandSource, Clause, Tree};
use fineprint::render::Style;
use fineprint::source::Sources;
use serde_json::{Map, Value, json};

use crate::args::{Kind, List, Output};
use crate::{Failure, Outcome};
use crate::{report, workspace};

/// What stands in a column of a row.
enum Cell {
    Text(String),
    List(Vec<String>),
    Count(usize),
    Flag(bool),
    Nothing,
}

impl Cell {
    /// Nothing where there is no text.
    fn of(text: Option<impl ToString>) -> Self {
        text.map_or(Self::Nothing, |text| Self::Text(text.to_string()))
    }

    fn list<'i>(items: impl IntoIterator<Item = &'i str>) -> Self {
        Self::List(items.into_iter().map(str::to_owned).collect())
    }

    /// As people read it.
    fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::List(items) => items.join(", "),
            Self::Count(count) => count.to_string(),
            Self::Flag(is_so) => if *is_so { "yes" } else { "" }.to_owned(),
            Self::Nothing => String::new(),
        }
    }

    /// As programs do.
    fn json(&self) -> Value {
        match self {
            Self::Text(text) => json!(text),
            Self::List(items) => json!(items),
            Self::Count(count) => json!(count),
            Self::Flag(is_so) => json!(is_so),
            Self::Nothing => Value::Null,
        }
    }
}

/// Rows below their heads.
struct Rows {
    heads: &'static [&'static str],
    rows: Vec<Vec<Cell>>,
}

pub(crate) fn run(root: &Path, args: &List) -> Result<Outcome, Failure> {
    let (sources, compiled) = workspace::load(root, &[], Style::default())?;
    let (kind, Rows { heads, rows }) = match args.kind {
        Kind::Brands => ("brands", brands(&compiled)),
        Kind::Documents => ("documents", documents(&compiled)),
        Kind::Clauses => ("clauses", clauses(&compiled, &sources)),
        Kind::Vendors => ("vendors", vendors(&compiled)),
        Kind::Values => ("values", values(&compiled)),
    };
    let data = match args.format {
        Output::Human => {
            let shown = rows.iter().map(|row| row.iter().map(Cell::shown).collect());
            let heads: Vec<String> = heads.iter().map(ToString::to_string).collect();
            report::table(std::iter::once(heads).chain(shown))
        }
        Output::Short => rows.iter().filter_map(|row| row.first()).map(|cell| format!("{}\n", cell.shown())).collect(),
        Output::Json => {
            let object = |row: &Vec<Cell>| -> Map<String, Value> {
                heads.iter().map(|head| head.replace(' ', "_")).zip(row.iter().map(Cell::json)).collect()
            };
            format!("{:#}\n", json!({ "version": 1, kind: rows.iter().map(object).collect::<Vec<_>>() }))
        }
    };
    let failed = report::fails(&compiled.findings, false);
    Ok(Outcome { data, log: report::pointer(&compiled.findings), code: u8::from(failed) })
}

fn brands(compiled: &Compiled) -> Rows {
    let row = |(id, brand): (&BrandId, &BrandSource)| {
        let built = compiled.brands.iter().find(|composed| composed.brand.id == *id);
        let count = |all: bool| built.map_or(0, |b| b.documents.iter().filter(|d| all || !d.wanted.is_empty()).count());
        let name = built.and_then(|b| b.brand.text("name")).or(brand.tree.table.text("name"));
        vec![
            Cell::Text(id.to_string()),
            Cell::of(name),
            Cell::of(brand.extends.as_ref().map(|(parent, _)| parent)),
            Cell::Flag(brand.is_abstract),
            Cell::Count(count(true)),
            Cell::Count(count(false)),
        ]
    };
    let heads = &["brand", "name", "extends", "abstract", "documents", "held back"];
    Rows { heads, rows: compiled.project.brands.iter().map(row).collect() }
}

fn documents(compiled: &Compiled) -> Rows {
    let of_brand = |brand: &'_ Composed| -> Vec<Vec<Cell>> {
        let row = |document: &ComposedDocument| {
            vec![
                Cell::Text(format!("{}/{}", brand.brand.id, document.id)),
                Cell::Text(document.title.clone()),
                Cell::of(document.effective),
                Cell::list(document.wanted.iter().map(|wanted| wanted.path.as_str())),
            ]
        };
        brand.documents.iter().map(row).collect()
    };
    Rows { heads: &["page", "title", "effective", "wants"], rows: compiled.brands.iter().flat_map(of_brand).collect() }
}

fn clauses(compiled: &Compiled, sources: &Sources) -> Rows {
    let row = |clause: &Clause, layer: String, edit: Option<String>| {
        vec![Cell::Text(clause.id.to_string()), Cell::Text(layer), Cell::of(edit), Cell::Text(sources.path(clause.file).to_owned())]
    };
    let mut rows: Vec<Vec<Cell>> = compiled.project.clauses.values().map(|clause| row(clause, "library".to_owned(), None)).collect();
    for brand in compiled.project.brands.values() {
        for clause in brand.clauses.values() {
            let edits = compiled.project.clauses.contains_key(&clause.id).then(|| "replace".to_owned());
            let edit = clause.edit.map(|(edit, _)| format!("{edit:?}").to_lowercase());
            rows.push(row(clause, format!("brand {}", brand.id), edit.or(edits)));
        }
    }
    Rows { heads: &["clause", "layer", "edit", "file"], rows }
}

fn vendors(compiled: &Compiled) -> Rows {
    let row = |(id, vendor): (&VendorId, &Tree)| {
        let users = compiled.brands.iter().filter(|brand| brand.brand.vendors.iter().any(|used| used.id == *id));
        vec![
            Cell::Text(id.to_string()),
            Cell::of(vendor.table.text("name")),
            Cell::of(Some(vendor.table.text("role").unwrap_or("processor"))),
            Cell::Count(vendor.table.list("cookies").len()),
            Cell::list(users.map(|brand| brand.brand.id.as_str())),
        ]
    };
    Rows { heads: &["vendor", "name", "role", "cookies", "used by"], rows: compiled.project.vendors.iter().map(row).collect() }
}

fn values(compiled: &Compiled) -> Rows {
    let mut found: BTreeMap<String, (Vec<&str>, Vec<&str>)> = BTreeMap::new();
    for brand in &compiled.brands {
        let id = brand.brand.id.as_str();
        for root in ["contact", "identity", "values"] {
            if let Some(table) = brand.brand.table.table(root) {
                flatten(root, table, &mut |path| found.entry(path).or_default().0.push(id));
            }
        }
        for path in brand.brand.unknown.keys() {
            found.entry(path.clone()).or_default().1.push(id);
        }
    }
    let row = |(path, (defined, unknown))| vec![Cell::Text(path), Cell::list::<'_>(defined), Cell::list(unknown)];
    Rows { heads: &["value", "defined by", "unknown to"], rows: found.into_iter().map(row).collect() }
}

fn flatten(path: &str, table: &Table, add: &mut impl FnMut(String)) {
    for (key, entry) in table.iter() {
        let path = format!("{path}.{key}");
        match &entry.node.item {
            Item::Table(inner) => flatten(&path, inner, add),
            _ => add(path),
        }
    }
}
