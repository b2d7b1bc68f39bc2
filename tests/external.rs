//! External addresses are asked for once, politely, and never on a private network; against a server of this machine.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test runs a server and the program"
)]

#[allow(dead_code, reason = "a part of what other tests need")]
#[path = "support/workspace.rs"]
mod workspace;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fineprint::external::{Answer, MOST, Manners, ask};
use tiny_http::{Header, Method, Request, Response, Server};
use workspace::Workspace;

/// A server whose paths say what it answers: `/404`, `/301/to/…`; `/405-then-200` does not take HEAD.
struct Site {
    server: Arc<Server>,
    seen: Arc<Mutex<Seen>>,
    port: u16,
}

/// What a server was asked.
#[derive(Default)]
struct Seen {
    requests: Vec<String>,
    agents: BTreeSet<String>,
    /// How many requests each host name has now, and the most it ever had.
    at_once: BTreeMap<String, (usize, usize)>,
}

impl Site {
    fn start() -> Self {
        let server = Arc::new(Server::http("127.0.0.1:0").unwrap());
        let seen: Arc<Mutex<Seen>> = Arc::default();
        for _ in 0..8 {
            let (server, seen) = (server.clone(), seen.clone());
            std::thread::spawn(move || server.incoming_requests().for_each(|request| answer(request, &seen)));
        }
        let port = server.server_addr().to_ip().unwrap().port();
        Self { server, seen, port }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().requests.clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        (0..8).for_each(|_| self.server.unblock());
    }
}

fn answer(request: Request, seen: &Mutex<Seen>) {
    let header =
        |name: &'static str| request.headers().iter().find(|header| header.field.equiv(name)).map(|header| header.value.to_string());
    let host = header("Host").unwrap();
    let path = request.url().to_owned();
    {
        let mut seen = seen.lock().unwrap();
        seen.requests.push(format!("{} {path}", request.method()));
        seen.agents.extend(header("User-Agent"));
        let (now, most) = seen.at_once.entry(host.clone()).or_default();
        *now += 1;
        *most = (*now).max(*most);
    }
    // Long enough for a second request to come while this one is answered, if anybody sent one.
    std::thread::sleep(Duration::from_millis(20));
    seen.lock().unwrap().at_once.get_mut(&host).unwrap().0 -= 1;
    let (first, rest) = path.trim_start_matches('/').split_once('/').unwrap_or((path.trim_start_matches('/'), ""));
    let (head, get) = first.split_once("-then-").unwrap_or((first, first));
    let status: u16 = if *request.method() == Method::Head { head } else { get }.parse().unwrap_or(200);
    let mut response = Response::empty(status);
    if let Some(to) = rest.strip_prefix("to") {
        response.add_header(Header::from_bytes("Location", to.strip_prefix("/=").unwrap_or(to)).unwrap());
    }
    request.respond(response).ok();
}

/// Asks without a pause; this machine is allowed by its number.
fn asked(addresses: &[String]) -> BTreeMap<String, Answer> {
    ask(addresses.iter().map(String::as_str), &manners(&["127.0.0.1"]))
}

fn manners(allowed: &[&str]) -> Manners {
    Manners { time: Duration::from_secs(60), pause: Duration::ZERO, allowed: allowed.iter().map(|host| (*host).to_owned()).collect() }
}

#[test]
fn an_answer_means_what_a_visitor_would_find() {
    let site = Site::start();
    let elsewhere = format!("/302/to/=http://localhost:{}/200", site.port);
    let cases = [
        ("/200", "fine"),
        ("/404", "dead: its server says 404 Not Found"),
        ("/410", "dead: its server says 410 Gone"),
        ("/405-then-200", "fine"),
        ("/404-then-200", "fine"),
        ("/403-then-404", "dead: its server says 404 Not Found"),
        ("/403-then-403", "unsure: its server says 403 Forbidden"),
        ("/500", "unsure: its server says 500 Internal Server Error"),
        ("/429", "unsure: its server says 429 Too Many Requests"),
        ("/301/to/200", "moved: /200"),
        ("/308/to/301/to/200/a b", "moved: /200/a%20b"),
        ("/301/to/302/to/200", "moved: /302/to/200"),
        ("/302/to/301/to/200", "fine"),
        ("/301/to/404", "dead: its server says 404 Not Found"),
        ("/301/to/=ftp://a.example/", "unsure: it leads to `ftp://a.example/`, which is no web address"),
        ("/301/to/301/to/301/to/301/to/301/to/301/to/200", "unsure: it leads on more than 5 times"),
        (elsewhere.as_str(), "unsure: it is on a private network or this machine; --external-allow HOST lets it be asked"),
    ];
    let answers = asked(&cases.map(|(path, _)| site.url(path)));
    for (path, expected) in cases {
        let said = match &answers[&site.url(path)] {
            Answer::Fine => "fine".to_owned(),
            Answer::Dead(why) => format!("dead: {why}"),
            Answer::Moved(to) => format!("moved: {}", to.strip_prefix(&site.url("")).unwrap()),
            Answer::Unsure(why) => format!("unsure: {why}"),
        };
        assert_eq!(said, expected, "{path}");
    }
}

#[test]
fn an_address_is_asked_for_once_and_says_by_whom() {
    let site = Site::start();
    asked(&[site.url("/200"), site.url("/404"), site.url("/501-then-200")]);
    assert_eq!(site.requests(), ["HEAD /200", "HEAD /404", "GET /404", "HEAD /501-then-200", "GET /501-then-200"]);
    let agents = site.seen.lock().unwrap().agents.clone();
    assert_eq!(Vec::from_iter(agents), [concat!("fineprint/", env!("CARGO_PKG_VERSION"))]);
}

#[test]
fn a_host_is_never_asked_twice_at_once() {
    let site = Site::start();
    // Two hosts by name, one of which leads to the other.
    let names = ["127.0.0.1", "localhost"].map(|host| format!("{host}:{}", site.port));
    let leads = |host: &String| (0..6).map(|n| format!("http://{host}/302/to/=http://{}/200/{n}", names[0])).collect::<Vec<_>>();
    let addresses: Vec<String> = names.iter().flat_map(leads).collect();
    let answers = ask(addresses.iter().map(String::as_str), &manners(&["127.0.0.1", "localhost"]));
    assert_eq!(answers[&addresses[0]], Answer::Fine);
    let seen = site.seen.lock().unwrap();
    assert_eq!(seen.requests.len(), 24, "{:?}", seen.requests);
    for (host, (_, most)) in &seen.at_once {
        assert_eq!(*most, 1, "{host}");
    }
}

#[test]
fn a_private_network_is_not_asked() {
    let site = Site::start();
    let port = site.port;
    let hosts = ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f.1", "2130706433", "0.0.0.0"];
    let addresses = hosts.map(|host| format!("http://{host}:{port}/200"));
    let answers = ask(addresses.iter().map(String::as_str), &manners(&["a.example"]));
    assert!(answers.values().all(|answer| matches!(answer, Answer::Unsure(_) | Answer::Dead(_))), "{answers:?}");
    assert_eq!(site.requests(), [""; 0]);
}

#[test]
fn a_connection_that_is_not_safe_is_dead() {
    // It answers, and not as one that can prove who it is.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            stream.read_exact(&mut [0; 16]).ok();
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").ok();
        }
    });
    let answers = asked(std::slice::from_ref(&address));
    assert!(matches!(&answers[&address], Answer::Dead(why) if why.starts_with("no safe connection")), "{answers:?}");
}

#[test]
fn when_the_time_is_up_nobody_is_asked() {
    let site = Site::start();
    let answers = ask([site.url("/404").as_str()], &Manners { time: Duration::ZERO, ..manners(&["127.0.0.1"]) });
    assert!(matches!(&answers[&site.url("/404")], Answer::Unsure(why) if why.contains("--external-timeout")), "{answers:?}");
    assert_eq!(site.requests(), [""; 0]);
}

#[test]
fn no_more_than_a_bounded_number_is_asked() {
    let addresses: Vec<String> = (0..=MOST).map(|n| format!("http://127.0.0.1/{n:04}")).collect();
    let answers = ask(addresses.iter().map(String::as_str), &manners(&[]));
    assert_eq!(answers.len(), MOST);
    assert!(!answers.contains_key(&addresses[MOST]));
}

/// What the program prints, stdout and stderr, and its exit code.
fn run(workspace: &Workspace, args: &[&str]) -> (String, String, Option<i32>) {
    let output = workspace.command(workspace::FINEPRINT).args(args).output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap(), output.status.code())
}

#[test]
fn check_asks_on_request_for_what_is_to_be_published() {
    let site = Site::start();
    let workspace = Workspace::new();
    let link = |path: &str| format!("[link]({})", site.url(path));
    workspace.write("content/clauses/base/cookies-opening.md", format!("+++\ntitle = \"Cookies\"\n+++\n{}\n", link("/404#part")));
    let (dead, gone) = (site.url("/404#part"), site.url("/410"));
    workspace.write("fineprint.toml", format!("[allow]\nbroken-address = [\"{dead}\", \"{gone}\"]\n"));
    // The other page wants a value that nobody has supplied.
    let brand = std::fs::read_to_string(workspace.path("brands/acme/brand.toml")).unwrap();
    let unknown = brand.replace("[documents]", "[unknown]\n\"values.seal\" = \"not yet\"\n\n[documents]");
    workspace.write("brands/acme/brand.toml", unknown);
    workspace.write("content/clauses/base/opening.md", format!("+++\n+++\n{{{{ values.seal }}}} {}\n", link("/410")));

    let (out, log, code) = run(&workspace, &["check", "--strict"]);
    assert_eq!((out.as_str(), code), ("", Some(0)), "{log}");
    assert_eq!(site.requests(), [""; 0], "only on request");

    let ask = ["check", "--external", "--external-allow", "127.0.0.1", "--format", "short"];
    let (out, log, code) = run(&workspace, &ask);
    let expected = format!(
        "content/clauses/base/cookies-opening.md:4:8: warning[dead-link]: nothing is at `{}`: its server says 404 Not Found\n",
        site.url("/404")
    );
    assert_eq!((out, code), (expected, Some(0)), "{log}");
    assert!(log.starts_with("external addresses: 1 asked for\n"), "{log}");
    assert_eq!(site.requests(), ["HEAD /404", "GET /404"]);

    let (_, _, code) = run(&workspace, &[&ask[..], &["--strict"]].concat());
    assert_eq!(code, Some(1), "it is a warning like others");

    let (out, log, code) = run(&workspace, &["check", "--external", "--strict"]);
    assert_eq!((out.as_str(), code), ("", Some(0)), "what cannot be told is no finding");
    assert!(log.starts_with(&format!("{}: it is on a private network", site.url("/404"))), "{log}");
}
