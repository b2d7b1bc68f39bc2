//! What a theme's templates receive: one struct each, as docs/themes.md lists it.

use jiff::civil::Date;
use serde::Serialize;
use tera::Context;

use crate::compose::{Composed, ComposedDocument, Entry, Wanted, day};

use super::Style;

#[derive(Serialize)]
struct Brand<'a> {
    id: &'a str,
    name: &'a str,
    short_name: &'a str,
    lang: &'a str,
    legal_name: Option<&'a str>,
    base_url: Option<&'a str>,
}

#[derive(Serialize)]
struct Design<'a> {
    accent: Option<&'a str>,
    accent_dark: Option<&'a str>,
    logo: Option<&'a str>,
    logo_dark: Option<&'a str>,
    logo_alt: Option<&'a str>,
    font: Option<&'a str>,
    headings: Option<&'a str>,
}

#[derive(Serialize)]
struct Day {
    iso: String,
    text: String,
    later: bool,
    unknown: bool,
}

#[derive(Serialize)]
struct Sibling<'a> {
    id: &'a str,
    title: &'a str,
    description: Option<&'a str>,
    href: String,
    current: bool,
    effective: Option<Day>,
}

#[derive(Serialize)]
struct Document<'a> {
    id: &'a str,
    title: &'a str,
    description: Option<&'a str>,
}

#[derive(Serialize)]
struct Frame<'a> {
    brand: Brand<'a>,
    design: Design<'a>,
    root: &'a str,
    documents: Vec<Sibling<'a>>,
    footer: &'a str,
    draft: Option<Vec<&'a Wanted>>,
}

#[derive(Serialize)]
struct Page<'a> {
    #[serde(flatten)]
    frame: Frame<'a>,
    document: Document<'a>,
    effective: Option<Day>,
    updated: Option<Day>,
    contents: &'a [Entry],
    body: &'a str,
}

#[derive(Serialize)]
struct Looks<'a> {
    brand: Brand<'a>,
    design: Design<'a>,
}

fn context(view: &impl Serialize) -> Context {
    Context::from_serialize(view).unwrap_or_default()
}

/// For `page.html`.
pub(super) fn page(composed: &Composed, document: &ComposedDocument, style: Style) -> Context {
    context(&Page {
        frame: Frame {
            brand: brand(composed),
            design: looks(composed),
            root: "../",
            documents: siblings(composed, Some(document), style),
            footer: &document.footer,
            draft: (!document.wanted.is_empty()).then(|| document.wanted.iter().collect()),
        },
        document: Document { id: document.id.as_str(), title: &document.title, description: document.description.as_deref() },
        effective: day_of(document, "effective", document.effective, style),
        updated: day_of(document, "updated", document.updated, style),
        contents: &document.contents,
        body: &document.body,
    })
}

/// For `index.html`.
pub(super) fn index(composed: &Composed, style: Style) -> Context {
    let mut wanted: Vec<&Wanted> = composed.documents.iter().flat_map(|document| &document.wanted).collect();
    wanted.sort_by(|a, b| a.path.cmp(&b.path));
    wanted.dedup();
    context(&Frame {
        brand: brand(composed),
        design: looks(composed),
        root: "./",
        documents: siblings(composed, None, style),
        footer: &composed.index_footer.html,
        draft: (style.drafts && !wanted.is_empty()).then_some(wanted),
    })
}

/// For `design.css`.
pub(super) fn design(composed: &Composed) -> Context {
    context(&Looks { brand: brand(composed), design: looks(composed) })
}

fn brand(composed: &Composed) -> Brand<'_> {
    let brand = &composed.brand;
    let name = brand.text("name").unwrap_or_default();
    Brand {
        id: brand.id.as_str(),
        name,
        short_name: brand.text("identity.short_name").unwrap_or(name),
        lang: brand.text("lang").unwrap_or("en"),
        legal_name: brand.text("identity.legal_name"),
        base_url: brand.text("base_url"),
    }
}

fn looks(composed: &Composed) -> Design<'_> {
    let text = |key: &str| composed.brand.text(&format!("design.{key}"));
    Design {
        accent: text("accent"),
        accent_dark: text("accent_dark"),
        logo: text("logo"),
        logo_dark: text("logo_dark"),
        logo_alt: text("logo_alt"),
        font: text("font"),
        headings: text("headings"),
    }
}

/// The brand's pages in this build, as seen from `current` or from the index.
fn siblings<'a>(composed: &'a Composed, current: Option<&ComposedDocument>, style: Style) -> Vec<Sibling<'a>> {
    let root = if current.is_some() { "../" } else { "./" };
    let written = composed.documents.iter().filter(|document| style.drafts || document.wanted.is_empty());
    let sibling = |document: &'a ComposedDocument| Sibling {
        id: document.id.as_str(),
        title: &document.title,
        description: document.description.as_deref(),
        href: format!("{root}{}/", document.path),
        current: current.is_some_and(|current| current.id == document.id),
        effective: day_of(document, "effective", document.effective, style),
    };
    written.map(sibling).collect()
}

/// A date of a document; a mark in its place when nobody has supplied it.
fn day_of(document: &ComposedDocument, key: &str, date: Option<Date>, style: Style) -> Option<Day> {
    let path = format!("documents.{}.{key}", document.id);
    match date {
        Some(date) => {
            let later = style.as_of.is_some_and(|today| date > today);
            Some(Day { iso: date.to_string(), text: day(date), later, unknown: false })
        }
        None if document.wanted.iter().any(|wanted| wanted.path == path) => {
            Some(Day { iso: String::new(), text: format!("[{path}]"), later: false, unknown: true })
        }
        None => None,
    }
}
