//! A text is rendered once for each *outcome*: for what its conditions come to. Brands for which they come to the same have the same text,
//! each with its own values, which need no template engine to be looked up.
//!
//! What is not as plain as this (a loop that prints only sometimes, a filter that makes words, a value that is missing) is rendered brand
//! by brand, and that way is the authority: an outcome is kept only if it printed the values that would be looked up. Which branch it took
//! must follow from the key.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::config::Item;
use crate::merge::Merged;
use crate::model::{Read, Text, Use};

use super::context::STAND_IN;
use super::fragment::Fragment;
use super::lookup::{Found, Lookup};
use super::prose::{Kind, Prose};
use super::template;
use super::texts::Texts;
use super::token::{self, Tokenised};

/// A text as one outcome gives it: tokens where values go.
pub(super) struct Setting {
    text: String,
    /// For each value, which `{{ … }}` of the source prints it.
    pub(super) prints: Arc<[Option<usize>]>,
    fragment: OnceLock<Arc<Fragment>>,
    line: OnceLock<Arc<Prose>>,
}

impl Setting {
    fn new(text: String, prints: Vec<Option<usize>>) -> Self {
        Self { text, prints: prints.into(), fragment: OnceLock::new(), line: OnceLock::new() }
    }

    /// From a rendered text, with its values apart.
    pub(super) fn of(tokenised: Tokenised) -> (Arc<Self>, Vec<String>) {
        (Arc::new(Self::new(tokenised.text, tokenised.prints)), tokenised.values)
    }

    /// As Markdown, compiled.
    pub(super) fn fragment(&self, texts: &Texts) -> &Arc<Fragment> {
        self.fragment.get_or_init(|| texts.set(&self.text))
    }

    /// As a line that stands alone, for the rules.
    pub(super) fn line(&self, kind: Kind, texts: &Texts) -> Arc<Prose> {
        self.line.get_or_init(|| texts.line(kind, &self.text)).clone()
    }

    /// How long it is with values in place.
    pub(super) fn length(&self, values: &[String]) -> usize {
        let tokens = self.prints.len() * char::MAX.len_utf8();
        self.text.len().saturating_sub(tokens) + values.iter().map(String::len).sum::<usize>()
    }

    /// With values in place; unknown ones are marked.
    pub(super) fn words(&self, values: &[String]) -> String {
        token::fill(&self.text, values)
    }
}

/// Paths that texts print, numbered.
#[derive(Default)]
pub(super) struct Paths(BTreeMap<String, usize>);

/// How many outcomes of one text are kept.
const MOST: usize = 1024;

/// What a text comes to for brand after brand.
pub(super) struct Outcomes {
    plan: Plan,
    known: Mutex<BTreeMap<String, Arc<Setting>>>,
}

impl Outcomes {
    /// For `text`; `None` when it must be rendered for each brand.
    pub(super) fn of(text: &Text) -> Option<Self> {
        Some(Self { plan: Plan::of(text)?, known: Mutex::default() })
    }

    /// The same, its paths among those that a brand looks up once.
    pub(super) fn shared(text: &Text, paths: &mut Paths) -> Option<Self> {
        let mut outcomes = Self::of(text)?;
        for print in &mut outcomes.plan.prints {
            let next = paths.0.len();
            // What `document` stands for differs from page to page.
            let is_shared = !print.path.starts_with("document.");
            print.number = is_shared.then(|| *paths.0.entry(print.path.clone()).or_insert(next));
        }
        Some(outcomes)
    }

    /// The outcome for a brand that has come about before, and the brand's values for it. Else under which key to keep it, if at all.
    pub(super) fn find(&self, text: &Text, lookup: &Lookup<'_>, brand: &Merged) -> Result<(Arc<Setting>, Vec<String>), Option<String>> {
        let Some(key) = self.plan.key(text, lookup, brand) else { return Err(None) };
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let is_new = known.is_none();
        let Some(setting) = known.or_else(|| self.plan.plain(text).map(Arc::new)) else { return Err(Some(key)) };
        let Some(values) = self.plan.values(&setting.prints, lookup) else { return Err(None) };
        // Long ones are printed within limits.
        if values.iter().map(String::len).sum::<usize>() > template::MOST_BYTES / 2 {
            return Err(None);
        }
        if is_new {
            self.insert(key, &setting);
        }
        Ok((setting, values))
    }

    /// Keeps an outcome, if the values of the brand for which it was rendered are those that would be looked up.
    pub(super) fn keep(&self, key: String, setting: &Arc<Setting>, values: &[String], lookup: &Lookup<'_>) {
        if self.plan.values(&setting.prints, lookup).as_deref() == Some(values) {
            self.insert(key, setting);
        }
    }

    fn insert(&self, key: String, setting: &Arc<Setting>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() < MOST {
            known.entry(key).or_insert_with(|| setting.clone());
        }
    }
}

/// What a text asks, and what it prints.
struct Plan {
    conditions: Vec<Asked>,
    prints: Vec<Print>,
}

/// A name on which it rests what a text prints.
struct Asked {
    /// The number of the read.
    read: usize,
    /// What is asked of a list: `"eu" in facts.jurisdictions`.
    holds: Option<String>,
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
            // What a loop prints only sometimes, nobody can tell apart afterwards.
            (Some(word), false) => matches!(word, "if" | "elif" | "else" | "endif"),
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
        let mut reads = text.reads.iter().filter(|read| within.start <= read.span.start && read.span.end <= within.end);
        let (Some(read), None) = (reads.next(), reads.next()) else { return None };
        let is_plain = is_path(path.trim()) && path.contains('.') && read.usage == Use::Print && read.path.matches("[]").count() < 2;
        is_plain.then(|| Self { path: read.path.clone(), number: None, link })
    }

    /// The value that it prints for the `nth` time, of what was found; `None` when something is to be said about it.
    fn value(&self, found: &Found, nth: usize) -> Option<String> {
        match found {
            Found::Text(text, is_text) if *is_text || self.link.is_none() => Some(text.as_ref().to_owned()),
            Found::Texts(texts) => texts.get(nth).map(|text| text.as_ref().to_owned()),
            _ => None,
        }
    }
}

impl Plan {
    fn of(text: &Text) -> Option<Self> {
        let prints = text.prints.iter().map(|print| Print::read(text, print)).collect::<Option<Vec<_>>>()?;
        if !is_plain(&text.source) {
            return None;
        }
        let is_printed = |read: &Read| {
            let mut prints = text.prints.iter().map(|print| text.span.part(print.clone()));
            prints.any(|print| print.start <= read.span.start && read.span.end <= print.end)
        };
        let asked = text.reads.iter().enumerate().filter(|(_, read)| !is_printed(read));
        let conditions = asked.map(|(number, read)| Asked { read: number, holds: holds(text, read) }).collect();
        Some(Self { conditions, prints })
    }

    /// What the conditions of `text` rest on; `None` when something is to be said about it, or nobody knows it.
    fn key(&self, text: &Text, lookup: &Lookup<'_>, brand: &Merged) -> Option<String> {
        let mut key = String::new();
        for (read, asked) in self.conditions.iter().filter_map(|asked| Some((text.reads.get(asked.read)?, asked))) {
            let is_date = || read.path.starts_with("document.") || brand.read(&read.path).is_some_and(|node| node.date().is_some());
            let must_be_there = !matches!(read.usage, Use::Test | Use::Hidden) || read.path.starts_with("facts.");
            if read.usage == Use::Repeat {
                _ = write!(key, "{};", lookup.count(&read.path)?);
                continue;
            }
            if let Some(count) = lookup.count_made(&read.path) {
                // Of a list that is made, only whether there is anything in it is written here.
                if read.usage != Use::Test {
                    return None;
                }
                key.push(if count > 0 { '1' } else { '0' });
                continue;
            }
            match (lookup.at(&read.path)?.as_deref(), &asked.holds) {
                (None, _) if must_be_there => return None,
                (None, _) => key.push('-'),
                (Some(Item::Wrong), _) => return None,
                (Some(Item::Text(text)), _) if text == STAND_IN || token::has_unknown(text) => return None,
                // To the engine a date is words, and a table is not what it is here.
                (Some(Item::List(list)), Some(_)) if list.iter().any(|entry| entry.text().is_none()) => return None,
                (Some(Item::List(list)), Some(wanted)) => {
                    key.push(if list.iter().any(|entry| entry.text() == Some(wanted)) { '1' } else { '0' });
                }
                (Some(_), _) if read.usage == Use::Compare && is_date() => return None,
                (Some(item), _) if read.usage == Use::Test => key.push(if is_true(item) { '1' } else { '0' }),
                (Some(item), _) => sign(item, &mut key),
            }
        }
        Some(key)
    }

    /// A text that has no tag but `{{ … }}`, without asking the engine.
    fn plain(&self, text: &Text) -> Option<Setting> {
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
    fn values(&self, prints: &[Option<usize>], lookup: &Lookup<'_>) -> Option<Vec<String>> {
        let mut found: Vec<(&Print, Found, usize)> = Vec::with_capacity(self.prints.len());
        for print in &self.prints {
            match lookup.print(&print.path, print.number) {
                Found::Wrong => return None,
                there => found.push((print, there, 0)),
            }
        }
        let value = |number: &Option<usize>| {
            let (print, found, times) = found.get_mut((*number)?)?;
            *times += 1;
            print.value(found, *times - 1)
        };
        prints.iter().map(value).collect()
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
