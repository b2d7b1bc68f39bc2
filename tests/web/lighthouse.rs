//! A published page of each brand through Lighthouse: accessibility, best practices and what search engines ask for are at 100. (A draft tells
//! search engines to stay away, which Lighthouse takes for a slip.)

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use crate::site::{pages, tool};

const CATEGORIES: [&str; 3] = ["accessibility", "best-practices", "seo"];

/// What Lighthouse takes points off for, and what is not at 100.
fn audit(url: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let mut command = Command::new("node");
    command.arg(tool("lighthouse/cli/index.js")).arg(url).args(["--quiet", "--no-enable-error-reporting", "--output=json"]);
    command.arg(format!("--output-path={}", report.display())).arg(format!("--only-categories={}", CATEGORIES.join(",")));
    command.arg("--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage");
    let output = command.env("TMPDIR", folder.path()).output().expect("this test wants node; `tests/run` installs it");
    assert!(output.status.success(), "{url}: {}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for category in CATEGORIES {
        let is = &report["categories"][category];
        if is["score"] == 1.0 {
            continue;
        }
        wrong.push(format!("{category}: {}", is["score"]));
        for audit in is["auditRefs"].as_array().unwrap().iter().filter(|audit| audit["weight"].as_f64() > Some(0.0)) {
            let audit = &report["audits"][audit["id"].as_str().unwrap()];
            if audit["score"].as_f64().is_some_and(|score| score < 1.0) {
                wrong.push(format!("  {}: {}", audit["id"], audit["details"]["items"]));
            }
        }
    }
    wrong
}

#[test]
fn one_page_of_each_brand_is_at_100() {
    let (served, pages) = pages();
    let mut one_each: BTreeMap<&str, &String> = BTreeMap::new();
    // The first of each brand's published documents; its index comes before them.
    for page in pages.iter().filter(|page| page.starts_with("/site/") && page.matches('/').count() == 4) {
        one_each.entry(page.split('/').nth(2).unwrap()).or_insert(page);
    }
    assert!(one_each.len() > 2, "{one_each:?}");
    let audited = one_each.values().map(|page| (page, audit(&format!("{}{page}", served.origin))));
    let wrong: Vec<_> = audited.filter(|(_, wrong)| !wrong.is_empty()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
