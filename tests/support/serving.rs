//! `fineprint serve` as a child process, and plain requests to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Stdio};
use std::time::{Duration, Instant};

use super::workspace::{FINEPRINT, Workspace};

/// How long anything may take before a test gives up on it.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server that goes when the test ends.
pub(crate) struct Serving {
    /// Host and port.
    pub(crate) address: String,
    process: Child,
    log: BufReader<ChildStderr>,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Serving {
    /// Serves a workspace at a free port; returns when it listens.
    pub(crate) fn start(workspace: &Workspace, args: &[&str]) -> Self {
        let mut command = workspace.command(FINEPRINT);
        command.arg("--root").arg(workspace.root()).args(["serve", "--port", "0"]).args(args);
        let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap());
        let mut line = String::new();
        log.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://").unwrap_or_else(|| panic!("no address: {line}")).trim_end_matches('/').to_owned();
        Self { address, process, log }
    }

    /// Asks for a path as a browser would.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask(path, &format!("Host: {}\r\n", self.address))
    }

    /// Asks for a path with these lines of a head.
    pub(crate) fn ask(&self, path: &str, head: &str) -> Answer {
        let mut stream = self.connect(path, head);
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{path}: {answer:?}"));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("{path}: {head}"));
        Answer { status, body: body.to_owned() }
    }

    fn connect(&self, path: &str, head: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\n{head}\r\n").unwrap();
        stream
    }

    /// What the preview knows of a page.
    pub(crate) fn state(&self, url: &str) -> serde_json::Value {
        serde_json::from_str(&self.get(&format!("/_fineprint/page?url={url}")).body).unwrap()
    }

    /// A stream of changes, opened.
    pub(crate) fn stream(&self) -> Stream {
        let stream = self.connect("/_fineprint/events", &format!("Host: {}\r\n", self.address));
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        while !line.starts_with("retry") {
            line.clear();
            assert!(reader.read_line(&mut line).unwrap() > 0, "the stream does not open");
        }
        Stream { reader }
    }

    /// The memory that it has, in KiB.
    pub(crate) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse().unwrap_or_default()
    }

    /// Ends it as Ctrl-C does: its exit code, and what it printed after its address.
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        let id = i32::try_from(self.process.id()).unwrap();
        rustix::process::kill_process(rustix::process::Pid::from_raw(id).unwrap(), rustix::process::Signal::INT).unwrap();
        let mut log = String::new();
        self.log.read_to_string(&mut log).unwrap();
        (self.process.wait().unwrap().code(), log)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// A connection that is told of changes.
pub(crate) struct Stream {
    reader: BufReader<TcpStream>,
}

impl Stream {
    /// All that still comes until it ends.
    pub(crate) fn rest(mut self) -> String {
        let mut rest = String::new();
        self.reader.read_to_string(&mut rest).unwrap();
        rest
    }
}

/// Waits until something is so.
pub(crate) fn eventually(what: &str, is_so: impl Fn() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < until, "this does not come: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
