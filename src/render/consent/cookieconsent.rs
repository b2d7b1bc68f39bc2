//! The configuration of [CookieConsent](https://github.com/orestbida/cookieconsent) 3.1. It takes texts for HTML, so values are escaped.

use std::collections::BTreeSet;

use crate::compose::escape;
use crate::merge::Cookie;

use super::cookie_names::{self, Name};
use super::js::{Js, object, script};
use super::{Banner, Category, called, words};

/// `consent/cookieconsent.js`.
pub(super) fn write(banner: &Banner<'_>) -> String {
    let categories = banner.categories.iter().map(|known| (known.id.to_owned(), category(known)));
    let config = object([
        ("mode", "opt-in".into()),
        ("revision", Js::Number(revision(banner))),
        ("autoClearCookies", Js::Flag(true)),
        ("categories", Js::Object(categories.collect())),
        ("language", {
            let texts = object([("consentModal", first(banner)), ("preferencesModal", choices(banner))]);
            object([("default", banner.lang.into()), ("translations", Js::Object(vec![(banner.lang.to_owned(), texts)]))])
        }),
    ]);
    let head = "Written by fineprint: the configuration of CookieConsent. Hand it to CookieConsent.run.";
    script(head, "cookieConsentConfig", banner.base_url.map(html).as_deref(), &config)
}

/// What consent is given to, as a number: when it changes, visitors are asked again. Words that only describe do not count.
fn revision(banner: &Banner<'_>) -> u32 {
    // In whatever order they are stated, they are the same.
    let mut parts = BTreeSet::new();
    for category in banner.categories.iter().filter(|category| !category.is_essential()) {
        let cookies =
            category.services.iter().flat_map(|service| service.cookies.iter().map(move |cookie| (&service.name, called(cookie))));
        parts.extend(cookies.map(|(service, cookie)| format!("{}\0{service}\0{cookie}\0", category.id)));
    }
    let mut hasher = blake3::Hasher::new();
    parts.iter().for_each(|part| _ = hasher.update(part.as_bytes()));
    hasher.finalize().as_bytes().iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn category(category: &Category<'_>) -> Js {
    if category.is_essential() {
        return object([("enabled", Js::Flag(true)), ("readOnly", Js::Flag(true))]);
    }
    let services = category.services.iter().map(|service| {
        (service.name.clone(), object([("label", Js::Text(html(service.title))), ("cookies", names(service.cookies.iter().copied()))]))
    });
    object([
        ("enabled", Js::Flag(false)),
        ("readOnly", Js::Flag(false)),
        ("autoClear", object([("cookies", names(category.services.iter().flat_map(|service| service.cookies.iter().copied())))])),
        ("services", Js::Object(services.collect())),
    ])
}

/// The cookies that are deleted when a visitor refuses.
fn names<'a>(cookies: impl Iterator<Item = &'a Cookie>) -> Js {
    let names = cookies.filter_map(|cookie| cookie.table.text("name")).flat_map(cookie_names::read);
    let name = |name| match name {
        Name::Plain(text) => Js::Text(text),
        Name::Pattern(pattern) => Js::Pattern(pattern),
    };
    Js::List(names.map(|known| object([("name", name(known))])).collect())
}

/// The banner.
fn first(banner: &Banner<'_>) -> Js {
    object([
        ("title", words::TITLE.into()),
        ("description", Js::Text(format!("{{{{revisionMessage}}}}{}", banner.asks()))),
        ("revisionMessage", Js::Text(format!("{} ", words::CHANGED))),
        ("acceptAllBtn", Js::Text(html(banner.accept))),
        ("acceptNecessaryBtn", words::DECLINE.into()),
        ("showPreferencesBtn", Js::Text(html(banner.settings))),
        ("footer", links(banner)),
    ])
}

/// A visitor's choices.
fn choices(banner: &Banner<'_>) -> Js {
    let mut sections = vec![object([("description", words::CHOOSE.into())])];
    sections.extend(banner.categories.iter().map(section));
    if !banner.pages.is_empty() {
        sections.push(object([("title", words::MORE.into()), ("description", links(banner))]));
    }
    object([
        ("title", Js::Text(html(banner.settings))),
        ("acceptAllBtn", Js::Text(html(banner.accept))),
        ("acceptNecessaryBtn", words::DECLINE.into()),
        ("savePreferencesBtn", words::SAVE.into()),
        ("closeIconLabel", words::CLOSE.into()),
        ("sections", Js::List(sections)),
    ])
}

/// A category with the table of its cookies, as the cookie page has it.
fn section(category: &Category<'_>) -> Js {
    let (title, description) = words::about(category.id);
    let row = |cookie: &Cookie| {
        let text = |key: &str| cookie.table.text(key).unwrap_or_default();
        let cells = [called(cookie), &cookie.provider, text("purpose"), text("duration")];
        Js::Object(words::COLUMNS.iter().zip(cells).map(|((key, _), cell)| ((*key).to_owned(), Js::Text(html(cell)))).collect())
    };
    let headers = words::COLUMNS.iter().map(|(key, title)| ((*key).to_owned(), (*title).into()));
    let rows = category.services.iter().flat_map(|service| service.cookies.iter().copied()).map(row);
    object([
        ("title", title.into()),
        ("description", description.into()),
        ("linkedCategory", category.id.into()),
        ("cookieTable", object([("headers", Js::Object(headers.collect())), ("body", Js::List(rows.collect()))])),
    ])
}

/// Links to the pages that say more.
fn links(banner: &Banner<'_>) -> Js {
    let link = |(title, path): &(&str, &str)| {
        [Js::from("<a href=\""), Js::Page(html(&format!("{path}/"))), Js::Text(format!("\">{}</a>", html(title)))]
    };
    let parts = banner.pages.iter().enumerate().flat_map(|(index, page)| (index > 0).then(|| Js::from(" ")).into_iter().chain(link(page)));
    let parts: Vec<Js> = parts.collect();
    if parts.is_empty() { "".into() } else { Js::Joined(parts) }
}

fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}
