//! Where a writer works: the workspace in `tests/browser/workspace/` with the theme of this repository, and the preview of it.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::server::Server;
use crate::workspace::{FINEPRINT, Workspace};

/// A workspace and its preview.
pub(crate) struct Desk {
    workspace: Workspace,
    server: Option<Server>,
    address: String,
}

impl Desk {
    /// The workspace as it is in the repository, with its preview.
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// The same, after `before` has changed something and before the preview starts.
    pub(crate) fn with(before: impl Fn(&Self)) -> Self {
        let workspace = Workspace::of(&[(Path::new("tests/browser/workspace"), ""), (Path::new("themes"), "themes/")]);
        let mut desk = Self { workspace, server: None, address: String::new() };
        before(&desk);
        desk.start();
        desk
    }

    /// Starts the preview; again where it was, when there was one.
    pub(crate) fn start(&mut self) {
        let before = Some(self.address.as_str()).filter(|address| !address.is_empty());
        let server = Server::start(self.workspace.root(), before);
        self.address = server.address.clone();
        self.server = Some(server);
    }

    /// Ends the preview.
    pub(crate) fn stop(&mut self) {
        self.server = None;
    }

    /// The folder of the workspace, as addresses of editors have it.
    pub(crate) fn root(&self) -> &str {
        self.workspace.root().to_str().unwrap()
    }

    /// The address of `path`, which begins with `/`.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address.trim_end_matches('/'))
    }

    /// What a file holds.
    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.workspace.path(path)).unwrap()
    }

    /// Saves a file.
    pub(crate) fn write(&self, path: &str, text: &str) {
        self.workspace.write(path, text);
    }

    /// Replaces `old`, which stands in the file once, and saves it.
    pub(crate) fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert_eq!(text.matches(old).count(), 1, "`{old}` in {path}");
        self.write(path, &text.replace(old, new));
    }

    /// Deletes a file; what it held.
    pub(crate) fn delete(&self, path: &str) -> String {
        let text = self.read(path);
        std::fs::remove_file(self.workspace.path(path)).unwrap();
        text
    }

    /// What `fineprint check` prints of the findings, without colours.
    pub(crate) fn check(&self) -> String {
        let output = self.workspace.command(FINEPRINT).arg("check").output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    /// Builds into a folder outside of the workspace; its path.
    pub(crate) fn build(&self, options: &[&str]) -> std::path::PathBuf {
        let out = self.workspace.root().with_file_name(format!("site{}", options.join("")));
        let mut command: Command = self.workspace.command(FINEPRINT);
        assert!(command.arg("build").args(options).arg("--out").arg(&out).output().unwrap().status.success());
        out
    }

    /// The body of what the preview sends for an address.
    pub(crate) fn fetch(&self, path: &str) -> Vec<u8> {
        ureq::get(self.url(path)).call().unwrap().body_mut().read_to_vec().unwrap()
    }

    /// The version of the workspace that the preview has seen.
    pub(crate) fn epoch(&self) -> u64 {
        serde_json::from_slice::<Value>(&self.fetch("/_fineprint/brands")).unwrap()["epoch"].as_u64().unwrap()
    }
}
