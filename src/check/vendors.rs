//! Vendors and prose agree, both ways: a page names no service that the brand does not use, and the pages name each that it does. A cookie's
//! duration is one.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;

use crate::compose::{Composed, Passage, Prose};
use crate::config::{Node, Table};
use crate::diagnostic::{Code, Finding, Findings, Place};
use crate::id::VendorId;
use crate::merge::Cookie;
use crate::model::Project;

use super::pattern::pattern;
use super::places::Holed;
use super::reading::{InPlace, Reading};
use super::values::{End, Value, word_at};
use super::{allow, text};

/// Whom texts may name: the vendors of the registry by all their names, and services that have no file.
pub(super) struct Names {
    /// A vendor, or `None` for a service without a file.
    whose: BTreeMap<String, Option<VendorId>>,
    search: Option<AhoCorasick>,
    /// The words of names that have several, or begin or end with a sign.
    parts: BTreeSet<String>,
    /// The words of the latter.
    loose: BTreeSet<String>,
}

/// A name in a block.
pub(super) struct Hit {
    block: usize,
    range: Range<usize>,
}

/// The names in a value.
pub(super) struct InValue {
    /// Whether there may be one.
    pub(super) has_name: bool,
    /// The vendor whose name all of it is.
    is_name_of: Option<VendorId>,
}

impl Names {
    /// Those of `project`, or the `last` if they are the same.
    pub(super) fn new(project: &Project, last: Option<&Arc<Self>>) -> Arc<Self> {
        let mut whose: BTreeMap<String, Option<VendorId>> = project.services.iter().map(|name| (name.clone(), None)).collect();
        for (id, vendor) in &project.vendors {
            whose.extend(names_of(&vendor.table).into_iter().map(|name| (name, Some(id.clone()))));
        }
        last.filter(|last| last.whose == whose).cloned().unwrap_or_else(|| Arc::new(Self::of(whose)))
    }

    fn of(whose: BTreeMap<String, Option<VendorId>>) -> Self {
        // The longest that fits: “Google Cloud Storage” is not “Google”.
        let search = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(whose.keys());
        let words =
            |name: &str| name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_loose = |name: &&String| !is_word(name.chars().next()) || !is_word(name.chars().next_back());
        let loose: BTreeSet<String> = whose.keys().filter(is_loose).flat_map(|name| words(name)).collect();
        let parts = whose.keys().map(|name| words(name)).filter(|words| words.len() > 1).flatten().chain(loose.iter().cloned()).collect();
        Self { search: search.ok().filter(|_| !whose.is_empty()), whose, parts, loose }
    }

    /// Whether a name that has several words may have `word`.
    pub(super) fn may_have(&self, word: &str) -> bool {
        self.parts.contains(word)
    }

    /// The names in a value.
    pub(super) fn in_value(&self, text: &str) -> InValue {
        let is_loose = || {
            [End::First, End::Last]
                .into_iter()
                .filter_map(|end| word_at(text, end, char::is_alphanumeric))
                .any(|word| self.loose.contains(word))
        };
        let has_name = self.search.as_ref().is_some_and(|search| search.is_match(text)) || is_loose();
        InValue { has_name, is_name_of: self.whose.get(text).cloned().flatten() }
    }

    /// The names in a text without its values.
    pub(super) fn look(&self, prose: &Prose) -> Vec<Hit> {
        prose.blocks.iter().enumerate().flat_map(|(block, found)| self.hits(block, &found.text)).collect()
    }

    pub(super) fn check(&self, reading: &Reading<'_>, findings: &mut Findings) {
        let (composed, project) = (reading.composed, reading.project);
        let used = &composed.brand.vendors;
        let mut named: BTreeSet<&VendorId> = BTreeSet::new();
        // Most values that name a vendor are the name of one that the brand uses, and nothing more.
        let uses = |value: &Value| used.iter().map(|vendor| &vendor.id).find(|id| value.vendors.is_name_of.as_ref() == Some(*id));
        for text in &reading.texts {
            let passage = text.passage;
            for hit in &text.noted.vendors {
                let Some(block) = passage.prose.blocks.get(hit.block) else { continue };
                named.extend(self.vendor(&block.text, hit));
                if let Some(finding) = self.stranger(&block.text, hit, (composed, project)) {
                    findings.push(finding(passage.place(block, &hit.range).into()));
                }
            }
            let may_name = |value: &Value| value.vendors.has_name && uses(value).is_none();
            let is_split = |holed: &Holed| holed.may_split_a_vendor(&text.values, self);
            for value in text.noted.holed.iter().filter(|holed| !is_split(holed)).flat_map(|holed| holed.values(&text.values)) {
                named.extend(Some(value).filter(|value| value.vendors.has_name).and_then(uses));
            }
            for InPlace { number, block, filled } in text.filled(|holed| is_split(holed) || holed.values(&text.values).any(may_name)) {
                for hit in self.hits(number, &filled.text).iter().filter(|hit| filled.has_value(&hit.range)) {
                    named.extend(self.vendor(&filled.text, hit));
                    if let Some(finding) = self.stranger(&filled.text, hit, (composed, project)) {
                        let (place, origin) = passage.place_filled(block, &filled, &hit.range, (&composed.brand, project));
                        findings.push(finding(origin.unwrap_or(place).into()));
                    }
                }
            }
        }
        for vendor in used.iter().filter(|vendor| !named.contains(&vendor.id) && !is_printed(composed, &vendor.table)) {
            let node = |node: &&Node| node.text() == Some(vendor.id.as_str());
            let Some(node) = composed.brand.table.at("vendors.use").and_then(|list| list.list()?.iter().find(node)) else { continue };
            let name = vendor.table.text("name").unwrap_or(vendor.id.as_str());
            if allow::permits(composed, project, Code::UnnamedVendor, name) {
                continue;
            }
            let message = format!("`{name}` is used, and no page names it");
            let help = "place a clause that lists the processors, name it in a text, or take it out of `use`".to_owned();
            findings.push(Finding::new(Code::UnnamedVendor, message, node.span, "").help(help));
        }
        let vendors = used.iter().flat_map(|vendor| &vendor.cookies);
        for cookie in composed.brand.cookies.iter().chain(vendors) {
            vague_duration(cookie, (composed, project)).into_iter().for_each(|finding| findings.push(finding));
        }
    }

    fn hits(&self, block: usize, text: &str) -> Vec<Hit> {
        let found = self.search.iter().flat_map(|search| search.find_iter(text)).map(|name| name.range());
        found.filter(|range| is_whole(text, range)).map(|range| Hit { block, range }).collect()
    }

    fn vendor(&self, text: &str, hit: &Hit) -> Option<&VendorId> {
        self.whose.get(text.get(hit.range.clone())?)?.as_ref()
    }

    /// What to say of a service that the brand does not use; `None` when it does, or when the name is part of a longer one.
    fn stranger(&self, text: &str, hit: &Hit, ground: (&Composed, &Project)) -> Option<impl FnOnce(Place) -> Finding> {
        let (composed, project) = ground;
        let name = text.get(hit.range.clone())?;
        let whose = self.whose.get(name)?.as_ref();
        // A vendor that goes by the same name as one that is used: “Google” for its analytics.
        let is_vendor = || composed.brand.vendors.iter().any(|vendor| Some(&vendor.id) == whose);
        let is_used = || composed.brand.vendors.iter().flat_map(|vendor| names_of(&vendor.table)).any(|used| has_words(&used, name));
        let is_own = || own_names(composed).any(|own| has_words(own, name));
        if is_vendor() || is_part_of_a_name(text, &hit.range) || is_an_example(text, &hit.range) || is_used() || is_own() {
            return None;
        }
        if allow::permits(composed, project, Code::UnlistedVendor, name) {
            return None;
        }
        let message = format!("`{name}` is named here, and it is no vendor of the brand");
        let help = match whose {
            Some(id) => format!("take it out of this text, or add `{id}` to `use` under [vendors] of the brand"),
            None => "take it out of this text, or write content/vendors/….toml for it and name that under `use`".to_owned(),
        };
        Some(move |place| Finding::new(Code::UnlistedVendor, message, place, "").help(help))
    }
}

/// Whether what stands at `range` is whole words: no letter or digit goes on where it begins or ends with one.
fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let name = text.get(range.clone()).unwrap_or_default();
    let before = text.get(..range.start).and_then(|text| text.chars().next_back());
    let after = text.get(range.end..).and_then(|text| text.chars().next());
    !(is_word(before) && is_word(name.chars().next()) || is_word(after) && is_word(name.chars().next_back()))
}

/// Whether `text` has `words`, whole.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, found)| is_whole(text, &(at..at + found.len())))
}

/// What a vendor is called: its name, both names of “A / B”, and its aliases.
fn names_of(vendor: &Table) -> Vec<String> {
    let name = vendor.text("name").unwrap_or_default();
    let aliases = vendor.list("aliases").iter().filter_map(Node::text);
    let parts = name.split(" / ").filter(|part| *part != name);
    [name].into_iter().chain(parts).chain(aliases).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// What the brand calls itself and its cookies' providers.
fn own_names(composed: &Composed) -> impl Iterator<Item = &str> {
    let cookies = composed.brand.vendors.iter().flat_map(|vendor| &vendor.cookies).chain(&composed.brand.cookies);
    let keys = ["name", "identity.legal_name", "identity.short_name", "identity.product"];
    keys.into_iter().filter_map(|key| composed.brand.text(key)).chain(cookies.map(|cookie| cookie.provider.as_str()))
}

/// Whether a name goes on: “Google Chrome” is not “Google”, “Apple Pay” not “Apple”.
fn is_part_of_a_name(text: &str, range: &Range<usize>) -> bool {
    let after = text.get(range.end..).unwrap_or_default();
    let before = text.get(..range.start).unwrap_or_default();
    let goes_on = after.strip_prefix([' ', '-']).is_some_and(|rest| rest.starts_with(char::is_uppercase));
    let has_begun = before.ends_with(['-', '/', '@', '.', '_']) || after.starts_with(['_', '@']) || is_domain(after);
    goes_on || has_begun
}

/// Whether a service is named for something else than what the brand does with it: its own settings, or one of many.
fn is_an_example(text: &str, range: &Range<usize>) -> bool {
    let side = |side: &LazyLock<Option<Regex>>, text: Option<&str>| side.as_ref().zip(text).is_some_and(|(side, text)| side.is_match(text));
    side(&ITS_OWN, text.get(range.end..)) || side(&ONE_OF_MANY, text.get(..range.start))
}

/// What stands behind a name when a visitor is sent to the service's own settings.
static ITS_OWN: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"^[’']s (own )?(ads? )?(opt-out|add-on|settings|account)"));

/// What stands before the name of a service that is one of many.
static ONE_OF_MANY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(sites?|platforms?|networks?|social media|browsers?|providers)( \w+)?,? (such as|like|including) [^.;:]*$|\b(any|every|each|other) [^.;:]*\b(services?|companies|sites|apps) [^.;:]*$",
    )
});

/// Whether what follows a word makes it an address: `.com`.
fn is_domain(after: &str) -> bool {
    after.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// Whether one of the vendor's names is printed as a value, in a table of processors, say.
fn is_printed(composed: &Composed, vendor: &Table) -> bool {
    let names = names_of(vendor);
    let prints = |passage: &Passage| (0..passage.values.len()).any(|number| names.contains(&passage.value(number)));
    text::passages(composed).any(prints)
}

/// Whether a duration is a number of days or the like, or a session, as most are.
fn is_a_time(duration: &str) -> bool {
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|c| c.is_ascii_digit());
    let units = ["minute", "hour", "day", "week", "month", "year", "session", "Session"];
    duration.split(' ').all(|word| is_number(word) || units.contains(&word.strip_suffix('s').unwrap_or(word)))
}

/// Durations that only point elsewhere.
static VAGUE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let ways = r"per (the )?[\w. ]*polic(y|ies)|(see|as (set|described|stated) (by|in)|according to|refer to|depends on|determined by|set by|defined by) |var(y|ies|ious)\b|depend(s|ing)?\b";
    pattern(&format!(
        r"(?i)\b({ways})|^\W*$|^(n/?a|unknown|tbd|not specified|unspecified|persistent|permanent|temporary|as (long as )?(needed|necessary|required))$"
    ))
});

fn vague_duration(cookie: &Cookie, ground: (&Composed, &Project)) -> Option<Finding> {
    let node = cookie.table.get("duration")?;
    let duration = node.text().filter(|text| !is_a_time(text) && VAGUE.as_ref().is_some_and(|vague| vague.is_match(text)))?;
    if allow::permits(ground.0, ground.1, Code::VagueDuration, duration) {
        return None;
    }
    let name = cookie.table.text("name").or(cookie.table.text("label")).unwrap_or_default();
    let message = format!("`{duration}` does not say how long `{name}` lasts");
    let help = "write the time itself, such as `1 year`, or that it ends with the session: visitors must be told (CJEU C-673/17, Planet49)";
    Some(Finding::new(Code::VagueDuration, message, node.span, "").help(help.to_owned()))
}

#[cfg(test)]
impl Names {
    /// Services that go by these names.
    pub(super) fn called(names: &[&str]) -> Self {
        Self::of(names.iter().map(|name| ((*name).to_owned(), None)).collect())
    }

    /// Where `text` has names.
    pub(super) fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        self.hits(0, text).into_iter().map(|hit| hit.range).collect()
    }
}
