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
    let is_left_out = |path: &Path| {
        ["./target", "./public", "./.git", "./fuzz/target", "./fuzz/corpus", "./fuzz/artifacts"]
            .iter()
            .any(|left_out| path == Path::new(left_out))
    };
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

/// The code of a file: neither its comments nor its own tests.
fn code(text: &str) -> String {
    let lines = text.split("#[cfg(test)]\nmod ").next().unwrap().lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.map(|line| line.split(" // ").next().unwrap()).collect::<Vec<_>>().join("\n")
}

/// Where `word` stands in `code` with no part of a longer name before it; `::` may stand there.
fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> {
    let begins = |at: &usize| {
        let before = &code[..*at];
        !before.strip_suffix("::").unwrap_or(before).ends_with(|before: char| before.is_alphanumeric() || "_:>".contains(before))
    };
    code.match_indices(word).map(|(at, _)| at).filter(begins)
}

/// What `code` names just below `root`, which is such as `crate::`: of `crate::merge` and `crate::{merge, model::Project}` the first names.
fn named(code: &str, root: &str) -> BTreeSet<String> {
    let word = |text: &str| text.trim_start().chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for at in words(code, root) {
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
    assert_eq!(layers.first().unwrap(), &["disk", "external", "server", "watch"]);
    let rank = |module: &str| layers.iter().position(|group| group.iter().any(|name| name == module));
    // Below the rim stands all the rest, but it knows only what it carries.
    let known_to_rim = ["id", "path", "shard", "site", "source", "work"];
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
        for name in named(&code(text), "crate::").into_iter().filter(|name| name != module) {
            let allowed = match rank(&name) {
                _ if own == 0 => known_to_rim.contains(&name.as_str()),
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
    assert_eq!(Vec::from_iter(named(&code(text), "crate::")), ["merge", "model", "path", "site", "source"]);
    assert_eq!(
        Vec::from_iter(named("use std::{fs, io::{self, Read}};\nlet x = my_std::y + a::std::z + ::std::env::var;", "std::")),
        ["env", "fs", "io"]
    );
}

/// The sources that are walled in: neither those of the rim nor of the binary.
fn is_pure(path: &str) -> bool {
    // `work` starts threads, and what comes of them does not depend on it.
    !["src/disk", "src/external", "src/server", "src/watch", "src/bin/", "src/work.rs"].iter().any(|rim| path.starts_with(rim))
}

#[test]
fn only_the_rim_touches_the_world() {
    let modules = ["env", "fs", "net", "os", "process", "thread", "time"];
    let streams = ["stderr", "stdin", "stdout"];
    let methods =
        ["canonicalize", "exists", "is_dir", "is_file", "is_symlink", "metadata", "now", "read_dir", "read_link", "symlink_metadata"];
    let mut found = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| is_pure(path)) {
        let code = code(text);
        let mut say = |what: String| found.push(format!("{path}: {what}"));
        let below_std = named(&code, "std::");
        below_std.iter().filter(|name| modules.contains(&name.as_str())).for_each(|name| say(format!("std::{name}")));
        if code.contains("std as ") || code.contains("extern crate") || below_std.contains("") {
            say("the standard library as a whole".to_owned());
        }
        for stream in streams.iter().filter(|stream| words(&code.replace("::", " "), stream).next().is_some()) {
            say(format!("std::io::{stream}"));
        }
        for method in methods.iter().filter(|method| [".", "::"].iter().any(|dot| code.contains(&format!("{dot}{method}(")))) {
            say(format!("{method}()"));
        }
    }
    none("sources that are not pure", &found);
}

#[test]
fn a_crate_stays_where_it_belongs() {
    let places: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("aho_corasick", ["src/check/pattern.rs", "src/check/phrases.rs", "src/check/vendors.rs"].as_slice()),
        ("annotate_snippets", &["src/diagnostic"]),
        ("anstream", &["src/bin/"]),
        ("blake3", &["src/again.rs", "src/batches.rs", "src/bin/", "src/disk", "src/layout.rs", "src/render", "src/shard.rs"]),
        ("clap", &["src/bin/"]),
        ("clap_complete", &["src/bin/"]),
        ("clap_mangen", &["src/bin/"]),
        ("comrak", &["src/compose/markdown.rs", "src/compose/prose.rs", "src/render/twins/tests.rs"]),
        ("ctrlc", &["src/bin/"]),
        ("foldhash", &["src/config.rs"]),
        ("indexmap", &["src/config.rs", "src/compose/context.rs"]),
        (
            "jiff",
            &[
                "src/bin/",
                "src/compile.rs",
                "src/compose.rs",
                "src/compose/context.rs",
                "src/config.rs",
                "src/coverage",
                "src/merge.rs",
                "src/model",
                "src/preview",
                "src/render",
                "src/todo.rs",
            ],
        ),
        ("memchr", &["src/compose/markdown.rs", "src/compose/token.rs", "src/preview/answer.rs", "src/render/theme.rs"]),
        ("mimalloc", &["src/bin/"]),
        ("mime_guess", &["src/preview"]),
        ("notify", &["src/watch"]),
        ("open", &["src/bin/"]),
        ("percent_encoding", &["src/diagnostic/print/sarif.rs", "src/external", "src/preview", "src/render/view.rs"]),
        ("regex", &["src/check", "src/model/rule.rs", "src/parse/rules.rs"]),
        ("regex_syntax", &["src/parse/required.rs", "src/parse/rules.rs"]),
        ("rustix", &["src/disk", "src/server"]),
        ("serde", &["src/bin/", "src/compose.rs", "src/disk", "src/names.rs", "src/preview", "src/render"]),
        (
            "serde_json",
            &[
                "src/again.rs",
                "src/bin/",
                "src/diagnostic/print",
                "src/diff/json.rs",
                "src/disk",
                "src/parse/json_schema.rs",
                "src/preview",
                "src/render",
            ],
        ),
        ("sha2", &["src/diagnostic/print/sarif.rs", "src/merge/base.rs", "src/preview"]),
        ("similar", &["src/check/since.rs", "src/redline"]),
        ("strsim", &["src/diagnostic"]),
        ("tempfile", &["src/disk"]),
        ("tera", &["src/compose", "src/render"]),
        ("tiny_http", &["src/server"]),
        ("toml", &["src/config.rs"]),
        ("ureq", &["src/external"]),
        ("walkdir", &["src/disk"]),
    ]);
    let manifest: toml::Table = std::fs::read_to_string("Cargo.toml").unwrap().parse().unwrap();
    let of_systems = manifest["target"].as_table().unwrap().values().filter_map(|target| target.get("dependencies"));
    let tables = [&manifest["dependencies"]].into_iter().chain(of_systems);
    let crates: BTreeSet<String> = tables.flat_map(|table| table.as_table().unwrap().keys().map(|name| name.replace('-', "_"))).collect();
    assert_eq!(Vec::from_iter(&crates), Vec::from_iter(places.keys()), "Cargo.toml, and the crates that have a place here");
    let mut wrong = Vec::new();
    for (path, text) in &sources() {
        let code = code(text);
        for (name, places) in places.iter().filter(|(_, places)| !places.iter().any(|place| path.starts_with(place))) {
            let mentions = [format!("{name}::"), format!("use {name};"), format!("use {name} as ")];
            if mentions.iter().any(|mention| words(&code, mention).next().is_some()) {
                wrong.push(format!("{path}: `{name}` belongs in {}", places.join(", ")));
            }
        }
    }
    none("crates that stray", &wrong);
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
    let names_them = |path: &str| ["tests/tidy.rs", "src/check/placeholder.rs"].contains(&path);
    for (path, text) in repository().iter().filter(|(path, _)| path.ends_with(".rs") && !names_them(path)) {
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
    let cases = repository().into_iter().filter_map(|(path, text)| Some((path.strip_prefix("tests/cases/findings/")?.to_owned(), text)));
    // The longest code that a name begins with is the one it is a case of: `unknown-value-in-a-text` is none of a code `unknown`.
    let code_of = |case: &str| Code::ALL.iter().map(|code| code.name()).filter(|code| case.starts_with(code)).max_by_key(|code| code.len());
    let expects = |text: &str, code: &str| text.split("\n== findings").skip(1).any(|expected| expected.contains(&format!("[{code}]")));
    let mut have = BTreeSet::new();
    let mut wrong = Vec::new();
    for (case, text) in cases {
        match code_of(&case) {
            Some(code) if expects(&text, code) => {
                have.insert(code);
            }
            Some(code) => wrong.push(format!("{case} does not expect `[{code}]`")),
            None => wrong.push(format!("{case} begins with no code")),
        }
    }
    none("cases in tests/cases/findings/ that are of no finding", &wrong);
    let missing = Code::ALL.iter().map(|code| code.name()).filter(|code| !have.contains(code)).map(str::to_owned);
    none("findings without a case in tests/cases/findings/", &missing.collect::<Vec<_>>());
}

#[test]
fn codes_are_in_alphabetical_order() {
    assert!(Code::ALL.is_sorted_by_key(|code| code.name()));
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
            // In a console after its prompt, in a workflow after its key.
            let line = line.trim_start().trim_start_matches("$ ").trim_start_matches("- ").trim_start_matches("run: ");
            if let Some(rest) = line.strip_prefix("fineprint ").filter(|_| in_block) {
                let words = rest.split(['#', '|', '>']).next().unwrap().split_whitespace();
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
        let formats = words.iter().zip(words.iter().skip(1)).filter(|(option, _)| *option == "--format").map(|(_, format)| format);
        let no_format = formats.filter(|format| !help.contains(&format!("- {format}:"))).count() > 0;
        if !known || !unknown.is_empty() || no_format {
            wrong.push(format!("{path}: fineprint {}", words.join(" ")));
        }
    }
    none("commands that fineprint does not have", &wrong);
}
