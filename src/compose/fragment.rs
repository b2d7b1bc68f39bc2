//! A compiled text: HTML with holes for what differs from brand to brand and from page to page.

use std::sync::Arc;

use crate::diagnostic::Code;

use super::prose::Prose;
use super::token;

/// A piece of a compiled text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Piece {
    /// Finished HTML.
    Html(String),
    /// The value of this number, as text.
    Value(usize),
    /// A sub-heading begins: its level below the section's heading, from 1.
    Heading(usize),
    /// A sub-heading ends.
    HeadingEnd(usize),
    /// A link begins; its address may hold tokens.
    Link(String),
    /// A link ends.
    LinkEnd,
    /// A reference begins: the target as written, and whether it has a text of its own.
    Reference {
        /// Such as `clause:retention` or `doc:cookies#control`.
        target: String,
        /// Whether the text is to be generated.
        generated: bool,
    },
    /// A reference ends.
    ReferenceEnd,
    /// A mark that leads to the note of this name.
    Note(String),
    /// A table begins.
    Table,
    /// A table ends.
    TableEnd,
}

/// A sub-heading of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct SubHeading {
    /// Its level below the section's heading, from 1.
    pub(super) level: usize,
    /// The end of its anchor.
    pub(super) slug: String,
    /// Its words, with tokens.
    pub(super) text: String,
}

/// Something wrong in a text, whatever the brand. `needle` is what to look for in the source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Issue {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) needle: String,
    pub(super) label: String,
    pub(super) help: String,
}

/// A text after Markdown.
#[derive(Clone, Default, Debug)]
pub(super) struct Fragment {
    pub(super) pieces: Vec<Piece>,
    /// The same without markup.
    pub(super) prose: Arc<Prose>,
    pub(super) headings: Vec<SubHeading>,
    /// Notes by name, in the order of their definitions.
    pub(super) notes: Vec<(String, Vec<Piece>)>,
    pub(super) issues: Vec<Issue>,
}

impl Fragment {
    /// Notes something wrong. Of `needle`, what to look for in the source, the first line up to a value is kept.
    pub(super) fn issue(&mut self, code: Code, message: &str, needle: &str, label: &str, help: &str) {
        let needle = needle.split(|c| token::index(c).is_some()).next().unwrap_or_default();
        let first_line = needle.lines().next().unwrap_or_default().to_owned();
        let (message, label, help) = (message.to_owned(), label.to_owned(), help.to_owned());
        self.issues.push(Issue { code, message, needle: first_line, label, help });
    }

    /// Whether it prints nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}
