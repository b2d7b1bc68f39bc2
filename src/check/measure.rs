//! Numbers and times as texts say them, so that they can be compared.

/// Whether two texts say different numbers, or different times. What cannot be compared, such as days and working days, does not differ.
pub(super) fn differ(a: &str, b: &str) -> bool {
    let (a, b) = (read(a), read(b));
    a.unit == b.unit && a.count != b.count
}

/// How many of what: hours and weeks are told in hours, years in months; a number alone has no unit.
#[derive(PartialEq, Debug)]
struct Measure {
    count: Option<u64>,
    unit: String,
}

fn read(text: &str) -> Measure {
    let lower = text.to_lowercase();
    let mut words = lower.split([' ', '-', '\n', '\u{a0}']).filter(|word| !word.is_empty());
    let count = words.next().and_then(number);
    let unit = words.collect::<Vec<_>>().join(" ");
    let (per, unit) = match unit.strip_suffix('s').unwrap_or(&unit) {
        "day" | "calendar day" => (24, "hour"),
        "week" => (24 * 7, "hour"),
        "year" => (12, "month"),
        other => (1, other),
    };
    Measure { count: count.and_then(|count| count.checked_mul(per)), unit: unit.to_owned() }
}

/// A number in digits or in words, up to ninety-nine.
fn number(word: &str) -> Option<u64> {
    const SMALL: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let small = || SMALL.iter().position(|name| *name == word);
    let tens = || TENS.iter().position(|name| *name == word).map(|index| 10 * (index + 2));
    word.parse().ok().or_else(|| small().or_else(tens).and_then(|number| u64::try_from(number).ok()))
}

#[cfg(test)]
mod tests {
    use super::differ;

    #[test]
    fn what_is_said_in_other_words_is_the_same() {
        for (a, b) in
            [("60 days", "sixty days"), ("24 hours", "1 day"), ("one year", "12 months"), ("13", "Thirteen"), ("2 weeks", "14 days")]
        {
            assert!(!differ(a, b), "{a}, {b}");
        }
        for (a, b) in [("60 days", "30 days"), ("13", "16"), ("1 day", "25 hours")] {
            assert!(differ(a, b), "{a}, {b}");
        }
        assert!(!differ("30 days", "30 business days") && !differ("30 days", "one month"), "no one can say");
    }
}
