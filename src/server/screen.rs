//! What becomes of the bytes that a client sends, without a connection: for tests that try any bytes.

use std::net::SocketAddr;

use super::answer::Request;
use super::refusal::Refusal;
use super::{guard, head};

/// What becomes of a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Screened {
    /// Its head is not all there yet.
    Incomplete,
    /// It is refused, with this HTTP status.
    Refused(u16),
    /// It would be answered. The head, as it is handed on.
    Taken(String),
}

/// What the gate and the guard of a server at `own` make of `bytes`.
pub fn screen(bytes: &[u8], own: SocketAddr) -> Screened {
    let screened = || -> Result<Screened, Refusal> {
        let Some(head) = head::taken(bytes)? else { return Ok(Screened::Incomplete) };
        guard::check(&Request::of_head(&head.text), own)?;
        Ok(Screened::Taken(head.text))
    };
    screened().unwrap_or_else(|refusal| Screened::Refused(refusal.status))
}
