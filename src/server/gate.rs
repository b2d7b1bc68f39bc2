//! The public listener: takes connections within bounds, and never dies.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::limits::Limits;
use super::table::Table;
use super::{PATIENCE, pass, spawn, wait_for};

/// How long to wait when the system has no descriptors or threads to give.
const PAUSE: Duration = Duration::from_millis(20);

/// What stands before the inner server.
#[derive(Debug)]
pub(super) struct Gate {
    table: Arc<Table>,
    address: SocketAddr,
    inner: SocketAddr,
    limits: Limits,
    stops: AtomicBool,
}

impl Gate {
    /// A gate at `address` that hands requests on to `inner`.
    pub(super) fn new(address: SocketAddr, inner: SocketAddr, limits: Limits) -> Self {
        Self { table: Arc::new(Table::new(limits.connections)), address, inner, limits, stops: AtomicBool::new(false) }
    }

    /// Takes connections until the gate stops; each has a thread of its own. What goes wrong concerns one connection, never the listener.
    pub(super) fn accept(&self, listener: &TcpListener) {
        while !self.stops.load(Ordering::Relaxed) {
            match listener.accept() {
                Ok((client, _)) => self.enter(client),
                // The client has gone before we came.
                Err(error)
                    if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::Interrupted) => {}
                Err(_) => self.recover(),
            }
        }
    }

    fn enter(&self, client: TcpStream) {
        let Some(seat) = self.table.enter(client) else { return };
        let (inner, limits) = (self.inner, self.limits);
        if spawn("connection", move || pass::serve(&seat, inner, limits)).is_err() {
            self.recover();
        }
    }

    /// Frees what can be freed, and lets others free what they can.
    fn recover(&self) {
        self.table.make_room();
        thread::sleep(PAUSE);
    }

    /// Takes no more connections and ends the thread that did, which frees the port. Answers under way go on.
    pub(super) fn stop(&self, accepting: Option<JoinHandle<()>>) {
        self.stops.store(true, Ordering::Relaxed);
        self.table.close();
        if let Some(thread) = accepting {
            // `accept` cannot be called off, but it returns when somebody connects.
            wait_for(PATIENCE, || {
                thread.is_finished() || { TcpStream::connect_timeout(&self.near(), PAUSE).is_ok() && thread.is_finished() }
            });
        }
    }

    /// Ends what is left: what has not been sent `within` this time is cut off.
    pub(super) fn clear(&self, within: Duration) {
        self.table.clear(within);
    }

    /// Where we reach ourselves.
    fn near(&self) -> SocketAddr {
        let ip = match self.address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        SocketAddr::new(ip, self.address.port())
    }
}
