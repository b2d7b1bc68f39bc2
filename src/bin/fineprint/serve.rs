//! `fineprint serve`: a live preview on loopback. Everything is kept in memory; nothing is written.

mod desk;
mod surveyor;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Weak};
use std::time::Duration;

use fineprint::server::{Answer, Request, Running, Server};
use fineprint::watch::{Look, Means, Watch, WatchError};

use crate::args::Serve;
use crate::{Failure, Outcome, tell};

use desk::Desk;
use surveyor::Surveyor;

/// What the main thread waits for.
enum Signal {
    /// Somebody wants to end it.
    End,
    /// The watch has come to its end by itself.
    Blind(WatchError),
}

/// How often parts with links are looked at.
const LINKS: Duration = Duration::from_millis(500);

/// The folders that are watched.
const FOLDERS: [&str; 3] = ["content", "brands", "themes"];

pub(crate) fn run(root: &Path, args: &Serve) -> Result<Outcome, Failure> {
    let root = root.canonicalize().map_err(|error| format!("cannot read `{}`: {error}", root.display()))?;
    let server = Server::bind(args.host, args.port)?;
    let address = format!("http://{}/", server.address());
    let desk = Arc::new(Desk::new(&root, &args.brand)?);
    let (signals, waiting) = channel();
    let ending = signals.clone();
    ctrlc::set_handler(move || drop(ending.send(Signal::End)))?;
    let asked = Arc::clone(&desk);
    let running = Arc::new(server.start(move |request| answer(&asked, request))?);
    tell(&format!("{address}\nCtrl-C ends the preview of {}\n", root.display()));
    if args.open
        && let Err(error) = open::that_detached(&address)
    {
        tell(&format!("cannot open a browser: {error}\n"));
    }
    if !args.host.is_loopback() {
        tell("whoever can reach this address can read every draft\n");
    }
    // The threads that tell of changes must not keep the server up when it is to end.
    let streams = Arc::downgrade(&running);
    let surveyor = Surveyor::start(&desk, &streams)?;
    let lookout = Lookout { root, desk, streams, surveyor, signals };
    let mut means = if args.poll { Means::Poll } else { Means::Native };
    let mut watch = lookout.watch(means);
    loop {
        match waiting.recv_timeout(LINKS) {
            // What a link leads to may lie where nothing is watched.
            Err(RecvTimeoutError::Timeout) if lookout.desk.has_links() => lookout.look(Look::At(BTreeSet::new())),
            Err(RecvTimeoutError::Timeout) => {}
            Ok(Signal::Blind(error)) => {
                tell(&format!("{error}\n"));
                drop(watch.take());
                if means == Means::Native {
                    means = Means::Poll;
                    tell("until it is ended, this preview looks at every file ten times a second\n");
                    watch = lookout.watch(means);
                }
            }
            Ok(Signal::End) | Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    drop(watch);
    drop(running);
    tell("\nthe preview has ended\n");
    Ok(Outcome::default())
}

/// What is done when something has moved.
#[derive(Clone)]
struct Lookout {
    root: PathBuf,
    desk: Arc<Desk>,
    streams: Weak<Running>,
    surveyor: Surveyor,
    signals: Sender<Signal>,
}

impl Lookout {
    /// Watches the workspace, and looks once at everything, in case something has moved before the watch began.
    fn watch(&self, means: Means) -> Option<Watch> {
        let mine = self.clone();
        match Watch::start(&self.root, &FOLDERS, means, move |look| mine.look(look)) {
            Ok(watch) => {
                self.look(Look::Everywhere);
                Some(watch)
            }
            Err(error) => {
                self.look(Look::Failed(error));
                None
            }
        }
    }

    fn look(&self, look: Look) {
        if let Look::Failed(error) = look {
            self.signals.send(Signal::Blind(error)).ok();
            return;
        }
        let changed = self.desk.look(&look);
        if changed.is_empty() {
            return;
        }
        if let Some(running) = self.streams.upgrade() {
            running.send("change", &self.desk.preview().version().to_string());
        }
        self.surveyor.wake();
        tell(&said(&changed));
    }
}

/// `changed: content/clauses/retention.md and 3 more`.
fn said(changed: &[String]) -> String {
    match changed {
        [] => String::new(),
        [one] => format!("changed: {one}\n"),
        [one, rest @ ..] => format!("changed: {one} and {} more\n", rest.len()),
    }
}

fn answer(desk: &Desk, request: &Request<'_>) -> Answer {
    use fineprint::preview::Answer as Found;
    match desk.answer(request.path, request.query) {
        Found::Events => Answer::Stream,
        Found::Elsewhere(url) => Answer::Content { status: 302, headers: vec![("Location", url)], body: Arc::default() },
        Found::Content(content) => {
            Answer::Content { status: content.status, headers: vec![("Content-Type", content.kind)], body: content.body.into() }
        }
    }
}
