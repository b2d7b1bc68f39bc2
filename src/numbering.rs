//! Numbering styles: `1.`, `A.`, `(a)`, `1.1`. Reads them, and writes the label of a number.
//! `compose::sections` applies them.

/// How one level is numbered: text before and after the counters, and the counters themselves; the last one is this level's,
/// those before it repeat the levels above.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Style {
    before: String,
    counters: Vec<Counter>,
    after: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Counter {
    Arabic,
    UpperLetter,
    LowerLetter,
    UpperRoman,
    LowerRoman,
}

impl Style {
    /// Reads a style such as `1.`, `(a)` or `1.1`; `None` when it is none.
    pub fn read(text: &str) -> Option<Self> {
        let start = text.find(|c: char| c.is_alphanumeric())?;
        let end = text.rfind(|c: char| c.is_alphanumeric())? + 1;
        let counters = text.get(start..end)?.split('.').map(|mark| match mark {
            "1" => Some(Counter::Arabic),
            "A" => Some(Counter::UpperLetter),
            "a" => Some(Counter::LowerLetter),
            "I" => Some(Counter::UpperRoman),
            "i" => Some(Counter::LowerRoman),
            _ => None,
        });
        let plain = |text: &str| text.chars().all(|c| c.is_ascii_punctuation() || c == ' ' || c == '§');
        let (before, after) = (text.get(..start)?, text.get(end..)?);
        let counters = counters.collect::<Option<Vec<_>>>().filter(|counters| counters.len() <= 4)?;
        (plain(before) && plain(after)).then(|| Self { before: before.to_owned(), counters, after: after.to_owned() })
    }

    /// The label of the last of `counts`; those before it are the counts of the levels above.
    pub fn label(&self, counts: &[usize]) -> String {
        let skipped = counts.len().saturating_sub(self.counters.len());
        let mut label = self.before.clone();
        for (index, (counter, count)) in self.counters.iter().zip(counts.iter().skip(skipped)).enumerate() {
            label.push_str(if index > 0 { "." } else { "" });
            label.push_str(&counter.write(*count));
        }
        label.push_str(&self.after);
        label
    }

    /// Whether its label says the numbers of the levels above.
    pub fn is_full(&self) -> bool {
        self.counters.len() > 1
    }
}

impl Counter {
    fn write(self, count: usize) -> String {
        match self {
            Self::Arabic => count.to_string(),
            Self::UpperLetter => letters(count).to_uppercase(),
            Self::LowerLetter => letters(count),
            Self::UpperRoman => roman(count).to_uppercase(),
            Self::LowerRoman => roman(count),
        }
    }
}

/// a … z, aa, ab …
fn letters(mut count: usize) -> String {
    let mut out = Vec::new();
    while count > 0 {
        count -= 1;
        out.push(char::from(b'a' + u8::try_from(count % 26).unwrap_or_default()));
        count /= 26;
    }
    out.iter().rev().collect()
}

fn roman(mut count: usize) -> String {
    const PARTS: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut out = String::new();
    for (value, mark) in PARTS {
        while count >= value {
            out.push_str(mark);
            count -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Style;

    #[test]
    fn writes_labels_in_every_style() {
        for (style, counts, label) in [
            ("1.", &[9][..], "9."),
            ("A.", &[27], "AA."),
            ("(a)", &[3, 2], "(b)"),
            ("i)", &[14], "xiv)"),
            ("I", &[1999], "MCMXCIX"),
            ("1.1", &[4, 2], "4.2"),
            ("1.1.1", &[4, 2, 7], "4.2.7"),
            ("§ 1.", &[3], "§ 3."),
        ] {
            assert_eq!(Style::read(style).unwrap().label(counts), label);
        }
    }

    #[test]
    fn refuses_what_is_no_style() {
        for text in ["", ".", "2.", "Article 1", "1.a.b.c.d", "one", "<1>x"] {
            assert_eq!(Style::read(text), None, "{text}");
        }
    }
}
