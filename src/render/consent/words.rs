//! What a banner says: short, in plain words, and the same in both managers, which look for places to fill in some of these texts, in
//! braces.

/// The button that agrees to everything, where the cookie page does not name it.
pub(super) const ACCEPT: &str = "Accept";
/// The button that refuses what can be refused.
pub(super) const DECLINE: &str = "Decline";
/// The button that keeps what has been chosen.
pub(super) const SAVE: &str = "Save my choice";
/// What leads to one's choices, where the cookie page does not name it.
pub(super) const SETTINGS: &str = "Cookie settings";
/// The button that closes.
pub(super) const CLOSE: &str = "Close";
/// The banner's heading.
pub(super) const TITLE: &str = "Your choice about cookies";
/// Above the choices.
pub(super) const CHOOSE: &str = "You decide what we may use. You can change your choice at any time.";
/// To someone who has chosen before, when there is something new to choose.
pub(super) const CHANGED: &str = "What we use has changed since you last chose.";
/// Beside what cannot be refused.
pub(super) const REQUIRED: &str = "(always active)";
/// What leads to the page that Klaro has room for. Klaro fills in the link.
pub(super) const PAGE: &str = "More: {privacyPolicy}.";
/// Above the links to pages.
pub(super) const MORE: &str = "More about it";
/// What the columns of a list of cookies are called: as on the cookie page.
pub(super) const COLUMNS: [(&str, &str); 4] =
    [("name", "Cookie / Storage"), ("provider", "Provider"), ("purpose", "Purpose"), ("retention", "Retention")];

/// A category's heading and what it is for.
pub(super) fn about(category: &str) -> (&'static str, &'static str) {
    match category {
        "functional" => ("Functional cookies and storage", "They add functions and remember what you have set."),
        "analytics" => ("Analytics cookies", "They tell us how our service is used."),
        "advertising" => ("Advertising cookies", "They serve to show advertising and to measure what comes of it."),
        _ => ("Essential cookies", "Our service does not work without them, so they are always active."),
    }
}

/// What the banner says first; `asked` are the categories that need consent.
pub(super) fn asks(has_essential: bool, asked: &[&str]) -> String {
    let kinds = match asked {
        [all @ .., second, last] => all.iter().map(|kind| format!("{kind}, ")).collect::<String>() + second + " and " + last,
        _ => asked.concat(),
    };
    let begins = if has_essential {
        "Some cookies are needed for our service to work. With your consent we also use"
    } else {
        "With your consent we use"
    };
    format!(
        "{begins} {kinds} cookies, and similar storage. We use none of that before you agree, and you can change your choice at any time."
    )
}
