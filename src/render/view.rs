//! What a theme's templates receive, as docs/themes.md lists it.

use jiff::civil::Date;
use serde::Serialize;
use tera::{Context, Value};

use crate::compose::{Composed, ComposedDocument, Wanted, day};

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

/// What the templates of one brand receive.
pub(super) struct Views<'a> {
    composed: &'a Composed,
    style: Style,
    /// What every template receives.
    base: Context,
}

impl<'a> Views<'a> {
    pub(super) fn new(composed: &'a Composed, style: Style) -> Self {
        let mut base = Context::new();
        base.insert("brand", &brand(composed));
        base.insert("design", &looks(composed));
        Self { composed, style, base }
    }

    /// For `page.html`.
    pub(super) fn page(&self, document: &ComposedDocument) -> Context {
        let draft = (!document.wanted.is_empty()).then(|| document.wanted.iter().collect());
        let mut context = self.frame(Some(document), &document.footer, draft);
        let about = Document { id: document.id.as_str(), title: &document.title, description: document.description.as_deref() };
        context.insert("document", &about);
        context.insert("effective", &day_of(document, "effective", document.effective, self.style));
        context.insert("updated", &day_of(document, "updated", document.updated, self.style));
        context.insert("contents", &document.contents);
        context.insert_value("body", Value::from(document.body.as_str()));
        context
    }

    /// For `index.html`.
    pub(super) fn index(&self) -> Context {
        let mut wanted: Vec<&Wanted> = self.composed.documents.iter().flat_map(|document| &document.wanted).collect();
        wanted.sort_by(|a, b| a.path.cmp(&b.path));
        wanted.dedup();
        let draft = (self.style.drafts && !wanted.is_empty()).then_some(wanted);
        self.frame(None, &self.composed.index_footer.html, draft)
    }

    /// For `design.css`.
    pub(super) fn design(&self) -> &Context {
        &self.base
    }

    /// What all pages receive.
    fn frame(&self, current: Option<&ComposedDocument>, footer: &str, draft: Option<Vec<&Wanted>>) -> Context {
        let mut context = self.base.clone();
        context.insert("root", if current.is_some() { "../" } else { "./" });
        context.insert("documents", &siblings(self.composed, current, self.style));
        context.insert_value("footer", Value::from(footer));
        context.insert("draft", &draft);
        context
    }
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
