//! What stands in a brand's output folder: which files are fineprint's, which are the same, and who is in the way.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::id::BrandId;
use crate::path::SitePath;
use crate::site::Files;

use super::write::{WriteError, at};

/// Where a brand's manifest lies in its folder.
pub(super) const MANIFEST: &str = "manifest.json";

/// A brand's folder, as an earlier build or somebody else has left it.
pub(super) struct Standing {
    folder: PathBuf,
    /// The files that an earlier build wrote, by its manifest; none when there is no manifest of ours for this brand.
    owned: BTreeSet<SitePath>,
}

impl Standing {
    /// Looks at `folder`, in which the files of `brand` are to be `files`.
    pub(super) fn read(folder: &Path, brand: &BrandId, files: &Files) -> Self {
        let manifest = fs::read(folder.join(MANIFEST)).unwrap_or_default();
        // The same manifest names the same files: most builds change few brands, and need not look into it.
        let next = files.iter().find(|(path, _)| path.as_str() == MANIFEST).map(|(_, bytes)| bytes);
        let owned = if next == Some(&manifest) { files.keys().cloned().collect() } else { listed(&manifest, brand) };
        Self { folder: folder.to_owned(), owned }
    }

    /// Whether an earlier build has written here.
    pub(super) fn is_ours(&self) -> bool {
        !self.owned.is_empty()
    }

    /// The files of an earlier build that are not among `files`.
    pub(super) fn stale(&self, files: &Files) -> BTreeSet<SitePath> {
        self.owned.iter().filter(|path| !files.contains_key(*path)).cloned().collect()
    }

    /// Whether anything stands at `path`.
    pub(super) fn has(&self, path: &SitePath) -> bool {
        self.folder.join(path.as_str()).symlink_metadata().is_ok()
    }

    /// Whether the file at `path` holds `bytes`. What is read goes through `buffer`.
    pub(super) fn same(&self, path: &SitePath, bytes: &[u8], buffer: &mut Vec<u8>) -> Result<bool, WriteError> {
        let path = self.folder.join(path.as_str());
        let mut read = || -> io::Result<bool> {
            let file = open(&path)?;
            let meta = file.metadata()?;
            if !meta.is_file() || meta.len() != bytes.len() as u64 {
                return Ok(false);
            }
            buffer.clear();
            buffer.reserve(bytes.len());
            file.take(meta.len()).read_to_end(buffer)?;
            Ok(buffer == bytes)
        };
        let error = match read() {
            Ok(same) => return Ok(same),
            Err(error) => error,
        };
        match path.symlink_metadata() {
            Ok(meta) if !meta.is_file() => Ok(false),
            Err(missing) if matches!(missing.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(false),
            _ => Err(WriteError::Io(path, error)),
        }
    }

    /// Refuses when something that fineprint did not write stands where the file `path` would go, or where one of its folders would.
    pub(super) fn make_way(&self, path: &SitePath) -> Result<(), WriteError> {
        let text = path.as_str();
        let above = text.match_indices('/').filter_map(|(end, _)| text.get(..end));
        for name in above.filter(|name| !self.owns(name)) {
            let place = self.folder.join(name);
            if place.symlink_metadata().is_ok_and(|meta| !meta.is_dir()) {
                return Err(in_the_way(place));
            }
        }
        let target = self.folder.join(text);
        let Ok(meta) = target.symlink_metadata() else { return Ok(()) };
        if !meta.is_dir() {
            return if self.owns(text) { Ok(()) } else { Err(in_the_way(target)) };
        }
        // A folder of an earlier build may become a file, if nothing else is in it.
        for entry in WalkDir::new(&target) {
            let entry = entry.map_err(|error| WriteError::Io(target.clone(), error.into()))?;
            let kept = if entry.file_type().is_dir() {
                fs::read_dir(entry.path()).map_err(at(entry.path()))?.next().is_none()
            } else {
                !entry.path().strip_prefix(&self.folder).ok().and_then(Path::to_str).is_some_and(|path| self.owns(&path.replace('\\', "/")))
            };
            if kept {
                return Err(in_the_way(target));
            }
        }
        Ok(())
    }

    fn owns(&self, path: &str) -> bool {
        SitePath::parse(path).is_some_and(|path| self.owned.contains(&path))
    }
}

/// The files that a manifest lists, if it is one of ours for `brand`.
fn listed(manifest: &[u8], brand: &BrandId) -> BTreeSet<SitePath> {
    let is_ours = |manifest: &serde_json::Value| {
        manifest.get("fineprint").is_some() && manifest.get("brand").and_then(serde_json::Value::as_str) == Some(brand.as_str())
    };
    let Some(manifest) = serde_json::from_slice::<serde_json::Value>(manifest).ok().filter(is_ours) else { return BTreeSet::new() };
    let files = manifest.get("files").and_then(|files| files.as_object()).into_iter().flat_map(|files| files.keys());
    files.filter_map(|path| SitePath::parse(path)).chain(SitePath::parse(MANIFEST)).collect()
}

/// The refusal to write where somebody else has.
pub(super) fn in_the_way(place: PathBuf) -> WriteError {
    let why = "there is a file that fineprint did not write, where a page would go; move it, or choose another --out";
    WriteError::Refused(place, why.to_owned())
}

/// Opens a file to read it: no link is followed, and nobody is waited for at the other end of a pipe.
#[cfg(unix)]
pub(super) fn open(path: &Path) -> io::Result<fs::File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    fs::OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path)
}

#[cfg(not(unix))]
pub(super) fn open(path: &Path) -> io::Result<fs::File> {
    if path.symlink_metadata()?.is_file() { fs::File::open(path) } else { Err(io::ErrorKind::Unsupported.into()) }
}
