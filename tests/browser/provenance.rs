//! Where the text comes from: the inspector, the layers, the values. The page itself stays as it is.

use crate::desk::Desk;
use crate::reader::Reader;

const INSPECTOR: &str = "words($('inspector'))";

/// Opens a document and waits until all is known about its text.
fn opened(desk: &Desk, path: &str) -> Reader {
    let reader = Reader::at(desk, path);
    reader.sees("the inspector knows the text", "loaded && words($('inspector')).includes('Left out of this document')");
    reader
}

#[test]
fn a_section_under_the_pointer_says_where_it_comes_from() {
    let desk = Desk::new();
    let reader = opened(&desk, "/#/acme/privacy");
    reader.act("doc.getElementById('security').scrollIntoView({ block: 'center' });");
    reader.points_at("doc.querySelector('#security p')");
    reader.sees("the section", &format!("{INSPECTOR}.includes('#security')"));
    let said = reader.text(INSPECTOR);
    for part in
        ["Library its text", "content/clauses/privacy/security.md:4", "Brand family adds after it", "brands/family/clauses/security.md:4"]
    {
        assert!(said.contains(part), "`{part}` in {said}");
    }
    let links = reader.now("[...$('inspector').querySelectorAll('a[href]')].map(link => link.getAttribute('href'))");
    let root = desk.root();
    let expected = format!("vscode://file{root}/content/clauses/privacy/security.md:4");
    assert!(links.as_array().unwrap().iter().any(|link| link.as_str().unwrap().starts_with(&expected)), "{expected} in {links}");
    assert!(
        reader.now("doc.documentElement.outerHTML").as_str().unwrap().contains("<body class=\"document of-privacy\">"),
        "nothing is written into the page"
    );
    reader.shots("provenance-section");
}

#[test]
fn one_goes_from_section_to_section_by_keys() {
    let desk = Desk::new();
    let reader = opened(&desk, "/#/acme/privacy");
    reader.press("]]");
    reader.sees("the second section", &format!("{INSPECTOR}.includes('#what-we-collect')"));
    reader.press("jjj");
    reader.sees("the fifth section", &format!("{INSPECTOR}.includes('#your-rights')"));
    let said = reader.text(INSPECTOR);
    for part in ["gdpr holds", "jurisdictions = [\"eu\", \"us\"]", "brands/acme/brand.toml:8"] {
        assert!(said.contains(part), "`{part}` in {said}");
    }
    reader.sees("it is on the screen", "top('your-rights') >= 0 && top('your-rights') < page.innerHeight");
    reader.shot("provenance-condition");
    reader.press("[k");
    reader.sees("the third section", &format!("{INSPECTOR}.includes('#how-we-use-it')"));
    reader.press("j");
    reader.sees("the values that it prints", &format!("{INSPECTOR}.includes('values.retention_days30brands/acme/brand.toml:11')"));
}

#[test]
fn what_is_left_out_says_why() {
    let desk = Desk::new();
    let reader = opened(&desk, "/#/acme/privacy");
    reader.clicks("$('inspector').querySelector('.left-out summary')");
    reader.sees("the list", "$('inspector').querySelector('.left-out').open");
    let said = reader.text("words($('inspector').querySelector('.left-out'))");
    for part in ["selling", "sells does not hold", "sells = false", "brands/family/brand.toml:6", "content/clauses/privacy/selling.md"] {
        assert!(said.contains(part), "`{part}` in {said}");
    }
    reader.shots("provenance-left-out");
    desk.edit("brands/acme/brand.toml", "[facts]\n", "[facts]\nsells = true\n");
    reader.reads("We sell personal information.");
    reader.sees("no longer left out", "!words($('inspector')).includes('Left out of this document')");
}

/// The texts that a highlight covers.
fn covered(name: &str) -> String {
    format!(
        "[...(page.CSS.highlights.get('fineprint-{name}') ?? [])].map(range => range.toString().replace(/\\s+/g, ' ').trim()).filter(Boolean)"
    )
}

#[test]
fn layers_and_values_are_tinted_and_the_page_stays_as_it_is() {
    let desk = Desk::new();
    let reader = opened(&desk, "/#/acme/privacy");
    let before = reader.text("doc.documentElement.outerHTML");
    reader.press("l");
    reader.sees("a tint for each layer", "['library', 'parent', 'brand'].every(layer => page.CSS.highlights.has('fineprint-' + layer))");
    let parent = reader.now(&format!("{}.join(' ')", covered("parent")));
    assert_eq!(parent, "All brands of the family are tested by the same people.");
    let brand = reader.text(&format!("{}.join(' ')", covered("brand")));
    assert!(brand.starts_with("Write to") && brand.contains("Acme answers within two days."), "{brand}");
    assert_eq!(reader.text("words($('legend'))"), "LibraryBrand familyBrand acme");

    reader.press("v");
    reader.sees_that(&covered("value"), vec!["Acme", "30", "privacy@acme.example"]);
    reader.shots("provenance-layers");
    reader.act("doc.getElementById('retention').scrollIntoView({ block: 'center' });");
    reader.sees("the section is on the screen", "top('retention') > 0 && top('retention') < page.innerHeight");
    reader.points_at("[...page.CSS.highlights.get('fineprint-value')].find(range => range.toString() === '30')");
    reader.sees(
        "the value beside the pointer",
        "visible($('tip')) && words($('tip')) === 'values.retention_days30brands/acme/brand.toml:11'",
    );
    reader.shot("provenance-value");

    desk.edit("brands/acme/brand.toml", "retention_days = 30", "retention_days = 45");
    reader.sees_that(&covered("value"), vec!["Acme", "45", "privacy@acme.example"]);
    desk.edit("brands/acme/brand.toml", "retention_days = 45", "retention_days = 30");
    reader.sees_that(&covered("value"), vec!["Acme", "30", "privacy@acme.example"]);
    reader.press("lv");
    reader.sees("no tints", "['library', 'parent', 'brand', 'value'].every(layer => !page.CSS.highlights.has('fineprint-' + layer))");
    assert_eq!(reader.text("doc.documentElement.outerHTML"), before, "the page is as it was");
}

#[test]
fn what_is_wanted_stands_out() {
    let desk = Desk::new();
    let reader = Reader::at(&desk, "/#/bolt/cookies");
    reader.reads("Questions about cookies can be sent to");
    reader.sees("the inspector knows the text", "words($('inspector')).includes('nobody has told us')");
    reader.press("v");
    reader.sees_that(&format!("{}.length", covered("unknown")), 1);
    reader.shot("provenance-wanted");
}
