//! What the last build of an output folder was made of and what it wrote, so that the next one can tell at once that there is nothing to do.
//! It may be deleted at any time.
//!
//! It lies in the user's cache folder, so that an output folder holds nothing but what its sources say. A file of lines: the key of the build,
//! what was said of it, then of each file its length, when it was written, and its path.

use std::fs;
use std::io::{self, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::id::BrandId;
use crate::path::SitePath;
use crate::work;

/// How many files a thread looks at before it takes the next ones.
const CHUNK: usize = 256;

/// What the last build of `out` said, if it was made under `key` and every file that it wrote is as it was then. A key stands for everything
/// that a build rests on.
pub fn recorded(out: &Path, key: &str) -> Option<String> {
    let record = fs::read_to_string(place(out)?).ok()?;
    let mut lines = record.lines();
    let said = (lines.next()? == key).then(|| lines.next()).flatten()?;
    if lines.next()? != frame(out)? {
        return None;
    }
    let files: Vec<&str> = lines.collect();
    let chunks: Vec<&[&str]> = files.chunks(CHUNK).collect();
    let is_as_it_was = |line: &&str| line.rsplit_once('\t').is_some_and(|(was, path)| stamp(&out.join(path)).ok().as_deref() == Some(was));
    let check = |number: usize| chunks.get(number).is_none_or(|chunk| chunk.iter().all(is_as_it_was));
    let go_on = &mut |is_same| if is_same { ControlFlow::Continue(()) } else { ControlFlow::Break(()) };
    work::in_order(chunks.len(), 0, || check, go_on).then(|| said.to_owned())
}

/// Notes what a build of `out` under `key` has said, in one line, and `files`, which are there now. A build that cannot note it is none the worse.
pub fn record<'a>(out: &Path, key: &str, said: &str, files: impl Iterator<Item = (&'a BrandId, &'a SitePath)>) -> io::Result<()> {
    let mut lines = vec![key.to_owned(), said.to_owned(), frame(out).unwrap_or_default()];
    for (brand, path) in files {
        let path = format!("{brand}/{path}");
        lines.push(format!("{}\t{path}", stamp(&out.join(&path))?));
    }
    let Some((place, folder)) = place(out).and_then(|place| Some((place.clone(), place.parent()?.to_owned()))) else { return Ok(()) };
    fs::create_dir_all(&folder)?;
    let mut file = tempfile::NamedTempFile::new_in(&folder)?;
    file.write_all(lines.join("\n").as_bytes())?;
    file.persist(place)?;
    Ok(())
}

/// Takes the record away: what comes of the build that begins to change `out` is not known yet.
pub(super) fn forget(out: &Path) {
    place(out).and_then(|place| fs::remove_file(place).ok());
}

/// Where the record of `out` lies; nowhere when there is no folder for caches.
fn place(out: &Path) -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let caches = folder("XDG_CACHE_HOME").or_else(|| folder("LOCALAPPDATA")).or_else(|| folder("HOME").map(|home| home.join(".cache")))?;
    let real = out.canonicalize().ok()?;
    Some(caches.join("fineprint").join(blake3::hash(real.as_os_str().as_encoded_bytes()).to_hex().as_str()))
}

/// What stands in the folder itself: brands' folders, and what fineprint keeps for itself, as it is.
fn frame(out: &Path) -> Option<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(out).ok()? {
        let name = entry.ok()?.file_name().into_string().ok()?;
        let is_ours = name.starts_with('.');
        names.push(if is_ours { format!("{name} {}", stamp(&out.join(&name)).ok()?) } else { name });
    }
    names.sort();
    Some(names.join("/"))
}

/// What differs when a file has been written to.
fn stamp(path: &Path) -> io::Result<String> {
    let meta = path.symlink_metadata()?;
    let written = meta.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(format!("{} {} {}{}", meta.len(), written.as_nanos(), identity(&meta), if meta.is_file() { "" } else { " no file" }))
}

/// What tells a file from another in its place that has the same length and pretends to be as old.
#[cfg(unix)]
fn identity(meta: &fs::Metadata) -> String {
    use std::os::unix::fs::MetadataExt;
    format!("{} {}.{}", meta.ino(), meta.ctime(), meta.ctime_nsec())
}

#[cfg(not(unix))]
fn identity(_: &fs::Metadata) -> String {
    String::new()
}
