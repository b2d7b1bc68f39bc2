//! Mailboxes that are typed in a text and belong to nobody here: their domain is none that the brand states. Text that was copied from
//! another company brings them along.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::compose::{Composed, Prose};
use crate::config::{Item, Node, Table};
use crate::diagnostic::{Code, Finding, Findings};
use crate::names::host_of;

use super::allow;
use super::needles::Needles;
use super::pattern::pattern;
use super::reading::Reading;

static MAILBOX: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"\b[A-Za-z0-9._%+-]+@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})"));

/// A mailbox in a block: where, and its domain.
pub(super) type Hit = (usize, std::ops::Range<usize>, String);

/// The mailboxes that a text types.
pub(super) fn typed(prose: &Prose) -> Vec<Hit> {
    let blocks = prose.blocks.iter().enumerate();
    blocks.flat_map(|(number, block)| mailboxes(&block.text).map(move |(range, domain)| (number, range, domain))).collect()
}

pub(super) fn check(reading: &Reading<'_>, needles: &Needles, findings: &mut Findings) {
    let (composed, project) = (reading.composed, reading.project);
    if composed.brand.table.table("contact").is_none() {
        return; // Nobody can tell whose a mailbox is.
    }
    let mut stated: Option<BTreeSet<String>> = None;
    for text in &reading.texts {
        for (number, range, domain) in &text.noted.mailboxes {
            let Some(block) = text.passage.prose.blocks.get(*number) else { continue };
            let words = block.text.get(range.clone()).unwrap_or_default();
            // That of another brand is found by the search for names. Few texts type a mailbox, so the rest is gathered when one does.
            let is_known = needles.knows(domain) || needles.knows(words);
            if is_known || stated.get_or_insert_with(|| domains(composed)).contains(domain) {
                continue;
            }
            if !allow::permits(composed, project, Code::ForeignAddress, words) {
                let message = format!("`{words}` is a mailbox of neither the brand nor one of its vendors");
                let help = format!("print a value of [contact], or allow it if `{domain}` is meant: foreign-address = [\"{words}\"]");
                findings.push(Finding::new(Code::ForeignAddress, message, text.passage.place(block, range), "").help(help));
            }
        }
    }
}

fn mailboxes(text: &str) -> impl Iterator<Item = (std::ops::Range<usize>, String)> {
    let found = text.contains('@').then(|| MAILBOX.as_ref()).into_iter().flatten().flat_map(move |mailbox| mailbox.captures_iter(text));
    found.filter_map(|found| Some((found.get(0)?.range(), found.get(1)?.as_str().to_ascii_lowercase())))
}

/// The domains of every mailbox and address that the brand and its vendors state.
fn domains(composed: &Composed) -> BTreeSet<String> {
    let mut domains = BTreeSet::new();
    let tables = composed.brand.vendors.iter().map(|vendor| &vendor.table).chain([&composed.brand.table]);
    tables.flat_map(Table::iter).for_each(|(_, entry)| collect(&entry.node, &mut domains));
    domains
}

fn collect(node: &Node, into: &mut BTreeSet<String>) {
    match &node.item {
        Item::Text(text) => {
            into.extend(mailboxes(text).map(|(_, domain)| domain));
            into.extend(text.contains("://").then(|| host_of(text).to_ascii_lowercase()));
        }
        Item::List(list) => list.iter().for_each(|node| collect(node, into)),
        Item::Table(table) => table.iter().for_each(|(_, entry)| collect(&entry.node, into)),
        _ => {}
    }
}
