//! Documentation that follows from the code, or that other programs read.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test reads the repository")]

#[allow(dead_code, reason = "a part of what other tests need")]
#[path = "support/workspace.rs"]
mod workspace;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fineprint::diagnostic::{Code, Findings, Severity};
use fineprint::model::Project;
use fineprint::parse::{Key, SCHEMAS, Seen, explained, parse};
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

/// `BLESS=1 cargo test --test docs` writes them.
#[test]
fn the_schemas_of_the_files_are_those_of_the_keys() {
    for schema in SCHEMAS {
        let (path, text) = (format!("schemas/{}", schema.file()), schema.text(&Project::default()));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        assert!(std::fs::read_to_string(&path).unwrap_or_default() == text, "{path}: `BLESS=1 cargo test --test docs` writes it");
    }
    assert!(SCHEMAS.is_sorted_by_key(|schema| schema.name));
}

#[test]
fn every_key_says_what_it_is_for() {
    let keys = explained();
    assert!(keys.len() > 100, "{} keys", keys.len());
    for Key { path: key, about, .. } in keys {
        let is_sentence = about.ends_with('.') && about.len() < 140 && about.starts_with(|first: char| first.is_uppercase());
        assert!(is_sentence, "{key}: `{about}` is a plain sentence");
    }
}

/// The keys that a page explains, not the words it uses: `` `key` ``, `key =`, `[key]`, and the names in a comment that lists keys.
fn keys_of(docs: &str) -> BTreeSet<&str> {
    let is_key = |word: &&str| !word.is_empty() && word.chars().all(|char| char.is_ascii_lowercase() || char == '_');
    let mut found: BTreeSet<&str> = docs.split('`').skip(1).step_by(2).collect();
    for line in docs.lines() {
        let (code, comment) = line.split_once('#').unwrap_or((line, ""));
        found.extend(line.split(['{', ',', '[', '#']).filter_map(|piece| Some(piece.split_once('=')?.0.trim())));
        found.extend(code.trim().strip_prefix('[').and_then(|rest| rest.trim_start_matches('[').split([']', '.']).next()));
        // A list of one is a remark.
        let list: Vec<&str> = comment.split([',', '|']).map(|piece| piece.split(['=', '(']).next().unwrap().trim()).collect();
        found.extend(list.iter().filter(|_| list.len() > 1));
    }
    found.into_iter().filter(is_key).collect()
}

#[test]
fn the_reader_of_explanations_sees_no_prose() {
    let docs = "A name has `one`.\n```\ntwo  = 1 # a path, if any\n[three] # four, five = [], six\n{ seven = 1, eight = \"x\" }\n```\n";
    assert_eq!(Vec::from_iter(keys_of(docs)), ["eight", "five", "four", "one", "seven", "six", "three", "two"]);
}

#[test]
fn every_key_is_explained() {
    let docs = std::fs::read_to_string("docs/workspace.md").unwrap();
    let explained_there = keys_of(&docs);
    let keys = explained();
    let missing: BTreeSet<&str> =
        keys.iter().map(|key| key.path.rsplit('.').next().unwrap()).filter(|name| !explained_there.contains(name)).collect();
    assert!(missing.is_empty(), "keys that docs/workspace.md does not explain: {missing:?}");
}

/// A file of TOML as its schema sees it: dates are strings.
fn as_json(toml: &toml::Value) -> Value {
    match toml {
        toml::Value::Datetime(date) => json!(date.to_string()),
        toml::Value::Array(list) => list.iter().map(as_json).collect(),
        toml::Value::Table(table) => table.iter().map(|(key, value)| (key.clone(), as_json(value))).collect(),
        other => serde_json::to_value(other).unwrap(),
    }
}

/// Which schema a file of a workspace has.
fn schema_of(path: &str) -> Option<&'static str> {
    Some(match path.split('/').collect::<Vec<_>>().as_slice() {
        ["fineprint.toml"] => "workspace",
        ["content", "requirements", "sources.toml"] => "sources",
        ["content", "requirements", name] if name.ends_with(".toml") => "requirements",
        ["content", "documents", _] => "document",
        ["content", "vendors", _] => "vendor",
        ["content", "rules", _] => "rules",
        ["content", name] => ["facts", "services", "values"].into_iter().find(|schema| *name == format!("{schema}.toml"))?,
        ["brands", _, "brand.toml"] => "brand",
        ["themes", _, "theme.toml"] => "theme",
        [.., name] if name.ends_with(".md") && path.contains("/clauses/") => "clause",
        _ => return None,
    })
}

#[test]
fn the_schemas_take_what_fineprint_takes_and_refuse_a_key_that_it_does_not_know() {
    let sources = fineprint::disk::read(Path::new(".")).unwrap();
    let project = parse(&sources, &Seen::default(), &mut Findings::default());
    let validators: BTreeMap<&str, jsonschema::Validator> = SCHEMAS
        .iter()
        .map(|schema| {
            let text: Value = serde_json::from_str(&schema.text(&project)).unwrap();
            assert!(jsonschema::meta::is_valid(&text), "{}", schema.name);
            (schema.name, jsonschema::validator_for(&text).unwrap())
        })
        .collect();
    let starter = std::fs::read_to_string("starter/fineprint.toml").unwrap();
    let mut files = vec![("fineprint.toml".to_owned(), starter)];
    files.extend(sources.iter().filter_map(|(file, source)| {
        let path = source.path.as_str().to_owned();
        schema_of(&path).map(|_| (path, sources.text(file).to_owned()))
    }));
    let mut seen = BTreeSet::new();
    for (path, text) in &files {
        let name = schema_of(path).unwrap();
        let text = if name == "clause" { text.split("+++").nth(1).unwrap() } else { text };
        let mut value = as_json(&toml::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}")));
        let schema = &validators[name];
        let wrong: Vec<String> = schema.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(wrong.is_empty(), "{path}: {}", wrong.join("\n"));
        value.as_object_mut().unwrap().insert("wrong_key".to_owned(), json!(1));
        assert!(!schema.is_valid(&value), "{path}: a key that there is not");
        seen.insert(name);
    }
    assert_eq!(Vec::from_iter(seen), Vec::from_iter(validators.keys().copied()), "every schema has been tried");
    // And of a brand more than its keys.
    let brand = |text: &str| validators["brand"].is_valid(&as_json(&toml::from_str(text).unwrap()));
    assert!(brand("name = \"A\"\nfacts = { sells = false, jurisdictions = [\"us-ny\"] }\nvalues = { anything = 1 }"));
    for wrong in [
        "facts = { sels = false }",
        "facts = { sells = \"no\" }",
        "facts = { jurisdictions = [\"mars\"] }",
        "vendors = { use = [\"strip\"] }",
        "vendors = { stripe = { porpoise = \"\" } }",
        "design = { accent = \"red\" }",
        "cookies = [{ name = \"a\", category = \"some\", purpose = \"b\", duration = \"c\" }]",
        "documents = { privacy = { effective = \"tomorrow\" } }",
        "documents = { privacy = { sections = [{ clause = \"a\", sections = [{ claus = \"b\" }] }] } }",
    ] {
        assert!(!brand(wrong), "{wrong}");
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
