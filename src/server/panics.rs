//! Notices when a thread of `tiny_http` dies, which it tells nobody.

use std::panic::{self, PanicHookInfo};
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

static WATCHED: Once = Once::new();

static DEATHS: AtomicUsize = AtomicUsize::new(0);

/// Begins to count, for the rest of the process. Panics that are not `tiny_http`'s go to whatever has seen to them before; its own are kept
/// out of the user's terminal, because it is started anew.
pub(super) fn watch() {
    WATCHED.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let theirs = is_theirs(info);
            // Its threads have no names, ours do. When the system gives it no thread, it is the standard library that panics.
            if theirs || thread::current().name().is_none() {
                DEATHS.fetch_add(1, Ordering::Relaxed);
            }
            if !theirs {
                before(info);
            }
        }));
    });
}

/// How many threads have died that may have been `tiny_http`'s: of any server in this process.
pub(super) fn deaths() -> usize {
    DEATHS.load(Ordering::Relaxed)
}

/// Whether the panic comes from a source file of `tiny_http`.
fn is_theirs(info: &PanicHookInfo<'_>) -> bool {
    let folders = |location: &panic::Location<'_>| {
        let parts: Vec<&str> = location.file().split(['/', '\\']).collect();
        parts.windows(2).any(|pair| matches!(pair, [name, "src"] if name.starts_with("tiny_http")))
    };
    info.location().is_some_and(folders)
}
