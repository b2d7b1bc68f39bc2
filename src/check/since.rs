//! The lines in which a text differs from what it was, few and short enough to be read in a finding.

use crate::diagnostic::counted;
use similar::{ChangeTag, TextDiff};

/// How many lines are shown.
const LINES: usize = 12;
/// A line that is longer is shown where it differs, with so many words around.
const WIDTH: usize = 100;
/// How many words stand around a difference.
const AROUND: usize = 4;

/// The lines that differ, `-` before those that were and `+` before those that are.
pub(super) fn changed_lines(before: &str, now: &str) -> String {
    let diff = TextDiff::from_lines(before, now);
    let mut lines = Vec::new();
    for op in diff.ops() {
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for change in diff.iter_changes(op).filter(|change| !change.value().trim().is_empty()) {
            match change.tag() {
                ChangeTag::Delete => old.push(change.value().trim_end()),
                ChangeTag::Insert => new.push(change.value().trim_end()),
                ChangeTag::Equal => {}
            }
        }
        if old.len() == new.len() {
            old.iter().zip(&new).for_each(|(old, new)| stretches(old, new, &mut lines));
        } else {
            lines.extend(old.iter().map(|line| format!("- {line}")));
            lines.extend(new.iter().map(|line| format!("+ {line}")));
        }
    }
    if lines.len() > LINES {
        let more = lines.len() - LINES;
        lines.truncate(LINES);
        lines.push(format!("… and {}", counted(more, "more line")));
    }
    lines.join("\n")
}

/// What differs between two lines: all of them if they are short, else each stretch.
fn stretches(old: &str, new: &str, lines: &mut Vec<String>) {
    if old.len().max(new.len()) <= WIDTH {
        lines.extend([format!("- {old}"), format!("+ {new}")]);
        return;
    }
    let diff = TextDiff::from_words(old, new);
    // Between two words stands a blank, which is a word to the comparison.
    for group in diff.grouped_ops(2 * AROUND) {
        let changes = || group.iter().flat_map(|op| diff.iter_changes(op));
        let side = |gone: ChangeTag| changes().filter(|change| change.tag() != gone).map(|change| change.value()).collect::<String>();
        let starts = |range: Option<usize>| range.is_some_and(|start| start > 0);
        let before = if starts(group.first().map(|op| op.old_range().start)) { "…" } else { "" };
        let ends = group.last().is_some_and(|op| op.old_range().end == diff.old_len() && op.new_range().end == diff.new_len());
        let after = if ends { "" } else { "…" };
        for (sign, gone) in [("-", ChangeTag::Insert), ("+", ChangeTag::Delete)] {
            lines.push(format!("{sign} {before}{}{after}", side(gone).trim()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::changed_lines;

    #[test]
    fn only_lines_that_differ_are_shown() {
        let (before, now) = ("title = Contact\nWrite to us.\n\nWe answer.\n", "title = Contact\nWrite to us!\n\nWe answer.\n\nSoon.\n");
        assert_eq!(changed_lines(before, now), "- Write to us.\n+ Write to us!\n+ Soon.");
        assert_eq!(changed_lines(before, before), "");
    }

    #[test]
    fn a_long_line_is_cut_around_the_difference() {
        let long = "one two three four five six ".repeat(10);
        let shown = changed_lines(&format!("{long}ten days {long}or more."), &format!("{long}six days {long}or less."));
        let expected = "- …three four five six ten days one two three…\n+ …three four five six six days one two three…\n\
            - …four five six or more.\n+ …four five six or less.";
        assert_eq!(shown, expected, "every stretch that differs is there");
    }

    #[test]
    fn of_many_lines_the_first_are_shown() {
        let now: String = (0..20).map(|number| format!("line {number}\n")).collect();
        let shown = changed_lines("", &now);
        assert_eq!(shown.lines().count(), 13);
        assert!(shown.ends_with("+ line 11\n… and 8 more lines"), "{shown}");
    }
}
