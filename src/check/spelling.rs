//! How words are spelt: the same letters with other capitals, spaces and signs.

use std::ops::Range;

/// A text without anything but letters and digits, in lower case.
pub(super) struct Folded {
    pub(super) letters: String,
    /// For each byte of `letters`, where its character begins in the text.
    at: Vec<usize>,
}

impl Folded {
    /// Where `range` of the letters stands in `text`.
    pub(super) fn range(&self, text: &str, range: Range<usize>) -> Option<Range<usize>> {
        let start = *self.at.get(range.start)?;
        let last = *self.at.get(range.end.checked_sub(1)?)?;
        let end = last + text.get(last..)?.chars().next()?.len_utf8();
        Some(start..end)
    }
}

/// The letters and digits of a text, in lower case.
pub(super) fn letters(text: &str) -> String {
    // Most names are ASCII, and there may be many.
    if text.is_ascii() {
        let mut letters = text.to_ascii_lowercase();
        letters.retain(|c| c.is_ascii_alphanumeric());
        return letters;
    }
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Folds a text until there are so many bytes of letters.
pub(super) fn fold_at_least(text: &str, bytes: usize) -> Folded {
    let most = text.len().min(bytes);
    let mut folded = Folded { letters: String::with_capacity(most), at: Vec::with_capacity(most) };
    for (at, c) in text.char_indices() {
        if folded.letters.len() >= bytes {
            break;
        }
        if c.is_ascii_alphanumeric() {
            folded.letters.push(c.to_ascii_lowercase());
            folded.at.push(at);
        } else if !c.is_ascii() && c.is_alphanumeric() {
            folded.letters.extend(c.to_lowercase());
            folded.at.resize(folded.letters.len(), at);
        }
    }
    folded
}

/// Where letters or digits follow something else.
pub(super) fn starts_of_words(text: &str) -> impl Iterator<Item = usize> {
    let mut was_word = false;
    text.bytes().enumerate().filter_map(move |(at, c)| {
        let is_word = if c.is_ascii() {
            c.is_ascii_alphanumeric()
        } else {
            // All bytes of a character are as the first is.
            text.get(at..).map_or(was_word, |rest| rest.starts_with(char::is_alphanumeric))
        };
        let begins = is_word && !was_word;
        was_word = is_word;
        begins.then_some(at)
    })
}

/// Whether a name such as `Acme.com` looks like a host.
pub(super) fn looks_like_a_host(text: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-');
    text.rsplit_once('.').is_some_and(|(host, end)| {
        host.split('.').all(plain) && (2..=12).contains(&end.chars().count()) && end.chars().all(char::is_alphabetic)
    })
}

/// Whether one letter is wrong, missing or too many, or two have changed places.
pub(super) fn is_one_slip(a: &str, b: &str) -> bool {
    let alike = |(a, b): &(char, char)| a == b;
    let bytes = |pairs: &mut dyn Iterator<Item = (char, char)>| pairs.take_while(alike).map(|(c, _)| c.len_utf8()).sum::<usize>();
    let head = bytes(&mut a.chars().zip(b.chars()));
    let (a, b) = (a.get(head..).unwrap_or_default(), b.get(head..).unwrap_or_default());
    let tail = bytes(&mut a.chars().rev().zip(b.chars().rev()));
    let (a, b) = (a.get(..a.len() - tail).unwrap_or_default(), b.get(..b.len() - tail).unwrap_or_default());
    match (a.chars().count(), b.chars().count()) {
        (0, 1) | (1, 0) | (1, 1) => true,
        (2, 2) => a.chars().eq(b.chars().rev()),
        _ => false,
    }
}

/// Words of a text that have the letters of a name, and what stands around them.
pub(super) struct Spelling<'a> {
    /// As written.
    pub(super) words: &'a str,
    /// Whether they stand in an address, in the name of a file or of a cookie.
    pub(super) in_address: bool,
    before: &'a str,
    after: &'a str,
}

/// Letters of a name below which another spelling may well be another word.
const FEW: usize = 6;

impl<'a> Spelling<'a> {
    /// The words at `range`; `None` when they are part of a longer word. A plural and a possessive are no other word.
    pub(super) fn read(text: &'a str, range: &Range<usize>, is_address: bool) -> Option<Self> {
        let (before, words, after) = (text.get(..range.start)?, text.get(range.clone())?, text.get(range.end..)?);
        let rest = after.strip_prefix('s').unwrap_or(after);
        if before.ends_with(char::is_alphanumeric) || rest.starts_with(char::is_alphanumeric) {
            return None;
        }
        let outside = |c: char| c.is_whitespace() || "()[]<>\"“”,;".contains(c);
        let head = before.rsplit(outside).next().unwrap_or_default();
        let tail = after.split(outside).next().unwrap_or_default();
        // A full stop at the end of a sentence is followed by a space.
        let goes_on = |sign: char| tail.strip_prefix(sign).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        let in_address = is_address
            || [head, tail].iter().any(|part| part.contains("://") || part.contains('@') || part.contains('_'))
            || head.starts_with("www.")
            || head.starts_with('/')
            || head.contains('.') && head.contains('/')
            || goes_on('.')
            || words.contains(['@', '_']);
        Some(Self { words, in_address, before, after })
    }

    /// Whether they are written as `name`, but for the kind of a space and a capital at the start of a sentence.
    pub(super) fn is(&self, name: &str) -> bool {
        let name = name.trim_matches(|c: char| !c.is_alphanumeric());
        let space = |c: char| if c.is_whitespace() { ' ' } else { c };
        let mut words = self.words.chars().map(space).peekable();
        let mut name = name.chars().map(space).peekable();
        if let (Some(word), Some(named)) = (words.peek(), name.peek())
            && named.is_lowercase()
            && word.to_lowercase().eq(std::iter::once(*named))
        {
            words.next();
            name.next();
        }
        words.eq(name)
    }

    /// Whether they are the domain or mailbox `name`, whole: a host below it counts, a longer name does not.
    pub(super) fn is_domain(&self, name: &str) -> bool {
        let longer = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        let goes_on = self.after.strip_prefix('.').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        let is_mailbox = name.contains('@');
        let goes_before = self.before.ends_with(longer) || is_mailbox && self.before.ends_with(['.', '+']);
        self.words.to_lowercase() == name && !goes_before && !self.after.starts_with(longer) && !goes_on
    }

    /// Whether they are a name as addresses have it: `mini-studio`.
    pub(super) fn is_slug(&self) -> bool {
        self.in_address && self.is_one_name() && !self.is_short()
    }

    /// Whether they can be meant for `name` though nobody writes it so. A product's name is often made of ordinary words: one capital at the
    /// start is not enough.
    pub(super) fn is_near(&self, name: &str, is_product: bool) -> bool {
        let count = self.parts().count();
        let has_capitals = if is_product {
            self.is_titled() && (count > 1 || self.has_inner_capital())
        } else {
            self.is_titled() || self.words.starts_with(char::is_uppercase) && name.split_whitespace().count() == count
        };
        !self.in_address && self.is_one_name() && has_capitals
    }

    /// Whether every word begins with a capital, or one has a capital within.
    pub(super) fn is_titled(&self) -> bool {
        self.parts().all(|word| word.starts_with(char::is_uppercase)) || self.has_inner_capital()
    }

    fn parts(&self) -> impl Iterator<Item = &str> {
        self.words.split([' ', '\u{a0}', '-'])
    }

    /// Whether there is no capital.
    pub(super) fn is_lower(&self) -> bool {
        !self.words.contains(char::is_uppercase)
    }

    fn has_inner_capital(&self) -> bool {
        self.words.chars().skip(1).any(char::is_uppercase) && self.words.split_whitespace().count() == 1
    }

    /// Whether they are so few letters that an ordinary word may have them, too.
    pub(super) fn is_short(&self) -> bool {
        self.words.chars().filter(|c| c.is_alphanumeric()).count() < FEW
    }

    /// Whether no more than a sign or a space stands between letters.
    fn is_one_name(&self) -> bool {
        let mut signs = 0;
        self.words.chars().all(|c| {
            signs = if c.is_alphanumeric() { 0 } else { signs + 1 };
            signs == 0 || signs == 1 && " \u{a0}-\u{2011}._".contains(c)
        })
    }

    /// Whether they are `name` in capitals, among words that are in capitals, too.
    pub(super) fn is_shouted(&self, name: &str) -> bool {
        let word = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 2;
        let loud = |word: &str| !word.contains(char::is_lowercase);
        let mut around =
            self.before.split_whitespace().rev().filter(word).take(1).chain(self.after.split_whitespace().filter(word).take(1)).peekable();
        self.words == name.to_uppercase() && around.peek().is_some() && around.all(loud)
    }
}

#[cfg(test)]
mod tests {
    use super::{Spelling, fold_at_least, is_one_slip, letters, looks_like_a_host};

    fn read<'a>(text: &'a str, words: &str) -> Option<Spelling<'a>> {
        let at = text.find(words).unwrap();
        Spelling::read(text, &(at..at + words.len()), false)
    }

    #[test]
    fn a_fold_knows_where_its_letters_were() {
        let text = "É Mini-Studio";
        let folded = fold_at_least(text, text.len());
        assert_eq!(folded.letters, letters(text));
        assert_eq!(folded.letters, "éministudio");
        assert_eq!(folded.range(text, 2..12).and_then(|range| text.get(range)), Some("Mini-Studio"));
        assert_eq!(folded.range(text, 5..99), None);
    }

    #[test]
    fn a_name_is_a_word_of_its_own() {
        assert!(read("the MiniShorter", "MiniShort").is_none());
        assert!(read("preMiniShort", "MiniShort").is_none());
        for text in ["MiniShort's", "MiniShorts", "(MiniShort)", "MiniShort-based", "x/MiniShort"] {
            assert!(read(text, "MiniShort").unwrap().is("MiniShort"), "{text}");
        }
        assert!(read("Mini\u{a0}Studio, Inc.", "Mini\u{a0}Studio, Inc").unwrap().is("Mini Studio, Inc."));
        assert!(!read("bolt the door", "bolt").unwrap().is("Bolt"));
        assert!(read("Bolt is", "Bolt").unwrap().is("bolt"), "at the start of a sentence");
    }

    #[test]
    fn other_capitals_and_signs_are_near() {
        let near = |text: &str, words: &str| read(text, words).unwrap().is_near("MiniShort", false);
        for words in ["Minishort", "MINISHORT", "Mini-Short", "MiniShort", "miniShort"] {
            assert!(near(&format!("of {words} now"), words), "{words}");
        }
        assert!(!near("Mini short clips", "Mini short"), "ordinary words");
        assert!(read("Mini studio", "Mini studio").unwrap().is_near("Mini Studio", false));
        assert!(!near("the mini. Short", "mini. Short"), "two sentences");
        assert!(!near("the minishort", "minishort"), "an ordinary word, perhaps");
        assert!(read("WHAT MINISHORT DOES NOT PROMISE", "MINISHORT").unwrap().is_shouted("MiniShort"));
        assert!(!read("of MINISHORT we", "MINISHORT").unwrap().is_shouted("MiniShort"));
        assert!(!read("WHAT MINI-SHORT DOES", "MINI-SHORT").unwrap().is_shouted("MiniShort"));
        assert!(!near("at Minishort.com/x", "Minishort"));
        let product = |text| read(text, text).unwrap().is_near("", true);
        assert!(product("Creator-Console") && product("MiniShorts") && !product("Creator console") && !product("Minishort"));
    }

    #[test]
    fn one_slip_is_one_letter_or_two_that_change_places() {
        for (a, b) in
            [("minishort", "minishrot"), ("minishort", "minishor"), ("minishort", "mminishort"), ("minishort", "ninishort"), ("aé", "a")]
        {
            assert!(is_one_slip(a, b) && is_one_slip(b, a), "{a}, {b}");
        }
        for (a, b) in [("minishort", "minishort"), ("minishort", "minishtro"), ("abc", "cba"), ("", "ab")] {
            assert!(!is_one_slip(a, b), "{a}, {b}");
        }
    }

    #[test]
    fn an_address_is_compared_without_case() {
        let is = |text, words, name: &str| read(text, words).unwrap().is_domain(name);
        assert!(is("https://www.MiniStudio.com/x", "MiniStudio.com", "ministudio.com"));
        assert!(is("help.ministudio.com.", "ministudio.com", "ministudio.com"));
        assert!(!is("ministudio.com.br", "ministudio.com", "ministudio.com"));
        assert!(!is("my-ministudio.com", "ministudio.com", "ministudio.com"));
        assert!(!is("or.hello@ministudio.com", "hello@ministudio.com", "hello@ministudio.com"));
        assert!(read("https://store.example/app/mini-short/1", "mini-short").unwrap().is_slug());
        assert!(read("/minishort", "minishort").unwrap().is_slug());
        assert!(!read("a minishort", "minishort").unwrap().is_slug());
        assert!(looks_like_a_host("MiniSeries.AI") && !looks_like_a_host("Mini Studio, Inc.") && !looks_like_a_host("A.1"));
    }
}
