//! Writes into a clause file which text its edit was written against.

use super::clause::{clause, front_matter};

/// The clause file `bytes` with `base = "HASH"` in its front matter, and not another byte changed; `None` when its front matter cannot be
/// read.
pub fn pinned(bytes: &[u8], hash: &str) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let before = clause("clause", bytes)?;
    let pinned = if let Some((_, span)) = &before.base {
        let range = span.range();
        format!("{}\"{hash}\"{}", text.get(..range.start)?, text.get(range.end..)?)
    } else {
        let (front, _) = front_matter(text).ok()?;
        let line_end = if text.get(..front.start)?.ends_with("\r\n") { "\r\n" } else { "\n" };
        format!("{}base = \"{hash}\"{line_end}{}", text.get(..front.end)?, text.get(front.end..)?)
    };
    // A table in the front matter would have swallowed the line.
    let after = clause("clause", pinned.as_bytes())?;
    let is_pinned = after.base.as_ref().is_some_and(|(base, _)| **base == *hash);
    (is_pinned && after.body.source == before.body.source).then(|| pinned.into_bytes())
}

#[cfg(test)]
mod tests {
    fn pinned(text: &str) -> Option<String> {
        super::pinned(text.as_bytes(), "0123456789ab").map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn one_line_is_added_or_one_value_replaced() {
        assert_eq!(pinned("+++\n+++\nText").unwrap(), "+++\nbase = \"0123456789ab\"\n+++\nText");
        assert_eq!(
            pinned("+++\nedit  = 'append' # why\n+++\n base = 1\n").unwrap(),
            "+++\nedit  = 'append' # why\nbase = \"0123456789ab\"\n+++\n base = 1\n"
        );
        assert_eq!(
            pinned("+++\nbase='ffffffffffff' # looked at\ntitle = \"A\"\n+++\n").unwrap(),
            "+++\nbase=\"0123456789ab\" # looked at\ntitle = \"A\"\n+++\n"
        );
        assert_eq!(pinned("+++\nbase = 7\n+++\n").unwrap(), "+++\nbase = \"0123456789ab\"\n+++\n");
    }

    #[test]
    fn line_ends_and_the_mark_at_the_start_stay() {
        let text = "\u{feff}+++\r\ntitle = \"A\"\r\n+++\r\nText\nwith both\r\n";
        assert_eq!(pinned(text).unwrap(), "\u{feff}+++\r\ntitle = \"A\"\r\nbase = \"0123456789ab\"\r\n+++\r\nText\nwith both\r\n");
    }

    #[test]
    fn what_cannot_be_read_is_left_alone() {
        for text in ["", "Text", "+++\ntitle = \"A\n+++\n", "+++\n[table]\n+++\nText\n"] {
            assert_eq!(pinned(text), None, "{text}");
        }
    }
}
