//! A text of a page, for the rules: what is the same for every brand, this brand's values, and where both were written.

use std::ops::Range;
use std::sync::Arc;

use crate::config::{Item, Node, Table};
use crate::id::ClauseId;
use crate::merge::{Merged, MergedDocument};
use crate::model::{Project, Text};
use crate::source::{FileId, Span};

use super::context::STAND_IN;
use super::prose::{Block, GENERATED, Kind, Prose, Run, Style, is_hole};
use super::sections::{SetLine, SetSection, SetText};
use super::texts::Texts;
use super::token::{self, Bit};

/// Where a passage was written.
#[derive(Clone, Debug)]
struct Written {
    span: Span,
    source: Arc<str>,
    /// What stands between the braces of each `{{ … }}`, in bytes of `source`.
    prints: Arc<[Range<usize>]>,
}

impl From<&Text> for Written {
    fn from(text: &Text) -> Self {
        Self { span: text.span, source: text.source.clone(), prints: text.prints.clone() }
    }
}

/// A text of a page.
#[derive(Clone, Debug)]
pub struct Passage {
    /// Its clause; none for the title and the description of the document.
    pub clause: Option<ClauseId>,
    /// Its words.
    pub prose: Arc<Prose>,
    /// The brand's values, in the order of the holes.
    pub values: Vec<Arc<str>>,
    prints: Arc<[Option<usize>]>,
    written: Written,
}

/// A block with the brand's values in place, and where they stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filled {
    /// What is read.
    pub text: String,
    /// What stands out in it.
    pub runs: Vec<Run>,
    /// For each value: where it stands in `text`, where its hole stands in the block, and its number.
    values: Vec<(Range<usize>, usize, usize)>,
}

/// Words with values in place of the holes.
fn fill<S: AsRef<str>>(words: &str, value: &dyn Fn(usize) -> S) -> String {
    token::runs(words).fold(String::new(), |filled, (run, hole)| filled + run + hole.map(value).as_ref().map_or("", S::as_ref))
}

impl Filled {
    /// A block with values, by their number, in place.
    pub(crate) fn new<S: AsRef<str>>(block: &Block, value: &dyn Fn(usize) -> S) -> Self {
        let mut filled = Self { text: String::with_capacity(block.text.len() + 64), runs: Vec::new(), values: Vec::new() };
        let mut at = 0;
        for (run, hole) in token::runs(&block.text) {
            filled.text.push_str(run);
            at += run.len();
            let Some(number) = hole else { continue };
            let start = filled.text.len();
            filled.text.push_str(value(number).as_ref());
            filled.values.push((start..filled.text.len(), at, number));
            at += HOLE;
        }
        let style = |style: &Style| match style {
            Style::Link(address) if address.contains(is_hole) => Style::Link(fill(address, value)),
            style => style.clone(),
        };
        let runs = block.runs.iter().map(|run| Run { range: filled.with_values_in(&run.range), style: style(&run.style) }).collect();
        filled.runs = runs;
        filled
    }

    /// Where the values stand.
    pub fn values(&self) -> impl Iterator<Item = &Range<usize>> {
        self.values.iter().map(|(range, _, _)| range)
    }

    /// Whether a value stands in `range`, or `range` in a value.
    pub fn has_value(&self, range: &Range<usize>) -> bool {
        self.values.iter().any(|(value, _, _)| value.start < range.end && range.start < value.end)
    }

    /// The number of the value in which all of `range` stands.
    fn within(&self, range: &Range<usize>) -> Option<usize> {
        self.values.iter().find(|(value, _, _)| value.start <= range.start && range.end <= value.end).map(|(_, _, number)| *number)
    }

    /// A range of the block with its values in place. It ends where holes end.
    fn with_values_in(&self, range: &Range<usize>) -> Range<usize> {
        let forth = |at: usize| {
            let last = self.values.iter().rev().find(|(_, hole, _)| hole + HOLE <= at);
            last.map_or(at, |(value, hole, _)| at - (hole + HOLE) + value.end)
        };
        forth(range.start)..forth(range.end)
    }

    /// The same range in the block: a value counts as its hole.
    fn in_block(&self, range: &Range<usize>) -> Range<usize> {
        let back = |at: usize, is_end: bool| {
            let mut shift = 0;
            for (value, hole, _) in &self.values {
                if at < value.start || (is_end && at == value.start) {
                    break;
                }
                if at < value.end || (is_end && at == value.end) {
                    return hole + if is_end { HOLE } else { 0 };
                }
                shift = value.end as isize - (hole + HOLE) as isize;
            }
            at.saturating_add_signed(-shift)
        };
        back(range.start, false)..back(range.end, true)
    }
}

/// The title and the description of a document.
pub(super) fn of_document(document: &MergedDocument, brand: &Merged, project: &Project, texts: &Texts, out: &mut Vec<Passage>) {
    for (key, words) in [("title", Some(&document.title)), ("description", document.description.as_ref())] {
        let own = brand.table.at(&format!("documents.{}.{key}", document.id));
        let library = || project.documents.get(&document.id)?.tree.table.get(key);
        if let (Some(words), Some(node)) = (words, own.or_else(library)) {
            let written = Written { span: node.span, source: words.as_str().into(), prints: Arc::default() };
            // What was written for all brands, unless it has a brand's values in place.
            let prose = texts.line(Kind::Heading, words, own.is_none() && node.text() == Some(words));
            out.push(Passage { clause: None, prose, values: Vec::new(), prints: Arc::default(), written });
        }
    }
}

/// The texts of `sections`, in the order in which they are read.
pub(super) fn of_sections(sections: Vec<SetSection<'_>>, texts: &Texts, out: &mut Vec<Passage>) {
    for section in sections {
        for (kind, line) in [(Kind::Heading, section.title), (Kind::Summary, section.summary)] {
            let Some(SetLine { setting, values, source }) = line else { continue };
            let (clause, prose, prints) = (Some(section.clause.clone()), setting.line(kind, texts), setting.prints.clone());
            out.push(Passage { clause, prose, values, prints, written: source.into() });
        }
        for SetText { fragment, values, prints, source, clause, .. } in section.texts {
            let (clause, prose) = (Some(clause.id.clone()), fragment.prose.clone());
            out.push(Passage { clause, prose, values, prints, written: source.into() });
        }
        of_sections(section.sections, texts, out);
    }
}

/// Words without the marks of unknown values, and without what stands in for those that are missing.
fn without_marks(words: &str) -> String {
    let words = words.replace(STAND_IN, GENERATED.encode_utf8(&mut [0; 4]));
    token::bits(&words).map(|bit| if let Bit::Text(text) = bit { text.to_owned() } else { GENERATED.to_string() }).collect()
}

/// How many bytes a hole takes.
const HOLE: usize = 4;

impl Passage {
    /// The file in which it was written.
    pub fn file(&self) -> FileId {
        self.written.span.file
    }

    /// Whether it prints the value of this number in other capitals than the brand gives it.
    pub fn changes_capitals(&self, number: usize) -> bool {
        let is_filter = |word: &str| matches!(word.trim(), "upper" | "lower" | "capitalize" | "title");
        self.expression(number).is_some_and(|text| text.split('|').skip(1).any(is_filter))
    }

    /// Where it says exactly `words`, in an address for example; its first line when it does not.
    pub fn place_of(&self, words: &str) -> Span {
        let Written { span, source, .. } = &self.written;
        let first_line = || 0..source.find('\n').unwrap_or(source.len());
        span.part(source.find(words).map_or_else(first_line, |at| at..at + words.len()))
    }

    /// Where its hole number `number` is printed.
    pub fn place_of_value(&self, number: usize) -> Span {
        let span = self.written.span;
        self.print(number).map_or(span, |print| span.part(print.clone()))
    }

    /// Whether it is a heading or another line that stands alone.
    pub fn is_line(&self) -> bool {
        self.prose.blocks.first().is_some_and(|block| matches!(block.kind, Kind::Heading | Kind::Summary))
    }

    /// A value as it is read: [`GENERATED`] where it is unknown.
    pub fn value(&self, number: usize) -> String {
        without_marks(self.values.get(number).map_or("", AsRef::as_ref))
    }

    /// Words of the text with the values in place.
    pub fn fill(&self, words: &str) -> String {
        fill(words, &|number| self.value(number))
    }

    /// Where what stands in `range` of `block` was written: words of the text itself, or the expression that prints a value.
    pub fn place(&self, block: &Block, range: &Range<usize>) -> Span {
        let Written { span, source, .. } = &self.written;
        // A value, and signs that meet it: the expression that prints it.
        let hole = block.text.get(range.clone()).filter(|words| !words.contains(|c: char| c.is_alphanumeric() && !is_hole(c)));
        let hole = hole.and_then(|words| words.chars().find_map(token::index));
        if let Some(print) = hole.and_then(|number| self.print(number)) {
            return span.part(print.clone());
        }
        let first_line = 0..source.find('\n').unwrap_or(source.len());
        if source.len() > LONGEST {
            return span.part(first_line);
        }
        // Of blocks that read the same but for their values, the one that is meant.
        let before = self.prose.blocks.iter().take_while(|other| !std::ptr::eq(*other, block));
        let skip = before.filter(|other| typed(&other.text).eq(typed(&block.text))).count();
        span.part(locate(source, &block.text, range, skip).unwrap_or(first_line))
    }

    /// Where what stands in `range` of a filled block was written, and where the brand gives the value if it stands in one.
    pub fn place_filled(&self, block: &Block, filled: &Filled, range: &Range<usize>, ground: (&Merged, &Project)) -> (Span, Option<Span>) {
        let place = self.place(block, &filled.in_block(range));
        (place, filled.within(range).and_then(|number| self.origin(number, ground.0, ground.1)))
    }

    /// Where the brand, or the entry of a vendor, gives the value of a hole.
    pub fn origin(&self, number: usize, brand: &Merged, project: &Project) -> Option<Span> {
        let value = self.values.get(number)?;
        let named = self.expression(number).and_then(|expression| {
            let path = expression.trim().split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '_'))).next()?;
            brand.read(path)
        });
        let whole = named.filter(|node| node.text() == Some(value)).map(|node| node.span);
        let stated = || find(&brand.table, value);
        let listed = || named.and_then(|node| find_in(node, value)).or(named.map(|node| node.span));
        let vendor = || brand.vendors.iter().find_map(|vendor| find(&vendor.table, value));
        let registry = || project.vendors.values().find_map(|tree| find(&tree.table, value));
        whole.or_else(listed).or_else(stated).or_else(vendor).or_else(registry)
    }

    /// Where the braces stand that print a value.
    fn print(&self, number: usize) -> Option<&Range<usize>> {
        self.written.prints.get(self.prints.get(number).copied().flatten()?)
    }

    /// What stands between them.
    fn expression(&self, number: usize) -> Option<&str> {
        self.written.source.get(self.print(number)?.clone())
    }
}

/// The string that says `value`, in a table.
fn find(table: &Table, value: &str) -> Option<Span> {
    table.iter().find_map(|(_, entry)| find_in(&entry.node, value))
}

fn find_in(node: &Node, value: &str) -> Option<Span> {
    match &node.item {
        Item::Text(text) => (&**text == value).then_some(node.span),
        Item::List(list) => list.iter().find_map(|node| find_in(node, value)),
        Item::Table(table) => find(table, value),
        _ => None,
    }
}

/// The longest text in which words are looked for, in bytes, many times what a clause has. Each finding is a search; of a longer text they
/// all name the first line.
const LONGEST: usize = 32 << 10;

/// What is left of a text without its values.
fn typed(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !is_hole(*c))
}

/// Where the words in `range` of `read`, which Markdown has made of `source`, stand in it, after `skip` places with the same words. Only letters and digits are compared: the rest
/// may be markup, or quotes and dashes that were typed another way.
fn locate(source: &str, read: &str, range: &Range<usize>, skip: usize) -> Option<Range<usize>> {
    let words = read.get(range.clone())?;
    if words.len() > 2 && source.matches(words).count() == 1 {
        return source.find(words).map(|at| at..at + words.len());
    }
    let run_start = read.get(..range.start)?.rfind(is_hole).map_or(0, |at| at + HOLE);
    let run_end = read.get(range.end..)?.find(is_hole).map_or(read.len(), |at| range.end + at);
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<char>>();
    let (before, inside, after) =
        (letters(read.get(run_start..range.start)?), letters(read.get(range.clone())?), letters(read.get(range.end..run_end)?));
    let hay = readable(source);
    for context in [32, 12, 4, 0] {
        let before = before.get(before.len().saturating_sub(context)..)?;
        let after = after.get(..context.min(after.len()))?;
        let needle: Vec<char> = [before, inside.as_slice(), after].concat();
        if needle.is_empty() {
            continue;
        }
        let is_it = |(_, window): &(usize, &[(usize, char)])| window.iter().map(|(_, c)| c).eq(&needle);
        let found = || hay.windows(needle.len()).enumerate().filter(is_it);
        // Words in a loop are read more often than they are written.
        let Some((at, _)) = found().nth(skip).or_else(|| found().next()) else { continue };
        let byte = |index: usize| hay.get(index).map(|(byte, _)| *byte);
        let end_of = |index: usize| hay.get(index).map(|(byte, c)| byte + c.len_utf8());
        let (first, last) = (at + before.len(), at + before.len() + inside.len());
        let (mut start, mut end) = if inside.is_empty() {
            let start = first.checked_sub(1).and_then(end_of).or_else(|| byte(first))?;
            (start, byte(first).unwrap_or(source.len()).max(start))
        } else {
            (byte(first)?, end_of(last.checked_sub(1)?)?)
        };
        if !inside.is_empty() {
            // The signs at both ends of the words, where the source has the same.
            let words = read.get(range.clone())?;
            for sign in words.chars().take_while(|c| !c.is_alphanumeric()).collect::<Vec<_>>().into_iter().rev() {
                start -= source.get(..start).filter(|text| text.ends_with(sign)).map_or(0, |_| sign.len_utf8());
            }
            for sign in words.chars().rev().take_while(|c| !c.is_alphanumeric()).collect::<Vec<_>>().into_iter().rev() {
                end += source.get(end..).filter(|text| text.starts_with(sign)).map_or(0, |_| sign.len_utf8());
            }
        }
        return Some(start..end);
    }
    None
}

/// The letters and digits of a source that are read: without template tags and addresses of links.
fn readable(source: &str) -> Vec<(usize, char)> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(rest) = source.get(at..).filter(|rest| !rest.is_empty()) {
        let skipped = [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("](", ")")].into_iter().find(|(open, _)| rest.starts_with(open));
        if let Some((open, close)) = skipped {
            at += rest.find(close).map_or(open.len(), |end| end + close.len());
            continue;
        }
        // `&nbsp;` is read as a sign.
        let reference = rest.strip_prefix('&').and_then(|name| name.get(..name.find(';').filter(|length| *length < 12)?));
        if let Some(name) = reference.filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')) {
            at += name.len() + 2;
            continue;
        }
        let Some(c) = rest.chars().next() else { break };
        if c.is_alphanumeric() {
            out.push((at, c));
        }
        at += c.len_utf8();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Filled, HOLE, locate};

    #[test]
    fn a_range_goes_through_values_and_back() {
        // "a H b H" with H for a hole of four bytes, the values "one" and "".
        let filled = Filled { text: "a one b ".into(), runs: Vec::new(), values: vec![(2..5, 2, 0), (8..8, 9, 1)] };
        for (block, read) in [(0..2, 0..2), (2..2 + HOLE, 2..5), (0..7, 0..6), (7..9, 6..8)] {
            assert_eq!(filled.with_values_in(&block), read);
            assert_eq!(filled.in_block(&read), block, "{read:?}");
        }
        assert_eq!(filled.in_block(&(3..4)), 2..6, "a part of a value counts as its hole");
        assert_eq!(filled.in_block(&(4..7)), 2..8);
    }

    #[test]
    fn finds_what_is_read_in_what_was_written() {
        let source = "We {% if x %}keep{% endif %} it. Ask *us*\nfor [the --terms--](https://x.example/terms) at {{ contact.email }} now .";
        let read = "We keep it. Ask us for the –terms– at \u{F0000} now .";
        let place = |words: &str| {
            let start = read.find(words).unwrap();
            locate(source, read, &(start..start + words.len()), 0).and_then(|range| source.get(range))
        };
        assert_eq!(place("us for the"), Some("us*\nfor [the"));
        assert_eq!(place("keep it"), Some("keep{% endif %} it"));
        assert_eq!(place("now ."), Some("now ."));
        assert_eq!(place(" ."), Some(" ."));
        assert_eq!(place("–terms–"), Some("terms"));
        assert_eq!(locate(source, "other words", &(0..5), 0), None);
    }
}
