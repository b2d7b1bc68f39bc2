//! A file is saved: the page becomes the new one under the reader's eyes.

use crate::desk::Desk;
use crate::reader::Reader;

const COLLECT: &str = "content/clauses/privacy/what-we-collect.md";

#[test]
fn a_clause_is_edited_and_the_reader_keeps_their_place() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/acme/privacy");
    reader.reads("We collect what you give us");
    reader.mark();
    reader.act("doc.querySelector('details').open = true; doc.getElementById('retention').scrollIntoView();");
    reader.sees("the section at the top", "Math.abs(top('retention')) < 100 && page.scrollY > 500");
    let before = reader.number("top('retention')");

    desk.edit(COLLECT, "We collect what you give us", "A paragraph that is new.\n\nAnd another one.\n\nWe gather what you give us");
    reader.reads("A paragraph that is new.");
    reader.reads("We gather what you give us");

    reader.has_not_reloaded();
    let after = reader.number("top('retention')");
    assert!((before - after).abs() <= 1.0, "the text that is read has moved from {before} to {after}");
    assert_eq!(reader.now("doc.querySelector('details').open"), true, "what was opened is still open");
    reader.shot("changes-clause");
}

#[test]
fn what_has_changed_is_marked_and_the_selection_stays() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/acme/privacy");
    reader.reads("Write to privacy@acme.example");
    reader.act("page.getSelection().selectAllChildren(doc.querySelector('#security p'));");
    let selected = reader.text("page.getSelection().toString()");
    reader.act(
        "page.marked = ''; const set = page.CSS.highlights.set; page.CSS.highlights.set = function (name, marks) {
            if (name === 'fineprint-changed') page.marked = [...marks].map(String).join('|');
            return set.call(this, name, marks);
        };",
    );
    desk.edit("brands/acme/clauses/contact.md", "within two days", "within three days");
    reader.reads("within three days");
    reader.sees_that("page.marked", "three");
    assert_eq!(reader.text("page.getSelection().toString()"), selected);
}

#[test]
fn a_value_of_one_brand_is_edited_and_another_brands_page_is_left_alone() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/acme/privacy");
    let elsewhere = Reader::at(&desk, "/#/bolt/privacy");
    reader.reads("for 30 days after");
    elsewhere.reads("for 90 days after");
    for one in [&reader, &elsewhere] {
        one.mark();
        one.act("page.touched = 0; new page.MutationObserver(() => page.touched++).observe(doc, { subtree: true, childList: true, characterData: true, attributes: true });");
    }
    elsewhere.act("addEventListener('message', event => { window.hears = event.data.fineprint; });");

    desk.edit("brands/acme/brand.toml", "retention_days = 30", "retention_days = 45");
    reader.reads("for 45 days after");
    reader.has_not_reloaded();
    let epoch = desk.epoch();
    elsewhere.sees("the other page has looked", &format!("window.hears?.epoch >= {epoch}"));
    elsewhere.has_not_reloaded();
    assert_eq!(elsewhere.number("page.touched"), 0.0, "nothing in it has been touched");
    assert_eq!(elsewhere.now("words(doc.body).includes('for 90 days after')"), true);
}

#[test]
fn a_brand_gets_a_clause_of_its_own_and_loses_it_again() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/bolt/privacy");
    reader.reads("We answer within a week.");
    reader.mark();
    desk.write("brands/bolt/clauses/contact.md", "+++\nedit = \"append\"\n+++\nOr call Bolt.\n");
    reader.reads("Or call Bolt.");
    desk.delete("brands/bolt/clauses/contact.md");
    reader.sees("it is gone", "!words(doc.body).includes('Or call Bolt.')");
    reader.has_not_reloaded();
}

#[test]
fn the_style_is_edited_and_no_moment_is_without_style() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/acme/privacy");
    let border = "page.getComputedStyle(doc.body).borderTopWidth";
    reader.sees_that(border, "4px");
    reader.mark();
    reader.act(
        "page.seen = new Set(); const look = () => { page.seen.add(page.getComputedStyle(doc.body).borderTopWidth); page.requestAnimationFrame(look); }; look();",
    );
    desk.edit("themes/default/static/style.css", "border-top: 4px solid var(--accent);", "border-top: 9px solid var(--accent);");
    reader.sees_that(border, "9px");
    reader.sees_that("[...page.seen]", vec!["4px", "9px"]);
    reader.has_not_reloaded();
    assert_eq!(reader.number("doc.querySelectorAll('link[rel=stylesheet][href*=style]').length"), 1.0);

    // Once more: the address already carries a version.
    desk.edit("themes/default/static/style.css", "border-top: 9px solid var(--accent);", "border-top: 3px solid var(--accent);");
    reader.sees_that(border, "3px");
    desk.edit("brands/acme/clauses/contact.md", "within two days", "within three days");
    reader.reads("within three days");
    assert_eq!(reader.text(border), "3px", "a text that changes later leaves the style as it is");
    reader.has_not_reloaded();
}

#[test]
fn the_accent_of_a_brand_is_edited() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/acme/privacy");
    reader.reads("Write to privacy@acme.example");
    reader.mark();
    desk.edit("brands/acme/brand.toml", "[facts]", "[design]\naccent = \"#b00020\"\n\n[facts]");
    reader.sees_that("page.getComputedStyle(doc.body).borderTopColor", "rgb(176, 0, 32)");
    reader.has_not_reloaded();
    reader.shot("changes-accent");
}
