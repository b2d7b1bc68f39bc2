//! The site of this repository, built in memory and served on this machine, and the tools that `tests/run` installs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use fineprint::render::Style;
use fineprint::{Options, compile, disk};
use tiny_http::{Header, Response, Server};

/// Files by their path on the server, which begins with `/`.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// All brands of this repository: `/cinemaxsai/privacy/index.html`. With `drafts`, those pages too that are held back.
pub(crate) fn built(drafts: bool) -> &'static Files {
    static BUILT: [OnceLock<Files>; 2] = [OnceLock::new(), OnceLock::new()];
    BUILT[usize::from(drafts)].get_or_init(|| {
        let sources = disk::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        let options = Options { style: Style { drafts, as_of: None }, ..Options::default() };
        let site = compile(&sources, &options).site.expect("the repository compiles");
        let brands = site.brands.into_iter();
        brands.flat_map(|(brand, files)| files.into_iter().map(move |(path, bytes)| (format!("/{brand}/{path}"), bytes))).collect()
    })
}

/// Every page there is, by its address: those that are published, and those of drafts that differ from them.
pub(crate) fn pages() -> (Served, Vec<String>) {
    let (site, drafts) = (built(false), built(true));
    // A 404.html is right only at the top of a host: its links begin there.
    let is_page = |path: &&String| path.ends_with("/index.html");
    let other = |path: &&String| site.get(*path) != drafts.get(*path);
    let published = site.keys().filter(is_page).map(|path| format!("/site{path}"));
    let held_back = drafts.keys().filter(is_page).filter(other).map(|path| format!("/drafts{path}"));
    let paths: Vec<String> = published.chain(held_back).map(|path| path.trim_end_matches("index.html").to_owned()).collect();
    let below = |root: &'static str, files: &'static Files| files.iter().map(move |(path, bytes)| (format!("{root}{path}"), bytes.clone()));
    let served = Served::new(below("/site", site).chain(below("/drafts", drafts)).collect());
    (served, paths)
}

/// Fails with all that was found at all pages, each thing once and with the pages that have it.
pub(crate) fn expect_none(what: &str, found: &BTreeMap<String, BTreeSet<String>>) {
    let lines = found.iter().map(|(thing, pages)| format!("\n  {thing}\n    {}", pages.iter().cloned().collect::<Vec<_>>().join(" ")));
    assert!(found.is_empty(), "{what}:{}", lines.collect::<String>());
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
    /// Serves files at a free port. As on any web server, `index.html` is what a folder shows; what is not there is 404. The icon that
    /// browsers ask a host for by themselves is there: it is no file of a brand's folder.
    pub(crate) fn new(mut files: Files) -> Self {
        files.insert("/favicon.ico".to_owned(), Vec::new());
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
