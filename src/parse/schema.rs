//! Which keys a TOML file may hold, and of which type: checks a tree, reports every strange key and wrong value at once, and
//! takes them out or marks them, so that later stages read only what is well typed and nothing is reported twice.

use std::fmt::Display;

use crate::address::is_web_address;
use crate::config::{Item, Node, Table};
use crate::diagnostic::{Code, Finding, Findings, did_you_mean, nearest, one_of};
use crate::path::refused_by_windows;
use crate::source::Span;

/// What a value must be.
pub(super) enum Kind {
    /// A string that is printed as typed, whatever it holds.
    Text,
    /// A string that is printed as typed, where somebody might take it for a template: a document's title.
    Title,
    /// A string that is a template.
    Template,
    /// An id that names a folder of the site: lower-case words joined by hyphens.
    Id,
    /// A web address, `http` or `https`.
    Url,
    /// The same of a folder, to which paths are added.
    Base,
    /// A colour, `#rrggbb`.
    Colour,
    /// A name that is safe in a style sheet and in a path.
    Plain,
    /// What a style sheet takes as the value of a property, and nothing that ends it.
    Token,
    /// The hash of the text that an edit was written against.
    Hash,
    /// A whole number.
    Int,
    /// `true` or `false`.
    Bool,
    /// A calendar date.
    Date,
    /// One of these strings.
    Choice(&'static [&'static str]),
    /// A list.
    List(&'static Self),
    /// A list of ids, or `{ add = […], remove = […] }`.
    IdList,
    /// A table with these keys.
    Table(&'static [Field]),
    /// A table with any keys.
    Map(&'static Self),
    /// A table with these keys, all of them optional, and any others of this kind.
    Open(&'static [Field], &'static Self),
    /// What stands in several places, or inside itself, under a name of its own in the JSON schema.
    Named(&'static str, &'static Self),
    /// Either of the two; the first decides by type.
    Either(&'static Self, &'static Self),
    /// Anything.
    Any,
}

/// A key of a table.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) required: bool,
    /// What it is for, in plain sentences: editors show it.
    pub(super) about: &'static str,
    /// A value that it may have.
    pub(super) like: Option<&'static str>,
}

impl Field {
    /// With a value that it may have, for those who have never written one.
    pub(super) const fn like(self, example: &'static str) -> Self {
        Self { like: Some(example), ..self }
    }
}

pub(super) const fn optional(name: &'static str, kind: Kind, about: &'static str) -> Field {
    Field { name, kind, required: false, about, like: None }
}

pub(super) const fn required(name: &'static str, kind: Kind, about: &'static str) -> Field {
    Field { name, kind, required: true, about, like: None }
}

/// Whether `text` is an id: lower-case letters and digits in words joined by single hyphens.
pub(crate) fn is_id(text: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    text.split('-').all(word)
}

/// Checks `table` against `fields`, takes out keys that mean nothing and marks values that do not fit. `what` names the table in
/// messages; `place` is where to point when a required key is missing.
pub(super) fn check(table: &mut Table, fields: &[Field], what: &dyn Display, place: Span, findings: &mut Findings) {
    let mut slips = Vec::new();
    table.retain(|key, entry| {
        let known = fields.iter().any(|field| field.name == key);
        if !known {
            let names = || fields.iter().map(|field| field.name);
            let help = did_you_mean(key, names()).unwrap_or_else(|| match fields {
                [] => "leave the file empty: it only marks the root of the workspace".to_owned(),
                _ => "docs/workspace.md lists the keys".to_owned(),
            });
            let message = format!("unknown key `{key}` in {what}");
            findings.push(Finding::new(Code::UnknownKey, message, entry.key, "means nothing here").help(help));
            slips.extend(nearest(key, names()).map(|name| (name, entry.clone())));
        }
        known
    });
    // A slip of the finger is taken for what was meant, so that the value is not reported as missing as well.
    for (name, entry) in slips {
        if table.get(name).is_none() {
            table.insert(name, entry);
        }
    }
    for field in fields.iter().filter(|field| field.required && table.get(field.name).is_none()) {
        let message = format!("{what} has no `{}`", field.name);
        let help = format!("add {} = {}", field.name, example(&field.kind));
        findings.push(Finding::new(Code::MissingKey, message, place, format!("`{}` is missing here", field.name)).help(help));
    }
    table.retain(|key, entry| {
        let field = fields.iter().find(|field| field.name == key);
        if field.is_some_and(|field| !fits(&mut entry.node, &field.kind, &format_args!("`{key}`"), findings)) {
            entry.node.item = Item::Wrong;
        }
        true
    });
}

/// Whether `node` is what `kind` asks for; what does not fit inside it is taken out or marked. `what` names it in messages.
pub(super) fn fits(node: &mut Node, kind: &Kind, what: &dyn Display, findings: &mut Findings) -> bool {
    let span = node.span;
    let strange = |found: &Item, findings: &mut Findings| {
        let label = format!("{} here", found.type_name());
        let message = format!("{what} must be {}", wanted(kind));
        findings.push(Finding::new(Code::WrongType, message, span, label));
        false
    };
    match (kind, &mut node.item) {
        (_, Item::Wrong) => true, // It has been reported.
        (Kind::Any, _) | (Kind::Int, Item::Int(_)) | (Kind::Bool, Item::Bool(_)) | (Kind::Date, Item::Date(_)) => true,
        (
            Kind::Text
            | Kind::Title
            | Kind::Template
            | Kind::Id
            | Kind::Url
            | Kind::Base
            | Kind::Colour
            | Kind::Plain
            | Kind::Token
            | Kind::Hash
            | Kind::Choice(_),
            Item::Text(text),
        ) => {
            let right = match kind {
                Kind::Title => !text.trim().is_empty() && !has_tags(text),
                Kind::Text | Kind::Template => !text.trim().is_empty(),
                Kind::Id => is_id(text) && refused_by_windows(text).is_none(),
                Kind::Url => is_web_address(text),
                Kind::Base => is_web_address(text) && !text.contains(['?', '#']),
                Kind::Colour => is_colour(text),
                Kind::Plain => !text.is_empty() && !text.contains(['"', '\'', '{', '}', '<', '>', ';', '\\', '@', '/']),
                Kind::Token => is_token(text),
                Kind::Hash => is_hash(text),
                Kind::Choice(choices) => choices.contains(&&**text),
                _ => true,
            };
            if !right {
                let near = if let Kind::Choice(choices) = kind { nearest(text, choices.iter().copied()) } else { None };
                let (message, help) = match kind {
                    _ if text.trim().is_empty() => (format!("{what} is empty"), Some("write it, or take the line out".to_owned())),
                    Kind::Id if is_id(text) => {
                        (format!("{what} cannot be `{text}`"), Some("choose another: Windows takes no folder of this name".to_owned()))
                    }
                    Kind::Hash => (format!("{what} must be {}", wanted(kind)), Some("`fineprint accept` writes the line".to_owned())),
                    Kind::Title => (format!("{what} is printed as it is"), Some("take {{ … }} and {% … %} out of it".to_owned())),
                    _ => (format!("{what} must be {}", wanted(kind)), near.map(|name| format!("did you mean `{name}`?"))),
                };
                findings.push(Finding::new(Code::WrongValue, message, span, "").help(help));
            }
            right
        }
        (Kind::List(inner), Item::List(list)) => {
            list.retain_mut(|node| fits(node, inner, &format_args!("an entry of {what}"), findings));
            true
        }
        (Kind::IdList, Item::List(list)) => {
            list.retain_mut(|node| fits(node, &Kind::Text, &format_args!("an entry of {what}"), findings));
            true
        }
        (Kind::IdList, Item::Table(table)) => {
            check(table, ID_LIST, what, span, findings);
            true
        }
        (Kind::Table(fields), Item::Table(table)) => {
            check(table, fields, what, span, findings);
            true
        }
        (Kind::Map(inner), Item::Table(table)) => {
            table.retain(|key, entry| {
                if !fits(&mut entry.node, inner, &format_args!("`{key}`"), findings) {
                    entry.node.item = Item::Wrong;
                }
                true
            });
            true
        }
        (Kind::Open(fields, other), Item::Table(table)) => {
            table.retain(|key, entry| {
                let kind = fields.iter().find(|field| field.name == key).map_or(*other, |field| &field.kind);
                fits(&mut entry.node, kind, &format_args!("`{key}`"), findings)
            });
            true
        }
        (Kind::Named(_, kind), _) => fits(node, kind, what, findings),
        (Kind::Either(first, second), item) => {
            let choice = if has_type(first, item) { first } else { second };
            if has_type(choice, item) { fits(node, choice, what, findings) } else { strange(item, findings) }
        }
        (_, item) => strange(item, findings),
    }
}

/// What a list of ids may say instead of all of its entries.
pub(super) static ID_LIST: &[Field] = &[
    optional("add", Kind::List(&Kind::Text), "Entries beside those of the layers below."),
    optional("remove", Kind::List(&Kind::Text), "Entries of the layers below that are to go."),
];

fn has_type(kind: &Kind, item: &Item) -> bool {
    match kind {
        Kind::Int => matches!(item, Item::Int(_)),
        Kind::Bool => matches!(item, Item::Bool(_)),
        Kind::Date => matches!(item, Item::Date(_)),
        Kind::List(_) => matches!(item, Item::List(_)),
        Kind::IdList => matches!(item, Item::List(_) | Item::Table(_)),
        Kind::Table(_) | Kind::Map(_) | Kind::Open(..) => matches!(item, Item::Table(_)),
        Kind::Named(_, kind) => has_type(kind, item),
        Kind::Either(first, second) => has_type(first, item) || has_type(second, item),
        Kind::Any => true,
        // All others are strings.
        _ => matches!(item, Item::Text(_)),
    }
}

/// What a writer is to put there.
fn wanted(kind: &Kind) -> String {
    match kind {
        Kind::Text | Kind::Title | Kind::Template => "a string".to_owned(),
        Kind::Id => "an id: lower-case words joined by hyphens".to_owned(),
        Kind::Url => "a web address that starts with https:// or http://".to_owned(),
        Kind::Base => "the address of a folder that starts with https:// or http://, without `?` and `#`".to_owned(),
        Kind::Colour => "a colour such as \"#1a2b3c\"".to_owned(),
        Kind::Plain => "a plain name, without quotes, brackets or slashes".to_owned(),
        Kind::Token => "a value of a style sheet, such as \"0.5rem\"".to_owned(),
        Kind::Hash => "the hash of a text: 12 hex digits in lower case, in quotes".to_owned(),
        Kind::Int => "a whole number".to_owned(),
        Kind::Bool => "true or false".to_owned(),
        Kind::Date => "a date such as 2026-05-22, without quotes".to_owned(),
        Kind::Choice(choices) => one_of(choices.iter().copied(), "or"),
        Kind::List(_) => "a list in square brackets".to_owned(),
        Kind::IdList => "a list of names, or { add = […], remove = […] }".to_owned(),
        Kind::Table(_) | Kind::Map(_) | Kind::Open(..) => "a table".to_owned(),
        Kind::Named(_, kind) => wanted(kind),
        Kind::Either(first, second) => format!("{} or {}", wanted(first), wanted(second)),
        Kind::Any => "a value".to_owned(),
    }
}

/// How a value of this kind is written.
fn example(kind: &Kind) -> String {
    match kind {
        Kind::Choice([first, ..]) => format!("\"{first}\""),
        Kind::List(_) | Kind::IdList => "[…]".to_owned(),
        _ => "\"…\"".to_owned(),
    }
}

/// Whether `text` holds tags of a template, which nobody would carry out there.
fn has_tags(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

/// A value that cannot end its declaration: no braces, semicolons or comments, and what opens closes.
fn is_token(text: &str) -> bool {
    let ends_it = |c: char| c.is_control() || "{}[]<>;\\@!".contains(c);
    let (mut quote, mut depth) = (None, 0_usize);
    for c in text.chars() {
        match (c, quote) {
            (c, Some(open)) => quote = Some(open).filter(|open| *open != c),
            ('"' | '\'', None) => quote = Some(c),
            ('(', None) => depth += 1,
            (')', None) if depth == 0 => return false,
            (')', None) => depth -= 1,
            _ => {}
        }
    }
    let loads = ["url(", "image("].iter().any(|call| text.to_ascii_lowercase().contains(call)) || text.contains("://");
    !text.trim().is_empty() && quote.is_none() && depth == 0 && !loads && !text.contains(ends_it) && !text.contains("/*")
}

fn is_hash(text: &str) -> bool {
    text.len() == 12 && text.chars().all(|c| c.is_ascii_digit() || matches!(c, 'a'..='f'))
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.chars().all(|c| c.is_ascii_hexdigit()))
}
