//! What a brand's table says word for word as the brands that it extends do, so that the line changes nothing until theirs changes, and then
//! keeps the change out.

use crate::config::{Item, Node, Table};
use crate::diagnostic::{Code, Finding, Findings};

/// Reports the values in `said` that `below` has already. `path` is where the two stand.
pub(super) fn check(below: &Table, said: &Table, path: &str, findings: &mut Findings) {
    for (key, entry) in said.iter() {
        let full = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        let Some(before) = below.entry(key).filter(|_| !is_own(&full)) else { continue };
        match (&before.node.item, &entry.node.item) {
            (Item::Table(below), Item::Table(said)) => check(below, said, &full, findings),
            (below, said) if same(below, said) => {
                let finding = Finding::new(Code::SameValue, format!("`{full}` repeats what the extended brand says"), entry.key, "");
                let help = "take it out: the brand has it from there, and any change of it".to_owned();
                findings.push(finding.also(before.key, "said here already").help(help));
            }
            _ => {}
        }
    }
}

/// Whether what stands at `path` is each brand's own matter, even if two say the same: dates, waivers, edits of outlines.
fn is_own(path: &str) -> bool {
    match path.split('.').collect::<Vec<_>>().as_slice() {
        ["extends" | "abstract" | "waivers", ..] => true,
        ["documents", _, key] => matches!(*key, "effective" | "updated" | "sections" | "omit" | "insert" | "move" | "retitle"),
        _ => false,
    }
}

/// Whether two values are the same, wherever they stand.
fn same(a: &Item, b: &Item) -> bool {
    let same_node = |(a, b): (&Node, &Node)| same(&a.item, &b.item);
    match (a, b) {
        (Item::List(a), Item::List(b)) => a.len() == b.len() && a.iter().zip(b).all(same_node),
        (Item::Table(a), Item::Table(b)) => {
            a.keys().eq(b.keys()) && a.keys().filter_map(|key| Some((a.get(key)?, b.get(key)?))).all(same_node)
        }
        (Item::Wrong, _) => false,
        (a, b) => a == b,
    }
}
