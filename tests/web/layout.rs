//! Pages on any screen and without what a browser may lack: narrow, enlarged, without scripts, without styles. They bring all they need, and
//! little.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::site::{Files, built, expect_none, pages};

/// How much a page may be with its styles, in bytes as they are stored.
const HEAVIEST: usize = 60_000;

/// Names for scripts: what a selector would find, in short, and elements outside of the regions that scroll by themselves.
const NAMES: &str = "
    const name = it => `${it.parentElement?.localName ?? ''} > ${it.localName}${it.id ? '#' + it.id : ''}${[...it.classList].map(c => '.' + c).join('')}`;
    const outside = [...document.body.querySelectorAll('*')].filter(it => !it.closest('.table *, .skip') && it.checkVisibility());
";

/// What stands out to the right of the window or is cut off, and whether the page scrolls sideways.
const TOO_WIDE: &str = "
    const width = document.documentElement.clientWidth;
    const wide = outside.filter(it => it.getBoundingClientRect().right > width + 0.5).map(name);
    // What can be scrolled down is not cut off.
    const hides = it => ['hidden', 'clip'].includes(getComputedStyle(it).overflowY) && it.scrollHeight > it.clientHeight + 1;
    const cut = outside.filter(it => getComputedStyle(it).overflowX !== 'visible' && !it.matches('.table') && it.clientWidth > 1
        && (it.scrollWidth > it.clientWidth + 1 || hides(it))).map(it => `cut off: ${name(it)}`);
    return [...wide, ...cut, ...(document.documentElement.scrollWidth > width ? ['the page scrolls sideways'] : [])];
";

/// Opens every page and collects what `script` returns there: a list of what is wrong.
fn each(browser: &Browser, what: &str, script: &str) {
    let (served, pages) = pages();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for page in &pages {
        browser.open(&format!("{}{page}", served.origin));
        let wrong: Vec<String> = serde_json::from_value(browser.run(&format!("{NAMES}{script}"))).unwrap();
        for wrong in wrong {
            found.entry(wrong).or_default().insert(page.clone());
        }
    }
    expect_none(what, &found);
}

#[test]
fn nothing_scrolls_sideways_at_320_pixels() {
    let browser = Browser::new();
    browser.size(320, 640);
    each(&browser, "wider than a window of 320 pixels, outside of tables", TOO_WIDE);
}

#[test]
fn text_can_be_twice_as_large() {
    let browser = Browser::new();
    // A browser that enlarges everything has a window of half as many pixels; one that enlarges text alone has all of them.
    browser.size(640, 450);
    each(&browser, "too wide at 200 % zoom", TOO_WIDE);
    browser.size(1280, 900);
    each(&browser, "too wide with text at 200 %", &format!("document.documentElement.style.fontSize = '200%';{TOO_WIDE}"));
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let browser = Browser::new();
    each(
        &browser,
        "loaded from elsewhere, or not there",
        "const loaded = performance.getEntriesByType('resource').map(entry => entry.name);
        return loaded.length < 2 ? ['not even its styles are loaded'] : loaded.filter(url => new URL(url).origin !== location.origin);",
    );
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn pages_are_read_without_scripts() {
    let browser = Browser::new();
    browser.scripts(false);
    each(
        &browser,
        "not to be seen without scripts",
        "const read = [...document.querySelectorAll('main :is(h1, h2, h3, h4, p, li, th, td)')].filter(it => !it.closest('details:not([open])'));
        return read.length < 3 ? ['the page'] : read.filter(it => it.textContent.trim() && !it.checkVisibility({ visibilityProperty: true })).map(name);",
    );
}

#[test]
fn pages_are_read_without_styles() {
    let browser = Browser::new();
    each(
        &browser,
        "out of order without styles",
        "for (const sheet of document.styleSheets) sheet.disabled = true;
        const wrong = [...document.querySelectorAll('main :is(h1, h2, h3, h4, p, li, th, td)')]
            .filter(it => !it.closest('details:not([open])') && it.textContent.trim() && !it.checkVisibility({ visibilityProperty: true })).map(name);
        const $ = selector => document.querySelector(selector);
        const inOrder = ['header.site', 'main h1', 'main nav.contents', 'main .text', 'footer.site'].map($).filter(Boolean);
        const top = it => it.getBoundingClientRect().top;
        inOrder.slice(1).forEach((it, at) => { if (top(it) < top(inOrder[at])) wrong.push(`${name(it)} stands before ${name(inOrder[at])}`); });
        if (document.querySelectorAll('h1').length !== 1) wrong.push('not one h1');
        if ($('main :is(h1, h2, h3, h4, h5, h6)') !== $('h1')) wrong.push('another heading before the h1');
        return wrong;",
    );
}

/// A page with the styles that it loads, in bytes.
fn weight(path: &str, files: &Files) -> usize {
    let (folder, _) = path.rsplit_once('/').unwrap();
    let text = String::from_utf8_lossy(&files[path]);
    let links = text.split("<link rel=\"stylesheet\" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let styles: Vec<&[u8]> = links.map(|href| files[&below(&format!("{folder}/"), href)].as_slice()).collect();
    assert!(!styles.is_empty(), "{path} has no styles");
    files[path].len() + styles.into_iter().map(<[u8]>::len).sum::<usize>()
}

/// A relative address below a folder, which ends in `/`.
fn below(folder: &str, href: &str) -> String {
    match href.strip_prefix("../") {
        Some(rest) => below(&format!("{}/", folder.trim_end_matches('/').rsplit_once('/').unwrap().0), rest),
        None => format!("{folder}{}", href.trim_start_matches("./")),
    }
}

#[test]
fn a_page_weighs_little() {
    let files = built(true);
    let pages = files.keys().filter(|path| path.ends_with("/index.html"));
    let mut weights: Vec<(usize, &str)> = pages.map(|path| (weight(path, files), path.as_str())).collect();
    weights.sort_unstable();
    println!("the heaviest pages, with styles, in bytes: {:?}", weights.iter().rev().take(3).collect::<Vec<_>>());
    let heavy: Vec<_> = weights.iter().filter(|(weight, _)| *weight > HEAVIEST).collect();
    assert!(heavy.is_empty(), "heavier than {HEAVIEST} bytes: {heavy:?}");
}

#[test]
fn the_checks_see_what_is_wrong() {
    let browser = Browser::new();
    browser.size(320, 640);
    let page =
        "<body><p class=w style=\"width:400px\">wide<p style=\"width:9em;overflow:hidden;white-space:nowrap\">much too long for its box";
    let page = format!("data:text/html,<!doctype html>{}", page.replace(' ', "%20"));
    browser.open(&page);
    let found: Value = browser.run(&format!("{NAMES}{TOO_WIDE}"));
    assert_eq!(found, json!(["body > p.w", "cut off: body > p", "the page scrolls sideways"]));
}
