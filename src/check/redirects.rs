//! Redirects: what has moved has an address that can be written as a file, and leads to something that is there.

use crate::address::is_web_address;
use crate::compose::Composed;
use crate::config::{Entry, Table};
use crate::diagnostic::{Code, Finding, Findings, did_you_mean};
use crate::path::{SitePath, refused_by_windows};
use crate::source::Span;

pub(super) fn check(composed: &Composed, findings: &mut Findings) {
    for (from, Entry { key, node }) in composed.brand.table.table("redirects").into_iter().flat_map(Table::iter) {
        if !is_path(from) {
            let message = format!("`{from}` is no address that can lead elsewhere");
            let help = "write the old address below the brand's folder: \"privacy-policy\" or \"legal/terms.html\"".to_owned();
            findings.push(Finding::new(Code::WrongValue, message, *key, "").help(help));
        }
        let Some(target) = node.text() else { continue };
        match target.contains("://") {
            true => elsewhere(composed, target, node.span, findings),
            false => lead(composed, target, node.span, findings),
        }
    }
}

/// Where the file of a redirect lies, or its folder.
fn is_path(from: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~/".contains(c);
    let path = from.trim_matches('/');
    path.chars().all(is_plain) && SitePath::parse(path).is_some() && path.split('/').all(|name| refused_by_windows(name).is_none())
}

/// An address of another site; one below the brand's own folder could lead in a circle.
fn elsewhere(composed: &Composed, target: &str, span: Span, findings: &mut Findings) {
    // Where the brand says that it stands, and where this build will.
    let bases = [composed.brand.text("base_url"), composed.brand.base_url.as_deref()];
    let is_own = |base: &str| !base.is_empty() && target.starts_with(base.trim_end_matches('/'));
    let wrong = if !is_web_address(target) {
        "write a web address that starts with https://, without blanks".to_owned()
    } else if bases.into_iter().flatten().any(is_own) {
        "it leads to this brand's own pages: write the id of the document instead".to_owned()
    } else {
        return;
    };
    findings.push(Finding::new(Code::WrongValue, format!("`{}` is no address to lead to", target.escape_debug()), span, "").help(wrong));
}

fn lead(composed: &Composed, target: &str, span: Span, findings: &mut Findings) {
    let (id, anchor) = target.split_once('#').map_or((target, None), |(id, anchor)| (id, Some(anchor)));
    let Some(document) = composed.documents.iter().find(|document| document.id.as_str() == id) else {
        let known = composed.documents.iter().map(|document| document.id.as_str());
        let help = did_you_mean(id, known).unwrap_or_else(|| "write the id of a document, or an address with https://".to_owned());
        findings.push(Finding::new(Code::UnknownDocument, format!("the brand has no document `{id}`"), span, "leads nowhere").help(help));
        return;
    };
    if let Some(anchor) = anchor.filter(|anchor| !document.anchors.contains(*anchor)) {
        let message = format!("there is no section `{anchor}` in the document `{id}`");
        let help = did_you_mean(anchor, document.anchors.iter().map(String::as_str));
        let help = help.unwrap_or_else(|| "take out what stands behind the #, and the redirect leads to the whole document".to_owned());
        findings.push(Finding::new(Code::DeadReference, message, span, "leads nowhere").help(help));
    }
}
