//! A toy to serve, and a client that sends whatever bytes it is told to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use fineprint::server::{Answer, Limits, Request, Running, Server};

/// How long a test waits for what must happen.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// Serves the toy on any port.
pub(super) fn start(limits: Limits) -> Running {
    start_with(limits, toy)
}

pub(super) fn start_with(limits: Limits, handler: impl Fn(&Request<'_>) -> Answer + Send + Sync + 'static) -> Running {
    Server::bind(Ipv4Addr::LOCALHOST.into(), Some(0)).unwrap().with_limits(limits).start(handler).unwrap()
}

/// A few pages.
pub(super) fn toy(request: &Request<'_>) -> Answer {
    let page = |size: usize| Answer::Content { status: 200, headers: Vec::new(), body: vec![b'x'; size].into() };
    match request.path {
        "/" => Answer::text(200, "hello"),
        "/page" => page(60_000),
        "/big" => page(16 << 20),
        "/stream" | "/_fineprint/stream" => Answer::Stream,
        "/panic" => panic!("the toy breaks, as it should"),
        "/headers" => {
            let named = [("Content-Type", "text/css"), ("cache-control", "public"), ("X-Break", "a\r\nX-Forged: b"), ("X-Own", "mine")];
            let headers = named.map(|(name, value)| (name, value.to_owned())).to_vec();
            Answer::Content { status: 203, headers, body: Arc::default() }
        }
        path => Answer::text(404, &format!("{path} {:?} {:?} {:?}", request.query, request.header("x-test"), request.header("cookie"))),
    }
}

/// A handler that counts how often it is asked.
pub(super) fn counting() -> (Arc<AtomicUsize>, impl Fn(&Request<'_>) -> Answer + Send + Sync + 'static) {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let handler = move |request: &Request<'_>| {
        counter.fetch_add(1, Ordering::SeqCst);
        toy(request)
    };
    (count, handler)
}

/// Waits until something is so.
pub(super) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < end, "{what}: not in {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

pub(super) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// What a server said until it closed the connection.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Reply {
    /// 0: nothing at all.
    pub(super) status: u16,
    /// With the first line, each line ended by CR LF.
    pub(super) head: String,
    pub(super) body: String,
}

/// Reads to the end; an end by reset is one too.
pub(super) fn reply(mut stream: TcpStream) -> Reply {
    let mut bytes = Vec::new();
    if let Err(error) = stream.read_to_end(&mut bytes) {
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "{error}");
    }
    let text = String::from_utf8(bytes).unwrap();
    if text.is_empty() {
        return Reply { status: 0, head: String::new(), body: String::new() };
    }
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no head: {text:?}"));
    let status = head.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..5)).and_then(|status| status.parse().ok());
    Reply { status: status.unwrap_or_else(|| panic!("no status: {head}")), head: format!("{head}\r\n"), body: body.to_owned() }
}

/// Sends bytes; a server that has heard enough need not hear all of them.
pub(super) fn raw(address: SocketAddr, bytes: &[u8]) -> Reply {
    let mut stream = connect(address);
    let _ = stream.write_all(bytes);
    reply(stream)
}

/// A request with more headers, each ended by CR LF.
pub(super) fn ask(address: SocketAddr, method: &str, target: &str, headers: &str) -> Reply {
    raw(address, format!("{method} {target} HTTP/1.1\r\nHost: {address}\r\n{headers}\r\n").as_bytes())
}

pub(super) fn get(address: SocketAddr, target: &str) -> Reply {
    ask(address, "GET", target, "")
}

/// The server is well.
pub(super) fn assert_serves(address: SocketAddr) {
    let reply = get(address, "/");
    assert_eq!((reply.status, reply.body.as_str()), (200, "hello\n"), "{}", reply.head);
}

/// An event stream as a browser reads it.
pub(super) struct Stream {
    reader: BufReader<TcpStream>,
}

impl Stream {
    /// Opens a stream; when this returns the server knows it.
    pub(super) fn open(address: SocketAddr) -> Self {
        let mut stream = connect(address);
        write!(stream, "GET /stream HTTP/1.1\r\nHost: {address}\r\nAccept: text/event-stream\r\n\r\n").unwrap();
        let mut stream = Self { reader: BufReader::new(stream) };
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(stream.reader.read_line(&mut head).unwrap() > 0, "{head}");
        }
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && head.contains("\r\nContent-Type: text/event-stream\r\n"), "{head}");
        assert!(head.contains("\r\nCache-Control: no-store\r\n") && head.contains("\r\nConnection: close\r\n"), "{head}");
        assert_eq!(stream.chunk().as_deref(), Some("retry: 300\n\n"));
        stream
    }

    /// The next chunk; `None` is the last one, after which the connection is closed.
    pub(super) fn chunk(&mut self) -> Option<String> {
        let mut size = String::new();
        self.reader.read_line(&mut size).unwrap();
        let size = usize::from_str_radix(size.trim_end(), 16).unwrap_or_else(|_| panic!("{size:?} is no size of a chunk"));
        let mut text = vec![0; size + 2];
        self.reader.read_exact(&mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        let text = text.strip_suffix("\r\n").unwrap();
        if size == 0 {
            let mut rest = Vec::new();
            self.reader.read_to_end(&mut rest).unwrap();
            assert_eq!(rest, b"", "after the last chunk");
            return None;
        }
        Some(text.to_owned())
    }

    /// Leaves.
    pub(super) fn leave(self) {
        self.reader.get_ref().shutdown(Shutdown::Both).unwrap();
    }
}
