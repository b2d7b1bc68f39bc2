//! A part of a site: what a build of one shard has written, perhaps on another machine. Nothing in it is believed before it is compared with
//! the hashes in the brands' manifests.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;
use walkdir::WalkDir;

use crate::id::BrandId;
use crate::path::SitePath;
use crate::shard::Shard;
use crate::site::Files;

use super::claim::is_marked;
use super::note::{self, Note, PartOf};
use super::standing::{MANIFEST, open};

/// A part of a site.
#[derive(Debug)]
pub struct BuiltPart {
    /// Its folder, as it was named.
    pub folder: PathBuf,
    /// Which shard it is.
    pub shard: Shard,
    /// Whether pages that are held back were built as drafts.
    pub drafts: bool,
    /// A hash of all that the site is made of.
    pub made_of: String,
    /// The brands whose folders it holds.
    pub brands: BTreeSet<BrandId>,
}

/// Why a part cannot be taken.
#[derive(Debug)]
pub enum PartError {
    /// It is not as a build has left it: each thing that is wrong.
    Wrong(Vec<String>),
    /// The system failed.
    Io(PathBuf, io::Error),
}

impl fmt::Display for PartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wrong(wrong) => f.write_str(&wrong.join("; ")),
            Self::Io(path, error) => write!(f, "cannot read `{}`: {error}", path.display()),
        }
    }
}

impl std::error::Error for PartError {}

fn wrong<T>(path: &Path, why: &str) -> Result<T, PartError> {
    Err(PartError::Wrong(vec![format!("`{}` {why}", path.display())]))
}

/// An error of the system at `path`.
fn at(path: &Path) -> impl FnOnce(io::Error) -> PartError {
    let path = path.to_owned();
    move |error| PartError::Io(path, error)
}

impl BuiltPart {
    /// Reads which shard `folder` is; nothing is in it but the brands that it says.
    pub fn read(folder: &Path) -> Result<Self, PartError> {
        let entries = fs::read_dir(folder).map_err(at(folder))?;
        let note = match fs::read(folder.join(note::NAME)) {
            Ok(note) => note,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return wrong(folder, no_note(folder)),
            Err(error) => return Err(PartError::Io(folder.join(note::NAME), error)),
        };
        let Some(Note { part: PartOf { shard, drafts, made_of }, brands }) = note::read(&note) else {
            return wrong(&folder.join(note::NAME), "cannot be understood; build the shard again");
        };
        let part = Self { folder: folder.to_owned(), shard, drafts, made_of, brands };
        let mut found = BTreeSet::new();
        for entry in entries {
            let name = entry.map_err(at(folder))?.file_name().to_string_lossy().into_owned();
            found.extend((!name.starts_with('.')).then(|| BrandId::new(&name)));
        }
        let missing = part.brands.difference(&found).map(|brand| format!("`{}` is missing", folder.join(brand.as_str()).display()));
        let stray = found.difference(&part.brands).map(|brand| part.stray(brand));
        let misplaced = part.brands.iter().filter(|brand| !shard.has(brand)).map(|brand| part.misplaced(brand));
        let wrong: Vec<String> = missing.chain(stray).chain(misplaced).collect();
        if wrong.is_empty() { Ok(part) } else { Err(PartError::Wrong(wrong)) }
    }

    fn stray(&self, name: &BrandId) -> String {
        format!("`{}` is no brand that the build of shard {} has written", self.folder.join(name.as_str()).display(), self.shard)
    }

    fn misplaced(&self, brand: &BrandId) -> String {
        let folder = self.folder.join(brand.as_str());
        format!("`{}` belongs to shard {}, not {}", folder.display(), self.shard.with(brand), self.shard)
    }

    /// The files of a brand: those that its manifest lists, with the hashes that it lists, and no others.
    pub fn files(&self, brand: &BrandId) -> Result<Files, PartError> {
        let folder = self.folder.join(brand.as_str());
        let mut files = Files::new();
        let mut problems = Vec::new();
        for entry in WalkDir::new(&folder).min_depth(1).sort_by_file_name() {
            let entry = entry.map_err(|error| PartError::Io(error.path().unwrap_or(&folder).to_owned(), error.into()))?;
            let name =
                entry.path().strip_prefix(&folder).ok().and_then(Path::to_str).map(|name| name.replace(std::path::MAIN_SEPARATOR, "/"));
            match name.and_then(|name| SitePath::parse(&name)) {
                _ if entry.file_type().is_dir() => {}
                Some(path) if entry.file_type().is_file() => {
                    let mut bytes = Vec::new();
                    let file = open(entry.path()).and_then(|mut file| io::Read::read_to_end(&mut file, &mut bytes));
                    file.map_err(at(entry.path()))?;
                    files.insert(path, bytes);
                }
                _ => problems.push(format!("`{}` is no file that a build writes", entry.path().display())),
            }
        }
        let manifest = files.iter().find(|(path, _)| path.as_str() == MANIFEST).and_then(|(_, bytes)| hashes(bytes, brand));
        let Some(manifest) = manifest else { return wrong(&folder.join(MANIFEST), "is not the manifest of a build") };
        let shown = |path: &str| folder.join(path).display().to_string();
        for (path, hash) in &manifest {
            match files.get(path) {
                None => problems.push(format!("`{}` is missing", shown(path.as_str()))),
                Some(bytes) if blake3::hash(bytes).to_hex().as_str() != hash => {
                    problems.push(format!("`{}` is not as it was built", shown(path.as_str())));
                }
                Some(_) => {}
            }
        }
        let stray = files.keys().filter(|path| path.as_str() != MANIFEST && !manifest.contains_key(path));
        problems.extend(stray.map(|path| format!("`{}` is no file that a build writes", shown(path.as_str()))));
        if problems.is_empty() { Ok(files) } else { Err(PartError::Wrong(problems)) }
    }
}

/// Why a folder without a note is no part, and what to do.
fn no_note(folder: &Path) -> &'static str {
    if is_marked(folder) {
        "is not what one shard's build has left when it ended: build it with --shard"
    } else {
        "is no output of fineprint; where it was copied from, hidden files may have been left out"
    }
}

/// The hashes that the manifest of `brand` lists.
fn hashes(manifest: &[u8], brand: &BrandId) -> Option<BTreeMap<SitePath, String>> {
    let manifest: Value = serde_json::from_slice(manifest).ok()?;
    let is = |key: &str, value: &str| manifest.get(key).and_then(Value::as_str) == Some(value);
    let files = manifest.get("files")?.as_object().filter(|_| is("brand", brand.as_str()) && is("hash", "blake3"))?;
    files.iter().map(|(path, hash)| Some((SitePath::parse(path)?, hash.as_str()?.to_owned()))).collect()
}
