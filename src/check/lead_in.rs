//! Lead-ins: what a text announces follows. What stands at the end of a text is looked at on the page, in `page`.

use std::sync::LazyLock;

use regex::Regex;

use crate::compose::{Block, Kind, Run, Slip, Style, is_hole};
use crate::diagnostic::Code;

/// Words at the end of a paragraph that announce a list.
static ANNOUNCES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(the following( [a-z-]+){0,3}|the following ([a-z-]+ ){0,2}(categories|kinds|types|sorts|rights|ways|purposes|reasons|cases|circumstances|steps|choices|parties|sources|recipients|means|items|details|data|information|conditions)( [a-z-]+){0,4}|as follows|listed below)\s*[.:]$").ok()
});

/// Whether one of the last words is one that such an announcement has: what has none need not be searched.
fn may_announce(text: &str) -> bool {
    let cues = ["following", "follows", "below"];
    let mut last = text.trim_end_matches(['.', ':']).trim_end().rsplit(' ').take(6);
    last.any(|word| cues.iter().any(|cue| word.len() >= cue.len() && word.to_ascii_lowercase().contains(cue)))
}

/// A list that is announced in so many words: "the following rights … :".
static LIST: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)\b(the following|these) ([a-z-]+ ){0,2}[a-z-]+s\b[^.]*:$").ok());

/// What a text has many of, each in an item of its own.
static OF_MANY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\b(rights|ways|purposes|reasons|categories|cases|circumstances|steps|choices|types|parties)\b").ok());

/// How a paragraph begins that goes on with something else than the list.
static GOES_ON: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(To (use|exercise|make|submit|contact|ask|learn|opt)|If you|You can|You may|Please|For more|See|This|These rights|In addition)\b.*[.!]$").ok()
});

/// Whether a block announces something.
pub(super) fn announces(block: &Block) -> bool {
    let text = block.text.trim_end();
    let can = matches!(block.kind, Kind::Paragraph | Kind::Item(_) | Kind::Note);
    can && (text.ends_with(':')
        || text.ends_with('.') && may_announce(text) && ANNOUNCES.as_ref().is_some_and(|regex| regex.is_match(text)))
}

/// A slip in a block that announces what does not follow.
pub(super) fn slip(block: &Block) -> Slip {
    let start = block.text.trim_end().char_indices().rev().filter(|(_, c)| *c == ' ').nth(4).map_or(0, |(at, _)| at + 1);
    let message = "nothing follows what this announces".to_owned();
    let help = "write what is announced, or end the sentence; when the list is behind a condition, put this behind it too".to_owned();
    Slip { code: Code::EmptyLeadIn, range: start..block.text.trim_end().len(), message, help }
}

/// A slip in a sub-heading with nothing below it.
pub(super) fn without_text(block: &Block) -> Slip {
    let message = "the sub-heading has nothing below it".to_owned();
    let help = "write its text, or take it out; when the text is behind a condition, put the sub-heading behind it too".to_owned();
    Slip { code: Code::EmptySection, range: 0..block.text.len(), message, help }
}

pub(super) fn look(blocks: &[Block], found: &mut Vec<(usize, Slip)>) {
    let mut level = 0;
    for (index, pair) in blocks.windows(2).enumerate() {
        let [block, next] = pair else { continue };
        if let Kind::SubHeading(own) = block.kind {
            level = own;
            if matches!(next.kind, Kind::SubHeading(next) if next <= own) {
                found.push((index, without_text(block)));
            }
            continue;
        }
        if !announces(block) {
            continue;
        }
        let is_empty = match next.kind {
            Kind::SubHeading(next) => next <= level,
            Kind::Item(depth) => matches!(block.kind, Kind::Item(own) if depth < own),
            Kind::Paragraph => block.kind == Kind::Paragraph && goes_on(block, next),
            _ => false,
        };
        if is_empty {
            found.push((index, slip(block)));
        }
    }
}

/// Whether a list is announced, and the next paragraph speaks of something else, or is one value, which is no list.
fn goes_on(block: &Block, next: &Block) -> bool {
    let stands_out = |run: &Run| run.range.start == 0 && matches!(run.style, Style::Strong | Style::Emphasis);
    let next_words = next.text.trim();
    let is_value = next_words.chars().next().is_some_and(is_hole)
        && next_words.chars().count() == 1
        && OF_MANY.as_ref().is_some_and(|regex| regex.is_match(&block.text));
    LIST.as_ref().is_some_and(|regex| regex.is_match(block.text.trim_end()))
        && !next.runs.iter().any(stands_out)
        && !next.text.contains('\n')
        && (is_value || GOES_ON.as_ref().is_some_and(|regex| regex.is_match(next_words)))
}
