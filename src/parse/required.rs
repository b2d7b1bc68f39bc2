//! Words without which a phrase cannot be found. A text that has none of them need not be searched for it.

use regex_syntax::Parser;
use regex_syntax::hir::{Hir, HirKind};

/// Sets of words in lower case, of `shortest` letters or more: each match of `phrase` has a word of each. None where there are no such words.
pub(crate) fn words(phrase: &str, shortest: usize) -> Vec<Vec<String>> {
    Parser::new().parse(phrase).map(|hir| sets(&hir, shortest)).unwrap_or_default()
}

fn sets(hir: &Hir, shortest: usize) -> Vec<Vec<String>> {
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
