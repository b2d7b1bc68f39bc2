//! What a handler is asked and what it may answer.

use std::io::Cursor;
use std::sync::Arc;

use tiny_http::{Header, Response, StatusCode};

use super::refusal::Refusal;

/// What every answer says of itself, whatever the handler says: nothing is kept, guessed, passed on to others or framed by them.
pub(super) const ALWAYS: [(&str, &str); 6] = [
    ("Server", "fineprint"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Frame-Options", "SAMEORIGIN"),
];

/// What a client asks for, by GET or HEAD; the server sees to the difference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request<'a> {
    /// The path as it was sent, neither decoded nor normalised: it begins with `/` and is printable ASCII, and may hold `..`, `//` and
    /// `%00`. Look it up; never take it for a path of a disk.
    pub path: &'a str,
    /// What follows the first `?`, as it was sent.
    pub query: Option<&'a str>,
    /// Names and values in the order in which they were sent. Without cookies and what concerns the connection.
    pub headers: Vec<(&'a str, &'a str)>,
}

impl<'a> Request<'a> {
    /// What `tiny_http` has read.
    pub(super) fn new(request: &'a tiny_http::Request) -> Self {
        let header = |header: &'a Header| (header.field.as_str().as_str(), header.value.as_str());
        Self::to(request.url(), request.headers().iter().map(header).collect())
    }

    /// What the lines of a head say that the gate has taken.
    pub(super) fn of_head(head: &'a str) -> Self {
        let mut lines = head.split("\r\n");
        let target = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
        Self::to(target, lines.filter_map(|line| line.split_once(": ")).collect())
    }

    fn to(target: &'a str, headers: Vec<(&'a str, &'a str)>) -> Self {
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (target, None),
        };
        Self { path, query, headers }
    }

    /// The value of the first header of this name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// The values of all headers of this name, whatever its case.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }
}

/// What a handler answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// A page or a file.
    Content {
        /// The HTTP status.
        status: u16,
        /// Names and values of headers, printable ASCII. Length and what every answer says are added.
        headers: Vec<(&'static str, String)>,
        /// The bytes; not sent where the client asked by HEAD.
        body: Arc<[u8]>,
    },
    /// The connection becomes an event stream, which gets what [`Running::send`](super::Running::send) sends.
    Stream,
}

impl Answer {
    /// A short text for a person.
    pub fn text(status: u16, text: &str) -> Self {
        let headers = vec![("Content-Type", "text/plain; charset=utf-8".to_owned())];
        Self::Content { status, headers, body: format!("{text}\n").into_bytes().into() }
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        Self::text(refusal.status, refusal.why)
    }
}

/// The answer as `tiny_http` sends it. A header that cannot be sent is left out.
pub(super) fn response(status: u16, headers: &[(&'static str, String)], body: Arc<[u8]>) -> Response<Cursor<Arc<[u8]>>> {
    let own = headers.iter().map(|(name, value)| (*name, value.as_str()));
    let own = own.filter(|(name, _)| !ALWAYS.iter().any(|(always, _)| always.eq_ignore_ascii_case(name)));
    // A line break would begin a header that nobody has asked for.
    let sendable = own.filter(|(_, value)| value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()));
    let headers = sendable.chain(ALWAYS).filter_map(|(name, value)| Header::from_bytes(name, value).ok()).collect();
    let length = body.len();
    Response::new(StatusCode(status), headers, Cursor::new(body), Some(length), None).with_chunked_threshold(usize::MAX)
}
