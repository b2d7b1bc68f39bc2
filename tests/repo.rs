//! The repository's own content and brands: they compile, their pages hold every fact of the brands and nothing that a brand is silent
//! on, and every page is sound HTML.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test may fail loudly"
)]

use std::collections::BTreeSet;
use std::path::Path;

use fineprint::diagnostic::{Format, Severity, print};
use fineprint::render::Style;
use fineprint::site::Files;
use fineprint::source::Sources;
use fineprint::{Compiled, Options, compile, disk};
use scraper::{ElementRef, Html, Selector};

fn workspace(drafts: bool) -> (Sources, Compiled) {
    let sources = disk::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let options = Options { style: Style { drafts, as_of: None }, ..Options::default() };
    let compiled = compile(&sources, &options);
    (sources, compiled)
}

fn pages(compiled: &Compiled) -> impl Iterator<Item = (String, String)> {
    let brands = compiled.site.iter().flat_map(|site| &site.brands);
    brands.flat_map(|(brand, files)| {
        let html = files.iter().filter(|(path, _)| path.as_str().ends_with("index.html"));
        html.map(move |(path, bytes)| (format!("{brand}/{path}"), String::from_utf8(bytes.clone()).unwrap()))
    })
}

fn select<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

/// What a visitor reads: white space folded, typographic marks made plain, lower case.
fn visible(html: &Html) -> String {
    let mut text = String::new();
    for element in select(html, "main, footer") {
        let hidden: BTreeSet<_> =
            element.select(&Selector::parse(".draft").unwrap()).flat_map(|e| e.descendants()).map(|n| n.id()).collect();
        for node in element.descendants().filter(|node| !hidden.contains(&node.id())) {
            if let Some(words) = node.value().as_text() {
                text.push_str(words);
            }
        }
        text.push(' ');
    }
    let plain = text.replace(['’', '‘'], "'").replace(['“', '”'], "\"").replace(['\u{a0}', '\u{202f}'], " ").replace('\u{2011}', "-");
    plain.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[test]
fn the_brands_compile_without_an_error() {
    let (sources, compiled) = workspace(false);
    let errors: Vec<_> = compiled.findings.iter().filter(|finding| finding.code.severity() == Severity::Error).cloned().collect();
    assert!(errors.is_empty(), "{}", print(&errors, &sources, Format::Human));
    let held_back: Vec<String> = compiled
        .brands
        .iter()
        .flat_map(|brand| brand.documents.iter().map(move |document| (brand, document)))
        .filter(|(_, document)| !document.wanted.is_empty())
        .map(|(brand, document)| format!("{}/{}", brand.brand.id, document.id))
        .collect();
    let expected = [
        "minilive/privacy",
        "minilive/dmca",
        "miniseries-ai/privacy",
        "miniseries-ai/cookies",
        "miniseries-ai/dmca",
        "minishort/privacy",
        "minishort/dmca",
    ];
    assert_eq!(held_back, expected, "exactly the pages that print a value nobody has supplied");
}

/// They are made ready only where a text may have them.
#[test]
fn every_phrase_of_the_rules_can_be_looked_for() {
    let (_, compiled) = workspace(false);
    for rule in &compiled.project.rules {
        let phrases = rule.says.0.iter().chain(&rule.unless.0).chain(&rule.but.0);
        assert!(phrases.into_iter().all(|phrase| phrase.regex().is_some()), "{}", rule.id);
    }
}

#[test]
fn the_library_holds_whichever_brands_there_are() {
    let (sources, compiled) = workspace(false);
    for (id, _) in compiled.project.brands.iter().filter(|(_, brand)| !brand.is_abstract) {
        let parents: Vec<&str> = compiled.project.layers(id).iter().map(|layer| layer.id.as_str()).collect();
        let mine = |path: &str| path.strip_prefix("brands/").is_none_or(|rest| parents.contains(&rest.split('/').next().unwrap()));
        let files = sources.iter().filter(|(_, file)| mine(file.path.as_str())).map(|(_, file)| (file.path.clone(), file.bytes.clone()));
        let alone = Sources::new(files);
        let findings = compile(&alone, &Options::default()).findings;
        let errors: Vec<_> = findings.into_iter().filter(|finding| finding.code.severity() == Severity::Error).collect();
        assert!(errors.is_empty(), "{id} alone:\n{}", print(&errors, &alone, Format::Human));
    }
}

#[test]
fn the_pages_hold_every_fact_and_nothing_else() {
    let (_, compiled) = workspace(true);
    let mut missing = Vec::new();
    let mut checked = 0;
    for composed in &compiled.brands {
        let id = composed.brand.id.as_str();
        let list = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/facts/{id}.toml"));
        let facts: toml::Table = toml::from_str(&std::fs::read_to_string(list).unwrap()).unwrap();
        let files: &Files = &compiled.site.as_ref().unwrap().brands[&composed.brand.id];
        let texts: Vec<(String, String)> = composed
            .documents
            .iter()
            .map(|document| {
                let bytes = files.iter().find(|(path, _)| path.as_str() == format!("{}/index.html", document.path)).unwrap().1;
                (document.id.to_string(), visible(&Html::parse_document(std::str::from_utf8(bytes).unwrap())))
            })
            .collect();
        for (page, entries) in &facts {
            for entry in entries.as_array().unwrap() {
                let list = |key: &str| -> Vec<String> {
                    let strings = entry.get(key).and_then(|value| value.as_array()).into_iter().flatten();
                    strings.map(|value| value.as_str().unwrap().to_lowercase()).collect()
                };
                let fact = entry["fact"].as_str().unwrap();
                let on = entry.get("page").and_then(|value| value.as_str()).unwrap_or(page.as_str());
                for (document, text) in texts.iter().filter(|(document, _)| on == "silent" || document == on) {
                    checked += 1;
                    for wanted in list("says").iter().filter(|wanted| !wanted.split(" | ").any(|choice| text.contains(choice))) {
                        missing.push(format!("{id}/{document} does not say “{wanted}” ({fact})"));
                    }
                    for found in list("never").iter().filter(|never| text.contains(never.as_str())) {
                        missing.push(format!("{id}/{document} must not say “{found}” ({fact})"));
                    }
                }
            }
        }
    }
    assert!(missing.is_empty(), "{} of {checked} facts are wrong:\n{}", missing.len(), missing.join("\n"));
    assert!(checked > 1000, "the lists of facts have been read: {checked}");
}

#[test]
fn every_page_is_sound() {
    let (_, compiled) = workspace(true);
    let mut count = 0;
    for (path, text) in pages(&compiled) {
        count += 1;
        let html = Html::parse_document(&text);
        assert!(html.errors.is_empty(), "{path}: {:?}", html.errors);
        let ids: Vec<&str> = select(&html, "[id]").iter().map(|element| element.attr("id").unwrap()).collect();
        let distinct: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), distinct.len(), "{path}: an id stands twice");
        for link in select(&html, "a[href^='#']") {
            let anchor = link.attr("href").unwrap().trim_start_matches('#');
            assert!(anchor.is_empty() || distinct.contains(anchor), "{path}: #{anchor} leads nowhere");
        }
        for link in select(&html, "a[href], link[href], img[src]") {
            let address = link.attr("href").or(link.attr("src")).unwrap();
            let web = ["https://", "mailto:", "#", "../", "./", "index."].iter().any(|start| address.starts_with(start));
            assert!(web, "{path}: {address} is neither safe nor relative");
            assert!(link.value().name() == "a" || !address.starts_with("http"), "{path}: loads {address} from elsewhere");
        }
        let mut level = 1;
        for heading in select(&html, "h1, h2, h3, h4, h5, h6") {
            let next = heading.value().name()[1..].parse::<usize>().unwrap();
            assert!(next <= level + 1, "{path}: a heading skips a level: {:?}", heading.text().collect::<String>());
            level = next;
        }
        assert_eq!(select(&html, "h1").len(), 1, "{path}");
        assert!(select(&html, "script:not([type='application/ld+json'])").is_empty(), "{path}: no script is needed to read");
        for table in select(&html, "table") {
            let columns = table.select(&Selector::parse("thead th[scope=col]").unwrap()).count();
            for row in table.select(&Selector::parse("tbody tr").unwrap()) {
                assert_eq!(row.child_elements().count(), columns, "{path}: a row has another number of cells than the head");
            }
        }
        assert!(text.len() < 60_000, "{path} is {} bytes", text.len());
        let held_back = select(&html, "mark.unknown").len() + select(&html, "aside.draft").len() > 0;
        let noindex = !select(&html, "meta[name=robots][content*=noindex]").is_empty();
        assert_eq!(held_back, noindex, "{path}: a draft, and only a draft, is kept out of search engines");
    }
    assert_eq!(count, 20, "three pages and an index for each brand");
}
