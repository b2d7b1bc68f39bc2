//! Watching by the system's own events.
//!
//! On Linux every folder is watched for itself, by its inode, and a watch that has missed a folder is silent about it. So whatever may be a
//! folder is watched again before it is looked at ([`Native::watch`]), and when one of the workspace's own folders comes or goes, all
//! watches are made anew.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use notify::{ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher as _, WatcherKind};

use super::place::Place;
use super::{Signal, WatchError};

/// How long to wait until the watches of a watcher that has ended are given back. It takes a few milliseconds.
const GIVING_BACK: Duration = Duration::from_secs(1);

/// The watches on a workspace's root and folders.
pub(super) struct Native {
    /// `None` only while it is dropped.
    watcher: Option<RecommendedWatcher>,
    /// Hangs up when the watcher's thread has ended.
    ended: Receiver<Infallible>,
    identity: Option<Identity>,
    /// What [`Self::has_links`] has found.
    links: Option<bool>,
    /// Folders that could not be watched with all that is in them.
    pub(super) broken: BTreeSet<PathBuf>,
}

/// What tells a folder from another of the same name.
type Identity = (u64, u64);

impl Native {
    /// Watches the root and the folders that are there.
    pub(super) fn open(place: &mut Place, sender: Sender<Signal>) -> Result<Self, WatchError> {
        place.resolve().map_err(|error| WatchError::other(place.real(), &error))?;
        let (running, ended) = channel();
        let tell = move |event: notify::Result<Event>| {
            let _until_the_end: &Sender<Infallible> = &running;
            // Whoever looks opens files; to tell of that would be to look for ever.
            if !event.as_ref().is_ok_and(|event| event.kind.is_access()) {
                // It fails when the watch was dropped.
                let _ = sender.send(Signal::Event(event));
            }
        };
        let fails = |error: notify::Error| WatchError::new(place.real(), &error);
        let mut watcher = notify::recommended_watcher(tell).map_err(fails)?;
        let identity = identity(place.real());
        watcher.watch(place.real(), RecursiveMode::NonRecursive).map_err(fails)?;
        let mut native = Self { watcher: Some(watcher), ended, identity, links: None, broken: BTreeSet::new() };
        for folder in place.folders() {
            if !native.add(&folder)? {
                native.broken.insert(folder);
            }
        }
        Ok(native)
    }

    /// Whether a file may have two paths: then an event tells only one of them, and the end of one path ends the watch on the other.
    /// Looked up once, after the watches are set: a link that is made later is told. A start need not wait for it.
    pub(super) fn has_links(&mut self, place: &Place) -> bool {
        *self.links.get_or_insert_with(|| place.folders().any(|folder| place.has_links(&folder)))
    }

    /// Whether the root is the folder that is watched.
    pub(super) fn is_of(&self, place: &Place) -> bool {
        place.stays() && identity(place.real()) == self.identity
    }

    /// Sees to it that a folder and all below it is watched: what happens below it afterwards is told. Where a system watches whole trees,
    /// nothing is to be done. `false` when it could not be done: folders came and went meanwhile, or may not be read.
    pub(super) fn watch(&mut self, folder: &Path) -> Result<bool, WatchError> {
        let one_by_one = matches!(RecommendedWatcher::kind(), WatcherKind::Inotify | WatcherKind::Kqueue);
        if one_by_one { self.add(folder) } else { Ok(true) }
    }

    fn add(&mut self, folder: &Path) -> Result<bool, WatchError> {
        let Some(watcher) = &mut self.watcher else { return Ok(true) };
        match watcher.watch(folder, RecursiveMode::Recursive) {
            Ok(()) => Ok(true),
            // What is not there will be told when it comes.
            Err(error) => match WatchError::limit(&error) {
                Some(limit) => Err(limit),
                None => Ok(matches!(error.kind, ErrorKind::PathNotFound) && !folder.exists()),
            },
        }
    }
}

impl Drop for Native {
    fn drop(&mut self) {
        self.watcher = None;
        // The watches count towards the system's limit until the watcher's thread has given them back, and others may follow at once.
        let _ = self.ended.recv_timeout(GIVING_BACK);
    }
}

#[cfg(unix)]
fn identity(folder: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    folder.metadata().ok().map(|found| (found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn identity(folder: &Path) -> Option<Identity> {
    folder.metadata().ok().map(|_| (0, 0))
}
