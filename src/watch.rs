//! Tells that something in a workspace has moved. What has moved, whoever listens finds out by looking.
//!
//! Editors save in many ways and systems tell of it in more, so no event is taken at its word: it says where to look again, and a few
//! milliseconds of quiet say when. Looking once too often costs a little; missing an edit would make the preview lie.
#![expect(clippy::disallowed_methods, reason = "this is the rim: it looks at the disk, and it waits")]

mod error;
mod lookout;
mod native;
mod place;
mod poll;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};

pub use error::WatchError;

use lookout::Lookout;

/// How to notice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Means {
    /// The system's own events (inotify, FSEvents, …): at once, and at no cost while nothing happens.
    Native,
    /// Reading everything every 100 ms: for network and container mounts, where the system has no events.
    Poll,
}

/// Where something may have moved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Look {
    /// At or below these absolute paths. They begin with the root that was given to [`Watch::start`]; none lies below another, and any of
    /// them may be a file, a folder, or gone.
    At(BTreeSet<PathBuf>),
    /// Anywhere: events were lost, folders came and went, or links make one file appear in several places.
    Everywhere,
    /// Nothing will be noticed any more: the watch has ended. Whoever starts another must look everywhere once it runs.
    Failed(WatchError),
}

/// Watches a workspace until it is dropped. A look that has begun by then is not interrupted; none begins later.
#[derive(Debug)]
pub struct Watch {
    sender: Sender<Signal>,
}

/// What reaches the thread that watches.
#[derive(Debug)]
enum Signal {
    /// Something that the system told.
    Event(notify::Result<notify::Event>),
    /// The watch was dropped.
    End,
}

impl Watch {
    /// Watches `fineprint.toml` in `root` and all that lies in its `folders`; nothing else in `root`, such as `target/` or `.git/`, is
    /// watched. A folder that is missing is watched when it comes, and `root` itself may go and come back.
    ///
    /// When this returns, the watch has begun: what is read afterwards is either what will stay, or a look will come. `look` is called on a
    /// thread of its own, never twice at a time; what happens meanwhile is kept. It may be called where nothing has changed.
    ///
    /// A link to a folder is followed. A link to a file that lies outside `folders` is only seen through by [`Means::Poll`].
    ///
    /// # Errors
    /// When the system's limit of watches is reached ([`WatchError::is_limit`]), or `root` cannot be watched at all.
    pub fn start(root: &Path, folders: &[&str], means: Means, look: impl FnMut(Look) + Send + 'static) -> Result<Self, WatchError> {
        let (sender, signals) = channel();
        let lookout = Lookout::new(root, folders, means, sender.clone(), look)?;
        let thread = std::thread::Builder::new().name("watch".to_owned());
        thread.spawn(move || lookout.run(&signals)).map_err(|error| WatchError::other(root, &error))?;
        Ok(Self { sender })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // It fails when the thread has ended by itself: nothing is left to end.
        let _ = self.sender.send(Signal::End);
    }
}
