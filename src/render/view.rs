//! What a theme's templates receive, as docs/themes.md lists it.

use jiff::civil::Date;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;
use tera::{Context, Map, Value};

use crate::compose::{Composed, ComposedDocument, Entry, Wanted, day};
use crate::id::DocumentId;
use crate::looks::{Looks, Scheme};

use super::headings::Headings;
use super::{Style, head};

#[derive(Serialize)]
struct Brand<'a> {
    id: &'a str,
    name: &'a str,
    short_name: &'a str,
    lang: &'a str,
    dir: &'static str,
    legal_name: Option<&'a str>,
    base_url: Option<&'a str>,
}

#[derive(Serialize)]
struct Design<'a> {
    accent: Option<&'a str>,
    accent_dark: Option<&'a str>,
    logo: Option<String>,
    logo_dark: Option<String>,
    logo_alt: Option<&'a str>,
    font: Option<&'a str>,
    font_file: Option<String>,
    font_file_italic: Option<String>,
    headings: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct Day {
    pub(super) iso: String,
    pub(super) text: String,
    pub(super) later: bool,
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
    /// Where the files of the theme lie, by their names there.
    assets: Map,
    /// Where the brand's folder stands.
    base_url: Option<&'a str>,
    /// The brand's pages in this build, as seen from one of them.
    siblings: Vec<Sibling<'a>>,
    headings: &'a Headings,
}

/// A page in the list of all pages, as seen from the page of another document, from itself and from the index.
struct Sibling<'a> {
    id: &'a DocumentId,
    path: &'a str,
    view: Map,
    from_others: Value,
    from_itself: Value,
    from_index: Value,
}

impl<'a> Views<'a> {
    pub(super) fn new(
        composed: &'a Composed,
        style: Style,
        headings: &'a Headings,
        looks: &Looks,
        base_url: Option<&'a str>,
        policy: &str,
    ) -> Self {
        let mut base = Context::new();
        base.insert("brand", &brand(composed));
        base.insert("design", &design(composed));
        base.insert_value("tokens", tokens(&looks.light));
        base.insert_value("dark", tokens(&looks.dark));
        base.insert("policy", policy);
        let written = composed.documents.iter().filter(|document| style.drafts || document.wanted.is_empty());
        let siblings: Vec<Sibling<'_>> = written.map(|document| Sibling::new(document, style)).collect();
        base.insert_value("documents", Value::from(siblings.iter().map(|sibling| sibling.from_others.clone()).collect::<Vec<_>>()));
        Self { composed, style, base, assets: Map::new(), base_url, siblings, headings }
    }

    /// Notes where a file of the theme lies in the brand's folder.
    pub(super) fn asset(&mut self, name: &str, path: &str) {
        self.assets.insert(name.to_owned().into(), Value::from(path));
    }

    /// For `page.html`.
    pub(super) fn page(&self, document: &ComposedDocument) -> Context {
        let draft = (!document.wanted.is_empty()).then(|| document.wanted.iter().collect());
        let mut context = self.frame(Some(document), &document.footer, draft);
        let url = self.base_url.map(|base| format!("{base}{}/", document.path));
        context.insert("json_ld", &head::json_ld(self.composed, document, url.as_deref()));
        context.insert("canonical", &url);
        context.insert("twins", &self.composed.brand.wants("twins"));
        let about = Document { id: document.id.as_str(), title: &document.title, description: document.description.as_deref() };
        context.insert("document", &about);
        context.insert("effective", &day_of(document, "effective", document.effective, self.style));
        context.insert("updated", &day_of(document, "updated", document.updated, self.style));
        context.insert_value("contents", self.headings.list(&document.contents));
        let short: Vec<Entry> = document.contents.iter().filter(|entry| entry.summary.is_some()).cloned().collect();
        context.insert_value("glance", self.headings.list(&short));
        context.insert_value("body", Value::from(document.body.as_str()));
        context
    }

    /// For `index.html`.
    pub(super) fn index(&self) -> Context {
        let mut wanted: Vec<&Wanted> = self.composed.documents.iter().flat_map(|document| &document.wanted).collect();
        wanted.sort_by(|a, b| a.path.cmp(&b.path));
        wanted.dedup();
        let draft = (self.style.drafts && !wanted.is_empty()).then_some(wanted);
        let mut context = self.frame(None, &self.composed.index_footer.html, draft);
        context.insert("canonical", &self.base_url);
        context
    }

    /// For `404.html`, which a host shows at any address: its links begin at the top of the host.
    pub(super) fn not_found(&self, root: &str) -> Context {
        let mut context = self.frame(None, "", None);
        context.insert("root", root);
        let below_root = |sibling: &Sibling<'_>| sibling.but("href", Value::from(format!("{root}{}/", sibling.path)));
        context.insert_value("documents", Value::from(self.siblings.iter().map(below_root).collect::<Vec<_>>()));
        context.insert("canonical", &None::<&str>);
        context
    }

    /// For `design.css`.
    pub(super) fn design(&self) -> &Context {
        &self.base
    }

    /// What all pages receive.
    fn frame(&self, current: Option<&ComposedDocument>, footer: &str, draft: Option<Vec<&Wanted>>) -> Context {
        let mut context = self.base.clone();
        context.insert_value("assets", Value::from(self.assets.clone()));
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
        // English is all that there is.
        dir: "ltr",
        legal_name: brand.text("identity.legal_name"),
        base_url: brand.base_url.as_deref(),
    }
}

/// The tokens of a scheme, as a list of names and values.
fn tokens(scheme: &Scheme) -> Value {
    let token = |(name, value): (&str, String)| {
        let mut token = Map::with_capacity(2);
        token.insert("name".into(), Value::from(name));
        token.insert("value".into(), Value::from(value));
        Value::from(token)
    };
    Value::from(scheme.tokens().into_iter().map(token).collect::<Vec<_>>())
}

fn design(composed: &Composed) -> Design<'_> {
    let text = |key: &str| composed.brand.text(&format!("design.{key}"));
    let file = |key: &str| text(key).map(|path| utf8_percent_encode(path, NOT_IN_A_PATH).to_string());
    Design {
        accent: text("accent"),
        accent_dark: text("accent_dark"),
        logo: file("logo"),
        logo_dark: file("logo_dark"),
        logo_alt: text("logo_alt"),
        font: text("font"),
        font_file: file("font_file"),
        font_file_italic: file("font_file_italic"),
        headings: text("headings"),
    }
}

/// What the path of a file may hold and that of an address not, also where several stand in one attribute (`srcset`).
const NOT_IN_A_PATH: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b',').add(b'<').add(b'>').add(b'?').add(b'`').add(b'{').add(b'}');

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
        let sibling = Self {
            id: &document.id,
            path: &document.path,
            from_itself: Value::none(),
            from_index: Value::none(),
            from_others: Value::from(view.clone()),
            view,
        };
        Self {
            from_itself: sibling.but("current", Value::from(true)),
            from_index: sibling.but("href", Value::from(format!("./{}/", document.path))),
            ..sibling
        }
    }

    /// The same with another value for `key`.
    fn but(&self, key: &'static str, value: Value) -> Value {
        let mut changed = self.view.clone();
        changed.insert(key.into(), value);
        Value::from(changed)
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
pub(super) fn day_of(document: &ComposedDocument, key: &str, date: Option<Date>, style: Style) -> Option<Day> {
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
