//! Doubled words: "the the".

use crate::compose::Slip;
use crate::diagnostic::Code;

use super::text::View;
use super::words::words;

/// Words that are said twice in good sentences.
const TWICE: &[&str] = &["had", "that", "very", "many", "so", "no", "do", "who", "is", "bye", "blah"];

/// Verbs whose "in" belongs to them: "when you log in in the app".
const WITH_IN: &[&str] =
    &["log", "logged", "logging", "logs", "sign", "signed", "signing", "signs", "opt", "opted", "opting", "opts", "check", "checked"];

pub(super) fn look(view: &View<'_>, found: &mut Vec<Slip>) {
    let (mut verb, mut before) = ("", None);
    for (range, word) in words(view.text) {
        if let Some((start, end, first)) = before.replace((range.start, range.end, word)) {
            let is_between = |between: &str| !between.is_empty() && between.chars().all(|c| matches!(c, ' ' | '\u{a0}'));
            let is_pair = same(first, word) && view.text.get(end..range.start).is_some_and(is_between);
            let slip = start..range.end;
            if is_pair && !is_meant(verb, first, word) && !view.is_code(&slip) {
                let message = format!("the word `{}` stands twice", word.to_lowercase());
                found.push(Slip { code: Code::DoubledWord, range: slip, message, help: "take one of the two out".to_owned() });
            }
            verb = first;
        }
    }
}

fn same(first: &str, second: &str) -> bool {
    first.len() == second.len()
        && (!first.is_ascii() || first.eq_ignore_ascii_case(second))
        && (second.len() > 1 || second.eq_ignore_ascii_case("a"))
        && second.chars().all(char::is_alphabetic)
        && first.to_lowercase() == second.to_lowercase()
}

/// Whether two like words may stand side by side: a name (Bora Bora), "US us", "had had".
fn is_meant(verb: &str, first: &str, second: &str) -> bool {
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    let shouted = |word: &str| word.len() > 1 && !word.chars().any(char::is_lowercase);
    let lower = second.to_lowercase();
    capital(second)
        || (shouted(first) && !shouted(second))
        || (lower == "may" && capital(first))
        || TWICE.contains(&lower.as_str())
        || (matches!(lower.as_str(), "in" | "on" | "out") && WITH_IN.contains(&verb.to_lowercase().as_str()))
}
