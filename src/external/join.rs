//! Addresses as they go over the wire: encoded as a page encodes them, and joined where an answer names only a part of one.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What an address cannot hold; `%` stays, as on the page.
const NOT_KEPT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'\'')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// An address with nothing in it that a request cannot hold, and without the part after `#`.
pub(super) fn encode(address: &str) -> String {
    let page = address.split('#').next().unwrap_or_default();
    // A host in brackets is an address of the new kind; what follows it has none.
    let (host, rest) = match page.find("://").and_then(|at| Some(at + 3 + page.get(at + 3..)?.find(['/', '?'])?)) {
        Some(end) => page.split_at_checked(end).unwrap_or((page, "")),
        None => (page, ""),
    };
    format!("{host}{}", utf8_percent_encode(rest, NOT_KEPT))
}

/// Where `location`, which may be a part of an address, leads from `base`; both encoded.
pub(super) fn join(base: &str, location: &str) -> String {
    let location = encode(location.trim());
    let scheme_end = base.find("://").map_or(0, |at| at + 3);
    let host_end = base.get(scheme_end..).and_then(|rest| rest.find(['/', '?'])).map_or(base.len(), |at| scheme_end + at);
    let head = |end: usize| base.get(..end).unwrap_or(base);
    if location.contains("://") && !location.starts_with(['/', '?', '.']) {
        location
    } else if location.starts_with("//") {
        format!("{}{location}", head(scheme_end.saturating_sub(2)))
    } else if location.starts_with('/') {
        format!("{}{location}", head(host_end))
    } else {
        let path_end = base.find('?').unwrap_or(base.len());
        if location.starts_with('?') || location.is_empty() {
            return format!("{}{location}", head(path_end));
        }
        let folder = head(path_end).rfind('/').filter(|at| *at >= host_end);
        folder.map_or_else(|| format!("{}/{location}", head(host_end)), |at| format!("{}/{location}", head(at)))
    }
}

#[cfg(test)]
mod tests {
    use super::{encode, join};

    #[test]
    fn what_an_answer_names_is_joined_to_where_it_came_from() {
        let joined = [
            ("https://a.example/b/c?q", "https://d.example/e", "https://d.example/e"),
            ("https://a.example/b/c?q", "//d.example/e", "https://d.example/e"),
            ("https://a.example/b/c?q", "/e?next=https://f.example", "https://a.example/e?next=https://f.example"),
            ("https://a.example/b/c?q", "e", "https://a.example/b/e"),
            ("https://a.example/b/c?q", "?r", "https://a.example/b/c?r"),
            ("https://a.example", "e", "https://a.example/e"),
            ("https://a.example?q=/x", "/e", "https://a.example/e"),
        ];
        for (base, location, expected) in joined {
            assert_eq!(join(base, location), expected, "{location} at {base}");
        }
    }

    #[test]
    fn an_address_is_encoded_as_on_a_page() {
        assert_eq!(encode("https://a.example/é b?x=%20[1]#part"), "https://a.example/%C3%A9%20b?x=%20%5B1%5D");
        assert_eq!(encode("http://[::1]:80/x"), "http://[::1]:80/x");
    }
}
