//! Puts a page's text together: compiled pieces, with values, numbers and references filled in and escaped.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Code, Finding};
use crate::id::DocumentId;
use crate::merge::Merged;
use crate::source::Span;

use super::fragment::Piece;
use super::sections::{Heading, SetSection, SetText};
use super::token::{self, Bit};
use super::{LONGEST_PAGE, Link, Target, Trace, escape};

/// What a reference needs to know of a document of the brand.
pub(super) struct Known<'a> {
    pub(super) title: &'a str,
    pub(super) path: &'a str,
    /// Whether this build writes it.
    pub(super) written: bool,
    pub(super) anchors: BTreeMap<&'a str, &'a Heading>,
}

/// Writes the HTML of one page: first its body, then its foot.
pub(super) struct Assembler<'a> {
    brand: &'a Merged,
    documents: &'a BTreeMap<&'a DocumentId, Known<'a>>,
    /// The document that is written; none for a brand's index.
    current: Option<&'a DocumentId>,
    /// The way to the brand's folder.
    root: &'static str,
    /// What has been written.
    pub(super) out: String,
    /// Where it comes from.
    pub(super) traces: Vec<Trace>,
    /// Links for the rules.
    pub(super) links: Vec<Link>,
    /// The numbers of the unknown values that were printed.
    pub(super) unknowns: BTreeSet<usize>,
    /// What the next table is called.
    pub(super) table_name: &'a str,
    /// How many tables there have been.
    tables: usize,
    /// The notes that were called, by the rank of their text and their name; those before `noted` are written.
    notes: Vec<(usize, String)>,
    noted: usize,
    /// The rank of the text that is being written.
    rank: usize,
}

impl<'a> Assembler<'a> {
    pub(super) fn new(
        brand: &'a Merged,
        documents: &'a BTreeMap<&'a DocumentId, Known<'a>>,
        current: Option<&'a DocumentId>,
        root: &'static str,
    ) -> Self {
        Self {
            brand,
            documents,
            current,
            root,
            out: String::new(),
            traces: Vec::new(),
            links: Vec::new(),
            unknowns: BTreeSet::new(),
            table_name: "",
            tables: 0,
            notes: Vec::new(),
            noted: 0,
            rank: 0,
        }
    }

    /// Writes `sections` and then their notes.
    pub(super) fn page(&mut self, sections: &'a [SetSection<'_>]) {
        let (mut texts, first) = (Vec::new(), self.rank);
        super::sections::texts(sections, &mut texts);
        // HTML takes more than the text that it is made of, and headings come to it.
        self.out.reserve(texts.iter().map(|text| text.source.source.len() * 2).sum());
        self.traces.reserve(texts.iter().map(|text| text.values.len() + 2).sum());
        for section in sections {
            self.section(section);
        }
        self.write_notes(&texts, first);
        self.rank = first + texts.len();
    }

    fn section(&mut self, section: &'a SetSection<'_>) {
        let level = section.level.min(6);
        if let Some(heading) = &section.heading {
            self.out.push_str("<section id=\"");
            escape::text(&heading.anchor, &mut self.out);
            self.out.push_str("\">\n<h");
            self.out.push(digit(level));
            self.out.push('>');
            self.label(heading);
            let start = self.out.len();
            self.value(&heading.words);
            self.trace(start, section.title.as_ref().map(|title| title.source.span), false);
            self.anchor(heading);
            self.heading_end(level);
            self.table_name = &heading.words;
        }
        if let Some(summary) = &section.summary {
            self.out.push_str("<p class=\"summary\">");
            self.value(&summary.words());
            self.out.push_str("</p>\n");
        }
        for text in &section.texts {
            let start = self.out.len();
            // Sub-headings are one level below the section's heading; a text without one has none above them.
            self.pieces(&text.fragment.pieces, text, if section.heading.is_some() { section.level } else { section.level - 1 });
            self.trace(start, Some(text.source.span), false);
            self.rank += 1;
        }
        for inner in &section.sections {
            self.section(inner);
        }
        if section.heading.is_some() {
            self.out.push_str("</section>\n");
        }
    }

    fn pieces(&mut self, pieces: &'a [Piece], text: &'a SetText<'_>, level: usize) {
        let mut headings = text.headings.iter();
        let mut heading: Option<&'a Heading> = None;
        let mut open: Vec<&str> = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            if self.out.len() > LONGEST_PAGE {
                return; // `compose` has a finding for it.
            }
            match piece {
                Piece::Html(html) => self.out.push_str(html),
                Piece::Value(index) => {
                    let start = self.out.len();
                    self.value(text.values.get(*index).map_or("", AsRef::as_ref));
                    self.trace(start, text.print(*index).map(|print| text.source.span.part(print.clone())), true);
                }
                Piece::Heading(below) => {
                    heading = headings.next();
                    let anchor = heading.map_or("", |heading| heading.anchor.as_str());
                    self.out.push_str("<h");
                    self.out.push(digit((level + below).min(6)));
                    self.out.push_str(" id=\"");
                    escape::text(anchor, &mut self.out);
                    self.out.push_str("\">");
                    if let Some(heading) = heading {
                        self.label(heading);
                        self.table_name = &heading.words;
                    }
                }
                Piece::HeadingEnd(below) => {
                    heading.take().into_iter().for_each(|heading| self.anchor(heading));
                    self.heading_end((level + below).min(6));
                }
                Piece::Link(address) => open.push(self.link(address, pieces.get(index..).unwrap_or_default(), text)),
                Piece::Reference { target, generated } => open.push(self.reference(target, *generated, text)),
                Piece::LinkEnd | Piece::ReferenceEnd => self.out.push_str(open.pop().unwrap_or_default()),
                Piece::Note(name) => self.note(name),
                Piece::Table => {
                    self.tables += 1;
                    let id = format!("table--{}", self.tables);
                    let region = format!("<div class=\"table\" role=\"region\" aria-labelledby=\"{id}\" tabindex=\"0\">");
                    _ = write!(self.out, "{region}<table>\n<caption id=\"{id}\">");
                    escape::text(&plain(self.table_name, self.brand), &mut self.out);
                    self.out.push_str("</caption>\n");
                }
                Piece::TableEnd => self.out.push_str("</div>\n"),
            }
        }
    }

    /// Notes where what has been written since `start` comes from.
    fn trace(&mut self, start: usize, source: Option<Span>, is_value: bool) {
        let range = start..self.out.len();
        if let Some(source) = source.filter(|_| !range.is_empty()) {
            self.traces.push(Trace { range, source, is_value });
        }
    }

    fn heading_end(&mut self, level: usize) {
        self.out.push_str("</h");
        self.out.push(digit(level));
        self.out.push_str(">\n");
    }

    fn label(&mut self, heading: &Heading) {
        if !heading.label.is_empty() {
            self.out.push_str("<span class=\"number\">");
            escape::text(&heading.label, &mut self.out);
            self.out.push_str("</span> ");
        }
    }

    fn anchor(&mut self, heading: &Heading) {
        self.out.push_str(" <a class=\"anchor\" href=\"#");
        escape::url(&heading.anchor, &mut self.out);
        self.out.push_str("\" aria-label=\"Link to this section: ");
        escape::text(&plain(&heading.words, self.brand), &mut self.out);
        self.out.push_str("\"></a>");
    }

    /// A value as text; a mark in place of what is unknown.
    fn value(&mut self, value: &str) {
        if escape::is_plain(value) {
            return self.out.push_str(value);
        }
        for bit in token::bits(value) {
            match bit {
                Bit::Text(text) => escape::text(text, &mut self.out),
                Bit::Unknown(index) => {
                    let Some((path, unknown)) = self.brand.unknown.iter().nth(index) else { continue };
                    self.unknowns.insert(index);
                    self.out.push_str("<mark class=\"unknown\" title=\"");
                    escape::text(&unknown.reason, &mut self.out);
                    self.out.push_str("\">[");
                    escape::text(path, &mut self.out);
                    self.out.push_str("]</mark>");
                }
            }
        }
    }

    /// Opens a link; returns what closes it.
    fn link(&mut self, address: &str, rest: &[Piece], text: &SetText<'_>) -> &'static str {
        let filled = token::fill(address, &text.values);
        if token::unknowns(&filled).next().is_some() {
            // An unknown address leads nowhere; its mark stands before the words, unless they are the mark themselves.
            let mut words = rest.iter().take_while(|piece| **piece != Piece::LinkEnd);
            let is_unknown = |index: &usize| text.values.get(*index).is_some_and(|value| token::unknowns(value).next().is_some());
            if !words.any(|piece| matches!(piece, Piece::Value(index) if is_unknown(index))) {
                let marks: String = token::unknowns(&filled).map(token::unknown).collect();
                self.value(&marks);
                self.out.push(' ');
            }
            return "";
        }
        self.out.push_str("<a href=\"");
        escape::url(&filled, &mut self.out);
        self.out.push_str("\">");
        let number = address.chars().find_map(token::index);
        let printed = number.and_then(|number| Some((text.values.get(number)?.clone(), text.print(number).cloned())));
        self.note_link(Target::Address(filled), address.to_owned(), printed, text);
        "</a>"
    }

    fn note_link(&mut self, target: Target, typed: String, printed: Option<(Arc<str>, Option<Range<usize>>)>, text: &SetText<'_>) {
        self.links.push(Link { target, typed, printed, text: text.source.clone(), stated: self.brand.table.clone() });
    }

    /// Opens a reference and writes its text if it has none; returns what closes it.
    fn reference(&mut self, target: &str, generated: bool, text: &SetText<'_>) -> &'static str {
        let (document, anchor) = match target.strip_prefix("clause:") {
            Some(clause) => (self.current.cloned(), Some(clause)),
            None => {
                let rest = target.strip_prefix("doc:").unwrap_or(target);
                let (id, anchor) = rest.split_once('#').map_or((rest, None), |(id, anchor)| (id, Some(anchor)));
                (Some(DocumentId::new(id)), anchor)
            }
        };
        let known = document.as_ref().and_then(|id| self.documents.get(id));
        let heading = anchor.map(|anchor| known.and_then(|known| known.anchors.get(anchor)));
        let (Some(known), Some(document), None | Some(Some(_))) = (known, &document, heading) else {
            self.note_link(Target::Nowhere(target.to_owned()), target.to_owned(), None, text);
            return "";
        };
        let here = self.current == Some(document);
        let closing = if known.written || here {
            self.out.push_str("<a href=\"");
            if !here {
                self.out.push_str(self.root);
                escape::url(known.path, &mut self.out);
                self.out.push('/');
            }
            if let Some(anchor) = anchor {
                self.out.push('#');
                escape::url(anchor, &mut self.out);
            } else if here {
                self.out.push('#');
            }
            self.out.push_str("\">");
            "</a>"
        } else {
            self.note_link(Target::HeldBack(document.clone()), target.to_owned(), None, text);
            ""
        };
        if generated {
            match heading.flatten() {
                Some(heading) if heading.full.is_empty() => {
                    self.out.push('“');
                    self.value(&heading.words);
                    self.out.push('”');
                }
                Some(heading) => {
                    // The sign says the word.
                    self.out.push_str(if heading.full.starts_with('§') { "" } else { "section " });
                    escape::text(&heading.full, &mut self.out);
                    self.out.push_str(" (");
                    self.value(&heading.words);
                    self.out.push(')');
                }
                None => escape::text(known.title, &mut self.out),
            }
            if heading.is_some() && !here {
                self.out.push_str(" of the ");
                escape::text(known.title, &mut self.out);
            }
        }
        closing
    }

    /// The mark of a note, numbered in the order of first use. A clause's id holds no `--`, so no anchor is the same.
    fn note(&mut self, name: &str) {
        let key = (self.rank, name.to_owned());
        let found = self.notes.iter().position(|note| *note == key);
        let number = found.unwrap_or(self.notes.len()) + 1;
        let id = if found.is_none() { format!(" id=\"note--{number}-ref\"") } else { String::new() };
        if found.is_none() {
            self.notes.push(key);
        }
        _ = write!(self.out, "<sup><a{id} href=\"#note--{number}\" aria-label=\"Note {number}\">{number}</a></sup>");
    }

    /// Writes the notes that `texts`, the first of which has the rank `first`, have called; a note may call another.
    fn write_notes(&mut self, texts: &[&'a SetText<'_>], first: usize) {
        if self.notes.len() == self.noted {
            return;
        }
        let start = if self.noted == 0 { String::new() } else { format!(" start=\"{}\"", self.noted + 1) };
        self.out.push_str(&format!("<section class=\"notes\" aria-label=\"Notes\"><ol{start}>\n"));
        while let Some((rank, name)) = self.notes.get(self.noted).cloned() {
            self.noted += 1;
            let number = self.noted;
            self.out.push_str(&format!("<li id=\"note--{number}\">"));
            let text = rank.checked_sub(first).and_then(|rank| texts.get(rank));
            if let Some(text) = text
                && let Some((_, pieces)) = text.fragment.notes.iter().find(|(found, _)| *found == name)
            {
                self.rank = rank;
                self.pieces(pieces, text, 6);
            }
            let back = format!(" <a class=\"back\" href=\"#note--{number}-ref\" aria-label=\"Back to the text\">↩</a>");
            match self.out.strip_suffix("</p>\n") {
                Some(_) => {
                    self.out.truncate(self.out.len() - "</p>\n".len());
                    self.out.push_str(&back);
                    self.out.push_str("</p>");
                }
                None => self.out.push_str(&back),
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol></section>\n");
    }
}

/// The level of a heading, 6 at most, as it is written.
fn digit(level: usize) -> char {
    u8::try_from(level).map_or('6', |level| char::from(b'0' + level.min(6)))
}

/// `words` as plain text, an unknown value as its path in brackets.
pub(super) fn plain<'w>(words: &'w str, brand: &Merged) -> Cow<'w, str> {
    if !token::has_unknown(words) {
        return Cow::Borrowed(words);
    }
    let bits = token::bits(words).map(|bit| match bit {
        Bit::Text(text) => text.to_owned(),
        Bit::Unknown(index) => brand.unknown.keys().nth(index).map(|path| format!("[{path}]")).unwrap_or_default(),
    });
    Cow::Owned(bits.collect())
}

/// Where `needle` stands in the source of a text: its first place, or the first line.
pub(super) fn locate(text: &SetText<'_>, needle: &str) -> Span {
    find(text.source.span, &text.source.source, needle)
}

/// The same for the text `source` at `span`.
pub(super) fn find(span: Span, source: &str, needle: &str) -> Span {
    let literal = needle.split(|c| token::index(c).is_some()).next().unwrap_or_default();
    let found = source.find(literal).filter(|_| !literal.is_empty());
    let first_line = source.find('\n').unwrap_or(source.len());
    span.part(found.map_or(0..first_line, |at| at..at + literal.len()))
}

/// The findings of a compiled text, placed in the file that holds it.
pub(super) fn issues(text: &SetText<'_>) -> impl Iterator<Item = Finding> {
    text.fragment.issues.iter().map(|issue| {
        let place = locate(text, &issue.needle);
        let code: Code = issue.code;
        Finding::new(code, issue.message.clone(), place, issue.label.clone()).help(issue.help.clone())
    })
}
