//! One connection: its request handed on, the answer handed back, and a good end, so that the client gets all of it.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::head::{self, Head};
use super::limits::Limits;
use super::refusal::Refusal;
use super::table::Seat;

/// How long we listen to a client that has had its answer. To hang up on one that still speaks would take the answer from it.
const LINGER: Duration = Duration::from_millis(500);

/// How long it may take to reach the inner server, which is on this machine.
const REACH: Duration = Duration::from_secs(5);

/// How often the inner server is asked. A request changes nothing: it may be asked again.
const TRIES: usize = 2;

/// A line of every answer that comes from us, and of none that `tiny_http` makes up for a request that it has lost.
const OURS: &[u8] = b"Server: fineprint";

const BUSY: Refusal = Refusal { status: 503, why: "Too many pages are being loaded at once. Try again in a moment." };

const NO_ANSWER: Refusal = Refusal { status: 502, why: "The preview gave no answer. Try again." };

/// Serves a connection from its first byte to its end.
pub(super) fn serve(seat: &Seat, inner: SocketAddr, limits: Limits) {
    let client = seat.client();
    // A connection for which these cannot be set is gone.
    if client.set_nodelay(true).is_err() || client.set_write_timeout(Some(limits.write)).is_err() {
        return;
    }
    match head::read(client, limits.head) {
        Ok(None) => return,
        Ok(Some(head)) => answer(seat, inner, limits, &head),
        Err(refusal) => say(client, refusal, false),
    }
    seat.set_idle();
    hang_up(client);
}

/// Tells a client why not. One that does not listen need not hear it.
fn say(client: &TcpStream, refusal: Refusal, only_head: bool) {
    let _ = refusal.write(client, only_head);
}

/// Answers a request by what the inner server says to it. It is asked again where it has died over the first time: it is soon started anew.
fn answer(seat: &Seat, inner: SocketAddr, limits: Limits, head: &Head) {
    if !seat.is_admitted() {
        return say(seat.client(), BUSY, head.only_head);
    }
    for _ in 0..TRIES {
        let Ok(inner) = TcpStream::connect_timeout(&inner, REACH) else {
            return say(seat.client(), BUSY, head.only_head);
        };
        let inner = Arc::new(inner);
        seat.set_inner(Arc::clone(&inner));
        if let Ok((bytes, rest)) = ask(&inner, limits, head) {
            // When this fails the client has gone. The connection to the inner server ends with it, which a stream notices.
            let _ = hand_back(seat.client(), &bytes, rest);
            return;
        }
    }
    say(seat.client(), NO_ANSWER, head.only_head);
}

/// Hands the request on. Returns the answer and, if it is a stream, where more of it will come from. An answer of known length is fetched
/// whole: a client that takes its time must not keep one of the inner server's threads.
fn ask<'a>(mut inner: &'a TcpStream, limits: Limits, head: &Head) -> io::Result<(Vec<u8>, Option<BufReader<&'a TcpStream>>)> {
    inner.set_nodelay(true)?;
    inner.set_read_timeout(Some(limits.answer))?;
    inner.write_all(head.text.as_bytes())?;
    let mut rest = BufReader::with_capacity(64 * 1024, inner);
    let mut bytes = Vec::new();
    let (mut is_ours, mut is_stream) = (false, false);
    loop {
        let start = bytes.len();
        rest.read_until(b'\n', &mut bytes)?;
        match bytes.get(start..).and_then(|line| line.strip_suffix(b"\r\n")) {
            Some(b"") => break,
            Some(line) => {
                is_ours |= line == OURS;
                is_stream |= line == b"Transfer-Encoding: chunked";
            }
            None => return Err(ErrorKind::UnexpectedEof.into()),
        }
    }
    if !is_ours {
        return Err(ErrorKind::ConnectionAborted.into());
    }
    bytes.truncate(bytes.len().saturating_sub(2));
    bytes.extend(b"Connection: close\r\n\r\n");
    if is_stream {
        return Ok((bytes, Some(rest)));
    }
    rest.read_to_end(&mut bytes)?;
    Ok((bytes, None))
}

/// Writes the answer to the client.
fn hand_back(mut client: &TcpStream, bytes: &[u8], rest: Option<BufReader<&TcpStream>>) -> io::Result<()> {
    client.write_all(bytes)?;
    rest.map_or(Ok(()), |mut rest| io::copy(&mut rest, &mut client).map(drop))
}

/// Ends a connection: says that nothing follows, and listens until the client has heard it.
fn hang_up(mut client: &TcpStream) {
    let until = Instant::now() + LINGER;
    let mut block = [0; 16 * 1024];
    if client.shutdown(Shutdown::Write).is_err() {
        return;
    }
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() || client.set_read_timeout(Some(left)).is_err() || !matches!(client.read(&mut block), Ok(1..)) {
            return;
        }
    }
}
