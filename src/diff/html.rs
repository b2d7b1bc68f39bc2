//! One file that opens in a browser: each page that changes, whole, with what goes and what comes in its text.

use crate::compose::escape;
use crate::diagnostic::counted;
use crate::redline::{Section, Standing};

use super::group::grouped;
use super::human::heading;
use super::{Diff, PageChange, State};

const STYLE: &str = include_str!("page.css");

pub(super) fn print(diff: &Diff) -> String {
    let changes = grouped(diff);
    let mut out = String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n");
    let title = format!("Changes of text: {} → {}", diff.before, diff.after);
    out.push_str(&format!("<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{0}</h1>\n", text(&title)));
    if diff.pages.is_empty() {
        out.push_str("<p>No word changes.</p>\n");
    } else {
        out.push_str(
            "<p>What goes is <del class=\"redline\">struck out</del>, what comes is <ins class=\"redline\">underlined</ins>.</p>\n",
        );
    }
    out.push_str("<nav aria-label=\"Pages\">\n<ul>\n");
    for (rank, page) in diff.pages.iter().enumerate() {
        let count = changes.iter().filter(|change| change.pages.contains(&rank)).count();
        let what = state(page).map_or_else(|| counted(count, "change"), str::to_owned);
        out.push_str(&format!("<li><a href=\"#p{rank}\">{}</a> <small>{what}</small></li>\n", text(&page.name())));
    }
    out.push_str("</ul>\n</nav>\n</header>\n<main>\n");
    for (rank, page) in diff.pages.iter().enumerate() {
        out.push_str(&article(rank, page));
    }
    out + "</main>\n</body>\n</html>\n"
}

fn state(page: &PageChange) -> Option<&'static str> {
    match page.state {
        State::Kept => None,
        State::New => Some("new page"),
        State::Gone => Some("no longer a page"),
    }
}

fn article(rank: usize, page: &PageChange) -> String {
    let mut out = format!("<article id=\"p{rank}\">\n<p class=\"name\">{}</p>\n<h1>{}</h1>\n", text(&page.name()), text(&page.title));
    if let Some(state) = state(page) {
        out.push_str(&format!("<p class=\"note\">{state}</p>\n"));
    }
    for note in &page.notes {
        let side = |element: &str, words: &str| match words {
            "" => String::new(),
            words => format!(" <{element} class=\"redline\">{}</{element}>", text(words)),
        };
        out.push_str(&format!("<p class=\"note\">{}:{}{}</p>\n", note.what, side("del", &note.before), side("ins", &note.after)));
    }
    if page.state == State::Kept && page.sections.is_empty() {
        out.push_str("<p>The words stay as they are.</p>\n</article>\n");
        return out;
    }
    let sections: String = page.sections.iter().map(|section| entry(rank, section)).collect();
    if !sections.is_empty() {
        out.push_str(&format!("<ul class=\"note\">\n{sections}</ul>\n"));
    }
    out + "<div class=\"text\">\n" + &alone(&page.redline, &format!("p{rank}--")) + "</div>\n</article>\n"
}

/// A section that differs, with a link if it still stands on the page.
fn entry(rank: usize, section: &Section) -> String {
    let name = text(&heading(section));
    let moved = match &section.standing {
        Standing::Moved(place) => format!(": moved {}", text(place)),
        _ => String::new(),
    };
    match section.id.as_deref().filter(|_| section.standing != Standing::Gone) {
        Some(id) => format!("<li><a href=\"#p{rank}--{}\">{name}</a>{moved}</li>\n", text(id)),
        None => format!("<li>{name}{moved}</li>\n"),
    }
}

/// A page's text among others: its ids are its own, and links to other files lead nowhere.
fn alone(html: &str, prefix: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        let (tag, after) = from.split_at(from.find('>').map_or(from.len(), |end| end + 1));
        out.push_str(before);
        let tag = tag.replace(" id=\"", &format!(" id=\"{prefix}")).replace(" href=\"#", &format!(" href=\"#{prefix}"));
        let tag = tag.replace(" aria-labelledby=\"", &format!(" aria-labelledby=\"{prefix}"));
        out.push_str(&if tag.contains(" href=\".") { tag.replacen(" href=\"", " title=\"", 1) } else { tag });
        rest = after;
    }
    out + rest
}

fn text(text: &str) -> String {
    let mut out = String::new();
    escape(text, &mut out);
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_do_not_meet() {
        let html = "<h2 id=\"a\">1 &lt; 2 id=\"b\"</h2><a class=\"x\" href=\"#a\">a</a> <a href=\"../cookies/#c\">c</a> <a href=\"https://a.example\">d</a>";
        assert_eq!(
            super::alone(html, "p1--"),
            "<h2 id=\"p1--a\">1 &lt; 2 id=\"b\"</h2><a class=\"x\" href=\"#p1--a\">a</a> <a title=\"../cookies/#c\">c</a> <a href=\"https://a.example\">d</a>"
        );
    }
}
