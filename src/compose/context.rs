//! What a brand's texts can read, as the template engine takes it. Built once a brand, if a text must be rendered: `lookup` tells the same.

use tera::{Context, Map, Value};

use crate::condition::Truth;
use crate::config::{Item, Table};
use crate::merge::{Cookie, Merged, MergedDocument, Vendor};
use crate::parse::CATEGORIES;

use super::facts::Facts;
use super::token;

/// What a text prints for a value that a finding says is wrong or missing.
pub(super) const STAND_IN: &str = "https://example.com/";

/// Everything that texts of `brand` can read, but for `document`.
pub(super) fn of_brand(facts: &Facts<'_>, brand: &Merged) -> Context {
    let mut context = Context::new();
    let empty = Table::default();
    let table = |name: &str| as_map(brand.table.table(name).unwrap_or(&empty));
    let mut who = table("identity");
    for (key, node) in ["name", "lang", "base_url"].into_iter().filter_map(|key| Some((key, brand.table.get(key)?))) {
        who.insert(key.into(), as_value(&node.item));
    }
    who.entry("short_name".into()).or_insert_with(|| Value::from(brand.table.text("name").unwrap_or_default()));
    who.insert("id".into(), Value::from(brand.id.as_str()));
    who.entry("name".into()).or_insert_with(|| Value::from(STAND_IN)); // That it is missing, `merge` says.
    who.entry("lang".into()).or_insert_with(|| Value::from("en"));
    let mut contact = table("contact");
    let mut values = table("values");
    for (index, path) in brand.unknown.keys().enumerate() {
        let mark = Value::from(token::unknown(index));
        match path.split_once('.') {
            Some(("identity", key)) => put(&mut who, key, mark),
            Some(("contact", key)) => put(&mut contact, key, mark),
            Some(("values", key)) => put(&mut values, key, mark),
            _ => {}
        }
    }
    context.insert_value("brand", Value::from(who));
    context.insert_value("contact", Value::from(contact));
    context.insert_value("values", Value::from(values));
    context.insert_value("facts", all_facts(facts, brand));
    let vendors: Vec<(&Vendor, Value)> = brand.vendors.iter().map(|known| (known, vendor(known))).collect();
    let processors = vendors.iter().filter(|(vendor, _)| vendor.is_processor()).map(|(_, value)| value.clone());
    context.insert_value("processors", Value::from(processors.collect::<Vec<_>>()));
    context
        .insert_value("vendors", Value::from(vendors.into_iter().map(|(vendor, value)| (vendor.id.to_string(), value)).collect::<Named>()));
    context.insert_value("cookies", cookies(brand));
    context
}

/// Values by name, in order.
type Named = indexmap::IndexMap<String, Value>;

/// The name `document`.
pub(super) fn of_document(document: &MergedDocument, brand: &Merged) -> Value {
    let mut map = Map::new();
    map.insert("id".into(), Value::from(document.id.as_str()));
    map.insert("title".into(), Value::from(document.title.as_str()));
    for (key, date) in [("effective", document.effective), ("updated", document.updated)] {
        let path = format!("documents.{}.{key}", document.id);
        if let Some(date) = date {
            map.insert(key.into(), Value::from(day(date)));
        } else if let Some(index) = brand.unknown.keys().position(|unknown| *unknown == path) {
            map.insert(key.into(), Value::from(token::unknown(index)));
        }
    }
    Value::from(map)
}

/// The name `document` on a brand's index, which is none of its documents.
pub(super) fn of_index(brand: &Merged) -> Value {
    let mut map = Map::new();
    map.insert("id".into(), Value::from("index"));
    map.insert("title".into(), Value::from(brand.table.text("name").unwrap_or_default()));
    Value::from(map)
}

/// A date as a page prints it: `May 22, 2026`.
pub(crate) fn day(date: jiff::civil::Date) -> String {
    date.strftime("%B %-d, %Y").to_string()
}

fn all_facts(facts: &Facts<'_>, brand: &Merged) -> Value {
    let mut map = brand.table.table("facts").map(as_map).unwrap_or_default();
    for (name, truth) in facts.derived() {
        if truth != Truth::Unknown {
            map.insert(name.to_owned().into(), Value::from(truth == Truth::True));
        }
    }
    Value::from(map)
}

fn vendor(vendor: &Vendor) -> Value {
    let mut map = as_map(&vendor.table);
    map.insert("id".into(), Value::from(vendor.id.as_str()));
    map.insert("role".into(), Value::from(if vendor.is_processor() { "processor" } else { "service" }));
    map.insert("cookies".into(), Value::from(vendor.cookies.iter().map(cookie).collect::<Vec<_>>()));
    Value::from(map)
}

fn cookie(cookie: &Cookie) -> Value {
    let mut map = as_map(&cookie.table);
    map.insert("provider".into(), Value::from(cookie.provider.as_str()));
    Value::from(map)
}

/// The cookies by category: the brand's own first, then those of its vendors in their order.
fn cookies(brand: &Merged) -> Value {
    let mut map = Map::new();
    for category in CATEGORIES {
        let all = brand.cookies.iter().chain(brand.vendors.iter().flat_map(|vendor| &vendor.cookies));
        let of_category: Vec<Value> = all.filter(|c| c.category() == *category).map(cookie).collect();
        map.insert((*category).into(), Value::from(of_category));
    }
    Value::from(map)
}

fn as_map(table: &Table) -> Map {
    table.iter().map(|(key, entry)| (key.to_owned().into(), as_value(&entry.node.item))).collect()
}

pub(super) fn as_value(item: &Item) -> Value {
    match item {
        Item::Text(text) => Value::from(&**text),
        Item::Int(number) => Value::from(*number),
        Item::Float(number) => Value::from(*number),
        Item::Bool(value) => Value::from(*value),
        Item::Date(date) => Value::from(day(*date)),
        Item::List(list) => Value::from(list.iter().map(|node| as_value(&node.item)).collect::<Vec<_>>()),
        Item::Table(table) => Value::from(as_map(table)),
        Item::Wrong => Value::from(STAND_IN),
    }
}

/// Puts `value` at a dotted path below `map`.
fn put(map: &mut Map, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            map.insert(path.to_owned().into(), value);
        }
        Some((first, rest)) => {
            let mut inner = entry(map, first).and_then(Value::as_map).cloned().unwrap_or_default();
            put(&mut inner, rest, value);
            map.insert(first.to_owned().into(), Value::from(inner));
        }
    }
}

pub(super) fn entry<'a>(map: &'a Map, name: &str) -> Option<&'a Value> {
    map.iter().find(|(key, _)| key.as_str() == Some(name)).map(|(_, value)| value)
}

/// The value at a dotted path of a context.
pub(super) fn find<'a>(context: &'a Context, path: &str) -> Option<&'a Value> {
    let mut segments = path.split('.');
    let mut value = context.get(segments.next()?)?;
    for segment in segments {
        value = entry(value.as_map()?, segment)?;
    }
    Some(value)
}

/// Whether a text that reads `path` would find nothing: no value, or an entry of a list without it.
pub(super) fn is_missing(context: &Context, path: &str) -> bool {
    let Some((list, key)) = path.split_once("[]") else { return find(context, path).is_none() };
    let entries = find(context, list).and_then(Value::as_array).unwrap_or_default();
    entries.iter().any(|value| lacks(value, key))
}

/// Whether `value`, or an entry of a list in it, has nothing at `path`, which may begin with `[]` or a dot.
fn lacks(value: &Value, path: &str) -> bool {
    if let Some(rest) = path.strip_prefix("[]") {
        return value.as_array().unwrap_or_default().iter().any(|value| lacks(value, rest));
    }
    let path = path.trim_start_matches('.');
    if path.is_empty() {
        return false;
    }
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (key, rest) = path.split_at(end);
    value.as_map().and_then(|map| entry(map, key)).is_none_or(|inner| lacks(inner, rest))
}

/// The context with an empty table in place of each table that `path` goes through and that is not there, so that a text may ask for it.
pub(super) fn with_parents(context: &Context, path: &str) -> Option<Context> {
    let mut changed = None;
    for (at, _) in path.match_indices('.').skip(1) {
        let parent = path.get(..at)?;
        let current = changed.as_ref().unwrap_or(context);
        if find(current, parent).is_none() {
            changed = Some(with(current, parent, Value::from(Map::new()))?);
        }
    }
    changed
}

/// Whether printing `value` would leave a hole.
pub(super) fn is_blank(value: &Value) -> bool {
    value.as_str().is_some_and(is_blank_text)
}

/// Whether printing `text` would leave a hole.
pub(super) fn is_blank_text(text: &str) -> bool {
    text.chars().all(is_invisible)
}

/// Characters that nobody sees.
fn is_invisible(c: char) -> bool {
    let zero_width = matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}');
    c.is_whitespace() || c.is_control() || zero_width
}

/// Whether `value` stands for one that a finding says is wrong.
pub(super) fn is_stand_in(value: &Value) -> bool {
    value.as_str() == Some(STAND_IN)
}

/// The context with a stand-in at `path`, so that rendering goes on after a value that is not there. It suits text, links and lists
/// of words alike.
pub(super) fn with_stand_in(context: &Context, path: &str) -> Option<Context> {
    with(context, path, Value::from(STAND_IN))
}

/// The context with `value` at `path`.
pub(super) fn with(context: &Context, path: &str, value: Value) -> Option<Context> {
    let (root, rest) = path.split_once('.')?;
    let mut map = context.get(root).and_then(Value::as_map).cloned().unwrap_or_default();
    put(&mut map, rest, value);
    let mut changed = context.clone();
    changed.insert_value(root.to_owned(), Value::from(map));
    Some(changed)
}
