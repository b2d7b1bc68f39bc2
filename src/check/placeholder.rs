//! Placeholders and filler: text that somebody was to replace before the page went out.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use regex::Regex;

use crate::compose::Slip;
use crate::diagnostic::Code;
use crate::parse::required;

use super::pattern::{Words, ascii, pattern};
use super::phrases::Phrases;
use super::text::View;
use super::values::End;
use super::words::shown;

/// Phrases that a placeholder is told by, whatever the case of their letters.
const PHRASES: &[&str] = &[
    // Filler, and the sample texts of site builders and policy templates.
    r"lorem ipsum( dolor sit amet(,? consectetur adipiscing( elit)?)?)?",
    r"dolor sit amet",
    r"consectetur adipiscing",
    r"i[’']m a paragraph",
    r"(double[- ])?click (here|me|edit)? ?(to|and) (edit|add|change)",
    r"(add|type|enter|insert|put|paste) (your|some) (own )?(text|content|copy)( here)?\b",
    r"(your|the|some) (text|content|copy) (goes )?here\b",
    r"(sample|placeholder|dummy|filler|boilerplate) (text|content|copy|paragraph)\b",
    r"suggested text:",
    r"in this section,? (you should|explain|describe|list)\b",
    r"how to write your own (document|privacy|cookie)",
    r"general and high-level explanations and information on how to write",
    // Notes among those who write.
    r"\b(drafting|drafter[’']s|editor[’']s|internal) note\b",
    r"\bnote to (draft(er)?|self|editor|legal|reviewer|the? ?designer|dev(eloper)?s?|team)\b",
    r"\bNTD\b ?:",
    r"\b(legal|counsel|lawyers?|client|marketing|product|engineering)( team)? (to|should|must|needs? to|please) (confirm|check|review|verify|advise|supply|fill|complete)\b",
    r"\b(check|confirm|verify|clear) (this |it )?with (legal|counsel|the (lawyers?|client|legal team))\b",
    r"\b(replace|delete|remove|edit|update|change) (this|the) (text|paragraph|section|sentence|line|placeholder|template|bracket(s|ed text)?)\b",
    r"\bplease (insert|fill in|fill out|replace|complete) (the|this|your|with|here|all|each|as)\b",
    r"\(?\b(insert|enter|fill in) [a-z ’'-]{0,40}\bhere\b",
    r"\bto be (confirmed|completed|added|supplied|inserted|filled in|announced|advised|provided|updated|determined|decided|defined|discussed)\s*([.;)\]!]|$)",
    r"\bcoming soon\b",
    r"\bunder construction\b",
    // What programs leave.
    r"error! (reference source|bookmark) not (found|defined)",
    r"\[object object\]",
    r"\bundefined undefined\b",
    r"\byour (company|business|website|app|brand|organisation|organization)( name| here|'s name|’s name)\b",
    r"\b(123|124) (main|any|example|sample|fake) (st|street|road|rd|avenue|ave)\b",
    r"\banytown\b",
    r"\b555[-. ]?555[-. ]?\d{4}\b",
    r"\b123[-. ]456[-. ]7890\b",
    r"\b000[-. ]000[-. ]0000\b",
];

/// Addresses, words and dates that stand without a space in them.
const PIECES: &[&str] = &[
    // Addresses that are nobody's.
    r"@(example|domain|yourdomain|company|yourcompany|your-company|website|yourwebsite|yoursite|mysite|email|sample|test)\.(com|org|net|tld)\b",
    r"\b(www\.|https?://)(www\.)?(example|yourdomain|yourcompany|your-company|yourwebsite|yoursite|mysite|website|domain|company)\.(com|org|net|tld)\b",
    r"\b(yourdomain|yourcompany|your-company|yourwebsite|companyname|company_name|your_company)\b",
    // Dates and numbers not filled in.
    r"\b(mm|dd)[/.-](mm|dd)[/.-]yy(yy)?\b",
    r"\byyyy[/.-]mm[/.-]dd\b",
    r"\b20(xx|__)\b",
    r"\bxx[/.-]xx[/.-](xx|20)\w*",
    r"\b00/00/0000\b",
];

/// The words of phrases and pieces: those that a text cannot have need not be read by anybody, nor made ready to be looked for.
static ANY_CASE: LazyLock<(Phrases, Vec<Found>)> = LazyLock::new(|| {
    let patterns: Vec<String> = [PHRASES, PIECES].concat().into_iter().map(ascii).collect();
    let words: Vec<Vec<Vec<String>>> = patterns.iter().map(|pattern| words_of(pattern)).collect();
    (Phrases::wanting(words.iter()), patterns.into_iter().map(Found::new).collect())
});

/// The words that a match must have: those of two letters only where there are no longer ones, for they stand in most texts.
fn words_of(pattern: &str) -> Vec<Vec<String>> {
    let words = required::words(pattern, 3);
    if words.is_empty() { required::words(pattern, 2) } else { words }
}

/// A pattern that is read when the first text may have it.
struct Found {
    pattern: String,
    regex: OnceLock<Option<Regex>>,
}

impl Found {
    fn new(pattern: String) -> Self {
        Self { pattern: format!("(?i){pattern}"), regex: OnceLock::new() }
    }

    fn in_text<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        let regex = self.regex.get_or_init(|| Regex::new(&self.pattern).ok());
        regex.iter().flat_map(|regex| regex.find_iter(text)).map(|found| found.range())
    }
}

/// Words that are one in capitals.
const CAPITALS: &str = r"\b(TODO|FIXME|TBD|TBA|TBC|XX+|PLACEHOLDER|LOREM|TK TK|TKTK)\b";

/// Signs that are one only as written.
static AS_WRITTEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let alternatives = [
        CAPITALS,
        // Tags of templates and of mail merges.
        r"\{\{|\}\}|\{%|%\}|<%|%>|\$\{[^}]*\}|<<[^<>]{1,60}>>|\{[A-Za-z][A-Za-z0-9_ ]{0,40}\}|%[A-Z][A-Z_]{2,30}%|%%[^%]{1,40}%%",
        r"<(INSERT|YOUR|COMPANY|NAME|DATE|EMAIL|ADDRESS|Insert|Your|Company|insert|your|company)[^<>]{0,60}>",
        // Letters that were saved in one encoding and read in another.
        "\u{FFFD}|â€[™œ\u{9d}“”˜]|Ã[©¨¤¶¼±³]",
        // Blanks.
        r"_{3,}|\.{6,}|…{2,}|\[[ _.…•●▪·*?-]+\]|\?{2,}",
    ];
    pattern(&alternatives.join("|"))
});

/// Words in square brackets: no link, or Markdown would have taken it.
static BRACKETS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\[\[?([^\[\]]{1,160})\]\]?").ok());

/// How the words in brackets begin that ask to be replaced, wherever they come from.
static ASKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let verbs = "insert|enter|add|fill|specify|describe|list|choose|select|delete|include|state|provide|confirm|check|note|replace|update|if applicable|as applicable|optional|placeholder|to be|tbd|todo|tbc|xx";
    let nouns = "your|our|name|date|company|entity|business|e-?mail|mail|address|website|web ?site|url|link|phone|telephone|number|country|city|street|postcode|zip|jurisdiction|contact|agent|dpo|brand|app name|product name|effective|legal name|registered|day|month|year|days|x days|period";
    pattern(&format!(r"(?i)^({verbs}|{nouns})\b"))
});

/// The words of all phrases of several words.
static WORDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let phrases = PHRASES
        .iter()
        .chain([&CAPITALS])
        .map(|phrase| ["\\b", "\\s", "\\w", "\\d"].iter().fold((*phrase).to_owned(), |phrase, class| phrase.replace(class, " ")));
    let written = phrases.collect::<Vec<_>>().join(" ").to_ascii_lowercase();
    ascii_words(&written).chain(FORMS.split(' ')).map(str::to_owned).collect()
});

/// Words that a phrase spells as a stem with an ending that may be missing.
const FORMS: &str =
    "draft drafter dev devs developer developers lawyer need bracket brackets bracketed organisation organization th thedesigner 123 124";

/// With these a phrase may begin in the middle of a word.
const BEGINNINGS: &[&str] = &[
    "lorem",
    "dolor",
    "consectetur",
    "click",
    "add",
    "type",
    "enter",
    "insert",
    "put",
    "paste",
    "your",
    "the",
    "some",
    "sample",
    "placeholder",
    "dummy",
    "filler",
    "boilerplate",
    "suggested",
    "in",
    "how",
    "general",
    "error",
    "i",
];

/// With these it may end there.
const ENDINGS: &[&str] = &[
    "ipsum",
    "amet",
    "adipiscing",
    "elit",
    "paragraph",
    "edit",
    "add",
    "change",
    "document",
    "privacy",
    "cookie",
    "write",
    "found",
    "defined",
];

/// Each phrase has one of these words, and no more than six between it and any other.
const CUES: &str = "ipsum amet adipiscing paragraph click text content copy section own explanations note ntd legal counsel lawyer lawyers client \
    marketing product engineering sentence line placeholder template bracket brackets bracketed insert fill replace complete enter confirmed completed \
    added supplied inserted filled announced advised provided updated determined decided defined discussed soon construction error undefined company \
    business website app brand organisation organization object 123 124 555 000 tk";

/// These may have letters before or behind them.
const OPEN_CUES: &[&str] = &["ipsum", "amet", "adipiscing", "paragraph", "click"];

static CUE_WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(&CUES.split_whitespace().collect::<Vec<_>>(), true));

/// How many words on one side of a value may have to do with it.
pub(super) const REACH: usize = 7;

pub(super) fn ascii_words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether a phrase may have `word` and go on behind it (`End::Last`), or have begun before it.
pub(super) fn may_say(word: &str, end: End) -> bool {
    let word = word.to_ascii_lowercase();
    let is_open = match end {
        End::Last => BEGINNINGS.iter().any(|other| word.ends_with(other)),
        End::First => ENDINGS.iter().any(|other| word.starts_with(other)),
    };
    is_open || WORDS.contains(&word) || word.bytes().all(|c| c.is_ascii_digit())
}

/// Whether there is a word by which a placeholder may be told.
pub(super) fn has_cue(text: &str) -> bool {
    let is_word = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_alphanumeric);
    CUE_WORDS.find(text).any(|(_, range)| {
        let is_whole = !is_word(range.end) && !range.start.checked_sub(1).is_some_and(is_word);
        is_whole || text.get(range).is_some_and(|word| OPEN_CUES.iter().any(|open| open.eq_ignore_ascii_case(word)))
    })
}

/// What a placeholder begins or ends with that may have any words between: "insert name here".
fn opens(word: &str) -> bool {
    ["insert", "enter", "fill"].iter().any(|other| word.eq_ignore_ascii_case(other))
}

fn closes(word: &str) -> bool {
    word.eq_ignore_ascii_case("here")
}

/// Whether a text that prints values may enclose one in a placeholder.
pub(super) fn may_enclose(text: &str) -> bool {
    ascii_words(text).any(opens) && ascii_words(text).any(closes)
}

/// Whether a placeholder may begin in a value and go on far behind it, or end in it and begin far before, or end in a colon behind it.
pub(super) fn may_go_on(text: &str) -> bool {
    let last = ascii_words(text).next_back();
    ascii_words(text).any(|word| opens(word) || closes(word))
        || last.is_some_and(|last| last.eq_ignore_ascii_case("ntd") || last.eq_ignore_ascii_case("text"))
}

pub(super) fn look(view: &View<'_>, found: &mut Vec<Slip>) {
    let code = |range: &Range<usize>| view.is_code(range);
    let (phrases, patterns) = &*ANY_CASE;
    let asked = phrases.asked(view.text).filter_map(|number| patterns.get(number));
    let mut ranges: Vec<_> = asked.flat_map(|pattern| pattern.in_text(view.text)).collect();
    if may_be_as_written(view.text) {
        let all = AS_WRITTEN.iter().flat_map(|regex| regex.find_iter(view.text));
        ranges.extend(all.map(|found| found.range()).filter(|range| !code(range)));
    }
    let brackets = view.text.contains('[').then(|| BRACKETS.as_ref()).into_iter().flatten().flat_map(|regex| regex.find_iter(view.text));
    for range in brackets.map(|found| found.range()).filter(|range| !code(range)) {
        let words = view.text.get(range.clone()).unwrap_or_default().trim_matches(['[', ']']).trim();
        let asks = ASKS.as_ref().is_some_and(|asks| asks.is_match(words)) || is_shouted(words);
        // "I[nria]" says how a word goes on.
        let goes_on = view.text.get(..range.start).is_some_and(|before| before.ends_with(char::is_alphanumeric));
        // "(e.g., [user] deleted [title])" shows what something looks like.
        let open = view.text.get(..range.start).and_then(|before| before.rsplit('(').next().filter(|inside| inside.len() < before.len()));
        let is_example = open.is_some_and(|inside| !inside.contains(')') && inside.starts_with("e.g."));
        // Brackets that come with a value may belong to its name; words of a text, with a value among them or not, are a blank.
        let is_typed = !view.is_value(&(range.start..range.start + 1));
        let is_literal = !goes_on && !is_example && is_typed && is_blank_to_fill(words);
        if asks || is_literal {
            ranges.push(range);
        }
    }
    ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    for range in ranges {
        if range.start >= end {
            end = range.end;
            found.push(slip(view.text, range));
        }
    }
}

/// Whether there is what each match of [`AS_WRITTEN`] has: words in capitals that are one, two signs side by side, or a sign that few texts
/// have.
fn may_be_as_written(text: &str) -> bool {
    let (mut last, mut capitals) = (b' ', 0);
    text.bytes().enumerate().any(|(at, c)| {
        let last = std::mem::replace(&mut last, c);
        let ends = capitals > 1 && !c.is_ascii_uppercase();
        let is_word = ends && text.get(at - capitals..at).is_some_and(is_one);
        capitals = if c.is_ascii_uppercase() { capitals + 1 } else { 0 };
        let is_pair = matches!((last, c), (b'_', b'_') | (b'.', b'.') | (b'?', b'?'));
        is_word || is_pair || matches!(c, b'{' | b'}' | b'<' | b'>' | b'%' | b'[') || is_lead(c, last)
    }) || capitals > 1 && text.get(text.len() - capitals..).is_some_and(is_one)
}

/// Whether capitals are, or begin, one of [`CAPITALS`].
fn is_one(capitals: &str) -> bool {
    matches!(capitals, "TODO" | "FIXME" | "TBD" | "TBA" | "TBC" | "PLACEHOLDER" | "LOREM" | "TK" | "TKTK") || capitals.starts_with("XX")
}

/// Whether bytes are of a sign beyond ASCII that stands in such a match: `\u{FFFD}`, `â`, `Ã`, `…`.
fn is_lead(c: u8, last: u8) -> bool {
    c == 0xEF || last == 0xC3 && matches!(c, 0xA2 | 0x83) || last == 0x80 && c == 0xA6
}

/// Whether words are in capitals, and more than an abbreviation.
fn is_shouted(words: &str) -> bool {
    let letters = || words.chars().filter(|c| c.is_alphabetic());
    letters().count() > 3 && letters().all(char::is_uppercase) && !words.contains('_')
}

/// Whether words in brackets, typed in a text, are a blank to fill: a few words, and no remark such as `[sic]`, `[a]nd` or `[1]`.
fn is_blank_to_fill(words: &str) -> bool {
    let remark = words.eq_ignore_ascii_case("sic") || words.chars().count() < 3;
    !remark && words.starts_with(char::is_alphabetic) && words.split_whitespace().count() <= 8
}

fn slip(text: &str, range: Range<usize>) -> Slip {
    // All of it, that it can be allowed by what is read here.
    let words = shown(text.get(range.clone()).unwrap_or_default().trim());
    let message = format!("`{words}` was to be replaced before publishing");
    let help = "write what belongs here, or name the value under [unknown] in brand.toml until somebody supplies it; if it is meant so, add it to \
                `placeholder` under [allow]";
    Slip { code: Code::Placeholder, range, message, help: help.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{ANY_CASE, AS_WRITTEN, CAPITALS, CUES, PHRASES, ascii, may_be_as_written, words_of};

    #[test]
    fn each_phrase_has_a_cue() {
        let is_cue = |word: &str| CUES.split_whitespace().any(|cue| word.split(|c: char| !c.is_alphanumeric()).any(|word| word == cue));
        for phrase in PHRASES.iter().filter(|phrase| phrase.contains(' ')) {
            let sets = words_of(&ascii(phrase));
            assert!(sets.iter().any(|words| words.iter().all(|word| is_cue(word))), "{phrase}: {sets:?}");
        }
    }

    #[test]
    fn capitals_are_looked_for() {
        let words = CAPITALS.trim_start_matches("\\b(").trim_end_matches(")\\b").replace('+', "X");
        for word in words.split('|') {
            for text in [word.to_owned(), format!("It is {word}, then.")] {
                assert!(AS_WRITTEN.as_ref().unwrap().is_match(&text) && may_be_as_written(&text), "{text}");
            }
        }
        assert!(!may_be_as_written("What the GDPR and the FTC ask of us."));
    }

    #[test]
    fn each_phrase_wants_words() {
        let (phrases, patterns) = &*ANY_CASE;
        for (number, found) in patterns.iter().enumerate() {
            assert!(!phrases.is_all((number, 0)) && regex::Regex::new(&found.pattern).is_ok(), "{}", found.pattern);
        }
    }
}
