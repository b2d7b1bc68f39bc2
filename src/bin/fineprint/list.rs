//! `fineprint list`: what the workspace has.

use std::collections::BTreeMap;
use std::path::Path;

use fineprint::Compiled;
use fineprint::config::{Item, Table};
use fineprint::render::Style;
use fineprint::source::Sources;
use serde_json::json;

use crate::args::{Kind, List, Output};
use crate::{Failure, Outcome};
use crate::{report, workspace};

pub(crate) fn run(root: &Path, args: &List) -> Result<Outcome, Failure> {
    let (sources, compiled) = workspace::load(root, &[], Style::default())?;
    let rows = match args.kind {
        Kind::Brands => brands(&compiled),
        Kind::Documents => documents(&compiled),
        Kind::Clauses => clauses(&compiled, &sources),
        Kind::Vendors => vendors(&compiled),
        Kind::Values => values(&compiled),
    };
    let data = match args.format {
        Output::Human => report::table(&rows),
        Output::Short => rows.iter().skip(1).filter_map(|row| row.first()).map(|cell| format!("{cell}\n")).collect(),
        Output::Json => {
            let (head, rows) = rows.split_first().map_or((&[][..], &[][..]), |(head, rows)| (head.as_slice(), rows));
            let cell = |(name, cell): (&String, &String)| {
                let count = cell.parse::<u64>().ok().filter(|_| COUNTS.contains(&name.as_str()));
                (name.replace(' ', "_"), count.map_or_else(|| json!(cell), |count| json!(count)))
            };
            let object = |row: &Vec<String>| head.iter().zip(row).map(cell).collect::<serde_json::Map<_, _>>();
            format!("{:#}\n", json!(rows.iter().map(object).collect::<Vec<_>>()))
        }
    };
    let failed = report::fails(&compiled.findings, false);
    Ok(Outcome { data, log: report::pointer(&compiled.findings), code: u8::from(failed) })
}

/// Columns that hold counts.
const COUNTS: [&str; 3] = ["documents", "held back", "cookies"];

fn heads<const N: usize>(names: [&str; N]) -> Vec<Vec<String>> {
    vec![names.map(str::to_owned).to_vec()]
}

fn brands(compiled: &Compiled) -> Vec<Vec<String>> {
    let mut rows = heads(["brand", "name", "extends", "documents", "held back"]);
    for (id, brand) in &compiled.project.brands {
        let built = compiled.brands.iter().find(|composed| composed.brand.id == *id);
        let count = |all: bool| built.map_or(0, |b| b.documents.iter().filter(|d| all || !d.wanted.is_empty()).count());
        let name = built.and_then(|b| b.brand.text("name")).or(brand.tree.table.text("name"));
        rows.push(vec![
            id.to_string(),
            if brand.is_abstract { "(abstract)".to_owned() } else { name.unwrap_or_default().to_owned() },
            brand.extends.as_ref().map(|(parent, _)| parent.to_string()).unwrap_or_default(),
            count(true).to_string(),
            count(false).to_string(),
        ]);
    }
    rows
}

fn documents(compiled: &Compiled) -> Vec<Vec<String>> {
    let mut rows = heads(["page", "title", "effective", "wants"]);
    for brand in &compiled.brands {
        for document in &brand.documents {
            rows.push(vec![
                format!("{}/{}", brand.brand.id, document.id),
                document.title.clone(),
                document.effective.map(|date| date.to_string()).unwrap_or_default(),
                document.wanted.iter().map(|wanted| wanted.path.as_str()).collect::<Vec<_>>().join(", "),
            ]);
        }
    }
    rows
}

fn clauses(compiled: &Compiled, sources: &Sources) -> Vec<Vec<String>> {
    let mut rows = heads(["clause", "layer", "edit", "file"]);
    for clause in compiled.project.clauses.values() {
        rows.push(vec![clause.id.to_string(), "library".to_owned(), String::new(), sources.path(clause.file).to_owned()]);
    }
    for brand in compiled.project.brands.values() {
        for clause in brand.clauses.values() {
            let edits = compiled.project.clauses.contains_key(&clause.id);
            let edit = clause.edit.map(|(edit, _)| format!("{edit:?}").to_lowercase());
            let edit = edit.unwrap_or_else(|| if edits { "replace".to_owned() } else { String::new() });
            rows.push(vec![clause.id.to_string(), format!("brand {}", brand.id), edit, sources.path(clause.file).to_owned()]);
        }
    }
    rows
}

fn vendors(compiled: &Compiled) -> Vec<Vec<String>> {
    let mut rows = heads(["vendor", "name", "role", "cookies", "used by"]);
    for (id, vendor) in &compiled.project.vendors {
        let users = compiled.brands.iter().filter(|brand| brand.brand.vendors.iter().any(|used| used.id == *id));
        rows.push(vec![
            id.to_string(),
            vendor.table.text("name").unwrap_or_default().to_owned(),
            vendor.table.text("role").unwrap_or("processor").to_owned(),
            vendor.table.list("cookies").len().to_string(),
            users.map(|brand| brand.brand.id.as_str()).collect::<Vec<_>>().join(", "),
        ]);
    }
    rows
}

fn values(compiled: &Compiled) -> Vec<Vec<String>> {
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
    let mut rows = heads(["value", "defined by", "unknown to"]);
    rows.extend(found.into_iter().map(|(path, (defined, unknown))| vec![path, defined.join(", "), unknown.join(", ")]));
    rows
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
