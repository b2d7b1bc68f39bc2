//! Which port is taken, and what to say when it cannot be.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::ops::RangeInclusive;

/// Where to look for a port when none is named. The first is the one that people will remember.
const PORTS: RangeInclusive<u16> = 4400..=4499;

/// Why a server has no port. [`Display`] gives a sentence that says what to do.
#[derive(Debug)]
pub struct BindError {
    address: SocketAddr,
    cause: io::Error,
}

impl Display for BindError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let port = self.address.port();
        match self.cause.kind() {
            ErrorKind::AddrInUse => write!(
                f,
                "port {port} is busy: another program listens there; name another with --port, or leave it out for the next free one"
            ),
            ErrorKind::PermissionDenied => {
                write!(
                    f,
                    "port {port} may not be opened by this user; name one above 1023 with --port, or leave it out for the next free one"
                )
            }
            ErrorKind::AddrNotAvailable => write!(f, "{} is no address of this machine", self.address.ip()),
            _ => write!(f, "cannot listen at {}: {}", self.address, self.cause),
        }
    }
}

impl Error for BindError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.cause)
    }
}

/// Listens at a port; see [`Server::bind`](super::Server::bind). Returns the address with the port that it got.
pub(super) fn bind(host: IpAddr, port: Option<u16>) -> Result<(TcpListener, SocketAddr), BindError> {
    if let Some(port) = port {
        return listen(host, port);
    }
    for port in PORTS {
        match listen(host, port) {
            Err(error) if error.cause.kind() == ErrorKind::AddrInUse => {}
            other => return other,
        }
    }
    listen(host, 0)
}

fn listen(host: IpAddr, port: u16) -> Result<(TcpListener, SocketAddr), BindError> {
    let address = SocketAddr::new(host, port);
    let listen = || {
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    listen().map_err(|cause| BindError { address, cause })
}
