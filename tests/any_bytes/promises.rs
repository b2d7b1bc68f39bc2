//! What holds of every workspace, whatever it says.

use std::sync::{Arc, LazyLock};

use fineprint::diagnostic::{Finding, Format, Place, Severity, print};
use fineprint::source::Sources;
use fineprint::{Compiled, Memory, Options, compile};

use super::workspace::{Files, sources};

/// What compiles have worked out, of all inputs.
static MEMORY: LazyLock<Arc<Memory>> = LazyLock::new(Arc::default);

/// Compiles `files` and holds what comes of it to what is promised.
///
/// # Panics
/// When a promise is broken.
pub fn keep(files: Files) -> Compiled {
    let sources = sources(files);
    let mut options = Options { memory: MEMORY.clone(), ..Options::default() };
    let compiled = compile(&sources, &options);
    findings(&compiled.findings, &sources);
    let is_wrong = compiled.findings.iter().any(|finding| finding.code.severity() == Severity::Error);
    assert_eq!(compiled.site.is_none(), is_wrong, "an error, and a site all the same, or neither");
    published(&compiled);
    // The second time with drafts, and where nothing is held back the same.
    options.style.drafts = true;
    let drafts = compile(&sources, &options);
    findings(&drafts.findings, &sources);
    options.style.drafts = false;
    let again = compile(&sources, &options);
    assert_eq!(compiled.site, again.site, "the same sources give the same bytes");
    assert_eq!(compiled.findings, again.findings, "the same sources give the same findings");
    compiled
}

/// Findings point into their sources, and can be printed.
fn findings(findings: &[Finding], sources: &Sources) {
    for finding in findings {
        assert!(!finding.labels.is_empty(), "a finding without a place: {finding:?}");
        for label in &finding.labels {
            assert!(sources.get(label.place.file()).is_some(), "a finding in no file: {finding:?}");
            if let Place::Text(span) = label.place {
                let text = sources.text(span.file);
                assert!(text.get(span.range()).is_some(), "not a part of {} bytes of text: {finding:?}", text.len());
            }
        }
    }
    for format in [Format::Human, Format::Short, Format::Json, Format::Sarif, Format::Github] {
        let report = print(findings, sources, format);
        assert!(format != Format::Short || report.lines().count() == findings.len(), "not a line for each finding:\n{report}");
    }
}

/// Pages hold no character of fineprint's own, and no value that nobody has supplied.
fn published(compiled: &Compiled) {
    for (brand, files) in compiled.site.iter().flat_map(|site| &site.brands) {
        for (path, bytes) in files.iter().filter(|(path, _)| path.as_str().ends_with(".html")) {
            let page = std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{brand}/{path} is not UTF-8"));
            assert!(!page.contains(|char| char >= '\u{F0000}'), "{brand}/{path}: a private character");
            assert!(!page.contains("mark class=\"unknown\""), "{brand}/{path}: the mark of an unknown value");
        }
    }
}
