//! Puts a site in place, a brand's folder at a time, each in one step: a build that is killed leaves every folder whole, old or new.
//! Unchanged files are not touched, files that fineprint did not write are kept, and a folder that is not its own is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crate::id::BrandId;
use crate::path::SitePath;
use crate::site::Files;

use super::claim::{Claim, absolute};
use super::note::{self, PartOf};
use super::read::find_root;
use super::stage::{Stage, Swap};
use super::standing::{Standing, in_the_way};

/// What became of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileState {
    /// It is new or has changed.
    Written,
    /// It was there already, byte for byte.
    Unchanged,
}

/// What became of the files of a brand.
pub type FileStates = BTreeMap<SitePath, FileState>;

/// What a build did to the output folder, beside the states of the files that were put there.
#[derive(Clone, Default, Debug)]
pub struct Written {
    /// How many files were written.
    pub files: usize,
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

/// An output folder that is being written to: claimed, locked, swept. Brands are put one by one, from as many threads as one likes, and none
/// is held in memory. Dropped before it is finished, it leaves the folder as it was.
pub struct Output {
    out: PathBuf,
    /// Made when the first brand differs: a build that changes nothing touches nothing. Goes before the claim does.
    stage: OnceLock<Stage>,
    brands: Mutex<BTreeMap<BrandId, Put>>,
    /// Of which shard the brands are, unless they are all that there are or were chosen one by one.
    part: Option<PartOf>,
    claim: Claim,
}

/// What putting a brand comes to.
#[derive(Default)]
struct Put {
    /// How its next folder, which is ready, will take its place; nothing when what stands is right.
    swap: Option<Swap>,
    /// How many files will be new or others.
    written: usize,
    /// How many files of an earlier build will be gone.
    removed: usize,
    /// Whether the brand has files.
    is_there: bool,
}

impl Output {
    /// Claims `out`, which is made when it is not there, and removes what builds that were killed have left in it. `root` is the workspace,
    /// which is never written to.
    pub fn open(out: &Path, root: &Path) -> Result<Self, WriteError> {
        Self::claim(out, Some(root))
    }

    /// The same for what is made of no workspace; one that `out` lies in is not written to either.
    pub fn open_anywhere(out: &Path) -> Result<Self, WriteError> {
        Self::claim(out, find_root(&absolute(out)).as_deref())
    }

    fn claim(out: &Path, root: Option<&Path>) -> Result<Self, WriteError> {
        let claim = Claim::take(out, root)?;
        Stage::sweep(out)?;
        Ok(Self { out: out.to_owned(), stage: OnceLock::new(), brands: Mutex::default(), part: None, claim })
    }

    /// The same, of which it will be noted that it is the output of one shard.
    pub fn of_shard(self, part: Option<PartOf>) -> Self {
        Self { part, ..self }
    }

    /// Compares a brand's files with those that stand, and makes its next folder ready in the staging folder. What stands is not touched.
    /// A brand is put once.
    pub fn put(&self, brand: &BrandId, files: &Files) -> Result<FileStates, WriteError> {
        let folder = self.out.join(brand.as_str());
        let (put, states) = match folder.symlink_metadata() {
            Ok(meta) if meta.is_dir() => self.put_over(&folder, brand, files)?,
            Ok(_) => return Err(in_the_way(folder)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.put_new(&folder, brand, files)?,
            Err(error) => return Err(WriteError::Io(folder, error)),
        };
        self.brands().insert(brand.clone(), put);
        Ok(states)
    }

    /// A brand that has no folder yet: there is nothing to compare with.
    fn put_new(&self, folder: &Path, brand: &BrandId, files: &Files) -> Result<(Put, FileStates), WriteError> {
        let swap = if files.is_empty() { None } else { Some(self.stage()?.fill(brand, folder, files)?) };
        let states = files.keys().map(|path| (path.clone(), FileState::Written)).collect();
        Ok((Put { swap, written: files.len(), removed: 0, is_there: !files.is_empty() }, states))
    }

    fn put_over(&self, folder: &Path, brand: &BrandId, files: &Files) -> Result<(Put, FileStates), WriteError> {
        let standing = Standing::read(folder, brand, files);
        let mut states = FileStates::new();
        let mut buffer = Vec::new();
        for (path, bytes) in files {
            let same = standing.same(path, bytes, &mut buffer)?;
            if !same {
                standing.make_way(path)?;
            }
            states.insert(path.clone(), if same { FileState::Unchanged } else { FileState::Written });
        }
        let stale = standing.stale(files);
        let removed = stale.iter().filter(|path| standing.has(path)).count();
        let written = states.values().filter(|state| **state == FileState::Written).count();
        let swap = if (written, removed) == (0, 0) { None } else { Some(self.stage()?.refill(brand, folder, files, &states, &stale)?) };
        Ok((Put { swap, written, removed, is_there: !files.is_empty() }, states))
    }

    /// Puts all brands in place, each brand's folder in one step, and removes what fineprint wrote for brands that were not put: for those
    /// among `only`, or for all when it is empty.
    pub fn finish(self, only: &BTreeSet<BrandId>) -> Result<Written, WriteError> {
        self.finish_and(only, || {})
    }

    /// The same, and then something while nobody else can write to the folder.
    pub fn finish_and(mut self, only: &BTreeSet<BrandId>, then: impl FnOnce()) -> Result<Written, WriteError> {
        for brand in self.former_brands(only)? {
            self.put(&brand, &Files::new())?;
        }
        let brands = std::mem::take(&mut *self.brands());
        let there = brands.iter().filter(|(_, put)| put.is_there).map(|(brand, _)| brand);
        let note = self.part.as_ref().map(|part| note::text(part, there));
        let is_same = brands.values().all(|put| put.swap.is_none()) && note::stands(&self.out, note.as_deref());
        // Everything is ready: from here on, each brand's folder changes in one step.
        self.claim.keep();
        // What is killed from here on leaves no part that could be merged.
        if !is_same {
            super::record::forget(&self.out);
            note::remove(&self.out)?;
        }
        if let Some(stage) = self.stage.get() {
            for (brand, swap) in brands.iter().filter_map(|(brand, put)| Some((brand, put.swap?))) {
                stage.swap(brand, &self.out.join(brand.as_str()), swap)?;
            }
        }
        if let Some(note) = note.filter(|_| !is_same) {
            self.stage()?.put_file(note::NAME, &note, &self.out)?;
        }
        drop(self.stage.take());
        then();
        let sum = |count: &dyn Fn(&Put) -> usize| brands.values().map(count).sum();
        Ok(Written { files: sum(&|put| put.written), removed: sum(&|put| put.removed) })
    }

    /// Brands that have not been put, and whose folders an earlier build wrote, in order; those among `only`.
    fn former_brands(&self, only: &BTreeSet<BrandId>) -> Result<Vec<BrandId>, WriteError> {
        let mut former = Vec::new();
        for entry in fs::read_dir(&self.out).map_err(at(&self.out))? {
            let entry = entry.map_err(at(&self.out))?;
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
            if !(only.is_empty() || only.contains(name)) || self.brands().contains_key(name) {
                continue;
            }
            let brand = BrandId::new(name);
            let is_folder = entry.file_type().map_err(at(&entry.path()))?.is_dir();
            if is_folder && Standing::read(&entry.path(), &brand, &Files::new()).is_ours() {
                former.push(brand);
            }
        }
        former.sort();
        Ok(former)
    }

    /// The staging folder. Of two that threads make at the same time, one stays.
    fn stage(&self) -> Result<&Stage, WriteError> {
        if let Some(stage) = self.stage.get() {
            return Ok(stage);
        }
        let made = Stage::new(&self.out)?;
        Ok(self.stage.get_or_init(|| made))
    }

    fn brands(&self) -> MutexGuard<'_, BTreeMap<BrandId, Put>> {
        self.brands.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn brand(number: usize) -> BrandId {
        BrandId::new(&format!("b{number}"))
    }

    fn files(number: usize) -> Files {
        let file = |path: &str, text: String| (SitePath::parse(path).unwrap(), text.into_bytes());
        let manifest =
            format!("{{ \"fineprint\": 1, \"brand\": \"b{number}\", \"files\": {{ \"a/b/c.html\": \"\", \"a/d.html\": \"\" }} }}");
        [file("a/b/c.html", format!("c of {number}")), file("a/d.html", "d".to_owned()), file("manifest.json", manifest)].into()
    }

    /// A new folder for each test; its workspace is beside it.
    fn folder() -> (tempfile::TempDir, PathBuf, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let (out, root) = (folder.path().join("above/public"), folder.path().join("workspace"));
        fs::create_dir(&root).unwrap();
        (folder, out, root)
    }

    #[test]
    fn many_threads_put_brands_at_once() {
        let (_folder, out, root) = folder();
        for state in [FileState::Written, FileState::Unchanged] {
            let output = Output::open(&out, &root).unwrap();
            std::thread::scope(|scope| {
                for thread in 0..8 {
                    let output = &output;
                    scope.spawn(move || {
                        for number in (thread..100).step_by(8) {
                            let states = output.put(&brand(number), &files(number)).unwrap();
                            assert!(states.len() == 3 && states.values().all(|became| *became == state));
                        }
                    });
                }
            });
            assert!(state == FileState::Unchanged || !out.join("b0").exists(), "nothing is in place before the end");
            assert_eq!(output.finish(&BTreeSet::new()).unwrap().removed, 0);
            for number in 0..100 {
                assert_eq!(fs::read_to_string(out.join(format!("b{number}/a/b/c.html"))).unwrap(), format!("c of {number}"));
            }
            assert_eq!(fs::read_dir(&out).unwrap().count(), 101, "the brands and the marker");
        }
    }

    #[test]
    fn what_is_not_finished_leaves_nothing() {
        let (folder, out, root) = folder();
        let output = Output::open(&out, &root).unwrap();
        output.put(&brand(1), &files(1)).unwrap();
        assert!(matches!(Output::open(&out, &root), Err(WriteError::Refused(..))), "two at once");
        drop(output);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "the folders that were made are gone");

        let output = Output::open(&out, &root).unwrap();
        output.put(&brand(1), &files(1)).unwrap();
        output.finish(&BTreeSet::new()).unwrap();
        let output = Output::open(&out, &root).unwrap();
        output.put(&brand(1), &Files::new()).unwrap();
        output.put(&brand(2), &files(2)).unwrap();
        drop(output);
        let mut left: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, [".fineprint", "b1"]);
        assert!(out.join("b1/a/d.html").is_file());
    }

    #[test]
    fn brands_that_are_not_put_go_if_they_are_asked_for() {
        let (_folder, out, root) = folder();
        let output = Output::open(&out, &root).unwrap();
        for number in 1..=3 {
            output.put(&brand(number), &files(number)).unwrap();
        }
        output.finish(&BTreeSet::new()).unwrap();
        assert_eq!(Output::open(&out, &root).unwrap().finish(&[brand(2)].into()).unwrap().removed, 3);
        assert_eq!([1, 2, 3].map(|number| out.join(format!("b{number}")).exists()), [true, false, true]);
        let output = Output::open(&out, &root).unwrap();
        output.put(&brand(3), &files(3)).unwrap();
        assert_eq!(output.finish(&BTreeSet::new()).unwrap().removed, 3);
        assert_eq!([1, 2, 3].map(|number| out.join(format!("b{number}")).exists()), [false, false, true]);
    }

    #[test]
    fn a_folder_that_vanishes_is_an_error() {
        let (_folder, out, root) = folder();
        let message = |place: &str| format!("cannot write `{}{place}`: No such file or directory (os error 2)", out.display());
        for before_the_end in [false, true] {
            let output = Output::open(&out, &root).unwrap();
            output.put(&brand(1), &files(1)).unwrap();
            fs::remove_dir_all(&out).unwrap();
            let error = if before_the_end { output.finish(&BTreeSet::new()).err() } else { output.put(&brand(2), &files(2)).err() };
            assert_eq!(error.unwrap().to_string(), message(if before_the_end { "" } else { "/b2" }));
        }
        let output = Output::open(&out, &root).unwrap();
        output.put(&brand(1), &files(1)).unwrap();
        output.finish(&BTreeSet::new()).unwrap();
        assert!(out.join("b1/a/d.html").is_file());
    }

    #[test]
    fn of_builds_that_come_and_go_one_has_the_folder() {
        let (folder, out, root) = folder();
        let holders = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let (out, root, holders) = (&out, &root, &holders);
                scope.spawn(move || {
                    for round in 0..50 {
                        let output = match Output::open(out, root) {
                            Ok(output) => output,
                            Err(WriteError::Refused(_, why)) if why.starts_with("another build") => continue,
                            Err(error) => panic!("{error}"),
                        };
                        assert_eq!(holders.fetch_add(1, Ordering::SeqCst), 0);
                        let has_site = out.join("b1").exists();
                        let mut next = files(1);
                        next.insert(SitePath::parse("a/d.html").unwrap(), format!("{thread} {round}").into_bytes());
                        output.put(&brand(1), &next).unwrap();
                        // What is given up takes the folder away where there was none before.
                        holders.fetch_sub(1, Ordering::SeqCst);
                        if round % 10 == 9 || has_site {
                            output.finish(&BTreeSet::new()).unwrap();
                        }
                    }
                });
            }
        });
        assert!(out.join("b1/a/d.html").is_file() && out.join(".fineprint").is_file());
        assert_eq!((fs::read_dir(&out).unwrap().count(), fs::read_dir(folder.path()).unwrap().count()), (2, 2));
    }
}
