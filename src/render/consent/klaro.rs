//! The configuration of [Klaro](https://github.com/klaro-org/klaro-js) 0.7. It shows texts as texts (`htmlTexts` is off).

use crate::merge::Cookie;

use super::cookie_names::{self, Name};
use super::js::{Js, object, script};
use super::{Banner, Category, Service, called, words};

/// `consent/klaro.js`.
pub(super) fn write(banner: &Banner<'_>) -> String {
    let services = banner.categories.iter().flat_map(|category| category.services.iter().map(|known| service(known, category)));
    let config = object([
        ("version", Js::Number(1)),
        ("lang", banner.lang.into()),
        ("default", Js::Flag(false)),
        ("mustConsent", Js::Flag(false)),
        ("acceptAll", Js::Flag(true)),
        ("hideDeclineAll", Js::Flag(false)),
        ("groupByPurpose", Js::Flag(true)),
        ("purposeOrder", Js::List(banner.categories.iter().map(|category| category.id.into()).collect())),
        ("showNoticeTitle", Js::Flag(true)),
        ("htmlTexts", Js::Flag(false)),
        ("translations", Js::Object(vec![(banner.lang.to_owned(), translations(banner))])),
        ("services", Js::List(services.collect())),
    ]);
    script("Written by fineprint: the configuration of Klaro. Load it before klaro.js.", "klaroConfig", banner.base_url, &config)
}

fn translations(banner: &Banner<'_>) -> Js {
    let purpose = |category: &Category<'_>| {
        let (title, description) = words::about(category.id);
        (category.id.to_owned(), object([("title", title.into()), ("description", description.into())]))
    };
    let page = banner.pages.first();
    let asks = [Some(banner.asks().as_str()), page.map(|_| words::PAGE)].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let texts = object([
        ("consentNotice", {
            object([
                ("title", words::TITLE.into()),
                ("description", Js::Text(asks)),
                ("changeDescription", words::CHANGED.into()),
                ("learnMore", banner.settings.into()),
            ])
        }),
        ("consentModal", object([("title", banner.settings.into()), ("description", words::CHOOSE.into())])),
        ("purposes", Js::Object(banner.categories.iter().map(purpose).collect())),
        (
            "service",
            object([("required", object([("title", words::REQUIRED.into()), ("description", words::about("essential").1.into())]))]),
        ),
        ("ok", banner.accept.into()),
        ("acceptAll", banner.accept.into()),
        ("acceptSelected", words::SAVE.into()),
        ("save", words::SAVE.into()),
        ("decline", words::DECLINE.into()),
        ("close", words::CLOSE.into()),
    ]);
    let Js::Object(mut texts) = texts else { return texts };
    // Klaro has room for one page.
    if let Some((title, path)) = page {
        texts.push(("privacyPolicyUrl".to_owned(), Js::Page(format!("{path}/"))));
        texts.push(("privacyPolicy".to_owned(), object([("name", (*title).into()), ("text", words::PAGE.into())])));
    }
    Js::Object(texts)
}

fn service(service: &Service<'_>, category: &Category<'_>) -> Js {
    let cookies = service.cookies.iter().filter_map(|cookie| cookie.table.text("name")).flat_map(cookie_names::read);
    let lines: Vec<String> = service.cookies.iter().map(|cookie| line(cookie)).collect();
    object([
        ("name", service.name.as_str().into()),
        ("title", service.title.into()),
        ("description", Js::Text(lines.join(" • "))),
        ("purposes", Js::List(vec![category.id.into()])),
        ("required", Js::Flag(category.is_essential())),
        ("cookies", {
            // A text that begins with `^` is a regular expression to Klaro.
            Js::List(
                cookies
                    .map(|name| match name {
                        Name::Plain(text) | Name::Pattern(text) => Js::Text(text),
                    })
                    .collect(),
            )
        }),
    ])
}

/// A row of the cookie page's table. Klaro has no tables.
fn line(cookie: &Cookie) -> String {
    let text = |key: &str| cookie.table.text(key).unwrap_or_default();
    format!("{}: {} ({}; {})", called(cookie), text("purpose"), cookie.provider, text("duration"))
}
