//! What is tried with any bytes: each target is a function that panics when a promise is broken. `fuzz/` drives them for as long as one
//! likes, `tests/any_bytes.rs` with what has been found before and a few thousand inputs of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    unreachable_pub,
    reason = "tests, which two crates share"
)]

mod promises;
mod workspace;

use fineprint::condition::{Condition, Interpretation, Truth};
use fineprint::diagnostic::{Code, Findings};
use fineprint::path::SourcePath;
use fineprint::redline;
use fineprint::server::{Screened, screen};
use fineprint::source::{Sources, Span};

use promises::keep;
use workspace::base;
pub use workspace::parts;

/// A target: its name, which its corpus has too, and what is tried.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const ALL: &[Target] = &[
    ("brand", brand),
    ("clause", clause),
    ("condition", condition),
    ("outline", outline),
    ("redline", redline),
    ("request", request),
    ("rules", rules),
    ("template", template),
    ("theme", theme),
    ("workspace", workspace),
];

/// The small workspace with `bytes` for one file.
fn with(path: &str, bytes: &[u8]) {
    let mut files = base();
    files.insert(path.to_owned(), bytes.to_vec());
    keep(files);
}

/// A brand's TOML.
pub fn brand(bytes: &[u8]) {
    with("brands/acme/brand.toml", bytes);
}

/// A shared clause with its front matter; a brand adds to it, and all print it.
pub fn clause(bytes: &[u8]) {
    with("content/clauses/base/opening.md", bytes);
}

/// An outline.
pub fn outline(bytes: &[u8]) {
    with("content/documents/privacy.toml", bytes);
}

/// Rules and requirements, whichever the text names.
pub fn rules(bytes: &[u8]) {
    let is_law = bytes.windows(12).any(|window| window == b"requirements");
    with(if is_law { "content/requirements/law.toml" } else { "content/rules/sale.toml" }, bytes);
}

/// A template of a theme.
pub fn theme(bytes: &[u8]) {
    with("themes/default/templates/page.html", bytes);
}

/// A text with tags, without front matter. What our own reader takes, the engine takes too.
pub fn template(bytes: &[u8]) {
    let mut files = base();
    files.insert("content/clauses/base/opening.md".to_owned(), [b"+++\n+++\n", bytes].concat());
    let compiled = keep(files);
    for finding in compiled.findings.iter().filter(|finding| finding.code == Code::TemplateSyntax) {
        assert_ne!(finding.message, "this text cannot be compiled");
        assert!(finding.labels.iter().all(|label| label.text != "the trouble is here"), "the engine refuses it: {finding:?}");
    }
}

/// Several files at once, in the form of `tests/cases/`, laid over the small workspace; `-- !path --` takes one out.
pub fn workspace(bytes: &[u8]) {
    let mut files = base();
    for (path, bytes) in parts(bytes) {
        match path.strip_prefix('!') {
            Some(path) => drop(files.remove(path)),
            None => drop(files.insert(path, bytes)),
        }
    }
    keep(files);
}

/// Decides every name by its length, so that all three truths come up.
struct ByLength;

impl Interpretation for ByLength {
    fn truth(&self, name: &str) -> Truth {
        [Truth::True, Truth::False, Truth::Unknown][name.len() % 3]
    }

    fn any(&self, name: &str, wanted: &dyn Fn(&str) -> bool) -> Truth {
        if wanted("us-ca") { Truth::True } else { self.truth(name) }
    }
}

/// A condition: it is read, or one finding says where it cannot be; and it says the opposite of its opposite.
pub fn condition(bytes: &[u8]) {
    let sources = Sources::new([(SourcePath::parse("x").unwrap(), bytes)]);
    let (file, _) = sources.iter().next().unwrap();
    let text = sources.text(file);
    let whole = Span::new(file, 0..text.len());
    let mut findings = Findings::default();
    let condition = Condition::read(text, whole, &mut findings);
    assert_eq!(condition.is_none(), findings.iter().count() == 1, "neither read nor refused");
    for finding in findings.iter() {
        let fineprint::diagnostic::Place::Text(span) = finding.labels[0].place else { panic!("a whole file") };
        assert!(text.get(span.range()).is_some(), "{finding:?}");
    }
    let Some(condition) = condition else { return };
    for name in condition.names() {
        assert_eq!(text.get(name.span.range()), Some(name.path.as_str()), "a name where it stands");
    }
    let truth = condition.decide(&ByLength);
    let opposite = Condition::Not(Box::new(condition)).decide(&ByLength);
    assert_eq!((truth == Truth::Unknown, truth == Truth::True), (opposite == Truth::Unknown, opposite == Truth::False));
}

/// What a server makes of the bytes that a client sends.
pub fn request(bytes: &[u8]) {
    let own = "127.0.0.1:4400".parse().unwrap();
    match screen(bytes, own) {
        Screened::Incomplete => {}
        Screened::Refused(status) => assert!((400..600).contains(&status), "{status} is no refusal"),
        Screened::Taken(head) => {
            assert!(head.starts_with("GET /") || head.starts_with("HEAD /"), "{head:?}");
            assert!(head.ends_with("\r\nConnection: close\r\n\r\n"), "{head:?}");
            assert_eq!(head.matches("\r\n\r\n").count(), 1, "one request: {head:?}");
            assert!(head.replace("\r\n", "").bytes().all(|byte| byte == b'\t' || byte == b' ' || byte.is_ascii_graphic()), "{head:?}");
            let lines = || head.lines().skip(1).filter(|line| !line.is_empty()).map(str::to_ascii_lowercase);
            assert_eq!(lines().filter(|line| line.starts_with("host:")).count(), 1, "{head:?}");
            assert!(!lines().any(|line| line.starts_with("content-length:") || line.starts_with("transfer-encoding:")), "{head:?}");
            // What is handed on would be taken again, and is handed on as it is.
            assert_eq!(screen(head.as_bytes(), own), Screened::Taken(head.clone()));
        }
    }
}

/// Two texts, divided by a line `====`: without the marks, both are as they were.
pub fn redline(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (left, right) = text.split_once("\n====\n").unwrap_or((&text, ""));
    if ["redline", "</del>", "</ins>"].iter().any(|mark| text.contains(mark)) {
        return; // Marks of its own could not be told from ours.
    }
    let marked = redline::compare(left, right);
    assert_eq!(without(&marked.left, "del"), left);
    assert_eq!(without(&marked.right, "ins"), right);
    redline::merged(left, right);
    let side = |html| redline::Side { html, values: &[] };
    redline::hunks(side(left), side(right));
    assert_eq!(redline::compare(left, left).changes, 0, "a text differs from itself");
}

/// A text without the marks of `element`.
fn without(marked: &str, element: &str) -> String {
    let (open, close) = (format!("<{element} class=\"redline\">"), format!("</{element}>"));
    let mut pieces = marked.split(&open);
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |all, piece| all + &piece.replacen(&close, "", 1))
}
