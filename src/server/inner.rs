//! `tiny_http`, supervised: when its accept thread has died, it is started anew on the same port.

use std::fmt::{self, Debug, Formatter};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::answer::{Answer, Request, response};
use super::streams::Streams;
use super::{guard, panics};

/// How long a worker waits for a request before it looks whether all is well.
const ROUND: Duration = Duration::from_millis(200);

/// How long to wait when the system has nothing to give.
const PAUSE: Duration = Duration::from_millis(20);

type Handler = Box<dyn Fn(&Request<'_>) -> Answer + Send + Sync>;

/// The server behind the gate. It listens on loopback, where other programs reach it too: what they may ask is checked here.
pub(super) struct Inner {
    listener: TcpListener,
    current: Mutex<Current>,
    restarts: AtomicUsize,
    stops: AtomicBool,
    /// Where the gate listens, which is what clients know.
    address: SocketAddr,
    streams: Arc<Streams>,
    handler: Handler,
}

/// `tiny_http` as it runs now.
struct Current {
    server: Arc<tiny_http::Server>,
    /// How many threads had died when it was started.
    deaths: usize,
    /// It has said that it takes no more connections, which it says only once.
    is_dead: bool,
}

impl Inner {
    /// Starts `tiny_http` on a copy of `listener`. `address` is where the gate listens.
    pub(super) fn new(listener: TcpListener, address: SocketAddr, streams: Arc<Streams>, handler: Handler) -> io::Result<Self> {
        let current = Mutex::new(start(&listener)?);
        let (restarts, stops) = (AtomicUsize::new(0), AtomicBool::new(false));
        Ok(Self { listener, current, restarts, stops, address, streams, handler })
    }

    /// How often it has been started anew.
    pub(super) fn restarts(&self) -> usize {
        self.restarts.load(Ordering::Relaxed)
    }

    /// Ends the workers, which are so many, when they have done what they are at.
    pub(super) fn stop(&self, workers: usize) {
        self.stops.store(true, Ordering::Relaxed);
        let server = Arc::clone(&self.current().server);
        (0..workers).for_each(|_| server.unblock());
    }

    /// Answers requests until the server stops.
    pub(super) fn work(&self) {
        while !self.stops.load(Ordering::Relaxed) {
            let server = Arc::clone(&self.current().server);
            match server.recv_timeout(ROUND) {
                Ok(Some(request)) => self.serve(request),
                Ok(None) => self.look_after(&server, false),
                Err(_) => self.look_after(&server, true),
            }
        }
    }

    fn current(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts `tiny_http` anew if `server`, the one that has been at work, is dead or may be. One that is not is none the worse for it.
    fn look_after(&self, server: &Arc<tiny_http::Server>, is_dead: bool) {
        let mut current = self.current();
        if !Arc::ptr_eq(server, &current.server) {
            return;
        }
        current.is_dead |= is_dead || current.deaths != panics::deaths();
        if !current.is_dead {
            return;
        }
        match start(&self.listener) {
            Ok(next) => {
                *current = next;
                drop(current);
                self.restarts.fetch_add(1, Ordering::Relaxed);
                // What it had still taken in.
                while let Ok(Some(request)) = server.try_recv() {
                    self.serve(request);
                }
            }
            Err(_) => {
                drop(current);
                thread::sleep(PAUSE);
            }
        }
    }

    /// Answers a request. A panic, whosever it is, ends with this request.
    fn serve(&self, request: tiny_http::Request) {
        let serve = || match self.answer(&request) {
            Answer::Stream if *request.method() == tiny_http::Method::Get => self.streams.open(request),
            Answer::Stream => respond(request, 200, &[("Content-Type", "text/event-stream".to_owned())], Arc::default()),
            Answer::Content { status, headers, body } => respond(request, status, &headers, body),
        };
        // `tiny_http` answers 500 for a request that is dropped.
        drop(catch_unwind(AssertUnwindSafe(serve)));
    }

    /// What to say to a request.
    fn answer(&self, request: &tiny_http::Request) -> Answer {
        let asked = Request::new(request);
        let from = match guard::check(&asked, self.address) {
            Ok(from) => from,
            Err(refusal) => return refusal.into(),
        };
        let answer = catch_unwind(AssertUnwindSafe(|| (self.handler)(&asked)));
        let answer = answer.unwrap_or_else(|_| Answer::text(500, "The preview has a fault: it could not make this page."));
        match answer {
            Answer::Stream if *request.http_version() < (1, 1) => Answer::text(505, "An event stream needs HTTP/1.1."),
            Answer::Stream => guard::check_stream(from).map_or_else(Answer::from, |()| Answer::Stream),
            content @ Answer::Content { .. } => content,
        }
    }
}

/// Sends an answer. The gate hears it if it does not arrive.
fn respond(request: tiny_http::Request, status: u16, headers: &[(&'static str, String)], body: Arc<[u8]>) {
    let _ = request.respond(response(status, headers, body));
}

/// Starts `tiny_http` on a copy of the listener, so that its death does not take the port with it.
fn start(listener: &TcpListener) -> io::Result<Current> {
    let deaths = panics::deaths();
    let server = tiny_http::Server::from_listener(listener.try_clone()?, None).map_err(io::Error::other)?;
    Ok(Current { server: Arc::new(server), deaths, is_dead: false })
}

impl Debug for Inner {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner").field("address", &self.address).field("restarts", &self.restarts).finish_non_exhaustive()
    }
}
