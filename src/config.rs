//! TOML with the place of every key and value: a small tree that stages walk, merge and read.
//! Does not know what any key means; `parse::schema` does.

use std::fmt;
use std::sync::Arc;

use foldhash::fast::FixedState;
use indexmap::IndexMap;
use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Finding, Findings};
use crate::source::{FileId, Span};

/// A value and where it was written.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// Where the value stands.
    pub span: Span,
    /// What it is.
    pub item: Item,
}

/// A TOML value.
#[derive(Clone, PartialEq, Debug)]
pub enum Item {
    /// A string.
    Text(Box<str>),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A calendar date.
    Date(Date),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
    /// A value that a finding says is wrong. It stays, so that its key is not called missing as well.
    Wrong,
}

impl Item {
    /// What a writer calls this type, with its article.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Int(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Bool(_) => "true or false",
            Self::Date(_) => "a date",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
            Self::Wrong => "a wrong value",
        }
    }
}

impl Node {
    /// The string, if it is one.
    pub fn text(&self) -> Option<&str> {
        if let Item::Text(text) = &self.item { Some(text) } else { None }
    }

    /// The elements, if it is a list.
    pub fn list(&self) -> Option<&[Self]> {
        if let Item::List(list) = &self.item { Some(list) } else { None }
    }

    /// The table, if it is one.
    pub fn table(&self) -> Option<&Table> {
        if let Item::Table(table) = &self.item { Some(table) } else { None }
    }

    /// The truth value, if it is one.
    pub fn bool(&self) -> Option<bool> {
        if let Item::Bool(value) = self.item { Some(value) } else { None }
    }

    /// The whole number, if it is one.
    pub fn int(&self) -> Option<i64> {
        if let Item::Int(number) = self.item { Some(number) } else { None }
    }

    /// The date, if it is one.
    pub fn date(&self) -> Option<Date> {
        if let Item::Date(date) = self.item { Some(date) } else { None }
    }
}

impl fmt::Display for Node {
    /// The value as a person would look it up: a table by its keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed = |parts: Vec<String>| parts.join(", ");
        match &self.item {
            Item::Text(text) => write!(f, "{text:?}"),
            Item::Int(number) => number.fmt(f),
            Item::Float(number) => number.fmt(f),
            Item::Bool(value) => value.fmt(f),
            Item::Date(date) => date.fmt(f),
            Item::List(list) => write!(f, "[{}]", listed(list.iter().map(Self::to_string).collect())),
            Item::Wrong => f.write_str("of the wrong type"),
            Item::Table(table) => write!(f, "{{ {} }}", listed(table.keys().map(str::to_owned).collect())),
        }
    }
}

/// A key's value, and where the key itself was written.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// Where the key stands.
    pub key: Span,
    /// Its value.
    pub node: Node,
}

/// Keys and values in the order in which they were written. A clone is the same table until one of the two is changed.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Table {
    entries: Arc<Entries>,
}

/// The hash is the same in every run, and quick: the names are those of one's own files.
type Entries = IndexMap<Box<str>, Entry, FixedState>;

impl Table {
    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.get(key).map(|entry| &entry.node)
    }

    /// The value of `key` and the place of the key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// The value at a path of keys, such as `contact.phone`.
    pub fn at(&self, path: &str) -> Option<&Node> {
        match path.split_once('.') {
            None => self.get(path),
            Some((first, rest)) => self.get(first)?.table()?.at(rest),
        }
    }

    /// The string at `key`.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    /// The table at `key`.
    pub fn table(&self, key: &str) -> Option<&Self> {
        self.get(key)?.table()
    }

    /// The list at `key`; empty when there is none.
    pub fn list(&self, key: &str) -> &[Node] {
        self.get(key).and_then(Node::list).unwrap_or_default()
    }

    /// All keys with their entries.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.iter().map(|(key, entry)| (&**key, entry))
    }

    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(AsRef::as_ref)
    }

    /// Puts `entry` at `key`; a key that is there keeps its rank.
    pub fn insert(&mut self, key: &str, entry: Entry) {
        Arc::make_mut(&mut self.entries).insert(key.into(), entry);
    }

    /// The same without `key`.
    pub fn without(&self, key: &str) -> Self {
        let others = self.entries.iter().filter(|(other, _)| ***other != *key);
        Self { entries: Arc::new(others.map(|(key, entry)| (key.clone(), entry.clone())).collect()) }
    }

    /// Takes `key` out.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        if self.entries.contains_key(key) { Arc::make_mut(&mut self.entries).shift_remove(key) } else { None }
    }

    /// Keeps the entries that `keep` approves; it may change them.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &mut Entry) -> bool) {
        Arc::make_mut(&mut self.entries).retain(|key, entry| keep(key, entry));
    }
}

/// Reads TOML: `text` stands at byte `offset` of `file`. Reports every error of syntax, keeps what can be read.
pub fn read(file: FileId, text: &str, offset: usize, findings: &mut Findings) -> Table {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut slips = Vec::new();
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        slips.push(range.clone());
        let message = format!("this is not TOML: {}", error.message().lines().next().unwrap_or_default());
        let span = Span::new(file, offset + range.start..offset + range.end);
        findings.push(Finding::new(Code::TomlSyntax, message, span, ""));
    }
    slips.sort_by_key(|slip| slip.start);
    // What lies behind all that begin before it lies behind the last of them.
    let mut end = 0;
    for slip in &mut slips {
        end = slip.end.max(end);
        slip.end = end;
    }
    Reader { file, text, slips, offset, findings }.table(root.get_ref())
}

/// The largest file that is read as text, in bytes: hundreds of times what a person writes, and little enough to be held to every check
/// while somebody waits.
pub(crate) const MOST_BYTES: usize = 4_000_000;

/// The first byte of the characters of the private planes; those before it have a smaller one.
pub(crate) const PRIVATE: u8 = 0xF3;

/// Whether `c` is of the private planes, which fineprint uses for itself while it sets a text.
pub(crate) fn is_private(c: char) -> bool {
    c >= '\u{F0000}'
}

struct Reader<'a> {
    file: FileId,
    text: &'a str,
    /// Where there are errors of syntax, in order.
    slips: Vec<std::ops::Range<usize>>,
    offset: usize,
    findings: &'a mut Findings,
}

impl Reader<'_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, self.offset + range.start..self.offset + range.end)
    }

    /// Whether a string has its quotes, and nothing has been told of it.
    fn is_whole(&self, span: Span) -> bool {
        let (start, end) = (span.range().start - self.offset, span.range().end - self.offset);
        let written = self.text.get(start..end).unwrap_or_default();
        let is_quoted = ['"', '\''].iter().any(|quote| written.len() > 1 && written.starts_with(*quote) && written.ends_with(*quote));
        let last = self.slips.partition_point(|slip| slip.start <= end).checked_sub(1).and_then(|last| self.slips.get(last));
        is_quoted && last.is_none_or(|slip| slip.end < start)
    }

    fn table(&mut self, table: &DeTable<'_>) -> Table {
        let mut entries = Entries::with_capacity_and_hasher(table.len(), FixedState::default());
        for (key, value) in table {
            let key_span = self.span(key.span());
            if key.get_ref().contains(is_private) {
                continue; // No key that means anything.
            }
            let span = self.span(value.span());
            if let Some(item) = self.item(value.get_ref(), span) {
                entries.insert(key.get_ref().as_ref().into(), Entry { key: key_span, node: Node { span, item } });
            }
        }
        Table { entries: Arc::new(entries) }
    }

    fn item(&mut self, value: &DeValue<'_>, span: Span) -> Option<Item> {
        Some(match value {
            DeValue::String(text) if text.contains(is_private) => {
                let message = "a character of a private plane of Unicode has no meaning outside this file";
                let help = "take the escape out of the text".to_owned();
                self.findings.push(Finding::new(Code::PrivateUseCharacter, message, span, "").help(help));
                Item::Wrong
            }
            DeValue::String(_) if !self.is_whole(span) => Item::Wrong,
            DeValue::String(text) => Item::Text(text.as_ref().into()),
            DeValue::Boolean(value) => Item::Bool(*value),
            DeValue::Integer(number) => match i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()) {
                Ok(number) => Item::Int(number),
                Err(_) => return self.refuse(span, "this number is too large", "at most 9223372036854775807"),
            },
            DeValue::Float(number) => match number.as_str().replace('_', "").parse() {
                Ok(number) => Item::Float(number),
                Err(_) => return self.refuse(span, "this number cannot be read", "write it as 1.5"),
            },
            DeValue::Datetime(date) => {
                let civil = date.date.and_then(|d| {
                    let part = |number: u8| i8::try_from(number).ok();
                    Date::new(i16::try_from(d.year).ok()?, part(d.month)?, part(d.day)?).ok()
                });
                match civil {
                    Some(day) if date.time.is_none() => Item::Date(day),
                    _ => return self.refuse(span, "this is not a calendar date", "write it as 2026-05-22"),
                }
            }
            DeValue::Array(list) => Item::List(
                list.iter()
                    .filter_map(|value| {
                        let span = self.span(value.span());
                        Some(Node { span, item: self.item(value.get_ref(), span)? })
                    })
                    .collect(),
            ),
            DeValue::Table(table) => Item::Table(self.table(table)),
        })
    }

    fn refuse(&mut self, span: Span, message: &str, help: &str) -> Option<Item> {
        self.findings.push(Finding::new(Code::WrongType, message, span, "").help(help.to_owned()));
        Some(Item::Wrong)
    }
}
