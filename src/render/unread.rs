//! What a theme says and nothing reads: a token that no style sheet has. Browsers say nothing of it, and what was meant would be lost without a
//! word. (That a block stands in no template that is extended, Tera says.)

use std::collections::BTreeSet;

use crate::config::Table;
use crate::diagnostic::{Code, Finding, Findings, nearest};
use crate::model::ThemeSource;
use crate::source::Sources;

/// Reports tokens that no style sheet and no template reads, and whose name is nearly that of one that is read. Others may be for a script.
pub(super) fn tokens(layers: &[(&str, &ThemeSource)], sources: &Sources, findings: &mut Findings) {
    let files = layers.iter().flat_map(|(_, theme)| {
        let sheets = theme.statics.iter().filter(|(path, _)| path.as_str().ends_with(".css")).map(|(_, file)| *file);
        theme.templates.values().copied().chain(sheets)
    });
    let texts: Vec<&str> = files.map(|file| sources.text(file)).collect();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let names = texts.iter().flat_map(|text| text.split("var(--").skip(1)).map(|rest| rest.split(|c| !is_name(c)).next().unwrap_or(rest));
    let read: BTreeSet<&str> = names.collect();
    let tables =
        layers.iter().filter_map(|(_, theme)| theme.tree.as_ref()).flat_map(|tree| ["tokens", "dark"].map(|key| tree.table.table(key)));
    for (name, entry) in tables.flatten().flat_map(Table::iter).filter(|(name, _)| !read.contains(name)) {
        if let Some(near) = nearest(name, read.iter().copied()) {
            let message = format!("no style sheet of the theme reads the token `{name}`");
            let finding = Finding::new(Code::UnusedValue, message, entry.key, "changes nothing");
            findings.push(finding.help(format!("did you mean `{near}`?")));
        }
    }
}
