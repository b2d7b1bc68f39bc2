//! Which texts stand on a page, and whether they say anything: what coverage rests on.

use std::sync::Arc;

use crate::model::{Clause, Text};

use super::sections::SetText;
use super::token;

/// A file whose text stands on a page.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The file.
    pub clause: Arc<Clause>,
    /// Whether it prints values, and nobody has supplied one of them.
    pub is_hollow: bool,
    /// Whether conditions leave nothing of it.
    pub is_empty: bool,
}

impl Standing {
    /// The text of `clause` as it was set, by a brand that has unknown values or none; nothing when a finding keeps it from being set.
    pub(super) fn new(clause: &Arc<Clause>, set: Option<&SetText<'_>>, has_unknown: bool) -> Self {
        let is_empty = |set: &SetText<'_>| set.fragment.is_empty() && !set.source.source.trim().is_empty();
        Self { clause: clause.clone(), is_hollow: has_unknown && set.is_some_and(is_hollow), is_empty: set.is_some_and(is_empty) }
    }

    /// Whether it says anything. A clause without a text says what the sections say that it holds.
    pub fn says_something(&self) -> bool {
        !self.is_hollow && !self.is_empty
    }
}

/// What every text may name without telling anything: who speaks, and where.
const NAMES: &[&str] = &["brand.id", "brand.name", "brand.short_name", "brand.lang", "document.id", "document.title"];

fn is_hollow(set: &SetText<'_>) -> bool {
    let unknown = |value: &Arc<str>| token::has_unknown(value);
    let mut values = set.values.iter().zip(set.prints.iter());
    set.values.iter().any(unknown) && values.all(|(value, print)| unknown(value) || print.is_some_and(|print| names(set.source, print)))
}

/// Whether the `{{ … }}` of this number prints one of [`NAMES`] and nothing else.
fn names(text: &Text, print: usize) -> bool {
    let Some(range) = text.prints.get(print) else { return false };
    let within = text.span.part(range.clone());
    let mut reads = text.reads.iter().filter(|read| within.holds(read.span)).peekable();
    reads.peek().is_some() && reads.all(|read| NAMES.contains(&read.path.as_str()))
}
