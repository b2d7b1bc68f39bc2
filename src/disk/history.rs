//! What a file of the workspace held before, as far as git knows. Without git, or in no repository, there is simply no history.

use std::path::Path;
use std::sync::Arc;

use crate::path::SourcePath;

use super::git;

/// How many revisions of a file are looked at.
const REVISIONS: &str = "200";

/// What the file at `path` below `root` held in the last revisions that changed it, the newest first.
pub fn history(root: &Path, path: &SourcePath) -> Vec<Arc<[u8]>> {
    let log = ["log", "--follow", "--raw", "--no-abbrev", "--format=", "--max-count", REVISIONS, "--", path.as_str()];
    let listed = git::run(root, &log).unwrap_or_default();
    let mut blobs: Vec<String> = Vec::new();
    // `:100644 100644 <before> <after> M<tab>path`
    for line in String::from_utf8_lossy(&listed).lines().filter_map(|line| line.strip_prefix(':')) {
        let names: Vec<&str> = line.split_whitespace().skip(2).take(2).collect();
        for name in names.into_iter().rev().filter(|name| name.chars().any(|digit| digit != '0')) {
            if !blobs.iter().any(|known| known == name) {
                blobs.push(name.to_owned());
            }
        }
    }
    let contents = git::contents(root, blobs.iter()).unwrap_or_default();
    blobs.iter().filter_map(|blob| contents.get(blob).cloned()).collect()
}
