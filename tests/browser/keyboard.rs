//! Everything by keyboard alone.

use std::collections::BTreeSet;

use crate::desk::Desk;
use crate::reader::{CONTROL, DOWN, ENTER, ESCAPE, Reader, SHIFT, TAB, UP};

#[test]
fn another_brand_is_found_by_a_few_letters() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/acme/privacy");
    reader.reads("This policy says what Acme does");
    reader.sees("all brands are known", "words($('state')) === 'Ready'");
    reader.press("/");
    reader.sees("the palette", "$('picker').open && document.activeElement === $('picker-input')");
    reader.sees_that("[...$('picker-list').querySelectorAll('[role=option]')].length", 4);
    reader.shots("keyboard-palette");
    reader.press("blt");
    reader.sees_that("[...$('picker-list').querySelectorAll('[role=option] .name')].map(words)", vec!["Bolt", "Bolt"]);
    let chosen = "words($('picker-list').querySelector('[aria-selected=true] .title'))";
    assert_eq!(reader.text(chosen), "Privacy Policy");
    reader.press(DOWN);
    reader.sees_that(chosen, "Cookie Policy");
    assert_eq!(reader.now("$($('picker-input').getAttribute('aria-activedescendant')).getAttribute('aria-selected')"), "true");
    reader.press(UP);
    reader.sees_that(chosen, "Privacy Policy");
    reader.press(ENTER);
    reader.reads("This policy says what Bolt does");
    reader.sees_that("location.hash", "#/bolt/privacy");
    reader.sees("the focus is in the page", "document.activeElement.tagName === 'IFRAME'");

    // From inside the page the same keys work; Esc gives the focus back.
    reader.press_with(CONTROL, "k");
    reader.sees("the palette", "$('picker').open");
    reader.press(ESCAPE);
    reader.sees("the focus is back in the page", "!$('picker').open && document.activeElement.tagName === 'IFRAME'");
    reader.act("$('layers').focus();");
    reader.press("/");
    reader.sees("the palette", "$('picker').open");
    reader.press(ESCAPE);
    reader.sees("the focus is back on the button", "!$('picker').open && document.activeElement === $('layers')");
}

/// What can be reached: buttons, fields, links and what is scrolled by keys; of a group of radio buttons one.
const CONTROLS: &str = "[...document.querySelectorAll('button, input, select, summary, a[href], pre[tabindex=\"0\"]')]
    .filter(node => node.checkVisibility() && !node.disabled && (node.type !== 'radio' || node.checked))
    .map(node => node.id || node.name || node.ariaLabel || words(node))";

/// What has the focus, and whether one can see it.
const FOCUS: &str = "(() => {
    const node = document.activeElement;
    if (node === document.body) return ['', true];
    if (node.tagName === 'IFRAME') return ['page', true];
    const seen = [node, node.closest('label')].filter(Boolean).map(one => getComputedStyle(one))
        .some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none');
    return [node.id || node.name || node.ariaLabel || words(node), seen];
})()";

#[test]
fn tab_reaches_every_control_and_shows_where_it_is() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/acme/privacy");
    reader.reads("This policy says what Acme does");
    reader.sees("the inspector has something to say", "words($('inspector')).includes('Left out of this document')");
    reader.press("f");
    let wanted: BTreeSet<String> = reader.now(CONTROLS).as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect();
    assert!(wanted.len() > 12, "{wanted:?}");
    let (mut reached, mut unseen) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..80 {
        reader.press(TAB);
        let focus = reader.now(FOCUS);
        let name = focus[0].as_str().unwrap().to_owned();
        if focus[1] == false {
            unseen.insert(name.clone());
        }
        reached.insert(name);
    }
    let missed: Vec<&String> = wanted.difference(&reached).collect();
    assert!(missed.is_empty(), "Tab does not reach {missed:?}, only {reached:?}");
    assert!(unseen.is_empty(), "one cannot see the focus on {unseen:?}");
    assert!(reached.contains("page"), "Tab goes through the page too");
    reader.press_with(SHIFT, TAB);
    reader.shot("keyboard-focus");
}

#[test]
fn the_menu_and_the_list_of_keys_open_and_close() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/acme/privacy");
    reader.reads("This policy says what Acme does");
    reader.press("?");
    reader.sees("the list of keys", "$('help').open && words($('help')).includes('Open another brand or document')");
    reader.shots("keyboard-help");
    reader.press(ESCAPE);
    reader.sees("it has closed", "!$('help').open");
    reader.press("c");
    reader.sees("the menu with the focus in it", "visible($('compare-menu')) && document.activeElement === $('compare-brand')");
    reader.press(DOWN);
    reader.sees("the next item", "document.activeElement === $('compare-edits')");
    reader.shot("keyboard-menu");
    reader.press(ESCAPE);
    reader.sees("the menu has closed", "!visible($('compare-menu'))");
    reader.press("i");
    reader.sees("the inspector has gone", "!visible($('inspector'))");
    reader.press("i");
    reader.sees("the inspector is back", "visible($('inspector'))");
}
