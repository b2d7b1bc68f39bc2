//! What can be told of a phrase before it is made ready to be looked for: words without which it cannot be found, so that a text that has none
//! of them need not be searched for it; what it catches; how large it may become.

use regex_syntax::Parser;
use regex_syntax::hir::{Class, Hir, HirKind};

/// A phrase as it is written; nothing when it cannot be read.
pub(super) fn read(phrase: &str) -> Option<Hir> {
    Parser::new().parse(phrase).ok()
}

/// Whether it catches something by `name`.
pub(super) fn catches(hir: &Hir, name: &str) -> bool {
    match hir.kind() {
        HirKind::Capture(capture) => capture.name.as_deref() == Some(name) || catches(&capture.sub, name),
        HirKind::Repetition(repetition) => catches(&repetition.sub, name),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(|part| catches(part, name)),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => false,
    }
}

/// How large a phrase may become, whatever the case of letters: the stretches of characters that it tells apart, as often as they are repeated.
pub(super) fn size(hir: &Hir) -> usize {
    /// Of one letter: its cases.
    const CASES: usize = 3;
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => CASES * literal.0.len(),
        HirKind::Class(Class::Unicode(class)) => CASES.max(class.ranges().len()),
        HirKind::Class(Class::Bytes(class)) => CASES.max(class.ranges().len()),
        HirKind::Capture(capture) => size(&capture.sub),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min).max(1);
            size(&repetition.sub).saturating_mul(usize::try_from(times).unwrap_or(usize::MAX))
        }
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().map(size).fold(1, usize::saturating_add),
    }
}

/// Sets of words in lower case, of `shortest` letters or more: each match of `phrase` has a word of each. None where there are no such words.
pub(crate) fn words(phrase: &str, shortest: usize) -> Vec<Vec<String>> {
    read(phrase).map(|hir| sets(&hir, shortest)).unwrap_or_default()
}

/// The same of a phrase that has been read.
pub(super) fn sets(hir: &Hir, shortest: usize) -> Vec<Vec<String>> {
    match hir.kind() {
        HirKind::Capture(capture) => sets(&capture.sub, shortest),
        HirKind::Repetition(repetition) if repetition.min > 0 => sets(&repetition.sub, shortest),
        HirKind::Concat(parts) => parts.iter().flat_map(|part| sets(part, shortest)).collect(),
        _ => of(hir, shortest).into_iter().collect(),
    }
}

fn of(hir: &Hir, shortest: usize) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            // Letters beyond ASCII have cases that a plain search does not know.
            let is_useful = text.is_ascii() && text.len() >= shortest;
            is_useful.then(|| vec![text.to_ascii_lowercase()])
        }
        HirKind::Capture(capture) => of(&capture.sub, shortest),
        HirKind::Repetition(repetition) if repetition.min > 0 => of(&repetition.sub, shortest),
        HirKind::Concat(parts) => {
            parts.iter().filter_map(|part| of(part, shortest)).max_by_key(|words| words.iter().map(String::len).min())
        }
        HirKind::Alternation(branches) => {
            let each: Option<Vec<Vec<String>>> = branches.iter().map(|branch| of(branch, shortest)).collect();
            Some(each?.concat())
        }
        HirKind::Repetition(_) | HirKind::Empty | HirKind::Class(_) | HirKind::Look(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn what_a_match_cannot_do_without() {
        let of = |phrase: &str| words(phrase, 3).iter().map(|set| set.join(" ")).collect::<Vec<_>>().join(", ");
        assert_eq!(of(r"(do|does)[ \n]+not[ \n]+(sell|rent)"), "not, sell rent");
        assert_eq!(of(r"(GDPR|General[ \n]+Data)"), "gdpr general");
        assert_eq!(of(r"not .*under (?<it>\d+)"), "not , under ");
        assert_eq!(of(r"(never )?(us|them)"), "", "“us” is too short, and the rest may be missing");
    }
}
