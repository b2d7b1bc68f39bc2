//! Every page through axe-core: no rule of WCAG 2.2 A and AA, and no best practice, is broken, by light and by dark, on a phone and on a desk.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::browser::Browser;
use crate::site::{expect_none, pages, tool};

/// What axe finds in the page, with all that can be opened opened: rule and selector. What it cannot decide counts too. It cannot where a
/// gradient lies behind a text, so the shadow at the edge of a table that scrolls is taken away; nor of a cell that is scrolled out of
/// sight, but that one it sees on a desk.
const AXE: &str = "
    (async () => {
        document.querySelectorAll('details').forEach(details => { details.open = true; });
        document.querySelectorAll('.table').forEach(table => { table.style.backgroundImage = 'none'; });
        const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        const found = await axe.run(document, { runOnly: { type: 'tag', values }, rules: { 'target-size': { enabled: true } } });
        if (found.passes.length < 15) throw `only ${found.passes.length} rules had something to look at`;
        const isOut = node => node.any.some(check => check.id === 'color-contrast' && check.data?.messageKey === 'elmPartiallyObscured')
            && document.querySelector(node.target[0]).closest('.table');
        const open = found.incomplete.map(rule => ({ ...rule, nodes: rule.nodes.filter(node => !isOut(node)) }));
        return [...found.violations, ...open].flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(' ')}`));
    })()";

fn check(width: u32, height: u32) {
    let (served, pages) = pages();
    let browser = Browser::new();
    browser.brings(&fs::read_to_string(tool("axe-core/axe.min.js")).unwrap());
    browser.size(width, height);
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for page in &pages {
        browser.open(&format!("{}{page}", served.origin));
        for scheme in ["light", "dark"] {
            browser.prefers(scheme);
            let broken: Vec<String> = serde_json::from_value(browser.promised(AXE)).unwrap();
            for broken in broken {
                found.entry(format!("{broken} ({scheme}, {width} wide)")).or_default().insert(page.clone());
            }
        }
    }
    expect_none("what axe finds", &found);
}

#[test]
fn axe_sees_what_is_wrong() {
    let browser = Browser::new();
    browser.brings(&fs::read_to_string(tool("axe-core/axe.min.js")).unwrap());
    let (served, pages) = pages();
    browser.open(&format!("{}{}", served.origin, pages[0]));
    browser.run(
        "document.documentElement.lang = '';
        document.querySelector('h1').style.color = '#999';
        document.querySelector('main a').textContent = '';
        document.querySelector('footer').innerHTML = '<button style=\"padding:0;border:0;width:9px;height:9px\">a</button><button style=\"padding:0;border:0;width:9px;height:9px\">b</button>';",
    );
    let broken: Vec<String> = serde_json::from_value(browser.promised(AXE)).unwrap();
    let rules: BTreeSet<&str> = broken.iter().map(|broken| broken.split(':').next().unwrap()).collect();
    let expected = ["color-contrast", "html-has-lang", "link-name", "target-size"];
    assert!(expected.iter().all(|rule| rules.contains(rule)), "{broken:#?}");
}

#[test]
fn no_rule_is_broken_on_a_phone() {
    check(360, 780);
}

#[test]
fn no_rule_is_broken_on_a_desk() {
    check(1280, 900);
}
