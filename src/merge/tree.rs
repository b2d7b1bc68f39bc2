//! Tables laid over tables: key by key; arrays replace; a list of ids may be edited with `{ add, remove }`.

use crate::config::{Entry, Item, Node, Table};
use crate::diagnostic::{Code, Finding, Findings, nearest};

/// Lays `over` onto `base`. `path` is where the two stand, for telling lists of ids from tables of values.
pub(super) fn lay_over(base: &mut Table, over: &Table, path: &str, findings: &mut Findings) {
    for (key, entry) in over.iter() {
        let full = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        let merged = match (base.entry(key).cloned(), &entry.node.item) {
            (below, Item::Table(edit)) if is_list_edit(&full, below.as_ref(), edit) => {
                edited(below.map(|entry| entry.node), edit, &full, findings)
            }
            (Some(below), Item::Table(table)) => match below.node.item {
                Item::Table(mut inner) => {
                    lay_over(&mut inner, table, &full, findings);
                    Item::Table(inner)
                }
                _ => entry.node.item.clone(),
            },
            _ => entry.node.item.clone(),
        };
        base.insert(key, Entry { key: entry.key, node: Node { span: entry.node.span, item: merged } });
    }
}

/// Takes the value at `path` out of `table`, if there is one.
pub(super) fn take(table: &mut Table, path: &str) {
    match path.split_once('.') {
        None => {
            table.remove(path);
        }
        Some((first, rest)) => table.retain(|key, entry| {
            if let (true, Item::Table(inner)) = (key == first, &mut entry.node.item) {
                take(inner, rest);
            }
            true
        }),
    }
}

fn is_list_edit(path: &str, below: Option<&Entry>, edit: &Table) -> bool {
    let of_ids = matches!(path, "footer" | "vendors.use" | "identity.variants") || path.starts_with("facts.");
    let over_list = below.is_none_or(|entry| entry.node.list().is_some());
    of_ids && over_list && edit.keys().all(|key| matches!(key, "add" | "remove"))
}

/// The list below without what `remove` names and with what `add` names.
fn edited(below: Option<Node>, edit: &Table, path: &str, findings: &mut Findings) -> Item {
    let mut list = below.as_ref().and_then(Node::list).map(<[Node]>::to_vec).unwrap_or_default();
    for node in edit.list("remove") {
        let Some(id) = node.text() else { continue };
        let before = list.len();
        list.retain(|entry| entry.text() != Some(id));
        if list.len() == before {
            let message = format!("`{id}` is not in `{path}`, so it cannot be removed");
            let near = nearest(id, list.iter().filter_map(Node::text)).map(|name| format!("did you mean `{name}`?"));
            let help = near.unwrap_or_else(|| "take it out of `remove`".to_owned());
            findings.push(Finding::new(Code::WrongValue, message, node.span, "not in the list of the layers below").help(help));
        }
    }
    for node in edit.list("add") {
        if let Some(entry) = list.iter().find(|entry| entry.text() == node.text()) {
            let message = format!("`{}` is in `{path}` already", node.text().unwrap_or_default());
            let finding = Finding::new(Code::SameValue, message, node.span, "changes nothing").also(entry.span, "here already");
            findings.push(finding.help("take it out of `add`".to_owned()));
        } else {
            list.push(node.clone());
        }
    }
    Item::List(list)
}
