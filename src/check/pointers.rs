//! How a text points to a section by hand: by a number, by a title in quotes.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::compose::{Block, Notes, Pointer, Style};

use super::pattern::Words;

/// Letters and digits of Latin scripts. Unicode's table of all letters would be in the patterns as often as they repeat it, and make them slow
/// to make ready.
const LETTER: &str = "[0-9A-Za-z_À-ɏ]";

/// What the name of a document may have.
const OF_NAME: &str = "[0-9A-Za-z_À-ɏ’ -]";

/// A pattern with [`LETTER`] for `\w`; nothing if it cannot be read, which a test would show.
fn pattern(text: &str) -> Option<Regex> {
    Regex::new(&text.replace(r"[\w’ -]", OF_NAME).replace(r"\w", LETTER)).ok()
}

/// A number where a reference belongs.
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let of_section = r"\d{1,2}(?:\.\d{1,2})*(?:\([a-z0-9]{1,4}\))*|[IVX]{1,5}\b|[A-Z]\b(?:\.\d{1,2})*|\([a-z0-9]{1,4}\)";
    let forms = [
        format!(r"(?P<section>(?:[Ss]ub-?)?[Ss]ections?|SECTIONS?|Sec\.|[Cc]lauses?|§§?)[ \u00a0]?(?P<a>{of_section})"),
        r"(?P<part>Part|[Pp]aragraph|[Pp]oint|[Ii]tem|Article|Chapter|Schedule)s?[ \u00a0](?P<b>\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5}\b|[A-Z]\b)".to_owned(),
        r"(?P<letter>(?:[Ss]ub-?)?[Pp]aragraphs?|[Pp]oints?|[Ii]tems?|[Ll]etters?|in|under|see|See)[ \u00a0](?P<c>\((?:[a-z]|[ivx]{1,4}|\d{1,2})\))".to_owned(),
        r"(?P<bare>[Ss]ee|[Rr]efer to)(?: also)?[ \u00a0](?P<d>\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)".to_owned(),
    ];
    pattern(&format!(r"(?:^|[\s(\[“,;/—–])(?P<all>{})", forms.join("|")))
});

/// How the words end before a number: every match of [`NUMBER`] has one.
const BEFORE_NUMBERS: &[&str] = &[
    "section",
    "Section",
    "SECTION",
    "Sec.",
    "clause",
    "Clause",
    "§",
    "Part",
    "paragraph",
    "Paragraph",
    "point",
    "Point",
    "item",
    "Item",
    "Article",
    "Chapter",
    "Schedule",
    "letter",
    "Letter",
    "see",
    "See",
    "refer to",
    "Refer to",
];

/// Whether a number may stand in a text where a reference belongs.
fn may_have_number(text: &str) -> bool {
    let may_be = |(at, c): (usize, u8)| {
        let before = text.get(..at).unwrap_or_default();
        let words = before.strip_suffix([' ', '\u{a0}']).unwrap_or(before);
        let words = words.strip_suffix(" also").unwrap_or(words);
        let words = words.strip_suffix(['s', 'S']).unwrap_or(words);
        let ends_with = |ends: &[&str]| ends.iter().any(|end| words.ends_with(end));
        ends_with(BEFORE_NUMBERS) || c == b'(' && ends_with(&["in", "under"])
    };
    // A letter that is a number stands alone or among its like: with small ones it is a word.
    let is_letter = |at: usize| text.as_bytes().get(at + 1).is_none_or(|next| !next.is_ascii_lowercase());
    let is_other = |at: usize| text.get(at..).is_some_and(|rest| rest.starts_with(char::is_numeric));
    let is_number = |(at, c): &(usize, u8)| {
        c.is_ascii_digit() || *c == b'(' || c.is_ascii_uppercase() && is_letter(*at) || !c.is_ascii() && is_other(*at)
    };
    text.bytes().enumerate().filter(is_number).any(may_be)
}

/// Every pointer by a title has one of these before the title or after it, or says right after it where the title is.
static NEAR_TITLES: LazyLock<Words> = LazyLock::new(|| Words::new(&["section", "heading", "paragraph", "clause"], true));

/// Whether a text may point to a section by its title.
fn may_point(text: &str) -> bool {
    NEAR_TITLES.are_in(text) || text.split('”').skip(1).any(says_where)
}

/// Whether what follows a title begins with "above", "below", "of this" or the like.
fn says_where(after: &str) -> bool {
    let rest = after.strip_prefix(',').unwrap_or(after);
    let where_it_is = ["above", "below", "of th", "in th", "on th", "within th", "under th", "from th"];
    rest.strip_prefix(' ').is_some_and(|rest| where_it_is.iter().any(|words| rest.starts_with(words)))
}

/// What says that a number belongs to a law or to another document, right after it.
static OF_ANOTHER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let more = r"(?:\s*(?:\([^()]{1,60}\)|“[^“”]{1,60}”|,|;|and|or|to|through|-|–|&|§+|\d+(?:\.\d+)*|[A-Z]\b))*";
    let this = r"(?:this|these|the present) (?:\w+ )?(?:[Pp]olicy|[Nn]otice|[Ss]tatement|[Pp]age|[Dd]ocument|[Tt]erms|[Aa]greement)";
    let law = format!("(?:{LAWS})");
    // "of this policy" points here; "of the …" or "in our Terms" does not.
    pattern(&format!(
        r"^{more}\s*(?:(?P<here>(?:of|in|to) {this}|above|below|hereof|herein)|,?\s*of\b|(?:in|from|under|to)\s+(?:the|our|your|their|its|that|such|each|any|an?|[A-Z]\w+)\b[^.;:]{{0,50}}?(?:{OTHER_DOCUMENTS}|{LAWS})|\(?(?:the )?(?:\w+ ){{0,3}}{law})"
    ))
});

/// What says so right before it.
static AFTER_ANOTHER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:{LAWS}|{OTHER_DOCUMENTS}|§+|\d)(?:[’']s?)?(?: of \d{{4}}| \d{{4}})?(?: No\.? ?[\d/]+)?[\s,(–-]*(?:(?:and|or|under|in|at|see|see also|the)\s+)?$"
    ))
});

const LAWS: &str = r"\bActs?\b|\bCode\b|\b[Ll]aws?\b|\b[Ll]egislation\b|\b[Rr]egulations?\b|\bDirective\b|\b[Ss]tatutes?\b|\bConvention\b|\bConstitution\b|\bCharter\b|\bOrdinance\b|\bDecree\b|\bTreaty\b|\bRules?\b|\bGDPR\b|\bCCPA\b|\bCPRA\b|\bDMCA\b|\bCOPPA\b|\bLGPD\b|\bPIPEDA\b|\bDPA\b|\bFTC\b|\bDPDPA?\b|\bePrivacy\b|\bTTDSG\b|\bTDDDG\b|\bBDSG\b|\bDSA\b|\bPECR\b|\bU\.?S\.?C\b|\bC\.?F\.?R\b|\bCiv\.|\bBus\.|\bStat\.|\bTitle \d+|\bChapter \d+|\bArticle \d+|\bArt\. ?\d+|\bProtocol\b|\bSCCs?\b|\bStandard Contractual Clauses\b";

const OTHER_DOCUMENTS: &str = r"\b(?:Terms(?: of \w+| (?:and|&) Conditions)?|Agreement|Policy|Policies|Notice|Addendum|Statement|License|Licence|Guidelines|Conditions|Contract|Manual|Standard|Framework|Principles|Form)\b";

/// A title in quotes, and the words around it that make it a pointer.
static TITLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let title = r"“(?P<t>[^“”]{3,90})”";
    let before = r"(?P<before>\b(?:[Ss]ection|[Hh]eading|[Pp]aragraph|[Cc]lause)s?(?: of this (?:\w+ ){0,2}\w+)?(?: (?:above|below|titled|entitled|called|named|headed|marked|on)){0,2},? )?(?P<see>\b(?:[Ss]ee|[Rr]efer to|described in|set out in|explained in|under|in) (?:also )?(?:the )?)?";
    let after = r"(?P<after>,? (?:sub-?)?(?:section|heading|paragraph|clause)\b)?(?P<here>,? (?:above|below)\b)?(?P<of> (?:of|in|on|within|under|from) (?:(?P<this>this|these)|the|your|our|their|its|an?) (?P<what>[\w’ -]{0,60}))?";
    pattern(&format!("{before}{title}{after}"))
});

/// Marks in the text what stands out in bold or italics, as if it stood in quotes: "see *Your rights* below".
fn quoted(block: &Block) -> Vec<(Range<usize>, String)> {
    let stands_out = block.runs.iter().filter(|run| matches!(run.style, Style::Strong | Style::Emphasis));
    let whole = stands_out.filter_map(|run| {
        let words = block.text.get(run.range.clone())?.trim_matches(['“', '”']);
        let before = block.text.get(..run.range.start)?;
        let after = block.text.get(run.range.end..)?;
        // A little text around is enough for the pattern.
        let from = before.char_indices().rev().take(40).last().map_or(before.len(), |(at, _)| at);
        let to = after.char_indices().take(90).last().map_or(0, |(at, c)| at + c.len_utf8());
        let (before, after) = (before.get(from..)?.trim_end_matches('“'), after.get(..to)?.trim_start_matches('”'));
        if ![before, after].into_iter().any(may_point) && !says_where(after) {
            return None;
        }
        Some((run.range.clone(), format!("{before}“{words}”{after}")))
    });
    whole.collect()
}

pub(super) fn note(index: usize, block: &Block, notes: &mut Notes) {
    let regex = may_have_number(&block.text).then(|| NUMBER.as_ref()).flatten();
    for found in regex.into_iter().flat_map(|regex| regex.captures_iter(&block.text)) {
        if let Some((number, range)) = number(block, &found) {
            notes.pointers.push((Pointer::Number(number), index, range));
        }
    }
    let mut titles: Vec<(Range<usize>, Pointer)> = Vec::new();
    if block.text.contains('“') && may_point(&block.text) {
        for found in TITLE.iter().flat_map(|regex| regex.captures_iter(&block.text)) {
            // "A section “Entitled XYZ” means …" speaks of any section.
            let before = found.get(0).and_then(|all| block.text.get(..all.start())).unwrap_or_default().trim_end();
            let any = before
                .rsplit(' ')
                .next()
                .is_some_and(|word| ["a", "any", "each", "every", "no", "such"].contains(&word.to_lowercase().as_str()));
            if let Some((range, pointer)) = found.name("t").map(|title| title.range()).zip(title(&found)).filter(|_| !any) {
                titles.push((range, pointer));
            }
        }
    }
    for (range, text) in quoted(block) {
        let found = TITLE.iter().flat_map(|regex| regex.captures_iter(&text)).find_map(|found| title(&found));
        if let Some(pointer) = found.filter(|_| !titles.iter().any(|(other, _)| other.start < range.end && range.start < other.end)) {
            titles.push((range, pointer));
        }
    }
    notes.pointers.extend(titles.into_iter().map(|(range, pointer)| (pointer, index, range)));
    for run in &block.runs {
        if let (Style::Reference(target), Some(words)) = (&run.style, block.text.get(run.range.clone()))
            && words.chars().any(char::is_alphanumeric)
        {
            notes.pointers.push((Pointer::Reference(target.clone(), words.to_owned()), index, run.range.clone()));
        }
    }
}

/// The number of a section of this page, if that is what was found.
fn number(block: &Block, found: &Captures<'_>) -> Option<(String, Range<usize>)> {
    let all = found.name("all")?.range();
    let text = ["a", "b", "c", "d"].into_iter().find_map(|name| found.name(name))?.as_str();
    let (before, after) = (block.text.get(..all.start)?, block.text.get(all.end..)?);
    let of = OF_ANOTHER.as_ref()?.captures(after);
    let is_here = of.as_ref().is_some_and(|of| of.name("here").is_some());
    let is_other = of.is_some() && !is_here;
    let next = after.trim_start().chars().next();
    let stands_alone = next.is_none_or(|c| matches!(c, '.' | ',' | ';' | ')' | ']')) && !after.starts_with(".com");
    let is_link =
        block.runs.iter().any(|run| matches!(run.style, Style::Link(_)) && run.range.start < all.end && all.start < run.range.end);
    let is_code = block.runs.iter().any(|run| run.style == Style::Code && run.range.start <= all.start && all.end <= run.range.end);
    let joined = after.starts_with(|c: char| c.is_alphanumeric() || c == '%' || c == '§')
        || after.starts_with(".") && after.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    if is_link || is_code || joined || (is_other && !is_here) || (!is_here && AFTER_ANOTHER.as_ref()?.is_match(before)) {
        return None;
    }
    let upper = text.starts_with(|c: char| c.is_ascii_uppercase());
    let keeps = if found.name("section").is_some() {
        // "Section A" is one; "section I wrote" and "Clause A company" are none.
        !upper || is_here || stands_alone || after.trim_start().starts_with('(')
    } else if found.name("part").is_some() {
        is_here || (before.ends_with("see") || before.ends_with("See") || before.ends_with("in")) && stands_alone
    } else if let Some(word) = found.name("letter") {
        let list = matches!(word.as_str(), "in" | "under" | "see" | "See");
        let law = before.contains("U.S.C") || before.contains("Section ") || before.contains("§");
        is_here || (list && stands_alone && next != Some(')')) || (!list && !law && stands_alone)
    } else {
        !after.trim_start().starts_with(|c: char| c.is_alphabetic()) || is_here
    };
    keeps.then(|| (text.to_owned(), all))
}

/// The section that a title in quotes points to, if it does.
fn title(found: &Captures<'_>) -> Option<Pointer> {
    let title = found.name("t")?.as_str().trim_end_matches([',', '.']).to_owned();
    let names_section = found.name("before").is_some() || found.name("after").is_some();
    let is_here = found.name("here").is_some() || found.name("this").is_some();
    let of = found.name("what").map(|what| what.as_str());
    let is_other = found.name("of").is_some() && found.name("this").is_none();
    let points = names_section || (found.name("see").is_some() && is_here);
    let is_title = title.starts_with(char::is_uppercase) && !title.contains("clause:");
    match of.filter(|_| is_other) {
        Some(document) if names_section && is_title => Some(Pointer::Title(title, Some(document.to_owned()))),
        Some(_) => None,
        None => (points && is_title).then_some(Pointer::Title(title, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Block, Notes, Pointer, note};
    use crate::compose::Kind;

    fn found(text: &str) -> Vec<Pointer> {
        let mut notes = Notes::default();
        note(0, &Block { kind: Kind::Paragraph, text: text.to_owned(), runs: Vec::new() }, &mut notes);
        notes.pointers.into_iter().map(|(pointer, _, _)| pointer).collect()
    }

    #[test]
    fn numbers_that_point_to_this_page() {
        for (text, number) in [
            ("See Section 9 for more.", "9"),
            ("as section 4.2 says", "4.2"),
            ("under paragraph (c) above", "(c)"),
            ("(see 4.2)", "4.2"),
            ("as described in clause 3", "3"),
            ("(see Section 5)", "5"),
            ("as Part B above says", "B"),
            ("the list in (b).", "(b)"),
            ("described in Section 9, you have rights under the GDPR", "9"),
            ("Section 3 of this Policy", "3"),
            ("Section II.", "II"),
            ("as § 7 says", "7"),
        ] {
            assert_eq!(found(text), [Pointer::Number(number.to_owned())], "{text}");
        }
    }

    #[test]
    fn numbers_that_do_not() {
        for text in [
            "Section 512(c) of the Act",
            "Section 230 of the Communications Decency Act",
            "Section 1798.83 of the California Civil Code",
            "Article 6(1)(f) GDPR and Article 28",
            "17 U.S.C. § 512(c)(3)",
            "Part 312 of Title 16",
            "Cal. Civ. Code § 17.2",
            "paragraph 2 of Article 13",
            "Section 5 of the FTC Act",
            "section 3 of our Terms of Service",
            "section 7 in the Terms",
            "our Terms of Use, section 4",
            "Section E (Private Repositories) of the Acme Terms",
            "under GDPR Section 6",
            "Data Protection Act 2018, section 45",
            "in (a) the European Union or (b) the United States",
            "version 4.2, see 4.2 million users",
            "a section I wrote",
            "Part 2",
            "see (i) your rights",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn titles_that_point_to_a_section() {
        let title = |title: &str| Pointer::Title(title.to_owned(), None);
        assert_eq!(found("the section “How We Share Information”"), [title("How We Share Information")]);
        assert_eq!(found("see “Your Rights” below."), [title("Your Rights")]);
        assert_eq!(found("as the “Your Rights” section says"), [title("Your Rights")]);
        assert_eq!(found("the section entitled “Your Rights,”"), [title("Your Rights")]);
        let other = Pointer::Title("Control".to_owned(), Some("Cookie Policy".to_owned()));
        assert_eq!(found("the “Control” section of our Cookie Policy."), [other]);
        for text in ["click “Accept All”", "choose “Privacy” in your settings", "see “Settings”", "under “Privacy” in the app"]
        {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
