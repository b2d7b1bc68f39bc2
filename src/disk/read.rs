//! Reads a workspace.

use std::fmt;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::path::SourcePath;
use crate::source::Sources;

/// The folders of a workspace.
const FOLDERS: [&str; 3] = ["content", "brands", "themes"];

/// Why a workspace cannot be read.
#[derive(Debug)]
pub struct ReadError {
    path: PathBuf,
    why: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read `{}`: {}", self.path.display(), self.why)
    }
}

impl std::error::Error for ReadError {}

/// The nearest folder at or above `start` that holds a workspace.
pub fn find_root(start: &Path) -> Option<PathBuf> {
    let is_root = |folder: &Path| folder.join("fineprint.toml").is_file() || FOLDERS[..2].iter().all(|name| folder.join(name).is_dir());
    start.ancestors().find(|folder| is_root(folder)).map(Path::to_owned)
}

/// Every file of the workspace at `root`, but for hidden files and what editors leave behind.
pub fn read(root: &Path) -> Result<Sources, ReadError> {
    let fails = |path: &Path, why: &dyn fmt::Display| ReadError { path: path.to_owned(), why: why.to_string() };
    let real_root = root.canonicalize().map_err(|error| fails(root, &error))?;
    if !real_root.join("content").is_dir() || !real_root.join("brands").is_dir() {
        return Err(fails(root, &"it has no folders `content` and `brands`, so it is not a workspace"));
    }
    let mut files = Vec::new();
    let config = real_root.join("fineprint.toml");
    if config.is_file() {
        let bytes = std::fs::read(&config).map_err(|error| fails(&config, &error))?;
        files.extend(SourcePath::parse("fineprint.toml").map(|path| (path, bytes)));
    }
    for folder in FOLDERS.map(|name| real_root.join(name)) {
        if !folder.is_dir() {
            continue;
        }
        let entries = WalkDir::new(&folder).follow_links(true).sort_by_file_name();
        for entry in entries.into_iter().filter_entry(|entry| !name_is_left_behind(entry.path(), &real_root)) {
            let entry = match entry {
                Ok(entry) => entry,
                // The lock that an editor leaves beside an unsaved file is a link to nowhere.
                Err(error) if error.path().is_some_and(|path| name_is_left_behind(path, &real_root)) => continue,
                Err(error) => return Err(fails(error.path().unwrap_or(&folder), &describe(&error))),
            };
            let path = entry.path();
            if entry.path_is_symlink() {
                let target = path.canonicalize().map_err(|error| fails(path, &error))?;
                if !target.starts_with(&real_root) {
                    return Err(fails(path, &"it is a link that leads out of the workspace"));
                }
            }
            if !entry.file_type().is_file() {
                continue;
            }
            let relative = path.strip_prefix(&real_root).ok().and_then(Path::to_str).map(|text| text.replace('\\', "/"));
            let Some(source) = relative.and_then(|text| SourcePath::parse(&text)) else {
                return Err(fails(path, &"its name has characters that fineprint does not take"));
            };
            files.push((source, std::fs::read(path).map_err(|error| fails(path, &error))?));
        }
    }
    Ok(Sources::new(files))
}

/// Hidden files, and the backup and lock files of editors. What a brand wants copied may be hidden, such as `.well-known`.
fn name_is_left_behind(path: &Path, root: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let below = path.strip_prefix(root).unwrap_or(path);
    let is_copied = below.components().nth(2).is_some_and(|folder| folder.as_os_str() == "static") && below.starts_with("brands");
    let hidden = if is_copied { matches!(name, ".DS_Store" | ".git" | ".gitignore") } else { name.starts_with('.') };
    let of_editor = name.ends_with('~') || name.starts_with('#') || [".swp", ".swo", ".tmp"].iter().any(|end| name.ends_with(end));
    hidden || of_editor || name == "4913"
}

fn describe(error: &walkdir::Error) -> String {
    if error.loop_ancestor().is_some() {
        return "it is a link that leads back to a folder above it".to_owned();
    }
    error.io_error().map_or_else(|| "it cannot be opened".to_owned(), ToString::to_string)
}
