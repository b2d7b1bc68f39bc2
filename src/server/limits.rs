//! How much a client may ask for, and for how long.

use std::time::Duration;

/// The bounds of a server. [`Default`] fits them to the file descriptors that this process may open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Connections that are answered at once; more get 503. A few more may be open that have not yet asked for anything.
    pub connections: usize,
    /// Event streams at once; one more ends the oldest. Less than `connections`, so that streams never keep pages out.
    pub streams: usize,
    /// Events that a stream carries before it is ended, properly, and the browser comes back.
    pub events: usize,
    /// For the whole head of a request.
    pub head: Duration,
    /// For the handler to answer, and between two signs of life of a stream.
    pub answer: Duration,
    /// For a client to take something of what is sent.
    pub write: Duration,
    /// Between two comments on a stream where nothing happens, which is how a client that has left is noticed.
    pub heartbeat: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        // A request that is answered takes four descriptors: the client's, the one to the inner server, and two there.
        let connections = (descriptors().saturating_sub(40) / 6).clamp(4, 128);
        Self {
            connections,
            streams: connections / 2,
            events: 2_000,
            head: Duration::from_secs(10),
            answer: Duration::from_secs(60),
            write: Duration::from_secs(5),
            heartbeat: Duration::from_secs(15),
        }
    }
}

/// How many file descriptors this process may have open.
#[cfg(unix)]
fn descriptors() -> usize {
    use rustix::process::{Resource, getrlimit};
    getrlimit(Resource::Nofile).current.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX)
}

/// How many handles this process may have open: more than we ever need.
#[cfg(not(unix))]
fn descriptors() -> usize {
    usize::MAX
}
