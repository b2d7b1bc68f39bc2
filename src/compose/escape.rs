//! Text into HTML. Characters that HTML forbids become spaces or the replacement character.

/// `text` as the content of an element or of a quoted attribute.
pub fn text(text: &str, out: &mut String) {
    let mut rest = text;
    // Most text holds nothing that must change.
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n') && !matches!(byte, b'&' | b'<' | b'>' | b'"');
    while let Some(at) = rest.bytes().position(|byte| !is_plain(byte)) {
        let Some((before, special)) = rest.split_at_checked(at) else { break };
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
    while let Some(at) =
        rest.bytes().position(|byte| !matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'/' | b':' | b'@'))
    {
        let Some((before, special)) = rest.split_at_checked(at) else { break };
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
                    out.push_str(&format!("%{byte:02X}"));
                }
            }
        }
    }
    out.push_str(rest);
}

/// Unicode's noncharacters, which HTML calls parse errors.
fn is_forbidden(c: char) -> bool {
    let code = u32::from(c);
    matches!(code, 0xFDD0..=0xFDEF) || code & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_leaves_its_place() {
        let mut out = String::new();
        super::text("<a href=\"x\">\0\u{FFFE}&", &mut out);
        assert_eq!(out, "&lt;a href=&quot;x&quot;&gt; \u{FFFD}&amp;");
        let mut out = String::new();
        super::url("mailto:a b@x?q=\"ü'&", &mut out);
        assert_eq!(out, "mailto:a%20b@x?q=%22%C3%BC%27&amp;");
    }
}
