//! Who may ask: the preview's own pages and the user, not other sites in the same browser.

use std::net::{Ipv4Addr, SocketAddr};

use fineprint::server::{Limits, Server};

use super::support::{ask, raw, start, toy};

/// The status of a request with these headers instead of the right `Host`.
fn status(address: SocketAddr, headers: &str) -> u16 {
    raw(address, format!("GET / HTTP/1.1\r\n{headers}\r\n").as_bytes()).status
}

#[test]
fn it_answers_to_its_own_names_only() {
    let server = start(Limits::default());
    let (address, port) = (server.address(), server.address().port());
    for host in ["localhost", "LocalHost", "127.0.0.1", "[::1]"] {
        assert_eq!(status(address, &format!("Host: {host}:{port}\r\n")), 200, "{host}");
        // Without a port it is port 80.
        assert_eq!(status(address, &format!("Host: {host}\r\n")), 421, "{host}");
        assert_eq!(status(address, &format!("Host: {host}:\r\n")), 421, "{host}");
        assert_eq!(status(address, &format!("Host: {host}:{}\r\n", port - 1)), 421, "{host}");
        assert_eq!(status(address, &format!("Host: {host}:+{port}\r\n")), 421, "{host}");
        assert_eq!(status(address, &format!("Host: {host}:{port}, {host}:{port}\r\n")), 421, "{host}");
    }
    for host in [
        "evil.example",
        "localhost.",
        "localhost.evil.example",
        "127.0.0.2",
        "127.1",
        "2130706433",
        "::1",
        "[::1",
        "[::2]",
        "",
        "a@localhost",
    ] {
        assert_eq!(status(address, &format!("Host: {host}:{port}\r\n")), 421, "{host}");
    }
    let good = format!("Host: {address}\r\n");
    assert_eq!(status(address, ""), 421);
    assert_eq!(status(address, "Host:\r\n"), 421);
    assert_eq!(status(address, &format!("{good}{good}")), 421);
    assert_eq!(status(address, &format!("{good}Host: evil.example\r\n")), 421);
    let said = raw(address, b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").body;
    assert_eq!(said, "The preview answers to localhost and to its own address only, by one Host header.\n");
}

#[test]
fn where_it_listens_everywhere_any_address_will_do_but_no_name() {
    let server = Server::bind(Ipv4Addr::UNSPECIFIED.into(), Some(0)).unwrap().start(toy).unwrap();
    let port = server.address().port();
    let address = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port);
    for (host, expected) in [("192.0.2.7", 200), ("[2001:db8::7]", 200), ("localhost", 200), ("evil.example", 421)] {
        assert_eq!(status(address, &format!("Host: {host}:{port}\r\n")), expected, "{host}");
    }
}

#[test]
fn a_foreign_origin_is_refused() {
    let server = start(Limits::default());
    let (address, port) = (server.address(), server.address().port());
    let from = |origin: &str| ask(address, "GET", "/", &format!("Origin: {origin}\r\n")).status;
    for ours in ["localhost", "127.0.0.1", "[::1]"] {
        assert_eq!(from(&format!("http://{ours}:{port}")), 200, "{ours}");
        assert_eq!(from(&format!("https://{ours}:{port}")), 403, "{ours}");
        assert_eq!(from(&format!("http://{ours}")), 403, "{ours}");
        assert_eq!(from(&format!("http://{ours}:{port}/")), 403, "{ours}");
    }
    for foreign in ["http://evil.example", &format!("http://evil.example:{port}"), "null", "", "file://"] {
        assert_eq!(from(foreign), 403, "{foreign}");
    }
    assert_eq!(ask(address, "GET", "/", &format!("Origin: http://{address}\r\nOrigin: null\r\n")).status, 403);
}

#[test]
fn another_site_may_link_to_a_page_and_no_more() {
    let server = start(Limits::default());
    let from = |target: &str, site: &str, mode: &str| {
        ask(server.address(), "GET", target, &format!("Sec-Fetch-Site: {site}\r\nSec-Fetch-Mode: {mode}\r\n")).status
    };
    for site in ["same-origin", "none"] {
        assert_eq!(from("/", site, "no-cors"), 200, "{site}");
        assert_eq!(from("/_fineprint/x", site, "cors"), 404, "{site}");
    }
    for site in ["cross-site", "same-site", "whatever", "none, none", ""] {
        assert_eq!(from("/", site, "navigate"), 200, "{site}");
        assert_eq!(from("/", site, "no-cors"), 403, "{site}");
        assert_eq!(from("/stream", site, "navigate"), 403, "{site}");
        for private in ["/_fineprint/x", "/_fineprint/stream", "/_fineprint", "/%5ffineprint/x", "/_%66ineprint%2Fx"] {
            assert_eq!(from(private, site, "navigate"), 403, "{site} {private}");
        }
        assert_eq!(from("/_fineprintx", site, "navigate"), 404, "{site}");
    }
    let twice = "Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\n";
    assert_eq!(ask(server.address(), "GET", "/", twice).status, 403);
    assert_eq!(ask(server.address(), "GET", "/", "Sec-Fetch-Site: cross-site\r\n").status, 403);
}
