//! Pages on paper: every page printed has its number, and all of the text.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::browser::Browser;
use crate::site::pages;

/// The text of a PDF, page by page.
fn text(pdf: &[u8]) -> Vec<String> {
    let mut reader = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this test wants pdftotext; `tests/run` installs it");
    let mut stdin = reader.stdin.take().unwrap();
    let pdf = pdf.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&pdf).unwrap());
    let output = reader.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect()
}

/// Words alone: a line may end anywhere.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_printed_page_has_its_number_and_the_text_is_whole() {
    let (served, pages) = pages();
    let page = pages.iter().find(|page| page.ends_with("mini-studio/privacy/")).unwrap();
    let browser = Browser::new();
    browser.open(&format!("{}{page}", served.origin));
    let pdf = browser.print();
    let sheets = text(&pdf);
    assert!(sheets.len() > 2, "{} sheets", sheets.len());
    for (at, sheet) in sheets.iter().enumerate() {
        let number = format!("{} / {}", at + 1, sheets.len());
        assert!(sheet.contains("Privacy Policy, effective "), "sheet {} has no running title:\n{sheet}", at + 1);
        assert!(sheet.trim_end().ends_with(&number), "sheet {} does not end with {number}:\n{sheet}", at + 1);
    }
    let first = words(&sheets[0]);
    assert!(first.contains("Mini Studio") && first.contains("Privacy Policy"), "{first}");
    let all = words(&sheets.concat());
    let headings = browser.run("return [...document.querySelectorAll('.text :is(h2, h3)')].map(it => it.textContent.trim());");
    let headings: Vec<String> = serde_json::from_value(headings).unwrap();
    assert!(headings.len() > 10, "{headings:?}");
    let missing: Vec<&String> = headings.iter().filter(|heading| !all.contains(&words(heading))).collect();
    assert!(missing.is_empty(), "headings that are not on paper: {missing:?}");
    for hidden in ["Skip to the text", "Back to top"] {
        assert!(!all.contains(hidden), "on paper, where it means nothing: {hidden}");
    }
}
