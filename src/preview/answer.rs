//! What the preview answers to a request.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::compose::ComposedDocument;
use crate::id::BrandId;

use super::page::{Good, Report, Shown, View};
use super::route::{Against, Place, Route};
use super::{Preview, Unread, anatomy, assets, compare, home, lock, state_of};

/// An answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// Something to send.
    Content(Content),
    /// The page is elsewhere.
    Elsewhere(String),
    /// The connection is to be told of changes.
    Events,
}

/// Something to send.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Content {
    /// The status of HTTP.
    pub status: u16,
    /// Its type.
    pub kind: String,
    /// What it is.
    pub body: Vec<u8>,
}

impl Answer {
    fn content(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::Content(Content { status, kind: kind.to_owned(), body: body.into() })
    }

    fn json(value: &Value) -> Self {
        Self::content(200, "application/json", value.to_string())
    }

    /// Where a browser expects a page and there is none: the client says why, and shows it when there is one.
    fn no_page() -> Self {
        Self::page(404, NO_PAGE.into(), "", "")
    }

    /// A page with the client after its end, and without the policy by which it may load nothing that runs.
    fn page(status: u16, page: Vec<u8>, style: &str, hash: &str) -> Self {
        let mut page = without_policy(page);
        page.extend(format!("{style}<script src=\"/_fineprint/client.js\" data-hash=\"{hash}\"></script>\n").into_bytes());
        Self::content(status, "text/html; charset=utf-8", page)
    }

    fn nothing() -> Self {
        Self::content(404, "application/json", json!({ "error": "there is nothing at this address" }).to_string())
    }
}

impl Preview {
    /// The answer to a request for `path`, as it was sent, and `query`, what follows its `?`.
    ///
    /// # Errors
    /// The folder that has to be read first; put it with [`Preview::put_brand`] and ask again.
    pub fn answer(&self, path: &str, query: Option<&str>) -> Result<Answer, Unread> {
        Ok(match Route::read(path, query) {
            Route::Frame => Answer::content(200, "text/html; charset=utf-8", assets::FRAME),
            Route::Own(name) => assets::asset(&name).map_or_else(Answer::nothing, |(text, kind)| Answer::content(200, kind, text)),
            Route::Events => Answer::Events,
            Route::Brands => self.brands()?,
            Route::State(place) => self.known(&place)?.map_or_else(Answer::nothing, |state| Answer::json(&state)),
            Route::Anatomy(place) => self.anatomy(&place)?,
            Route::File(place) => self.file(&place)?,
            Route::Open(brand, document) => self.open(&brand, document.as_deref())?,
            Route::Nothing if path.starts_with("/_fineprint/") => Answer::nothing(),
            Route::Nothing => Answer::no_page(),
        })
    }

    fn view(&self, place: &Place) -> Result<Option<Shown>, Unread> {
        let shelf = lock(&self.shelf);
        if let (Some(Err(why)), false) = (shelf.reading(None), shelf.has(&place.brand)) {
            return Ok(Some(Shown::unreadable(why)));
        }
        drop(shelf);
        if !self.shows(&place.brand) {
            return Ok(None);
        }
        self.show(&View { brand: place.brand.clone(), drafts: place.drafts, bare: false }).map(Some)
    }

    fn file(&self, place: &Place) -> Result<Answer, Unread> {
        let good = self.view(place)?.and_then(|shown| shown.good);
        let good = good.as_deref();
        if place.is_page() {
            let Some(marked) = compare::page(self, place, good)? else { return self.draft_of(place) };
            let style = marked.changes.map_or("", |_| "<link rel=\"stylesheet\" href=\"/_fineprint/compare.css\">");
            let hash = hash(&marked.html);
            return Ok(Answer::page(200, marked.html, style, &hash));
        }
        if let Some(bytes) = good.and_then(|good| good.file(&place.path)) {
            return Ok(Answer::content(200, &kind_of(&place.path), bytes));
        }
        let page = Place { path: format!("{}/index.html", place.path), ..place.clone() };
        let is_folder = good.is_some_and(|good| good.file(&page.path).is_some());
        Ok(if is_folder { Answer::Elsewhere(page.url()) } else { Answer::nothing() })
    }

    /// For a page that is not among those that are published: its draft, if it has one.
    fn draft_of(&self, place: &Place) -> Result<Answer, Unread> {
        let draft = Place { drafts: true, ..place.clone() };
        let shown = if place.drafts { None } else { self.view(&draft)? };
        let has_page = shown.and_then(|shown| shown.good).is_some_and(|good| good.file(&place.path).is_some());
        Ok(if has_page { Answer::Elsewhere(draft.url()) } else { Answer::no_page() })
    }

    /// Where a document of a brand is shown.
    fn open(&self, brand: &BrandId, document: Option<&str>) -> Result<Answer, Unread> {
        let place = Place { brand: brand.clone(), drafts: true, path: "index.html".to_owned(), against: Against::Nothing };
        let Some(shown) = self.view(&place)? else { return Ok(Answer::no_page()) };
        let Some(good) = shown.good else {
            // Where it will be, most likely, when it can be shown.
            let path = document.map_or("index.html".to_owned(), |document| format!("{document}/index.html"));
            return Ok(Answer::Elsewhere(Place { drafts: false, path, ..place }.url()));
        };
        let mut documents = good.composed.documents.iter();
        let found = match document {
            Some(id) => documents.find(|document| document.id.as_str() == id),
            None => documents.next(),
        };
        Ok(Answer::Elsewhere(home_of(&place, found, Some(&good))))
    }

    /// What is to be known of a page.
    fn known(&self, place: &Place) -> Result<Option<Value>, Unread> {
        let Some(shown) = self.view(place)? else { return Ok(None) };
        let good = shown.good.as_deref();
        let marked = if place.is_page() { compare::page(self, place, good)? } else { None };
        let document = good.and_then(|good| good.document(&place.path));
        let elsewhere = || Place { drafts: true, against: Against::Nothing, ..place.clone() };
        // What is not among the pages that are published may be among the drafts.
        let draft = if document.is_none() && !place.drafts { self.view(&elsewhere())?.and_then(|shown| shown.good) } else { None };
        let document = document.or_else(|| draft.as_deref()?.document(&place.path));
        let (survey, version) = (lock(&self.survey), self.version());
        let surveyed = survey.brands.get(&place.brand).filter(|_| survey.version == Some(version));
        let Report { errors, warnings, html } = surveyed.map_or(shown.report, |state| state.report.clone());
        Ok(Some(json!({
            "epoch": version,
            "url": place.url(),
            "brand": place.brand.as_str(),
            "document": document.map(|document| document.id.as_str()),
            "title": document.map(|document| document.title.as_str()),
            "hash": marked.as_ref().map(|marked| hash(&marked.html)),
            "changes": marked.as_ref().and_then(|marked| marked.changes),
            "assets": good.map(|good| assets_of(good, place)).unwrap_or_default(),
            "home": if place.is_page() && (document.is_some() || place.path == "index.html") { Some(home_of(place, document, good)) } else { None },
            "state": if errors > 0 { "errors" } else { document.map_or("ready", state_of) },
            "wants": document.map(|document| document.wanted.iter().map(|wanted| wanted.path.as_str()).collect::<Vec<_>>()).unwrap_or_default(),
            "errors": errors,
            "warnings": warnings,
            "report": html,
        })))
    }

    fn anatomy(&self, place: &Place) -> Result<Answer, Unread> {
        let Some(mut shown) = self.view(place)? else { return Ok(Answer::nothing()) };
        if place.against == Against::Edits {
            shown = self.show(&View { brand: place.brand.clone(), drafts: true, bare: true })?;
        }
        let good = shown.good.as_deref();
        let found = good.and_then(|good| Some(anatomy::of(good, good.document(&place.path)?)));
        let text = found.and_then(|anatomy| serde_json::to_string(&anatomy).ok());
        Ok(text.map_or_else(Answer::nothing, |text| Answer::content(200, "application/json", text)))
    }

    /// Every brand and how it stands, as far as that is known.
    fn brands(&self) -> Result<Answer, Unread> {
        let shelf = lock(&self.shelf).clone();
        let survey = lock(&self.survey);
        let shown: Vec<&BrandId> = shelf.names().filter(|id| self.is_wanted(id)).collect();
        let mut first = None;
        for id in &shown {
            match shelf.is_abstract(id) {
                None => return Err(Unread(vec![(*id).clone()])),
                Some(true) => {}
                Some(false) => {
                    first = Some(id.as_str());
                    break;
                }
            }
        }
        // Why there is nothing to show, in the words of `build`.
        let error = match (shelf.reading(None), first) {
            (Some(Err(why)), _) => Some(why.clone()),
            (_, Some(_)) => None,
            _ if shown.is_empty() => Some("the workspace has no brand to build: write brands/<brand>/brand.toml".to_owned()),
            _ => Some("no brand here is to be built: they are abstract, only there to be extended".to_owned()),
        };
        let brands = shown.iter().filter(|id| shelf.is_abstract(id) != Some(true)).map(|id| {
            let state = survey.brands.get(*id);
            json!({
                "id": id.as_str(),
                "name": shelf.name(id),
                "state": state.map_or("checking", |state| if state.report.errors > 0 { "errors" } else { "ready" }),
                "errors": state.map_or(0, |state| state.report.errors),
                "warnings": state.map_or(0, |state| state.report.warnings),
                "documents": state.map(|state| json!(state.documents)).unwrap_or_else(|| json!([])),
            })
        });
        let brands: Vec<Value> = brands.collect();
        let all = json!({ "epoch": shelf.version(), "error": error, "root": self.root, "first": first, "brands": brands });
        Ok(Answer::json(&all))
    }
}

/// What stands where there is no page; the client says why.
const NO_PAGE: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>No page</title>\n</head>\n<body></body>\n</html>\n";

fn without_policy(mut page: Vec<u8>) -> Vec<u8> {
    let begins = memchr::memmem::find(&page, b"<meta http-equiv=\"Content-Security-Policy\"");
    if let Some(start) = begins
        && let Some(end) = page.get(start..).and_then(|rest| memchr::memchr(b'>', rest))
    {
        page.drain(start..=start + end);
    }
    page
}

/// The hashes of the files that a page may use, by their addresses.
fn assets_of(good: &Good, place: &Place) -> serde_json::Map<String, Value> {
    let url = |path: &str| Place { path: path.to_owned(), against: Against::Nothing, ..place.clone() }.url();
    let files = good.hashes.iter().filter(|(path, _)| !path.ends_with(".html"));
    files.map(|(path, hash)| (url(path), json!(hash))).collect()
}

/// Where a page is shown when nobody asks for another view of it.
fn home_of(place: &Place, document: Option<&ComposedDocument>, good: Option<&Good>) -> String {
    let published = || good.is_some_and(|good| good.composed.documents.iter().any(|document| document.wanted.is_empty()));
    match document {
        Some(document) => home(&place.brand, document),
        None => Place { drafts: !published(), against: Against::Nothing, ..place.clone() }.url(),
    }
}

fn hash(page: &[u8]) -> String {
    Sha256::digest(page).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn kind_of(path: &str) -> String {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let charset = if kind.type_() == "text" || kind.subtype() == "json" || kind.subtype() == "javascript" { "; charset=utf-8" } else { "" };
    format!("{kind}{charset}")
}
