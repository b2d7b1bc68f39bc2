//! Patterns of the rules. Words end where ASCII letters and digits do: so a search needs no look at Unicode's tables, and runs at the
//! speed of reading.

use regex::Regex;

/// A pattern with `\b`, `\d`, `\w` and `\s` for ASCII alone; `None` if it cannot be read, which a test would show.
pub(super) fn pattern(text: &str) -> Option<Regex> {
    let ascii =
        ["b", "d", "w", "s"].iter().fold(text.to_owned(), |text, class| text.replace(&format!("\\{class}"), &format!("(?-u:\\{class})")));
    Regex::new(&ascii).ok()
}
