//! What decides what a plain text prints, and which values it prints: told without the template engine.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use crate::config::Item;
use crate::merge::Merged;
use crate::model::{Read, Text, Use};

use super::context::STAND_IN;
use super::lookup::{Found, Lookup};
use super::outcome::Setting;
use super::token;

/// What a text asks, and what it prints.
pub(super) struct Plan {
    conditions: Vec<Asked>,
    prints: Vec<Print>,
}

/// A name on which it rests what a text prints.
struct Asked {
    /// The number of the read.
    read: usize,
    /// What is asked of a list: `"eu" in facts.jurisdictions`.
    holds: Option<String>,
    number: Option<usize>,
}

/// What shared texts print and ask, numbered: a brand looks up each once.
#[derive(Default)]
pub(super) struct Numbers {
    paths: BTreeMap<String, usize>,
    questions: BTreeMap<String, usize>,
}

impl Numbers {
    /// How many paths are printed, and how many questions asked.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.paths.len(), self.questions.len())
    }

    /// The number of what is read at `path`, told apart from others by `key`.
    fn of(all: &mut BTreeMap<String, usize>, path: &str, key: String) -> Option<usize> {
        let next = all.len();
        // What `document` stands for differs from page to page.
        (!path.starts_with("document.")).then(|| *all.entry(key).or_insert(next))
    }
}

/// What a brand has for a name that a text asks.
#[derive(Clone)]
pub(super) enum Answer {
    /// Whether a condition that asks nothing else holds.
    Is(bool),
    /// Nothing, which a condition takes for false.
    Nothing,
    /// How often a loop over it runs.
    Times(usize),
    /// A value, written so that no other is written alike.
    Value(String),
}

/// The tags that a text may have: what is printed where must follow from what its conditions come to and from how long its lists are.
fn is_plain(source: &str) -> bool {
    let mut in_loop = false;
    source.split("{%").skip(1).all(|rest| {
        let tag = rest.trim_start_matches('-').split("%}").next().unwrap_or_default();
        let mut words = tag.trim_end_matches('-').split_whitespace();
        match (words.next(), in_loop) {
            (Some("for"), false) => {
                in_loop = true;
                let [_, of, list, end] = [words.next(), words.next(), words.next(), words.next()];
                of == Some("in") && list.is_some_and(is_path) && end.is_none()
            }
            (Some("endfor"), true) => {
                in_loop = false;
                true
            }
            // What a loop prints only sometimes, nobody can tell apart afterwards; nor what a filter makes of a value before it is asked.
            (Some(word), false) => matches!(word, "if" | "elif" | "else" | "endif") && !tag.contains('|'),
            _ => false,
        }
    })
}

fn is_path(path: &str) -> bool {
    let is_name = |part: &str| part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    path.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.')) && path.split('.').all(is_name)
}

/// A `{{ … }}` that prints a value as it is, or as a link to itself.
struct Print {
    /// What it reads: `contact.phone`, or of each entry of a list `processors[].name`.
    path: String,
    number: Option<usize>,
    /// What goes before the value in the link's address.
    link: Option<&'static str>,
}

impl Print {
    fn read(text: &Text, print: &Range<usize>) -> Option<Self> {
        let expression = text.source.get(print.clone())?;
        let (path, filter) = expression.split_once('|').map_or((expression, None), |(path, filter)| (path, Some(filter.trim())));
        let link = match filter {
            None => None,
            Some("email") => Some("mailto:"),
            Some("link") => Some(""),
            Some(_) => return None,
        };
        let within = text.span.part(print.clone());
        let mut reads = text.reads.iter().filter(|read| within.holds(read.span));
        let (Some(read), None) = (reads.next(), reads.next()) else { return None };
        let is_plain = is_path(path.trim()) && path.contains('.') && read.usage == Use::Print && read.path.matches("[]").count() < 2;
        is_plain.then(|| Self { path: read.path.clone(), number: None, link })
    }

    /// The value that it prints for the `nth` time, of what was found; `None` when something is to be said about it.
    fn value(&self, found: &Found, nth: usize) -> Option<Arc<str>> {
        match found {
            Found::Text(text, is_text) if *is_text || self.link.is_none() => Some(text.clone()),
            Found::Texts(texts) => texts.get(nth).cloned(),
            _ => None,
        }
    }
}

impl Plan {
    /// Numbers what it reads that is the same on every page of a brand.
    pub(super) fn number(&mut self, text: &Text, numbers: &mut Numbers) {
        for print in &mut self.prints {
            print.number = Numbers::of(&mut numbers.paths, &print.path, print.path.clone());
        }
        for asked in &mut self.conditions {
            let Some(Read { path, usage, .. }) = text.reads.get(asked.read) else { continue };
            asked.number = Numbers::of(&mut numbers.questions, path, format!("{path} {usage:?} {:?}", asked.holds));
        }
    }

    /// For `text`; `None` when it is not plain.
    pub(super) fn of(text: &Text) -> Option<Self> {
        let prints = text.prints.iter().map(|print| Print::read(text, print)).collect::<Option<Vec<_>>>()?;
        if !is_plain(&text.source) {
            return None;
        }
        let is_printed = |read: &Read| text.prints.iter().any(|print| text.span.part(print.clone()).holds(read.span));
        let asked = text.reads.iter().enumerate().filter(|(_, read)| !is_printed(read));
        let conditions = asked.map(|(number, read)| Asked { read: number, holds: holds(text, read), number: None }).collect();
        Some(Self { conditions, prints })
    }

    /// What the conditions of `text` rest on; `None` when something is to be said about it, or nobody knows it.
    pub(super) fn key(&self, text: &Text, lookup: &Lookup<'_>, brand: &Merged) -> Option<String> {
        let mut key = String::new();
        for asked in &self.conditions {
            let write = |answer: &Answer| match answer {
                Answer::Is(is) => key.push(if *is { '1' } else { '0' }),
                Answer::Nothing => key.push('-'),
                Answer::Times(count) => _ = write!(key, "{count};"),
                Answer::Value(value) => key.push_str(value),
            };
            lookup.answer(asked.number, || asked.answer(text, lookup, brand), |answer| answer.map(write))?;
        }
        Some(key)
    }

    /// The setting of a text that only prints, and has no other tag: what the engine would make of it.
    pub(super) fn plain(&self, text: &Text) -> Option<Setting> {
        if ["{%", "{#", "{{-", "-}}"].iter().any(|tag| text.source.contains(tag)) {
            return None;
        }
        let (mut out, mut prints, mut at) = (String::with_capacity(text.source.len()), Vec::new(), 0);
        for (number, (range, print)) in text.prints.iter().zip(&self.prints).enumerate() {
            out.push_str(text.source.get(at..text.source.get(..range.start)?.rfind("{{")?)?);
            at = range.end + text.source.get(range.end..)?.find("}}")? + 2;
            let mut value = |out: &mut String| -> Option<()> {
                out.push(token::token(prints.len())?);
                prints.push(Some(number));
                Some(())
            };
            if let Some(scheme) = print.link {
                out.push('[');
                value(&mut out)?;
                out.push_str("](<");
                out.push_str(scheme);
                value(&mut out)?;
                out.push_str(">)");
            } else {
                value(&mut out)?;
            }
        }
        out.push_str(text.source.get(at..)?);
        Some(Setting::new(out, prints))
    }

    /// The brand's values for a setting; `None` when something is to be said about one, also about one that is not printed.
    pub(super) fn values(&self, prints: &[Option<usize>], lookup: &Lookup<'_>) -> Option<Vec<Arc<str>>> {
        let found = self.prints.iter().map(|print| match lookup.print(&print.path, print.number) {
            found if matches!(*found, Found::Wrong) => None,
            found => Some((print, found, 0)),
        });
        let mut found = found.collect::<Option<Vec<_>>>()?;
        let value = |number: &Option<usize>| {
            let (print, found, times) = found.get_mut((*number)?)?;
            *times += 1;
            // A link prints its value as its words and as its address.
            let nth = if print.link.is_some() { (*times - 1) / 2 } else { *times - 1 };
            print.value(found, nth)
        };
        prints.iter().map(value).collect()
    }
}

impl Asked {
    /// `None` when something is to be said about it, or nobody knows it.
    fn answer(&self, text: &Text, lookup: &Lookup<'_>, brand: &Merged) -> Option<Answer> {
        let read = text.reads.get(self.read)?;
        let is_date = || read.path.starts_with("document.") || brand.read(&read.path).is_some_and(|node| node.date().is_some());
        let must_be_there = !matches!(read.usage, Use::Test | Use::Hidden) || read.path.starts_with("facts.");
        if read.usage == Use::Repeat {
            return lookup.count(&read.path).map(Answer::Times);
        }
        if let Some(count) = lookup.count_made(&read.path) {
            // Of a list that is made, only whether there is anything in it is told here.
            return (read.usage == Use::Test).then_some(Answer::Is(count > 0));
        }
        match (lookup.at(&read.path)?.as_deref(), &self.holds) {
            (None, _) if must_be_there => None,
            (None, _) => Some(Answer::Nothing),
            (Some(Item::Wrong), _) => None,
            (Some(Item::Text(text)), _) if &**text == STAND_IN || token::has_unknown(text) => None,
            // To the engine a date is words, and a table is not what it is here.
            (Some(Item::List(list)), Some(_)) if list.iter().any(|entry| entry.text().is_none()) => None,
            (Some(Item::List(list)), Some(wanted)) => Some(Answer::Is(list.iter().any(|entry| entry.text() == Some(wanted)))),
            (Some(_), _) if read.usage == Use::Compare && is_date() => None,
            (Some(item), _) if read.usage == Use::Test => Some(Answer::Is(is_true(item))),
            (Some(item), _) => {
                let mut value = String::new();
                sign(item, &mut value);
                Some(Answer::Value(value))
            }
        }
    }
}

/// What a condition asks of the list that `read` reads, if it is that alone: `"eu" in facts.jurisdictions`.
fn holds(text: &Text, read: &Read) -> Option<String> {
    let start = read.span.start.checked_sub(text.span.start)? as usize;
    let end = read.span.end.checked_sub(text.span.start)? as usize;
    let before = text.source.get(..start)?.trim_end().strip_suffix(" in")?.trim_end();
    let quote = before.chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
    let literal = before.strip_suffix(quote)?;
    let literal = literal.get(literal.rfind(quote)? + 1..)?;
    let after = text.source.get(end..)?.trim_start();
    let ends = ["%}", "-%}", "and ", "or ", ")"].iter().any(|end| after.starts_with(end));
    (ends && !literal.contains('\\')).then(|| literal.to_owned())
}

/// Whether a condition takes it for true.
fn is_true(item: &Item) -> bool {
    match item {
        Item::Bool(value) => *value,
        Item::Int(number) => *number != 0,
        Item::Float(number) => *number != 0.0,
        Item::Text(text) => !text.is_empty(),
        Item::List(list) => !list.is_empty(),
        Item::Table(table) => table.iter().next().is_some(),
        Item::Date(_) | Item::Wrong => true,
    }
}

/// Writes a value so that no other value is written alike.
fn sign(item: &Item, out: &mut String) {
    match item {
        Item::Text(text) => _ = write!(out, "{}:{text}", text.len()),
        Item::List(list) => {
            out.push('[');
            list.iter().for_each(|node| sign(&node.item, out));
            out.push(']');
        }
        Item::Table(table) => {
            out.push('{');
            for (key, entry) in table.iter() {
                _ = write!(out, "{}:{key}", key.len());
                sign(&entry.node.item, out);
            }
            out.push('}');
        }
        Item::Int(_) | Item::Float(_) | Item::Bool(_) | Item::Date(_) | Item::Wrong => _ = write!(out, "({item:?})"),
    }
}
