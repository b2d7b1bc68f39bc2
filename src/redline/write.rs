//! Texts with their marks.

use super::align::{Plan, Removed, Shape};
use super::pieces::{Kind, Piece};

/// `pieces` with `<element class="redline">` around those that are marked; closed before every tag.
pub(super) fn marked(pieces: &[Piece<'_>], marks: &[bool], element: &'static str) -> String {
    let mut writer = Writer::default();
    for (at, piece) in pieces.iter().enumerate() {
        writer.piece(piece, pieces.get(at + 1), is_marked(marks, at), element);
    }
    writer.end()
}

/// `right` with its marks, and with what was removed in its place.
pub(super) fn merged(left: &[Piece<'_>], right: &[Piece<'_>], plan: &Plan) -> String {
    let mut writer = Writer::default();
    let mut removed = plan.removed.iter().peekable();
    for at in 0..=right.len() {
        while let Some(next) = removed.next_if(|removed| removed.at <= at) {
            writer.close();
            match next.shape {
                Shape::Blocks => writer.blocks(left, next, plan),
                Shape::Words | Shape::Replaced => writer.words(left, right, next),
            }
        }
        if let Some(piece) = right.get(at) {
            writer.piece(piece, right.get(at + 1), is_marked(&plan.right, at), "ins");
        }
    }
    writer.end()
}

fn is_marked(marks: &[bool], at: usize) -> bool {
    marks.get(at).copied().unwrap_or_default()
}

#[derive(Default)]
struct Writer {
    out: String,
    open: Option<&'static str>,
}

impl Writer {
    fn piece(&mut self, piece: &Piece<'_>, next: Option<&Piece<'_>>, is_marked: bool, element: &'static str) {
        // Nobody sees a mark around nothing but space.
        let is_lone = piece.kind == Kind::Space && self.open.is_none() && next.is_none_or(|next| next.kind == Kind::Tag);
        if !is_marked || piece.kind == Kind::Tag || is_lone {
            self.close();
        } else if self.open.is_none() {
            self.out.push_str(&format!("<{element} class=\"redline\">"));
            self.open = Some(element);
        }
        self.out.push_str(piece.text);
    }

    fn close(&mut self) {
        if let Some(element) = self.open.take() {
            self.out.push_str(&format!("</{element}>"));
        }
    }

    fn end(mut self) -> String {
        self.close();
        self.out
    }

    /// Whole blocks of the left, without the sections that the right has too.
    fn blocks(&mut self, left: &[Piece<'_>], removed: &Removed, plan: &Plan) {
        let begins = self.out.is_empty() || self.out.ends_with('\n');
        if !begins {
            self.out.push('\n');
        }
        let mut at = removed.pieces.start;
        while at < removed.pieces.end {
            if let Some(end) = plan.twins.get(&at) {
                self.close();
                at = *end;
                continue;
            }
            if let Some(piece) = left.get(at) {
                let bare = if piece.kind == Kind::Tag { without_id(piece.text) } else { piece.text.to_owned() };
                self.piece(&Piece { text: &bare, kind: piece.kind }, left.get(at + 1), is_marked(&plan.left, at), "del");
            }
            at += 1;
        }
        self.close();
        if begins {
            self.out.push('\n');
        }
    }

    /// Words of the left, with a space where they need one: none behind them if others stand in their place.
    fn words(&mut self, left: &[Piece<'_>], right: &[Piece<'_>], removed: &Removed) {
        let kind = |text: &[Piece<'_>], at: Option<usize>| at.and_then(|at| text.get(at)).map(|piece| piece.kind);
        let begins = matches!(kind(right, removed.at.checked_sub(1)), None | Some(Kind::Space | Kind::Tag));
        let space = |at: Option<usize>| if kind(left, at) == Some(Kind::Space) { " " } else { "" };
        let before = if begins { "" } else { space(removed.pieces.start.checked_sub(1)) };
        let after = if begins && removed.shape == Shape::Words { space(Some(removed.pieces.end)) } else { "" };
        self.out.push_str(&format!("{before}<del class=\"redline\">"));
        let pieces = left.get(removed.pieces.clone()).unwrap_or_default();
        pieces.iter().filter(|piece| piece.kind != Kind::Tag).for_each(|piece| self.out.push_str(piece.text));
        self.out.push_str(&format!("</del>{after}"));
    }
}

/// A tag without its id.
fn without_id(tag: &str) -> String {
    let id = tag.split_once(" id=\"").and_then(|(before, rest)| Some((before, rest.split_once('"')?.1)));
    id.map_or(tag.to_owned(), |(before, after)| format!("{before}{after}"))
}
