//! Something is wrong: it is said over the last good page, in the words of `fineprint check`, and goes when it is mended.

use crate::desk::Desk;
use crate::reader::{ESCAPE, Reader};

const RETENTION: &str = "content/clauses/privacy/retention.md";

/// Waits for the overlay over a page that is still there, and asserts that it says what `check` prints.
fn says_what_check_prints(desk: &Desk, reader: &Reader) {
    reader.sees("an overlay", "overlay && overlay.querySelector('pre').textContent");
    reader.sees_that("overlay.querySelector('pre').textContent", desk.check());
}

fn goes(reader: &Reader) {
    reader.sees("the overlay has gone", "!overlay");
    reader.sees_that("words($('state'))", "Ready");
}

#[test]
fn a_key_that_is_unknown_is_reported_as_text_over_the_last_good_page() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/acme/privacy");
    reader.reads("for 30 days after");
    reader.mark();
    desk.edit("brands/acme/brand.toml", "name = \"Acme\"", "name = \"Acme\"\n\"<script>alert(1)</script> & <b>co</b>\" = 1");
    says_what_check_prints(&desk, &reader);
    assert_eq!(reader.now("overlay.textContent.includes('<script>alert(1)</script> & <b>co</b>')"), true);
    assert_eq!(reader.number("overlay.querySelectorAll('script, b').length"), 0.0, "what a finding quotes is text");
    assert_eq!(reader.now("words(doc.body).includes('for 30 days after')"), true, "the last good page is behind it");
    reader.sees_that("words($('state'))", "1 error");
    reader.shots("errors-overlay");
    desk.edit("brands/acme/brand.toml", "\n\"<script>alert(1)</script> & <b>co</b>\" = 1", "");
    goes(&reader);
    reader.has_not_reloaded();
}

#[test]
fn a_template_that_is_broken_is_reported_and_mended() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/acme/privacy");
    reader.reads("for 30 days after");
    reader.mark();
    desk.edit(RETENTION, "{{ values.retention_days }} days", "{{ values.retention_days days");
    says_what_check_prints(&desk, &reader);
    assert_eq!(reader.now("words(doc.body).includes('for 30 days after')"), true);
    desk.edit(RETENTION, "{{ values.retention_days days", "{{ values.retention_dais }} days");
    reader.sees("the next finding", "overlay.textContent.includes('retention_dais')");
    says_what_check_prints(&desk, &reader);
    desk.edit(RETENTION, "{{ values.retention_dais }} days", "{{ values.retention_days }} whole days");
    reader.reads("for 30 whole days after");
    goes(&reader);
    reader.has_not_reloaded();
}

#[test]
fn a_clause_that_is_deleted_is_missed_and_welcomed_back() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/acme/privacy");
    reader.reads("for 30 days after");
    reader.mark();
    let text = desk.delete("content/clauses/privacy/security.md");
    says_what_check_prints(&desk, &reader);
    assert_eq!(reader.now("Boolean(doc.getElementById('security'))"), true, "the last good page is behind it");
    desk.write("content/clauses/privacy/security.md", &text);
    goes(&reader);
    reader.has_not_reloaded();
}

#[test]
fn the_overlay_can_be_hidden_and_comes_with_the_next_change() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/acme/privacy");
    reader.reads("for 30 days after");
    desk.edit(RETENTION, "retention_days", "retention_dais");
    says_what_check_prints(&desk, &reader);
    reader.press(ESCAPE);
    goes_though_wrong(&reader);
    reader.press("f");
    reader.sees("the findings below the page", "visible($('report')) && $('report-text').textContent.includes('retention_dais')");
    reader.shots("errors-findings");
    reader.press("f");
    assert_eq!(reader.now("overlay === null"), true, "what has been hidden stays hidden");
    desk.edit(RETENTION, "Backups are", "The backups are");
    reader.sees("the overlay is back", "overlay");
}

fn goes_though_wrong(reader: &Reader) {
    reader.sees("the overlay has gone", "!overlay");
    reader.sees_that("words($('state'))", "1 error");
}

#[test]
fn an_error_of_another_brand_is_counted_and_covers_nothing() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/acme/privacy");
    reader.reads("for 30 days after");
    reader.sees_that("words($('state'))", "Ready");
    desk.edit("brands/bolt/brand.toml", "name = \"Bolt\"", "name = \"Bolt\"\ncolour = 1");
    reader.sees("the count of other brands", "words($('counts')).includes('1 other brand has errors')");
    assert_eq!(reader.now("overlay === null"), true, "nothing covers this page");
    assert_eq!(reader.text("words($('state'))"), "Ready");
    reader.press("f");
    reader.sees("the brand by its name", "visible($('report-others')) && words($('report-others')).includes('Bolt')");
    reader.shot("errors-other-brand");
    reader.clicks("$('report-others').querySelector('button')");
    reader.sees("its findings", "overlay && overlay.textContent.includes('colour')");
    desk.edit("brands/bolt/brand.toml", "\ncolour = 1", "");
    goes(&reader);
    reader.sees_that("words($('counts'))", "");
}

#[test]
fn a_workspace_that_is_broken_from_the_start_is_served_all_the_same() {
    let desk = Desk::with(|desk| desk.edit("brands/acme/brand.toml", "name = \"Acme\"", "name = \"Acme"));
    let reader = Reader::at(&desk, "/");
    says_what_check_prints(&desk, &reader);
    reader.sees("there is nothing to inspect", "words($('inspector')).includes('There is no page yet.')");
    reader.shots("errors-from-the-start");
    desk.edit("brands/acme/brand.toml", "name = \"Acme", "name = \"Acme\"");
    reader.reads("Acme");
    goes(&reader);
}

#[test]
fn a_page_without_the_frame_is_covered_too() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/site/acme/privacy/");
    reader.reads("for 30 days after");
    reader.mark();
    desk.edit(RETENTION, "retention_days", "retention_dais");
    says_what_check_prints(&desk, &reader);
    desk.edit(RETENTION, "retention_dais", "retention_days");
    reader.sees("the overlay has gone", "!overlay");
    reader.has_not_reloaded();
}
