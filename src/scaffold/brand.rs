//! A brand that begins: `brand.toml` with every section explained, and with what its pages want marked as unknown, so that they can be
//! looked at with their holes from the first minute on.

use std::collections::BTreeSet;

use crate::compile::{Options, compile};
use crate::config::{Node, Table};
use crate::diagnostic::{Code, Subject};
use crate::id::{BrandId, VendorId};
use crate::model::{BrandSource, FactType, Project};
use crate::names::Names;
use crate::parse::{self, Key};
use crate::path::SourcePath;
use crate::source::Sources;

/// What every brand's pages are better with; the others are found by looking at its pages.
const WISHED: [&str; 5] = ["identity.legal_name", "contact.name", "contact.email", "contact.privacy_email", "contact.postal_address"];

/// Why a value of a new brand is unknown.
pub const NOT_YET: &str = "not supplied yet";

/// How often the pages are looked at: a value that is there now may lead to a text that wants another.
const LOOKS: usize = 20;

/// What a new brand is called, and what it takes over.
#[derive(Clone, Copy, Debug)]
pub struct NewBrand<'a> {
    /// Its folder.
    pub id: &'a str,
    /// The brand that it extends.
    pub extends: Option<&'a str>,
    /// Whether the workspace has the schema of brands.
    pub has_schema: bool,
}

/// The `brand.toml` of a new brand of the workspace that `sources` are, which states what `project` does.
pub fn brand(new: NewBrand<'_>, sources: &Sources, project: &Project) -> String {
    let layers = new.extends.map(|parent| project.layers(&BrandId::new(parent))).unwrap_or_default();
    let documents = project.documents.keys().map(|id| format!("documents.{id}.effective"));
    let mut unknown: BTreeSet<String> = documents.collect();
    // Texts read what the file has under [identity] as `brand.…`.
    let is_read = |path: &str| project.read.contains(&path.replace("identity.", "brand."));
    unknown.extend(WISHED.iter().filter(|path| is_read(path)).map(|path| (*path).to_owned()));
    let lent: BTreeSet<String> = layers.iter().filter(|layer| !layer.is_abstract).flat_map(|layer| own_values(layer)).collect();
    unknown.retain(|path| lent.contains(path) || !layers.iter().any(|layer| states(&layer.tree.table, path)));
    unknown.extend(lent.into_iter().filter(|path| is_read(path)));
    let options = Options { brands: BTreeSet::from([BrandId::new(new.id)]), ..Options::default() };
    for _ in 0..LOOKS {
        let text = write(new, sources, project, &unknown);
        let more = undefined(new.id, &text, sources, &options);
        if more.is_subset(&unknown) {
            return text;
        }
        unknown.extend(more);
    }
    write(new, sources, project, &unknown)
}

/// What a brand with pages of its own states of itself, and lends to none that extends it: who it is, how to reach it, and values that name it.
fn own_values(brand: &BrandSource) -> Vec<String> {
    let table = &brand.tree.table;
    let names = Names::stated(table);
    let says_a_name = |node: &Node| node.text().is_some_and(|text| names.all.iter().any(|name| text.contains(&*name.text)));
    let paths = |key: &str, wanted: &dyn Fn(&Node) -> bool| -> Vec<String> {
        let entries = table.table(key).into_iter().flat_map(Table::iter).filter(|(_, entry)| wanted(&entry.node));
        entries.map(|(name, _)| format!("{key}.{name}")).collect()
    };
    [paths("identity", &|_| true), paths("contact", &|_| true), paths("values", &says_a_name)].concat()
}

/// Whether a brand says anything of the value at `path`, such as `contact.email`.
fn states(brand: &Table, path: &str) -> bool {
    let is_unknown = brand.table("unknown").is_some_and(|unknown| unknown.get(path).is_some());
    let (table, key) = path.split_once('.').unwrap_or((path, ""));
    is_unknown || brand.table(table).is_some_and(|table| table.get(key).is_some())
}

/// The values that the pages of the brand want and nobody defines, while its file is `text`.
fn undefined(id: &str, text: &str, sources: &Sources, options: &Options) -> BTreeSet<String> {
    let mut files: Vec<(SourcePath, &[u8])> = sources.iter().map(|(file, source)| (source.path.clone(), sources.bytes(file))).collect();
    files.extend(SourcePath::parse(&format!("brands/{id}/brand.toml")).map(|path| (path, text.as_bytes())));
    let compiled = compile(&Sources::new(files), options);
    let value = |subject: &Subject| if let Subject::Value(path) = subject { Some(path.clone()) } else { None };
    let undefined = compiled.findings.iter().filter(|finding| finding.code == Code::UndefinedValue);
    undefined.flat_map(|finding| finding.about.iter().filter_map(value)).collect()
}

fn write(new: NewBrand<'_>, sources: &Sources, project: &Project, unknown: &BTreeSet<String>) -> String {
    let mut out = String::new();
    if new.has_schema {
        out.push_str(&format!("#:schema ../../{}/brand.schema.json\n", super::SCHEMAS_AT));
    }
    out.push_str(
        "# A line that begins with `#` and a key is an example: take the `#` away and write what is true of the brand.\n\
         # `fineprint check --brand ",
    );
    out.push_str(&format!("{}` lists what the pages still want; `fineprint schema brand` explains every key.\n\n", new.id));
    out.push_str(&format!("name = \"{}\"\n", super::title(new.id)));
    if let Some(parent) = new.extends {
        let is_built = project.brands.get(&BrandId::new(parent)).is_some_and(|parent| !parent.is_abstract);
        let but = if is_built { ", but for who the brand is and how to reach it" } else { "" };
        out.push_str(&format!("extends = \"{parent}\"    # what is not stated here is as there{but}\n"));
    }
    let themes: Vec<&str> = project.themes.keys().map(String::as_str).collect();
    out.push_str(&format!("#theme = \"default\"    # the looks, a folder in themes/: {}\n", themes.join(", ")));
    out.push_str("#base_url = \"https://www.example.com/legal/\"    # where the brand's folder will stand on the web\n");
    // The link shows only where there is a name for it, and pages that promise it must have it.
    let has_link = project.clauses.keys().any(|id| id.as_str() == "cookie-settings-link");
    let layers = new.extends.map(|parent| project.layers(&BrandId::new(parent))).unwrap_or_default();
    let has_footer = layers.iter().any(|layer| layer.tree.table.get("footer").is_some());
    let sign = if has_link && !has_footer { "" } else { "#" };
    out.push_str(&format!("{sign}footer = [\"cookie-settings-link\"]    # clauses at the foot of every page\n"));

    out.push_str("\n# Who publishes.\n[identity]\n");
    keys(&mut out, "brand.identity.");
    out.push_str("\n# How to reach the brand. Only what somebody reads and answers.\n[contact]\n");
    keys(&mut out, "brand.contact.");
    facts(&mut out, new, sources, project);
    out.push_str(
        "\n# What the clauses print, in the brand's own words. content/values.toml says what each value is for; `check` asks for those that are\n\
         # wanted. Strings, numbers, dates, true or false, and lists.\n[values]\n",
    );
    vendors(&mut out, project);
    pages(&mut out, project);
    out.push_str(
        "\n# The looks: colours as #rrggbb, pictures in static/ beside this file.\n[design]\n#accent = \"#0b57d0\"\n#accent_dark = \"#a8c7fa\"    \
         # on dark paper\n#logo = \"logo.svg\"\n",
    );
    out.push_str(
        "\n# What the law asks for and the pages leave out, with the reason: `fineprint coverage` lists the names.\n[waivers]\n\
         #\"gdpr:27-1\" = { reason = \"…\", until = 2027-01-31 }\n",
    );
    unknowns(&mut out, project, unknown);
    out
}

/// The keys below `at`, each as an example with what it is for.
fn keys(out: &mut String, at: &str) {
    for Key { path, about, like } in parse::explained() {
        let Some(name) = path.strip_prefix(at).filter(|name| !name.contains('.')) else { continue };
        let is_list = matches!(name, "variants" | "products");
        // The example stands in the comment: a line whose sign is taken away must not publish somebody else's name.
        let such = like.map(|like| format!(" Such as: {like}")).unwrap_or_default();
        out.push_str(&format!("#{name} = {}    # {about}{such}\n", if is_list { "[\"…\"]" } else { "\"…\"" }));
    }
}

/// Every fact of the vocabulary with its meaning, in the order of the file; those of the layers below as they are there.
fn facts(out: &mut String, new: NewBrand<'_>, sources: &Sources, project: &Project) {
    out.push_str(
        "\n# What is true of the brand: sections stand on its pages, or do not, for what is stated here, and so does what the law asks for.\n\
         # What is not stated is unknown, never false. An empty list says that there is none.\n[facts]\n",
    );
    let file = sources.iter().find(|(_, source)| source.path.as_str() == "content/facts.toml").map(|(file, _)| sources.text(file));
    let place = |name: &str| file.and_then(|text| text.find(&format!("facts.{name}]"))).unwrap_or(usize::MAX);
    let mut names: Vec<&String> = project.vocabulary.facts.keys().collect();
    names.sort_by_key(|name| (place(name), *name));
    let layers = new.extends.map(|parent| project.layers(&BrandId::new(parent))).unwrap_or_default();
    for name in names {
        let Some(fact) = project.vocabulary.facts.get(name) else { continue };
        let takes = match &fact.kind {
            FactType::Bool => "true or false".to_owned(),
            FactType::Int => "a whole number".to_owned(),
            FactType::List(values) => format!("a list of {}", values.join(", ")),
        };
        let stated = layers.iter().rev().find(|layer| layer.tree.table.table("facts").is_some_and(|facts| facts.get(name).is_some()));
        let from = stated.map(|layer| format!("; {} states it", layer.id)).unwrap_or_default();
        out.push_str(&format!("# {}\n#{name} = …    # {takes}{from}\n", on_one_line(&fact.meaning)));
    }
}

fn vendors(out: &mut String, project: &Project) {
    out.push_str("\n# Whom the brand works with, by the files in content/vendors/; their cookies fill the tables of the cookie page.\n");
    for (id, vendor) in &project.vendors {
        out.push_str(&format!("#   {id}: {}\n", on_one_line(vendor.table.text("purpose").unwrap_or_default())));
    }
    let example = project.vendors.keys().next().map_or("stripe", VendorId::as_str);
    out.push_str(&format!("[vendors]\n#use = [\"{example}\"]\n"));
    out.push_str(
        "\n# The brand's own cookies, each with a head of its own.\n#[[cookies]]\n#name = \"session\"\n#category = \"essential\"    # essential, \
         functional, analytics or advertising\n#purpose = \"Keeps you signed in\"\n#duration = \"30 days\"\n",
    );
}

fn pages(out: &mut String, project: &Project) {
    out.push_str(
        "\n# The pages. State the day from which each holds, and take its line out of [unknown] below; until then the page is held back.\n\
         # `sections = []` does without a page; `omit`, `insert`, `move` and `retitle` change its outline.\n",
    );
    for id in project.documents.keys() {
        out.push_str(&format!("[documents.{id}]\n#effective = 2027-01-01\n"));
    }
}

/// What is wanted, each with what it is for.
fn unknowns(out: &mut String, project: &Project, unknown: &BTreeSet<String>) {
    out.push_str(
        "\n# What the pages print and nobody has supplied yet. A page that prints such a value is held back: `serve` and `build --drafts` show it \
         with\n# a mark in the place, and nothing publishes it. Supply a value in its section above, and take its line out here.\n[unknown]\n",
    );
    for path in unknown {
        let meaning = on_one_line(&meaning(project, path));
        let meaning = if meaning.is_empty() { String::new() } else { format!("    # {meaning}") };
        out.push_str(&format!("\"{path}\" = \"{NOT_YET}\"{meaning}\n"));
    }
}

/// What the value at `path`, such as `contact.email`, is for; empty when nothing says so.
pub fn meaning(project: &Project, path: &str) -> String {
    if let Some(name) = path.strip_prefix("values.") {
        let name = name.split('.').next().unwrap_or(name);
        return project.values.get(name).map(|(meaning, _)| meaning.clone()).unwrap_or_default();
    }
    if let Some(document) = path.strip_prefix("documents.").and_then(|rest| rest.strip_suffix(".effective")) {
        let title = project.documents.get(document).and_then(|source| source.tree.table.text("title")).unwrap_or(document);
        return format!("The day from which the {title} applies, such as 2027-01-01, without quotes.");
    }
    if path.starts_with("documents.") && path.ends_with(".updated") {
        return "The day of the last change, without quotes.".to_owned();
    }
    let key = format!("brand.{}", path.strip_prefix("brand.").unwrap_or(path));
    parse::explained().into_iter().find(|known| known.path == key).map(|known| known.about.to_owned()).unwrap_or_default()
}

/// Words that stand in a comment.
fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
