//! The nearest known name, for "did you mean".

/// The longest name that is looked for: time grows with the product of two lengths, and what is longer is no slip of the finger.
const LONGEST: usize = 100;

/// The candidate nearest to `wanted`, if one is near enough: the same but for case or separators, one the start of the other,
/// or within one edit and a quarter of the length.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['_', ' '], "-");
    let target = plain(wanted);
    let length = target.chars().count();
    if length > LONGEST {
        return None;
    }
    let allowed = 1 + length / 4;
    candidates
        .into_iter()
        // As many edits as the lengths differ by are wanted at least.
        .filter(|name| name.chars().take(LONGEST + allowed).count().abs_diff(length) <= allowed)
        .map(|name| (strsim::damerau_levenshtein(&target, &plain(name)), name))
        .filter(|(distance, name)| *distance <= allowed && *distance < name.chars().count().max(1))
        .min_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(b.1)))
        .map(|(_, name)| name)
}

/// A help line: the nearest name, or the known names when there are few, or nothing.
pub fn did_you_mean<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut names: Vec<&str> = candidates.into_iter().collect();
    names.sort_unstable();
    names.dedup();
    if let Some(name) = nearest(wanted, names.iter().copied()) {
        return Some(format!("did you mean `{name}`?"));
    }
    match names.len() {
        0 => None,
        1..=12 => Some(format!("known here: {}", one_of(names, "and"))),
        _ => None,
    }
}

/// Names in backticks as a person lists them: `a`, `b` and `c`.
pub fn one_of<'a>(names: impl IntoIterator<Item = &'a str>, last: &str) -> String {
    let ticked: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match ticked.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
    }
}

/// `1 page`, `2 pages`.
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::{did_you_mean, nearest, one_of};

    #[test]
    fn finds_slips_of_the_finger_and_nothing_else() {
        let known = ["retention", "privacy_email", "cookies", "sells"];
        assert_eq!(nearest("retension", known), Some("retention"));
        assert_eq!(nearest("privacy-email", known), Some("privacy_email"));
        assert_eq!(nearest("Cookies", known), Some("cookies"));
        assert_eq!(nearest("zebra", known), None);
    }

    #[test]
    fn lists_the_names_when_none_is_near() {
        assert_eq!(did_you_mean("zebra", ["b", "a"]).as_deref(), Some("known here: `a` and `b`"));
        assert_eq!(one_of(["x"], "or"), "`x`");
    }
}
