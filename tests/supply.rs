//! What the program is made of: no unsafe code of ours, every crate from crates.io with its hash, every licence one that `deny.toml` allows.
//! `cargo deny check` looks at more (advisories, duplicates, other systems) and wants the network or its data at hand.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test reads the repository")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn toml(path: &str) -> toml::Table {
    std::fs::read_to_string(path).unwrap().parse().unwrap()
}

/// Whether everything that `expression` asks for is allowed: `(MIT OR Apache-2.0) AND Unicode-3.0`.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    // Some crates still write the old `MIT/Apache-2.0`. Brackets stand around `OR` only.
    let plain = expression.replace('/', " OR ");
    let parts: Vec<&str> = if plain.contains('(') { plain.split(" AND ").collect() } else { vec![plain.as_str()] };
    parts.iter().all(|part| {
        let choices = part.trim_matches(['(', ')', ' ']).split(" OR ");
        choices.into_iter().any(|choice| choice.split(" AND ").all(|name| allowed.contains(name.trim())))
    })
}

#[test]
fn licence_expressions_are_read() {
    let allowed = BTreeSet::from(["MIT", "Unicode-3.0"].map(str::to_owned));
    for good in
        ["MIT", "Apache-2.0 OR MIT", "Apache-2.0/MIT", "(MIT OR Apache-2.0) AND Unicode-3.0", "MIT AND Unicode-3.0", "GPL-3.0 OR MIT"]
    {
        assert!(is_allowed(good, &allowed), "{good}");
    }
    for bad in ["", "GPL-3.0", "(MIT OR Apache-2.0) AND GPL-3.0", "MIT AND GPL-3.0", "MITX"] {
        assert!(!is_allowed(bad, &allowed), "{bad}");
    }
}

#[test]
fn every_licence_is_one_that_is_allowed() {
    let allowed = toml("deny.toml")["licenses"]["allow"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect();
    // Of the crates for other systems a machine has no copy.
    let version = Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let arguments = ["metadata", "--locked", "--offline", "--format-version=1", "--filter-platform", host];
    let output = Command::new(env!("CARGO")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100, "{} packages", packages.len());
    for package in packages {
        let licence = package["license"].as_str().unwrap_or_default();
        assert!(is_allowed(licence, &allowed), "{}: `{licence}` is not among those that deny.toml allows", package["name"]);
    }
}

const THIRD_PARTY: &str = "THIRD-PARTY.md";

/// The crates that the program is made of on Linux, by name and version: neither those of tests nor those that only help to build it.
fn parts() -> BTreeMap<(String, String), Value> {
    let arguments = ["metadata", "--locked", "--offline", "--format-version=1", "--filter-platform", "x86_64-unknown-linux-gnu"];
    let output = Command::new(env!("CARGO")).args(arguments).output().unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let list = |value: &Value| value.as_array().unwrap().clone();
    let nodes: BTreeMap<String, Value> =
        list(&metadata["resolve"]["nodes"]).into_iter().map(|node| (node["id"].as_str().unwrap().to_owned(), node)).collect();
    let root = metadata["resolve"]["root"].as_str().unwrap().to_owned();
    let (mut wanted, mut seen) = (vec![root.clone()], BTreeSet::new());
    while let Some(id) = wanted.pop() {
        if !seen.insert(id.clone()) {
            continue;
        }
        for dependency in list(&nodes[&id]["deps"]) {
            if list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null()) {
                wanted.push(dependency["pkg"].as_str().unwrap().to_owned());
            }
        }
    }
    seen.remove(&root);
    let packages = list(&metadata["packages"]).into_iter().filter(|package| seen.contains(package["id"].as_str().unwrap()));
    let text = |package: &Value, key: &str| package[key].as_str().unwrap().to_owned();
    packages.map(|package| ((text(&package, "name"), text(&package, "version")), package)).collect()
}

/// The texts of a crate's licence. Where it leaves a choice, those of MIT are enough.
fn licence_texts(package: &Value) -> Vec<String> {
    let folder = Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap();
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| ["LICENSE", "LICENCE", "COPYING", "NOTICE"].iter().any(|start| name.to_uppercase().starts_with(start)))
        .collect();
    files.sort();
    let expression = package["license"].as_str().unwrap_or_default();
    if expression.contains("OR") && files.iter().any(|name| name.to_uppercase().contains("MIT")) {
        files.retain(|name| !name.to_uppercase().contains("APACHE") && !name.to_uppercase().contains("UNLICENSE"));
    }
    let read = |name: &String| String::from_utf8_lossy(&std::fs::read(folder.join(name)).unwrap()).replace("\r\n", "\n").trim().to_owned();
    files.iter().map(read).map(|text| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")).collect()
}

/// `BLESS=1 cargo test --test supply` writes it, on Linux.
#[test]
#[cfg(target_os = "linux")]
fn the_list_of_third_parties_is_that_of_the_crates() {
    let parts = parts();
    let mut text = "# Third-party crates\n\nWhat fineprint is made of on Linux, beside its own code and the standard library of Rust, with the licences. \
        `fineprint licences` prints this page.\n\n<!-- Written by `BLESS=1 cargo test --test supply` from Cargo.lock. -->\n\n\
        | crate | version | licence |\n| --- | --- | --- |\n"
        .to_owned();
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for ((name, version), package) in &parts {
        text.push_str(&format!("| {name} | {version} | {} |\n", package["license"].as_str().unwrap()));
        licence_texts(package).into_iter().for_each(|text| texts.entry(text).or_default().push(name.clone()));
    }
    let mut sections: Vec<(Vec<String>, String)> = texts.into_iter().map(|(text, names)| (names, text)).collect();
    sections.sort();
    for (names, licence) in sections {
        let fence = if licence.contains("```") { "~~~~" } else { "```" };
        text.push_str(&format!("\n## {}\n\n{fence}text\n{licence}\n{fence}\n", names.join(", ")));
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(THIRD_PARTY, &text).unwrap();
    }
    let is_same = std::fs::read_to_string(THIRD_PARTY).unwrap() == text;
    assert!(is_same, "{THIRD_PARTY} is not in step with Cargo.lock: `BLESS=1 cargo test --test supply` writes it");
}

#[test]
fn every_crate_comes_from_the_registry_with_its_hash() {
    let lock = toml("Cargo.lock");
    for package in lock["package"].as_array().unwrap().iter().filter(|package| package["name"].as_str() != Some("fineprint")) {
        let text = |key: &str| package.get(key).and_then(toml::Value::as_str).unwrap_or_default();
        assert_eq!(text("source"), "registry+https://github.com/rust-lang/crates.io-index", "{}", text("name"));
        assert_eq!(text("checksum").len(), 64, "{}", text("name"));
    }
}

#[test]
fn unsafe_code_is_forbidden() {
    // What is forbidden cannot be allowed again further down.
    let cargo = toml("Cargo.toml");
    assert_eq!(cargo["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
    assert!(cargo.get("build-dependencies").is_none() && cargo["package"].get("build").is_none(), "no code of ours runs at build time");
}
