//! Placeholders and filler: text that somebody was to replace before the page went out.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::compose::Slip;
use crate::diagnostic::Code;

use super::pattern::pattern;
use super::text::View;
use super::words::shown;

/// Signs that are one whatever their case.
static ANY_CASE: LazyLock<Option<Regex>> = LazyLock::new(|| one_of("(?i)", PHRASES));

/// Phrases that a placeholder is told by.
const PHRASES: &[&str] = &[
    // Filler, and the sample texts of site builders and policy templates.
    r"lorem ipsum( dolor sit amet(,? consectetur adipiscing( elit)?)?)?|dolor sit amet|consectetur adipiscing",
    r"i[’']m a paragraph|(click|double[- ]click) (here|me|edit)? ?(to|and) (edit|add|change)|(add|type|enter|insert|put|paste) (your|some) (own )?(text|content|copy)( here)?\b",
    r"(your|the|some) (text|content|copy) (goes )?here\b|(sample|placeholder|dummy|filler|boilerplate) (text|content|copy|paragraph)\b|suggested text:",
    r"in this section,? (you should|explain|describe|list)\b|how to write your own (document|privacy|cookie)",
    r"general and high-level explanations and information on how to write",
    // Notes among those who write.
    r"\b(drafting|drafter[’']s|editor[’']s|internal) note\b|\bnote to (draft(er)?|self|editor|legal|reviewer|the? ?designer|dev(eloper)?s?|team)\b|\bNTD\b ?:",
    r"\b(legal|counsel|lawyers?|client|marketing|product|engineering)( team)? (to|should|must|needs? to|please) (confirm|check|review|verify|advise|supply|fill|complete)\b",
    r"\b(check|confirm|verify|clear) (this |it )?with (legal|counsel|the (lawyers?|client|legal team))\b|\b(replace|delete|remove|edit|update|change) (this|the) (text|paragraph|section|sentence|line|placeholder|template|bracket(s|ed text)?)\b",
    r"\bplease (insert|fill in|fill out|replace|complete) (the|this|your|with|here|all|each|as)\b|\(?\b(insert|enter|fill in) [a-z ’'-]{0,40}\bhere\b",
    r"\bto be (confirmed|completed|added|supplied|inserted|filled in|announced|advised|provided|updated|determined|decided|defined|discussed)\s*([.;)\]!]|$)",
    r"\bcoming soon\b|\bunder construction\b",
    // What programs leave.
    r"error! (reference source|bookmark) not (found|defined)|\[object object\]|\bundefined undefined\b",
    // Addresses and numbers that are nobody's.
    r"@(example|domain|yourdomain|company|yourcompany|your-company|website|yourwebsite|yoursite|mysite|email|sample|test)\.(com|org|net|tld)\b|\b(www\.|https?://)(www\.)?(example|yourdomain|yourcompany|your-company|yourwebsite|yoursite|mysite|website|domain|company)\.(com|org|net|tld)\b",
    r"\b(yourdomain|yourcompany|your-company|yourwebsite|companyname|company_name|your_company)\b|\byour (company|business|website|app|brand|organi[sz]ation)( name| here|'s name|’s name)\b",
    r"\b12[34] (main|any|example|sample|fake) (st|street|road|rd|avenue|ave)\b|\banytown\b|\b555[-. ]?555[-. ]?\d{4}\b|\b123[-. ]456[-. ]7890\b|\b000[-. ]000[-. ]0000\b",
    // Dates and numbers not filled in.
    r"\b(mm|dd)[/.-](mm|dd)[/.-]yy(yy)?\b|\byyyy[/.-]mm[/.-]dd\b|\b20(xx|__)\b|\bxx[/.-]xx[/.-](xx|20)\w*|\b00/00/0000\b",
];

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
    one_of("", &alternatives)
});

/// Words in square brackets: no link, or Markdown would have taken it.
static BRACKETS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\[\[?([^\[\]]{1,160})\]\]?").ok());

/// How the words in brackets begin that ask to be replaced, wherever they come from.
static ASKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let verbs = "insert|enter|add|fill|specify|describe|list|choose|select|delete|include|state|provide|confirm|check|note|replace|update|if applicable|as applicable|optional|placeholder|to be|tbd|todo|tbc|xx";
    let nouns = "your|our|name|date|company|entity|business|e-?mail|mail|address|website|web ?site|url|link|phone|telephone|number|country|city|street|postcode|zip|jurisdiction|contact|agent|dpo|brand|app name|product name|effective|legal name|registered|day|month|year|days|x days|period";
    pattern(&format!(r"(?i)^({verbs}|{nouns})\b"))
});

/// The words of all phrases, or the stems of words, by their first letter and by their last.
static WORDS: LazyLock<[BTreeMap<u8, Vec<String>>; 2]> = LazyLock::new(|| {
    let (mut by_first, mut by_last): (BTreeMap<u8, Vec<String>>, BTreeMap<u8, Vec<String>>) = Default::default();
    for phrase in PHRASES.iter().chain([&CAPITALS]) {
        let phrase = ["\\b", "\\s", "\\w", "\\d"].iter().fold((*phrase).to_owned(), |phrase, class| phrase.replace(class, " "));
        for word in ascii_words(&phrase).filter(|word| !ENDS_OF_STEMS.contains(word)).map(str::to_ascii_lowercase) {
            let (Some(first), Some(last)) = (word.bytes().next(), word.bytes().next_back()) else { continue };
            by_first.entry(first).or_default().push(word.clone());
            by_last.entry(last).or_default().push(word);
        }
    }
    [by_first, by_last]
});

/// What is no word in a phrase such as `draft(er)?`: its stem is.
const ENDS_OF_STEMS: &[&str] = &["er", "ed", "eloper", "sz", "ation"];

/// Words that many sentences have. Each phrase has another one as well.
const COMMON: &[&str] = &[
    "a", "all", "and", "any", "as", "be", "each", "for", "how", "i", "in", "is", "it", "m", "me", "must", "not", "of", "on", "or", "our",
    "own", "please", "s", "should", "some", "team", "that", "the", "this", "to", "with", "you", "your",
];

fn ascii_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether a phrase may say `word`, or a word with it in front or behind.
fn is_said(word: &str, but: &[&str]) -> bool {
    let word = word.to_ascii_lowercase();
    let [by_first, by_last] = &*WORDS;
    let (first, last) = (word.bytes().next(), word.bytes().next_back());
    let like = |words: &BTreeMap<u8, Vec<String>>, key: Option<u8>, fits: &dyn Fn(&str) -> bool| {
        key.and_then(|key| words.get(&key)).into_iter().flatten().any(|other| !but.contains(&other.as_str()) && fits(other))
    };
    let short = |other: &str| other.len() == 1 && word.len() > 1;
    like(by_first, first, &|other| !short(other) && (word.starts_with(other) || other.starts_with(word.as_str())))
        || like(by_last, last, &|other| !short(other) && word.ends_with(other))
}

/// Whether a placeholder may go on across the edge of `word`.
pub(super) fn may_say(word: &str) -> bool {
    is_said(word, &[])
}

/// Whether there is a word by which a placeholder may be told.
pub(super) fn has_cue(text: &str) -> bool {
    ascii_words(text).any(|word| is_said(word, COMMON))
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

/// Whether a placeholder may begin in a value and go on far behind it, or end in it and begin far before.
pub(super) fn may_go_on(text: &str) -> bool {
    ascii_words(text).any(|word| opens(word) || closes(word))
}

fn one_of(flags: &str, alternatives: &[&str]) -> Option<Regex> {
    pattern(&format!("{flags}{}", alternatives.join("|")))
}

pub(super) fn look(view: &View<'_>, found: &mut Vec<Slip>) {
    let all =
        |regex: &'static LazyLock<Option<Regex>>| regex.iter().flat_map(|regex| regex.find_iter(view.text)).map(|found| found.range());
    let code = |range: &std::ops::Range<usize>| view.is_code(range);
    let mut ranges: Vec<_> = all(&ANY_CASE).chain(all(&AS_WRITTEN).filter(|range| !code(range))).collect();
    for range in all(&BRACKETS).filter(|range| !code(range)) {
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

fn slip(text: &str, range: std::ops::Range<usize>) -> Slip {
    // All of it, that it can be allowed by what is read here.
    let words = shown(text.get(range.clone()).unwrap_or_default().trim());
    let message = format!("`{words}` was to be replaced before publishing");
    let help = "write what belongs here, or name the value under [unknown] in brand.toml until somebody supplies it; if it is meant so, add it to \
                `placeholder` under [allow]";
    Slip { code: Code::Placeholder, range, message, help: help.to_owned() }
}
