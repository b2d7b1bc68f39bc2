//! Event streams: what they carry, how they end, and that no client keeps another waiting.

use std::io::Write;
use std::time::Duration;

use fineprint::server::Limits;

use super::support::{Stream, assert_serves, connect, start, until};

#[test]
fn every_stream_gets_every_event() {
    let server = start(Limits::default());
    let mut streams: Vec<Stream> = (0..10).map(|_| Stream::open(server.address())).collect();
    assert_eq!(server.streams(), 10);
    for number in 0..50 {
        server.send("count", &number.to_string());
    }
    server.send("te\nxt", "one\ntwo\r\nthree\rfour\n");
    for stream in &mut streams {
        for number in 0..50 {
            assert_eq!(stream.chunk().unwrap(), format!("event: count\ndata: {number}\n\n"));
        }
        assert_eq!(stream.chunk().unwrap(), "event: te xt\ndata: one\ndata: two\ndata: three\ndata: four\ndata: \n\n");
    }
}

#[test]
fn one_that_does_not_read_delays_nobody_and_is_dropped() {
    let server = start(Limits { write: Duration::from_millis(300), ..Limits::default() });
    let mut deaf = connect(server.address());
    write!(deaf, "GET /stream HTTP/1.1\r\nHost: {}\r\n\r\n", server.address()).unwrap();
    until("the deaf one is known", || server.streams() == 1);
    let mut reader = Stream::open(server.address());
    let text = "x".repeat(100_000);
    let mut sent = 0;
    until("the deaf one is dropped", || {
        server.send(&sent.to_string(), &text);
        assert!(reader.chunk().unwrap().starts_with(&format!("event: {sent}\n")));
        sent += 1;
        server.streams() == 1
    });
    server.send("end", "");
    assert_eq!(reader.chunk().unwrap(), "event: end\ndata: \n\n");
}

#[test]
fn a_stream_ends_after_its_last_event() {
    let server = start(Limits { events: 3, ..Limits::default() });
    let mut stream = Stream::open(server.address());
    (0..3).for_each(|_| server.send("x", "y"));
    (0..3).for_each(|_| assert_eq!(stream.chunk().unwrap(), "event: x\ndata: y\n\n"));
    assert_eq!(stream.chunk(), None);
    until("it is forgotten", || server.streams() == 0);
}

#[test]
fn one_stream_too_many_ends_the_oldest() {
    let server = start(Limits { streams: 2, ..Limits::default() });
    let mut streams: Vec<Stream> = (0..4).map(|_| Stream::open(server.address())).collect();
    assert_eq!(streams[0].chunk(), None);
    assert_eq!(streams[1].chunk(), None);
    server.send("x", "y");
    assert_eq!(streams[2].chunk().unwrap(), "event: x\ndata: y\n\n");
    assert_eq!(streams[3].chunk().unwrap(), "event: x\ndata: y\n\n");
}

#[test]
fn a_quiet_stream_has_a_heartbeat_by_which_a_client_that_left_is_noticed() {
    let server = start(Limits { heartbeat: Duration::from_millis(20), ..Limits::default() });
    let mut stream = Stream::open(server.address());
    assert_eq!(stream.chunk().unwrap(), ":\n\n");
    assert_eq!(stream.chunk().unwrap(), ":\n\n");
    stream.leave();
    until("it is forgotten", || server.streams() == 0);
    assert_serves(server.address());
}

#[test]
fn a_stop_ends_streams_properly() {
    let server = start(Limits::default());
    let mut streams: Vec<Stream> = (0..5).map(|_| Stream::open(server.address())).collect();
    server.send("last", "words");
    server.stop();
    for stream in &mut streams {
        assert_eq!(stream.chunk().unwrap(), "event: last\ndata: words\n\n");
        assert_eq!(stream.chunk(), None);
    }
}
