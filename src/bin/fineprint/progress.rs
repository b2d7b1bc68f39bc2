//! A line on the terminal that tells how far a long run has come. It is not there in the first second, nor when stderr is no terminal, and
//! nothing is left of it at the end.

use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a run may take before anybody wonders.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the line is written anew.
const PACE: Duration = Duration::from_millis(100);

/// Takes the line away: back to its start, and clear.
const ERASE: &str = "\r\u{1b}[K";

pub(crate) struct Progress {
    doing: &'static str,
    all: usize,
    done: AtomicUsize,
    /// When the line may be written next, and whether it stands; nothing where nobody sees it.
    line: Option<Mutex<Line>>,
}

struct Line {
    next: Instant,
    stands: bool,
}

impl Progress {
    /// Of a run that begins now and is `doing` something with `all` brands.
    pub(crate) fn new(doing: &'static str, all: usize, quiet: bool) -> Self {
        // A terminal that cannot move its cursor is as good as none.
        let can_erase = std::env::var_os("TERM").is_some_and(|term| term != "dumb");
        let is_seen = !quiet && can_erase && std::io::stderr().is_terminal();
        let line = is_seen.then(|| Mutex::new(Line { next: Instant::now() + PATIENCE, stands: false }));
        Self { doing, all, done: AtomicUsize::new(0), line }
    }

    /// One brand more is done. Any thread may say so.
    pub(crate) fn done_one(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let Some(line) = &self.line else { return };
        let mut line = line.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if now >= line.next {
            *line = Line { next: now + PACE, stands: true };
            write(&format!("{ERASE}{}", told(self.doing, done, self.all)));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.line.as_ref().is_some_and(|line| line.lock().unwrap_or_else(PoisonError::into_inner).stands) {
            write(ERASE);
        }
    }
}

/// Some brands are gone through twice, and some are only there to be extended: nobody is told of 11 brands of 10.
fn told(doing: &str, done: usize, all: usize) -> String {
    format!("{doing}: {} of {all} brands", done.min(all))
}

/// If nobody can be told, nobody needs to be.
fn write(text: &str) {
    let mut stderr = std::io::stderr().lock();
    stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush()).ok();
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn no_more_is_done_than_there_is() {
        assert_eq!(told("building", 3, 10), "building: 3 of 10 brands");
        assert_eq!(told("building", 12, 10), "building: 10 of 10 brands");
    }
}
