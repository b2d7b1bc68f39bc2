//! Coverage for programs; docs/coverage.md explains every key.

use std::collections::BTreeMap;

use fineprint::coverage::Status;
use fineprint::model::{Alias, Requirement};
use serde_json::{Value, json};

use super::{Brand, Line, Report};

pub(super) fn print(report: &Report<'_>) -> String {
    let requirements: Vec<Value> = report.requirements.iter().map(|row| requirement(row)).collect();
    let aliases: BTreeMap<&String, Vec<&str>> = report.project.requirements.aliases.iter().map(|(id, alias)| (id, rows(alias))).collect();
    let wanted = report.brands.iter().flat_map(Brand::shown).flat_map(|line| &line.facts);
    let meaning = |fact: &String| report.project.vocabulary.facts.get(fact).map(|known| known.meaning.clone()).unwrap_or_default();
    let facts: BTreeMap<&String, String> = wanted.map(|fact| (fact, meaning(fact))).collect();
    let all = json!({
        "version": 1,
        "date": report.date.to_string(),
        "requirements": requirements,
        "aliases": aliases,
        "facts": facts,
        "brands": report.brands.iter().map(brand).collect::<Vec<_>>(),
    });
    format!("{all:#}\n")
}

fn rows(alias: &Alias) -> Vec<&str> {
    alias.rows.iter().map(|row| row.id.as_str()).collect()
}

fn requirement(row: &Requirement) -> Value {
    json!({
        "id": row.id,
        "regime": row.regime(),
        "page": row.page_name(),
        "disclose": row.disclose,
        "when": row.when.as_ref().map(|when| &when.text),
        "severity": row.weight.name(),
        "citation": row.citation,
        "verified": row.verified,
        "checked": row.checked,
        "sources": row.sources.iter().map(|source| &source.id).collect::<Vec<_>>(),
        "applies_from": row.applies_from.map(|day| day.to_string()),
        "applies_until": row.applies_until.map(|day| day.to_string()),
    })
}

fn brand(brand: &Brand<'_>) -> Value {
    let counts: serde_json::Map<String, Value> =
        Status::ALL.iter().map(|status| (status.name().to_owned(), json!(brand.count(None, *status)))).collect();
    json!({ "brand": brand.id.as_str(), "counts": counts, "rows": brand.shown().map(line).collect::<Vec<_>>() })
}

fn line(line: &Line<'_>) -> Value {
    let row = &line.row;
    let clauses = row.covered_by.iter().map(|by| json!({ "clause": by.clause.as_str(), "document": by.document.as_str() }));
    json!({
        "requirement": row.requirement.id,
        "status": row.status.name(),
        "applies": row.applies.name(),
        "clauses": clauses.collect::<Vec<_>>(),
        "facts": line.facts,
        "reason": row.waiver.map(|waiver| waiver.reason),
        "until": row.waiver.and_then(|waiver| waiver.until).map(|until| until.to_string()),
        "help": line.mend,
    })
}
