//! What is beside a page: its text as Markdown, as plain text, as JSON for programs, and as a piece of HTML for another page.

mod tree;
mod words;

use std::borrow::Cow;

use serde::Serialize;

use crate::compose::{Composed, ComposedDocument, escape};
use crate::layout;

use super::Style;
use super::manifest::version;
use super::view::day_of;
use tree::Element;
use words::{Form, raw};

/// A document for programs: docs/output.md lists the keys.
#[derive(Serialize)]
struct Json<'a> {
    fineprint: u8,
    brand: &'a str,
    document: &'a str,
    title: &'a str,
    description: Option<&'a str>,
    lang: &'a str,
    url: Option<String>,
    version: String,
    effective: Option<String>,
    updated: Option<String>,
    draft: bool,
    sections: Vec<Section>,
}

/// A section, without those that it holds: they follow it.
#[derive(Serialize)]
struct Section {
    /// The end of its address; none for what stands before the first heading, and for the notes.
    id: Option<String>,
    number: Option<String>,
    title: Option<String>,
    /// 2 for a section of the page, 3 for one within it.
    level: usize,
    markdown: String,
    text: String,
}

/// The twins of a page, each with its name in the page's folder.
pub(super) fn write(composed: &Composed, document: &ComposedDocument, style: Style, url: Option<&str>) -> [(&'static str, String); 4] {
    let [page, foot] = [&document.body, &document.footer].map(|html| tree::read(html));
    let [markdown, plain, json, fragment] = layout::TWINS;
    let dates = dates(document, style);
    let whole = |form: Form| {
        let title = form.words_of(&document.title);
        let dates = dates.iter().map(|(what, _, day)| form.words_of(&format!("{what} {day}."))).collect::<Vec<_>>().join(" ");
        let [text, foot] = [&page, &foot].map(|html| form.text(html, &|_| false));
        let title = if form == Form::Markdown { format!("# {title}") } else { title };
        let parts = [title, draft_mark(document).unwrap_or_default().to_owned(), dates, text, foot];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n") + "\n"
    };
    [
        (markdown, whole(Form::Markdown)),
        (plain, whole(Form::Plain)),
        (json, to_json(composed, document, url, &page)),
        (fragment, to_fragment(composed, document, &dates, url)),
    ]
}

/// What a draft says of itself wherever it is read.
fn draft_mark(document: &ComposedDocument) -> Option<&'static str> {
    (!document.wanted.is_empty()).then_some("Draft, not for publication.")
}

/// The document's dates, as its page has them: what each says, and the day, for programs and for people.
fn dates(document: &ComposedDocument, style: Style) -> Vec<(&'static str, String, String)> {
    let dates =
        [("effective", document.effective, "Effective", "Takes effect"), ("updated", document.updated, "Last updated", "Last updated")];
    let shown = dates.into_iter().filter_map(|(key, date, now, later)| {
        let day = day_of(document, key, date, style)?;
        Some((if day.later { later } else { now }, day.iso, day.text))
    });
    shown.collect()
}

fn to_json(composed: &Composed, document: &ComposedDocument, url: Option<&str>, page: &Element<'_>) -> String {
    let mut sections = Vec::new();
    add_sections(page, 1, &mut sections);
    let json = Json {
        fineprint: 1,
        brand: composed.brand.id.as_str(),
        document: document.id.as_str(),
        title: &document.title,
        description: document.description.as_deref(),
        lang: composed.brand.text("lang").unwrap_or("en"),
        url: url.map(str::to_owned),
        version: version(document),
        effective: document.effective.map(|date| date.to_string()),
        updated: document.updated.map(|date| date.to_string()),
        draft: !document.wanted.is_empty(),
        sections,
    };
    // Only what cannot be JSON fails: keys that are no text.
    serde_json::to_string_pretty(&json).unwrap_or_default() + "\n"
}

fn add_sections(element: &Element<'_>, level: usize, sections: &mut Vec<Section>) {
    let is_heading = |kid: &Element<'_>| matches!(kid.name, "h2" | "h3" | "h4" | "h5" | "h6") && kid.attribute("id").is_none();
    let heading = element.elements().find(|kid| is_heading(kid)).filter(|_| element.name == "section");
    let number = heading.and_then(|heading| heading.elements().find(|kid| kid.is_a("number"))).map(raw);
    let title = heading.map(raw).map(|words| words.strip_prefix(number.as_deref().unwrap_or_default()).unwrap_or(&words).trim().to_owned());
    let leaves_out = |kid: &Element<'_>| kid.name == "section" || (element.name == "section" && is_heading(kid));
    let [markdown, text] = [Form::Markdown, Form::Plain].map(|form| form.text(element, &leaves_out));
    if title.is_some() || !text.is_empty() {
        let id = element.attribute("id").map(Cow::into_owned);
        sections.push(Section { id, number, title, level, markdown, text });
    }
    element.elements().filter(|kid| kid.name == "section").for_each(|kid| add_sections(kid, level + 1, sections));
}

/// The text as it stands on the page, to be put into another. Where it is known where the brand's pages stand, links to them lead there.
fn to_fragment(composed: &Composed, document: &ComposedDocument, dates: &[(&str, String, String)], url: Option<&str>) -> String {
    let mut out = String::from("<article class=\"fineprint\" lang=\"");
    escape(composed.brand.text("lang").unwrap_or("en"), &mut out);
    out.push_str(&format!("\" data-document=\"{}\" data-version=\"{}\">\n<h1>", document.id, version(document)));
    escape(&document.title, &mut out);
    out.push_str("</h1>\n");
    out.extend(draft_mark(document).map(|mark| format!("<p><strong>{mark}</strong></p>\n")));
    let date = |(what, iso, day): &(&str, String, String)| match iso.is_empty() {
        true => format!("{what} <mark class=\"unknown\">{day}</mark>"),
        false => format!("{what} <time datetime=\"{iso}\">{day}</time>"),
    };
    if !dates.is_empty() {
        out.push_str(&format!("<p class=\"dates\">{}</p>\n", dates.iter().map(date).collect::<Vec<_>>().join(". ")));
    }
    let above = url.and_then(|url| url.strip_suffix('/')?.rsplit_once('/')).map(|(above, _)| above);
    let text = [&*document.body, &*document.footer].concat();
    match above {
        Some(above) => {
            let mut address = String::new();
            escape(above, &mut address);
            out.push_str(&text.replace("href=\"../", &format!("href=\"{address}/")));
        }
        None => out.push_str(&text),
    }
    out.push_str("</article>\n");
    out
}

#[cfg(test)]
mod tests;
