//! HTML as a row of tags, white space and words; joined, they are the HTML again.

use std::ops::Range;

/// A part of a text that is marked whole or not at all.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    pub(super) kind: Kind,
}

/// What a piece is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A tag or a comment.
    Tag,
    /// White space.
    Space,
    /// A word, or one punctuation mark.
    Word,
    /// The number that calls a note: as good as any other.
    Note,
    /// Generated text that is not compared.
    Quiet,
}

/// Takes `html` apart. Where a tag never ends, the rest is text.
pub(super) fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = html;
    let mut tag = "";
    while !rest.is_empty() {
        let (text, after) = rest.split_at(text_end(rest).unwrap_or(rest.len()));
        read_text(text, tag, &mut pieces);
        rest = after;
        if let Some(end) = tag_end(rest) {
            (tag, rest) = rest.split_at(end);
            pieces.push(Piece { text: tag, kind: Kind::Tag });
        } else if !rest.is_empty() {
            read_text(rest, "", &mut pieces);
            break;
        }
    }
    pieces
}

/// Where the text before the next tag ends.
fn text_end(html: &str) -> Option<usize> {
    let begins = |at: &usize| {
        let next = html.as_bytes().get(at + 1);
        next.is_some_and(|next| next.is_ascii_alphabetic() || b"/!".contains(next))
    };
    html.match_indices('<').map(|(at, _)| at).find(begins)
}

/// Where the tag or comment ends that `html` begins with.
fn tag_end(html: &str) -> Option<usize> {
    if html.starts_with("<!--") {
        return html.find("-->").map(|at| at + "-->".len());
    }
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match (byte, quote) {
            (b'>', None) => return Some(at + 1),
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Takes `text`, which stands behind `tag`, apart.
fn read_text<'a>(text: &'a str, tag: &str, pieces: &mut Vec<Piece<'a>>) {
    let whole = match tag {
        _ if text.is_empty() => return,
        r#"<span class="number">"# => Some(Kind::Quiet),
        // It says the heading again.
        _ if tag.starts_with("<caption ") => Some(Kind::Quiet),
        _ if tag.starts_with(r#"<a class="back""#) => Some(Kind::Quiet),
        _ if tag.starts_with("<a ") && tag.contains(r##" href="#note--"##) => Some(Kind::Note),
        // What is unknown is one word: nobody gains by seeing its brackets kept.
        _ if tag.starts_with(r#"<mark class="unknown""#) => Some(Kind::Word),
        _ => None,
    };
    if let Some(kind) = whole {
        pieces.push(Piece { text, kind });
        return;
    }
    let quiet = if tag.starts_with("<a href=") && tag.contains('#') { generated(text) } else { [0..0, 0..0] };
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let (end, kind) = match rest.find(|char: char| !char.is_whitespace()) {
            Some(0) => (word_end(rest), Kind::Word),
            Some(end) => (end, Kind::Space),
            None => (rest.len(), Kind::Space),
        };
        let is_quiet = kind == Kind::Word && quiet.iter().any(|quiet| quiet.contains(&at));
        let kind = if is_quiet { Kind::Quiet } else { kind };
        pieces.push(Piece { text: rest.get(..end).unwrap_or(rest), kind });
        at += end.max(1);
    }
}

/// What is generated around the title in a reference: `section 3 (` and `)`, or the quotes when nothing is numbered.
fn generated(text: &str) -> [Range<usize>; 2] {
    let none = [0..0, 0..0];
    let (open, close) = if text.starts_with('“') {
        ('“'.len_utf8(), "”")
    } else if text.starts_with("section ") || text.starts_with('§') {
        let Some(at) = text.find(" (").filter(|at| *at < 40) else { return none };
        (at + " (".len(), ")")
    } else {
        return none;
    };
    // An unknown value in the title splits the text: then its end is not here.
    let end = text.rfind(close).unwrap_or(text.len());
    [0..open, end..(end + close.len()).min(text.len())]
}

/// The end of the word that `text` begins with: letters and digits and what holds them together, or one character of another kind.
fn word_end(text: &str) -> usize {
    let (first, mut end) = unit(text);
    if !is_word(first) || stands_alone(first) {
        return end;
    }
    let mut last = first;
    while let Some(rest) = text.get(end..).filter(|rest| !rest.is_empty()) {
        let (char, length) = unit(rest);
        if is_word(char) && !stands_alone(char) {
            (last, end) = (char, end + length);
            continue;
        }
        let next = rest.get(length..).filter(|rest| !rest.is_empty()).map(unit);
        let Some((next, next_length)) = next.filter(|(next, _)| is_word(*next) && !stands_alone(*next)) else { break };
        if !("-'’.@_/&".contains(char) || char == ',' && last.is_ascii_digit() && next.is_ascii_digit()) {
            break;
        }
        (last, end) = (next, end + length + next_length);
    }
    end
}

/// The first character of `text` and its length; a character reference is the character that it stands for.
fn unit(text: &str) -> (char, usize) {
    let first = text.chars().next().unwrap_or(' ');
    let reference = text.get(1..).filter(|_| first == '&').and_then(|rest| rest.bytes().take(10).position(|byte| byte == b';'));
    let name =
        reference.and_then(|end| text.get(1..=end)).filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#'));
    match name {
        None => (first, first.len_utf8().min(text.len())),
        Some(name) => {
            let char = match name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "#39" => '\'',
                _ => 'x',
            };
            (char, name.len() + "&;".len())
        }
    }
}

/// Whether words are made of it; accents that stand on the letter before count.
fn is_word(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '\u{AD}' | '\u{300}'..='\u{36F}' | '\u{200D}')
}

/// Whether it is a word by itself, in scripts that put no space between words.
fn stands_alone(char: char) -> bool {
    matches!(char, '\u{E00}'..='\u{EFF}' | '\u{2E80}'..='\u{A4CF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::{Kind, pieces};

    fn read(html: &str) -> Vec<(&str, Kind)> {
        let read: Vec<_> = pieces(html).into_iter().map(|piece| (piece.text, piece.kind)).collect();
        assert_eq!(read.iter().map(|(text, _)| *text).collect::<String>(), html);
        read
    }

    fn words(html: &str) -> Vec<&str> {
        read(html).into_iter().filter(|(_, kind)| *kind == Kind::Word).map(|(text, _)| text).collect()
    }

    #[test]
    fn words_and_marks_are_apart() {
        assert_eq!(
            words("We’ll keep “it” (or 1,000.50 €), e.g. third-party."),
            ["We’ll", "keep", "“", "it", "”", "(", "or", "1,000.50", "€", ")", ",", "e.g", ".", "third-party", "."]
        );
        assert_eq!(
            words("AT&amp;T &amp; a@b.example &lt;x&gt; it&#39;s 東京"),
            ["AT&amp;T", "&amp;", "a@b.example", "&lt;", "x", "&gt;", "it&#39;s", "東", "京"]
        );
    }

    #[test]
    fn what_is_generated_is_quiet() {
        assert_eq!(
            words(r##"<h2><span class="number">1.</span> Data <a class="anchor" href="#d" aria-label="a > b"></a></h2>"##),
            ["Data"]
        );
        assert_eq!(
            words(r##"<a href="#x">section 1.A(b) (By mail (post))</a>, <a href="../c/#x">“Cookies” of the Policy</a>"##),
            ["By", "mail", "(", "post", ")", ",", "Cookies", "of", "the", "Policy"]
        );
    }

    #[test]
    fn nothing_is_lost_of_what_is_broken() {
        for html in ["", "<", "a < b", "<p", "<p title=\">", "&", "&;", "& &amp", "<!-- <p> -->x", "é<é>", "<a href=\"#\">“</a>", "</"]
        {
            read(html);
        }
    }
}
