//! How long an edit takes to be seen: `cargo bench --bench preview`, or with `-- 10 100` for these numbers of brands alone.
//!
//! For each number of brands, the workload of the benchmarks is served. A file is written, and its page asked for every
//! quarter of a millisecond until it holds the new text: the watcher's quiet time, the compiling and the HTTP are all in it. One edit goes
//! to a clause that every brand prints, the next to one brand's own edit of it. Then the same in a browser that has the page open in the frame, from
//! the write to the frame in which the text is painted; left out where there is no chromedriver.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a benchmark keeps time and prints what it took"
)]

#[path = "support/lib.rs"]
mod support;
#[path = "../tests/browser/webdriver.rs"]
#[allow(dead_code, unreachable_pub, reason = "a benchmark presses no keys")]
mod webdriver;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use serde_json::json;
use webdriver::Session;

/// How many edits of each kind are timed.
const EDITS: usize = 60;

fn main() {
    let wanted: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if wanted.is_empty() { vec![10, 100, 1000] } else { wanted };
    println!("brands  first page  what      p50      p95      max      memory");
    for size in sizes {
        let folder = tempfile::tempdir().unwrap();
        let work = support::making::workload(size);
        support::fineprint::workspace(&work, folder.path());
        measure(folder.path(), &work.brands[0].id, size);
    }
}

fn measure(root: &Path, brand: &str, size: usize) {
    let started = Instant::now();
    let mut server = Server::start(root);
    let page = &format!("/site/{brand}/privacy/");
    assert!(server.get(page).contains("Privacy Policy"));
    let first = started.elapsed();
    server.settle();
    // No brand words it in its own way.
    let clause = root.join("content/clauses/privacy/controller.md");
    let clauses = times(&server, page, &clause, "\n\nEdited at mark-{}.\n");
    let brands = times(
        &server,
        page,
        &root.join("brands").join(brand).join("clauses/controller.md"),
        "+++\nedit = \"append\"\n+++\nEdited at mark-{}.\n",
    );
    let row = |what: &str, times: &[Duration]| {
        let [middle, most, all] = [times.len() / 2, times.len() * 95 / 100, times.len() - 1].map(|at| milliseconds(times[at]));
        println!("{size:>6}  {:<10}  {what:<8}  {middle:<7}  {most:<7}  {all:<7}  {} MiB", milliseconds(first), server.memory() / 1024);
    };
    row("clause", &clauses);
    row("brand", &brands);
    if Command::new("chromedriver").arg("--version").output().is_ok() {
        row("browser", &in_a_browser(&server, brand, &clause));
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

/// From the writing of a clause to the painting of the page in the frame.
fn in_a_browser(server: &Server, brand: &str, clause: &Path) -> Vec<Duration> {
    let before = std::fs::read_to_string(clause).unwrap();
    let browser = Session::new();
    let run = |script: &str| browser.send("/execute/sync", &json!({ "script": script, "args": [] }));
    browser.send("/url", &json!({ "url": format!("http://{}/#/{brand}/privacy", server.address) })).unwrap();
    let ready = "return document.querySelector('iframe')?.contentDocument?.querySelector('main') != null";
    while run(ready).unwrap() != json!(true) {
        std::thread::sleep(Duration::from_millis(50));
    }
    run("window.seen = {}; const page = document.querySelector('iframe').contentWindow;
        new page.MutationObserver(() => page.requestAnimationFrame(() => page.setTimeout(() => {
            const mark = page.document.body.textContent.match(/mark-([0-9]+)[.]/)?.[1];
            if (mark) window.seen[mark] ??= Date.now();
        }))).observe(page.document, { subtree: true, childList: true, characterData: true });")
    .unwrap();
    let now = || u64::try_from(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis()).unwrap();
    let mut times: Vec<Duration> = (0..EDITS)
        .map(|edit| {
            let written = now();
            std::fs::write(clause, format!("{before}\n\nEdited at mark-{edit}.\n")).unwrap();
            loop {
                std::thread::sleep(Duration::from_millis(150));
                if let Some(seen) = run(&format!("return window.seen[{edit}] ?? null")).unwrap().as_u64() {
                    return Duration::from_millis(seen.saturating_sub(written));
                }
                assert!(now() < written + 20_000, "the edit is not seen in the browser");
            }
        })
        .collect();
    std::fs::write(clause, before).unwrap();
    times.sort();
    times
}

/// Writes `text` with a new mark to the end of `file`, or as the whole of it where there is none, and waits for the page that has it.
fn times(server: &Server, page: &str, file: &Path, text: &str) -> Vec<Duration> {
    let before = std::fs::read_to_string(file).unwrap_or_default();
    let mut times: Vec<Duration> = (0..EDITS)
        .map(|edit| {
            let mark = format!("{}-{edit}", file.display().to_string().len());
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            let written = Instant::now();
            std::fs::write(file, before.clone() + &text.replace("{}", &mark)).unwrap();
            while !server.get(page).contains(&format!("mark-{mark}.")) {
                assert!(written.elapsed() < Duration::from_secs(20), "the edit is not seen");
                std::thread::sleep(Duration::from_micros(250));
            }
            let time = written.elapsed();
            std::thread::sleep(Duration::from_millis(60));
            time
        })
        .collect();
    if before.is_empty() {
        std::fs::remove_file(file).unwrap();
    } else {
        std::fs::write(file, before).unwrap();
    }
    times.sort();
    times
}

/// `fineprint serve` on a workspace.
struct Server {
    process: Child,
    address: String,
    log: BufReader<std::process::ChildStderr>,
}

impl Server {
    fn start(root: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fineprint"));
        let mut process = command.arg("--root").arg(root).args(["serve", "--port", "0"]).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap());
        let mut line = String::new();
        log.read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { process, address, log }
    }

    /// Waits until all brands have been looked at.
    fn settle(&mut self) {
        let mut line = String::new();
        while !line.contains("finding") && !line.contains("error") && !line.contains("warning") {
            line.clear();
            assert!(self.log.read_line(&mut line).unwrap() > 0, "the server has ended");
        }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_nodelay(true).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The most memory that it has had, in KiB; 0 where the system does not say.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse().unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
