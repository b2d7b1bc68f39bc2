//! A brand's value never becomes markup: whatever it holds, wherever it is printed, the page has the structure that it has with a plain
//! word in that place, and the value's text is there as typed.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic, reason = "a test may fail loudly")]

use std::collections::BTreeMap;

use fineprint::diagnostic::Code;
use fineprint::path::SourcePath;
use fineprint::source::Sources;
use fineprint::{Options, compile};
use proptest::prelude::*;
use scraper::{ElementRef, Html};

/// Every kind of place where a clause prints a value.
const CLAUSE: &str = r#"+++
title = "About {{ values.x }}"
summary = "In short, {{ values.x }}."
+++
{{ values.x }} starts a line, and **foo**{{ values.x }}**bar** and _a_{{ values.x }}_b_ stand beside marks.

- {{ values.x }}
- item `{{ values.x }}` in code

1. {{ values.x }}

> {{ values.x }}

## Part {{ values.x }}

| a | b |
|---|---|
| {{ values.x }} | `{{ values.x }}` |
{% for row in values.rows %}
| {{ row.name }} | {{ row.note }} |
{% endfor %}

```
{{ values.x }}
```

    {{ values.x }}

Term {{ values.x }}

: Meaning {{ values.x }}

See [the text {{ values.x }}](https://example.com/{{ values.x }}) and {{ values.x | upper }}.[^n]

[^n]: A note on {{ values.x }}.
"#;

fn page(value: &str) -> Html {
    page_of(CLAUSE, value)
}

/// The page of a text that prints `value`. What is wrong with it is not looked at when the text is not ours.
fn page_of(clause: &str, value: &str) -> Html {
    let text = toml::Value::String(value.to_owned()).to_string();
    let brand = format!(
        "name = \"Acme\"\n[values]\nx = {text}\nrows = [{{ name = {text}, note = {text} }}, {{ name = \"plain\", note = {text} }}]\n[documents.privacy]\neffective = 2026-01-31\n"
    );
    let files = BTreeMap::from([
        ("content/documents/privacy.toml", "title = \"Privacy\"\nnumbering = [\"1.\"]\nsections = [\"all\"]\n".to_owned()),
        ("content/clauses/a/all.md", clause.to_owned()),
        ("themes/default/templates/page.html", "<!doctype html><title>x</title><main>{{ body | safe }}</main>".to_owned()),
        ("themes/default/templates/index.html", String::new()),
        ("themes/default/templates/design.css", String::new()),
        ("brands/acme/brand.toml", brand),
    ]);
    let sources = Sources::new(files.into_iter().map(|(path, text)| (SourcePath::parse(path).unwrap(), text.into_bytes())));
    let compiled = compile(&sources, &Options::default());
    // A value may well look like a blank to fill; what matters here is what becomes of it.
    let rules_on_words = [
        Code::BrokenAddress,
        Code::DoubledWord,
        Code::GluedWords,
        Code::MisleadingLink,
        Code::Placeholder,
        Code::RepeatedText,
        Code::StraySpace,
    ];
    let is_ours = clause == CLAUSE;
    assert!(!is_ours || compiled.findings.iter().all(|finding| rules_on_words.contains(&finding.code)), "{:?}", compiled.findings);
    Html::parse_document(&format!("<!doctype html><title>x</title><main>{}</main>", compiled.brands[0].documents[0].body))
}

/// The elements of a page with their attributes' names, nested, without any text.
fn structure(html: &Html) -> String {
    fn write(element: ElementRef<'_>, out: &mut String) {
        let names: Vec<&str> = element.value().attrs().map(|(name, _)| name).collect();
        out.push_str(&format!("<{} {}>", element.value().name(), names.join(" ")));
        element.child_elements().for_each(|child| write(child, out));
        out.push_str("</>");
    }
    let mut out = String::new();
    write(html.root_element(), &mut out);
    out
}

/// A value as a page shows it: characters that HTML forbids are replaced.
fn shown(value: &str) -> String {
    let forbidden = |c: char| matches!(u32::from(c), 0xFDD0..=0xFDEF) || u32::from(c) & 0xFFFE == 0xFFFE;
    let replace = |c: char| match c {
        '\n' | '\t' => c,
        c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => ' ',
        c if forbidden(c) => '\u{FFFD}',
        c => c,
    };
    value.chars().map(replace).collect()
}

/// Whether the TOML file would be refused for a character of the private planes, which is a finding of its own.
fn is_private(c: char) -> bool {
    u32::from(c) >= 0xF0000
}

/// Characters that nobody sees: a value of nothing else is empty.
fn is_invisible(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

fn hostile() -> impl Strategy<Value = String> {
    let marks = prop::sample::select(vec![
        "*",
        "**",
        "_",
        "`",
        "```",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "&",
        "&amp;",
        "|",
        "\\",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "    ",
        "# ",
        "- ",
        "1. ",
        "> ",
        "~~~",
        "---",
        "===",
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "![x](y)",
        "[x](javascript:alert(1))",
        "<script>",
        "<!--",
        "-->",
        "]]>",
        "[^n]",
        "[^1]:",
        ": ",
        "https://a.example",
        "www.a.example",
        "a@b.example",
        "\"",
        "'",
        "\u{2028}",
        "\u{202e}",
        "\0",
        "😀",
        "é",
        "__clerk_*",
        "_ga_*",
        "+++",
        "\u{feff}",
        "\u{fffe}",
        "\u{e000}",
        "clause:all",
        "doc:privacy",
        "word",
        " ",
    ]);
    let piece = prop_oneof![4 => marks.prop_map(str::to_owned), 1 => any::<String>()];
    prop::collection::vec(piece, 0..6)
        .prop_map(|pieces| pieces.concat().chars().filter(|c| !is_private(*c)).collect())
        .prop_filter("an empty value is a finding of its own", |value: &String| !value.chars().all(is_invisible))
}

/// A text of a clause that prints the value wherever it likes.
fn any_text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "{{ values.x }}",
        "{{ values.x }}",
        "{{ values.x | upper }}",
        "word ",
        "**",
        "_",
        "`",
        "```\n",
        "[",
        "](https://a.example/",
        ")",
        "\n",
        "\n\n",
        "- ",
        "1) ",
        "> ",
        "## ",
        "    ",
        "| a | b |\n|---|---|\n| ",
        " | ",
        " |\n",
        "\n\n: ",
        "~~",
        "\\",
        "[^n]",
        "[^n]: ",
        "&",
        "\"",
    ]);
    prop::collection::vec(pieces, 1..16).prop_map(|pieces| format!("+++\n+++\n{}\n", pieces.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_value_never_changes_the_structure_and_is_shown_as_typed(value in hostile()) {
        let plain = page("word");
        let html = page(&value);
        prop_assert_eq!(structure(&html), structure(&plain));
        prop_assert!(html.errors.is_empty(), "{:?}", html.errors);
        let text: String = html.root_element().text().collect();
        let expected: String = plain.root_element().text().collect::<String>().replace("WORD", &shown(&value.to_uppercase()));
        let expected = expected.replace("word", &shown(&value));
        let fold = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(fold(&text), fold(&expected));
    }

    #[test]
    fn a_value_never_changes_the_structure_of_any_text(text in any_text(), value in hostile()) {
        prop_assert_eq!(structure(&page_of(&text, &value)), structure(&page_of(&text, "word")), "{}", text);
    }
}

#[test]
fn a_rule_finds_words_across_the_edges_of_a_value() {
    for is_printed in [true, false] {
        assert_eq!(said("we do ", "not", " sell it", is_printed), 2);
        assert_eq!(said("they ", "keep data for", " ever", is_printed), 1);
        assert_eq!(said("they ", "keep", " data", is_printed), 0);
    }
}

/// How many findings rules of a workspace have on a sentence in which some words are a value.
fn said(before: &str, value: &str, after: &str, is_printed: bool) -> usize {
    let rules = "[rules.sold]\nsays = [\"(do|does) not (sell|rent)\", \"sold out, in part\"]\nmessage = \"a\"\nhelp = \"b\"\n\
        [rules.kept]\nsays = [\"keep .{0,40}(indefinitely|for ever)\", \"we\"]\nunless = [\"except\"]\nmessage = \"c\"\nhelp = \"d\"\n";
    let words = if is_printed { "{{ values.x }}" } else { value };
    let text = toml::Value::String(value.to_owned()).to_string();
    let files = BTreeMap::from([
        ("content/documents/privacy.toml", "title = \"Privacy\"\nsections = [\"all\"]\n".to_owned()),
        ("content/clauses/a/all.md", format!("+++\ntitle = \"A\"\n+++\nHere {before}{words}{after} there.\n")),
        ("content/rules/house.toml", rules.to_owned()),
        ("themes/default/templates/page.html", "{{ body | safe }}".to_owned()),
        ("themes/default/templates/index.html", String::new()),
        ("themes/default/templates/design.css", String::new()),
        ("brands/acme/brand.toml", format!("name = \"Acme\"\n[values]\nx = {text}\n[documents.privacy]\neffective = 2026-01-31\n")),
    ]);
    let sources = Sources::new(files.into_iter().map(|(path, text)| (SourcePath::parse(path).unwrap(), text.into_bytes())));
    let findings = compile(&sources, &Options::default()).findings;
    findings.iter().filter(|finding| matches!(finding.code, Code::Contradiction | Code::OpenQuestion)).count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]
    /// A rule finds in a value, and across its edges, what it would find if the words were typed.
    #[test]
    fn a_rule_reads_values_as_it_reads_words(parts in proptest::collection::vec(
        proptest::collection::vec("we|do|does|not|sell|rent|keep|for|ever|indefinitely|except|sold|out,|in|part|data|s", 0..4), 3),
        left in prop_oneof![4 => Just(" "), 1 => Just("")], right in prop_oneof![4 => Just(" "), 1 => Just(""), 1 => Just(", ")]) {
        let [before, value, after] = [parts[0].join(" ") + left, parts[1].join(" "), format!("{right}{}", parts[2].join(" "))];
        prop_assume!(!value.is_empty());
        prop_assert_eq!(said(&before, &value, &after, true), said(&before, &value, &after, false), "{}{}{}", before, value, after);
    }
}
