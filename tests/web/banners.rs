//! Banners as a visitor meets them: the snippets of docs/consent.md, the real Klaro and CookieConsent, and each brand that has something to ask.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::site::{Files, Served, built, tool};

/// What a script of a site does that waits for consent.
const ANALYTICS: &str = "window.analyticsRan = true; for (const name of ['_ga', '_ga_ABC123']) document.cookie = `${name}=2; path=/`;";

/// Brands with banners.
fn brands(site: &Files) -> Vec<&str> {
    let brands: Vec<&str> = site.keys().filter_map(|path| path.strip_prefix('/')?.strip_suffix("/consent/klaro.js")).collect();
    assert!(!brands.is_empty(), "no brand of the repository has a banner");
    brands
}

/// What stands in docs/consent.md below a heading, of the blocks that are HTML.
fn snippets(heading: &str) -> String {
    let docs = fs::read_to_string("docs/consent.md").unwrap();
    let section = docs.split("\n## ").find(|section| section.starts_with(&format!("{heading}\n"))).unwrap();
    section.split("```html\n").skip(1).map(|block| block.split("```").next().unwrap()).collect()
}

/// A site with a brand's folder at `/legal/`, a manager, and a page that uses both as docs/consent.md has it.
fn site(brand: &str, files: &Files, heading: &str, manager: &[(&str, &str)]) -> Served {
    let below = format!("/{brand}/");
    let legal = files.iter().filter_map(|(path, bytes)| Some((format!("/legal/{}", path.strip_prefix(&below)?), bytes.clone())));
    let mut all: Files = legal.collect();
    let snippets = snippets(heading);
    for (path, file) in manager {
        assert!(snippets.contains(path), "docs/consent.md does not load {path}:\n{snippets}");
        all.insert((*path).to_owned(), fs::read(tool(file)).unwrap());
    }
    all.insert("/analytics.js".to_owned(), ANALYTICS.into());
    let page = format!("<!doctype html><html lang=\"en\"><head><title>A site</title></head><body>{snippets}</body></html>");
    all.insert("/index.html".to_owned(), page.into_bytes());
    Served::new(all)
}

/// The rows of the tables on the cookie page, in the order of their words.
fn rows(browser: &Browser) -> Vec<Vec<String>> {
    let rows = browser.promised(
        "fetch('/legal/cookies/').then(answer => answer.text()).then(text => [...new DOMParser().parseFromString(text, 'text/html')
            .querySelectorAll('tbody tr')].map(row => [...row.cells].map(cell => cell.textContent)))",
    );
    let mut rows: Vec<Vec<String>> = serde_json::from_value(rows).unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row.len() == 4), "tables of cookies: {rows:?}");
    rows.sort();
    rows
}

/// Opens the site as somebody who has never been there, whose browser has cookies from before.
fn visits(browser: &Browser, site: &Served) {
    browser.open(&site.origin);
    browser.run(
        "for (const cookie of document.cookie.split('; ')) document.cookie = `${cookie.split('=')[0]}=; path=/; max-age=0`;
        for (const name of ['_ga', '_ga_ABC123', '_gat', 'ms-cookie-consent', 'intercom-id-abc']) document.cookie = `${name}=1; path=/`;",
    );
    browser.open(&site.origin);
}

/// The names of the cookies that are there.
fn cookies(browser: &Browser) -> Vec<String> {
    serde_json::from_value(browser.run("return document.cookie.split('; ').map(cookie => cookie.split('=')[0]).sort();")).unwrap()
}

/// Waits until the cookies are these.
fn has_cookies(browser: &Browser, names: &[&str]) {
    browser
        .sees(&format!("document.cookie.split('; ').map(cookie => cookie.split('=')[0]).sort().join(' ') === {}", json!(names.join(" "))));
    assert_eq!(cookies(browser), names);
}

/// Services or categories, and whether each is agreed to.
fn agreed(choice: &Value) -> BTreeMap<String, bool> {
    serde_json::from_value(choice.clone()).unwrap()
}

#[test]
fn klaro_asks_about_what_the_cookie_page_lists() {
    let files = built(false);
    let browser = Browser::new();
    for brand in brands(files) {
        let site = site(brand, files, "Klaro", &[("/klaro/klaro.js", "klaro/dist/klaro.js")]);
        visits(&browser, &site);
        browser.sees("document.querySelector('.cookie-notice:not(.cookie-notice-hidden)')?.checkVisibility()");
        browser.sees("!window.analyticsRan");
        // Klaro deletes what nobody has agreed to as soon as it is there.
        has_cookies(&browser, &["_gat", "ms-cookie-consent"]);
        browser.click("button[onclick]");
        browser.sees("document.querySelector('.cm-modal')?.checkVisibility()");
        let listed = browser.run("return document.querySelector('.cm-modal').textContent;");
        let listed = listed.as_str().unwrap();
        for cell in rows(&browser).iter().flatten() {
            assert!(listed.contains(cell.as_str()), "{brand}: the banner does not list {cell:?}: {listed}");
        }
        assert!(!listed.contains("missing translation"), "{listed}");
        let page = browser.run("return document.querySelector('.cm-header a').href;");
        assert_eq!(page, json!(format!("{}/legal/cookies/", site.origin)));

        // What is essential is on and stays so; all the rest is off.
        let switches = "[...document.querySelectorAll('.cm-services input')].map(it => [it.checked, it.disabled])";
        let services = browser.run("return klaroConfig.services.map(service => [service.required, service.required]);");
        assert_eq!(browser.run(&format!("return {switches};")), services, "{brand}");

        let choice = "return JSON.parse(decodeURIComponent(document.cookie.split('; ').find(it => it.startsWith('klaro=')).slice(6)));";
        let essential = "return Object.fromEntries(klaroConfig.services.map(service => [service.name, service.required]));";
        let essential = agreed(&browser.run(essential));
        browser.click(".cm-modal .cn-decline");
        browser.sees("document.cookie.includes('klaro=')");
        assert_eq!(agreed(&browser.run(choice)), essential, "{brand}, declined");
        has_cookies(&browser, &["_gat", "klaro", "ms-cookie-consent"]);
        browser.sees("!window.analyticsRan");

        // Another visitor agrees, and takes one consent back.
        visits(&browser, &site);
        browser.click(".cookie-notice .cm-btn-success");
        browser.sees("window.analyticsRan");
        assert!(agreed(&browser.run(choice)).values().all(|agreed| *agreed), "{brand}, accepted");
        has_cookies(&browser, &["_ga", "_ga_ABC123", "_gat", "klaro", "ms-cookie-consent"]);
        browser.click("button[onclick]");
        browser.sees("document.querySelector('#service-item-google-analytics')");
        browser.run("document.querySelector('#service-item-google-analytics').click();");
        browser.click(".cm-btn-accept");
        has_cookies(&browser, &["_gat", "klaro", "ms-cookie-consent"]);
        assert_eq!(browser.complaints(), Vec::<String>::new(), "{brand}");
    }
}

#[test]
fn cookieconsent_asks_about_what_the_cookie_page_lists() {
    let files = built(false);
    let browser = Browser::new();
    let manager = [
        ("/cookieconsent/cookieconsent.umd.js", "vanilla-cookieconsent/dist/cookieconsent.umd.js"),
        ("/cookieconsent/cookieconsent.css", "vanilla-cookieconsent/dist/cookieconsent.css"),
    ];
    for brand in brands(files) {
        let site = site(brand, files, "CookieConsent", &manager);
        visits(&browser, &site);
        browser.sees("document.querySelector('#cc-main .cm')?.checkVisibility({ visibilityProperty: true })");
        browser.sees("!window.analyticsRan");
        let links = browser.run("return [...document.querySelectorAll('.cm__footer a')].map(link => link.href);");
        assert_eq!(links, json!(["cookies", "privacy"].map(|page| format!("{}/legal/{page}/", site.origin))));
        browser.click(".cm [data-role=show]");
        browser.sees("document.querySelector('#cc-main .pm')?.checkVisibility({ visibilityProperty: true })");
        let listed = browser
            .run("return [...document.querySelectorAll('.pm tbody tr')].map(row => [...row.cells].map(cell => cell.textContent)).sort();");
        let mut listed: Vec<Vec<String>> = serde_json::from_value(listed).unwrap();
        listed.sort();
        assert_eq!(listed, rows(&browser), "{brand}");

        // What is essential is on and stays so; all the rest is off.
        let switches =
            "Object.fromEntries([...document.querySelectorAll('.pm .section__toggle')].map(it => [it.value, [it.checked, it.disabled]]))";
        for (category, state) in browser.run(&format!("return {switches};")).as_object().unwrap() {
            let is_essential = category == "essential";
            assert_eq!(*state, json!([is_essential, is_essential]), "{brand}: {category}");
        }

        let choice =
            "return Object.fromEntries(Object.keys(cookieConsentConfig.categories).map(it => [it, CookieConsent.acceptedCategory(it)]));";
        browser.click(".pm [data-role=necessary]");
        browser.sees("document.cookie.includes('cc_cookie=')");
        let declined = agreed(&browser.run(choice));
        assert!(declined.len() > 1 && declined.iter().all(|(category, agreed)| *agreed == (category == "essential")), "{declined:?}");
        has_cookies(&browser, &["_gat", "cc_cookie", "ms-cookie-consent"]);
        browser.sees("!window.analyticsRan");

        // Another visitor agrees, and takes one consent back.
        visits(&browser, &site);
        browser.click(".cm [data-role=all]");
        browser.sees("window.analyticsRan");
        assert!(agreed(&browser.run(choice)).values().all(|agreed| *agreed), "{brand}, accepted");
        has_cookies(&browser, &["_ga", "_ga_ABC123", "_gat", "cc_cookie", "intercom-id-abc", "ms-cookie-consent"]);
        browser.click("button[onclick]");
        browser.sees("document.querySelector('.pm [value=google-analytics]')");
        browser.run("document.querySelector('.pm [value=google-analytics]').click();");
        browser.click(".pm [data-role=save]");
        has_cookies(&browser, &["_gat", "cc_cookie", "intercom-id-abc", "ms-cookie-consent"]);

        // Who has chosen is not asked again, until there is something new to agree to.
        browser.open(&site.origin);
        browser.sees("CookieConsent.validConsent()");
        browser.run(
            "CookieConsent.reset(); return CookieConsent.run({ ...cookieConsentConfig, revision: cookieConsentConfig.revision + 1 });",
        );
        browser.sees("document.querySelector('#cc-main .cm__desc')?.textContent.startsWith(cookieConsentConfig.language.translations.en.consentModal.revisionMessage)");
        assert_eq!(browser.complaints(), Vec::<String>::new(), "{brand}");
    }
}
