//! What Markdown would change or leave out of a page without a word: looked for in the text itself.

use std::collections::BTreeSet;

use crate::config::is_private;
use crate::diagnostic::Code;

use super::fragment::Fragment;

/// Notes what of `text` would be lost; `fragment` is what was made of it.
pub(super) fn check(text: &str, fragment: &mut Fragment) {
    if text.contains("&#") {
        forged(text, fragment);
    }
    if text.contains("]:") {
        swallowed(text, fragment);
    }
}

/// How long a character reference may be, as in `&#1048576;`, with some zeros before its digits.
const LONGEST_REFERENCE: usize = 24;

/// Character references that would be taken for values: `&#xF0000;`.
fn forged(text: &str, fragment: &mut Fragment) {
    for (at, _) in text.match_indices("&#") {
        // A reference has seven digits at most; what goes on without an end is none, and is not searched to the end of the text.
        let end = text.bytes().skip(at).take(LONGEST_REFERENCE).position(|byte| byte == b';');
        let Some(reference) = end.and_then(|end| text.get(at..=at + end)) else { continue };
        let digits = reference.trim_start_matches("&#").trim_end_matches(';');
        let code = match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => digits.parse(),
        };
        if code.ok().and_then(char::from_u32).is_some_and(is_private) {
            let message = "a character of a private plane of Unicode has no meaning outside this file";
            fragment.issue(Code::PrivateUseCharacter, message, reference, "", "take it out of the text");
        }
    }
}

/// What comrak takes out without a word: notes that nothing calls, a second note of one name, addresses set apart (`[x]: …`).
fn swallowed(text: &str, fragment: &mut Fragment) {
    let mut fenced = false;
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let called: BTreeSet<String> = fragment.notes.iter().map(|(note, _)| note.to_ascii_lowercase()).collect();
    for line in text.lines() {
        let start = line.trim_start_matches([' ', '>', '-', '*', '+']);
        fenced ^= start.starts_with("```") || start.starts_with("~~~");
        let Some((name, _)) = start.strip_prefix('[').filter(|_| !fenced).and_then(|rest| rest.split_once("]:")) else { continue };
        if name.contains([']', '[', '`']) {
            continue;
        }
        let Some(note) = name.strip_prefix('^') else {
            let help = "write the address where the link is: [text](https://…)";
            let needle = format!("[{name}]:");
            fragment.issue(Code::UnsupportedMarkdown, "this line would not be printed: an address set apart", &needle, "", help);
            continue;
        };
        if !seen.insert(note.to_ascii_lowercase()) {
            let help = format!("rename one of the notes `{note}`");
            fragment.issue(
                Code::DuplicateId,
                &format!("two notes are called `{note}`"),
                &format!("[^{note}]:"),
                "the second is not printed",
                &help,
            );
        } else if !called.contains(&note.to_ascii_lowercase()) {
            let help = format!("call it where it belongs, [^{note}], or take it out");
            fragment.issue(Code::DeadReference, &format!("nothing calls the note `{note}`"), &format!("[^{note}]:"), "not printed", &help);
        }
    }
}

/// How many cells a line of a table has: `|` divides them, but not after a backslash.
pub(super) fn cells(line: &str) -> usize {
    let row = line.trim();
    let inner = row.strip_prefix('|').unwrap_or(row);
    let mut count = 1;
    let mut escaped = false;
    let mut ends = false;
    for c in inner.chars() {
        ends = c == '|' && !escaped;
        count += usize::from(ends);
        escaped = c == '\\' && !escaped;
    }
    count - usize::from(ends)
}

#[cfg(test)]
mod tests {
    use super::cells;

    #[test]
    fn counts_the_cells_of_a_row() {
        for (row, count) in [("| a | b |", 2), ("a | b", 2), ("| a \\| b |", 1), ("| a | b | c", 3), ("text", 1), ("| |", 1)] {
            assert_eq!(cells(row), count, "{row}");
        }
    }
}
