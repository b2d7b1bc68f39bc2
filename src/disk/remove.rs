//! Removes a folder with thousands of files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use walkdir::WalkDir;

/// How many files are removed at once. Where the file system tells the disk at once which blocks are free (ext4 with `discard` and no
/// journal), each removal waits some milliseconds for the disk; those that wait together take no longer than one.
const AT_ONCE: usize = 32;

/// Removes `folder` with all that is in it; links are not followed.
pub(super) fn remove_folder(folder: &Path) -> io::Result<()> {
    remove(folder).or_else(|_| {
        // Somebody has made a folder of the site one that may not be written to: what is in it could not be removed.
        free(folder);
        remove(folder)
    })
}

/// Lets the files in all folders be removed.
#[cfg(unix)]
fn free(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let folders = WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_dir());
    folders.for_each(|entry| drop(fs::set_permissions(entry.path(), fs::Permissions::from_mode(0o700))));
}

#[cfg(not(unix))]
fn free(_: &Path) {}

fn remove(folder: &Path) -> io::Result<()> {
    let mut files = Vec::new();
    let mut folders: Vec<Vec<PathBuf>> = Vec::new();
    for entry in WalkDir::new(folder).min_depth(1).into_iter().filter_map(Result::ok) {
        if !entry.file_type().is_dir() {
            files.push(entry.into_path());
            continue;
        }
        // Walked from the top, so that a folder is at most one deeper than those that were seen.
        if folders.len() < entry.depth() {
            folders.push(Vec::new());
        }
        if let Some(level) = folders.get_mut(entry.depth() - 1) {
            level.push(entry.into_path());
        }
    }
    // What cannot be removed fails below, with its error.
    all_at_once(&files, |file| drop(fs::remove_file(file)));
    for level in folders.iter().rev() {
        all_at_once(level, |folder| drop(fs::remove_dir(folder)));
    }
    fs::remove_dir_all(folder)
}

fn all_at_once(paths: &[PathBuf], remove: impl Fn(&Path) + Sync) {
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
            remove(path);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..paths.len().min(AT_ONCE) {
            // A thread that is not to be had is one that helps less.
            std::thread::Builder::new().spawn_scoped(scope, work).ok();
        }
        work();
    });
}
