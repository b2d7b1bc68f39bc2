//! How requirements stand, for facts that are known, unknown and false: the three values of a condition, and the order in which a status is
//! settled.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use fineprint::condition::Truth;
use fineprint::coverage::{Coverage, Status};
use fineprint::diagnostic::Code;
use fineprint::id::BrandId;
use fineprint::path::SourcePath;
use fineprint::preview::Preview;
use fineprint::render::Style;
use fineprint::source::Sources;
use fineprint::{Compiled, Options, compile};
use jiff::civil::Date;

const FACTS: &str = r#"
[facts]
sells = { type = "bool", meaning = "Sells data" }
shares = { type = "bool", meaning = "Shares data" }
where = { type = "list", values = ["eu", "us", "us-*"], meaning = "Where" }
children = { type = "list", values = ["teens"], meaning = "Children" }

[derived]
eu = "'eu' in where"
us = "'us' in where or 'us-*' in where"
sells_or_shares = "sells or shares"
"#;

/// A workspace with the brand `b`, whose `brand.toml` is `brand`, and one row for each of `rows`: `id` and the rest of it.
fn workspace(brand: &str, rows: &[(&str, &str)]) -> Compiled {
    compile(&sources(brand, rows), &Options::default())
}

fn sources(brand: &str, rows: &[(&str, &str)]) -> Sources {
    let row = |(id, rest): &(&str, &str)| {
        format!("[requirements.\"{id}\"]\npage = \"privacy\"\ndisclose = \"x\"\nseverity = \"required\"\ncitation = \"x\"\n{rest}\n")
    };
    let catalogue = format!("title = \"Law\"\n{}", rows.iter().map(row).collect::<String>());
    let files = [
        ("content/facts.toml", FACTS),
        ("content/documents/privacy.toml", "title = \"Privacy\"\nsections = [\"opening\"]\n"),
        ("content/clauses/opening.md", "+++\ncovers = [\"law:covered\"]\n+++\nHello.\n"),
        ("content/requirements/law.toml", &catalogue),
        ("brands/b/brand.toml", brand),
    ];
    let files = files.map(|(path, text)| (SourcePath::parse(path).unwrap(), text.as_bytes().to_vec()));
    Sources::new(files)
}

/// The status of each row, on a date.
fn statuses(compiled: &Compiled, date: Option<&str>) -> BTreeMap<String, (Truth, Status)> {
    let coverage = Coverage::new(&compiled.project, date.map(|date| date.parse().unwrap()));
    let brand = coverage.of(&compiled.brands[0]);
    brand.rows.iter().map(|row| (row.requirement.id.clone(), (row.applies, row.status))).collect()
}

/// What a condition comes to for a brand that states these facts and nothing else: neither a name nor a text nor a date.
fn applies(facts: &str, when: &str) -> (Truth, Vec<String>) {
    let compiled = workspace(&format!("[facts]\n{facts}"), &[("law:row", &format!("when = \"{when}\""))]);
    let coverage = Coverage::new(&compiled.project, None);
    let brand = coverage.of(&compiled.brands[0]);
    let row = &brand.rows[0];
    let expected = match row.applies {
        Truth::True => Status::Missing,
        Truth::False => Status::NotApplicable,
        Truth::Unknown => Status::Undecided,
    };
    assert_eq!(row.status, expected, "{facts}: {when}");
    (row.applies, brand.wanted(row).into_iter().collect())
}

#[test]
fn a_row_applies_as_its_facts_have_it() {
    let cases: &[(&str, &str, Truth, &[&str])] = &[
        ("sells = true", "sells", Truth::True, &[]),
        ("sells = false", "sells", Truth::False, &[]),
        ("", "sells", Truth::Unknown, &["sells"]),
        ("sells = false", "not sells", Truth::True, &[]),
        ("", "not sells", Truth::Unknown, &["sells"]),
        ("sells = true", "sells or shares", Truth::True, &[]),
        ("sells = false", "sells and shares", Truth::False, &[]),
        ("sells = true", "sells and shares", Truth::Unknown, &["shares"]),
        ("sells = false", "sells_or_shares", Truth::Unknown, &["shares"]),
        ("", "sells_or_shares and children", Truth::Unknown, &["children", "sells", "shares"]),
        // What is settled is not asked for: whatever `sells` is, only `children` decides.
        ("where = ['eu']", "(eu or sells) and children", Truth::Unknown, &["children"]),
        ("where = ['us-ca']", "us", Truth::True, &[]),
        ("where = ['us-ca']", "'us' in where", Truth::False, &[]),
        ("where = []", "eu or us", Truth::False, &[]),
        ("", "eu or us", Truth::Unknown, &["where"]),
        ("children = []", "children", Truth::False, &[]),
        ("children = ['teens']", "children", Truth::True, &[]),
        // A value of the wrong type has been reported, and is no answer.
        ("sells = 'unknown'", "sells", Truth::Unknown, &["sells"]),
    ];
    for (facts, when, truth, wanted) in cases {
        assert_eq!(applies(facts, when), (*truth, wanted.iter().map(|fact| (*fact).to_owned()).collect()), "{facts}: {when}");
    }
}

const BRAND: &str = "name = \"B\"\n[facts]\nsells = false\n[documents.privacy]\neffective = 2026-01-01\n[waivers]\n\
    \"law:waived\" = { reason = \"r\", until = 2026-06-30 }\n\"law:covered\" = { reason = \"r\" }\n\"law:open\" = { reason = \"r\" }\n";

#[test]
fn a_status_is_settled_in_this_order() {
    let rows = [
        ("law:covered", ""),
        ("law:waived", ""),
        ("law:missing", ""),
        ("law:no", "when = \"sells\"\napplies_from = 2030-01-01"),
        ("law:open", "when = \"shares\""),
        ("law:coming", "applies_from = 2026-07-01"),
        ("law:ended", "when = \"shares\"\napplies_until = 2026-07-01"),
    ];
    let compiled = workspace(BRAND, &rows);
    let status = |date: Option<&str>, id: &str| statuses(&compiled, date)[id].1;
    for date in [None, Some("2026-01-01"), Some("2026-12-31")] {
        assert_eq!(status(date, "law:covered"), Status::Covered, "whether it is waived or not");
        assert_eq!(status(date, "law:missing"), Status::Missing);
        assert_eq!(status(date, "law:no"), Status::NotApplicable);
        assert_eq!(status(date, "law:open"), Status::Undecided, "whether it is waived or not");
    }
    let on = |date: Option<&str>| ["law:waived", "law:coming", "law:ended"].map(|id| status(date, id));
    assert_eq!(on(Some("2026-06-30")), [Status::Waived, Status::Later, Status::Undecided], "the last day and the day before");
    assert_eq!(on(Some("2026-07-01")), [Status::Missing, Status::Missing, Status::Ended], "the first day");
    assert_eq!(on(None), [Status::Waived, Status::Missing, Status::Undecided], "without a date nothing begins or ends");
}

#[test]
fn a_waiver_expires_in_checks_and_in_the_preview() {
    let sources = sources(BRAND, &[("law:waived", ""), ("law:covered", ""), ("law:open", "when = \"shares\"")]);
    let day = |day: &str| -> Date { day.parse().unwrap() };
    let is_expired = |options: &Options| compile(&sources, options).findings.iter().any(|finding| finding.code == Code::ExpiredWaiver);
    let style = |as_of: &str| Style { as_of: Some(day(as_of)), ..Style::default() };
    assert!(!is_expired(&Options::default()), "without a date");
    assert!(!is_expired(&Options { today: Some(day("2026-06-30")), ..Options::default() }));
    assert!(is_expired(&Options { today: Some(day("2026-07-01")), ..Options::default() }));
    assert!(!is_expired(&Options { today: Some(day("2026-07-01")), style: style("2026-06-30"), ..Options::default() }), "`as_of` wins");
    let errors = |today: Option<&str>| {
        let preview = Preview::new(String::new(), BTreeSet::new());
        let preview = today.map(day).into_iter().fold(preview, Preview::on);
        let brand = BrandId::new("b");
        preview.put_names(&BTreeSet::from([brand.clone()]));
        let part = |of_brand: bool| {
            let files = sources.iter().map(|(_, file)| (file.path.clone(), file.bytes.clone()));
            Ok(files.filter(|(path, _)| path.as_str().starts_with("brands/") == of_brand).collect())
        };
        preview.put_shared(part(false));
        preview.put_brand(&brand, part(true));
        assert!(preview.survey());
        preview.counts().0
    };
    assert_eq!(errors(Some("2026-07-01")), errors(None) + 1);
}

#[test]
fn pages_do_not_know_what_day_it_is() {
    let files = |today: Option<&str>| {
        let sources = Sources::new(
            [
                ("content/documents/privacy.toml", "title = \"Privacy\"\nsections = [\"opening\"]\n"),
                ("content/clauses/opening.md", "+++\n+++\nHello.\n"),
                ("brands/b/brand.toml", "name = \"B\"\n[documents.privacy]\neffective = 2026-06-01\n"),
                ("themes/default/templates/page.html", "{{ body | safe }}{{ effective.later }}"),
                ("themes/default/templates/index.html", ""),
                ("themes/default/templates/design.css", ""),
            ]
            .map(|(path, text)| (SourcePath::parse(path).unwrap(), text.as_bytes().to_vec())),
        );
        let today = today.map(|today| today.parse().unwrap());
        let compiled = compile(&sources, &Options { today, ..Options::default() });
        assert!(compiled.findings.is_empty(), "{:?}", compiled.findings);
        compiled.site.unwrap()
    };
    assert_eq!(files(None), files(Some("2026-01-01")));
}
