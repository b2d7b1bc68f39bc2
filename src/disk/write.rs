//! Puts a site in place, a brand's folder at a time, each in one step: a build that is killed leaves every folder whole, old or new.
//! Unchanged files are not touched, files that fineprint did not write are kept, and a folder that is not its own is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use walkdir::WalkDir;

use crate::id::BrandId;
use crate::path::SitePath;
use crate::site::{Files, Site};

use super::stage::Stage;

/// The file that marks a folder as fineprint's.
const MARKER: &str = ".fineprint";
const MARKER_TEXT: &str =
    "This folder is written by fineprint. The files that each brand's manifest.json lists are replaced by the next build.\n";
const MANIFEST: &str = "manifest.json";

/// What became of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileState {
    /// It is new or has changed.
    Written,
    /// It was there already, byte for byte.
    Unchanged,
}

/// What a build did to the output folder.
#[derive(Clone, Default, Debug)]
pub struct Written {
    /// Every file of the site.
    pub files: BTreeMap<(BrandId, SitePath), FileState>,
    /// How many files of earlier builds were removed.
    pub removed: usize,
}

/// Why a site was not written. The old one is whole.
#[derive(Debug)]
pub enum WriteError {
    /// The folder is not one that fineprint may write to.
    Refused(PathBuf, String),
    /// The system failed.
    Io(PathBuf, io::Error),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(path, why) => write!(f, "refused to write to `{}`: {why}", path.display()),
            Self::Io(path, error) => write!(f, "cannot write `{}`: {error}", path.display()),
        }
    }
}

impl std::error::Error for WriteError {}

/// An error of the system at `path`.
pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> WriteError {
    let path = path.to_owned();
    move |error| WriteError::Io(path, error)
}

/// Writes `site` into `out`. It holds all there is to publish of the brands `only`, or of every brand when `only` is empty: what fineprint
/// wrote for those of them that the site lacks is removed. `root` is the workspace, which is never written to.
pub fn write(site: &Site, out: &Path, root: &Path, only: &BTreeSet<BrandId>) -> Result<Written, WriteError> {
    claim(out, root)?;
    let _lock = lock(out)?;
    Stage::sweep(out)?;
    let mut written = Written::default();
    let mut stage: Option<Stage> = None;
    let mut changes = Vec::new();
    let none = Files::new();
    let gone = former_brands(out, site, only)?;
    let wanted = site.brands.iter().map(|(id, files)| (id.clone(), files)).chain(gone.into_iter().map(|id| (id, &none)));
    for (id, files) in wanted {
        let folder = out.join(id.as_str());
        if folder.symlink_metadata().is_ok_and(|meta| !meta.is_dir()) {
            return Err(in_the_way(folder));
        }
        let owned = owned(&folder, &id);
        let mut changed = BTreeSet::new();
        for (path, bytes) in files {
            let same = same(&folder.join(path.as_str()), bytes)?;
            if !same {
                make_way(&folder, path, &owned)?;
                changed.insert(path.clone());
            }
            let state = if same { FileState::Unchanged } else { FileState::Written };
            written.files.insert((id.clone(), path.clone()), state);
        }
        let stale: BTreeSet<SitePath> = owned.into_iter().filter(|path| !files.contains_key(path)).collect();
        let present = stale.iter().filter(|path| folder.join(path.as_str()).symlink_metadata().is_ok()).count();
        written.removed += present;
        if changed.is_empty() && present == 0 {
            continue;
        }
        if stage.is_none() {
            stage = Some(Stage::new(out)?);
        }
        if let Some(stage) = &stage {
            stage.prepare(&id, &folder, files, &changed, &stale)?;
        }
        changes.push(id);
    }
    // Everything is ready: from here on, each brand's folder changes in one step.
    if let Some(stage) = &stage {
        for id in &changes {
            stage.swap(id, &out.join(id.as_str()))?;
        }
    }
    Ok(written)
}

/// Makes sure that `out` is fineprint's to write to: new, empty, or marked by an earlier build.
fn claim(out: &Path, root: &Path) -> Result<(), WriteError> {
    let refuse = |why: &str| Err(WriteError::Refused(out.to_owned(), why.to_owned()));
    let known = out.canonicalize().ok();
    let root = root.canonicalize().map_err(at(root))?;
    let sources = ["content", "brands", "themes"].map(|name| root.join(name));
    let lands = known.clone().unwrap_or_else(|| absolute(out));
    if root.starts_with(&lands) || sources.iter().any(|folder| lands.starts_with(folder)) {
        return refuse("it is the workspace itself or one of its folders of sources; choose another --out");
    }
    if known.is_none() {
        fs::create_dir_all(out).map_err(at(out))?;
    } else if !out.is_dir() {
        return refuse("it is a file; choose a folder with --out");
    }
    // In this order: a first build that runs at the same time sets the marker before anything else.
    let is_empty = fs::read_dir(out).map_err(at(out))?.next().is_none();
    let marker = out.join(MARKER);
    if marker.is_file() {
        return Ok(());
    }
    if !is_empty {
        return refuse("it holds files that fineprint did not write; choose an empty or new folder with --out");
    }
    fs::write(&marker, MARKER_TEXT).map_err(at(&marker))
}

/// Where a folder that is not there yet will be.
fn absolute(path: &Path) -> PathBuf {
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

/// Keeps a second build out of the same folder until the returned file is dropped. The system lets go of it if the build is killed.
fn lock(out: &Path) -> Result<fs::File, WriteError> {
    let marker = out.join(MARKER);
    let file = fs::File::open(&marker).map_err(at(&marker))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => {
            Err(WriteError::Refused(out.to_owned(), "another build is writing to it; wait for it to end".to_owned()))
        }
        Err(fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(file),
        Err(fs::TryLockError::Error(error)) => Err(WriteError::Io(marker, error)),
    }
}

/// Refuses when something that fineprint did not write stands where the file `path` would go, or where one of its folders would.
fn make_way(folder: &Path, path: &SitePath, owned: &BTreeSet<SitePath>) -> Result<(), WriteError> {
    let text = path.as_str();
    let is_owned = |path: &str| SitePath::parse(path).is_some_and(|path| owned.contains(&path));
    let above = text.match_indices('/').filter_map(|(end, _)| text.get(..end));
    for name in above.filter(|name| !is_owned(name)) {
        let place = folder.join(name);
        if place.symlink_metadata().is_ok_and(|meta| !meta.is_dir()) {
            return Err(in_the_way(place));
        }
    }
    let target = folder.join(text);
    let Ok(meta) = target.symlink_metadata() else { return Ok(()) };
    if !meta.is_dir() {
        return if is_owned(text) { Ok(()) } else { Err(in_the_way(target)) };
    }
    // A folder of an earlier build may become a file, if nothing else is in it.
    for entry in WalkDir::new(&target) {
        let entry = entry.map_err(|error| WriteError::Io(target.clone(), error.into()))?;
        let kept = if entry.file_type().is_dir() {
            fs::read_dir(entry.path()).map_err(at(entry.path()))?.next().is_none()
        } else {
            !entry.path().strip_prefix(folder).ok().and_then(Path::to_str).is_some_and(|path| is_owned(&path.replace('\\', "/")))
        };
        if kept {
            return Err(in_the_way(target));
        }
    }
    Ok(())
}

/// The refusal to write where somebody else has.
fn in_the_way(place: PathBuf) -> WriteError {
    let why = "there is a file that fineprint did not write, where a page would go; move it, or choose another --out";
    WriteError::Refused(place, why.to_owned())
}

/// The files that an earlier build wrote to a brand's folder, by its manifest; none when there is no manifest of ours for this brand.
fn owned(folder: &Path, brand: &BrandId) -> BTreeSet<SitePath> {
    let manifest = fs::read(folder.join(MANIFEST)).ok().and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    let is_ours = |manifest: &serde_json::Value| {
        manifest.get("fineprint").is_some() && manifest.get("brand").and_then(serde_json::Value::as_str) == Some(brand.as_str())
    };
    let Some(manifest) = manifest.filter(is_ours) else { return BTreeSet::new() };
    let files = manifest.get("files").and_then(|files| files.as_object()).into_iter().flat_map(|files| files.keys());
    files.filter_map(|path| SitePath::parse(path)).chain(SitePath::parse(MANIFEST)).collect()
}

/// Folders of brands that an earlier build wrote and the site lacks, among the brands `only`.
fn former_brands(out: &Path, site: &Site, only: &BTreeSet<BrandId>) -> Result<Vec<BrandId>, WriteError> {
    let mut former = Vec::new();
    for entry in fs::read_dir(out).map_err(at(out))? {
        let entry = entry.map_err(at(out))?;
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
        let brand = BrandId::new(name);
        let is_folder = entry.file_type().map_err(at(&entry.path()))?.is_dir();
        let is_former = (only.is_empty() || only.contains(&brand)) && !site.brands.contains_key(&brand);
        if is_folder && is_former && !owned(&entry.path(), &brand).is_empty() {
            former.push(brand);
        }
    }
    former.sort();
    Ok(former)
}

/// Whether the file at `path` holds `bytes`.
fn same(path: &Path, bytes: &[u8]) -> Result<bool, WriteError> {
    match path.symlink_metadata() {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(false),
        Err(error) => Err(WriteError::Io(path.to_owned(), error)),
        Ok(meta) if !meta.is_file() || meta.len() != bytes.len() as u64 => Ok(false),
        Ok(_) => Ok(fs::read(path).map_err(at(path))? == bytes),
    }
}
