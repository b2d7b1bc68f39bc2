//! Watching by reading everything again and again. It goes by paths and contents, so no system's events, limits or links can trouble it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::time::Duration;

use notify::{Config, Event, EventKind, PollWatcher, RecursiveMode, Watcher as _};

use super::place::Place;
use super::{Signal, WatchError};

/// The pause between two readings, and between two looks for what is not there yet.
pub(super) const PAUSE: Duration = Duration::from_millis(100);

/// Reads what is watched every [`PAUSE`], and tells what differs.
pub(super) struct Poll {
    watcher: PollWatcher,
    /// What was not there so far. Once something has been there, it may go and come as it likes.
    missing: BTreeSet<PathBuf>,
}

impl Poll {
    /// Remembers what is there.
    pub(super) fn open(place: &Place, sender: Sender<Signal>) -> Result<Self, WatchError> {
        let tell = move |event: notify::Result<Event>| {
            // An error tells nothing new: what can no longer be read is told as removed.
            if event.as_ref().is_ok_and(is_news) {
                // It fails when the watch was dropped.
                let _ = sender.send(Signal::Event(event));
            }
        };
        let config = Config::default().with_poll_interval(PAUSE).with_compare_contents(true);
        let watcher = PollWatcher::new(tell, config).map_err(|error| WatchError::new(place.real(), &error))?;
        // The root itself is not watched: all files in it would be read, however large.
        let mut poll = Self { watcher, missing: place.folders().chain([place.config()]).collect() };
        poll.find();
        Ok(poll)
    }

    /// Begins to watch what was missing and is there now, and returns it.
    pub(super) fn find(&mut self) -> BTreeSet<PathBuf> {
        let there: Vec<PathBuf> = self.missing.iter().filter(|path| path.exists()).cloned().collect();
        // One that is gone again is not remembered, and must be found again.
        let found = there.into_iter().filter(|path| self.watcher.watch(path, RecursiveMode::Recursive).is_ok() && path.exists());
        let found: BTreeSet<PathBuf> = found.collect();
        self.missing.retain(|path| !found.contains(path));
        found
    }
}

/// A folder's time changes with what it holds, and that is told for itself.
fn is_news(event: &Event) -> bool {
    !matches!(event.kind, EventKind::Modify(_)) || event.paths.iter().any(|path| !path.is_dir())
}
