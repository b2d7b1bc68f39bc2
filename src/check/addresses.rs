//! Addresses: e-mail and web addresses in the text are well formed. What links lead to is looked at in `links`.

use std::sync::LazyLock;

use regex::Regex;

use crate::compose::{GENERATED, Slip, is_hole};
use crate::diagnostic::Code;
use crate::names::host_of;

use super::text::View;
use super::words::pieces;

/// How a web address begins that was mistyped.
static MISTYPED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let starts = [
        r"https?:/[^/]",
        r"https?:///",
        r"https?//",
        r"https?[;,.]/*/",
        r"https?:\\\\",
        r"https?:[a-z0-9-]+\.[a-z]",
        r"(htp|htpp|http|htt|hhttps?|htttps?|httpss|ttps?|tps)s?://",
        r"(wwww|ww|www\.www)\.[a-z]",
        r"www[,;:]",
    ];
    Regex::new(&format!("(?i)^({})", starts.join("|"))).ok()
});

pub(super) fn look(view: &View<'_>, found: &mut Vec<Slip>) {
    if !view.text.contains(['@', '/']) && !view.text.contains("www") {
        return;
    }
    let mut before = "";
    for (range, piece) in pieces(view.text) {
        let last = std::mem::replace(&mut before, piece);
        if piece.contains(is_hole) || piece.contains(GENERATED) {
            continue;
        }
        let opening = piece.len() - piece.trim_start_matches(['(', '“', '‘', '[', '<', '"', '\'', '*']).len();
        let words = piece.trim_matches(is_around);
        if !words.contains('@') && !is_web(words) {
            continue;
        }
        let at = range.start + opening..range.start + opening + words.len();
        let Some(what) = trouble(words, piece, last) else { continue };
        if !view.is_code(&at) {
            let message = format!("`{words}` is no {what}");
            let help = if what.starts_with('e') {
                "write one such as privacy@brand.com"
            } else {
                "write one such as https://www.brand.com/privacy"
            };
            found.push(Slip { code: Code::BrokenAddress, range: at, message, help: help.to_owned() });
        }
    }
}

/// What stands around words and is not of them.
fn is_around(c: char) -> bool {
    matches!(c, '(' | ')' | '“' | '”' | '‘' | '’' | '[' | ']' | '<' | '>' | '"' | '\'' | '*' | '.' | ',' | ';' | ':' | '!' | '?' | '…')
}

/// Whether words begin as a web address does, or nearly so.
fn is_web(words: &str) -> bool {
    let begins = |start: &&str| words.get(..start.len()).is_some_and(|words| words.eq_ignore_ascii_case(start));
    ["http", "www", "ttp", "htt", "htp", "hht"].iter().any(begins) || words.starts_with("ww.")
}

/// What a piece of text looks like and is not.
fn trouble(words: &str, piece: &str, before: &str) -> Option<&'static str> {
    const MAIL: Option<&str> = Some("e-mail address");
    const WEB: Option<&str> = Some("web address");
    if is_web(words) {
        let mistyped = MISTYPED.as_ref().is_some_and(|regex| regex.is_match(words)) && !well_begun(words);
        let is_address = words.contains("://") || words.contains("www.");
        return if mistyped || (is_address && !is_host(host_of(words))) { WEB } else { None };
    }
    let (name, host) = words.split_once('@')?;
    if words.contains('/') || host.starts_with(|c: char| c.is_ascii_digit()) {
        return None; // A path, a version.
    }
    if name.is_empty() {
        // A handle is no address, but "privacy @acme.com" is one, torn.
        let torn = before.chars().last().is_some_and(char::is_alphanumeric) && is_host(host) && host.contains('.');
        return if torn && piece.starts_with('@') { MAIL } else { None };
    }
    (!is_mailbox(words)).then_some("e-mail address")
}

/// Whether a web address begins as it should.
fn well_begun(words: &str) -> bool {
    let lower = words.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")).or_else(|| lower.strip_prefix("www."));
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric()) && !rest.starts_with("http") && !rest.starts_with("www.www"))
}

/// Whether `text` names a host: labels with a dot between them, the last of letters.
pub(super) fn is_host(text: &str) -> bool {
    let plain = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let Some((labels, last)) = text.rsplit_once('.') else { return false };
    let ends = last.chars().count() > 1 && last.chars().all(|c| c.is_alphabetic() || c == '-' || c.is_ascii_digit());
    ends && labels.split('.').all(plain)
}

/// Whether `text` is one mailbox and nothing else: no second recipient, no header.
pub(super) fn is_mailbox(text: &str) -> bool {
    let is_sign =
        |c: char| matches!(c, '@' | '?' | '&' | '#' | '%' | ',' | ';' | ':' | '<' | '>' | '(' | ')' | '[' | ']' | '\\' | '"' | '/');
    let is_usual = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| is_usual(c) || !(c.is_whitespace() || c.is_control() || is_sign(c)));
    let dots = |part: &str| part.starts_with('.') || part.ends_with('.') || part.contains("..");
    text.split_once('@').is_some_and(|(name, host)| plain(name) && plain(host) && host.contains('.') && !dots(name) && !dots(host))
}

#[cfg(test)]
mod tests {
    use super::trouble;

    #[test]
    fn tells_an_address_from_one_that_is_broken() {
        let broken = |words: &str| trouble(words, words, "").is_some();
        for address in [
            "privacy@acme",
            "privacy@@acme.com",
            "a@b..com",
            "privacy@acme,com",
            "privacy@",
            "http//acme.com",
            "https:/acme.com",
            "https:acme.com",
            "htp://acme.com",
            "https://acme",
            "www..acme.com",
            "www.acme",
            "wwww.acme.com",
            "https://https://acme.com",
            "https;//acme.com",
        ] {
            assert!(broken(address), "{address}");
        }
        for address in [
            "privacy@acme.com",
            "a.b+c@mail.acme.co.uk",
            "https://acme.com",
            "http://www.acme.com/a/b?c=d#e",
            "www.acme.com",
            "https://acme.com:8080/x",
            "HTTPS",
            "http",
            "@acme",
            "pkg@1.2.3",
            "https://edpb.europa.eu/about-edpb/board/members_en",
            "wwf.org",
            "HTTP/2",
            "https",
        ] {
            assert!(!broken(address), "{address}");
        }
        assert!(trouble("@acme.com", "@acme.com", "privacy").is_some());
        assert!(trouble("@acme.com", "@acme.com", "at:").is_none());
    }
}
