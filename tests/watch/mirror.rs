//! A workspace and its mirror: what a reader knows who reads again only where a look says so.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use fineprint::watch::{Look, Means, Watch};
use tempfile::TempDir;
use walkdir::WalkDir;

pub(crate) const FOLDERS: [&str; 3] = ["content", "brands", "themes"];

/// How long something may take that takes milliseconds on an idle machine.
const DEADLINE: Duration = Duration::from_secs(20);

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// What a reader knows, and why.
#[derive(Default)]
struct Known {
    files: Files,
    looks: Vec<Look>,
}

/// A workspace that is watched.
pub(crate) struct Mirror {
    root: PathBuf,
    known: Arc<(Mutex<Known>, Condvar)>,
    means: Means,
    watch: Option<Watch>,
    /// Hangs up when nothing can look any more.
    ended: Option<Receiver<Infallible>>,
    _folder: TempDir,
}

/// The files at or below a path.
fn read(path: &Path) -> Files {
    // A file may go while its folder is read.
    let entries = WalkDir::new(path).follow_links(true).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    entries.filter_map(|entry| Some((entry.path().to_owned(), fs::read(entry.path()).ok()?))).collect()
}

/// The files of a workspace.
fn read_all(root: &Path) -> Files {
    FOLDERS.into_iter().chain(["fineprint.toml"]).flat_map(|name| read(&root.join(name))).collect()
}

impl Mirror {
    /// Watches a workspace with the files of `before`.
    pub(crate) fn new(means: Means, before: &[(&str, &str)]) -> Self {
        let mut mirror = Self::unwatched(before);
        mirror.start(means);
        mirror
    }

    /// A workspace that nobody watches yet.
    pub(crate) fn unwatched(before: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // A folder above the root, so that the root can be moved.
        let root = folder.path().join("shop");
        fs::create_dir(&root).unwrap();
        let mirror = Self { root, known: Arc::default(), means: Means::Native, watch: None, ended: None, _folder: folder };
        for (path, text) in before {
            mirror.write(path, text);
        }
        mirror
    }

    /// Begins to watch, then reads all there is.
    pub(crate) fn start(&mut self, means: Means) {
        let (known, root) = (Arc::clone(&self.known), self.root.clone());
        let (running, ended) = channel();
        let look = move |look: Look| {
            let _until_the_end: &Sender<Infallible> = &running;
            let mut guard = known.0.lock().unwrap();
            match &look {
                Look::At(paths) => {
                    for path in paths {
                        guard.files.retain(|file, _| !file.starts_with(path));
                        guard.files.extend(read(path));
                    }
                }
                Look::Everywhere => guard.files = read_all(&root),
                Look::Failed(error) => panic!("{error}"),
            }
            guard.looks.push(look);
            known.1.notify_all();
        };
        self.watch = Some(Watch::start(&self.root, &FOLDERS, means, look).unwrap());
        (self.means, self.ended) = (means, Some(ended));
        self.known.0.lock().unwrap().files = read_all(&self.root);
    }

    /// How it is watched.
    pub(crate) fn means(&self) -> Means {
        self.means
    }

    /// Ends the watch, and waits until nothing can look any more.
    pub(crate) fn stop(&mut self) {
        self.watch = None;
        let ended = self.ended.take().unwrap().recv_timeout(DEADLINE);
        assert_eq!(ended, Err(RecvTimeoutError::Disconnected), "the watch ends");
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Writes a file in place, its folders too.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).unwrap();
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    /// Waits until the mirror shows what is on the disk, which is at rest. What editors leave behind is none of its business.
    pub(crate) fn settle(&self) {
        let is_shown = |path: &Path| !path.to_str().unwrap().ends_with('~');
        self.wait("the mirror shows what is on the disk", |known| {
            let disk = read_all(&self.root);
            let shown =
                |files: &Files| files.iter().filter(|(path, _)| is_shown(path)).map(|(a, b)| (a.clone(), b.clone())).collect::<Files>();
            shown(&disk) == shown(&known.files)
        });
    }

    /// Waits until the mirror is right and shows this text in a file.
    pub(crate) fn shows(&self, path: &str, text: &str) {
        self.settle();
        let known = self.known.0.lock().unwrap();
        assert_eq!(known.files.get(&self.path(path)).map(|bytes| String::from_utf8_lossy(bytes)), Some(text.into()), "{path}");
    }

    /// Waits until a look covers a path; of a workspace whose looks were not yet forgotten.
    pub(crate) fn looks_at(&self, path: &str) {
        let path = self.path(path);
        self.wait("a look comes", |known| {
            known.looks.iter().any(|look| match look {
                Look::At(paths) => paths.iter().any(|at| path.starts_with(at)),
                Look::Everywhere | Look::Failed(_) => true,
            })
        });
    }

    /// The looks so far, which are forgotten.
    pub(crate) fn take_looks(&self) -> Vec<Look> {
        std::mem::take(&mut self.known.0.lock().unwrap().looks)
    }

    fn wait(&self, what: &str, is_so: impl Fn(&Known) -> bool) {
        let (known, told) = &*self.known;
        let end = Instant::now() + DEADLINE;
        let mut guard = known.lock().unwrap();
        while !is_so(&guard) {
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "not within {DEADLINE:?}: {what}; after these looks: {:#?}", guard.looks);
            guard = told.wait_timeout(guard, left).unwrap().0;
        }
    }
}
