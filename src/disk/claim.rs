//! The output folder as a whole: whose it is, and who may write to it now.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use super::write::{WriteError, at};

/// The file that marks a folder as fineprint's.
const MARKER: &str = ".fineprint";
const MARKER_TEXT: &str =
    "This folder is written by fineprint. The files that each brand's manifest.json lists are replaced by the next build.\n";

/// How often a folder is claimed that another build, which gives up, takes away meanwhile.
const TRIES: u64 = 8;

/// Whether a build has put `folder` to use.
pub(super) fn is_marked(folder: &Path) -> bool {
    folder.join(MARKER).is_file()
}

/// An output folder that nobody else writes to. Unless it is kept, dropping it takes away what was made to claim it.
pub(super) struct Claim {
    marker: PathBuf,
    made: Made,
    /// Keeps other builds out. The system lets go of it if the build is killed.
    _lock: fs::File,
}

/// What was made to claim a folder.
#[derive(Default)]
struct Made {
    /// Folders, the deepest last.
    folders: Vec<PathBuf>,
    marker: bool,
}

impl Made {
    /// Removes the folders that were made, as far as they are empty.
    fn undo(&self) {
        for folder in self.folders.iter().rev() {
            fs::remove_dir(folder).ok();
        }
    }
}

impl Claim {
    /// Makes sure that `out` is fineprint's to write to (new, empty, or marked by an earlier build) and that nobody else does so now.
    /// `root` is the workspace, if there is one; it is never written to.
    pub(super) fn take(out: &Path, root: Option<&Path>) -> Result<Self, WriteError> {
        root.map_or(Ok(()), |root| refuse_sources(out, root))?;
        let mut made = Made::default();
        for number in 0..TRIES {
            match mark(out, &mut made).and_then(|()| lock(out)) {
                Ok(Some(lock)) => return Ok(Self { marker: out.join(MARKER), made, _lock: lock }),
                Ok(None) => {}
                // Another build makes the folder meanwhile, or takes it away: for so many milliseconds it is let go on.
                Err(WriteError::Io(_, error)) if is_on_the_move(&error) && number + 1 < TRIES => {
                    std::thread::sleep(Duration::from_millis(number));
                }
                Err(error) => {
                    made.undo();
                    return Err(error);
                }
            }
        }
        Err(busy(out))
    }

    /// What was made stays: the site is about to be put there.
    pub(super) fn keep(&mut self) {
        self.made = Made::default();
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let Some(out) = self.marker.parent().filter(|_| self.made.marker) else { return };
        // Another build may have come in between marking and locking, and have put its site here.
        if fs::read_dir(out).is_ok_and(|entries| entries.count() == 1) && fs::remove_file(&self.marker).is_ok() {
            self.made.undo();
        }
    }
}

/// Whether what is missing, or there already, may be the other way round a moment later.
fn is_on_the_move(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::AlreadyExists)
}

fn refused(out: &Path, why: &str) -> WriteError {
    WriteError::Refused(out.to_owned(), why.to_owned())
}

fn busy(out: &Path) -> WriteError {
    refused(out, "another build is writing to it; wait for it to end")
}

/// Refuses a folder that holds sources.
fn refuse_sources(out: &Path, root: &Path) -> Result<(), WriteError> {
    let root = root.canonicalize().map_err(at(root))?;
    let sources = ["content", "brands", "themes"].map(|name| root.join(name));
    let lands = out.canonicalize().unwrap_or_else(|_| absolute(out));
    if root.starts_with(&lands) || sources.iter().any(|folder| lands.starts_with(folder)) {
        return Err(refused(out, "it is the workspace itself or one of its folders of sources; choose another --out"));
    }
    Ok(())
}

/// Makes the folder where it is not there, and marks it where it is empty.
fn mark(out: &Path, made: &mut Made) -> Result<(), WriteError> {
    make_folders(out, &mut made.folders)?;
    // In this order: a first build that runs at the same time sets the marker before anything else.
    let has_others = match fs::read_dir(out) {
        // What begins with its name is that of a build, which may take it away again.
        Ok(mut entries) => entries.any(|entry| entry.is_ok_and(|entry| !entry.file_name().to_string_lossy().starts_with(MARKER))),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(refused(out, "it is a file; choose a folder with --out"));
        }
        Err(error) => return Err(at(out)(error)),
    };
    let marker = out.join(MARKER);
    if marker.is_file() {
        return Ok(());
    }
    if has_others {
        return Err(refused(out, "it holds files that fineprint did not write; choose an empty or new folder with --out"));
    }
    // Of builds that start at the same time, one makes it.
    match fs::File::create_new(&marker) {
        Ok(_) => made.marker = true,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(WriteError::Io(marker, error)),
    }
    Ok(())
}

/// Makes `folder` and those above it, and notes which were not there.
fn make_folders(folder: &Path, made: &mut Vec<PathBuf>) -> Result<(), WriteError> {
    if folder.exists() {
        return Ok(());
    }
    if folder.is_symlink() {
        return Err(refused(folder, "it is a link that leads nowhere; choose a folder with --out"));
    }
    let mut missing: Vec<&Path> = folder.ancestors().filter(|above| !above.as_os_str().is_empty()).collect();
    missing.retain(|above| !above.exists());
    for above in missing.into_iter().rev() {
        match fs::create_dir(above) {
            Ok(()) => made.push(above.to_owned()),
            Err(_) if above.is_dir() => {}
            Err(error) => return Err(WriteError::Io(folder.to_owned(), error)),
        }
    }
    Ok(())
}

/// Where a folder that is not there yet will be.
pub(super) fn absolute(path: &Path) -> PathBuf {
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let Some((above, mut real)) = full.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?))) else { return full };
    for part in full.strip_prefix(above).unwrap_or(Path::new("")).components() {
        // What is not there yet is no link, so `..` leads back the way it came.
        match part {
            Component::ParentDir => {
                real.pop();
            }
            part => real.push(part),
        }
    }
    real
}

/// Keeps a second build out of the same folder until the returned file is dropped. Nothing when what was locked is no longer the marker.
fn lock(out: &Path) -> Result<Option<fs::File>, WriteError> {
    let marker = out.join(MARKER);
    let file = fs::File::open(&marker).map_err(at(&marker))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => return Err(busy(out)),
        Err(fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
        Err(fs::TryLockError::Error(error)) => return Err(WriteError::Io(marker, error)),
    }
    if !is_at(&file, &marker) {
        return Ok(None);
    }
    // Its text is for people only: where there is no room for it, there is none for a page, and whoever writes those says so.
    if file.metadata().is_ok_and(|meta| meta.len() == 0) {
        fs::write(&marker, MARKER_TEXT).ok();
    }
    Ok(Some(file))
}

/// Whether `file` is what stands at `path`.
#[cfg(unix)]
fn is_at(file: &fs::File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let (Ok(open), Ok(standing)) = (file.metadata(), path.metadata()) else { return false };
    (open.dev(), open.ino()) == (standing.dev(), standing.ino())
}

/// Where an open file cannot be removed, it is what stands there.
#[cfg(not(unix))]
fn is_at(_: &fs::File, path: &Path) -> bool {
    path.is_file()
}
