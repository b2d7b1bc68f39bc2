//! Hostile sizes: what is nested, long or many beyond all sense ends all the same, in findings or in pages, on the small stack of a test's
//! thread. Nothing here looks at a clock: what hangs or eats the memory is seen by whoever waits. The sizes are such that what grows with
//! the square takes minutes.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::collections::BTreeSet;

use fineprint::diagnostic::{Code, Format, Severity, joined, print};
use fineprint::path::SourcePath;
use fineprint::source::Sources;
use fineprint::{Compiled, Options, compile};

const FACTS: &str = "[facts]\nsells = { type = \"bool\", meaning = \"Sells\" }\n";
const OUTLINE: &str = "title = \"Privacy\"\nnumbering = [\"1.\"]\nsections = [\"all\"]\n";
const BRAND: &str = "name = \"Acme\"\n[documents.privacy]\neffective = 2026-01-31\n[values]\nyes = true\n";
const PAGE: &str = "<!doctype html><title>x</title>{{ body | safe }}";

/// How deep is far too deep.
const DEEP: usize = 3000;

/// A workspace of one clause and one brand, with `files` laid over it.
fn compiled<P: AsRef<str>>(files: impl IntoIterator<Item = (P, String)>) -> Compiled {
    let base = [
        ("content/facts.toml", FACTS),
        ("content/documents/privacy.toml", OUTLINE),
        ("content/clauses/a/all.md", "+++\n+++\nText.\n"),
        ("brands/acme/brand.toml", BRAND),
        ("themes/default/templates/page.html", PAGE),
        ("themes/default/templates/index.html", ""),
        ("themes/default/templates/design.css", ""),
    ];
    let path = |path: &str| SourcePath::parse(path).unwrap();
    let base = base.into_iter().map(|(name, text)| (path(name), text.as_bytes().to_vec()));
    let sources = Sources::new(base.chain(files.into_iter().map(|(name, text)| (path(name.as_ref()), text.into_bytes()))));
    let compiled = compile(&sources, &Options::default());
    let is_wrong = compiled.findings.iter().any(|finding| finding.code.severity() == Severity::Error);
    assert_eq!(compiled.site.is_none(), is_wrong);
    assert!(print(&compiled.findings, &sources, Format::Human).len() < 1_000_000, "a report that nobody can read");
    print(&compiled.findings, &sources, Format::Json);
    compiled
}

/// What is found, each kind once.
fn codes(compiled: &Compiled) -> BTreeSet<Code> {
    compiled.findings.iter().map(|finding| finding.code).collect()
}

/// Compiles a clause with this text; `expected` is found in it.
fn clause(text: &str, expected: &[Code]) {
    let found = codes(&compiled([("content/clauses/a/all.md", format!("+++\n+++\n{text}\n"))]));
    let start: String = text.chars().take(40).collect();
    assert!(expected.iter().all(|code| found.contains(code)), "{start:?}: {found:?}");
}

#[test]
fn lists_and_tables_of_toml_nested_deep() {
    for line in [
        format!("x = {}{}", "[".repeat(DEEP), "]".repeat(DEEP)),
        format!("x = {}{}", "{ a = ".repeat(DEEP), "}".repeat(DEEP)),
        format!("values.{}b = 1", "a.".repeat(DEEP)),
        format!("[values.{}b]\nc = 1\n[identity]", "a.".repeat(DEEP)),
    ] {
        let files = [("brands/acme/brand.toml", format!("{line}\n{BRAND}"))];
        assert!(codes(&compiled(files)).contains(&Code::TomlSyntax));
    }
}

#[test]
fn markdown_nested_deep() {
    let too_deep = &[Code::UnsupportedMarkdown];
    clause(&format!("{}a", "> ".repeat(DEEP)), too_deep);
    clause(&format!("{}a", "- ".repeat(DEEP)), too_deep);
    clause(&(0..200).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect::<String>(), too_deep);
    clause(&format!("{}a{}", "*".repeat(DEEP), "*".repeat(DEEP)), too_deep);
    for text in [
        format!("{}a{}", "*a **b ".repeat(DEEP), "** *".repeat(DEEP)),
        format!("{}a{}", "[".repeat(DEEP), "](b)".repeat(DEEP)),
        "[a](".repeat(DEEP),
        "![".repeat(DEEP),
        "`a``".repeat(DEEP),
        "<a".repeat(DEEP),
        "&#".repeat(100 * DEEP),
        format!("{}a{}", "[^a".repeat(DEEP), "]".repeat(DEEP)),
        format!("|{}\n|{}\n", "a|".repeat(DEEP), "-|".repeat(DEEP)),
        "\"'".repeat(DEEP),
        "~~a ".repeat(DEEP),
    ] {
        clause(&text, &[]);
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
        format!("{}a{}", "{% if values.yes %}".repeat(DEEP), "{% endif %}".repeat(DEEP)),
        format!("{{% if values.yes %}}{}{{% endif %}}", "{% elif values.yes %}a".repeat(DEEP)),
        "{% raw %}".repeat(DEEP),
        "{% set a = 1 %}".repeat(DEEP),
        "{% for a in values.list %}".repeat(DEEP),
    ] {
        clause(&text, &[Code::TemplateSyntax]);
    }
    clause(&"{% if values.yes %}a{% endif %} ".repeat(DEEP), &[]);
    clause(&(0..DEEP).map(|count| format!("{{% set a{count} = 1 %}}")).collect::<String>(), &[]);
}

#[test]
fn conditions_nested_deep() {
    for text in ["(".repeat(DEEP), "not ".repeat(DEEP), "sells or ".repeat(DEEP)] {
        let files = [("content/clauses/a/all.md", format!("+++\nwhen = \"{text}\"\n+++\nText.\n"))];
        assert!(codes(&compiled(files)).contains(&Code::ConditionSyntax));
    }
    // One fact derived from the next, and each from the next twice: decided once each.
    for (count, joined) in [(900, "d{}"), (60, "d{} and d{}"), (DEEP, "d{}")] {
        let derived: String =
            (0..count).map(|number| format!("d{number} = \"{}\"\n", joined.replace("{}", &(number + 1).to_string()))).collect();
        let compiled = compiled([
            ("content/facts.toml", format!("{FACTS}[derived]\n{derived}d{count} = \"sells\"\n")),
            ("content/clauses/a/all.md", "+++\nwhen = \"not d0\"\n+++\nText.\n".to_owned()),
            ("brands/acme/brand.toml", format!("{BRAND}[facts]\nsells = false\n")),
        ]);
        let too_many = codes(&compiled).contains(&Code::WrongValue);
        assert_eq!(too_many, count > 1000, "{count} derived facts");
        assert!(too_many || compiled.brands[0].documents[0].body.contains("Text."), "{count} derived facts");
    }
}

#[test]
fn outlines_nested_deep() {
    let sections = format!("{}\"all\"{}", "{ clause = \"all\", sections = [".repeat(DEEP), "] }".repeat(DEEP));
    let files = [("content/documents/privacy.toml", format!("title = \"Privacy\"\nsections = [{sections}]\n"))];
    assert!(codes(&compiled(files)).contains(&Code::TomlSyntax));
    // With `move`, a brand nests without nesting: each section inside the one before it.
    let ids: Vec<String> = (0..200).map(|number| format!("s{number}")).collect();
    let clauses = ids.iter().map(|id| (format!("content/clauses/a/{id}.md"), format!("+++\ntitle = \"About {id}\"\n+++\nText of {id}.\n")));
    let sections: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    let moves: Vec<String> = ids.windows(2).map(|pair| format!("{{ clause = \"{}\", last_in = \"{}\" }}", pair[1], pair[0])).collect();
    let outline = format!("title = \"Privacy\"\nsections = [\"all\", {}]\n", sections.join(", "));
    let brand = format!("name = \"Acme\"\n[documents.privacy]\neffective = 2026-01-31\nmove = [{}]\n", moves.join(", "));
    let others = [("content/documents/privacy.toml".to_owned(), outline), ("brands/acme/brand.toml".to_owned(), brand)];
    assert!(codes(&compiled(clauses.chain(others))).contains(&Code::WrongValue));
}

#[test]
fn layers_a_thousand_deep() {
    let abstracts = (0..1000).map(|number| {
        let text = format!("name = \"Brand {number}\"\nabstract = true\nextends = \"b{}\"\n[values]\nnearest = {number}\n", number + 1);
        (format!("brands/b{number}/brand.toml"), text)
    });
    let last = "name = \"Last\"\nabstract = true\n[values]\nnearest = 1000\nfarthest = \"the farthest\"\n".to_owned();
    let others = [
        ("brands/b1000/brand.toml".to_owned(), last),
        ("brands/acme/brand.toml".to_owned(), format!("extends = \"b0\"\n{BRAND}")),
        ("content/clauses/a/all.md".to_owned(), "+++\n+++\nIt is {{ values.nearest }}, not {{ values.farthest }}.\n".to_owned()),
    ];
    let compiled = compiled(abstracts.chain(others));
    assert!(compiled.brands[0].documents[0].body.contains("It is 0, not the farthest."), "{}", compiled.brands[0].documents[0].body);
}

#[test]
fn long_texts() {
    clause(&"A sentence of a clause that goes on and on. ".repeat(2000), &[Code::RepeatedText]);
    clause(&format!("| a | b |\n| --- | --- |\n{}", "| one | two |\n".repeat(2000)), &[]);
    clause(&"a".repeat(500_000), &[]);
    clause(&"[a](clause:nowhere) ".repeat(2000), &[Code::DeadReference]);
    clause(&(0..1000).map(|number| format!("a[^n{number}]\n\n[^n{number}]: b\n\n")).collect::<String>(), &[]);
    clause(&"{{ values.nowhere }} ".repeat(500), &[Code::UnknownValue]);
    clause(&"the the ".repeat(5000), &[Code::DoubledWord]);
    clause(&"<b>".repeat(5000), &[Code::RawHtml]);
    clause(&"a\n".repeat(2_500_000), &[Code::TooLarge]);
}

#[test]
fn a_brand_file_of_many_slips() {
    for (line, code) in [
        ("x{} = 1", Code::UnknownKey),
        ("facts.x{} = true", Code::UnknownFact),
        ("vendors.x{}.name = \"a\"", Code::UnknownVendor),
        ("unknown.\"contact.x{}\" = \"a\"", Code::UnknownValue),
        ("{", Code::TomlSyntax),
    ] {
        let lines: String = (0..1500).map(|number| line.replace("{}", &number.to_string()) + "\n").collect();
        let compiled = compiled([("brands/acme/brand.toml", format!("{lines}{BRAND}"))]);
        assert!(codes(&compiled).contains(&code), "{line}");
    }
}

/// What is found in `count` brands with these lines each.
fn brands(count: usize, lines: &str) -> Compiled {
    let brand = |number: usize| {
        let text = format!("name = \"Brand {number}\"\n{lines}\n[documents.privacy]\neffective = 2026-01-31\n");
        (format!("brands/b{number}/brand.toml"), text)
    };
    compiled((0..count).map(brand))
}

#[test]
fn a_slip_in_a_shared_text_is_one_finding_however_many_brands_print_it() {
    let brand = |number: usize| {
        let text = format!("name = \"Brand {number}\"\n[documents.privacy]\neffective = 2026-01-31\n");
        (format!("brands/b{number}/brand.toml"), text)
    };
    for (path, code, count) in [("values.nowhere", Code::UnknownValue, 0), ("values.some", Code::UndefinedValue, 500)] {
        let others = [
            ("content/clauses/a/all.md".to_owned(), format!("+++\n+++\nIt is {{{{ {path} }}}}.\n")),
            ("brands/acme/brand.toml".to_owned(), BRAND.replace("yes = true", "some = \"this\"")),
        ];
        let found: Vec<_> = compiled((0..500).map(brand).chain(others)).findings;
        let found: Vec<_> = found.iter().filter(|finding| finding.code.severity() == Severity::Error).collect();
        assert_eq!(found.iter().map(|finding| (finding.code, finding.brands.len())).collect::<Vec<_>>(), [(code, count)], "{path}");
    }
}

#[test]
fn a_slip_in_every_brand_is_one_finding_when_there_are_many() {
    for (brands_with_it, findings, places) in [(20, 20, 20), (21, 1, 21), (500, 1, 500)] {
        let all = joined(brands(brands_with_it, "nmae = 1").findings);
        let found: Vec<_> = all.iter().filter(|finding| finding.code == Code::UnknownKey).collect();
        assert_eq!((found.len(), found.iter().map(|finding| finding.labels.len()).sum::<usize>()), (findings, places));
    }
    let all = joined(brands(1500, "nmae = 1").findings);
    let found: Vec<_> = all.iter().filter(|finding| finding.code == Code::UnknownKey).collect();
    assert_eq!(found.iter().map(|finding| (finding.labels.len(), finding.unlisted)).collect::<Vec<_>>(), [(1000, 500)]);
}

#[test]
fn values_too_long_for_a_page() {
    // Each text is within its limit, and all of them are more than a page.
    let ids: Vec<String> = (0..12).map(|number| format!("s{number}")).collect();
    let clauses = ids.iter().map(|id| (format!("content/clauses/a/{id}.md"), "+++\n+++\n{{ values.long }}\n".to_owned()));
    let sections: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    let others = [
        ("content/documents/privacy.toml".to_owned(), format!("title = \"Privacy\"\nsections = [\"all\", {}]\n", sections.join(", "))),
        ("brands/acme/brand.toml".to_owned(), format!("{BRAND}long = \"{}\"\n", "x".repeat(1_500_000))),
    ];
    let found = compiled(clauses.chain(others));
    assert!(found.findings.iter().any(|finding| finding.message.contains("prints more values than it can hold")), "{:?}", codes(&found));
    let twice = [
        ("content/clauses/a/all.md", "+++\n+++\n{{ values.long }}{{ values.long }}{{ values.long }}\n".to_owned()),
        ("brands/acme/brand.toml", format!("{BRAND}long = \"{}\"\n", "x".repeat(1_500_000))),
    ];
    assert!(compiled(twice).findings.iter().any(|finding| finding.message.contains("more than a page can hold")));
}

#[test]
fn themes_that_never_end() {
    let endless = "{% for a in range(end=900) %}".repeat(4) + "a" + &"{% endfor %}".repeat(4);
    for page in
        ["{% for a in range(end=1000000000) %}a{% endfor %}", &endless, "{% include \"page.html\" %}", "{% extends \"page.html\" %}"]
    {
        let files = [("themes/default/templates/page.html", format!("{page}{PAGE}"))];
        assert!(codes(&compiled(files)).contains(&Code::ThemeTemplate), "{page}");
    }
}
