//! Two texts and the words in which they differ: the cases in `tests/redline/`, and what holds for all texts.
//! `BLESS=1 cargo test --test redline` writes what comes of the cases into them.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test reads its cases and the repository from the disk"
)]

use std::path::Path;

use fineprint::redline::{Redline, Side, compare, hunks, merged};
use fineprint::{Options, compile, disk};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use scraper::{ElementRef, Html, Selector};

/// A case: what it shows, and its parts by name, in order.
fn read(text: &str) -> (String, Vec<(String, String)>) {
    let (mut head, mut parts) = (String::new(), Vec::<(String, String)>::new());
    for line in text.split_inclusive('\n') {
        let name = line.trim_end().strip_prefix("== ").and_then(|rest| rest.strip_suffix(" =="));
        match (name, parts.last_mut()) {
            (Some(name), _) => parts.push((name.to_owned(), String::new())),
            (None, Some((_, part))) => part.push_str(line),
            (None, None) => head.push_str(line),
        }
    }
    (head, parts)
}

#[test]
fn every_case_comes_out_as_written() {
    let mut wrong = String::new();
    let mut paths: Vec<_> = std::fs::read_dir("tests/redline").unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() > 10, "only {} cases", paths.len());
    for path in paths {
        let (head, parts) = read(&std::fs::read_to_string(&path).unwrap());
        let part =
            |name: &str| parts.iter().find(|(part, _)| part == name).unwrap_or_else(|| panic!("{}: no {name}", path.display())).1.clone();
        let (left, right) = (part("left"), part("right"));
        let redline = check(&left, &right);
        let merged = merged(&left, &right);
        let named =
            [("left", &left), ("right", &right), ("left marked", &redline.left), ("right marked", &redline.right), ("merged", &merged)];
        let actual: String = named.iter().map(|(name, text)| format!("== {name} ==\n{}\n", text.trim_end())).collect();
        let expected: String = parts.iter().map(|(name, text)| format!("== {name} ==\n{text}")).collect();
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, format!("{head}{actual}")).unwrap();
        } else if actual != expected {
            wrong.push_str(&format!("{}:\n--- expected\n{expected}--- actual\n{actual}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Compares, and sees that nothing is lost and no mark stands where it must not.
fn check(left: &str, right: &str) -> Redline {
    let redline = compare(left, right);
    assert_eq!(without(&redline.left, "del"), left, "the left without its marks");
    assert_eq!(without(&redline.right, "ins"), right, "the right without its marks");
    assert_eq!(redline, compare(left, right), "the same texts give the same marks");
    assert_eq!(redline.changes == 0, redline.left == left && redline.right == right, "changes are counted: {}", redline.changes);
    check_marks(&redline.left);
    check_marks(&redline.right);
    let side = |html| Side { html, values: &[] };
    let differs = hunks(side(left), side(right)).iter().any(|section| !section.hunks.is_empty());
    assert_eq!(redline.changes > 0, differs, "what is marked is listed: {left} {right}");
    let back = compare(right, left);
    assert_eq!(back.changes == 0, redline.changes == 0, "texts differ whichever is first");
    redline
}

fn without(text: &str, element: &str) -> String {
    text.replace(&format!("<{element} class=\"redline\">"), "").replace(&format!("</{element}>"), "")
}

/// Every mark holds text alone, and stands where text may stand.
fn check_marks(html: &str) {
    let document = Html::parse_fragment(html);
    for mark in document.select(&Selector::parse(".redline").unwrap()) {
        assert!(mark.children().all(|child| child.value().is_text()), "a tag in a mark: {}", mark.html());
        assert!(mark.text().any(|text| !text.trim().is_empty()), "a mark around nothing: {html}");
        let parent = mark.parent().and_then(ElementRef::wrap).map_or("", |parent| parent.value().name());
        assert!(!["table", "thead", "tbody", "tr", "ul", "ol", "dl", "section"].contains(&parent), "a mark in {parent}: {}", mark.html());
    }
}

/// Sees that a merged text is well-formed, and holds all that `right` holds.
fn check_merged(left: &str, right: &str) {
    let merged = merged(left, right);
    let mut open = Vec::new();
    for tag in merged.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "in {merged}");
        } else if !["br", "hr"].contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} stay open in {merged}");
    let words = |html: &str, skip: &str| -> String {
        let document = Html::parse_fragment(html);
        let is_skipped = |text: &around::Text<'_>| text.inside(skip);
        around::texts(&document).into_iter().filter(|text| !is_skipped(text)).flat_map(|text| text.words()).collect()
    };
    assert_eq!(words(&merged, "del"), words(right, "del"), "what was not removed is the right text");
}

/// The texts of a document with the elements around them.
mod around {
    use scraper::{ElementRef, Html};

    pub(super) struct Text<'a> {
        text: &'a str,
        around: Vec<&'a str>,
    }

    impl Text<'_> {
        pub(super) fn inside(&self, element: &str) -> bool {
            self.around.contains(&element)
        }

        pub(super) fn words(&self) -> Vec<String> {
            self.text.split_whitespace().map(str::to_owned).collect()
        }
    }

    pub(super) fn texts(document: &Html) -> Vec<Text<'_>> {
        let nodes = document.tree.nodes().filter_map(|node| Some((node.value().as_text()?, node)));
        let texts = nodes.map(|(text, node)| Text {
            text,
            around: node.ancestors().filter_map(ElementRef::wrap).map(|element| element.value().name()).collect(),
        });
        texts.collect()
    }
}

/// The bodies of the repository's own pages.
fn pages() -> Vec<String> {
    let sources = disk::read(Path::new(".")).unwrap();
    let mut options = Options::default();
    options.style.drafts = true;
    let site = compile(&sources, &options).site.unwrap();
    let files = site.brands.values().flatten().filter(|(path, _)| path.as_str().ends_with("/index.html"));
    let body = |bytes: &Vec<u8>| {
        let page = String::from_utf8(bytes.clone()).unwrap();
        let body = page.split_once("<div class=\"text\">").unwrap().1;
        body.split_once("</article>").unwrap().0.trim_end().strip_suffix("</div>").unwrap().to_owned()
    };
    files.map(|(_, bytes)| body(bytes)).collect()
}

#[test]
fn real_pages_are_compared_without_loss() {
    let pages = pages();
    assert!(pages.len() > 10, "only {} pages", pages.len());
    for (at, left) in pages.iter().enumerate() {
        assert_eq!(check(left, left).changes, 0);
        assert_eq!(merged(left, left), *left);
        // Each with some others, so that all brands and documents meet.
        for right in pages.iter().cycle().skip(at + 1).take(4) {
            check(left, right);
            check_merged(left, right);
        }
    }
}

/// What a hand may do to a text: at a place, some lines go, come twice or change places, or a word becomes another.
fn edited(page: &str, edits: &[(u8, usize, usize)]) -> String {
    let mut lines: Vec<String> = page.split_inclusive('\n').map(str::to_owned).collect();
    for (kind, place, other) in edits {
        // Only lines that are whole elements, so that the text stays well-formed.
        let is_whole =
            |line: &String| ["p", "li"].iter().any(|tag| line.starts_with(&format!("<{tag}>")) && line.ends_with(&format!("</{tag}>\n")));
        let whole: Vec<usize> = (0..lines.len()).filter(|at| is_whole(&lines[*at])).collect();
        if whole.is_empty() {
            break;
        }
        let (at, other) = (whole[place % whole.len()], whole[other % whole.len()]);
        match kind % 5 {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, lines[at].clone()),
            2 if lines[at].starts_with("<p>") == lines[other].starts_with("<p>") => lines.swap(at, other),
            3 => lines[at] = lines[at].replacen(' ', " quite &amp; <em>new</em> ", 1),
            _ => lines[at] = lines[at].replace("your", "the").replace("We ", "We may "),
        }
    }
    lines.concat()
}

#[test]
fn edits_are_marked_without_loss() {
    let pages = pages();
    let edits = proptest::collection::vec((0u8..5, 0usize..1000, 0usize..1000), 1..8);
    let mut runner = TestRunner::new(Config { cases: 48, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&(0..pages.len(), edits), |(page, edits)| {
        let right = edited(&pages[page], &edits);
        check(&pages[page], &right);
        check_merged(&pages[page], &right);
        check_merged(&right, &pages[page]);
        Ok(())
    });
    outcome.unwrap();
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    #[test]
    fn nothing_is_lost_of_any_text(left in "(<p>|</p>|<ul>|<li>|</li>|<section id=\"a\">|</section>|<td>|<!--|-->|<|&amp;|&| |é|a|b|c d|\"){0,40}", right in "(<p>|</p>|<ol>|<li>|</ol>|<section id=\"a\">|<section>|</div>|<em>|<a href=\"#\">|section 1 \\(|”|“| |a|b|\\.){0,40}") {
        let redline = compare(&left, &right);
        prop_assert_eq!(without(&redline.left, "del"), left.clone());
        prop_assert_eq!(without(&redline.right, "ins"), right.clone());
        merged(&left, &right);
        let values = [0..left.len() / 2, left.len() / 2 + 1..left.len()];
        hunks(Side { html: &left, values: &values }, Side { html: &right, values: &values });
    }
}

/// What a hard text is, how many parts it has, and a part for a number.
type Shape<'a> = (&'a str, usize, &'a dyn Fn(u64) -> String);

/// Texts made to be hard, some beyond what is compared word by word: they come back, and nothing grows with the square of its size.
#[test]
fn huge_texts_come_to_an_end() {
    let noise = |seed: u64, size: usize, text: &dyn Fn(u64) -> String| -> String {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 33
        };
        std::iter::repeat_with(|| text(next())).take(size).collect()
    };
    let shapes: [Shape; 7] = [
        ("one paragraph of two words", 60_000, &|n| format!("w{} ", n % 2)),
        ("empty lists", 5_000, &|n| format!("<ul><li></li></ul>w{}", n % 9)),
        ("one list", 20_000, &|n| format!("<li>w{n} x</li>\n")),
        ("paragraphs of one word", 5_000, &|n| format!("<p>w{}</p>\n", n % 1000)),
        ("paragraphs that share words", 2_000, &|n| format!("<p>we keep w{} for w{} days at w{}</p>\n", n % 7, n % 11, n % 5000)),
        ("deep quotes", 5_000, &|n| format!("<blockquote>w{}", n % 50)),
        ("sections", 10_000, &|n| format!("<section id=\"s{}\"><p>w{}</p></section>", n % 15_000, n % 3)),
    ];
    for (what, size, text) in shapes {
        let (left, right) = (noise(1, size, text), noise(2, size, text));
        let redline = compare(&left, &right);
        assert_eq!(without(&redline.left, "del"), left, "{what}");
        assert_eq!(without(&redline.right, "ins"), right, "{what}");
        assert!(merged(&left, &right).len() >= right.len(), "{what}");
    }
}
