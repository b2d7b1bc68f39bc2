//! A line each, for a person in a hurry and for editors: `path:line:column: error[code]: message`.

use crate::source::Sources;

use super::super::Finding;
use super::{more, region};

/// A finding as a line, without its end.
pub(super) fn line(finding: &Finding, sources: &Sources) -> String {
    let place = finding.labels.first().map_or(String::new(), |label| {
        let path = sources.path(label.place.file());
        region(label.place, sources).map_or(format!("{path}: "), |region| format!("{path}:{}:{}: ", region.line, region.column))
    });
    let severity = finding.code.severity().name();
    let more = match more(finding, 1) {
        more if more.is_empty() => more,
        more => format!(", {more}"),
    };
    format!("{place}{severity}[{}]: {}{more}", finding.code, finding.message)
}

#[cfg(test)]
mod tests {
    use super::super::super::{Code, Finding, Place};
    use super::super::{Format, example, print};

    #[test]
    fn a_finding_is_one_line_whatever_it_quotes() {
        let (sources, file) = example::file("a.md", "x");
        let finding = Finding::new(Code::Placeholder, "`[a\r\n::warning::b\u{2028}c\u{1b}]`", Place::File(file), "d\ne")
            .also(Place::File(file), "f\ng")
            .help("first\n::error::second".to_owned());
        assert_eq!(finding.labels.iter().map(|label| label.text.as_str()).collect::<Vec<_>>(), ["d e", "f g"]);
        let findings = [finding];
        assert_eq!(print(&findings, &sources, Format::Short), "a.md: error[placeholder]: `[a  ::warning::b c ]`\n");
        let github = print(&findings, &sources, Format::Github);
        assert_eq!(github.lines().count(), 1, "{github}");
        assert!(github.ends_with("help: first%0A::error::second\n"), "{github}");
    }
}
