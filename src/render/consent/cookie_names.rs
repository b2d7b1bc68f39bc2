//! The name of a cookie as a page prints it, which may stand for several: `_ga, _ga_*`, `intercom-id-[app_id]`.

/// Which cookies of a browser are meant.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Name {
    /// The one of this name.
    Plain(String),
    /// Those whose names match this regular expression.
    Pattern(String),
}

/// The names in `text`. What cannot be a name, such as `etc.`, is left out: a banner deletes the cookies that it has names of.
pub(super) fn read(text: &str) -> Vec<Name> {
    text.split(',').filter_map(name).collect()
}

fn name(part: &str) -> Option<Name> {
    let part = part.trim();
    let part = ["and ", "or "].iter().find_map(|word| part.strip_prefix(word)).unwrap_or(part).trim();
    if ["etc", "etc.", "...", "…"].contains(&part) || part.contains(|c: char| c.is_whitespace() || c == ';' || c == '=') {
        return None;
    }
    let mut pattern = String::new();
    let (mut is_plain, mut is_bare) = (true, true);
    let mut rest = part;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        // `[app_id]` stands for what only the vendor knows. Something always stands there, unlike for `*`.
        let placeholder = (c == '[').then(|| after.split_once(']')).flatten();
        rest = placeholder.map_or(after, |(_, rest)| rest);
        match c {
            _ if placeholder.is_some() => pattern.push_str(".+"),
            '*' => pattern.push_str(".*"),
            c => {
                if !(c.is_alphanumeric() || c == '_' || c == '-') {
                    pattern.push('\\');
                }
                pattern.push(c);
                is_bare = false;
                continue;
            }
        }
        is_plain = false;
    }
    match (is_bare, is_plain) {
        // It is empty, or would stand for every cookie there is.
        (true, _) => None,
        // A name that begins with this sign would be taken for a pattern.
        (false, true) if !part.starts_with('^') => Some(Name::Plain(part.to_owned())),
        (false, _) => Some(Name::Pattern(format!("^{pattern}$"))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Name, read};

    #[test]
    fn a_name_may_stand_for_several() {
        let plain = |text: &str| Name::Plain(text.to_owned());
        let pattern = |text: &str| Name::Pattern(text.to_owned());
        assert_eq!(read("sid"), [plain("sid")]);
        assert_eq!(read("_ga, _ga_*"), [plain("_ga"), pattern("^_ga_.*$")]);
        assert_eq!(read("_cs_id, _cs_s, etc."), [plain("_cs_id"), plain("_cs_s")]);
        assert_eq!(read("a, b, and c.d"), [plain("a"), plain("b"), plain("c.d")]);
        assert_eq!(read("intercom-id-[app_id]"), [pattern("^intercom-id-.+$")]);
        assert_eq!(read("a.b*[c"), [pattern("^a\\.b.*\\[c$")]);
        assert_eq!(read("^a"), [pattern("^\\^a$")]);
        assert_eq!(read("*, [id], local storage, , …"), []);
    }
}
