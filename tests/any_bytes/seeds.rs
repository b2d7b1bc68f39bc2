//! What inputs are made of: the repository's own files and those in its cases, by target; and what fuzzing has found before.

use std::collections::BTreeSet;
use std::path::Path;

use super::targets::parts;

/// The finds of a target, in `tests/corpus/`, by name.
pub(crate) fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    files(&format!("tests/corpus/{target}"))
}

/// The seeds of a target.
pub(crate) fn of(target: &str) -> Vec<Vec<u8>> {
    let below = |folders: &[&str], end: &str| -> Vec<Vec<u8>> {
        let own = folders.iter().flat_map(|folder| files(folder));
        let in_cases = files("tests/cases").into_iter().flat_map(|(_, case)| parts(&case));
        let wanted = |path: &str| folders.iter().any(|folder| path.starts_with(folder)) && path.ends_with(end);
        let found = own.chain(in_cases).filter(|(path, _)| wanted(path)).map(|(_, bytes)| bytes);
        found.collect::<BTreeSet<_>>().into_iter().collect()
    };
    match target {
        "brand" => below(&["brands/"], "brand.toml"),
        "clause" => below(&["content/clauses/", "brands/"], ".md"),
        "outline" => below(&["content/documents/"], ".toml"),
        "rules" => below(&["content/rules/", "content/requirements/"], ".toml"),
        "theme" => below(&["themes/"], ".html"),
        "template" => below(&["content/clauses/"], ".md").iter().map(|clause| body(clause)).collect(),
        "condition" => below(&["content/", "brands/"], "").iter().flat_map(|text| conditions(text)).collect(),
        "workspace" => files("tests/cases").into_iter().map(|(_, case)| case).collect(),
        "redline" => files("tests/redline").into_iter().map(|(_, case)| case).collect(),
        "request" => REQUESTS.iter().map(|request| request.as_bytes().to_vec()).collect(),
        other => panic!("{other} has no seeds"),
    }
}

const REQUESTS: &[&str] = &[
    "GET / HTTP/1.1\r\nHost: 127.0.0.1:4400\r\n\r\n",
    "HEAD /site/acme/privacy/ HTTP/1.0\r\nHost: localhost:4400\r\nConnection: keep-alive\r\nCookie: a=\u{e9}\r\n\r\n",
    "GET /_fineprint/events HTTP/1.1\r\nHost: [::1]:4400\r\nOrigin: http://localhost:4400\r\nSec-Fetch-Site: same-origin\r\n\r\n",
    "GET /a?b HTTP/1.1\r\nhost: localhost:4400\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nContent-Length: 0\r\n\r\n",
    "POST /%5Ffineprint/page?url=/ HTTP/2.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
];

/// The text of a clause, without its front matter.
fn body(clause: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(clause);
    text.splitn(3, "+++").last().unwrap_or_default().trim_start().as_bytes().to_vec()
}

/// What stands in quotes behind `when =`, and what derives one fact from others.
fn conditions(text: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(text);
    let lines = text.lines().filter_map(|line| line.split_once('='));
    let quoted = lines.filter_map(|(_, value)| value.trim().strip_prefix('"')?.strip_suffix('"'));
    let is_condition = |text: &&str| [" and ", " or ", "not ", " in "].iter().any(|word| text.contains(word)) && text.len() < 200;
    quoted.filter(is_condition).map(|text| text.as_bytes().to_vec()).collect()
}

/// The files below `root`, sorted, by path; none when there is no such folder.
fn files(root: &str) -> Vec<(String, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(Path::new(root)).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files.map(|entry| (entry.path().to_str().unwrap().replace('\\', "/"), std::fs::read(entry.path()).unwrap())).collect()
}
