//! The site of this repository, built in memory and served on this machine, and the tools that `tests/run` installs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fineprint::render::Style;
use fineprint::{Options, compile, disk};
use tiny_http::{Header, Response, Server};

/// Files by their path on the server, which begins with `/`.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// All brands of this repository: `/cinemaxsai/privacy/index.html`. With `drafts`, those pages too that are held back.
pub(crate) fn built(drafts: bool) -> Files {
    let sources = disk::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let options = Options { style: Style { drafts, as_of: None }, ..Options::default() };
    let site = compile(&sources, &options).site.expect("the repository compiles");
    let brands = site.brands.into_iter();
    brands.flat_map(|(brand, files)| files.into_iter().map(move |(path, bytes)| (format!("/{brand}/{path}"), bytes))).collect()
}

/// A file that `tests/run` installs, below `target/tools/node_modules/`.
pub(crate) fn tool(path: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/node_modules").join(path);
    assert!(path.is_file(), "{} is not there: run tests/run first, which installs it", path.display());
    path
}

/// What serves files; it ends when this is dropped.
pub(crate) struct Served {
    server: Arc<Server>,
    /// `http://127.0.0.1:12345`
    pub(crate) origin: String,
}

impl Served {
    /// Serves files at a free port. As on any web server, `index.html` is what a folder shows; what is not there is 404.
    pub(crate) fn new(files: Files) -> Self {
        let server = Arc::new(Server::http("127.0.0.1:0").unwrap());
        let origin = format!("http://{}", server.server_addr().to_ip().unwrap());
        let files = Arc::new(files);
        // A browser keeps connections open and asks on several at once.
        for _ in 0..4 {
            let (server, files) = (Arc::clone(&server), Arc::clone(&files));
            std::thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    let path = request.url().split(['?', '#']).next().unwrap();
                    let path = if path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
                    let body = files.get(&path);
                    let kind = mime_guess::from_path(&path).first_or_octet_stream();
                    let kind = if kind.type_() == "text" { format!("{kind}; charset=utf-8") } else { kind.to_string() };
                    let header = Header::from_bytes("Content-Type", kind).unwrap();
                    let status = if body.is_some() { 200 } else { 404 };
                    let response = Response::from_data(body.cloned().unwrap_or_default()).with_status_code(status).with_header(header);
                    drop(request.respond(response));
                }
            });
        }
        Self { server, origin }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        (0..4).for_each(|_| self.server.unblock());
    }
}
