//! Links on a page, for the rules.

use std::ops::Range;
use std::sync::Arc;

use crate::config::Table;
use crate::id::DocumentId;
use crate::merge;
use crate::model::Text;
use crate::source::Span;

use super::assemble;
use super::context::STAND_IN;

/// Where a link leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// An address, as typed and filled in.
    Address(String),
    /// A reference to what is not there.
    Nowhere(String),
    /// A document of the brand that is not written.
    HeldBack(DocumentId),
}

/// A link on a page that a rule must look at.
#[derive(Clone, Debug)]
pub struct Link {
    /// Where it leads.
    pub target: Target,
    /// The same as the text has it, with tokens.
    pub(super) typed: String,
    /// The first value in it, and what stands between the braces that print it.
    pub(super) printed: Option<(Arc<str>, Option<Range<usize>>)>,
    /// The text that makes it.
    pub(super) text: Text,
    /// What the brand states.
    pub(super) stated: Table,
}

impl PartialEq for Link {
    fn eq(&self, other: &Self) -> bool {
        self.target == other.target && self.text.span == other.text.span && self.place() == other.place() && self.value() == other.value()
    }
}

impl Link {
    /// Whether its address prints what stands in for a value that is missing or wrong.
    pub(crate) fn leads_nowhere_yet(&self) -> bool {
        matches!(&self.target, Target::Address(address) if address.contains(STAND_IN)) && !self.typed.contains(STAND_IN)
    }

    /// Where the text makes it.
    pub fn place(&self) -> Span {
        let needle = self.read().map_or(self.typed.as_str(), |(path, _)| path);
        assemble::find(self.text.span, &self.text.source, needle)
    }

    /// Where the brand gives the address, if it does.
    pub fn value(&self) -> Option<Span> {
        self.read().map(|(_, place)| place)
    }

    /// What the text reads the value in it by, and where the brand gives it. Looked for only when somebody wants to know.
    fn read(&self) -> Option<(&str, Span)> {
        let (value, print) = self.printed.as_ref()?;
        let given = |path| Some((path, merge::read(&self.stated, path).filter(|node| node.text() == Some(value))?.span));
        let printed = print.as_ref().and_then(|print| self.text.source.get(print.clone())?.split('|').next());
        let listed = self.text.reads.iter().map(|read| read.path.as_str()).filter(|path| !path.contains('['));
        printed.map(str::trim).into_iter().chain(listed).find_map(given)
    }
}
