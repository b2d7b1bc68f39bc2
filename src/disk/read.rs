//! Reads a workspace.

use std::collections::BTreeMap;
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use crate::path::{self, SourcePath};
use crate::source::Sources;

use super::settled;
use super::stamp::Stamp;

/// The folders of a workspace.
pub(super) const FOLDERS: [&str; 3] = ["content", "brands", "themes"];

/// Why a workspace cannot be read.
#[derive(Debug)]
pub struct ReadError {
    path: PathBuf,
    why: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A name may hold what would move the cursor of a terminal, or begin a line of its own.
        let path: String = self.path.display().to_string().chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
        write!(f, "cannot read `{path}`: {}", self.why)
    }
}

impl std::error::Error for ReadError {}

/// The nearest folder at or above `start` that holds a workspace.
pub fn find_root(start: &Path) -> Option<PathBuf> {
    let is_root = |folder: &Path| folder.join("fineprint.toml").is_file() || FOLDERS[..2].iter().all(|name| folder.join(name).is_dir());
    start.ancestors().find(|folder| is_root(folder)).map(Path::to_owned)
}

/// Where `folder` lies below the top of its repository, such as `legal`; nothing when it is the top, or in none.
pub fn below_repository(folder: &Path) -> String {
    let Ok(real) = folder.canonicalize() else { return String::new() };
    // In a worktree or a submodule `.git` is a file.
    let top = real.ancestors().find(|above| above.join(".git").exists());
    let below = top.and_then(|top| real.strip_prefix(top).ok()).and_then(Path::to_str);
    below.map(|below| below.replace(std::path::MAIN_SEPARATOR, "/")).unwrap_or_default()
}

/// Every file of the workspace at `root`, but for hidden files and what editors leave behind.
pub fn read(root: &Path) -> Result<Sources, ReadError> {
    let workspace = Workspace::open(root)?;
    let mut files = workspace.shared()?.files;
    for brand in workspace.brands()? {
        files.extend(workspace.brand(&brand)?.files);
    }
    Ok(Sources::new(files))
}

/// A workspace whose parts can be read one at a time.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
}

/// A part of a workspace as it was read.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Part {
    /// Its files.
    pub files: BTreeMap<SourcePath, Arc<[u8]>>,
    /// Whether a link leads to another part, so that a file may change where this part is not.
    pub linked: bool,
    /// Every file and folder that was looked at, by its path below the workspace, and its stamp then.
    pub stamps: Vec<(String, Stamp)>,
}

impl Workspace {
    /// The workspace at `root`.
    pub fn open(root: &Path) -> Result<Self, ReadError> {
        let real = root.canonicalize().map_err(|error| fails(root, &error))?;
        if !real.join("content").is_dir() || !real.join("brands").is_dir() {
            return Err(fails(root, &"it has no folders `content` and `brands`, so it is not a workspace"));
        }
        Ok(Self { root: real })
    }

    /// Its folder, with no link in the way to it.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folders of its brands, in order of their names. A name that cannot be taken is an error of [`Workspace::shared`].
    pub fn brands(&self) -> Result<Vec<String>, ReadError> {
        let folders = self.in_brands()?.into_iter().filter(|(_, is_folder)| *is_folder);
        Ok(folders.filter_map(|(path, _)| path.file_name()?.to_str().map(str::to_owned)).collect())
    }

    /// What lies in `brands/`, in order, and whether it is a folder. Not walked: to walk a folder of a thousand others opens each of them.
    fn in_brands(&self) -> Result<Vec<(PathBuf, bool)>, ReadError> {
        let folder = self.root.join("brands");
        let mut found = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(|error| fails(&folder, &error))? {
            let entry = entry.map_err(|error| fails(&folder, &error))?;
            if !path::is_left_behind(["brands", entry.file_name().to_str().unwrap_or_default()]) {
                let path = entry.path();
                let is_folder = entry.file_type().is_ok_and(|found| found.is_dir() || found.is_symlink() && path.is_dir());
                found.push((path, is_folder));
            }
        }
        // As texts: to compare them as paths takes each apart.
        found.sort_by(|(one, _), (other, _)| one.as_os_str().cmp(other.as_os_str()));
        Ok(found)
    }

    /// What all brands share: everything but the brands' folders.
    pub fn shared(&self) -> Result<Part, ReadError> {
        let mut part = Part::default();
        let config = self.root.join("fineprint.toml");
        self.stamp(&config, &mut part);
        if config.is_file() {
            if config.is_symlink() {
                part.linked = true;
                self.stays_inside(&config)?;
            }
            let bytes = settled::read(&config).map_err(|error| fails(&config, &error))?;
            part.files.extend(SourcePath::parse("fineprint.toml").map(|path| (path, bytes.into())));
        }
        for folder in ["content", "themes"] {
            self.collect(&self.root.join(folder), &mut part)?;
        }
        self.stamp(&self.root.join("brands"), &mut part);
        for (path, is_folder) in self.in_brands()? {
            // A brand's folder with a name that cannot be taken is not passed over.
            self.source(&path)?;
            if !is_folder {
                self.collect(&path, &mut part)?;
            }
        }
        Ok(part)
    }

    /// The folder of one brand; nothing when it is not there.
    pub fn brand(&self, id: &str) -> Result<Part, ReadError> {
        let mut part = Part::default();
        let Some(path) = SourcePath::parse(id).filter(|path| !path.as_str().contains('/')) else { return Ok(part) };
        self.collect(&self.root.join("brands").join(path.as_str()), &mut part)?;
        Ok(part)
    }

    /// Adds the files at and below `folder`, if there is one.
    fn collect(&self, folder: &Path, part: &mut Part) -> Result<(), ReadError> {
        let Ok(meta) = folder.symlink_metadata() else {
            self.stamp(folder, part);
            return Ok(());
        };
        if meta.is_symlink() {
            part.linked = true;
            self.stays_inside(folder)?;
        }
        let entries = WalkDir::new(folder).follow_links(true).sort_by_file_name();
        for entry in entries.into_iter().filter_entry(|entry| !is_left_behind(entry.path(), &self.root)) {
            let entry = match entry {
                Ok(entry) => entry,
                // The lock that an editor leaves beside an unsaved file is a link to nowhere.
                Err(error) if error.path().is_some_and(|path| is_left_behind(path, &self.root)) => continue,
                Err(error) => return Err(fails(error.path().unwrap_or(folder), &describe(&error))),
            };
            let path = entry.path();
            if entry.path_is_symlink() {
                part.linked = true;
                self.stays_inside(path)?;
            }
            self.stamp(path, part);
            if !entry.file_type().is_file() {
                continue;
            }
            let source = self.source(path)?;
            part.files.insert(source, settled::read(path).map_err(|error| fails(path, &error))?.into());
        }
        Ok(())
    }

    /// Notes the stamp of what stands at `path`. A name that is no text is noted as one that nothing has, so it never has that stamp again.
    fn stamp(&self, path: &Path, part: &mut Part) {
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        part.stamps.push((below.to_string_lossy().into_owned(), Stamp::at(path)));
    }

    /// The path of a file as the rest of the program knows it.
    fn source(&self, path: &Path) -> Result<SourcePath, ReadError> {
        let relative = path.strip_prefix(&self.root).ok().and_then(Path::to_str).map(|text| text.replace(std::path::MAIN_SEPARATOR, "/"));
        let source = relative.and_then(|text| SourcePath::parse(&text));
        source.ok_or_else(|| fails(path, &"its name has characters that fineprint does not take"))
    }

    /// Refuses a link that leads out of the workspace.
    fn stays_inside(&self, link: &Path) -> Result<(), ReadError> {
        let target = link.canonicalize().map_err(|error| fails(link, &error))?;
        if target.starts_with(&self.root) { Ok(()) } else { Err(fails(link, &"it is a link that leads out of the workspace")) }
    }
}

fn fails(path: &Path, why: &dyn fmt::Display) -> ReadError {
    ReadError { path: path.to_owned(), why: why.to_string() }
}

/// Whether a path is of a file that is none of the workspace's.
fn is_left_behind(path: &Path, root: &Path) -> bool {
    let below = path.strip_prefix(root).unwrap_or(path);
    path::is_left_behind(below.iter().map(|name| name.to_str().unwrap_or_default()))
}

fn describe(error: &walkdir::Error) -> String {
    if error.loop_ancestor().is_some() {
        return "it is a link that leads back to a folder above it".to_owned();
    }
    let leads_nowhere = |path: &Path| path.is_symlink() && path.metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound);
    if error.path().is_some_and(leads_nowhere) {
        return "it is a link that leads nowhere".to_owned();
    }
    error.io_error().map_or_else(|| "it cannot be opened".to_owned(), ToString::to_string)
}
