//! Words of a text, for the rules.

use std::ops::Range;

/// The words of `text`, each with its place: letters and digits, with apostrophes and hyphens between them.
pub(super) fn words(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut end = 0;
    std::iter::from_fn(move || {
        let start = end + start_of_word(text.get(end..)?)?;
        end = start;
        loop {
            // Most letters are ASCII.
            let rest = text.get(end..)?;
            let letters = rest.bytes().position(|c| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
            let mut chars = rest.get(letters..)?.chars();
            let next = chars.next().filter(|c| match c {
                '-' | '’' | '\'' | '\u{2011}' => chars.next().is_some_and(char::is_alphanumeric),
                c => c.is_alphanumeric(),
            });
            end += letters + next.map_or(0, char::len_utf8);
            if next.is_none() {
                return Some((start..end, text.get(start..end)?));
            }
        }
    })
}

/// Where the next letter or digit stands.
pub(super) fn start_of_word(text: &str) -> Option<usize> {
    // As a rule there is one blank between two words, and they are ASCII.
    match text.bytes().enumerate().find(|(_, c)| c.is_ascii_alphanumeric() || !c.is_ascii())? {
        (at, c) if c.is_ascii() => Some(at),
        (at, _) => Some(at + text.get(at..)?.find(char::is_alphanumeric)?),
    }
}

/// What stands between white space, each with its place.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text.get(rest..)?.find(|c: char| !c.is_whitespace())?;
        let end = text.get(start..)?.find(char::is_whitespace).map_or(text.len(), |at| start + at);
        rest = end;
        Some((start..end, text.get(start..end)?))
    })
}

/// Words as they are compared: lower case, without signs, "&" as "and".
pub(super) fn plain(text: &str) -> String {
    let text = text.replace('&', " and ");
    words(&text).map(|(_, word)| word.to_lowercase().replace('’', "'")).collect::<Vec<_>>().join(" ")
}

/// Words as a finding quotes them: whole, so that they can be allowed by what is read there, unless nobody would read that much.
pub(super) fn shown(words: &str) -> String {
    const MOST: usize = 164; // Brackets that are looked at, with all that they hold.
    let more = words.chars().nth(MOST).map(|_| '…');
    words.chars().take(MOST).chain(more).collect()
}

#[cfg(test)]
mod tests {
    use super::{pieces, plain, words};

    #[test]
    fn words_and_pieces() {
        let found: Vec<_> = words("“It’s well-known” - 3rd,  x-").map(|(_, word)| word).collect();
        assert_eq!(found, ["It’s", "well-known", "3rd", "x"]);
        let found: Vec<_> = pieces(" a,b  (c) ").collect();
        assert_eq!(found, [(1..4, "a,b"), (6..9, "(c)")]);
        assert_eq!(plain("Terms & Conditions:  “Yours”"), "terms and conditions yours");
    }
}
