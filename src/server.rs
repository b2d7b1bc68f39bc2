//! The preview's HTTP server on loopback: bounded, supervised, knowing nothing of what it serves.
//!
//! `tiny_http` does the HTTP, but it has no limits and no timeouts, and its accept thread dies when file descriptors run out. So a *gate*
//! stands before it: the public listener, which takes nothing but one small, plain GET or HEAD request a connection and hands it on to
//! `tiny_http`, which listens on a port of its own. What is wrong with a request the gate says itself.
//!
//! ```text
//! browser ─► gate (limits, deadlines) ─► inner (tiny_http, supervised) ─► guard (Host, Origin) ─► handler ─► answer or event stream
//! ```
#![expect(clippy::disallowed_methods, reason = "this is the rim: it keeps time, because clients do not")]

mod answer;
mod bind;
mod gate;
mod guard;
mod head;
mod inner;
mod limits;
mod panics;
mod pass;
mod refusal;
mod screen;
mod streams;
mod table;

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use gate::Gate;
use inner::Inner;
use streams::Streams;

pub use answer::{Answer, Request};
pub use bind::BindError;
pub use limits::Limits;
pub use screen::{Screened, screen};

/// How many threads ask the handler.
const WORKERS: usize = 4;

/// How long a stop lets answers that are under way reach their clients.
const GRACE: Duration = Duration::from_millis(500);

/// How long a stop waits for a thread that has been told to end; one that does not is left behind.
const PATIENCE: Duration = Duration::from_secs(2);

/// A server that has its port and does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    inner: TcpListener,
    address: SocketAddr,
    limits: Limits,
}

impl Server {
    /// Takes a port of `host`. `port`: `None` is 4400 or, where that is busy, the next free one up to 4499, then any; `Some(0)` is any;
    /// `Some(port)` is that one.
    ///
    /// # Errors
    /// When the port is busy or may not be opened; the error is a sentence for a user.
    pub fn bind(host: IpAddr, port: Option<u16>) -> Result<Self, BindError> {
        let (listener, address) = bind::bind(host, port)?;
        let (inner, _) = bind::bind(IpAddr::from([127, 0, 0, 1]), Some(0))?;
        Ok(Self { listener, inner, address, limits: Limits::default() })
    }

    /// The same server with other limits.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Where it listens: the host it was given, and the port it got.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Begins to answer. The handler is asked by several threads at once; it sees only requests whose `Host` and origin are this
    /// server's own. When it panics, that request is answered with 500.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn start(self, handler: impl Fn(&Request<'_>) -> Answer + Send + Sync + 'static) -> io::Result<Running> {
        panics::watch();
        let streams = Arc::new(Streams::new(self.limits));
        let to_inner = self.inner.local_addr()?;
        let inner = Arc::new(Inner::new(self.inner, self.address, Arc::clone(&streams), Box::new(handler))?);
        let gate = Arc::new(Gate::new(self.address, to_inner, self.limits));
        let mut running = Running { address: self.address, streams, inner, gate, workers: Vec::new(), accepting: None };
        for _ in 0..WORKERS {
            let inner = Arc::clone(&running.inner);
            running.workers.push(spawn("worker", move || inner.work())?);
        }
        let gate = Arc::clone(&running.gate);
        running.accepting = Some(spawn("gate", move || gate.accept(&self.listener))?);
        Ok(running)
    }
}

/// Starts a thread with a name, by which it is known not to be one of `tiny_http`'s.
fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name(format!("fineprint-{name}")).spawn(work)
}

/// A server that answers. Dropping it stops it.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    streams: Arc<Streams>,
    inner: Arc<Inner>,
    gate: Arc<Gate>,
    workers: Vec<JoinHandle<()>>,
    accepting: Option<JoinHandle<()>>,
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sends an event to every open stream. Never waits for a client: a stream that is too far behind is ended. `data` may have several
    /// lines. A client that connects later does not get it.
    pub fn send(&self, event: &str, data: &str) {
        self.streams.send(event, data);
    }

    /// How many event streams are open. One whose client has left counts until the next event or heartbeat.
    pub fn streams(&self) -> usize {
        self.streams.count()
    }

    /// How often `tiny_http` has been started anew after its death.
    pub fn restarts(&self) -> usize {
        self.inner.restarts()
    }

    /// Stops: ends every stream with its last chunk, lets answers under way finish for half a second, gives the port back.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.gate.stop(self.accepting.take());
        self.streams.close();
        self.gate.clear(GRACE);
        self.inner.stop(WORKERS);
        for worker in self.workers.drain(..) {
            wait_for(PATIENCE, || worker.is_finished());
        }
        wait_for(PATIENCE, || self.streams.count() == 0);
    }
}

/// Waits until something is so, looking often, but no longer than `within`.
fn wait_for(within: Duration, is_so: impl Fn() -> bool) {
    let until = Instant::now() + within;
    while !is_so() && Instant::now() < until {
        thread::sleep(Duration::from_millis(2));
    }
}
