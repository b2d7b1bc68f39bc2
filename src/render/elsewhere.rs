//! What a theme would load from another host: a page of legal text asks nobody but its own. The policy in the page's head would keep browsers
//! from it; whoever wrote the theme would see a page without its font.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostic::{Code, Finding, Findings};
use crate::model::ThemeSource;
use crate::source::{FileId, Sources, Span};

/// Attributes whose address is loaded, whatever the element.
const LOADED: [&str; 3] = ["src=", "srcset=", "poster="];

/// What a `<link>` loads its address for.
const LINKED: [&str; 8] = ["stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "manifest"];

/// Reports addresses of other hosts in the templates and style sheets of a theme and of those that it extends.
pub(super) fn check(layers: &[(&str, &ThemeSource)], sources: &Sources, findings: &mut Findings) {
    for (name, theme) in layers {
        let sheets = theme.statics.iter().filter(|(path, _)| path.as_str().ends_with(".css")).map(|(_, file)| *file);
        let files: BTreeSet<FileId> = theme.templates.values().copied().chain(sheets).collect();
        for (file, text) in files.into_iter().map(|file| (file, sources.text(file))) {
            for range in loads(&text.to_ascii_lowercase()) {
                let message = format!("the theme would load `{}` from elsewhere", text.get(range.clone()).unwrap_or_default());
                let help = format!("put the file into themes/{name}/static/ and name it from there (docs/themes.md)");
                findings.push(Finding::new(Code::ThemeTemplate, message, Span::new(file, range), "another host").help(help));
            }
        }
    }
}

/// The addresses in a text, which is in lower case, that a browser would load from another host, in order.
fn loads(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut note = |at: usize| found.extend(elsewhere(text, at));
    let behind = |what: &'static str| text.match_indices(what).map(move |(at, _)| at + what.len());
    behind("url(").chain(behind("@import")).for_each(&mut note);
    let starts = |at: &usize, what: &str| text.get(..at - what.len()).is_some_and(|before| before.ends_with(char::is_whitespace));
    for attribute in LOADED {
        behind(attribute).filter(|at| starts(at, attribute)).for_each(&mut note);
    }
    for start in behind("<link") {
        let Some(tag) = text.get(start..).and_then(|rest| rest.split('>').next()) else { continue };
        let rel = tag.split("rel=").nth(1).unwrap_or_default().trim_start_matches(['"', '\'']);
        let rel = rel.split(['"', '\'']).next().unwrap_or(rel);
        if LINKED.iter().any(|what| rel.contains(what)) {
            tag.match_indices("href=").for_each(|(at, href)| note(start + at + href.len()));
        }
    }
    found.sort_by_key(|range| range.start);
    found.dedup();
    found
}

/// The address of another host that begins at `at`, with a quote before it or none.
fn elsewhere(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let address = rest.trim_start().trim_start_matches(['"', '\'']).trim_start();
    let start = at + rest.len() - address.len();
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ')' | '>' | ',' | ';');
    let length = address.find(ends).unwrap_or(address.len());
    ["https://", "http://", "//"].iter().any(|other| address.starts_with(other)).then_some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::loads;

    #[test]
    fn what_is_loaded_and_what_is_only_linked() {
        for (text, loaded) in [
            ("@import \"https://a.example/b.css\";", Some("https://a.example/b.css")),
            ("@import url( '//a.example/b.css' ) screen;", Some("//a.example/b.css")),
            ("src: url(http://a.example/f.woff2) format(\"woff2\")", Some("http://a.example/f.woff2")),
            ("<img alt=\"\" src='https://a.example/i.png'>", Some("https://a.example/i.png")),
            ("<link rel=\"stylesheet\" href=\"//a.example/b.css\">", Some("//a.example/b.css")),
            ("<link rel=\"canonical\" href=\"https://icon.example/\">", None),
            ("<a href=\"https://a.example/\">a</a> url(img.png) url(\"../f.woff2\") url(data:image/png;base64,//)", None),
            ("<div data-src=\"https://a.example/\"> url(", None),
        ] {
            let found: Vec<&str> = loads(text).into_iter().filter_map(|range| text.get(range)).collect();
            assert_eq!(found, Vec::from_iter(loaded), "{text}");
        }
    }
}
