//! Glued words: no space after a full stop, a comma or a bold lead-in; cells of a table that were copied as one word.

use std::ops::Range;

use crate::compose::{Slip, Style};
use crate::diagnostic::Code;

use super::signs;
use super::text::View;
use super::words::{pieces, words};

/// Heads of columns and other words that a copied table leaves without spaces between them.
const COLUMN_WORDS: &[&str] = &[
    "Address",
    "Basis",
    "Business",
    "Categories",
    "Category",
    "Collected",
    "Contact",
    "Cookie",
    "Cookies",
    "Country",
    "Data",
    "Description",
    "Disclosed",
    "Duration",
    "Email",
    "Example",
    "Examples",
    "Expiration",
    "Expires",
    "Expiry",
    "Information",
    "Legal",
    "Lifespan",
    "Location",
    "Name",
    "Partner",
    "Period",
    "Personal",
    "Privacy",
    "Processor",
    "Provider",
    "Purpose",
    "Purposes",
    "Recipient",
    "Recipients",
    "Retention",
    "Right",
    "Rights",
    "Sale",
    "Service",
    "Shared",
    "Sharing",
    "Sold",
    "Source",
    "Sources",
    "Storage",
    "Third",
    "Type",
    "Types",
    "Use",
    "Used",
    "Vendor",
    "Website",
];

/// Words with which sentences begin.
const BEGINNINGS: &[&str] = &[
    "We", "You", "Our", "Your", "The", "This", "These", "If", "When", "Please", "It", "They", "There", "For", "In", "To", "Such", "Some",
    "All", "Any", "As", "However",
];

/// Words that no name of a product begins with in lower case.
const BEFORE_NAMES: &[&str] = &["the", "our", "your", "their", "these", "and", "with", "from", "about", "under", "by"];

/// Words that are no ends of domains.
const AFTER_A_STOP: &[&str] = &["we", "the", "our", "your", "this", "these", "if", "when", "please", "they", "however", "where", "such"];

/// Before a full stop that ends no sentence.
const SHORT: &[&str] = &["st", "dr", "mr", "ms", "mrs", "no", "art", "arts", "sec", "cal", "civ", "inc", "eg", "ie", "vs", "para", "ph"];

/// Endings that may follow a word that stands out.
const ENDINGS: &[&str] = &["s", "es", "ed", "ing", "er", "ers", "th", "nd", "rd", "st", "d", "n", "ly", "y"];

pub(super) fn look(view: &View<'_>, found: &mut Vec<Slip>) {
    for (range, piece) in pieces(view.text).filter(|(_, piece)| signs::in_text(piece) & signs::GLUED != 0) {
        let glued = if piece.contains("**") {
            around_asterisks(piece)
        } else if is_address(piece) {
            None
        } else {
            after_a_sign(piece).or_else(|| one_in_another(piece))
        };
        let Some((part, words)) = glued else { continue };
        let slip = range.start + part.start..range.start + part.end;
        // A name without spaces is spelled as the brand declares it.
        let is_name = view.is_value(&slip) && view.is_value(&(range.start..range.start + 1)) && !view.text.contains(' ');
        if !is_name && !view.is_code(&slip) {
            found.push(glued_at(slip, &words));
        }
    }
    if view.start == 0 {
        around_runs(view, found);
    }
}

fn glued_at(range: Range<usize>, words: &str) -> Slip {
    let message = format!("a space is missing in `{words}`");
    let help = "put a space between the words; a name that is spelled so goes into `glued-words` under [allow]".to_owned();
    Slip { code: Code::GluedWords, range, message, help }
}

/// Whether a piece is an address, a path, a file: signs stand in it without spaces.
fn is_address(piece: &str) -> bool {
    piece.contains(['@', '/', '\\', '_', '=', '#', '<', '{', '[', '+', '*']) || piece.starts_with("www.") || piece.contains("://")
}

/// "**Cookies.**We": Markdown takes the asterisks for words, because of what stands beside them.
fn around_asterisks(piece: &str) -> Option<(Range<usize>, String)> {
    let (left, right) = (piece.find(char::is_alphabetic)?, piece.rfind(char::is_alphabetic)?);
    let within = piece.get(left..right)?;
    within.contains("**").then(|| (0..piece.len(), piece.to_owned()))
}

/// Words on both sides of a sign that wants a space after it.
fn after_a_sign(piece: &str) -> Option<(Range<usize>, String)> {
    for (at, sign) in piece.char_indices().filter(|(_, c)| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | '”' | '“')) {
        let (left, right) = (piece.get(..at)?, piece.get(at + sign.len_utf8()..)?);
        let letter = |c: char| c.is_alphabetic();
        let start = left
            .rfind(|c| !letter(c))
            .map_or(0, |end| end + left.get(end..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
        let before = left.get(start..)?;
        let after = right.get(..right.find(|c| !letter(c)).unwrap_or(right.len()))?;
        let ended = right.get(after.len()..)?.chars().next();
        let sentence =
            after.starts_with(char::is_uppercase) && (BEGINNINGS.contains(&after) || after.chars().skip(1).any(char::is_lowercase));
        // "Acme.Com", "Node.js" and "MiniSeries.AI" are names; "U.S." and "e.g." are short for something.
        let long = before.chars().count() > 2 && before.chars().last().is_some_and(char::is_lowercase);
        let is_glued = match sign {
            '.' => {
                long && !SHORT.contains(&before.to_lowercase().as_str())
                    && ended != Some('.')
                    && ((sentence && !["Com", "Net", "Org", "Io", "Ai", "Co", "Tv", "App", "Js"].contains(&after))
                        || AFTER_A_STOP.contains(&after))
            }
            ',' | ';' => before.chars().count() > 1 && after.chars().count() > 1,
            ':' => long && sentence,
            '!' | '?' => long && sentence,
            ')' => after.chars().count() > 1 && closes_words(left) && !ENDINGS.contains(&after),
            '”' => after.chars().count() > 1 && !ENDINGS.contains(&after),
            '“' => before.chars().count() > 1 && !after.is_empty(),
            _ => false,
        };
        if is_glued {
            let end = at + sign.len_utf8() + after.len();
            return Some((start..end, piece.get(start..end)?.to_owned()));
        }
    }
    let digits = piece.find(|c: char| !c.is_ascii_digit()).unwrap_or(piece.len());
    let unit = piece.get(digits..)?.trim_end_matches(|c: char| !c.is_alphabetic());
    let units =
        ["day", "days", "month", "months", "year", "years", "hour", "hours", "week", "weeks", "minutes", "working", "business", "calendar"];
    (digits > 0 && units.contains(&unit)).then(|| (0..digits + unit.len(), format!("{}{unit}", piece.get(..digits).unwrap_or_default())))
}

/// Whether the bracket that ends here holds more than the ending of a word: not "(s)he", not "(re)use".
fn closes_words(left: &str) -> bool {
    left.rfind('(').is_none_or(|open| left.len() - open > 5 && open > 0)
}

/// A word in which others begin with capitals: "CookiePurposeDuration", "ourServices".
fn one_in_another(piece: &str) -> Option<(Range<usize>, String)> {
    for (range, word) in words(piece).filter(|(_, word)| word.is_ascii()) {
        let joint = |(at, pair): (usize, &[u8])| match pair {
            [low, up] if low.is_ascii_lowercase() && up.is_ascii_uppercase() => Some(at + 1),
            _ => None,
        };
        let joints: Vec<usize> = word.as_bytes().windows(2).enumerate().filter_map(joint).collect();
        let Some(first) = joints.first() else { continue };
        let starts = std::iter::once(0).chain(joints.iter().copied());
        let ends = joints.iter().copied().chain([word.len()]);
        let parts: Vec<&str> = starts.zip(ends).filter_map(|(start, end)| word.get(start..end)).collect();
        let known = parts.iter().filter(|part| COLUMN_WORDS.contains(part)).count();
        let is_table = (parts.len() > 2 && known > 1) || (parts.len() > 3 && known > 0);
        let (head, tail) = (word.get(..*first)?, word.get(*first..)?);
        let is_sentence = (BEFORE_NAMES.contains(&head) && tail.chars().skip(1).all(char::is_lowercase) && tail.len() > 2)
            || (parts.len() == 2 && head.len() > 3 && head.starts_with(char::is_lowercase) && BEGINNINGS.contains(&tail) && tail.len() > 1);
        if is_table || is_sentence {
            return Some((range, word.to_owned()));
        }
    }
    None
}

/// Words glued to bold or italic ones, or to a link: the sign of the markup looks like a space to whoever types it.
fn around_runs(view: &View<'_>, found: &mut Vec<Slip>) {
    let is_letter = |c: char| c.is_alphabetic();
    for run in view.runs.iter().filter(|run| run.style != Style::Code) {
        let inside = view.text.get(run.range.clone()).unwrap_or_default();
        let (left, right) = (view.text.get(..run.range.start).unwrap_or_default(), view.text.get(run.range.end..).unwrap_or_default());
        let last = |text: &str| text.len() - text.trim_end_matches(is_letter).len();
        let first = |text: &str| text.len() - text.trim_start_matches(is_letter).len();
        if last(left) > 1 && first(inside) > 1 {
            let range = run.range.start - last(left)..run.range.start + first(inside);
            push_glued(view, range, found);
        }
        let ending = right.get(..first(right)).unwrap_or_default();
        let closes = inside.ends_with([':', '.', ',', ';', '?', '!']) && (ending.starts_with(char::is_uppercase) || ending.len() > 2);
        if !ENDINGS.contains(&ending) && ending.len() > 1 && (last(inside) > 1 || closes) {
            let word = if closes {
                last(inside.trim_end_matches(|c: char| !is_letter(c))) + inside.len()
                    - inside.trim_end_matches(|c: char| !is_letter(c)).len()
            } else {
                last(inside)
            };
            push_glued(view, run.range.end - word..run.range.end + ending.len(), found);
        }
    }
}

fn push_glued(view: &View<'_>, range: Range<usize>, found: &mut Vec<Slip>) {
    let said = found.iter().any(|slip| slip.code == Code::GluedWords && slip.range.start < range.end && range.start < slip.range.end);
    if let Some(words) = view.text.get(range.clone()).filter(|_| !said) {
        found.push(glued_at(range, words));
    }
}
