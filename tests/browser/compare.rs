//! Two pages side by side, their differences marked.

use crate::desk::Desk;
use crate::reader::{DOWN, ENTER, Reader};

/// The words that are marked in a page.
fn marked(page: &str) -> String {
    format!("[...{page}.document.querySelectorAll('ins.redline, del.redline')].map(words).filter(Boolean)")
}

#[test]
fn two_brands_differ_in_their_words() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/acme/privacy");
    reader.reads("This policy says what Acme does");
    reader.sees_that("words($('state'))", "Ready");
    reader.press("c");
    reader.sees("the menu with the focus in it", "document.activeElement === $('compare-brand')");
    reader.press(ENTER);
    reader.sees("the palette", "$('picker').open && words($('picker-list')).includes('Bolt')");
    reader.press(ENTER);
    reader.sees_that("location.hash", "#/acme/privacy?compare=bolt");
    reader.sees("two pages", "frames.length === 2 && words(other.document.body).includes('This policy says what Bolt does')");
    reader.sees("marks on both sides", &format!("{}.length && {}.length", marked("page"), marked("other")));
    let (left, right) = (reader.now(&marked("page")), reader.now(&marked("other")));
    for (list, words) in [(&left, ["Acme", "30"]), (&right, ["Bolt", "90"])] {
        for word in words {
            assert!(list.as_array().unwrap().iter().any(|one| one == word), "{word} in {list}");
        }
    }
    assert_eq!(reader.text("words($('head-left')) + '|' + words($('head-right'))"), "Acme|Bolt");
    reader.sees("their count", "/^[0-9]+ differences$/.test(words($('compare-count')))");
    reader.shots("compare-brands");
    reader.press("nn");
    reader.sees("the second difference", "/^2 of [0-9]+$/.test(words($('compare-count')))");
    desk.edit("brands/bolt/brand.toml", "retention_days = 90", "retention_days = 60");
    reader.sees("both sides follow", "words(other.document.body).includes('for 60 days')");
    reader.sees("the mark is on the new word", &format!("{}.includes('60')", marked("other")));
    reader.press("c");
    reader.sees("one page", "frames.length === 1 && location.hash === '#/acme/privacy'");
}

#[test]
fn a_brand_with_and_without_its_own_edits() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/acme/privacy");
    reader.reads("This policy says what Acme does");
    reader.sees_that("words($('state'))", "Ready");
    reader.press("c");
    reader.sees("the menu with the focus in it", "document.activeElement === $('compare-brand')");
    reader.press(DOWN);
    reader.press(ENTER);
    reader.sees_that("location.hash", "#/acme/privacy?compare=edits");
    reader.sees("two pages", "frames.length === 2 && words(page.document.body).includes('We answer within a week.')");
    reader.sees("the edited text", "words(other.document.body).includes('Acme answers within two days.')");
    reader.sees("marks on both sides", &format!("{}.length && {}.length", marked("page"), marked("other")));
    let (left, right) = (reader.text(&format!("{}.join(' ')", marked("page"))), reader.text(&format!("{}.join(' ')", marked("other"))));
    assert!(left.contains("Letters to Acme are read on the day on which they come."), "{left}");
    assert!(right.contains("Our cookie policy says more about cookies"), "{right}");
    assert!(!left.contains("30") && !right.contains("30"), "a value is no edit: {left} | {right}");
    reader.shots("compare-edits");
}
