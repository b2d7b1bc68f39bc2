//! Links: every address is of a safe kind, every reference leads somewhere, and no published page leads to one that is held back.

use std::collections::BTreeSet;

use crate::compose::{Composed, ComposedDocument, Decision, Link, Target};
use crate::diagnostic::{Code, Finding, Findings, did_you_mean, nearest};
use crate::model::Project;

use super::addresses::{is_host, is_mailbox};
use super::allow;
use super::words::shown;

/// What an address may start with.
const SAFE: &[&str] = &["https://", "http://", MAIL, "tel:"];

/// How the address of a mailbox starts.
const MAIL: &str = "mailto:";

pub(super) fn check(composed: &Composed, project: &Project, findings: &mut Findings) {
    let mut right: BTreeSet<&str> = BTreeSet::new();
    for document in &composed.documents {
        for link in &document.links {
            match &link.target {
                Target::Address(address) if right.contains(address.as_str()) => {}
                // That a value is not there has been said.
                Target::Address(address) if link.leads_nowhere_yet() => {}
                Target::Address(address) => {
                    let finding = not_safe(address, link).or_else(|| not_well_formed(address, link));
                    let is_allowed = |finding: &Finding| !runs(address) && is_allowed(address, finding.code, composed, project);
                    match finding.filter(|finding| !is_allowed(finding)) {
                        Some(finding) => findings.push(finding),
                        None => _ = right.insert(address),
                    }
                }
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

/// Whether the brand allows an address: the whole, or a mailbox alone, as the finding shows it.
fn is_allowed(address: &str, code: Code, composed: &Composed, project: &Project) -> bool {
    let mailbox = address.get(..MAIL.len()).filter(|start| start.eq_ignore_ascii_case(MAIL)).and_then(|_| address.get(MAIL.len()..));
    [Some(address), mailbox].into_iter().flatten().any(|words| allow::permits(composed, project, code, words))
}

/// Whether a browser would run or draw what the address itself holds. Nobody may allow that.
fn runs(address: &str) -> bool {
    let read: String = address.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    ["javascript:", "vbscript:", "data:", "blob:"].iter().any(|start| read.starts_with(start))
}

/// An address that a page may not link to.
fn not_safe(address: &str, link: &Link) -> Option<Finding> {
    let lower = address.to_ascii_lowercase();
    if let Some(mailbox) = lower.strip_prefix(MAIL)
        && !is_mailbox(mailbox)
    {
        let message = format!("`{}` is not an e-mail address", shown(address.get(MAIL.len()..).unwrap_or_default()));
        return Some(at_value(Code::UnsafeLink, message, link).help("write one such as privacy@example.com".to_owned()));
    }
    if let Some((user, host)) = authority(&lower).and_then(|authority| authority.rsplit_once('@')) {
        let message = format!("`{}` signs in to its host as `{}`", shown(address), shown(user));
        let help = format!("take out what stands before the `@`: it reads like the host, and the link leads to `{}`", shown(host));
        return Some(at_value(Code::UnsafeLink, message, link).help(help));
    }
    let host = |rest: &str| rest.split(['/', '?', '#']).next().is_some_and(|host| !host.is_empty() && !host.contains(char::is_whitespace));
    if SAFE.iter().any(|start| lower.strip_prefix(start).is_some_and(host)) {
        return None;
    }
    let message = format!("`{}` is not an address that a page may link to", shown(address));
    let help = match address.strip_prefix('#') {
        Some(anchor) => format!("write `clause:{anchor}`: a reference to a section is looked up, and never leads nowhere"),
        None => {
            "start it with https://, http://, mailto: or tel:, or write clause:ID or doc:ID for a place on the brand's pages".to_owned()
        }
    };
    let finding = match link.value() {
        Some(value) => Finding::new(Code::UnsafeLink, message, value, "this value").also(link.place(), "is made a link here"),
        None => Finding::new(Code::UnsafeLink, message, link.place(), ""),
    };
    Some(finding.help(help))
}

/// What a web address says of the host: its name, and a user or a port with it.
fn authority(address: &str) -> Option<&str> {
    address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?.split(['/', '?', '#']).next()
}

/// An address of a safe kind that cannot lead anywhere: no host, no telephone number.
fn not_well_formed(address: &str, link: &Link) -> Option<Finding> {
    let lower = address.to_ascii_lowercase();
    let (what, help) = if let Some(number) = lower.strip_prefix("tel:") {
        let digits = number.chars().filter(char::is_ascii_digit).count();
        if digits > 2 && number.chars().all(|c| c.is_ascii_digit() || "+-.() ;=*#ext".contains(c)) {
            return None;
        }
        ("telephone number", "write it in digits, such as tel:+353-1-2345678")
    } else {
        let host = authority(&lower)?.split(':').next().unwrap_or_default();
        if is_host(host.strip_prefix("www.").unwrap_or(host)) || host.starts_with("xn--") {
            return None;
        }
        ("web address", "write one such as https://www.brand.com/privacy")
    };
    let message = format!("`{}` is no {what}", shown(address));
    Some(at_value(Code::BrokenAddress, message, link).help(help.to_owned()))
}

/// A finding where the address is given: the brand's value, or the text.
fn at_value(code: Code, message: String, link: &Link) -> Finding {
    let (place, label) = link.value().map_or((link.place(), ""), |value| (value, "this value"));
    Finding::new(code, message, place, label)
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
