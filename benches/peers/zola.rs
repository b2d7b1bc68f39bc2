//! The workload for Zola: a clause is a Markdown shortcode and a page a list of calls of shortcodes; a page carries its brand's data, for Zola
//! hands none down to it. Order, omissions and additions are written out for each page.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use super::sites;
use crate::support::notation::{Dialect, parse, write};
use crate::support::put;
use crate::support::workload::{Brand, Workload};

const FILES: &[(&str, &str)] = &[
    ("templates/base.html", include_str!("zola/base.html")),
    ("templates/header.html", include_str!("zola/header.html")),
    ("templates/footer.html", include_str!("zola/footer.html")),
    ("templates/page.html", include_str!("zola/page.html")),
    ("templates/section.html", include_str!("zola/section.html")),
    ("templates/index.html", ""),
    ("templates/404.html", ""),
];

/// Writes the site to `root`.
pub(crate) fn site(work: &Workload, root: &Path) {
    for (path, text) in FILES {
        put(&root.join(path), text);
    }
    put(&root.join("static/style.css"), crate::support::fineprint::STYLE);
    let documents = work.documents.iter().map(|document| {
        format!(
            "[[extra.documents]]\nid = \"{}\"\ntitle = \"{}\"\ndescription = \"{}\"\n",
            document.id, document.title, document.description
        )
    });
    put(&root.join("config.toml"), &(include_str!("zola/config.toml").to_owned() + &documents.collect::<String>()));
    for (id, clause) in &work.clauses {
        put(&root.join(format!("templates/shortcodes/{}.md", id.replace('-', "_"))), &dialect(&clause.text));
    }
    for brand in &work.brands {
        let folder = root.join("content").join(&brand.id);
        let extra = extra(brand);
        put(&folder.join("_index.md"), &format!("+++\ntitle = \"{}\"\n{extra}+++\n", brand.values["name"]));
        for document in &work.documents {
            let mut tables = String::new();
            let mut text = String::new();
            for (number, section) in work.sections(brand, document).iter().enumerate() {
                match section.clause {
                    "processors" => tables += &rows("vendors", &sites::vendors(work, brand)),
                    "cookies-list" => tables += &rows("cookies", &sites::cookies(brand)),
                    _ => {}
                }
                let call = format!("{{{{ {}() }}}}\n", section.clause.replace('-', "_"));
                let body = if section.is_own { section.text } else { &call };
                write!(text, "## {}. {} {{#{}}}\n\n{body}\n", number + 1, section.title, section.clause).unwrap();
            }
            put(&folder.join(format!("{}.md", document.id)), &format!("+++\ntitle = \"{}\"\n{extra}{tables}+++\n{text}", document.title));
        }
    }
}

fn extra(brand: &Brand) -> String {
    let values: String = sites::values(brand).iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
    format!("[extra]\nslug = \"{}\"\njurisdictions = {:?}\n{values}", brand.id, brand.jurisdictions)
}

/// A list of tables in TOML. JSON's strings are TOML's.
fn rows(name: &str, entries: &[Value]) -> String {
    let line = |(key, value): (&String, &Value)| format!("{key} = {value}\n");
    let row = |entry: &Value| format!("[[extra.{name}]]\n{}", entry.as_object().unwrap().iter().map(line).collect::<String>());
    entries.iter().map(row).collect()
}

fn dialect(text: &str) -> String {
    let value = |key: &str| format!("{{{{ page.extra.{key} }}}}");
    let dialect = Dialect {
        value: &value,
        mailbox: &|key| format!("[{0}](mailto:{0})", value(key)),
        choice: &|place| [format!("{{% if \"{place}\" in page.extra.jurisdictions %}}"), "{% else %}".to_owned(), "{% endif %}".to_owned()],
        table: &|name| {
            if name == "cookies" { include_str!("zola/table-cookies.html") } else { include_str!("zola/table-processors.html") }
                .trim_end()
                .to_owned()
        },
    };
    write(&parse(text), &dialect)
}
