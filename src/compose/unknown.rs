//! Texts that read a value which nobody has supplied. Where such a value is printed, its mark passes through the template like any value;
//! here is what happens where it is not printed but looked at. The rule: a text that an unknown value has decided holds its mark.

use std::borrow::Cow;

use tera::{Context, Value};

use crate::model::{Read, Text, Use};

use super::{context, token};

/// The mark that stands for the whole of `text`, if the text cannot be known: it compares, counts or takes apart an unknown value.
pub(super) fn stands_for(text: &Text, context: &Context) -> Option<String> {
    text.reads.iter().find_map(|read| marked(&unknown_decides(read, context)?))
}

/// The mark of the unknown value on which what `read` gives depends.
fn unknown_decides(read: &Read, context: &Context) -> Option<String> {
    // A part of what is unknown as a whole, or an entry of an unknown list, but for the entry itself.
    let mut above = read.path.as_str();
    while let Some(cut) = above.rfind(['.', '[']) {
        let entry_itself = above.ends_with("[]") && above.len() == read.path.len() && matches!(read.usage, Use::Print | Use::Test);
        above = above.get(..cut)?;
        if let Some(mark) = mark_at(context, above) {
            return if entry_itself { None } else { Some(mark) };
        }
    }
    if matches!(read.usage, Use::Compare | Use::Hidden | Use::Inspect) {
        let value = context::find(context, &read.path)?;
        return first_mark(value);
    }
    None
}

/// The context with each unknown list that `text` repeats as a list of its mark.
pub(super) fn repeated<'a>(text: &Text, context: &'a Context) -> Cow<'a, Context> {
    let mut changed = Cow::Borrowed(context);
    for read in text.reads.iter().filter(|read| read.usage == Use::Repeat) {
        if let Some(mark) = mark_at(&changed, &read.path)
            && let Some(next) = context::with(&changed, &read.path, Value::from(vec![Value::from(mark)]))
        {
            changed = Cow::Owned(next);
        }
    }
    changed
}

/// `rendered` with the mark of each unknown value that it has repeated or counted and does not show.
pub(super) fn kept(text: &Text, context: &Context, mut rendered: String) -> String {
    for read in text.reads.iter().filter(|read| matches!(read.usage, Use::Repeat | Use::Count)) {
        let Some(mark) = context::find(context, &read.path).and_then(first_mark) else { continue };
        if !rendered.contains(&mark) {
            rendered.push_str("\n\n");
            rendered.push_str(&marked(&mark).unwrap_or_default());
        }
    }
    rendered
}

/// The mark of the unknown value at `path`.
fn mark_at(context: &Context, path: &str) -> Option<String> {
    let text = context::find(context, path)?.as_str()?;
    token::unknowns(text).next().map(|_| text.to_owned())
}

/// The first mark in a value, however deep.
pub(super) fn first_mark(value: &Value) -> Option<String> {
    if let Some(text) = value.as_str() {
        return token::unknowns(text).next().map(token::unknown);
    }
    let inside = value.as_array().into_iter().flatten().chain(value.as_map().into_iter().flat_map(tera::Map::values));
    inside.into_iter().find_map(first_mark)
}

/// A mark as a printed value.
fn marked(mark: &str) -> Option<String> {
    let mut out = Vec::new();
    token::mark(mark, &mut out).ok()?;
    String::from_utf8(out).ok()
}
