//! The staging folder: a brand's next folder is made ready beside the old one, then the two change places.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tempfile::TempDir;
use walkdir::WalkDir;

use crate::id::BrandId;
use crate::path::SitePath;
use crate::site::Files;

use super::write::{WriteError, at};

const PREFIX: &str = ".fineprint-stage-";

/// The extension of a folder that waits for its successor to be put in its place.
const ASIDE: &str = "old";

/// A folder beside those of the brands; removed with all it holds when dropped.
pub(super) struct Stage {
    folder: TempDir,
}

impl Stage {
    pub(super) fn new(out: &Path) -> Result<Self, WriteError> {
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(out).map_err(at(out))?;
        Ok(Self { folder })
    }

    /// Removes what builds that were killed have left, and puts a brand's folder back that one of them had put aside. The caller holds the
    /// lock.
    pub(super) fn sweep(out: &Path) -> Result<(), WriteError> {
        for entry in fs::read_dir(out).map_err(at(out))? {
            let path = entry.map_err(at(out))?.path();
            if path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(PREFIX)) {
                put_back(&path, out)?;
                fs::remove_dir_all(&path).map_err(at(&path))?;
            }
        }
        Ok(())
    }

    /// Makes the next folder of a brand: the `changed` of `files` are written, what else stands in `old` is linked, but for `stale`.
    pub(super) fn prepare(
        &self,
        brand: &BrandId,
        old: &Path,
        files: &Files,
        changed: &BTreeSet<SitePath>,
        stale: &BTreeSet<SitePath>,
    ) -> Result<(), WriteError> {
        let next = self.folder.path().join(brand.as_str());
        fs::create_dir(&next).map_err(at(&next))?;
        if old.is_dir() {
            keep(old, &next, &|path| changed.contains(path) || stale.contains(path))?;
        }
        for path in changed {
            let target = next.join(path.as_str());
            // An error names the place that the file is made for: the staging folder is gone by the time that anybody looks.
            let place = old.join(path.as_str());
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder).map_err(at(&place))?;
            }
            fs::write(&target, files.get(path).map(Vec::as_slice).unwrap_or_default()).map_err(at(&place))?;
        }
        Ok(())
    }

    /// Puts the next folder of a brand in place of `old`. A folder that would be empty is removed.
    pub(super) fn swap(&self, brand: &BrandId, old: &Path) -> Result<(), WriteError> {
        let next = self.folder.path().join(brand.as_str());
        let is_empty = fs::read_dir(&next).map_err(at(&next))?.next().is_none();
        if old.symlink_metadata().is_err() {
            return fs::rename(&next, old).map_err(at(old));
        }
        if is_empty {
            return fs::rename(old, next.with_extension("gone")).map_err(at(old));
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

/// Links every file of `old` into `next`, but for those that `leave` names. Empty folders are kept.
fn keep(old: &Path, next: &Path, leave: &dyn Fn(&SitePath) -> bool) -> Result<(), WriteError> {
    for entry in WalkDir::new(old).min_depth(1) {
        let entry = entry.map_err(|error| WriteError::Io(old.to_owned(), error.into()))?;
        let Ok(relative) = entry.path().strip_prefix(old) else { continue };
        let site_path = relative.to_str().and_then(|text| SitePath::parse(&text.replace('\\', "/")));
        if !entry.file_type().is_dir() && site_path.as_ref().is_some_and(leave) {
            continue;
        }
        let target = next.join(relative);
        if entry.file_type().is_dir() {
            if fs::read_dir(entry.path()).map_err(at(entry.path()))?.next().is_none() {
                fs::create_dir_all(&target).map_err(at(&target))?;
            }
            continue;
        }
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(at(folder))?;
        }
        // A link keeps the file as it is, times and all; where links are not to be had, a copy.
        if fs::hard_link(entry.path(), &target).is_err() {
            fs::copy(entry.path(), &target).map_err(at(&target))?;
        }
    }
    Ok(())
}

/// Two folders change places in one step.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn exchange(a: &Path, b: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn exchange(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}
