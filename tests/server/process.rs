//! A server in a process of its own, where its descriptors and threads can be counted and used up.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use fineprint::server::Limits;

use super::support::{PATIENCE, assert_serves, connect, get, reply, start, until};

/// Set where this program is run as a server.
const SERVES: &str = "FINEPRINT_TEST_SERVES";

/// What the server says begins with this, to be told from what the test runner says.
const MARK: &str = "@ ";

/// Serves until its input ends; run by the other tests. On its own it has nothing to do.
#[test]
fn server() {
    if std::env::var(SERVES).is_err() {
        return;
    }
    let server = start(Limits::default());
    let say = |text: String| println!("\n{MARK}{text}");
    say(server.address().to_string());
    let mut hoard = Vec::new();
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        match line.split_once(' ').unwrap_or((&line, "")) {
            ("count", _) => {
                let count = |folder: &str| std::fs::read_dir(folder).unwrap().count();
                say(format!("{} {}", count("/proc/self/fd"), count("/proc/self/task")));
            }
            // Uses up the descriptors, and leaves so many.
            ("hoard", left) => {
                hoard.extend(std::iter::from_fn(|| File::open("/dev/null").ok()));
                hoard.truncate(hoard.len().saturating_sub(left.parse().unwrap()));
                say("hoarded".to_owned());
            }
            ("release", _) => {
                hoard.clear();
                say("released".to_owned());
            }
            ("restarts", _) => say(server.restarts().to_string()),
            _ => panic!("{line:?} is no command"),
        }
    }
    server.stop();
}

/// A running server.
struct Process {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    address: SocketAddr,
}

impl Process {
    /// Starts one that may open so many descriptors.
    fn start(descriptors: usize) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -n \"$1\" && shift && exec \"$@\"", "sh", &descriptors.to_string()]);
        command.arg(std::env::current_exe().unwrap()).args(["process::server", "--exact", "--nocapture"]).env(SERVES, "1");
        // The toy breaks when it is asked to, and says so there.
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let input = child.stdin.take();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let address = said(&mut output).parse().unwrap();
        Self { child, input, output, address }
    }

    /// Gives a command; returns what it says to it.
    fn tell(&mut self, command: &str) -> String {
        writeln!(self.input.as_ref().unwrap(), "{command}").unwrap();
        said(&mut self.output)
    }

    /// Descriptors and threads.
    fn count(&mut self) -> (usize, usize) {
        let said = self.tell("count");
        let (descriptors, threads) = said.split_once(' ').unwrap();
        (descriptors.parse().unwrap(), threads.parse().unwrap())
    }

    /// It ends well when it is told to.
    fn end(mut self) {
        drop(self.input.take());
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        assert!(self.child.wait().unwrap().success(), "{rest}");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Where a test has failed; otherwise it has ended.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The next thing that a server says.
fn said(output: &mut impl BufRead) -> String {
    let found = output.lines().map(Result::unwrap).find_map(|line| line.strip_prefix(MARK).map(str::to_owned));
    found.unwrap()
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn of<'a>(&mut self, list: &[&'a [u8]]) -> &'a [u8] {
        list[self.below(list.len())]
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..self.below(most)).map(|_| u8::try_from(self.below(256)).unwrap()).collect()
    }

    /// Something like a request, or not at all.
    fn request(&mut self, host: &[u8]) -> Vec<u8> {
        let mut parts = vec![
            self.of(&[b"GET", b"GET", b"GET", b"HEAD", b"POST", b"get", b"G\0T", b"", b"PRI", b"\x16\x03"]).to_vec(),
            self.of(&[b" ", b" ", b" ", b" ", b"\t", b"", b"  "]).to_vec(),
            self.of(&[b"/", b"/page", b"/../..", b"/%00%ff%", b"*", b"http://a/", b"//", b"/?%", b"/panic", b"\\"]).to_vec(),
            match self.below(4) {
                0 => self.bytes(60),
                1 => self.of(&[b"a", b"%2f", b"/..", b"\xc3\xa9"]).repeat(self.below(2_000)),
                _ => Vec::new(),
            },
            self.of(&[b" HTTP/1.1", b" HTTP/1.1", b" HTTP/1.0", b" HTTP/9.9", b" HTTP/", b"", b" HTTP/1.1 HTTP/1.1"]).to_vec(),
            self.of(&[b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r", b"\r\n "]).to_vec(),
        ];
        for _ in 0..self.below(4) {
            parts.push(
                self.of(&[b"Host: ", b"Host: ", b"X: ", b"Connection: ", b"Transfer-Encoding: ", b"Content-Length: ", b": "]).to_vec(),
            );
            parts.push(match self.below(3) {
                0 => self.bytes(30),
                1 => host.to_vec(),
                _ => self.of(&[b"chunked", b"0", b"18446744073709551616", b"keep-alive", b"upgrade"]).to_vec(),
            });
            parts.push(b"\r\n".to_vec());
        }
        parts.push(self.of(&[b"\r\n", b"\r\n", b"\r\n", b"", b"\n", b"\r\nabc"]).to_vec());
        parts.concat()
    }
}

#[test]
fn ten_thousand_odd_requests_leave_nothing_behind() {
    let mut process = Process::start(512);
    let address = process.address;
    assert_serves(address);
    let before = process.count();
    let mut dice = Dice(0x5eed_5eed_5eed_5eed);
    let mut statuses = std::collections::BTreeMap::new();
    for _ in 0..10_000 {
        let sent = dice.request(address.to_string().as_bytes());
        let mut client = connect(address);
        // The server may have heard enough already.
        let _ = client.write_all(&sent);
        let _ = client.shutdown(Shutdown::Write);
        *statuses.entry(reply(client).status).or_insert(0) += 1;
    }
    let known = [0, 200, 400, 404, 405, 414, 421, 500, 505];
    assert!(statuses.keys().all(|status| known.contains(status)) && statuses.len() > 6, "{statuses:?}");
    assert_serves(address);
    until("all threads and descriptors are given back", || {
        let now = process.count();
        now.0 <= before.0 && now.1 <= before.1
    });
    process.end();
}

#[test]
fn idle_and_half_open_connections_keep_nobody_out() {
    let process = Process::start(512);
    let mut open: Vec<TcpStream> = Vec::new();
    for number in 0..300 {
        let mut half = connect(process.address);
        half.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
        open.extend([half, connect(process.address)]);
        if number % 10 == 9 {
            assert_serves(process.address);
        }
    }
    assert_serves(process.address);
    drop(open);
    process.end();
}

#[test]
fn a_flood_does_not_use_up_few_descriptors() {
    let mut process = Process::start(48);
    let address = process.address;
    for _ in 0..5 {
        let flood: Vec<TcpStream> = (0..100)
            .map(|number| {
                let mut client = connect(address);
                let sent = [format!("GET /page HTTP/1.1\r\nHost: {address}\r\n\r\n"), "GET / HT".to_owned(), String::new()];
                let _ = client.write_all(sent[number % 3].as_bytes());
                client
            })
            .collect();
        // Pages of the flood are being answered: for a moment there may be no room.
        until("a page is served in the flood", || get(address, "/").status == 200);
        drop(flood);
        until("a page is served after the flood", || get(address, "/").status == 200);
    }
    assert_eq!(process.tell("restarts"), "0");
    process.end();
}

#[test]
fn it_comes_back_after_descriptors_have_run_out() {
    let mut process = Process::start(64);
    let address = process.address;
    // With so many left, the gate, the inner server's accept or what it does next fails.
    for left in 0..8 {
        process.tell(&format!("hoard {left}"));
        let mut clients = Vec::new();
        for _ in 0..3 {
            let mut client = connect(address);
            // One that has not been heard may be cut off, to make room.
            let _ = client.write_all(format!("GET / HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes());
            // An answer may come now; if not, then when there are descriptors again.
            client.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
            let _ = client.peek(&mut [0]);
            client.set_read_timeout(Some(PATIENCE)).unwrap();
            clients.push(client);
        }
        process.tell("release");
        for client in clients {
            let status = reply(client).status;
            assert!([0, 200, 502, 503].contains(&status), "{left} left: {status}");
        }
        assert_serves(address);
    }
    let restarts: usize = process.tell("restarts").parse().unwrap();
    assert!(restarts > 0, "the inner server has died and come back");
    process.end();
}
