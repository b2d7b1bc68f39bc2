//! The staging folder: a brand's next folder is made ready beside the old one, then the two change places.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::id::BrandId;
use crate::path::SitePath;
use crate::site::Files;

use super::remove::remove_folder;
use super::write::{FileState, FileStates, WriteError, at};

const PREFIX: &str = ".fineprint-stage-";

/// The extension of a folder that waits for its successor to be put in its place.
const ASIDE: &str = "old";

/// How a brand's next folder takes its place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Swap {
    /// There was none.
    First,
    /// The two change places.
    Next,
    /// It would be empty, so the old one goes.
    Last,
}

/// A folder beside those of the brands; removed with all it holds when dropped.
pub(super) struct Stage {
    folder: PathBuf,
}

impl Stage {
    pub(super) fn new(out: &Path) -> Result<Self, WriteError> {
        // Two threads may be here at once; of two builds, where nobody can lock, each has its own number.
        let names = (0..).map(|number| out.join(format!("{PREFIX}{}-{number}", std::process::id())));
        for folder in names {
            match make_private(&folder) {
                Ok(()) => return Ok(Self { folder }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(WriteError::Io(out.to_owned(), error)),
            }
        }
        Err(WriteError::Io(out.to_owned(), io::ErrorKind::AlreadyExists.into()))
    }

    /// Removes what builds that were killed have left, and puts a brand's folder back that one of them had put aside. The caller holds the
    /// lock.
    pub(super) fn sweep(out: &Path) -> Result<(), WriteError> {
        for entry in fs::read_dir(out).map_err(at(out))? {
            let path = entry.map_err(at(out))?.path();
            if path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(PREFIX)) {
                put_back(&path, out)?;
                remove_folder(&path).map_err(at(&path))?;
            }
        }
        Ok(())
    }

    /// Makes the first folder of a brand, whose place will be `folder`.
    pub(super) fn fill(&self, brand: &BrandId, folder: &Path, files: &Files) -> Result<Swap, WriteError> {
        write(&self.begin(brand, folder)?, folder, files.iter())?;
        Ok(Swap::First)
    }

    /// Makes the next folder of a brand: of `files` those are written that `states` says so of, what else stands in `old` is linked, but for
    /// `stale`.
    pub(super) fn refill(
        &self,
        brand: &BrandId,
        old: &Path,
        files: &Files,
        states: &FileStates,
        stale: &BTreeSet<SitePath>,
    ) -> Result<Swap, WriteError> {
        let next = self.begin(brand, old)?;
        let is_written = |path: &SitePath| states.get(path) == Some(&FileState::Written);
        let kept = keep(old, &next, stale, &|path| is_written(path) || stale.contains(path))?;
        write(&next, old, files.iter().filter(|(path, _)| is_written(path)))?;
        keep_modes(old, &next)?;
        Ok(if kept || !files.is_empty() { Swap::Next } else { Swap::Last })
    }

    /// Puts a file in place that is no brand's.
    pub(super) fn put_file(&self, name: &str, text: &str, out: &Path) -> Result<(), WriteError> {
        let (next, place) = (self.folder.join(name), out.join(name));
        fs::write(&next, text).and_then(|()| fs::rename(&next, &place)).map_err(at(&place))
    }

    fn begin(&self, brand: &BrandId, folder: &Path) -> Result<PathBuf, WriteError> {
        let next = self.folder.join(brand.as_str());
        fs::create_dir(&next).map_err(at(folder))?;
        Ok(next)
    }

    /// Puts the next folder of a brand in place of `old`.
    pub(super) fn swap(&self, brand: &BrandId, old: &Path, swap: Swap) -> Result<(), WriteError> {
        let next = self.folder.join(brand.as_str());
        match swap {
            Swap::First => return fs::rename(&next, old).map_err(at(old)),
            Swap::Last => return fs::rename(old, next.with_extension("gone")).map_err(at(old)),
            Swap::Next => {}
        }
        if exchange(&next, old).is_ok() {
            return Ok(());
        }
        // No way to exchange here: two steps, the old folder first put aside.
        let aside = next.with_extension(ASIDE);
        fs::rename(old, &aside).map_err(at(old))?;
        fs::rename(&next, old).map_err(|error| {
            // Put the old one back; the first error is the one to tell.
            fs::rename(&aside, old).err();
            WriteError::Io(old.to_owned(), error)
        })
    }
}

/// Writes `files` into `next`, a new folder. An error names the place below `folder` that a file is made for: the staging folder is gone by
/// the time that anybody looks.
fn write<'a>(next: &Path, folder: &Path, files: impl Iterator<Item = (&'a SitePath, &'a Vec<u8>)>) -> Result<(), WriteError> {
    let mut made = BTreeSet::new();
    for (path, bytes) in files {
        let error = |error| WriteError::Io(folder.join(path.as_str()), error);
        if let Some((above, _)) = path.as_str().rsplit_once('/')
            && made.insert(above)
        {
            fs::create_dir_all(next.join(above)).map_err(error)?;
        }
        // Not over another: where the case of letters does not count, two paths may be one file.
        let mut file = fs::File::create_new(next.join(path.as_str())).map_err(error)?;
        file.write_all(bytes).map_err(error)?;
    }
    Ok(())
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What cannot be removed now, the next build sweeps.
        remove_folder(&self.folder).ok();
    }
}

/// Makes a folder that no web server shows: what is in it is not ready.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Puts folders that were put aside in `stage` back into `out`, unless a successor has taken their place.
fn put_back(stage: &Path, out: &Path) -> Result<(), WriteError> {
    for entry in fs::read_dir(stage).map_err(at(stage))? {
        let aside = entry.map_err(at(stage))?.path();
        let Some(brand) = aside.file_stem().filter(|_| aside.extension().is_some_and(|extension| extension == ASIDE)) else { continue };
        let place = out.join(brand);
        if place.symlink_metadata().is_err() {
            fs::rename(&aside, &place).map_err(at(&place))?;
        }
    }
    Ok(())
}

/// Links every file of `old` into `next`, but for those that `leave` names; whether there was any. Empty folders are kept, unless a file of
/// `stale` was in them: somebody has deleted it before us.
fn keep(old: &Path, next: &Path, stale: &BTreeSet<SitePath>, leave: &dyn Fn(&SitePath) -> bool) -> Result<bool, WriteError> {
    let mut kept = false;
    for entry in WalkDir::new(old).min_depth(1) {
        let entry = entry.map_err(|error| WriteError::Io(old.to_owned(), error.into()))?;
        let Ok(relative) = entry.path().strip_prefix(old) else { continue };
        let site_path = relative.to_str().and_then(|text| SitePath::parse(&text.replace('\\', "/")));
        if !entry.file_type().is_dir() && site_path.as_ref().is_some_and(leave) {
            continue;
        }
        let target = next.join(relative);
        if entry.file_type().is_dir() {
            let was_ours = || stale.iter().any(|path| Path::new(path.as_str()).starts_with(relative));
            if fs::read_dir(entry.path()).map_err(at(entry.path()))?.next().is_none() && !was_ours() {
                fs::create_dir_all(&target).map_err(at(&target))?;
                kept = true;
            }
            continue;
        }
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(at(folder))?;
        }
        // A link keeps the file as it is, times and all; where links are not to be had, a copy. What is no file, such as a pipe, has no copy.
        if let Err(error) = fs::hard_link(entry.path(), &target) {
            if !entry.file_type().is_file() {
                return Err(WriteError::Io(entry.into_path(), error));
            }
            fs::copy(entry.path(), &target).map_err(at(entry.path()))?;
        }
        kept = true;
    }
    Ok(kept)
}

/// Gives the folders in `next` the permissions of those in `old`: somebody may have set them for a web server.
fn keep_modes(old: &Path, next: &Path) -> Result<(), WriteError> {
    // From the bottom up: a folder that may not be written to keeps that from what is in it no longer.
    for entry in WalkDir::new(old).contents_first(true).into_iter().filter_entry(|entry| entry.file_type().is_dir()) {
        let entry = entry.map_err(|error| WriteError::Io(old.to_owned(), error.into()))?;
        let Ok(target) = entry.path().strip_prefix(old).map(|relative| next.join(relative)) else { continue };
        if let Ok(made) = fs::symlink_metadata(&target)
            && made.is_dir()
        {
            let mode = fs::symlink_metadata(entry.path()).map_err(at(entry.path()))?.permissions();
            if mode != made.permissions() {
                fs::set_permissions(&target, mode).map_err(at(entry.path()))?;
            }
        }
    }
    Ok(())
}

/// Two folders change places in one step.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
