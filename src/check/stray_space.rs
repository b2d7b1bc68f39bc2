//! Stray spaces and signs: a space before a full stop, one after an opening bracket, two commas in a row.

use crate::compose::Slip;
use crate::diagnostic::Code;

use super::text::View;

pub(super) fn look(view: &View<'_>, found: &mut Vec<Slip>) {
    let at = |index: usize| view.text.get(index..).and_then(|rest| rest.chars().next());
    let (mut before, mut last) = (None, None);
    for (index, c) in view.text.char_indices() {
        let next = at(index + c.len_utf8());
        let message = match (last, c) {
            (Some(' '), ',' | ';') => Some(format!("a space stands before `{c}`")),
            (Some(' '), '.' | ':' | '!' | '?' | ')') if before != Some('(') && ends(next) => Some(format!("a space stands before `{c}`")),
            (Some(' '), '’' | '‘') if next == Some('s') && at(index + 4).is_none_or(char::is_whitespace) => {
                Some("a space stands before `’s`".to_owned())
            }
            (Some('('), ' ') if next.is_some_and(char::is_alphanumeric) => Some("a space stands after `(`".to_owned()),
            (Some(','), ',') | (Some(';'), ';' | ',' | '.') | (Some(','), ';') | (Some(':'), ',' | ';' | '.') if ends(next) => {
                Some(format!("`{}` and `{c}` stand side by side", last.unwrap_or(c)))
            }
            (Some(','), '.') if next != Some('.') => Some("`,` and `.` stand side by side".to_owned()),
            (Some('.'), '.') if before != Some('.') && ends(next) => Some("two full stops stand side by side".to_owned()),
            _ => None,
        };
        let range = index - last.map_or(0, char::len_utf8)..index + c.len_utf8();
        if let Some(message) = message
            && before.is_some()
            && !view.is_code(&range)
        {
            let help = if message.starts_with("a space") { "take the space out" } else { "take one of the two out" };
            found.push(Slip { code: Code::StraySpace, range, message, help: help.to_owned() });
        }
        before = last;
        last = Some(c);
    }
}

/// Whether a sign may end with what follows it: not the one of `.com` or `...`.
fn ends(next: Option<char>) -> bool {
    next.is_none_or(|c| c.is_whitespace() || matches!(c, ')' | '”' | '’' | ']'))
}
