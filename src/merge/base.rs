//! The hash of the text that an edit was written against, its `base`.
//!
//! It is the first 12 hex digits of the SHA-256 of what the layers below the edit give for the clause, field by field: `title`, `when` and
//! `summary` as the nearest layer that has them says them, then of every file whose text is in, in order, its own condition as `if`, where
//! the text is only added, and its `text`. A field is its name, a blank, its length in bytes, a line end, the text and a line end; one that
//! is not there is left out. Line ends are `\n`; blanks at the end of a line and blank lines at either end of a text do not count. What a
//! clause covers is not in it, nor is the `base` of a file below.

use sha2::{Digest, Sha256};

use super::MergedClause;

/// How many digits of the hash are kept.
const DIGITS: usize = 12;

/// What becomes of a clause, told apart by name.
type Fields = Vec<(&'static str, String)>;

impl MergedClause {
    /// The hash by which an edit of this text says what it was written against.
    pub fn base(&self) -> String {
        let mut hash = Sha256::new();
        for (name, text) in self.fields() {
            hash.update(format!("{name} {}\n{text}\n", text.len()));
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<String>().chars().take(DIGITS).collect()
    }

    /// Everything that [`MergedClause::base`] is made of, for people: two texts with the same words have the same hash.
    pub fn as_written(&self) -> String {
        let show = |(name, text): (&str, String)| match name {
            "text" => format!("{text}\n"),
            _ => format!("{name} = {text}\n"),
        };
        self.fields().into_iter().map(show).collect()
    }

    fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        let mut add = |name, text: Option<&str>| fields.extend(text.map(|text| (name, plain(text))));
        add("title", self.title().map(|title| &*title.source));
        add("when", self.when().map(|when| when.text.as_str()));
        add("summary", self.summary().map(|summary| &*summary.source));
        for part in &self.parts {
            add("if", part.when().map(|when| when.text.as_str()));
            add("text", Some(&part.clause.body.source));
        }
        fields
    }
}

/// The text without what no reader sees: other line ends, blanks at the end of a line, blank lines before and after.
fn plain(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::overrides::tests::laid;

    fn base(files: &[&str]) -> String {
        laid(files).base()
    }

    const SHARED: &str = "+++\ntitle = \"Contact\"\n+++\nWrite to us.\n";

    #[test]
    fn it_is_sha_256_of_the_fields() {
        // printf 'title 7\nContact\ntext 12\nWrite to us.\n' | sha256sum
        assert_eq!(base(&[SHARED]), "81d438e43a99");
        assert_eq!(laid(&[SHARED]).as_written(), "title = Contact\nWrite to us.\n");
    }

    #[test]
    fn what_no_reader_sees_does_not_count() {
        let typed_elsewhere = "\u{feff}+++\r\ntitle = \"Contact\"\r\ncovers = [\"gdpr:13\"]\r\n+++\r\n\r\nWrite to us. \t\r\n\r\n";
        assert_eq!(base(&[SHARED]), base(&[typed_elsewhere]));
        assert_eq!(base(&[SHARED, "+++\nedit = \"append\"\n+++\nOr call.\n"]), {
            base(&[SHARED, "+++\nbase = \"0123456789ab\"\nedit = \"append\"\n+++\nOr call.\n"])
        });
    }

    #[test]
    fn everything_that_is_read_counts() {
        let others = [
            "+++\ntitle = \"Contacts\"\n+++\nWrite to us.\n",
            "+++\n+++\nWrite to us.\n",
            "+++\ntitle = \"Contact\"\nwhen = \"sells\"\n+++\nWrite to us.\n",
            "+++\ntitle = \"Contact\"\nsummary = \"Write.\"\n+++\nWrite to us.\n",
            "+++\ntitle = \"Contact\"\n+++\nWrite to us!\n",
            "+++\ntitle = \"Contact\"\n+++\nWrite\n\nto us.\n",
            "+++\ntitle = \"Contact\"\n+++\n    Write to us.\n",
        ];
        for other in others {
            assert_ne!(base(&[SHARED]), base(&[other]), "{other}");
        }
        let added = |when: &str| base(&[SHARED, &format!("+++\nedit = \"append\"\n{when}+++\nOr call.\n")]);
        assert_ne!(added(""), base(&[SHARED]));
        assert_ne!(added(""), added("when = \"sells\"\n"));
        assert_ne!(added(""), base(&[SHARED, "+++\nedit = \"prepend\"\n+++\nOr call.\n"]));
        assert_ne!(added(""), base(&["+++\ntitle = \"Contact\"\n+++\nWrite to us.\n\nOr call.\n"]));
    }

    #[test]
    fn a_text_that_a_parent_has_replaced_is_not_below_any_more() {
        let parent = "+++\n+++\nWrite to the house.\n";
        assert_eq!(base(&[SHARED, parent]), base(&["+++\ntitle = \"Contact\"\n+++\nAnother text.\n", parent]));
        assert_ne!(base(&[SHARED, parent]), base(&["+++\ntitle = \"Contacts\"\n+++\nAnother text.\n", parent]));
    }
}
