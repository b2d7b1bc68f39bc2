//! The preview's addresses. Nothing here names a file of the disk: what is asked for is looked up among what has been made.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::id::BrandId;

/// What is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Route {
    /// The frame around the pages.
    Frame,
    /// A file of the frame's own.
    Own(String),
    /// The stream of changes.
    Events,
    /// All brands and their states.
    Brands,
    /// What is to be known of a page: its hash, what is wrong.
    State(Place),
    /// Where a page's text comes from.
    Anatomy(Place),
    /// A file of a brand's folder.
    File(Place),
    /// The page of a document, wherever it is.
    Open(BrandId, Option<String>),
    /// None of these.
    Nothing,
}

/// A file of a brand's folder, and how it is looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub(super) brand: BrandId,
    pub(super) drafts: bool,
    /// Below the brand's folder; a page ends with `index.html`.
    pub(super) path: String,
    pub(super) against: Against,
}

/// What a page is compared with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Against {
    /// Nothing: it is as `build` writes it.
    Nothing,
    /// The same document of another brand.
    Brand(BrandId),
    /// This is the document with the brand's edits; what they add is marked.
    WithoutEdits,
    /// This is the document without them; what they take away is marked.
    Edits,
}

impl Route {
    /// Reads the path and the query of an address.
    pub(super) fn read(path: &str, query: Option<&str>) -> Self {
        let Some(segments) = path.strip_prefix('/').and_then(|path| path.split('/').map(decoded).collect::<Option<Vec<_>>>()) else {
            return Self::Nothing;
        };
        let names: Vec<&str> = segments.iter().map(String::as_str).collect();
        match names.as_slice() {
            [""] => Self::Frame,
            ["_fineprint", "events"] => Self::Events,
            ["_fineprint", "brands"] => Self::Brands,
            ["_fineprint", what @ ("page" | "anatomy")] => {
                let Some(url) = parameter(query, "url") else { return Self::Nothing };
                let (path, query) = url.split_once('?').map_or((url.as_str(), None), |(path, query)| (path, Some(query)));
                match Self::read(path, query) {
                    Self::File(place) if *what == "page" => Self::State(place),
                    Self::File(place) => Self::Anatomy(place),
                    _ => Self::Nothing,
                }
            }
            ["_fineprint", name] => Self::Own((*name).to_owned()),
            ["open", brand] => Self::Open(BrandId::new(brand), None),
            ["open", brand, document] => Self::Open(BrandId::new(brand), Some((*document).to_owned())),
            [root @ ("site" | "draft"), brand, rest @ ..] if !rest.is_empty() => {
                let path = rest.join("/");
                let path = if path.is_empty() || path.ends_with('/') { path + "index.html" } else { path };
                Self::File(Place { brand: BrandId::new(brand), drafts: *root == "draft", path, against: Against::read(query) })
            }
            _ => Self::Nothing,
        }
    }
}

impl Against {
    fn read(query: Option<&str>) -> Self {
        match (parameter(query, "against"), parameter(query, "edits").as_deref()) {
            (Some(brand), _) => Self::Brand(BrandId::new(&brand)),
            (None, Some("marked")) => Self::WithoutEdits,
            (None, Some("none")) => Self::Edits,
            _ => Self::Nothing,
        }
    }

    fn query(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Brand(brand) => format!("?against={}", encoded(brand.as_str())),
            Self::WithoutEdits => "?edits=marked".to_owned(),
            Self::Edits => "?edits=none".to_owned(),
        }
    }
}

impl Place {
    /// Its address; that of a page ends with the folder.
    pub(super) fn url(&self) -> String {
        let file = if self.path == "index.html" { "" } else { self.path.strip_suffix("/index.html").unwrap_or(&self.path) };
        let end = if file != self.path && !file.is_empty() { "/" } else { "" };
        let path: Vec<String> = file.split('/').map(encoded).collect();
        let root = if self.drafts { "draft" } else { "site" };
        format!("/{root}/{}/{}{end}{}", encoded(self.brand.as_str()), path.join("/"), self.against.query())
    }

    /// Whether it is a page, and not a file that a page needs.
    pub(super) fn is_page(&self) -> bool {
        self.path == "index.html" || self.path.ends_with("/index.html")
    }
}

/// The value of a parameter of a query, decoded.
fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    let value = query?.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    decoded(value)
}

fn decoded(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// `text` as one part of an address.
pub(super) fn encoded(text: &str) -> String {
    const SPECIAL: &AsciiSet =
        &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'&').add(b'+').add(b'/').add(b'<').add(b'>').add(b'?').add(b'\\');
    utf8_percent_encode(text, SPECIAL).to_string()
}

#[cfg(test)]
mod tests {
    use super::{Against, Place, Route};
    use crate::id::BrandId;

    #[test]
    fn an_address_is_read_and_written() {
        for (url, path) in [
            ("/site/acme/", "index.html"),
            ("/draft/acme/privacy/", "privacy/index.html"),
            ("/site/acme/assets/a%20b.css", "assets/a b.css"),
            ("/site/acme/privacy/?against=other", "privacy/index.html"),
            ("/site/acme/privacy/?edits=marked", "privacy/index.html"),
        ] {
            let (before, query) = url.split_once('?').map_or((url, None), |(path, query)| (path, Some(query)));
            let Route::File(place) = Route::read(before, query) else { panic!("{url}") };
            assert_eq!(place.path, path, "{url}");
            assert_eq!(place.url(), url);
        }
    }

    #[test]
    fn an_address_within_an_address() {
        let read = Route::read("/_fineprint/page", Some("url=%2Fsite%2Facme%2Fprivacy%2F%3Fagainst%3Db"));
        let path = "privacy/index.html".to_owned();
        let against = Against::Brand(BrandId::new("b"));
        assert_eq!(read, Route::State(Place { brand: BrandId::new("acme"), drafts: false, path, against }));
    }

    #[test]
    fn what_is_no_address_leads_nowhere() {
        for path in ["", "site/acme/", "/site", "/site/acme", "/sites/acme/", "/_fineprint/page", "/site/%ff/", "/_fineprint/a/b"] {
            assert_eq!(Route::read(path, None), Route::Nothing, "{path:?}");
        }
    }
}
