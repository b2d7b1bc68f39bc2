//! Sentences that are cut off: a paragraph that begins as a sentence does and has no end.

use crate::compose::{Kind, Slip, Style};
use crate::diagnostic::Code;

use super::text::View;

/// How many words a paragraph has that must be a sentence.
const LONG: usize = 8;

pub(super) fn look(view: &View<'_>, found: &mut Vec<Slip>) {
    let text = view.text.trim_end();
    let ends_in_the_middle = text.ends_with(|c: char| c.is_ascii_lowercase() || c == ',');
    if view.kind != Kind::Paragraph || !ends_in_the_middle {
        return;
    }
    // Two lines are an address or a signature, and what is all bold or a link a heading or a button.
    let is_sentence = text.starts_with(char::is_uppercase) && !text.contains('\n') && text.split_whitespace().count() >= LONG;
    let stands_out = |style: &Style| matches!(style, Style::Strong | Style::Emphasis | Style::Link(_) | Style::Reference(_) | Style::Code);
    let is_set_apart = view.runs.iter().any(|run| run.range.end >= text.len() && stands_out(&run.style));
    if !is_sentence || is_set_apart {
        return;
    }
    let start = text.rmatch_indices(' ').nth(3).map_or(0, |(at, _)| at + 1);
    let last = text.rsplit(' ').next().unwrap_or_default();
    let message = format!("the sentence ends with `{last}`, without a full stop");
    let help = "write the end of the sentence, or the full stop";
    found.push(Slip { code: Code::CutOffSentence, range: start..text.len(), message, help: help.to_owned() });
}
