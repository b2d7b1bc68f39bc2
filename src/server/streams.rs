//! Event streams: what the server tells pages that are open, without ever waiting for one of them.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::answer::ALWAYS;
use super::limits::Limits;
use super::spawn;

/// How many events may wait for a client. One that is further behind is ended; the browser comes back.
const QUEUE: usize = 256;

/// What a stream begins with: browsers come back after so many milliseconds.
const FIRST: &str = "retry: 300\n\n";

/// All streams that are open. Each has a thread of its own, and a queue: to drop the queue's end here is to end the stream.
#[derive(Debug)]
pub(super) struct Streams {
    open: Mutex<Open>,
    limits: Limits,
}

#[derive(Default, Debug)]
struct Open {
    /// By the order in which they came. `None`: its thread is about to end.
    queues: BTreeMap<u64, Option<SyncSender<Arc<str>>>>,
    next: u64,
    closed: bool,
}

impl Streams {
    /// No stream yet.
    pub(super) fn new(limits: Limits) -> Self {
        Self { open: Mutex::default(), limits }
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many have not ended.
    pub(super) fn count(&self) -> usize {
        self.lock().queues.len()
    }

    /// Sends an event to all.
    pub(super) fn send(&self, event: &str, data: &str) {
        let text: Arc<str> = frame(event, data).into();
        let mut open = self.lock();
        for queue in open.queues.values_mut() {
            if queue.as_ref().is_some_and(|queue| queue.try_send(Arc::clone(&text)).is_err()) {
                *queue = None;
            }
        }
    }

    /// Ends all, and opens no more.
    pub(super) fn close(&self) {
        let mut open = self.lock();
        open.closed = true;
        open.queues.values_mut().for_each(|queue| *queue = None);
    }

    /// Makes a stream of a request.
    pub(super) fn open(self: &Arc<Self>, request: tiny_http::Request) {
        let Some((id, queue)) = self.enter() else { return };
        let streams = Arc::clone(self);
        let run = move || {
            // A client that has gone is no fault, and its place is free whatever becomes of it.
            drop(catch_unwind(AssertUnwindSafe(|| streams.run(request.into_writer(), &queue))));
            streams.lock().queues.remove(&id);
        };
        if spawn("stream", run).is_err() {
            self.lock().queues.remove(&id);
        }
    }

    /// A place for one more; the oldest makes way.
    fn enter(&self) -> Option<(u64, Receiver<Arc<str>>)> {
        let mut open = self.lock();
        if open.closed {
            return None;
        }
        let live = open.queues.values().filter(|queue| queue.is_some()).count();
        if live >= self.limits.streams
            && let Some(oldest) = open.queues.values_mut().find(|queue| queue.is_some())
        {
            *oldest = None;
        }
        let (sender, queue) = sync_channel(QUEUE);
        let id = open.next;
        open.next += 1;
        open.queues.insert(id, Some(sender));
        Some((id, queue))
    }

    /// Writes a stream to its end, which comes with its last chunk, so that the browser sees that it is the end.
    fn run(&self, mut to: impl Write, queue: &Receiver<Arc<str>>) -> io::Result<()> {
        let mut head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n".to_owned();
        for (name, value) in ALWAYS {
            head.extend([name, ": ", value, "\r\n"]);
        }
        head.push_str("\r\n");
        write(&mut to, &(head + &chunk(FIRST)))?;
        let mut left = self.limits.events;
        while left > 0 {
            match queue.recv_timeout(self.limits.heartbeat) {
                Ok(text) => {
                    write(&mut to, &chunk(&text))?;
                    left -= 1;
                }
                Err(RecvTimeoutError::Timeout) => write(&mut to, &chunk(":\n\n"))?,
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        write(&mut to, "0\r\n\r\n")
    }
}

/// In one piece, and at once: a part that waits for the rest to be acknowledged would come late.
fn write(to: &mut impl Write, text: &str) -> io::Result<()> {
    to.write_all(text.as_bytes())?;
    to.flush()
}

/// Text as a chunk of a chunked answer.
fn chunk(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

/// An event as a stream carries it: `data` line by line, whatever ends its lines.
fn frame(event: &str, data: &str) -> String {
    let mut text = format!("event: {}\n", event.replace(['\r', '\n'], " "));
    for line in data.replace("\r\n", "\n").split(['\r', '\n']) {
        text.extend(["data: ", line, "\n"]);
    }
    text.push('\n');
    text
}
