//! Requests that are none, and clients that take their time.

use std::io::{ErrorKind, Read, Write};
use std::sync::atomic::Ordering;
use std::time::Duration;

use fineprint::server::Limits;

use super::support::{PATIENCE, assert_serves, connect, counting, raw, reply, start, start_with};

#[test]
fn what_is_no_plain_request_is_refused() {
    let (asked, handler) = counting();
    let server = start_with(Limits::default(), handler);
    let host = format!("Host: {}\r\n", server.address());
    let long = |length: usize| "a".repeat(length);
    let cases: Vec<(u16, String)> = vec![
        (414, format!("GET /{} HTTP/1.1\r\n{host}\r\n", long(5_000))),
        (414, long(1_000_000)),
        (431, format!("GET / HTTP/1.1\r\n{host}X: {}\r\n\r\n", long(20_000))),
        (431, format!("GET / HTTP/1.1\r\n{host}{}\r\n", "X: y\r\n".repeat(4_000))),
        (431, format!("GET / HTTP/1.1\r\n{}", "X: y\r\n".repeat(100_000))),
        (405, format!("POST / HTTP/1.1\r\n{host}\r\n")),
        (405, format!("OPTIONS / HTTP/1.1\r\n{host}\r\n")),
        (405, format!("get / HTTP/1.1\r\n{host}\r\n")),
        (405, format!("CONNECT a:1 HTTP/1.1\r\n{host}\r\n")),
        (405, format!("TRACE / HTTP/1.1\r\n{host}\r\n")),
        (505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned()),
        (505, format!("GET / HTTP/0.9\r\n{host}\r\n")),
        (505, format!("GET / HTTP/1.2\r\n{host}\r\n")),
        (400, format!("GET / HTTP/1.10\r\n{host}\r\n")),
        (400, format!("GET / http/1.1\r\n{host}\r\n")),
        (400, format!("GET / HTTP/1.1 \r\n{host}\r\n")),
        (400, format!("GET /\r\n{host}\r\n")),
        (400, format!("GET  / HTTP/1.1\r\n{host}\r\n")),
        (400, format!("GET /a b HTTP/1.1\r\n{host}\r\n")),
        (400, format!("GET\t/ HTTP/1.1\r\n{host}\r\n")),
        (400, format!("GET /\u{e9} HTTP/1.1\r\n{host}\r\n")),
        (400, format!("GET /\0 HTTP/1.1\r\n{host}\r\n")),
        (400, format!("GET http://{}/ HTTP/1.1\r\n{host}\r\n", server.address())),
        (400, format!("GET * HTTP/1.1\r\n{host}\r\n")),
        (400, format!("\r\nGET / HTTP/1.1\r\n{host}\r\n")),
        (400, format!("GET / HTTP/1.1\n{host}\r\n")),
        (400, "GET / HTTP/1.1\n\n".to_owned()),
        (400, format!("GET / HTTP/1.1\r\n{host}X: a\r b\r\n\r\n")),
        (400, format!("GET / HTTP/1.1\r\n{host}X: a\r\n b\r\n\r\n")),
        (400, format!("GET / HTTP/1.1\r\n{host}X: a\r\n\tb\r\n\r\n")),
        (400, format!("GET / HTTP/1.1\r\n {host}\r\n")),
        (400, format!("GET / HTTP/1.1\r\n{host}X : a\r\n\r\n")),
        (400, format!("GET / HTTP/1.1\r\n{host}: a\r\n\r\n")),
        (400, format!("GET / HTTP/1.1\r\n{host}X\r\n\r\n")),
        (400, format!("GET / HTTP/1.1\r\n{host}X\u{e9}: a\r\n\r\n")),
        (400, format!("GET / HTTP/1.1\r\n{host}X: \u{e9}\r\n\r\n")),
        (400, format!("GET / HTTP/1.1\r\n{host}X: \0\r\n\r\n")),
        (400, format!("GET / HTTP/1.1\r\n{host}Cookie: \u{7f}\r\n\r\n")),
        (400, format!("GET / HTTP/1.1\r\n{host}Content-Length: 3\r\n\r\nabc")),
        (400, format!("GET / HTTP/1.1\r\n{host}Content-Length: 0, 3\r\n\r\nabc")),
        (400, format!("GET / HTTP/1.1\r\n{host}Content-Length:\r\n\r\n")),
        (400, format!("GET / HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")),
        (400, format!("GET / HTTP/1.1\r\n{host}transfer-encoding: identity\r\n\r\n")),
        (400, "\u{16}\u{3}\u{1}".to_owned()),
    ];
    for (expected, sent) in cases {
        let reply = raw(server.address(), sent.as_bytes());
        let begin: String = sent.chars().take(200).collect();
        assert_eq!(reply.status, expected, "{begin:?} {}", reply.body);
        assert_eq!(reply.head.contains("\r\nAllow: GET, HEAD\r\n"), expected == 405);
        assert!(reply.body.ends_with(".\n"), "a sentence: {:?}", reply.body);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0, "the handler hears nothing of them");
    for bytes in [b"GET / HTTP/1.1\r\nX: \xff\r\n\r\n".as_slice(), b"GET /\xff HTTP/1.1\r\n\r\n", b"\xff\xfe\x00"] {
        assert_eq!(raw(server.address(), bytes).status, 400, "{bytes:?}");
    }
    assert_serves(server.address());
}

#[test]
fn only_the_first_request_of_a_connection_is_served() {
    let (asked, handler) = counting();
    let server = start_with(Limits::default(), handler);
    let one = format!("GET / HTTP/1.1\r\nHost: {}\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", server.address());
    let reply = raw(server.address(), one.repeat(3).as_bytes());
    assert_eq!((reply.status, reply.body.as_str()), (200, "hello\n"));
    let much = raw(server.address(), format!("{one}{}", "z".repeat(1_000_000)).as_bytes());
    assert_eq!((much.status, much.body.as_str()), (200, "hello\n"));
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[test]
fn a_head_that_drips_is_cut_off() {
    let server = start(Limits { head: Duration::from_millis(300), ..Limits::default() });
    let mut client = connect(server.address());
    client.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
    client.write_all(b"GET / HTTP/1.1\r\nX: ").unwrap();
    let mut first = [0];
    loop {
        match client.read(&mut first) {
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => client.write_all(b"x").unwrap(),
            other => break assert_eq!(other.unwrap(), 1),
        }
    }
    client.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut rest = String::new();
    client.read_to_string(&mut rest).unwrap();
    assert!(rest.starts_with("TTP/1.1 408 Request Timeout\r\n"), "{rest}");
}

#[test]
fn who_says_nothing_is_told_nothing() {
    let server = start(Limits { head: Duration::from_millis(100), ..Limits::default() });
    assert_eq!(reply(connect(server.address())).status, 0);
}

#[test]
fn who_breaks_off_is_told_so() {
    let server = start(Limits::default());
    let mut client = connect(server.address());
    client.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
    client.shutdown(std::net::Shutdown::Write).unwrap();
    assert_eq!(reply(client).status, 400);
    // Who has said all may stop speaking before the answer comes.
    let mut client = connect(server.address());
    write!(client, "GET / HTTP/1.1\r\nHost: {}\r\n\r\n", server.address()).unwrap();
    client.shutdown(std::net::Shutdown::Write).unwrap();
    assert_eq!(reply(client).status, 200);
}

#[test]
fn clients_that_do_not_take_their_answers_keep_nobody_waiting() {
    let server = start(Limits { write: PATIENCE * 2, ..Limits::default() });
    let deaf: Vec<_> = (0..8)
        .map(|_| {
            let mut client = connect(server.address());
            write!(client, "GET /big HTTP/1.1\r\nHost: {}\r\n\r\n", server.address()).unwrap();
            client
        })
        .collect();
    for _ in 0..10 {
        assert_serves(server.address());
    }
    drop(deaf);
    assert_serves(server.address());
}
