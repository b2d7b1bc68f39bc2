//! Looks: the files that `[design]` names are there.

use crate::compose::Composed;
use crate::diagnostic::{Code, Finding, Findings, did_you_mean};
use crate::path::SitePath;

pub(super) fn check(composed: &Composed, findings: &mut Findings) {
    let brand = &composed.brand;
    for key in ["logo", "logo_dark"] {
        let Some(node) = brand.table.at(&format!("design.{key}")) else { continue };
        let Some(name) = node.text() else { continue };
        let known = || brand.statics.keys().map(SitePath::as_str);
        if known().any(|path| path == name) {
            continue;
        }
        let help = did_you_mean(name, known()).unwrap_or_else(|| format!("put the file into brands/{}/static/", brand.id));
        let message = format!("there is no file `{name}` for `{key}`");
        findings.push(Finding::new(Code::UnknownFile, message, node.span, "not in static/").help(help));
    }
}
