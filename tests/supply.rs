//! What the program is made of: no unsafe code of ours, every crate from crates.io with its hash, every licence one that `deny.toml` allows.
//! `cargo deny check` looks at more (advisories, duplicates, other systems) and wants the network or its data at hand.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test reads the repository")]

use std::collections::BTreeSet;
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
