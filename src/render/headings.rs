//! Lists of contents in the form in which templates receive them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use tera::{Map, Value};

use crate::compose::Entry;

/// How many headings are kept.
const MOST_HEADINGS: usize = 2_000;

/// Entries of lists of contents. Brands have most of them in common, and to find one is a fraction of the work of making it.
#[derive(Default)]
pub(super) struct Headings {
    made: RefCell<BTreeMap<Entry, Value>>,
}

impl Headings {
    /// A list of contents.
    pub(super) fn list(&self, entries: &[Entry]) -> Value {
        Value::from(entries.iter().map(|entry| self.entry(entry)).collect::<Vec<_>>())
    }

    fn entry(&self, entry: &Entry) -> Value {
        if let Some(value) = self.made.borrow().get(entry) {
            return value.clone();
        }
        let mut view = Map::with_capacity(5);
        for (key, text) in [("number", &entry.number), ("title", &entry.title), ("anchor", &entry.anchor)] {
            view.insert(key.into(), Value::from(text.as_str()));
        }
        view.insert("summary".into(), entry.summary.as_deref().map_or(Value::none(), Value::from));
        view.insert("children".into(), self.list(&entry.children));
        let value = Value::from(view);
        let mut made = self.made.borrow_mut();
        if made.len() == MOST_HEADINGS {
            made.clear();
        }
        made.insert(entry.clone(), value.clone());
        value
    }
}
