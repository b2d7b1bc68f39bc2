//! Words as a person reads them: without markup, and cut to a few around what differs.

use std::ops::Range;

use super::edits::Edit;
use super::hunks::{Hunk, Stretch, Was};
use super::pieces::{Kind, Piece};
use super::tree::Text;

/// Elements whose generated text says nothing that could be missed: the tags that begin them.
const QUIET: [&str; 3] = ["<span class=\"number\"", "<a class=\"back\"", "<caption "];

/// What stands for a value in a shape.
pub(super) const VALUE: char = '\u{FFFC}';

/// How many words are shown before and after those that differ.
const AROUND: usize = 6;

/// How many words may stand between places that are shown as one: two edits of a sentence that brands share are two, for a brand may have one
/// of them alone.
const JOINED: usize = 3;

/// A side, and which of its pieces print a value.
pub(super) struct Words<'t, 'a> {
    pub(super) text: &'t Text<'a>,
    is_value: Vec<bool>,
}

impl<'t, 'a> Words<'t, 'a> {
    pub(super) fn new(text: &'t Text<'a>, values: &[Range<usize>]) -> Self {
        let mut values = values.iter().peekable();
        let mut at = 0;
        let within = |piece: &Piece<'a>| {
            while values.next_if(|value| value.end <= at).is_some() {}
            let is_value = values.peek().is_some_and(|value| value.start <= at);
            at += piece.text.len();
            is_value
        };
        Self { text, is_value: text.pieces.iter().map(within).collect() }
    }

    /// All that a block says itself: a hunk for each run of text, and one for all cells of a row.
    pub(super) fn whole(&self, block: usize, was: Was) -> Vec<Hunk> {
        let mut rows: Vec<(usize, Stretch)> = Vec::new();
        for run in self.text.own_runs(block) {
            let stretch = self.stretch(run.range.clone(), was);
            let stretch = Stretch { text: stretch.text.trim().to_owned(), shape: stretch.shape.trim().to_owned(), was };
            let row = self.row_of(run.parent).unwrap_or(usize::MAX);
            match rows.last_mut().filter(|(last, _)| *last == row && row != usize::MAX) {
                Some((_, cells)) => {
                    cells.text += &format!(" | {}", stretch.text);
                    cells.shape += &format!(" | {}", stretch.shape);
                }
                None => rows.push((row, stretch)),
            }
        }
        let said = rows.into_iter().map(|(_, stretch)| stretch).filter(|stretch| !stretch.text.is_empty());
        said.map(|stretch| Hunk { stretches: vec![stretch] }).collect()
    }

    /// The row of a table in which a block stands.
    fn row_of(&self, mut block: usize) -> Option<usize> {
        while let Some(node) = self.text.nodes.get(block).filter(|node| block > 0 && !node.is_section()) {
            if node.name == "tr" {
                return Some(block);
            }
            block = node.parent;
        }
        None
    }

    /// What a block says, in a line.
    pub(super) fn plain(&self, block: usize) -> String {
        let texts = self.text.own_runs(block).map(|run| self.stretch(run.range.clone(), Was::Kept).text.trim().to_owned());
        texts.collect::<Vec<_>>().join(" ")
    }

    /// Pieces as words.
    fn stretch(&self, pieces: Range<usize>, was: Was) -> Stretch {
        let (mut text, mut shape) = (String::new(), String::new());
        if self.follows_blank(pieces.start) {
            text.push(' ');
            shape.push(' ');
        }
        let mut above = self.above(pieces.start);
        for at in pieces {
            let Some(piece) = self.text.pieces.get(at) else { continue };
            match piece.kind {
                Kind::Tag => {
                    above = piece.text;
                    if piece.text.starts_with("<br") {
                        text.push(' ');
                        shape.push(' ');
                    }
                }
                Kind::Space => {
                    text.push(' ');
                    if !self.is_value(at) {
                        shape.push(' ');
                    }
                }
                // Numbers and the way back from a note belong to the page, not to its words.
                Kind::Quiet if QUIET.iter().any(|tag| above.starts_with(tag)) => {}
                Kind::Quiet | Kind::Note => text.push_str(&plain(piece.text)),
                Kind::Word if self.is_value(at) => {
                    text.push_str(&plain(piece.text));
                    if !shape.ends_with(VALUE) {
                        shape.push(VALUE);
                    }
                }
                Kind::Word => {
                    text.push_str(&plain(piece.text));
                    shape.push_str(&plain(piece.text));
                }
            }
        }
        Stretch { was, text, shape }
    }

    fn is_value(&self, piece: usize) -> bool {
        self.is_value.get(piece).copied().unwrap_or_default()
    }

    /// The tag before a piece.
    fn above(&self, piece: usize) -> &'a str {
        let before = self.text.pieces.get(..piece).unwrap_or_default().last();
        before.filter(|before| before.kind == Kind::Tag).map_or("", |before| before.text)
    }

    /// Whether a blank stands before a piece, with nothing but inline tags between.
    fn follows_blank(&self, piece: usize) -> bool {
        let before = self.text.pieces.get(..piece).unwrap_or_default().iter().rev();
        before.take(8).find(|piece| piece.kind != Kind::Tag).is_some_and(|piece| piece.kind == Kind::Space)
    }

    /// The pieces of some words.
    fn pieces(&self, words: Range<usize>) -> Range<usize> {
        let found = self.text.words.get(words).unwrap_or_default();
        found.first().zip(found.last()).map_or(0..0, |(first, last)| *first..last + 1)
    }

    fn of_words(&self, words: Range<usize>, was: Was) -> Option<Stretch> {
        (!words.is_empty()).then(|| self.stretch(self.pieces(words), was))
    }

    /// Where the first few of some words end; a value counts as one.
    fn first_few(&self, words: &Range<usize>) -> usize {
        self.few(words.clone(), AROUND).map_or(words.end, |at| at + 1)
    }

    /// Where the last few of some words begin.
    fn last_few(&self, words: &Range<usize>) -> usize {
        self.few(words.clone().rev(), AROUND).unwrap_or(words.start)
    }

    /// The last of the first `most` words in an order; `None` when there are no more than that.
    fn few(&self, words: impl Iterator<Item = usize>, most: usize) -> Option<usize> {
        let (mut count, mut in_value, mut last) = (0, false, None);
        for word in words {
            let is_value = self.text.words.get(word).is_some_and(|piece| self.is_value(*piece));
            if !(is_value && in_value) {
                if count == most {
                    return last;
                }
                count += 1;
            }
            in_value = is_value;
            last = Some(word);
        }
        None
    }
}

/// What differs in two runs that correspond; `run` is that of the right. Places that are near each other are one hunk.
pub(super) fn hunks(left: &Words<'_, '_>, right: &Words<'_, '_>, run: usize, edits: &[Edit]) -> Vec<Hunk> {
    let Some(run) = right.text.nodes.get(run) else { return Vec::new() };
    let mut hunks = Vec::new();
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut at = run.words.start;
    for (rank, edit) in edits.iter().enumerate() {
        let before = at..edit.right.start;
        if rank == 0 {
            let from = right.last_few(&before);
            stretches
                .extend(right.of_words(from..before.end, Was::Kept).map(|kept| if from > before.start { cut_before(kept) } else { kept }));
        } else {
            if right.few(before.clone(), JOINED).is_some() {
                stretches.extend(right.of_words(before.start..right.first_few(&before), Was::Kept).map(cut_after));
                hunks.push(Hunk { stretches: std::mem::take(&mut stretches) });
                stretches.extend(right.of_words(right.last_few(&before)..before.end, Was::Kept).map(cut_before));
            } else {
                stretches.extend(right.of_words(before, Was::Kept));
            }
        }
        let begins = stretches.is_empty();
        stretches.extend(left.of_words(edit.left.clone(), Was::Removed));
        stretches.extend(right.of_words(edit.right.clone(), Was::Added));
        if begins {
            stretches.iter_mut().for_each(trim_start);
        }
        at = edit.right.end;
    }
    let after = at..run.words.end;
    let end = right.first_few(&after);
    stretches.extend(right.of_words(after.start..end, Was::Kept).map(|kept| if end < after.end { cut_after(kept) } else { kept }));
    hunks.push(Hunk { stretches });
    hunks
}

/// Takes away the blank before words with which a hunk begins.
fn trim_start(stretch: &mut Stretch) {
    for words in [&mut stretch.text, &mut stretch.shape] {
        *words = words.trim_start().to_owned();
    }
}

fn cut_before(stretch: Stretch) -> Stretch {
    let cut = |text: String| format!("… {}", text.trim_start());
    Stretch { text: cut(stretch.text), shape: cut(stretch.shape), ..stretch }
}

fn cut_after(stretch: Stretch) -> Stretch {
    Stretch { text: stretch.text + " …", shape: stretch.shape + " …", ..stretch }
}

/// The character references that pages are written with.
const REFERENCES: [(&str, &str); 6] =
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", "\u{A0}"), ("&amp;", "&")];

/// Text without character references.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        let (name, char) = REFERENCES.into_iter().find(|(name, _)| from.starts_with(name)).unwrap_or(("&", "&"));
        text.push_str(before);
        text.push_str(char);
        rest = from.get(name.len()..).unwrap_or_default();
    }
    text + rest
}
