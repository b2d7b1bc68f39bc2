//! What a clause can do with a value: the engine for its texts, and the filters.

use tera::{Kwargs, State, StringInput, Tera, TeraResult, Value};

use super::{context, token};

/// What a filter says of a value that would leave a hole.
pub(super) const BLANK: &str = "an empty value";

/// A Tera for clauses: every printed value is marked, never markup.
pub(super) fn engine() -> Tera {
    let mut tera = Tera::new();
    tera.set_escape_fn(token::mark);
    tera.autoescape_on([".md"]);
    tera.register_filter("text", |value: Value, arguments: Kwargs, _: &State<'_>| printed(value, &arguments));
    tera.register_filter("email", |address: StringInput<'_>, _: Kwargs, state: &State<'_>| link(address.as_str(), "mailto:", state));
    tera.register_filter("link", |url: StringInput<'_>, _: Kwargs, state: &State<'_>| link(url.as_str(), "", state));
    tera.register_filter("sentence", |list: Value, _: Kwargs, _: &State<'_>| sentence(&list));
    tera.register_filter("join", |list: Value, arguments: Kwargs, _: &State<'_>| join(&list, &arguments));
    tera.register_filter("plural", |count: Value, _: Kwargs, _: &State<'_>| plural(&count));
    tera
}

/// A printed value as text: a string or a number. Of anything else nobody wants to read the data, and nothing leaves a hole.
pub(super) fn as_text(value: Value) -> TeraResult<Value> {
    match &value {
        made if made.is_string() && made.is_safe() => Ok(value),
        text if text.is_string() && context::is_blank(text) => Err(tera::Error::message(BLANK)),
        text if text.is_string() => Ok(value),
        number if number.is_number() && number.as_f64().is_none_or(f64::is_finite) => Ok(Value::from(number.to_string())),
        _ => Err(tera::Error::message("neither text nor a number")),
    }
}

/// The same as it is printed, told which `{{ … }}` does it, so that a page can show where its values come from.
fn printed(value: Value, arguments: &Kwargs) -> TeraResult<Value> {
    let print = arguments.must_get::<usize>("print")?;
    let value = as_text(value)?;
    let text = value.as_str().unwrap_or_default();
    Ok(if value.is_safe() { Value::safe_string(&token::tag_all(text, print)) } else { Value::from(token::printed_by(print) + text) })
}

/// The entries of a list as text.
fn words(list: &Value) -> TeraResult<Vec<String>> {
    let Some(list) = list.as_array() else { return Err(tera::Error::message("not a list")) };
    if list.is_empty() {
        return Err(tera::Error::message(BLANK));
    }
    list.iter().map(|entry| Ok(as_text(entry.clone())?.to_string())).collect()
}

/// A Markdown link whose text and address are the value, both marked.
fn link(value: &str, scheme: &str, state: &State<'_>) -> TeraResult<Value> {
    let marked = state.escape(value)?;
    Ok(Value::safe_string(&format!("[{marked}](<{scheme}{marked}>)")))
}

/// The ending of a word for `count` things; an unknown number is taken for many.
fn plural(count: &Value) -> TeraResult<Value> {
    match (count.as_i128(), count.as_str()) {
        (Some(1), _) => Ok(Value::safe_string("")),
        (Some(_), _) => Ok(Value::safe_string("s")),
        (None, Some(text)) if token::unknowns(text).next().is_some() => Ok(Value::safe_string("s")),
        _ => Err(tera::Error::message("not a number")),
    }
}

/// `a, b and c`.
fn sentence(list: &Value) -> TeraResult<String> {
    let words = words(list)?;
    Ok(match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    })
}

/// The entries of a list with a text between them.
fn join(list: &Value, arguments: &Kwargs) -> TeraResult<String> {
    let separator: &str = arguments.must_get("sep")?;
    Ok(words(list)?.join(separator))
}
