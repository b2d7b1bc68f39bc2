//! Documentation that follows from the code, or that other programs read.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test reads the repository")]

#[allow(dead_code, reason = "a part of what other tests need")]
#[path = "support/workspace.rs"]
mod workspace;

use std::collections::BTreeSet;

use fineprint::diagnostic::{Code, Severity};
use serde_json::{Value, json};
use workspace::{FINEPRINT, Workspace};
use yaml_rust2::{Yaml, YamlLoader};

const TABLE: &str = "docs/findings/README.md";

/// `BLESS=1 cargo test --test docs` writes it.
#[test]
fn the_table_of_findings_is_that_of_the_codes() {
    let mut table = "# Findings\n\n\
        What fineprint may say of a workspace. A code's name never changes. An *error* keeps everything from being written; a *warning* is shown, and\n\
        stops a build only with `--strict`. `fineprint explain-code CODE` prints a page in the terminal. [reports.md](../reports.md) tells how findings\n\
        reach other programs.\n\n\
        <!-- Written by `BLESS=1 cargo test --test docs` from src/diagnostic/code.rs. -->\n\n\
        | code | severity | means |\n| --- | --- | --- |\n"
        .to_owned();
    for code in Code::ALL {
        table.push_str(&format!("| [{code}]({code}.md) | {} | {} |\n", code.severity().name(), code.summary()));
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(TABLE, &table).unwrap();
    }
    assert_eq!(std::fs::read_to_string(TABLE).unwrap(), table, "{TABLE}: `BLESS=1 cargo test --test docs` writes it");
}

#[test]
fn a_page_says_what_its_code_does() {
    let parts = ["What it means", "Why it matters", "An example", "How to mend it"];
    for code in Code::ALL {
        let severity = match code.severity() {
            Severity::Error => "**Error**: nothing is written.",
            Severity::Warning => "**Warning**: the build goes on; with `--strict` it stops.",
        };
        let page = code.page();
        assert!(page.starts_with(&format!("# {code}\n\n{severity}\n\n")), "{code}: its page begins with its name and `{severity}`");
        // A heading that is in an example is none of the page's.
        let headings = page.lines().filter_map(|line| line.strip_prefix("## "));
        let found: Vec<&str> = headings.filter(|heading| parts.contains(heading)).collect();
        assert_eq!(found, parts, "{code}: the parts of its page");
        let summary = code.summary();
        assert!(summary.ends_with('.') && !summary.contains('\n') && summary.len() < 160, "{code}: `{summary}` is a short sentence");
    }
}

#[test]
fn the_schema_of_findings_describes_what_is_printed_and_nothing_else() {
    let schema = serde_json::from_slice(&std::fs::read("schemas/findings.schema.json").unwrap()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let workspace = Workspace::new();
    let run = |args: &[&str]| -> Value {
        let output = workspace.command(FINEPRINT).args(args).args(["--format", "json"]).output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let mut reports = vec![run(&["check"]), run(&["build"]), run(&["build"])];
    let brand = std::fs::read_to_string(workspace.path("brands/acme/brand.toml")).unwrap();
    workspace.write("brands/acme/brand.toml", brand.replace("[documents]", "[unknown]\n\"values.seal\" = \"not yet\"\n\n[documents]"));
    workspace.write("content/clauses/base/opening.md", "+++\n+++\n{{ values.seal }}\n");
    workspace.write("content/clauses/base/notes.odt", "");
    reports.extend([run(&["build"]), run(&["build", "--drafts"]), run(&["build", "--drafts"]), run(&["build", "--strict"])]);
    workspace.write("content/clauses/base/opening.md", "+++\n+++\n[on](clause:rights)\n");
    reports.extend([run(&["build"]), run(&["check"])]);
    let page = std::fs::read_to_string("docs/reports.md").unwrap();
    reports.push(serde_json::from_str(page.split("```json\n").nth(1).unwrap().split("```").next().unwrap()).unwrap());
    for report in &reports {
        let wrong: Vec<String> = schema.iter_errors(report).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(wrong.is_empty(), "{}\n{report:#}", wrong.join("\n"));
    }
    let states: BTreeSet<&str> = reports
        .iter()
        .flat_map(|report| report["pages"].as_array().into_iter().flatten())
        .map(|page| page["state"].as_str().unwrap())
        .collect();
    let all = ["draft unchanged", "draft written", "held back", "not written", "unchanged", "written"];
    assert_eq!(Vec::from_iter(states), all, "every state of a page has been seen");
    // And it can say no.
    let sound = reports.last().unwrap();
    for (path, wrong) in [
        ("/version", json!(2)),
        ("/findings/0/severity", json!("note")),
        ("/findings/0/places", json!([])),
        ("/findings/0/places/0/line", json!(0)),
    ] {
        let mut report = sound.clone();
        *report.pointer_mut(path).unwrap() = wrong;
        assert!(!schema.is_valid(&report), "{path}");
    }
}

#[test]
fn workflows_are_yaml_that_a_runner_takes() {
    let pages = ["docs/ci.md", "docs/sharding.md"].map(|page| std::fs::read_to_string(page).unwrap()).concat();
    let blocks: Vec<&str> = pages.split("```yaml\n").skip(1).map(|rest| rest.split("\n```").next().unwrap()).collect();
    assert!(blocks.len() > 2);
    for block in blocks {
        let workflow = YamlLoader::load_from_str(block).unwrap_or_else(|error| panic!("{error}:\n{block}")).remove(0);
        let key = |name: &str| Yaml::String(name.to_owned());
        for name in ["name", "on", "permissions", "jobs"] {
            assert!(!workflow[name].is_badvalue(), "no `{name}`:\n{block}");
        }
        for (name, job) in workflow["jobs"].as_hash().unwrap() {
            assert!(job["runs-on"].as_str().is_some(), "{name:?}");
            for step in job["steps"].as_vec().unwrap() {
                let step = step.as_hash().unwrap();
                let does = ["run", "uses"].iter().filter(|does| step.get(&key(does)).is_some_and(|does| does.as_str().is_some())).count();
                assert_eq!(does, 1, "a step either runs or uses something: {step:?}");
                let known = ["name", "if", "run", "uses", "with", "id", "env"];
                assert!(step.keys().all(|key| known.contains(&key.as_str().unwrap())), "{step:?}");
            }
        }
    }
}
