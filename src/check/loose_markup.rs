//! Signs of Markdown that have come to nothing: a bold that is not closed, a link whose address holds a blank. A visitor would read them.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::compose::Slip;
use crate::diagnostic::Code;

use super::pattern::pattern;
use super::text::View;

/// What is left standing. A single star or underscore may be meant.
static LOOSE: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"\*\*[^\s*]*|\]\([^\s)]*\)?|~~\S*|`\S*|^#{1,6} \S+"));

pub(super) fn look(view: &View<'_>, found: &mut Vec<Slip>) {
    let all = LOOSE.iter().flat_map(|loose| loose.find_iter(view.text)).map(|loose| loose.range());
    // A reference that is not one has a finding of its own.
    let refers = |range: &Range<usize>| {
        let rest = view.text.get(range.start..).unwrap_or_default().trim_start_matches(['[', ']', '(', ' ']);
        rest.starts_with("clause:") || rest.starts_with("doc:")
    };
    let typed = all.filter(|range| !view.is_code(range) && !view.is_value(range) && !refers(range));
    found.extend(typed.take(1).map(|range| {
        let words = view.text.get(range.clone()).unwrap_or_default().trim();
        let message = format!("`{words}` would be read as it stands");
        let help = "close what is opened, and write an address without blanks: **bold**, [text](https://…); a sign that is meant goes into `backticks`";
        Slip { code: Code::LooseMarkup, range, message, help: help.to_owned() }
    }));
}
