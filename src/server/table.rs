//! The connections that are open, and which of them goes when there are too many.

use std::collections::BTreeMap;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How many connections may be open that are not being answered, beside those that are.
const WAITING: usize = 4;

/// What is known of a connection.
#[derive(Debug)]
struct Entry {
    client: Arc<TcpStream>,
    /// The connection to the inner server, while an answer is fetched.
    inner: Option<Arc<TcpStream>>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// Its request is not complete, or it has been answered and is being closed. May be cut off at any time.
    Idle,
    /// It waits for its answer or gets it.
    Answered,
    /// It has been cut off, and its thread is about to end.
    Cut,
}

impl Entry {
    /// Wakes whatever waits for this connection; it sees the end of it.
    fn cut(&mut self) {
        self.state = State::Cut;
        for stream in [Some(&self.client), self.inner.as_ref()].into_iter().flatten() {
            // A client that has gone is cut off already.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

/// All connections, by the order in which they came.
#[derive(Debug)]
pub(super) struct Table {
    open: Mutex<Open>,
    freed: Condvar,
    /// How many may be answered at once.
    most: usize,
}

#[derive(Default, Debug)]
struct Open {
    entries: BTreeMap<u64, Entry>,
    next: u64,
    closed: bool,
}

impl Table {
    /// A table for `most` connections that are answered at once, and a few that wait.
    pub(super) fn new(most: usize) -> Self {
        Self { open: Mutex::default(), freed: Condvar::new(), most }
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enters a connection, and waits until there is room for it: the oldest that is idle makes way. `None` when the table is closed.
    pub(super) fn enter(self: &Arc<Self>, client: TcpStream) -> Option<Seat> {
        let client = Arc::new(client);
        let mut open = self.lock();
        while open.entries.len() >= self.most + WAITING && !open.closed {
            open.cut_oldest();
            open = self.freed.wait(open).unwrap_or_else(PoisonError::into_inner);
        }
        if open.closed {
            return None;
        }
        let id = open.next;
        open.next += 1;
        open.entries.insert(id, Entry { client: Arc::clone(&client), inner: None, state: State::Idle });
        Some(Seat { table: Arc::clone(self), id, client })
    }

    /// Cuts off the oldest idle connection, so that its descriptor is free again soon.
    pub(super) fn make_room(&self) {
        self.lock().cut_oldest();
    }

    /// Takes no more connections, and cuts off those that are idle.
    pub(super) fn close(&self) {
        let mut open = self.lock();
        open.closed = true;
        open.entries.values_mut().filter(|entry| entry.state == State::Idle).for_each(Entry::cut);
        self.freed.notify_all();
    }

    /// Waits for all connections to end; what is left after `within` is cut off, and waited for as long again.
    pub(super) fn clear(&self, within: Duration) {
        let ended = |open: &mut Open| !open.entries.is_empty();
        let (mut open, _) = self.freed.wait_timeout_while(self.lock(), within, ended).unwrap_or_else(PoisonError::into_inner);
        open.entries.values_mut().for_each(Entry::cut);
        drop(self.freed.wait_timeout_while(open, within, ended));
    }
}

impl Open {
    /// One at a time: another is not cut off before the last one has gone.
    fn cut_oldest(&mut self) {
        if !self.entries.values().any(|entry| entry.state == State::Cut)
            && let Some(entry) = self.entries.values_mut().find(|entry| entry.state == State::Idle)
        {
            entry.cut();
        }
    }
}

/// A connection's place in the table; it is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    table: Arc<Table>,
    id: u64,
    client: Arc<TcpStream>,
}

impl Seat {
    /// The connection to the client.
    pub(super) fn client(&self) -> &TcpStream {
        &self.client
    }

    /// Marks the connection as one that is answered, unless there are too many or the server stops.
    pub(super) fn is_admitted(&self) -> bool {
        let mut open = self.table.lock();
        let answered = open.entries.values().filter(|entry| entry.state == State::Answered).count();
        let has_room = answered < self.table.most && !open.closed;
        match open.entries.get_mut(&self.id).filter(|entry| has_room && entry.state == State::Idle) {
            Some(entry) => {
                entry.state = State::Answered;
                true
            }
            None => false,
        }
    }

    /// Notes the connection to the inner server, so that it is cut off with the client's.
    pub(super) fn set_inner(&self, inner: Arc<TcpStream>) {
        if let Some(entry) = self.table.lock().entries.get_mut(&self.id) {
            entry.inner = Some(inner);
            if entry.state == State::Cut {
                entry.cut();
            }
        }
    }

    /// Marks the connection as one that has been answered: from now on it may be cut off.
    pub(super) fn set_idle(&self) {
        let mut open = self.table.lock();
        let closed = open.closed;
        if let Some(entry) = open.entries.get_mut(&self.id).filter(|entry| entry.state == State::Answered) {
            entry.inner = None;
            entry.state = State::Idle;
            if closed {
                entry.cut();
            }
        }
        self.table.freed.notify_all();
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let entry = self.table.lock().entries.remove(&self.id);
        drop(entry);
        self.table.freed.notify_all();
    }
}
