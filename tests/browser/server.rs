//! `fineprint serve` as a child process.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A preview that runs; it ends when this is dropped.
pub(crate) struct Server {
    child: Child,
    /// `http://127.0.0.1:12345/`
    pub(crate) address: String,
}

impl Server {
    /// Serves the workspace; on the port of `address` when there is one.
    pub(crate) fn start(root: &Path, address: Option<&str>) -> Self {
        let port = address.map_or("0", |address| address.rsplit(':').next().unwrap().trim_end_matches('/'));
        let mut child = Command::new(env!("CARGO_BIN_EXE_fineprint"))
            .arg("--root")
            .arg(root)
            .args(["serve", "--port", port])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let address = said.next().expect("the server says nothing");
        assert!(address.starts_with("http://127.0.0.1:"), "the server says {address}");
        std::thread::spawn(move || said.for_each(drop));
        Self { child, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
