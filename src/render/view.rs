//! What a theme's templates receive, as docs/themes.md lists it.

use jiff::civil::Date;
use serde::Serialize;
use tera::{Context, Map, Value};

use crate::compose::{Composed, ComposedDocument, Wanted, day};
use crate::id::DocumentId;

use super::Style;
use super::headings::Headings;

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
    /// The brand's pages in this build, as seen from one of them.
    siblings: Vec<Sibling<'a>>,
    headings: &'a Headings,
}

/// A page in the list of all pages, as seen from the page of another document, from itself and from the index.
struct Sibling<'a> {
    id: &'a DocumentId,
    from_others: Value,
    from_itself: Value,
    from_index: Value,
}

impl<'a> Views<'a> {
    pub(super) fn new(composed: &'a Composed, style: Style, headings: &'a Headings) -> Self {
        let mut base = Context::new();
        base.insert("brand", &brand(composed));
        base.insert("design", &looks(composed));
        let written = composed.documents.iter().filter(|document| style.drafts || document.wanted.is_empty());
        Self { composed, style, base, siblings: written.map(|document| Sibling::new(document, style)).collect(), headings }
    }

    /// For `page.html`.
    pub(super) fn page(&self, document: &ComposedDocument) -> Context {
        let draft = (!document.wanted.is_empty()).then(|| document.wanted.iter().collect());
        let mut context = self.frame(Some(document), &document.footer, draft);
        let about = Document { id: document.id.as_str(), title: &document.title, description: document.description.as_deref() };
        context.insert("document", &about);
        context.insert("effective", &day_of(document, "effective", document.effective, self.style));
        context.insert("updated", &day_of(document, "updated", document.updated, self.style));
        context.insert_value("contents", self.headings.list(&document.contents));
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
        let siblings = self.siblings.iter().map(|sibling| sibling.seen_from(current));
        context.insert_value("documents", Value::from(siblings.collect::<Vec<_>>()));
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

impl<'a> Sibling<'a> {
    fn new(document: &'a ComposedDocument, style: Style) -> Self {
        let mut view = Map::with_capacity(6);
        view.insert("id".into(), Value::from(document.id.as_str()));
        view.insert("title".into(), Value::from(document.title.as_str()));
        view.insert("description".into(), document.description.as_deref().map_or(Value::none(), Value::from));
        view.insert("href".into(), Value::from(format!("../{}/", document.path)));
        view.insert("current".into(), Value::from(false));
        let effective = day_of(document, "effective", document.effective, style);
        view.insert("effective".into(), Value::from_serializable(&effective));
        let but = |key: &'static str, value: Value| {
            let mut changed = view.clone();
            changed.insert(key.into(), value);
            Value::from(changed)
        };
        Self {
            id: &document.id,
            from_itself: but("current", Value::from(true)),
            from_index: but("href", Value::from(format!("./{}/", document.path))),
            from_others: Value::from(view),
        }
    }

    /// As seen from the page of `current`, or from the index.
    fn seen_from(&self, current: Option<&ComposedDocument>) -> Value {
        let view = match current {
            None => &self.from_index,
            Some(current) if current.id == *self.id => &self.from_itself,
            Some(_) => &self.from_others,
        };
        view.clone()
    }
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
