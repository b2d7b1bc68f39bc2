//! Hostile sizes: what is nested, long or many beyond all sense ends all the same, in findings or in pages, on the small stack of a test's
//! thread. Nothing here looks at a clock: what hangs or eats the memory is seen by whoever waits.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use fineprint::diagnostic::{Code, Finding, Format, print};
use fineprint::path::SourcePath;
use fineprint::source::Sources;
use fineprint::{Compiled, Options, compile};

const FACTS: &str = "[facts]\nsells = { type = \"bool\", meaning = \"Sells\" }\n";
const OUTLINE: &str = "title = \"Privacy\"\nnumbering = [\"1.\"]\nsections = [\"all\"]\n";
const BRAND: &str = "name = \"Acme\"\n[documents.privacy]\neffective = 2026-01-31\n[values]\nyes = true\n";
const PAGE: &str = "<!doctype html><title>x</title>{{ body | safe }}";

/// How deep is far too deep.
const DEEP: usize = 10_000;

/// A workspace of one clause and one brand, with `files` laid over it.
fn compiled<'a>(files: impl IntoIterator<Item = (&'a str, String)>) -> Compiled {
    let base = [
        ("content/facts.toml", FACTS),
        ("content/documents/privacy.toml", OUTLINE),
        ("content/clauses/a/all.md", "+++\n+++\nText.\n"),
        ("brands/acme/brand.toml", BRAND),
        ("themes/default/templates/page.html", PAGE),
        ("themes/default/templates/index.html", ""),
        ("themes/default/templates/design.css", ""),
    ];
    let base = base.map(|(path, text)| (path, text.to_owned()));
    let files = base.into_iter().chain(files).map(|(path, text)| (SourcePath::parse(path).unwrap(), text.into_bytes()));
    let sources = Sources::new(files);
    let compiled = compile(&sources, &Options::default());
    assert!(print(&compiled.findings, &sources, Format::Human).len() < 1_000_000, "a report that nobody can read");
    print(&compiled.findings, &sources, Format::Json);
    compiled
}

/// The codes that come of a clause with this text.
fn clause(text: &str) -> Vec<Code> {
    codes(&compiled([("content/clauses/a/all.md", format!("+++\n+++\n{text}\n"))]).findings)
}

/// The codes that come of a brand with these lines before all others.
fn brand(lines: &str) -> Vec<Code> {
    codes(&compiled([("brands/acme/brand.toml", format!("{lines}\n{BRAND}"))]).findings)
}

fn codes(findings: &[Finding]) -> Vec<Code> {
    let mut codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
    codes.dedup();
    codes
}

#[test]
fn lists_and_tables_of_toml_nested_deep() {
    let list = format!("x = {}{}", "[".repeat(DEEP), "]".repeat(DEEP));
    let table = format!("x = {}{}", "{ a = ".repeat(DEEP), "}".repeat(DEEP));
    let dotted = format!("values.{}b = 1", "a.".repeat(DEEP));
    let header = format!("[values.{}b]\nc = 1\n[identity]", "a.".repeat(DEEP));
    for text in [list, table, dotted, header] {
        println!("{:?}", brand(&text));
    }
}

#[test]
fn markdown_nested_deep() {
    let nested: String = (0..1000).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
    for text in [
        format!("{}a", "> ".repeat(DEEP)),
        format!("{}a", "- ".repeat(DEEP)),
        nested,
        format!("{}a{}", "*".repeat(DEEP), "*".repeat(DEEP)),
        format!("{}a{}", "*a **b ".repeat(DEEP), "** *".repeat(DEEP)),
        format!("{}a{}", "[".repeat(DEEP), "](b)".repeat(DEEP)),
        "[a](".repeat(DEEP),
        "![".repeat(DEEP),
        "`a``".repeat(DEEP),
        "<a".repeat(DEEP),
        "&".repeat(DEEP),
        (0..DEEP).map(|count| format!("{}\n", "`".repeat(count % 300))).collect(),
        format!("{}a{}", "[^a".repeat(DEEP), "]".repeat(DEEP)),
        format!("a[^a]\n\n{}a", "[^a]: ".repeat(DEEP)),
        format!("a\n{}", ": a\n\n".repeat(DEEP)),
        format!("|{}\n|{}\n", "a|".repeat(DEEP), "-|".repeat(DEEP)),
        "\"'".repeat(DEEP),
        "~~a ".repeat(DEEP),
        "_a__b".repeat(DEEP),
    ] {
        let start = std::time::Instant::now();
        println!("{} {:?} {:?}", text.chars().take(8).collect::<String>().escape_debug(), clause(&text), start.elapsed());
    }
}

#[test]
fn tags_nested_deep() {
    for text in [
        format!("{{{{ {}values.yes{} }}}}", "(".repeat(DEEP), ")".repeat(DEEP)),
        format!("{{% if {}values.yes{} %}}a{{% endif %}}", "(".repeat(DEEP), ")".repeat(DEEP)),
        format!("{{% if {}values.yes %}}a{{% endif %}}", "not ".repeat(DEEP)),
        format!("{{% if values.yes{} %}}a{{% endif %}}", " and values.yes".repeat(DEEP)),
        format!("{{{{ values.yes{} }}}}", " or values.yes".repeat(DEEP)),
        format!("{{{{ values.yes{} }}}}", " | upper".repeat(DEEP)),
        format!("{{{{ values{} }}}}", ".yes".repeat(DEEP)),
        format!("{}a{}", "{% if values.yes %}".repeat(DEEP), "{% endif %}".repeat(DEEP)),
        format!("{{% if values.yes %}}{}{{% endif %}}", "{% elif values.yes %}a".repeat(DEEP)),
        "{% if values.yes %}a{% endif %}".repeat(DEEP),
        "{% raw %}{% endraw %}".repeat(DEEP),
        "{# a #}".repeat(DEEP),
        "{% raw %}".repeat(DEEP),
        "{% raw %} endraw".repeat(DEEP),
        "{% set a = 1 %}".repeat(DEEP),
        (0..DEEP).map(|count| format!("{{% set a{count} = 1 %}}")).collect(),
        "{% for a in values.list %}".repeat(DEEP),
    ] {
        println!("{} {:?}", text.chars().take(28).collect::<String>().escape_debug(), clause(&text));
    }
}

#[test]
fn conditions_nested_deep() {
    for text in ["(".repeat(DEEP), "not ".repeat(DEEP), "sells or ".repeat(DEEP), "'".repeat(DEEP), format!("{}sells", "not ".repeat(60))] {
        let files = [("content/clauses/a/all.md", format!("+++\nwhen = \"{text}\"\n+++\nText.\n"))];
        println!("{:?}", codes(&compiled(files).findings));
    }
    let derived: String = (0..DEEP).map(|number| format!("d{number} = \"d{}\"\n", number + 1)).collect();
    let files = [("content/facts.toml", format!("{FACTS}[derived]\n{derived}d{DEEP} = \"sells\"\n"))];
    println!("{:?}", codes(&compiled(files).findings));
    // Each rests twice on the next.
    let derived: String = (0..60).map(|number| format!("d{number} = \"d{0} and d{0}\"\n", number + 1)).collect();
    let files = [
        ("content/facts.toml", format!("{FACTS}[derived]\n{derived}d60 = \"sells\"\n")),
        ("content/clauses/a/all.md", "+++\nwhen = \"d0\"\n+++\nText.\n".to_owned()),
    ];
    println!("{:?}", codes(&compiled(files).findings));
}

#[test]
fn outlines_nested_deep() {
    let sections = format!("{}\"all\"{}", "{ clause = \"all\", sections = [".repeat(DEEP), "] }".repeat(DEEP));
    let files = [("content/documents/privacy.toml", format!("title = \"Privacy\"\nsections = [{sections}]\n"))];
    println!("{:?}", codes(&compiled(files).findings));
    // Through `move` a brand nests without nesting: each section below the one before it.
    let ids: Vec<String> = (0..2000).map(|number| format!("s{number}")).collect();
    let clauses: Vec<(String, String)> =
        ids.iter().map(|id| (format!("content/clauses/a/{id}.md"), format!("+++\ntitle = \"About {id}\"\n+++\nText of {id}.\n"))).collect();
    let sections: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    let moves: Vec<String> = ids.windows(2).map(|pair| format!("{{ clause = \"{}\", last_in = \"{}\" }}", pair[1], pair[0])).collect();
    let mut files: Vec<(&str, String)> = clauses.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
    files.push(("content/documents/privacy.toml", format!("title = \"Privacy\"\nsections = [\"all\", {}]\n", sections.join(", "))));
    files.push((
        "brands/acme/brand.toml",
        format!("{BRAND}[documents.privacy]\neffective = 2026-01-31\nmove = [{}]\n", moves.join(", ")).replacen(
            "[documents.privacy]\neffective = 2026-01-31\n",
            "",
            1,
        ),
    ));
    println!("{:?}", codes(&compiled(files).findings));
}

#[test]
fn layers_a_thousand_deep() {
    let brands: Vec<(String, String)> = (0..1000)
        .map(|number| {
            let text = format!("name = \"B{number}\"\nabstract = true\nextends = \"b{}\"\n[values]\nv{number} = {number}\n", number + 1);
            (format!("brands/b{number}/brand.toml"), text)
        })
        .collect();
    let mut files: Vec<(&str, String)> = brands.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
    files.push(("brands/b1000/brand.toml", "name = \"Last\"\nabstract = true\n[values]\nlast = 1\n".to_owned()));
    files.push(("brands/acme/brand.toml", format!("extends = \"b0\"\n{BRAND}")));
    files.push(("content/clauses/a/all.md", "+++\n+++\n{{ values.last }}\n".to_owned()));
    println!("{:?}", codes(&compiled(files).findings));
}

#[test]
fn long_texts() {
    for text in [
        "A sentence of a clause that goes on and on. ".repeat(20_000),
        "A paragraph.\n\n".repeat(20_000),
        "## A heading\n\n".repeat(10_000),
        format!("| a | b |\n| --- | --- |\n{}", "| one | two |\n".repeat(20_000)),
        "- an item\n".repeat(20_000),
        "a".repeat(1_000_000),
        "[](clause:all) ".repeat(10_000),
        "[a](clause:nowhere) ".repeat(10_000),
        "[a](http://example.com) ".repeat(10_000),
        "a[^a] ".repeat(10_000),
        (0..10_000).map(|number| format!("a[^n{number}]\n\n[^n{number}]: b\n\n")).collect(),
        "{{ values.yes }} ".repeat(10_000),
        "{{ values.no }} ".repeat(2_000),
        "{ {".repeat(10_000),
        "the the ".repeat(10_000),
        "TO\u{44}O ".repeat(10_000),
        "a  b .".repeat(10_000),
        "<b>".repeat(10_000),
        "“Term” means a term. ".repeat(5_000),
        (0..5_000).map(|number| format!("“Term{number}” means a term. ")).collect(),
        (0..20_000).map(|number| format!("see section {number}. ")).collect(),
    ] {
        let start = std::time::Instant::now();
        let codes = clause(&text);
        println!(
            "{:6} ms {} bytes {} {codes:?}",
            start.elapsed().as_millis(),
            text.len(),
            text.chars().take(20).collect::<String>().escape_debug()
        );
    }
}

#[test]
fn a_brand_file_of_many_lines() {
    for line in [
        "x{} = 1",
        "values.x{} = \"a\"",
        "facts.x{} = true",
        "\"",
        "vendors.x{}.name = \"a\"",
        "documents.privacy.retitle.x{} = \"a\"",
        "unknown.\"contact.x{}\" = \"a\"",
    ] {
        let start = std::time::Instant::now();
        let lines: String = (0..5_000).map(|number| line.replace("{}", &number.to_string()) + "\n").collect();
        let codes = brand(&lines);
        println!("{:6} ms {line} {codes:?}", start.elapsed().as_millis());
    }
}

#[test]
fn many_brands_with_a_slip_each() {
    for slip in [
        "nmae = 1",
        "extends = \"b{}x\"",
        "footer = [\"nowhere{}\"]",
        "[values]\nx{} = \"\"",
        "[facts]\nsels = true",
        "[documents.privcy]\nomit=[\"al\"]",
    ] {
        for count in [250, 1000] {
            let start = std::time::Instant::now();
            let brands: Vec<(String, String)> = (0..count)
                .map(|number| {
                    let text = format!("name = \"Brand {number}\"\n{}\n", slip.replace("{}", &number.to_string()));
                    (format!("brands/b{number}/brand.toml"), text)
                })
                .collect();
            let compiled = compiled(brands.iter().map(|(path, text)| (path.as_str(), text.clone())));
            println!("{count} {:6} ms {slip} {} {:?}", start.elapsed().as_millis(), compiled.findings.len(), codes(&compiled.findings));
        }
    }
}

#[test]
fn themes_that_never_end() {
    for page in [
        "{% for a in range(end=1000000000) %}a{% endfor %}",
        "{% for a in range(end=3000) %}{% for a in range(end=3000) %}a{% endfor %}{% endfor %}",
        "{% include \"page.html\" %}",
        "{% extends \"page.html\" %}",
    ] {
        let start = std::time::Instant::now();
        let files = [("themes/default/templates/page.html", format!("{page}{PAGE}"))];
        let compiled = compiled(files);
        println!("{:6} ms {page} {:?}", start.elapsed().as_millis(), codes(&compiled.findings));
    }
}
