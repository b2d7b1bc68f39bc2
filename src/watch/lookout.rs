//! The thread that watches: folds events into looks, and keeps the watches whole.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::{Event, EventKind, event::ModifyKind};

use super::native::Native;
use super::place::{Part, Place};
use super::poll::{PAUSE, Poll};
use super::{Look, Means, Signal, WatchError};

/// A save is over when nothing has happened for so long.
const QUIET: Duration = Duration::from_millis(4);
/// However much happens, nobody waits longer for a look.
const PATIENCE: Duration = Duration::from_millis(100);
/// What is in a new folder may have come before the folder was watched: it is looked at again, after these times.
const AGAIN: [Duration; 2] = [Duration::from_millis(50), Duration::from_millis(500)];
/// Whoever looks may see what no poll sees, because it came after one and went before the next: everything is looked at again, after these
/// times. The second is for disks so slow that a poll takes seconds.
const AGAIN_POLLED: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(5)];
/// The pause between two attempts at what could not be watched. Whole readings that lost events ask for come no faster: each makes events
/// of its own, and must not lose those again.
const SLOW: Duration = Duration::from_millis(500);

/// What watches.
enum Eyes {
    Native(Native),
    Poll(Poll),
    /// The root is gone, or cannot be watched for now.
    Shut,
}

/// The state of the thread.
pub(super) struct Lookout<F> {
    place: Place,
    eyes: Eyes,
    sender: Sender<Signal>,
    look: F,
    /// Where something happened since the last look.
    noted: BTreeSet<PathBuf>,
    /// The root or one of the folders came or went: all watches are to be made anew.
    turned: bool,
    /// Events were lost: the same, but not at once.
    lost: bool,
    /// When the first and the last of what is noted happened.
    since: Option<(Instant, Instant)>,
    /// Where to look again, and when.
    later: BTreeMap<Instant, BTreeSet<PathBuf>>,
    /// When to see next whether the watches are whole.
    round: Instant,
}

impl<F: FnMut(Look)> Lookout<F> {
    /// Begins to watch.
    pub(super) fn new(root: &Path, folders: &[&str], means: Means, sender: Sender<Signal>, look: F) -> Result<Self, WatchError> {
        let mut place = Place::new(root, folders).map_err(|error| WatchError::other(root, &error))?;
        let eyes = match means {
            Means::Native => Eyes::Native(Native::open(&mut place, sender.clone())?),
            Means::Poll => Eyes::Poll(Poll::open(&place, sender.clone())?),
        };
        let round = Instant::now();
        let (noted, later) = Default::default();
        Ok(Self { place, eyes, sender, look, noted, turned: false, lost: false, since: None, later, round })
    }

    /// Watches until the watch is dropped or fails.
    pub(super) fn run(mut self, signals: &Receiver<Signal>) {
        if let Err(error) = self.watch(signals) {
            (self.look)(Look::Failed(error));
        }
    }

    fn watch(&mut self, signals: &Receiver<Signal>) -> Result<(), WatchError> {
        loop {
            let now = Instant::now();
            if now >= self.due() {
                self.act(now)?;
                continue;
            }
            match signals.recv_timeout(self.due() - now) {
                Ok(Signal::Event(event)) => self.note(event)?,
                Ok(Signal::End) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// When there is something to do if nothing happens before.
    fn due(&self) -> Instant {
        let later = self.later.keys().next().copied();
        [later, self.settled()].into_iter().flatten().fold(self.round, Instant::min)
    }

    /// When what is noted may be looked at.
    fn settled(&self) -> Option<Instant> {
        self.since.map(|(first, last)| (last + QUIET).min(first + PATIENCE))
    }

    fn note(&mut self, event: notify::Result<Event>) -> Result<(), WatchError> {
        let event = match event {
            Ok(event) if !event.need_rescan() && !event.paths.is_empty() => event,
            Ok(_) => {
                self.lost = true;
                return Ok(());
            }
            Err(error) => {
                self.lost = true;
                return WatchError::limit(&error).map_or(Ok(()), Err);
            }
        };
        // Polling goes by paths, whatever stands there.
        let turns = !matches!(self.eyes, Eyes::Poll(_)) && may_replace(event.kind);
        for path in event.paths {
            match self.place.part(&path) {
                Part::Root | Part::Folder if turns => self.turned = true,
                Part::Root | Part::Other => continue,
                Part::Folder | Part::Content => _ = self.noted.insert(path),
            }
            self.touch();
        }
        Ok(())
    }

    /// Something has happened just now.
    fn touch(&mut self) {
        let now = Instant::now();
        self.since = Some((self.since.map_or(now, |(first, _)| first), now));
    }

    /// Does what is due.
    fn act(&mut self, now: Instant) -> Result<(), WatchError> {
        let mut paths = BTreeSet::new();
        if now >= self.round {
            paths.extend(self.make_round(now));
        }
        while let Some(first) = self.later.first_entry().filter(|first| *first.key() <= now) {
            paths.extend(first.remove());
        }
        if self.settled().is_some_and(|settled| settled <= now) {
            self.since = None;
            let noted = outermost(std::mem::take(&mut self.noted));
            self.return_to(&noted, now);
            paths.extend(noted);
        }
        if self.turned {
            return self.open_eyes();
        }
        if paths.is_empty() { Ok(()) } else { self.look_at(outermost(paths)) }
    }

    /// Sees to it that those of `paths` are looked at again at which the first look may show too little.
    fn return_to(&mut self, paths: &BTreeSet<PathBuf>, now: Instant) {
        let (pauses, uncertain): (_, fn(&Path) -> bool) = match self.eyes {
            Eyes::Poll(_) => (AGAIN_POLLED, |_| true),
            Eyes::Native(_) | Eyes::Shut => (AGAIN, Path::is_dir),
        };
        for path in paths.iter().filter(|path| uncertain(path)) {
            for pause in pauses {
                self.later.entry(now + pause).or_default().insert(path.clone());
            }
        }
    }

    /// Sees whether the watches are whole; returns where to look because they were not.
    fn make_round(&mut self, now: Instant) -> BTreeSet<PathBuf> {
        self.round = now + SLOW;
        match &mut self.eyes {
            Eyes::Poll(poll) => {
                self.round = now + PAUSE;
                let found = poll.find();
                self.return_to(&found, now);
                return found;
            }
            Eyes::Native(native) => {
                native.has_links(&self.place);
                self.turned |= std::mem::take(&mut self.lost) || !native.is_of(&self.place);
                return std::mem::take(&mut native.broken);
            }
            Eyes::Shut => self.turned |= self.place.resolve().is_ok(),
        }
        BTreeSet::new()
    }

    /// Makes all watches anew, then looks everywhere: what happened before is seen, what happens later is told.
    fn open_eyes(&mut self) -> Result<(), WatchError> {
        self.turned = false;
        self.later.clear();
        // First the old ones go: two of each might be more than the system allows.
        self.eyes = Eyes::Shut;
        match Native::open(&mut self.place, self.sender.clone()) {
            Ok(native) => self.eyes = Eyes::Native(native),
            Err(error) if error.is_limit() => return Err(error),
            // The root is gone: the next round sees whether it is back.
            Err(_) => {}
        }
        (self.look)(Look::Everywhere);
        Ok(())
    }

    /// Tells where to look, once all that is there is watched.
    fn look_at(&mut self, paths: BTreeSet<PathBuf>) -> Result<(), WatchError> {
        if let Eyes::Native(native) = &mut self.eyes {
            let had_links = native.has_links(&self.place);
            if !had_links && paths.iter().any(|path| self.place.has_links(path)) || had_links && paths.iter().any(|path| !is_plain(path)) {
                return self.open_eyes();
            }
            if had_links {
                (self.look)(Look::Everywhere);
                return Ok(());
            }
            for folder in paths.iter().filter(|path| path.is_dir()) {
                if !native.watch(folder)? {
                    native.broken.insert(folder.clone());
                }
            }
        }
        (self.look)(Look::At(paths.iter().map(|path| self.place.known_as(path)).collect()));
        Ok(())
    }
}

/// Whether a path is that of a file, and not of a link to one.
fn is_plain(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_file())
}

/// Whether an event may mean that something else stands at a path now.
fn may_replace(kind: EventKind) -> bool {
    !matches!(kind, EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_)))
}

/// Without the paths that lie below others.
fn outermost(paths: BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    let mut kept: Vec<PathBuf> = Vec::new();
    for path in paths {
        // What lies below a path follows it in this order.
        if !kept.last().is_some_and(|last| path.starts_with(last)) {
            kept.push(path);
        }
    }
    kept.into_iter().collect()
}
