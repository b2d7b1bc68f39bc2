//! Many windows, and a preview that goes and comes back.

use crate::desk::Desk;
use crate::reader::Reader;

#[test]
fn two_browsers_see_the_same_change() {
    let desk = Desk::new();
    let readers = [Reader::at(&desk, "/#/acme/privacy"), Reader::at(&desk, "/site/acme/privacy/")];
    for reader in &readers {
        reader.reads("within two days");
        reader.mark();
    }
    desk.edit("brands/acme/clauses/contact.md", "within two days", "within three days");
    for reader in &readers {
        reader.reads("within three days");
        reader.has_not_reloaded();
    }
}

/// A browser opens six connections to a host, no more: pages that each keep one open would leave none for the seventh.
#[test]
fn eight_tabs_of_one_browser_see_the_same_change() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/acme/privacy");
    let mut tabs = vec![reader.tab()];
    for at in 1..8 {
        tabs.push(reader.open_tab(&desk.url(if at % 2 == 0 { "/#/acme/privacy" } else { "/site/acme/privacy/" })));
    }
    for tab in &tabs {
        reader.switch(tab);
        reader.reads("within two days");
        reader.mark();
    }
    desk.edit("brands/acme/clauses/contact.md", "within two days", "within three days");
    for tab in &tabs {
        reader.switch(tab);
        reader.reads("within three days");
        reader.has_not_reloaded();
    }
}

#[test]
fn the_preview_ends_and_the_page_catches_up_when_it_is_back() {
    let mut desk = Desk::new();
    let reader = Reader::at(&desk, "/#/acme/privacy");
    reader.reads("within two days");
    reader.sees("no banner", "!visible($('gone'))");
    reader.mark();
    desk.stop();
    reader.sees("a banner", "visible($('gone'))");
    assert_eq!(reader.now("words(doc.body).includes('within two days')"), true, "the page is still there");
    reader.shots("server-gone");
    desk.edit("brands/acme/clauses/contact.md", "within two days", "within three days");
    desk.start();
    reader.reads("within three days");
    reader.sees("no banner", "!visible($('gone'))");
    reader.has_not_reloaded();
    desk.edit("brands/acme/clauses/contact.md", "within three days", "within four days");
    reader.reads("within four days");
}
