//! Pointers to sections: a number that was typed by hand, a title that no section has.

use crate::compose::{ComposedDocument, Entry, Pointer};
use crate::diagnostic::{Code, Finding, nearest};

use super::page::{Page, Spot};
use super::words::plain;

/// A heading: as it is compared, as it is read, its number with those above it, its anchor.
struct Title<'a> {
    plain: String,
    words: &'a str,
    number: String,
    anchor: &'a str,
}

/// The headings of a page.
pub(super) struct Titles<'a>(Vec<Title<'a>>);

impl<'a> Titles<'a> {
    pub(super) fn of(document: &'a ComposedDocument) -> Self {
        let mut titles = Vec::new();
        collect(&document.contents, "", &mut titles);
        Self(titles)
    }

    /// What is wrong with a pointer, if it is.
    pub(super) fn judge(&self, page: &Page<'_>, spot: &Spot, pointer: &Pointer) -> Option<Finding> {
        match pointer {
            Pointer::Number(number) => self.number(page, spot, number),
            Pointer::Title(_, document) => self.title(page, spot, document.as_deref()),
            Pointer::Reference(target, words) => self.reference(page, spot, target, words),
        }
    }

    fn number(&self, page: &Page<'_>, spot: &Spot, number: &str) -> Option<Finding> {
        let words = page.words(spot)?;
        if page.allows(Code::TypedNumber, &words) {
            return None;
        }
        let wanted = digits(number);
        let mut with_number = self.0.iter().filter(|title| !title.number.is_empty() && digits(&title.number) == wanted);
        let help = match (with_number.next(), with_number.next()) {
            (Some(title), None) => format!(
                "write `[](clause:{})`, if “{}” is meant, which has that number for `{}`",
                title.anchor, title.words, page.composed.brand.id
            ),
            _ => "refer to the section by its clause: `[](clause:ID)` prints its number, and its title where there are none".to_owned(),
        };
        let message = format!("the number in `{}` was typed by hand", words.trim());
        Some(Finding::new(Code::TypedNumber, message, page.place(spot)?, "goes stale when a section moves").help(help))
    }

    fn title(&self, page: &Page<'_>, spot: &Spot, document: Option<&str>) -> Option<Finding> {
        let words = page.words(spot)?.trim_matches(['“', '”']).trim_end_matches([',', '.']).to_owned();
        let wanted = plain(&words);
        let documents = &page.composed.documents;
        // "of your account settings" is no page of ours.
        let other = document.map(|named| documents.iter().find(|other| plain(named).starts_with(&plain(&other.title))));
        let of_other = match other {
            Some(found) => Some(Titles::of(found?)),
            None => None,
        };
        let titles: &Titles<'_> = of_other.as_ref().unwrap_or(self);
        let is_title =
            titles.0.iter().any(|title| title.plain == wanted) || documents.iter().any(|document| plain(&document.title) == wanted);
        if is_title || page.allows(Code::WrongTitle, &words) {
            return None;
        }
        let on = match other.flatten() {
            Some(other) => format!("the page `{}`", other.id),
            None => "this page".to_owned(),
        };
        let help = titles.near(&wanted).map_or_else(
            || "refer to the section by its clause, and the title comes by itself: `[](clause:ID)`".to_owned(),
            |title| match other.flatten() {
                Some(other) => format!("write `[](doc:{}#{})`, if “{}” is meant", other.id, title.anchor, title.words),
                None => format!("write `[](clause:{})`, if “{}” is meant", title.anchor, title.words),
            },
        );
        let message = format!("no section of {on} is called `{words}`");
        Some(Finding::new(Code::WrongTitle, message, page.place(spot)?, "").help(help))
    }

    /// A reference whose words are the title of another section.
    fn reference(&self, page: &Page<'_>, spot: &Spot, target: &str, words: &str) -> Option<Finding> {
        let (anchor, wanted) = (target.strip_prefix("clause:")?, plain(words));
        let called = self.0.iter().find(|title| title.plain == wanted)?;
        let is_right = self.0.iter().any(|title| title.anchor == anchor && title.plain == wanted);
        let exists = self.0.iter().any(|title| title.anchor == anchor);
        if is_right || !exists || wanted.is_empty() || page.allows(Code::WrongTitle, words) {
            return None;
        }
        let message = format!("the reference says `{words}` and leads to another section, `{anchor}`");
        let help = format!("write `[](clause:{})`, or other words", called.anchor);
        Some(Finding::new(Code::WrongTitle, message, page.place(spot)?, "").help(help))
    }

    /// The title nearest to `wanted`: nearly the same letters, or most of the words.
    fn near(&self, wanted: &str) -> Option<&Title<'a>> {
        let by_letters = nearest(wanted, self.0.iter().map(|title| title.plain.as_str()));
        if let Some(title) = by_letters.and_then(|near| self.0.iter().find(|title| title.plain == near)) {
            return Some(title);
        }
        let common = |title: &Title<'_>| {
            wanted.split(' ').filter(|word| word.len() > 2 && title.plain.split(' ').any(|other| other == *word)).count()
        };
        let count = wanted.split(' ').filter(|word| word.len() > 2).count();
        self.0.iter().filter(|title| 2 * common(title) >= count && common(title) > 0).max_by_key(|title| common(title))
    }
}

fn collect<'a>(entries: &'a [Entry], above: &str, out: &mut Vec<Title<'a>>) {
    for entry in entries {
        let number = format!("{above}.{}", entry.number);
        let own = if entry.number.is_empty() { String::new() } else { number };
        // "3. Cookies": a number that was typed into a title is no part of it.
        let title = entry.title.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' '));
        out.push(Title {
            plain: plain(if title.is_empty() { &entry.title } else { title }),
            words: &entry.title,
            number: own.clone(),
            anchor: &entry.anchor,
        });
        collect(&entry.children, &own, out);
    }
}

/// A number as it is compared: "4.(b)" and "4(B)" are one.
fn digits(number: &str) -> String {
    let parts = number.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect::<Vec<_>>().join(".")
}
