//! Holds that the generators' pages say the same: each page's text, headings and contents against the others' and against the workload's own.

use std::path::{Path, PathBuf};

use scraper::{ElementRef, Html, Selector};

use super::sites;
use crate::support::notation::parse;
use crate::support::workload::{Brand, CATEGORIES, Section, Workload};

/// How the pages of `outputs` (generators by name) differ, a line each; empty when they say the same.
pub(crate) fn differences(work: &Workload, outputs: &[(&str, PathBuf)]) -> Vec<String> {
    let mut found = Vec::new();
    for brand in &work.brands {
        let mut wanted = vec![(PathBuf::from(&brand.id), None)];
        wanted.extend(work.documents.iter().map(|document| (Path::new(&brand.id).join(document.id), Some(work.sections(brand, document)))));
        for (path, sections) in &wanted {
            let pages: Vec<(&str, Html)> = outputs
                .iter()
                .map(|(name, root)| (*name, std::fs::read_to_string(root.join(path).join("index.html")).unwrap()))
                .map(|(name, page)| (name, Html::parse_document(&without_captions(&page))))
                .collect();
            for (name, page) in &pages {
                let mut expect = |what: &str, is: String, should: String| {
                    if is != should {
                        found.push(format!("{name}: {}: {what}: {}", path.display(), difference(&is, &should)));
                    }
                };
                expect("the page's text is not the first generator's", text(page, "body"), text(&pages[0].1, "body"));
                if let Some(sections) = sections {
                    expect("headings", headings(page), titles(sections));
                    expect("contents", contents(page), titles(sections));
                    expect("the text is not the workload's", text(page, "article"), article(work, brand, sections));
                }
            }
        }
    }
    found
}

/// A page without the captions of its tables, which fineprint alone writes.
fn without_captions(page: &str) -> String {
    let mut parts = page.split("<caption");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |page, part| page + part.split_once("</caption>").map_or(part, |(_, rest)| rest))
}

/// Where two texts part.
fn difference(is: &str, should: &str) -> String {
    let at = is.chars().zip(should.chars()).position(|(one, other)| one != other).unwrap_or(is.chars().count().min(should.chars().count()));
    let near = |text: &str| text.chars().skip(at.saturating_sub(30)).take(70).collect::<String>();
    format!("«{}» where «{}» is wanted", near(is), near(should))
}

fn select<'a>(page: &'a Html, what: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(what).unwrap()).collect()
}

/// The letters of an element; generators may space them as they like.
fn letters(element: ElementRef<'_>) -> String {
    squeezed(&element.text().collect::<String>())
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

fn text(page: &Html, what: &str) -> String {
    select(page, what).into_iter().map(letters).collect()
}

/// The sections' headings with the anchors that lead to them: on the heading, or on the section around it.
fn headings(page: &Html) -> String {
    let line = |heading: ElementRef<'_>| {
        let section = heading.parent().and_then(ElementRef::wrap);
        let anchor = heading.attr("id").or_else(|| section.and_then(|section| section.attr("id"))).unwrap_or_default();
        format!("{anchor} {}\n", letters(heading))
    };
    select(page, "article h2").into_iter().map(line).collect()
}

fn contents(page: &Html) -> String {
    let line = |link: ElementRef<'_>| format!("{} {}\n", link.attr("href").unwrap_or_default().trim_start_matches('#'), letters(link));
    select(page, "nav.toc a").into_iter().map(line).collect()
}

fn titles(sections: &[Section]) -> String {
    let line = |(at, section): (usize, &Section)| format!("{} {}\n", section.clause, squeezed(&format!("{}.{}", at + 1, section.title)));
    sections.iter().enumerate().map(line).collect()
}

/// What an article should say, made from the workload alone: the signs of Markdown that the workload uses are taken out.
fn article(work: &Workload, brand: &Brand, sections: &[Section]) -> String {
    let values = sites::values(brand);
    let mut value = |key: &str| values[key].as_str().unwrap_or_default().to_owned();
    let mut is_there = |place: &str| brand.jurisdictions.contains(&place);
    let mut text = String::new();
    for (at, section) in sections.iter().enumerate() {
        let written: String = parse(section.text).iter().map(|part| part.text(&mut value, &mut is_there)).collect();
        text += &format!("{}. {}\n", at + 1, section.title);
        for line in written.lines() {
            let line = line.trim_start_matches("### ").trim_start_matches("- ");
            let line = line.split_once(". ").filter(|(number, _)| number.parse::<u8>().is_ok()).map_or(line, |(_, rest)| rest);
            text += &linked(&table(work, brand, line).replace(['*', '`'], ""));
        }
    }
    squeezed(&text)
}

/// A text without the addresses of its links.
fn linked(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        plain += &before.replace('[', "");
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    plain + rest
}

/// The cells of a table where the line calls for one, else the line.
fn table(work: &Workload, brand: &Brand, line: &str) -> String {
    match line {
        "{#processors}" => {
            let row = |at: &usize| {
                let vendor = &work.vendors[*at];
                format!("{}{}{}{}", vendor.name, vendor.purpose, vendor.location, vendor.data)
            };
            "ProviderPurposeCountryInformation".to_owned() + &brand.vendors.iter().map(row).collect::<String>()
        }
        "{#cookies}" => {
            let row = |cookie: &crate::support::workload::Cookie| {
                format!("{}{}{}{}{}", cookie.name, cookie.provider, cookie.purpose, cookie.duration, CATEGORIES[cookie.category].1)
            };
            "NameProviderPurposeDurationCategory".to_owned() + &brand.cookies.iter().map(row).collect::<String>()
        }
        line => line.to_owned(),
    }
}
