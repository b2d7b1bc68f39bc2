//! What a theme says and nothing reads: a token that no style sheet has. Browsers say nothing of it, and what was meant would be lost without a
//! word. (That a block stands in no template that is extended, Tera says.)

use std::collections::BTreeSet;

use crate::config::{Entry, Table};
use crate::diagnostic::{Code, Finding, Findings, nearest};
use crate::model::ThemeSource;
use crate::source::Sources;

/// Reports tokens that no style sheet, template, script or other token reads, and whose name is nearly that of one that is read and that no
/// theme gives a value. Others may be for a program.
pub(super) fn tokens(layers: &[(&str, &ThemeSource)], sources: &Sources, findings: &mut Findings) {
    let trees = layers.iter().filter_map(|(_, theme)| theme.tree.as_ref());
    let stated: Vec<(&str, &Entry)> =
        trees.flat_map(|tree| ["tokens", "dark"].map(|key| tree.table.table(key))).flatten().flat_map(Table::iter).collect();
    let files = layers.iter().flat_map(|(_, theme)| {
        let code = theme.statics.iter().filter(|(path, _)| [".css", ".js", ".svg"].iter().any(|end| path.as_str().ends_with(end)));
        theme.templates.values().copied().chain(code.map(|(_, file)| *file))
    });
    let texts = files.map(|file| sources.text(file)).chain(stated.iter().filter_map(|(_, entry)| entry.node.text()));
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let read: BTreeSet<&str> =
        texts.flat_map(|text| text.split("--").skip(1)).map(|rest| rest.split(|c| !is_name(c)).next().unwrap_or(rest)).collect();
    for (name, entry) in stated.iter().filter(|(name, _)| !read.contains(name)) {
        let near = nearest(name, read.iter().copied()).filter(|near| stated.iter().all(|(other, _)| other != near));
        if let Some(near) = near {
            let message = format!("no style sheet of the theme reads the token `{name}`");
            let finding = Finding::new(Code::UnusedValue, message, entry.key, "changes nothing");
            findings.push(finding.help(format!("did you mean `{near}`?")));
        }
    }
}
