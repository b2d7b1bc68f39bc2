//! The preview's server with a toy to serve: what it answers, to whom, and what no client can do to it.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test is a client with a clock"
)]

#[path = "server/guard.rs"]
mod guard;
#[path = "server/hostile.rs"]
mod hostile;
#[cfg(target_os = "linux")]
#[path = "server/process.rs"]
mod process;
#[path = "server/streams.rs"]
mod streams;
#[path = "server/support.rs"]
mod support;

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::sync::mpsc::channel;
use std::sync::{Mutex, PoisonError};

use fineprint::server::{Answer, Limits, Server};

use support::{ask, assert_serves, connect, get, raw, reply, start, start_with};

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

#[test]
fn a_page_is_sent_whole_with_what_every_answer_says() {
    let server = start(Limits::default());
    let page = get(server.address(), "/page");
    assert_eq!((page.status, page.body), (200, "x".repeat(60_000)));
    let always = [
        "Server: fineprint",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: no-referrer",
        "Cross-Origin-Resource-Policy: same-origin",
        "X-Frame-Options: SAMEORIGIN",
        "Connection: close",
    ];
    let refused = raw(server.address(), b"nonsense\r\n\r\n");
    for head in [&page.head, &get(server.address(), "/none").head, &get(server.address(), "/panic").head, &refused.head] {
        for line in always {
            assert_eq!(head.matches(&format!("\r\n{line}\r\n")).count(), 1, "{line} in {head}");
        }
        assert!(!head.contains("Access-Control"), "{head}");
        assert!(head.contains("\r\nContent-Length: "), "{head}");
    }
}

#[test]
fn head_has_the_length_and_no_body() {
    let server = start(Limits::default());
    for headers in ["", "TE: chunked\r\n"] {
        let page = ask(server.address(), "HEAD", "/page", headers);
        assert_eq!((page.status, page.body.as_str()), (200, ""));
        assert!(page.head.contains("\r\nContent-Length: 60000\r\n"), "{}", page.head);
    }
    let stream = ask(server.address(), "HEAD", "/stream", "");
    assert_eq!((stream.status, stream.body.as_str()), (200, ""));
}

#[test]
fn an_older_client_is_served() {
    let server = start(Limits::default());
    let host = format!("Host: {}\r\n", server.address());
    let page = raw(server.address(), format!("GET / HTTP/1.0\r\n{host}Connection: keep-alive\r\n\r\n").as_bytes());
    assert_eq!((page.status, page.body.as_str()), (200, "hello\n"));
    assert_eq!(raw(server.address(), format!("GET /stream HTTP/1.0\r\n{host}\r\n").as_bytes()).status, 505);
}

#[test]
fn a_handler_gets_the_request_as_it_was_sent() {
    let server = start(Limits::default());
    let sent = ask(server.address(), "GET", "/a/../%2e%2e//b\\%00?x=1?y#z", "X-Test: \tone, two \r\nCookie: s\u{e9}ssion=1\r\n");
    assert_eq!(sent.status, 404);
    assert_eq!(sent.body, "/a/../%2e%2e//b\\%00 Some(\"x=1?y#z\") Some(\"one, two\") None\n");
    assert_eq!(get(server.address(), "/%5f?").body, "/%5f Some(\"\") None None\n");
}

#[test]
fn a_handler_names_its_own_headers_only() {
    let server = start(Limits::default());
    let reply = get(server.address(), "/headers");
    assert_eq!(reply.status, 203);
    assert!(reply.head.contains("\r\nContent-Type: text/css\r\n") && reply.head.contains("\r\nX-Own: mine\r\n"), "{}", reply.head);
    for stray in ["public", "X-Break", "X-Forged"] {
        assert!(!reply.head.contains(stray), "{}", reply.head);
    }
}

#[test]
fn a_handler_that_panics_costs_one_answer() {
    let server = start(Limits::default());
    for _ in 0..10 {
        let reply = get(server.address(), "/panic");
        assert_eq!((reply.status, reply.body.as_str()), (500, "The preview has a fault: it could not make this page.\n"));
        assert_serves(server.address());
    }
    assert_eq!(server.restarts(), 0);
}

#[test]
fn too_many_at_once_are_told_so() {
    let (entered, has_entered) = channel();
    let (release, released) = channel();
    let (entered, released) = (Mutex::new(entered), Mutex::new(released));
    let server = start_with(Limits { connections: 1, ..Limits::default() }, move |_| {
        entered.lock().unwrap().send(()).unwrap();
        released.lock().unwrap_or_else(PoisonError::into_inner).recv().unwrap();
        Answer::text(200, "late")
    });
    let mut first = connect(server.address());
    write!(first, "GET / HTTP/1.1\r\nHost: {}\r\n\r\n", server.address()).unwrap();
    has_entered.recv().unwrap();
    for _ in 0..10 {
        assert_eq!(get(server.address(), "/").status, 503);
    }
    assert_eq!(ask(server.address(), "HEAD", "/", "").body, "");
    release.send(()).unwrap();
    assert_eq!(reply(first).body, "late\n");
    release.send(()).unwrap();
    assert_eq!(get(server.address(), "/").body, "late\n");
}

#[test]
fn a_busy_port_that_was_named_is_an_error() {
    let other = TcpListener::bind((LOOPBACK, 0)).unwrap();
    let port = other.local_addr().unwrap().port();
    let error = Server::bind(LOOPBACK, Some(port)).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("port {port} is busy: another program listens there; name another with --port, or leave it out for the next free one")
    );
    let error = Server::bind(Ipv4Addr::new(192, 0, 2, 1).into(), Some(0)).unwrap_err();
    assert_eq!(error.to_string(), "192.0.2.1 is no address of this machine");
}

#[test]
fn without_a_port_the_next_free_one_is_taken() {
    let servers: Vec<Server> = (0..3).map(|_| Server::bind(LOOPBACK, None).unwrap()).collect();
    let mut ports: Vec<u16> = servers.iter().map(|server| server.address().port()).collect();
    assert!(ports.iter().all(|port| (4400..=4499).contains(port)), "{ports:?}");
    ports.dedup();
    assert_eq!(ports.len(), 3, "{ports:?}");
}

#[test]
fn two_servers_do_not_mix() {
    let one = start_with(Limits::default(), |_| Answer::text(200, "one"));
    let two = start_with(Limits::default(), |_| Answer::text(200, "two"));
    assert_eq!((get(one.address(), "/").body.as_str(), get(two.address(), "/").body.as_str()), ("one\n", "two\n"));
    one.stop();
    assert_eq!(get(two.address(), "/").body, "two\n");
}

#[test]
fn a_server_that_stops_gives_its_port_back() {
    let server = start(Limits::default());
    let address = server.address();
    // One that says nothing, one that says half, one that does not take its answer.
    let _idle = connect(address);
    let mut half = connect(address);
    half.write_all(b"GET / HT").unwrap();
    let mut deaf = connect(address);
    write!(deaf, "GET /big HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
    assert_serves(address);
    server.stop();
    assert!(TcpStream::connect(address).is_err());
    let again = Server::bind(LOOPBACK, Some(address.port())).unwrap().start(support::toy).unwrap();
    assert_serves(again.address());
}
