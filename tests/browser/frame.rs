//! The frame: where one is, how wide the page is and how it looks, and documents that are held back.

use crate::desk::Desk;
use crate::reader::Reader;

#[test]
fn the_address_says_what_is_shown_and_the_history_works() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/");
    reader.reads("This policy says what Acme does");
    reader.sees_that("location.hash", "#/acme/privacy");
    reader.press("2");
    reader.sees_that("location.hash", "#/acme/privacy?width=tablet");
    reader.act("doc.querySelector('#contact a[href*=cookies]').scrollIntoView({ block: 'center' });");
    reader.clicks("doc.querySelector('#contact a[href*=cookies]')");
    reader.reads("Acme uses cookies to keep you signed in");
    reader.sees_that("location.hash", "#/acme/cookies?width=tablet");
    reader.sees_that("words($('where-title'))", "Cookie Policy");
    reader.reload();
    reader.reads("Acme uses cookies to keep you signed in");
    reader.sees_that("page.innerWidth", 820);
    reader.back();
    reader.reads("This policy says what Acme does");
    reader.sees_that("location.hash", "#/acme/privacy?width=tablet");
    reader.sees_that("words($('where-title'))", "Privacy Policy");
    reader.forward();
    reader.reads("Acme uses cookies to keep you signed in");
    reader.sees_that("words($('where-title'))", "Cookie Policy");
}

#[test]
fn a_link_to_another_site_opens_outside_of_the_frame() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/acme/privacy");
    reader.reads("about rights");
    reader.act("window.opened = []; window.open = (...asked) => { window.opened.push(asked.join(' ')); return null; };");
    reader.act("doc.querySelector('#contact a[href^=https]').scrollIntoView({ block: 'center' });");
    reader.clicks("doc.querySelector('#contact a[href^=https]')");
    reader.sees_that("window.opened", vec!["https://example.org/ _blank noopener"]);
    assert_eq!(reader.text("page.location.pathname"), "/site/acme/privacy/");
}

#[test]
fn the_page_is_as_wide_as_a_phone_or_a_tablet() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/acme/privacy");
    reader.reads("This policy says what Acme does");
    let full = reader.number("page.innerWidth");
    for (key, width) in [("1", 390.0), ("2", 820.0), ("3", full)] {
        reader.press(key);
        reader.sees_that("page.innerWidth", width);
        reader.shot(&format!("frame-width-{width}"));
    }
    reader.clicks("document.querySelector('input[value=phone]').parentElement");
    reader.sees_that("page.innerWidth", 390.0);
}

/// All media conditions of the page, wherever they stand.
const CONDITIONS: &str = "[...doc.styleSheets].flatMap(function texts(sheet) {
    return [sheet.media?.mediaText, ...[...sheet.cssRules].flatMap(rule => [rule.media?.mediaText, ...(rule.cssRules ? texts(rule) : [])])];
}).join('|') + [...doc.querySelectorAll('[media]')].map(element => element.outerHTML).join('|')";

#[test]
fn the_page_looks_as_in_the_dark_and_on_paper_and_as_before() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/acme/privacy");
    let paper = "page.getComputedStyle(doc.documentElement).backgroundColor";
    let (white, dark) = ("rgb(255, 255, 255)", "rgb(22, 22, 23)");
    reader.reads("This policy says what Acme does");
    reader.sees_that(paper, white);
    let (before, html) = (reader.text(CONDITIONS), reader.text("doc.documentElement.outerHTML"));

    reader.press("tt");
    reader.sees_that(paper, dark);
    reader.sees_that("location.hash", "#/acme/privacy?look=dark");
    reader.shot("frame-look-dark");
    desk.edit("brands/acme/clauses/contact.md", "within two days", "within three days");
    reader.reads("within three days");
    assert_eq!(reader.text(paper), dark, "still dark after a change of the text");
    desk.edit("themes/default/theme.toml", "paper = \"#161617\"", "paper = \"#101112\"");
    reader.sees_that(paper, "rgb(16, 17, 18)");
    desk.edit("themes/default/theme.toml", "paper = \"#101112\"", "paper = \"#161617\"");
    reader.sees_that(paper, dark);
    desk.edit("brands/acme/clauses/contact.md", "within three days", "within two days");
    reader.reads("within two days");

    reader.press("t");
    reader.sees_that(paper, white);
    reader.sees("what is not printed is not there", "!visible(doc.querySelector('nav.contents'))");
    reader.shot("frame-look-print");

    reader.prefers("dark");
    reader.press("t");
    reader.sees_that("location.hash", "#/acme/privacy");
    reader.sees_that(paper, dark);
    reader.press("t");
    reader.sees_that(paper, white);
    reader.shot("frame-look-light-in-the-dark");
    reader.press("ttt");
    reader.sees_that(paper, dark);
    reader.prefers("light");
    reader.sees_that(paper, white);
    assert_eq!(reader.text(CONDITIONS), before, "every condition is as it was");
    assert_eq!(reader.text("doc.documentElement.outerHTML").replace(&version(&reader), ""), html.replace(&version(&reader), ""));
}

/// What the style sheet's address has got since it was changed.
fn version(reader: &Reader) -> String {
    reader.text("doc.querySelector('link[rel=stylesheet][href*=style]').getAttribute('href').replace(/^[^?]*/, '')")
}

#[test]
fn a_document_that_is_held_back_gets_its_value_and_moves() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/bolt/cookies");
    reader.reads("Bolt uses cookies to keep you signed in");
    reader.sees_that("page.location.pathname", "/draft/bolt/cookies/");
    reader.sees_that("words($('state'))", "Held back: wants contact.postal_address");
    reader.sees(
        "what is wanted",
        "words($('inspector')).includes('contact.postal_address') && words($('inspector')).includes('nobody has told us')",
    );
    reader.shots("frame-held-back");
    desk.edit(
        "brands/bolt/brand.toml",
        "privacy_email = \"privacy@bolt.example\"\n\n[unknown]\n\"contact.postal_address\" = \"nobody has told us\"",
        "privacy_email = \"privacy@bolt.example\"\npostal_address = \"1 Main Street\"",
    );
    reader.reads("can be sent to 1 Main Street.");
    reader.sees_that("words($('state'))", "Ready");
    reader.sees_that("page.location.pathname", "/site/bolt/cookies/");
    assert_eq!(reader.text("location.hash"), "#/bolt/cookies");
}
