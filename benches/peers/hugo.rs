//! The workload for Hugo, in the quickest idiom that we found: data files for the brands and one content adapter; a clause is a text partial
//! that yields Markdown, and the clauses of a page are joined and set at once.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::sites;
use crate::support::notation::{Dialect, parse, write};
use crate::support::put;
use crate::support::workload::{Brand, Document, Workload};

/// Templates and settings, each with its path.
const FILES: &[(&str, &str)] = &[
    ("hugo.toml", include_str!("hugo/hugo.toml")),
    ("content/_content.gotmpl", include_str!("hugo/content.gotmpl")),
    ("layouts/baseof.html", include_str!("hugo/baseof.html")),
    ("layouts/legal/page.html", include_str!("hugo/page.html")),
    ("layouts/legal/section.html", include_str!("hugo/section.html")),
    ("layouts/_partials/header.html", include_str!("hugo/header.html")),
    ("layouts/_partials/footer.html", include_str!("hugo/footer.html")),
    ("layouts/_partials/table-processors.html", include_str!("hugo/table-processors.html")),
    ("layouts/_partials/table-cookies.html", include_str!("hugo/table-cookies.html")),
];

/// Writes the site to `root`.
pub(crate) fn site(work: &Workload, root: &Path) {
    for (path, text) in FILES {
        put(&root.join(path), text);
    }
    put(&root.join("static/style.css"), crate::support::fineprint::STYLE);
    for (id, clause) in &work.clauses {
        put(&root.join(format!("layouts/_partials/clauses/{id}.md")), &dialect(&clause.text));
    }
    let data = |name: &str, value: Value| put(&root.join("data").join(format!("{name}.json")), &format!("{value:#}\n"));
    data("titles", work.clauses.iter().map(|(id, clause)| ((*id).to_owned(), json!(clause.title))).collect::<Map<_, _>>().into());
    data("documents", work.documents.iter().map(document).collect::<Vec<_>>().into());
    data("outlines", work.documents.iter().map(|entry| (entry.id.to_owned(), document(entry))).collect::<Map<_, _>>().into());
    for entry in &work.brands {
        data(&format!("brands/{}", entry.id), brand(work, entry));
    }
}

fn document(document: &Document) -> Value {
    let section = |(clause, when): &(&str, Option<&str>)| json!({ "id": clause, "when": when.unwrap_or_default() });
    json!({
        "id": document.id, "title": document.title, "description": document.description,
        "clauses": document.sections.iter().map(section).collect::<Vec<_>>(),
    })
}

fn brand(work: &Workload, brand: &Brand) -> Value {
    let edit = |(clause, title, text): &(&str, Option<String>, String)| {
        let title = title.as_deref().unwrap_or(work.clauses[clause].title);
        ((*clause).to_owned(), json!({ "title": title, "body": text }))
    };
    let mut added = json!({ "doc": brand.added.document, "after": brand.added.after, "id": brand.added.clause });
    if let Some((title, text)) = &brand.added.own {
        added["title"] = json!(title);
        added["body"] = json!(text);
    }
    json!({
        "slug": brand.id, "vars": sites::values(brand), "jurisdictions": brand.jurisdictions,
        "override": brand.edits.iter().map(edit).collect::<Map<_, _>>(), "drop": [brand.omitted], "add": [added],
        "vendors": sites::vendors(work, brand), "cookies": sites::cookies(brand),
    })
}

fn dialect(text: &str) -> String {
    let dialect = Dialect {
        value: &|key| format!("{{{{ .v.{key} }}}}"),
        mailbox: &|key| format!("[{{{{ .v.{key} }}}}](mailto:{{{{ .v.{key} }}}})"),
        choice: &|place| [format!("{{{{ if in .j \"{place}\" }}}}"), "{{ else }}".to_owned(), "{{ end }}".to_owned()],
        table: &|name| format!("{{{{ partial \"table-{name}.html\" . }}}}"),
    };
    write(&parse(text), &dialect)
}
