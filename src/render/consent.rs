//! Configuration for two consent managers, Klaro and CookieConsent: the banner asks about the cookies that the cookie page lists, because both
//! are written from the same facts.
//!
//! Nothing that is not essential is used before a visitor agrees, whatever a brand's facts say of where that is needed: that is right
//! everywhere. docs/consent.md tells how a site loads the files.

mod cookie_names;
mod cookieconsent;
mod js;
mod klaro;
mod words;

use crate::compose::Composed;
use crate::layout;
use crate::merge::Cookie;
use crate::parse::CATEGORIES;

use super::Style;

/// What both managers are told.
struct Banner<'a> {
    lang: &'a str,
    /// Where the brand's folder is deployed, if that is known.
    base_url: Option<&'a str>,
    /// The pages of this build that say more, the one on cookies first: title and path below the brand's folder.
    pages: Vec<(&'a str, &'a str)>,
    /// What the button is called that agrees to everything.
    accept: &'a str,
    /// What a visitor's choices are called.
    settings: &'a str,
    /// Those that have cookies, in their fixed order.
    categories: Vec<Category<'a>>,
}

/// Cookies that are agreed to together.
struct Category<'a> {
    id: &'static str,
    services: Vec<Service<'a>>,
}

impl Category<'_> {
    /// Whether a visitor cannot refuse it.
    fn is_essential(&self) -> bool {
        self.id == ESSENTIAL
    }
}

/// Who sets cookies: a vendor, or the brand itself.
struct Service<'a> {
    name: String,
    title: &'a str,
    cookies: Vec<&'a Cookie>,
}

/// The category that needs no consent.
const ESSENTIAL: &str = "essential";

/// The files of a brand's folder: path and text. None for a brand that has nothing to ask.
pub(super) fn files(composed: &Composed, base_url: Option<&str>, style: Style) -> Vec<(&'static str, String)> {
    if !composed.brand.wants_banner() {
        return Vec::new();
    }
    let banner = Banner::new(composed, base_url, style);
    layout::BANNERS.into_iter().zip([klaro::write(&banner), cookieconsent::write(&banner)]).collect()
}

impl<'a> Banner<'a> {
    fn new(composed: &'a Composed, base_url: Option<&'a str>, style: Style) -> Self {
        let brand = &composed.brand;
        let page = |id: &str| {
            let mut written = composed.documents.iter().filter(|document| style.drafts || document.wanted.is_empty());
            written.find(|document| document.id.as_str() == id).map(|document| (document.title.as_str(), document.path.as_str()))
        };
        let category = |id: &&'static str| {
            let of_category = |cookies: &'a [Cookie]| cookies.iter().filter(|cookie| cookie.category() == *id).collect::<Vec<_>>();
            // No vendor's id has a dot, so no two services have one name.
            let own =
                Service { name: format!("own.{id}"), title: brand.text("name").unwrap_or_default(), cookies: of_category(&brand.cookies) };
            let of_vendors = brand.vendors.iter().map(|vendor| {
                // A vendor with cookies of several categories is agreed to in each by itself.
                let is_first = vendor.cookies.first().is_some_and(|cookie| cookie.category() == *id);
                let name = if is_first { vendor.id.to_string() } else { format!("{}.{id}", vendor.id) };
                Service { name, title: vendor.table.text("name").unwrap_or_default(), cookies: of_category(&vendor.cookies) }
            });
            let services: Vec<Service<'_>> = [own].into_iter().chain(of_vendors).filter(|service| !service.cookies.is_empty()).collect();
            (!services.is_empty()).then_some(Category { id, services })
        };
        Self {
            lang: brand.text("lang").unwrap_or("en"),
            base_url,
            pages: ["cookies", "privacy"].into_iter().filter_map(page).collect(),
            accept: brand.text("values.cookie_accept").unwrap_or(words::ACCEPT),
            settings: brand.text("values.cookie_settings").unwrap_or(words::SETTINGS),
            categories: CATEGORIES.iter().filter_map(category).collect(),
        }
    }

    /// What the banner says first.
    fn asks(&self) -> String {
        let asked: Vec<&str> = self.categories.iter().filter(|category| !category.is_essential()).map(|category| category.id).collect();
        words::asks(self.categories.iter().any(Category::is_essential), &asked)
    }
}

/// What a cookie is called on the cookie page.
fn called(cookie: &Cookie) -> &str {
    cookie.table.text("name").or_else(|| cookie.table.text("label")).unwrap_or_default()
}
