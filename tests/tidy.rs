//! The house rules of this repository that no compiler checks: layers, sizes, and that nothing lacks its test or its page.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test reads the repository"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use fineprint::diagnostic::Code;
use walkdir::WalkDir;

/// The text files below the root of the repository, by path; those that are built or belong to git left out.
fn repository() -> BTreeMap<String, String> {
    let is_left_out = |path: &Path| ["./target", "./public", "./.git"].iter().any(|left_out| path == Path::new(left_out));
    let entries = WalkDir::new(".").into_iter().filter_entry(|entry| !is_left_out(entry.path())).map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    let text =
        |path: &Path| Some((path.to_str().unwrap().strip_prefix("./")?.to_owned(), String::from_utf8(std::fs::read(path).ok()?).ok()?));
    files.filter_map(|entry| text(entry.path())).collect()
}

/// The Rust files of the library and the binary.
fn sources() -> BTreeMap<String, String> {
    repository().into_iter().filter(|(path, _)| path.starts_with("src/") && path.ends_with(".rs")).collect()
}

/// Expects an empty list.
fn none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}

/// The modules of the library, in the groups that blank lines make in `src/lib.rs`, the highest first.
fn layers(lib: &str) -> Vec<Vec<String>> {
    let mut groups = vec![Vec::new()];
    for line in lib.lines().filter(|line| !line.starts_with("//!")) {
        if let Some(module) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(';')) {
            groups.last_mut().unwrap().push(module.to_owned());
        } else if line.is_empty() {
            groups.push(Vec::new());
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// Which modules of the library a file names, comments left out: `crate::merge`, and each of `crate::{merge, model::Project}`.
fn named(text: &str) -> BTreeSet<String> {
    let code: String = text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let word = |text: &str| text.trim_start().chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for (at, root) in code.match_indices("crate::") {
        let rest = &code[at + root.len()..];
        let Some(list) = rest.strip_prefix('{') else {
            found.insert(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut starts = vec![0];
        for (at, char) in list.char_indices() {
            match char {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => starts.push(at + 1),
                _ => {}
            }
        }
        found.extend(starts.iter().map(|start| word(&list[*start..])).filter(|word| !word.is_empty()));
    }
    found
}

#[test]
fn a_module_knows_none_above_it() {
    let sources = sources();
    let layers = layers(&sources["src/lib.rs"]);
    assert_eq!(layers.first().unwrap(), &["disk"]);
    let rank = |module: &str| layers.iter().position(|group| group.iter().any(|name| name == module));
    // Below `disk` stands all the rest, but the rim knows only what it carries.
    let known_to_disk = ["id", "path", "site", "source"];
    let mut wrong = Vec::new();
    let mut uses: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in sources.iter().filter(|(path, _)| !path.starts_with("src/bin/") && *path != "src/lib.rs") {
        let module = path["src/".len()..].split(['/', '.']).next().unwrap();
        let Some(own) = rank(module) else {
            wrong.push(format!("{path}: src/lib.rs does not list the module `{module}`"));
            continue;
        };
        let depth = path.matches('/').count();
        if text.split("#[cfg(test)]").next().unwrap().contains(&"super::".repeat(depth)) {
            wrong.push(format!("{path}: names the root of the library by `super`; write `crate`"));
        }
        for name in named(text).into_iter().filter(|name| name != module) {
            let allowed = match rank(&name) {
                _ if module == "disk" => known_to_disk.contains(&name.as_str()),
                Some(other) => own <= other,
                None => false,
            };
            if !allowed {
                wrong.push(format!("{path}: `{module}` must not know `{name}`"));
            }
            uses.entry(module).or_default().insert(name);
        }
    }
    // Within a group, modules may know each other one way.
    for (module, names) in &uses {
        for name in names.iter().filter(|name| uses.get(name.as_str()).is_some_and(|back| back.contains(*module))) {
            wrong.push(format!("`{module}` and `{name}` know each other"));
        }
    }
    none("modules that know too much", &wrong);
}

#[test]
fn the_reader_of_uses_sees_them_all() {
    let text = "use crate::merge::{Merged, crate_like};\nuse crate::{model::{A, B}, path, source::Span};\n// use crate::disk;\nfn f() -> crate::site::Site {}";
    assert_eq!(Vec::from_iter(named(text)), ["merge", "model", "path", "site", "source"]);
}

#[test]
fn no_file_is_long() {
    let sources = repository().into_iter().filter(|(path, _)| path.ends_with(".rs"));
    let long = sources.filter(|(_, text)| text.lines().count() > 400).map(|(path, text)| format!("{path}: {} lines", text.lines().count()));
    none("files over 400 lines", &long.collect::<Vec<_>>());
}

#[test]
fn a_module_has_a_header() {
    let missing = repository().into_iter().filter(|(path, text)| path.ends_with(".rs") && !text.starts_with("//! ")).map(|(path, _)| path);
    none("files that do not say first what they are", &missing.collect::<Vec<_>>());
}

#[test]
fn nothing_is_left_to_do_in_the_sources() {
    let markers = ["dbg!", "todo!", "unimplemented!", "TODO", "FIXME", "XXX", "HACK", "#[ignore"];
    let mut found = Vec::new();
    for (path, text) in repository().iter().filter(|(path, _)| path.ends_with(".rs") && *path != "tests/tidy.rs") {
        for (number, line) in text.lines().enumerate() {
            found.extend(markers.iter().filter(|marker| line.contains(*marker)).map(|marker| format!("{path}:{}: {marker}", number + 1)));
        }
    }
    none("stray markers", &found);
}

#[test]
fn every_finding_has_a_page() {
    let missing = Code::ALL.iter().map(|code| format!("docs/findings/{code}.md")).filter(|page| !Path::new(page).is_file());
    none("findings without a page", &missing.collect::<Vec<_>>());
    let names: BTreeSet<String> = Code::ALL.iter().map(|code| format!("{code}.md")).collect();
    let pages = repository().into_keys().filter_map(|path| Some(path.strip_prefix("docs/findings/")?.to_owned()));
    let stray = pages.filter(|page| page != "README.md" && !names.contains(page));
    none("pages in docs/findings/ of findings that there are not", &stray.collect::<Vec<_>>());
}

#[test]
fn every_finding_has_a_case() {
    let cases: Vec<String> =
        repository().into_keys().filter_map(|path| Some(path.strip_prefix("tests/cases/findings/")?.to_owned())).collect();
    // The longest code that a name begins with is the one it is a case of: `unknown-value-in-a-text` is none of a code `unknown`.
    let code_of =
        |case: &String| Code::ALL.iter().map(|code| code.name()).filter(|code| case.starts_with(code)).max_by_key(|code| code.len());
    let have: BTreeSet<&str> = cases.iter().filter_map(code_of).collect();
    let missing = Code::ALL.iter().map(|code| code.name()).filter(|code| !have.contains(code)).map(str::to_owned);
    none("findings without a case in tests/cases/findings/", &missing.collect::<Vec<_>>());
}

#[test]
fn codes_are_in_alphabetical_order() {
    assert!(Code::ALL.is_sorted_by_key(|code| code.name()));
}

#[test]
fn every_key_is_explained() {
    let keys = sources().remove("src/parse/keys.rs").unwrap();
    let docs = repository().remove("docs/workspace.md").unwrap();
    let words: BTreeSet<&str> = docs.split(|char: char| !char.is_alphanumeric() && char != '_').collect();
    let fields = ["required(\"", "optional(\""].into_iter().flat_map(|start| keys.split(start).skip(1));
    let names: BTreeSet<&str> = fields.map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(names.len() > 40, "only {} keys found in src/parse/keys.rs: {names:?}", names.len());
    let missing = names.into_iter().filter(|name| !words.contains(name)).map(str::to_owned);
    none("keys that docs/workspace.md does not name", &missing.collect::<Vec<_>>());
}

#[test]
fn nothing_names_a_place_on_somebodys_machine() {
    let homes = ["/home/", "/Users/", "/root/", "/work/", "/tmp/", "/var/folders/", "C:\\Users", "file:///"];
    let mut found = Vec::new();
    for (path, text) in repository().iter().filter(|(path, _)| *path != "tests/tidy.rs") {
        for (number, line) in text.lines().enumerate() {
            // In a web address, or below a folder that is named, such words are no places on a machine.
            let begins = |home: &str, at: usize| {
                home.starts_with("file:") || !line[..at].ends_with(|before: char| before.is_alphanumeric() || "._-/}".contains(before))
            };
            let hits = homes.iter().filter(|home| line.match_indices(**home).any(|(at, _)| begins(home, at)));
            found.extend(hits.map(|home| format!("{path}:{}: {home}", number + 1)));
        }
    }
    none("paths of a machine", &found);
}

#[test]
fn the_commands_of_the_documentation_exist() {
    let mut commands = BTreeSet::new();
    for (path, text) in
        repository().into_iter().filter(|(path, _)| path.ends_with(".md") && !path.starts_with("tests/") && !path.starts_with("content/"))
    {
        let mut in_block = false;
        for line in text.lines() {
            in_block ^= line.starts_with("```");
            let line = line.trim_start().trim_start_matches("$ ");
            if let Some(rest) = line.strip_prefix("fineprint ").filter(|_| in_block) {
                let words = rest.split('#').next().unwrap().split_whitespace();
                commands.insert((path.clone(), words.map(str::to_owned).collect::<Vec<_>>()));
            }
        }
    }
    let mut wrong = Vec::new();
    for (path, words) in commands {
        // With `--help` last, a command and its options are read and nothing is done.
        let command = words.first().filter(|word| !word.starts_with('-'));
        let help = Command::new(env!("CARGO_BIN_EXE_fineprint")).args(command).arg("--help").output().unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        let known = command.is_none_or(|command| help.contains(&format!("Usage: fineprint {command} ")));
        let options = words.iter().filter(|word| word.starts_with("--")).map(|word| word.split('=').next().unwrap());
        let unknown: Vec<&str> = options.filter(|option| !help.contains(*option)).collect();
        if !known || !unknown.is_empty() {
            wrong.push(format!("{path}: fineprint {}", words.join(" ")));
        }
    }
    none("commands that fineprint does not have", &wrong);
}
