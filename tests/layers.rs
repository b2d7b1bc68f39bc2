//! Layers of any depth: the nearer wins, whatever the folders are called and in whatever order the files come; and headings are numbered
//! without a gap, whatever the outline.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail loudly")]

use std::collections::BTreeMap;

use fineprint::numbering::Style;
use fineprint::path::SourcePath;
use fineprint::source::Sources;
use fineprint::{Compiled, Options, compile};
use proptest::prelude::*;
use scraper::{Html, Selector};

/// What a layer says of the one clause, and of the values it prints.
#[derive(Clone, Debug)]
struct Layer {
    /// `replace`, `prepend`, `append`, or nothing.
    edit: Option<&'static str>,
    plain: Option<u32>,
    nested: Option<u32>,
    /// Whether it only says that it does not know the value.
    unknown: bool,
}

fn layer() -> impl Strategy<Value = Layer> {
    let edit = prop::option::of(prop::sample::select(vec!["replace", "prepend", "append"]));
    let parts = (edit, prop::option::of(100..999_u32), prop::option::of(100..999_u32), any::<bool>());
    parts.prop_map(|(edit, plain, nested, unknown)| Layer { edit, plain, nested, unknown: unknown && plain.is_none() })
}

/// Layers, the farthest first, and an order in which their folders are called.
fn layers() -> impl Strategy<Value = (Vec<Layer>, Vec<usize>)> {
    prop::collection::vec(layer(), 1..9).prop_flat_map(|layers| {
        let order = Just((0..layers.len()).collect::<Vec<usize>>()).prop_shuffle();
        (Just(layers), order)
    })
}

/// Compiles the nearest of `layers`; `names` says which number each has in its folder's name.
fn compiled(layers: &[Layer], names: &[usize], reversed: bool) -> Compiled {
    let mut files: Vec<(String, String)> = vec![
        ("content/documents/privacy.toml".into(), "title = \"Privacy\"\nsections = [\"all\"]\n".into()),
        ("content/values.toml".into(), "[values]\nplain = \"x\"\ntable = \"x\"\n".into()),
        ("content/clauses/a/all.md".into(), "+++\n+++\nText of the library, {{ values.plain }}, {{ values.table.nested }}.\n".into()),
        ("themes/default/templates/page.html".into(), "<!doctype html><title>x</title>{{ body | safe }}".into()),
        ("themes/default/templates/index.html".into(), String::new()),
        ("themes/default/templates/design.css".into(), String::new()),
    ];
    for (at, layer) in layers.iter().enumerate() {
        let folder = format!("brands/b{}", names[at]);
        let mut toml = format!("name = \"Brand\"\nabstract = {}\n", at + 1 < layers.len());
        if at > 0 {
            toml += &format!("extends = \"b{}\"\n", names[at - 1]);
        }
        toml += "[documents.privacy]\neffective = 2026-01-31\n[values]\n";
        toml += &layer.plain.map(|value| format!("plain = {value}\n")).unwrap_or_default();
        toml += &layer.nested.map(|value| format!("table = {{ nested = {value} }}\n")).unwrap_or_default();
        if layer.unknown {
            toml += "[unknown]\n\"values.plain\" = \"not supplied\"\n";
        }
        files.push((format!("{folder}/brand.toml"), toml));
        if let Some(edit) = layer.edit {
            let text = format!("+++\nedit = \"{edit}\"\n+++\nText of layer {at}, {{{{ values.plain }}}}, {{{{ values.table.nested }}}}.\n");
            files.push((format!("{folder}/clauses/all.md"), text));
        }
    }
    if reversed {
        files.reverse();
    }
    let options = Options { style: fineprint::render::Style { drafts: true, as_of: None }, ..Options::default() };
    compile(&Sources::new(files.into_iter().map(|(path, text)| (SourcePath::parse(&path).unwrap(), text.into_bytes()))), &options)
}

/// What the page must say: its paragraphs, in order.
fn expected(layers: &[Layer]) -> Option<Vec<String>> {
    let mut parts = vec!["the library".to_owned()];
    for (at, layer) in layers.iter().enumerate() {
        let own = format!("layer {at}");
        match layer.edit {
            Some("replace") => parts = vec![own],
            Some("prepend") => parts.insert(0, own),
            Some("append") => parts.push(own),
            _ => {}
        }
    }
    let plain = layers
        .iter()
        .rev()
        .find_map(|layer| if layer.unknown { Some("[values.plain]".to_owned()) } else { Some(layer.plain?.to_string()) });
    let nested = layers.iter().rev().find_map(|layer| layer.nested)?;
    let plain = plain?;
    Some(parts.into_iter().map(|part| format!("Text of {part}, {plain}, {nested}.")).collect())
}

fn paragraphs(body: &str) -> Vec<String> {
    let html = Html::parse_fragment(body);
    html.select(&Selector::parse("p").unwrap()).map(|paragraph| paragraph.text().collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_nearer_wins((layers, names) in layers()) {
        let compiled = compiled(&layers, &names, false);
        match expected(&layers) {
            Some(expected) => prop_assert_eq!(paragraphs(&compiled.brands[0].documents[0].body), expected, "{:?}", compiled.findings),
            // Nobody says what is printed.
            None => prop_assert!(compiled.site.is_none()),
        }
    }

    #[test]
    fn neither_names_nor_the_order_of_files_matter((layers, names) in layers()) {
        let plain: Vec<usize> = (0..layers.len()).collect();
        let body = |compiled: &Compiled| compiled.brands[0].documents[0].body.clone();
        let usual = compiled(&layers, &plain, false);
        prop_assert_eq!(body(&usual), body(&compiled(&layers, &names, false)));
        let reversed = compiled(&layers, &plain, true);
        prop_assert_eq!(usual.site, reversed.site);
        prop_assert_eq!(usual.findings, reversed.findings);
    }

    #[test]
    fn numbers_can_be_read_back(count in 1..4000_usize) {
        let label = |style: &str| Style::read(style).unwrap().label(&[count]);
        prop_assert_eq!(label("1."), format!("{count}."));
        let letters = label("(a)").trim_matches(['(', ')']).bytes().fold(0, |sum, letter| sum * 26 + usize::from(letter - b'a') + 1);
        prop_assert_eq!(letters, count);
        let value = |letter: u8| BTreeMap::from([(b'I', 1), (b'V', 5), (b'X', 10), (b'L', 50), (b'C', 100), (b'D', 500), (b'M', 1000)])[&letter];
        let roman: Vec<i64> = label("I").bytes().map(value).collect();
        let signed = roman.iter().enumerate().map(|(at, own)| if roman.get(at + 1).is_some_and(|next| next > own) { -own } else { *own });
        prop_assert_eq!(signed.sum::<i64>(), i64::try_from(count).unwrap());
    }

    #[test]
    fn headings_are_numbered_without_a_gap(depths in prop::collection::vec(0..4_usize, 1..20)) {
        // Each depth is cut to one below the heading before it.
        let mut levels: Vec<usize> = Vec::new();
        for depth in depths {
            levels.push(depth.min(levels.last().map_or(0, |last| last + 1)));
        }
        let mut files: Vec<(String, String)> = vec![
            ("themes/default/templates/page.html".into(), "<!doctype html><title>x</title>{{ body | safe }}".into()),
            ("themes/default/templates/index.html".into(), String::new()),
            ("themes/default/templates/design.css".into(), String::new()),
            ("brands/acme/brand.toml".into(), "name = \"Acme\"\n[documents.privacy]\neffective = 2026-01-31\n".into()),
        ];
        let (mut sections, mut open, mut counts, mut expected) = (String::new(), 0_usize, Vec::new(), Vec::new());
        for (at, level) in levels.iter().enumerate() {
            let text = format!("+++\ntitle = \"About {at}\"\n+++\nThe text number {at} is about this and that.\n");
            files.push((format!("content/clauses/a/s{at}.md"), text));
            if at > 0 {
                sections += &"]}".repeat((open + 1).saturating_sub(*level));
                sections += if *level > open { "" } else { "," };
            }
            sections += &format!("{{clause=\"s{at}\",sections=[");
            open = *level;
            counts.truncate(level + 1);
            if counts.len() == level + 1 { counts[*level] += 1 } else { counts.push(1_usize) }
            expected.push(counts.iter().map(usize::to_string).collect::<Vec<_>>().join("."));
        }
        sections += &"]}".repeat(open + 1);
        let outline = format!("title = \"Privacy\"\nnumbering = [\"1\", \"1.1\", \"1.1.1\", \"1.1.1.1\"]\nsections = [{sections}]\n");
        files.push(("content/documents/privacy.toml".into(), outline));
        let sources = Sources::new(files.into_iter().map(|(path, text)| (SourcePath::parse(&path).unwrap(), text.into_bytes())));
        let compiled = compile(&sources, &Options::default());
        prop_assert!(compiled.site.is_some(), "{:?}", compiled.findings);
        let html = Html::parse_fragment(&compiled.brands[0].documents[0].body);
        let numbers: Vec<String> = html.select(&Selector::parse("span.number").unwrap()).map(|number| number.text().collect()).collect();
        prop_assert_eq!(numbers, expected);
    }
}
