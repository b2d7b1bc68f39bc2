//! What brands share is compiled once: Markdown is set once for each distinct text, however many brands print it and whatever their values.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic, reason = "a test may fail loudly")]

use std::sync::Arc;

use fineprint::compose::{Composer, Texts};
use fineprint::diagnostic::Findings;
use fineprint::merge::merge;
use fineprint::parse::{Seen, parse};
use fineprint::path::SourcePath;
use fineprint::source::Sources;

fn workspace(brands: usize, own: &str) -> Sources {
    let mut files = vec![
        ("content/documents/privacy.toml".to_owned(), "title = \"Privacy\"\nsections = [\"a\", \"b\"]\n".to_owned()),
        ("themes/default/templates/page.html".to_owned(), String::new()),
        ("content/clauses/a.md".to_owned(), "+++\ntitle = \"A\"\n+++\nWrite to {{ contact.email | email }}.\n".to_owned()),
        (
            "content/clauses/b.md".to_owned(),
            "+++\ntitle = \"B\"\n+++\n{% for day in values.days %}\n- {{ day }}\n{% endfor %}\n".to_owned(),
        ),
    ];
    for index in 0..brands {
        let text = format!(
            "name = \"Brand {index}\"\n[contact]\nemail = \"mail@{index}.example\"\n[values]\ndays = [{index}, {}]\n[documents.privacy]\neffective = 2026-01-31\n",
            index * 7
        );
        files.push((format!("brands/b{index}/brand.toml"), text));
    }
    if !own.is_empty() {
        files.push(("brands/b0/clauses/a.md".to_owned(), format!("+++\n+++\n{own}\n")));
    }
    Sources::new(files.into_iter().map(|(path, text)| (SourcePath::parse(&path).unwrap(), text.into_bytes())))
}

/// How many texts were set, for a workspace.
fn compiled(sources: &Sources) -> usize {
    let mut findings = Findings::default();
    let project = parse(sources, &Seen::default(), &mut findings);
    let texts = Arc::new(Texts::default());
    let composer = Composer::new(&project, texts.clone(), &mut findings);
    for brand in project.brands.values() {
        let merged = merge(&project, brand, &mut findings);
        composer.compose(merged, false, &mut findings);
    }
    assert!(findings.is_empty(), "{:?}", findings.sorted());
    texts.count()
}

#[test]
fn markdown_runs_once_for_each_distinct_text() {
    assert_eq!(compiled(&workspace(1, "")), 2);
    assert_eq!(compiled(&workspace(50, "")), 2, "50 brands with other values share both texts");
    assert_eq!(compiled(&workspace(50, "Our own words.")), 3, "an edit of one brand adds one text");
}
