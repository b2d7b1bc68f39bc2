//! Text into HTML. Characters that HTML forbids become spaces or the replacement character.

use std::fmt::Write;

/// Whether a byte of text is the same in HTML. Without a branch, so that sixteen are looked at in one step.
fn is_plain_byte(byte: u8) -> bool {
    ((byte.wrapping_sub(b' ') <= b'~' - b' ') | (byte == b'\n')) & (byte != b'&') & (byte != b'<') & (byte != b'>') & (byte != b'"')
}

/// The same for an address: letters, digits and signs that often stand in one.
fn is_plain_in_url(byte: u8) -> bool {
    let is_letter = (byte | b' ').wrapping_sub(b'a') <= b'z' - b'a';
    let is_digit_or_sign = byte.wrapping_sub(b'-') <= b':' - b'-';
    is_letter | is_digit_or_sign | (byte == b'@') | (byte == b'_') | (byte == b'#') | (byte == b'?') | (byte == b'=')
}

/// Whether all of `text` is surely the same in HTML.
pub(super) fn is_plain(text: &str) -> bool {
    split_where_not(text, is_plain_byte).is_none()
}

/// `text` as the content of an element or of a quoted attribute.
pub fn text(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some((before, special)) = split_where_not(rest, is_plain_byte) {
        out.push_str(before);
        let mut chars = special.chars();
        let Some(c) = chars.next() else { break };
        rest = chars.as_str();
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => out.push(' '),
            c if is_forbidden(c) => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out.push_str(rest);
}

/// `url` as an address in a quoted attribute: what an address cannot hold is percent-encoded; `%` stays.
pub(crate) fn url(url: &str, out: &mut String) {
    let mut rest = url;
    while let Some((before, special)) = split_where_not(rest, is_plain_in_url) {
        out.push_str(before);
        let mut chars = special.chars();
        let Some(c) = chars.next() else { break };
        rest = chars.as_str();
        match c {
            '&' => out.push_str("&amp;"),
            '\'' => out.push_str("%27"),
            '-' | '.' | '_' | '~' | ':' | '/' | '?' | '#' | '@' | '!' | '$' | '(' | ')' | '*' | '+' | ',' | ';' | '=' | '%' => out.push(c),
            c if c.is_ascii_alphanumeric() => out.push(c),
            c => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    _ = write!(out, "%{byte:02X}");
                }
            }
        }
    }
    out.push_str(rest);
}

/// `text` up to the first byte that is not plain, and from there; `None` when all of it is plain, as most text is. Sixteen bytes are looked
/// at in one step while they are.
fn split_where_not(text: &str, is_plain: impl Fn(u8) -> bool) -> Option<(&str, &str)> {
    let (sixteens, _) = text.as_bytes().as_chunks::<16>();
    let all_plain = |bytes: &&[u8; 16]| bytes.iter().fold(true, |all, byte| all & is_plain(*byte));
    let skipped = sixteens.iter().take_while(all_plain).count() * 16;
    let at = text.as_bytes().get(skipped..)?.iter().position(|byte| !is_plain(*byte))?;
    text.split_at_checked(skipped + at)
}

/// Unicode's noncharacters, which HTML calls parse errors.
fn is_forbidden(c: char) -> bool {
    let code = u32::from(c);
    matches!(code, 0xFDD0..=0xFDEF) || code & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_byte_is_plain_when_it_needs_no_look() {
        for byte in 0..=u8::MAX {
            let in_text = matches!(byte, b' '..=b'~' | b'\n') && !matches!(byte, b'&' | b'<' | b'>' | b'"');
            let in_url = byte.is_ascii_alphanumeric() || matches!(byte, b'-'..=b'/' | b':' | b'@' | b'_' | b'#' | b'?' | b'=');
            assert_eq!((super::is_plain_byte(byte), super::is_plain_in_url(byte)), (in_text, in_url), "{byte}");
        }
    }

    #[test]
    fn nothing_leaves_its_place() {
        let mut out = String::new();
        super::text("<a href=\"x\">\0\u{FFFE}&", &mut out);
        assert_eq!(out, "&lt;a href=&quot;x&quot;&gt; \u{FFFD}&amp;");
        let mut out = String::new();
        super::url("mailto:a b@x?q=\"ü'&", &mut out);
        assert_eq!(out, "mailto:a%20b@x?q=%22%C3%BC%27&amp;");
        let mut out = String::new();
        super::text("sixteen bytes and then more, ü & then as many as that again", &mut out);
        assert_eq!(out, "sixteen bytes and then more, ü &amp; then as many as that again");
    }
}
