//! Looks at all brands in the background, once nothing has changed for a moment.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Weak};
use std::time::Duration;

use fineprint::server::Running;

use crate::{Failure, report, tell};

use super::desk::Desk;

/// How long nothing may change before all brands are looked at: whoever types is not to wait for it.
const QUIET: Duration = Duration::from_millis(150);

/// A thread that surveys; dropping the last handle ends it.
#[derive(Clone)]
pub(crate) struct Surveyor {
    wake: Sender<()>,
}

impl Surveyor {
    /// Begins with a survey.
    pub(crate) fn start(desk: &Arc<Desk>, running: &Weak<Running>) -> Result<Self, Failure> {
        let (wake, woken) = channel();
        let (desk, running) = (Arc::clone(desk), Weak::clone(running));
        let work = move || {
            loop {
                match woken.recv_timeout(QUIET) {
                    Ok(()) => continue,
                    Err(RecvTimeoutError::Disconnected) => return,
                    Err(RecvTimeoutError::Timeout) => {}
                }
                desk.read_all();
                if desk.preview().survey() {
                    if let Some(running) = running.upgrade() {
                        running.send("survey", &desk.preview().version().to_string());
                    }
                    tell(&verdict(desk.preview().counts()));
                    if woken.recv().is_err() {
                        return;
                    }
                }
            }
        };
        std::thread::Builder::new().name("survey".to_owned()).spawn(work)?;
        Ok(Self { wake })
    }

    /// Something has changed.
    pub(crate) fn wake(&self) {
        self.wake.send(()).ok();
    }
}

/// What the terminal says of all brands.
fn verdict(counts: (usize, usize)) -> String {
    match report::errors_and_warnings(counts).as_str() {
        "" => "no finding\n".to_owned(),
        said => format!("{said}; `fineprint check` shows all\n"),
    }
}
