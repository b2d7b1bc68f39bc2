//! Defined terms: used as they are spelled, defined when they are used, used when they are defined. Only what is plain is said.

use std::sync::LazyLock;

use regex::Regex;

use crate::compose::{Block, Defined, Kind, Notes, Passage, Style};
use crate::diagnostic::{Code, Finding};

use super::page::{Page, Spot, Suspect, notes_of};

/// Definitions in brackets: (the “Services”), (collectively, “Personal Data” or “Data”).
static IN_BRACKETS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let lead = r"(?:(?:collectively|together|each|hereinafter|hereafter|also|the|an?|our|this|these|or|and|referred to as|as|individually|jointly|in each case)[, ]*)*";
    Regex::new(&format!(r"\((?P<all>{lead}“[^“”]{{2,40}}”(?:(?:,? ?(?:or|and|and/or)? ){lead}“[^“”]{{2,40}}”)*)[,.]?\)")).ok()
});

/// Definitions in a sentence: “Content” means …
static IN_SENTENCE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"“(?P<term>[A-Z][^“”]{1,40})”,? (?:\w+ )?(?:means?|refers? to|shall mean|is defined|has the meaning|ha[sv]e the meanings?|includes?|are|is)\b").ok()
});

/// A term that is announced: “Content” (as defined below).
static ANNOUNCED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"“?(?P<term>[A-Z][\w-]+(?: [A-Z][\w-]+){0,3})”?,? \(?(?:as|each as|as further) defined (?:below|above|herein)\b").ok()
});

/// A term between quotes.
static QUOTED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"“([A-Z][^“”]{1,39})”").ok());

/// Words that legal texts define, when they begin with a capital in mid-sentence.
static USUAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = "Services?|Platform|Sites?|Websites?|Apps?|Applications?|Content|Users?|Products?|Software|Subscribers?|Personal Data|Personal Information|Materials|Members?|Submissions?|Creators?";
    Regex::new(&format!(r"[a-z,;] (?:[Tt]he|[Oo]ur|[Yy]our) (?P<term>{words})(?: [a-z]|[,.;)])")).ok()
});

/// Words of the screen: (“Cookie Settings”) after them is a label, no definition.
const LABELS: &[&str] = &[
    "link", "button", "tab", "page", "banner", "menu", "setting", "settings", "icon", "control", "header", "signal", "email", "option",
    "feature", "tool",
];

pub(super) fn note(index: usize, block: &Block, notes: &mut Notes) {
    let text = &block.text;
    if text.contains('“') {
        for brackets in IN_BRACKETS.iter().flat_map(|regex| regex.captures_iter(text)).filter_map(|found| found.name("all")) {
            let before = text.get(..brackets.start()).unwrap_or_default().trim_end_matches(['(', ' ']);
            let word = before.rsplit([' ', '“', '”']).next().unwrap_or_default();
            // (“Company”, “we” or “us”): a name for whoever speaks, of which any may be used.
            if ["“we", "“us", "“our"].iter().any(|name| brackets.as_str().to_lowercase().contains(name)) {
                continue;
            }
            if LABELS.contains(&word.to_lowercase().as_str()) {
                continue;
            }
            for term in QUOTED.iter().flat_map(|regex| regex.captures_iter(brackets.as_str())).filter_map(|found| found.get(1)) {
                notes.terms.push((Defined::InBrackets, index, brackets.start() + term.start()..brackets.start() + term.end()));
            }
        }
        for term in IN_SENTENCE.iter().flat_map(|regex| regex.captures_iter(text)).filter_map(|found| found.name("term")) {
            notes.terms.push((Defined::InSentence, index, term.range()));
        }
    }
    for run in block.runs.iter().filter(|run| run.style == Style::Strong) {
        let after = text.get(run.range.end..).unwrap_or_default().trim_start_matches(['”', ' ']);
        if ["means ", "mean ", "refers to ", "refer to "].iter().any(|verb| after.starts_with(verb)) {
            notes.terms.push((Defined::InSentence, index, run.range.clone()));
        }
    }
    if text.contains(" defined ") {
        for term in ANNOUNCED.iter().flat_map(|regex| regex.captures_iter(text)).filter_map(|found| found.name("term")) {
            notes.terms.push((Defined::Elsewhere, index, term.range()));
        }
    }
}

/// A block with its place, and its text as it is searched: lower case, hyphens as spaces.
struct Searched<'a> {
    at: (usize, usize),
    block: &'a Block,
    text: String,
}

/// A term, how it is defined and where.
type Term<'a> = (&'a str, Defined, Spot);

pub(super) fn find(passages: &[Passage], out: &mut Vec<Suspect>) {
    let mut terms: Vec<Term<'_>> = Vec::new();
    for (at, passage) in passages.iter().enumerate() {
        for (how, block, range) in &notes_of(passage).terms {
            if let Some(words) = passage.prose.blocks.get(*block).and_then(|block| block.text.get(range.clone())) {
                terms.push((bare(words), *how, (at, *block, range.clone())));
            }
        }
    }
    let blocks: Vec<Searched<'_>> = passages
        .iter()
        .enumerate()
        .filter(|(_, passage)| !matches!(passage.prose.blocks.first().map(|block| block.kind), Some(Kind::Heading)) && !terms.is_empty())
        .flat_map(|(at, passage)| passage.prose.blocks.iter().enumerate().map(move |(index, block)| (at, index, block)))
        .map(|(at, index, block)| Searched { at: (at, index), block, text: block.text.to_ascii_lowercase().replace('-', " ") })
        .collect();
    let is_defined = |word: &str| terms.iter().any(|(term, how, _)| *how != Defined::Elsewhere && stem(term) == stem(word));
    for (term, how, spot) in &terms {
        if *how == Defined::Elsewhere {
            if !is_defined(term) && !is_explained(&blocks, term, spot) {
                out.push(Suspect::Term(Code::UndefinedTerm, spot.clone(), None, (*term).to_owned()));
            }
            continue;
        }
        let uses = uses(&blocks, term, &terms);
        if uses.is_empty() && *how == Defined::InBrackets {
            out.push(Suspect::Term(Code::UnusedTerm, spot.clone(), None, (*term).to_owned()));
        }
        let is_first =
            terms.iter().find(|(other, how, _)| *how != Defined::Elsewhere && other == term).is_some_and(|(_, _, first)| first == spot);
        if is_first {
            mixed(&blocks, term, spot, &uses, out);
        }
    }
    if terms.iter().any(|(_, how, _)| *how == Defined::InBrackets) {
        undefined(&blocks, &is_defined, out);
    }
}

/// A term without quotes and article: of “The Services”, `Services`.
fn bare(words: &str) -> &str {
    let words = words.trim_matches(['“', '”', ',', ' ']);
    ["The ", "the ", "This ", "A ", "An "].iter().find_map(|article| words.strip_prefix(article)).unwrap_or(words)
}

/// Whether a term stands in quotes or in bold somewhere, or before a colon where a paragraph begins: it is defined in another way.
fn is_explained(blocks: &[Searched<'_>], term: &str, but: &Spot) -> bool {
    let stem = stem(term);
    let begins = |text: &str| {
        let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        text.strip_prefix("the ")
            .unwrap_or(text)
            .strip_prefix(&stem)
            .is_some_and(|rest| rest.chars().take(5).any(|c| matches!(c, ':' | '–' | '—' | '”')))
    };
    let quotes = |block: &Searched<'_>| {
        let starts =
            block.text.match_indices(['“', '‘']).filter(|(at, _)| block.at != (but.0, but.1) || !but.2.contains(&(at + '“'.len_utf8())));
        let mut words = starts.filter_map(|(at, quote)| block.text.get(at + quote.len()..));
        words.any(|words| words.strip_prefix("the ").unwrap_or(words).starts_with(&stem))
    };
    let is_bold = |block: &Searched<'_>| {
        let mut bold = block.block.runs.iter().filter(|run| run.style == Style::Strong).filter_map(|run| block.text.get(run.range.clone()));
        bold.any(|words| words.trim_start_matches("the ").starts_with(&stem))
    };
    blocks.iter().any(|block| begins(&block.text) || quotes(block) || is_bold(block))
}

/// A term without the ending of its plural.
fn stem(term: &str) -> String {
    let lower = term.to_ascii_lowercase().replace('-', " ");
    lower.strip_suffix("ies").or(lower.strip_suffix('y')).or(lower.strip_suffix('s')).unwrap_or(&lower).to_owned()
}

/// Where a term stands, in any spelling, but where it is defined.
fn uses(blocks: &[Searched<'_>], term: &str, terms: &[Term<'_>]) -> Vec<Spot> {
    let stem = stem(term);
    let mut out = Vec::new();
    for block in blocks {
        for (start, found) in block.text.match_indices(&stem) {
            let begins = !block.text.get(..start).is_some_and(|before| before.ends_with(char::is_alphanumeric));
            let rest = block.text.get(start + found.len()..).unwrap_or_default();
            let ending = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
            let spot = (block.at.0, block.at.1, start..start + found.len() + ending);
            let defines = |(_, how, at): &Term<'_>| {
                *how != Defined::Elsewhere && at.0 == spot.0 && at.1 == spot.1 && at.2.start <= start && start < at.2.end
            };
            if begins && ending < 4 && !terms.iter().any(defines) {
                out.push(spot);
            }
        }
    }
    out
}

/// A term in another spelling, where its own is the rule: "Personal data" in mid-sentence, "the services" once among many "the Services".
fn mixed(blocks: &[Searched<'_>], term: &str, defined: &Spot, uses: &[Spot], out: &mut Vec<Suspect>) {
    let shown = |spot: &Spot| blocks.iter().find(|block| block.at == (spot.0, spot.1)).map(|block| block.block);
    let root: String = term.chars().take(stem(term).chars().count()).collect();
    let is_exact =
        |spot: &&Spot| shown(spot).and_then(|block| block.text.get(spot.2.clone())).is_some_and(|words| words.starts_with(&root));
    let exact: Vec<&Spot> = uses.iter().filter(is_exact).collect();
    let others: Vec<&Spot> = uses.iter().filter(|spot| !is_exact(spot)).collect();
    let article = |spot: &Spot| {
        let before = shown(spot)?.text.get(..spot.2.start)?.trim_end();
        let word = before.rsplit(' ').next()?.to_lowercase();
        matches!(word.as_str(), "the" | "our").then_some(word)
    };
    let several = term.contains([' ', '-']);
    for spot in others.iter().filter(|_| term.contains(char::is_lowercase)) {
        let Some(block) = shown(spot).filter(|block| matches!(block.kind, Kind::Paragraph | Kind::Item(_))) else { continue };
        let Some(words) = block.text.get(spot.2.clone()) else { continue };
        let before = block.text.get(..spot.2.start).unwrap_or_default().trim_end();
        let after = block.text.get(spot.2.end..).unwrap_or_default().trim_start();
        let begins = before.is_empty() || before.ends_with(['.', ':', '!', '?', '“', '(', '\n', '*', '-', '–', '—', ';', '/']);
        let (has_capital, has_small) = (words.contains(char::is_uppercase), words.contains(char::is_lowercase));
        let half = several
            && has_capital
            && has_small
            && !begins
            && !exact.is_empty()
            && block.text.get(spot.2.end..).is_some_and(|rest| !rest.starts_with(" P"));
        // All small: the word may be meant as any other word. It is the term when that is how the page speaks of it.
        let same = |other: &&&Spot| article(other).is_some() && article(other) == article(spot);
        let rare = others.iter().filter(|other| article(other).is_some()).count() * 5 <= exact.iter().filter(same).count();
        let owned =
            ["of", "that", "provided", "offered", "they", "by", "operated", "you", "which"].iter().any(|word| after.starts_with(word));
        let small = !has_capital && !begins && article(spot).is_some() && rare && exact.iter().filter(same).count() >= 5 && !owned;
        if half || small {
            out.push(Suspect::Term(Code::MixedTerm, (*spot).clone(), Some(defined.clone()), term.to_owned()));
        }
    }
}

/// Words that the page uses as it uses its defined terms, three times or more, and defines nowhere.
fn undefined(blocks: &[Searched<'_>], is_defined: &dyn Fn(&str) -> bool, out: &mut Vec<Suspect>) {
    let mut found: Vec<(String, Vec<Spot>)> = Vec::new();
    for block in blocks.iter().filter(|block| matches!(block.block.kind, Kind::Paragraph | Kind::Item(_))) {
        for term in USUAL.iter().flat_map(|regex| regex.captures_iter(&block.block.text)).filter_map(|found| found.name("term")) {
            let spot = (block.at.0, block.at.1, term.range());
            match found.iter_mut().find(|(other, _)| other == term.as_str()) {
                Some((_, spots)) => spots.push(spot),
                None => found.push((term.as_str().to_owned(), vec![spot])),
            }
        }
    }
    for (term, mut spots) in found {
        let is_known = || is_defined(&term) || spots.first().is_none_or(|spot| is_explained(blocks, &term, spot));
        if spots.len() > 2 && !is_known() {
            let last = spots.pop();
            out.extend(spots.into_iter().next().map(|first| Suspect::Term(Code::UndefinedTerm, first, last, term)));
        }
    }
}

/// The finding, unless the brand's own words make it right.
pub(super) fn judge(page: &Page<'_>, code: Code, spot: &Spot, also: Option<&Spot>, term: &str) -> Option<Finding> {
    let words = page.words(spot)?;
    let root = stem(term);
    let in_values = || {
        page.document.passages.iter().any(|passage| {
            let heading = passage.prose.blocks.first().filter(|_| passage.is_line()).map(|block| block.text.as_str());
            passage
                .values
                .iter()
                .map(AsRef::as_ref)
                .chain(heading)
                .any(|value| value.to_ascii_lowercase().replace('-', " ").contains(&root))
        })
    };
    if page.allows(code, &words) || (code != Code::MixedTerm && in_values()) {
        return None;
    }
    let (message, label, help) = match code {
        Code::MixedTerm => (
            format!("`{}` is defined as `{term}` on this page", words.trim()),
            "defined here",
            format!("write `{term}`, or other words if something else is meant"),
        ),
        Code::UnusedTerm => {
            (format!("the term `{term}` is defined and never used on this page"), "", "take the definition out, or use the term".to_owned())
        }
        _ => (
            format!("the term `{term}` is used as a defined one, and this page never defines it"),
            "and here",
            format!("define it where it stands first: (“{term}”), or write it small"),
        ),
    };
    let finding = Finding::new(code, message, page.place(spot)?, "");
    let finding = match also.and_then(|also| page.place(also)) {
        Some(place) => finding.also(place, label),
        None => finding,
    };
    Some(finding.help(help))
}
