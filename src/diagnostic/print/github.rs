//! Annotations of GitHub Actions: a workflow command a finding, which the runner shows beside the line.

use crate::source::Sources;

use super::super::{Finding, Severity};
use super::{in_words, region};

/// A finding as a workflow command, without its line end.
pub(super) fn command(finding: &Finding, sources: &Sources, from_top: &dyn Fn(&str) -> String) -> String {
    let kind = match finding.code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut properties = Vec::new();
    if let Some(label) = finding.labels.first() {
        properties.push(("file", from_top(sources.path(label.place.file()))));
        if let Some(region) = region(label.place, sources) {
            properties.push(("line", region.line.to_string()));
            properties.push(("endLine", region.end_line.to_string()));
            // Columns are taken only where both are on one line.
            if region.line == region.end_line {
                properties.push(("col", region.column.to_string()));
                properties.push(("endColumn", region.end_column.to_string()));
            }
        }
    }
    properties.push(("title", finding.code.name().to_owned()));
    let properties: Vec<String> = properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    format!("::{kind} {}::{}", properties.join(","), data(&in_words(finding, 1)))
}

/// What stands after the second `::`. A percent sign first, or the others' would be escaped twice.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property's value, which ends at a comma, and the properties at a colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::command;

    #[test]
    fn what_has_a_meaning_in_a_command_is_escaped() {
        let (sources, file) = example::file("content/clauses/a, 100% b.md", "x\n[é](y) z\n");
        let finding = example::at(&sources, file, "y").help("100% sure:\r\nmend it, now".to_owned()).brand("acme");
        assert_eq!(
            command(&finding, &sources, &|path| format!("of: law/{path}")),
            "::error file=of%3A law/content/clauses/a%2C 100%25 b.md,line=2,endLine=2,col=5,endColumn=6,title=dead-reference::\
             no such section%0Ain brand acme%0Ahelp: 100%25 sure:%0D%0Amend it, now"
        );
        let over_lines = example::at(&sources, file, "x\n[");
        assert!(command(&over_lines, &sources, &str::to_owned).contains("line=1,endLine=2,title"));
        let whole = command(&example::whole(file), &sources, &str::to_owned);
        assert!(whole.starts_with("::warning file=content/clauses/a%2C 100%25 b.md,title=stray-file::"), "{whole}");
    }
}
