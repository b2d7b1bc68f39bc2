//! Links: every address is of a safe kind, every reference leads somewhere, and no published page leads to one that is held back.

use crate::compose::{Composed, ComposedDocument, Decision, Link, Target};
use crate::diagnostic::{Code, Finding, Findings, did_you_mean, nearest};
use crate::model::Project;

/// What an address may start with.
const SAFE: &[&str] = &["https://", "http://", "mailto:", "tel:"];

pub(super) fn check(composed: &Composed, project: &Project, findings: &mut Findings) {
    for document in &composed.documents {
        for link in &document.links {
            match &link.target {
                Target::Address(address) => address_is_safe(address, link, findings),
                Target::Nowhere(target) => findings.push(nowhere(target, link, document, composed, project)),
                Target::HeldBack(other) if document.wanted.is_empty() => {
                    let message = format!("`{}` is published and names `{other}`, which is held back", document.id);
                    let help = format!("supply what `{other}` wants; until then the name stands without a link");
                    let finding = Finding::new(Code::ReferenceHeldBack, message, link.place(), "printed without a link");
                    findings.push(finding.help(help));
                }
                Target::HeldBack(_) => {}
            }
        }
    }
    // What is wrong with the foot of every page has been said; on the index there is no section to refer to.
    for link in &composed.index_footer.links {
        if let Target::Nowhere(target) = &link.target
            && target.starts_with("clause:")
            && !composed.documents.iter().any(|document| document.links.iter().any(|other| other == link))
        {
            let message = format!("the foot of the brand's index refers to `{target}`, and an index has no sections");
            let help = "refer to a document: doc:ID#CLAUSE".to_owned();
            findings.push(Finding::new(Code::DeadReference, message, link.place(), "leads nowhere").help(help));
        }
    }
}

fn address_is_safe(address: &str, link: &Link, findings: &mut Findings) {
    let lower = address.to_ascii_lowercase();
    if let Some(mailbox) = lower.strip_prefix("mailto:")
        && !is_mailbox(mailbox)
    {
        let message = format!("`{}` is not an e-mail address", shown(address.get("mailto:".len()..).unwrap_or_default()));
        let help = "write one such as privacy@example.com".to_owned();
        let (place, label) = link.value.map_or((link.place(), ""), |value| (value, "this value"));
        findings.push(Finding::new(Code::UnsafeLink, message, place, label).help(help));
        return;
    }
    let host = |rest: &str| rest.split(['/', '?', '#']).next().is_some_and(|host| !host.is_empty() && !host.contains(char::is_whitespace));
    if SAFE.iter().any(|start| lower.strip_prefix(start).is_some_and(host)) {
        return;
    }
    let message = format!("`{}` is not an address that a page may link to", shown(address));
    let help = "start it with https://, http://, mailto: or tel:, or write clause:ID or doc:ID for a place on the brand's pages".to_owned();
    let finding = match link.value {
        Some(value) => Finding::new(Code::UnsafeLink, message, value, "this value").also(link.place(), "is made a link here"),
        None => Finding::new(Code::UnsafeLink, message, link.place(), ""),
    };
    findings.push(finding.help(help));
}

/// Whether `text` is one mailbox and nothing else: no second recipient, no header.
fn is_mailbox(text: &str) -> bool {
    let plain =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control() || "@?&#%,;:<>()[]\\\"/".contains(c));
    text.split_once('@').is_some_and(|(name, host)| plain(name) && plain(host) && host.contains('.') && !host.ends_with('.'))
}

/// An address as a finding shows it.
fn shown(address: &str) -> String {
    address.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A reference to what is not there: says whether it exists at all, and why it is not on the page.
fn nowhere(target: &str, link: &Link, document: &ComposedDocument, composed: &Composed, project: &Project) -> Finding {
    let (id, anchor) = match target.strip_prefix("clause:") {
        Some(clause) => (document.id.as_str(), clause),
        None => {
            let rest = target.strip_prefix("doc:").unwrap_or(target);
            rest.split_once('#').unwrap_or((rest, ""))
        }
    };
    let Some(wanted) = composed.documents.iter().find(|document| document.id.as_str() == id) else {
        let known = || composed.documents.iter().map(|document| document.id.as_str());
        let (message, help) = if project.documents.contains_key(id) {
            (
                format!("the brand does without the document `{id}`"),
                Some("edit this sentence for the brand, or give it the document".to_owned()),
            )
        } else {
            let near = nearest(id, known()).map(|name| format!("did you mean `doc:{name}`?"));
            (format!("there is no document `{id}`"), near.or_else(|| did_you_mean(id, known())))
        };
        return Finding::new(Code::DeadReference, message, link.place(), "leads nowhere").help(help);
    };
    let clause = anchor.split("--").next().unwrap_or_default();
    let page = if wanted.id == document.id { "this page".to_owned() } else { format!("the page `{id}`") };
    let row = wanted.outline.iter().find(|row| row.id.as_str() == clause);
    let (message, help) = match row {
        Some(row) if row.decision != Decision::In => (
            format!("the section `{clause}` is not on {page}: its condition leaves it out"),
            Some(format!(
                "print this sentence only when the section is there: {{% if … %}}, with the condition `{}`",
                row.whens.iter().map(|decided| decided.when.as_str()).collect::<Vec<_>>().join("` and `")
            )),
        ),
        Some(row) if row.title.is_none() => (
            format!("the clause `{clause}` has no heading to refer to"),
            Some(format!("give `{clause}` a `title`, or refer to another section")),
        ),
        Some(_) if anchor != clause => (format!("the section `{clause}` has no sub-heading `{anchor}`"), near(anchor, wanted)),
        Some(_) => (format!("the section `{clause}` is not on {page}"), near(anchor, wanted)),
        None if project.clauses.contains_key(clause) || composed.brand.clauses.contains_key(clause) => (
            format!("the section `{clause}` is not on {page}"),
            Some(format!("add it to the outline of `{id}`, or take the reference out")),
        ),
        None => (format!("there is no section `{anchor}` on {page}"), near(anchor, wanted)),
    };
    Finding::new(Code::DeadReference, message, link.place(), "leads nowhere").help(help)
}

fn near(anchor: &str, document: &ComposedDocument) -> Option<String> {
    nearest(anchor, document.anchors.iter().map(String::as_str)).map(|name| format!("did you mean `{name}`?"))
}
