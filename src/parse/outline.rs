//! Outlines of documents, and what brands do to them.

use std::collections::BTreeMap;

use crate::config::{Node, Table};
use crate::diagnostic::{Code, Finding, Findings};
use crate::id::{ClauseId, DocumentId};
use crate::model::{DocumentEdits, Named, Position, Section};

use super::{clause, condition, template};

/// The sections that `nodes` name, each by its clause's id or as a table.
pub(super) fn read(nodes: &[Node], findings: &mut Findings) -> Vec<Section> {
    nodes.iter().filter_map(|node| section(node, findings)).collect()
}

fn section(node: &Node, findings: &mut Findings) -> Option<Section> {
    let Some(table) = node.table() else {
        return Some(Section { clause: named(node)?, when: None, sections: Vec::new() });
    };
    Some(Section {
        clause: named(table.get("clause")?)?,
        when: condition::at(table, "when", findings),
        sections: read(table.list("sections"), findings),
    })
}

fn named(node: &Node) -> Option<Named> {
    Some(Named { id: ClauseId::new(node.text()?), span: node.span })
}

/// What `[documents.…]` of a brand does to outlines.
pub(super) fn read_edits(brand: &Table, findings: &mut Findings) -> BTreeMap<DocumentId, DocumentEdits> {
    let mut all = BTreeMap::new();
    for (id, entry) in brand.table("documents").into_iter().flat_map(Table::iter) {
        let Some(table) = entry.node.table() else { continue };
        let mut edits = DocumentEdits {
            sections: table.get("sections").and_then(Node::list).map(|list| read(list, findings)),
            omit: table.list("omit").iter().filter_map(named).collect(),
            ..DocumentEdits::default()
        };
        for (clause, entry) in table.table("retitle").into_iter().flat_map(Table::iter) {
            if let Some(title) = entry.node.text() {
                let text = template::read(title, clause::inside_quotes(entry.node.span), false, findings);
                edits.retitle.push((Named { id: ClauseId::new(clause), span: entry.key }, text));
            }
        }
        for node in table.list("insert") {
            if let (Some(section), Some(position)) = (section(node, findings), position(node, "insert", findings)) {
                edits.insert.push((section, position));
            }
        }
        for node in table.list("move") {
            let clause = node.table().and_then(|table| named(table.get("clause")?));
            if let (Some(clause), Some(position)) = (clause, position(node, "move", findings)) {
                edits.moves.push((clause, position));
            }
        }
        all.insert(DocumentId::new(id), edits);
    }
    all
}

/// Where an entry of `insert` or `move` goes: exactly one of the four keys says it.
fn position(node: &Node, what: &str, findings: &mut Findings) -> Option<Position> {
    let table = node.table()?;
    let at = |key| table.get(key).and_then(named);
    let mut found: Vec<Position> = [
        at("before").map(Position::Before),
        at("after").map(Position::After),
        at("first_in").map(Position::FirstIn),
        at("last_in").map(Position::LastIn),
    ]
    .into_iter()
    .flatten()
    .collect();
    if found.len() != 1 {
        let label = if found.is_empty() { "no place is given" } else { "more than one place is given" };
        let help = "give one of `before`, `after`, `first_in`, `last_in`, with the id of a clause of the document".to_owned();
        let message = format!("an entry of `{what}` needs one place");
        findings.push(Finding::new(Code::MissingKey, message, node.span, label).help(help));
        return None;
    }
    found.pop()
}
