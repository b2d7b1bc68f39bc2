//! What is beside a page: its text as Markdown, as plain text, as JSON for programs, and as a piece of HTML for another page.

mod tree;
mod words;

use std::borrow::Cow;

use serde::Serialize;

use crate::compose::{Composed, ComposedDocument, day, escape};
use crate::layout;

use super::manifest::version;
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
pub(super) fn write(composed: &Composed, document: &ComposedDocument, url: Option<&str>) -> [(&'static str, String); 4] {
    let page = tree::read(&document.body);
    let [markdown, plain, json, fragment] = layout::TWINS;
    let dates: Vec<String> = dates(document).into_iter().map(|(what, _, day)| format!("{what} {day}")).collect();
    let whole = |form: Form, title: String| {
        let dates = Some(dates.join(". ")).filter(|dates| !dates.is_empty()).map(|dates| dates + ".");
        let text = form.text(&page, &|_| false);
        [Some(title), dates, Some(text)].into_iter().flatten().collect::<Vec<_>>().join("\n\n") + "\n"
    };
    [
        (markdown, whole(Form::Markdown, format!("# {}", document.title))),
        (plain, whole(Form::Plain, document.title.clone())),
        (json, to_json(composed, document, url, &page)),
        (fragment, to_fragment(composed, document, url)),
    ]
}

/// The document's dates: what each says, and the day, for programs and for people.
fn dates(document: &ComposedDocument) -> Vec<(&'static str, String, String)> {
    let dates = [("Effective", document.effective), ("Last updated", document.updated)];
    dates.into_iter().filter_map(|(what, date)| Some((what, date?.to_string(), day(date?)))).collect()
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
fn to_fragment(composed: &Composed, document: &ComposedDocument, url: Option<&str>) -> String {
    let mut out = String::from("<article class=\"fineprint\" lang=\"");
    escape(composed.brand.text("lang").unwrap_or("en"), &mut out);
    out.push_str(&format!("\" data-document=\"{}\" data-version=\"{}\">\n<h1>", document.id, version(document)));
    escape(&document.title, &mut out);
    out.push_str("</h1>\n");
    let dates: Vec<String> =
        dates(document).into_iter().map(|(what, iso, day)| format!("{what} <time datetime=\"{iso}\">{day}</time>")).collect();
    if !dates.is_empty() {
        out.push_str(&format!("<p class=\"dates\">{}</p>\n", dates.join(". ")));
    }
    let above = url.and_then(|url| url.strip_suffix('/')?.rsplit_once('/')).map(|(above, _)| above);
    match above {
        Some(above) => {
            let mut address = String::new();
            escape(above, &mut address);
            out.push_str(&document.body.replace("href=\"../", &format!("href=\"{address}/")));
        }
        None => out.push_str(&document.body),
    }
    out.push_str("</article>\n");
    out
}

#[cfg(test)]
mod tests;
