//! The names of all brands, looked for in a text in one pass: which names, where, and in which spelling. Knows nothing of whose page it is.
//!
//! A text is *folded* to its letters and digits in lower case, and so are the names. What matches there is then compared as written, so one
//! pass finds `Mini Studio`, `MINI STUDIO`, `Mini-Studio` and `ministudio`, and tells them apart.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::id::BrandId;
use crate::names::{Kind, Name, Names};

use super::spelling::{self, Spelling};

/// A name, and the brands that state it.
#[derive(Debug)]
pub(super) struct Needle {
    pub(super) name: Name,
    /// Where they stand among all owners.
    owners: Part,
    /// Whether it is the name of a brand that looks like a domain: `Acme.com`.
    is_name_too: bool,
}

/// Names that have the same letters.
#[derive(Debug)]
struct Pattern {
    /// Where their folded form stands among all letters.
    letters: Part,
    /// Where they stand among all needles.
    needles: Part,
}

/// A part of what lies side by side, in half the room of a range.
#[derive(Clone, Copy, Debug)]
struct Part {
    start: u32,
    end: u32,
}

impl Part {
    fn new(start: usize, end: usize) -> Self {
        let cut = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { start: cut(start), end: cut(end) }
    }

    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A place where a text has the letters of a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Hit {
    /// Where, in bytes of the text.
    pub(super) range: Range<usize>,
    /// Which folded name.
    pattern: usize,
    /// The needles that are written just so; empty for a spelling that nobody states.
    stated: Vec<usize>,
    /// Whether it is the name of a vendor, which is nobody's secret.
    is_vendor: bool,
    /// Whether it is so short that another spelling may be another word.
    pub(super) is_short: bool,
    /// Whether it has the capitals of a name.
    pub(super) is_titled: bool,
    /// Whether it is a name in capitals because everything around it is.
    pub(super) is_shouted: bool,
}

impl Hit {
    /// Whether a brand or vendor writes it just so.
    pub(super) fn is_stated(&self) -> bool {
        self.is_vendor || !self.stated.is_empty()
    }
}

/// A name as a brand states it; whether it is one that looks like a domain; and the brand.
type Stated<'n> = (Name, bool, &'n BrandId);

/// Every name of every brand. There may be a hundred thousand: few of their parts have an allocation of their own.
#[derive(Default, Debug)]
pub(super) struct Needles {
    stated: BTreeMap<BrandId, Arc<Names>>,
    vendors: BTreeSet<String>,
    /// The folded forms of all patterns.
    letters: String,
    /// In the order of their letters.
    patterns: Vec<Pattern>,
    all: Vec<Needle>,
    owners: Vec<BrandId>,
    /// Those of short names and of the others.
    beginnings: [Beginnings; 2],
    /// How many bytes the longest folded name has.
    longest: usize,
}

/// How folded names begin: few places of a text have one of these beginnings.
#[derive(Default, Debug)]
struct Beginnings {
    /// How many bytes are looked at.
    length: usize,
    /// One bit for each beginning; several may share one.
    bits: Vec<u64>,
}

impl Beginnings {
    /// How many bytes are enough to tell most names from most words.
    const ENOUGH: usize = 6;
    /// How many bits there are for each name, and the fewest that there are.
    const SPARSE: (usize, usize) = (32, 1 << 12);

    fn of<'n>(names: impl Iterator<Item = &'n str> + Clone) -> Self {
        let length = names.clone().map(str::len).min().unwrap_or_default().min(Self::ENOUGH);
        let bits = (names.clone().count() * Self::SPARSE.0).max(Self::SPARSE.1).next_power_of_two();
        let mut beginnings = Self { length, bits: vec![0; bits / 64] };
        for name in names {
            let (word, bit) = beginnings.bit(name.bytes().take(length).fold(0, |key, byte| key << 8 | u64::from(byte)));
            beginnings.bits.get_mut(word).into_iter().for_each(|bits| *bits |= bit);
        }
        beginnings
    }

    /// The number of the word that has the bit for a beginning, and the bit.
    fn bit(&self, key: u64) -> (usize, u64) {
        let number = key.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(26);
        let last = self.bits.len().saturating_sub(1) as u64;
        (usize::try_from(number >> 6 & last).unwrap_or_default(), 1 << (number & 63))
    }

    /// Whether a name may begin with these bytes.
    fn may_be(&self, key: u64) -> bool {
        let (word, bit) = self.bit(key);
        self.bits.get(word).is_some_and(|bits| bits & bit != 0)
    }
}

impl Needles {
    /// Those of these brands and vendors.
    pub(super) fn new(stated: BTreeMap<BrandId, Arc<Names>>, vendors: BTreeSet<String>) -> Self {
        let (mut all, mut named): (String, Vec<(Part, Option<Stated<'_>>)>) = Default::default();
        let mut add = |text: &str, stated| {
            let start = all.len();
            all.push_str(&spelling::letters(text));
            if all.len() > start {
                named.push((Part::new(start, all.len()), stated));
            }
        };
        for (brand, names) in &stated {
            for name in &names.all {
                if !(name.kind.is_words() && vendors.contains(&*name.text)) {
                    add(&name.text, Some((name.clone(), false, brand)));
                }
                if name.kind.is_words() && spelling::looks_like_a_host(&name.text) {
                    let name = Name { kind: Kind::Domain, text: name.text.to_lowercase().into() };
                    add(&name.text.clone(), Some((name, true, brand)));
                }
            }
        }
        vendors.iter().for_each(|vendor| add(vendor, None));
        let folded = |letters: &Part| all.get(letters.range()).unwrap_or_default();
        // Names with the same letters stay in the order of their brands.
        named.sort_by(|(one, _), (other, _)| folded(one).cmp(folded(other)));
        let mut needles = Self::default();
        let mut named = named.into_iter().peekable();
        while let Some((letters, first)) = named.next() {
            let alike = std::iter::from_fn(|| named.next_if(|(next, _)| folded(next) == folded(&letters)));
            let alike: Vec<Stated<'_>> = first.into_iter().chain(alike.filter_map(|(_, stated)| stated)).collect();
            let alike = needles.add(alike);
            let start = needles.letters.len();
            needles.letters.push_str(folded(&letters));
            needles.patterns.push(Pattern { letters: Part::new(start, needles.letters.len()), needles: alike });
        }
        let names = |is_short: bool| {
            let letters = needles.patterns.iter().map(|pattern| needles.folded(pattern.letters));
            letters.filter(move |name| (name.len() < Beginnings::ENOUGH) == is_short)
        };
        needles.beginnings = [Beginnings::of(names(true)), Beginnings::of(names(false))];
        needles.letters.shrink_to_fit();
        needles.patterns.shrink_to_fit();
        needles.all.shrink_to_fit();
        needles.owners.shrink_to_fit();
        needles.longest = needles.patterns.iter().map(|pattern| pattern.letters.range().len()).max().unwrap_or_default();
        Self { stated, vendors, ..needles }
    }

    /// Adds names that have the same letters, in the order of their brands. Where they stand among all.
    fn add(&mut self, mut left: Vec<Stated<'_>>) -> Part {
        let first = self.all.len();
        while let Some((name, is_name_too, _)) = left.first().cloned() {
            let first = self.owners.len();
            left.retain(|(other, too, brand)| {
                let is_it = *other == name && *too == is_name_too;
                if is_it && self.owners.get(first..).is_some_and(|owners| owners.last() != Some(brand)) {
                    self.owners.push((*brand).clone());
                }
                !is_it
            });
            self.all.push(Needle { name, owners: Part::new(first, self.owners.len()), is_name_too });
        }
        Part::new(first, self.all.len())
    }

    fn folded(&self, letters: Part) -> &str {
        self.letters.get(letters.range()).unwrap_or_default()
    }

    /// The needles with the letters of this pattern.
    fn alike(&self, pattern: usize) -> &[Needle] {
        self.patterns.get(pattern).and_then(|pattern| self.all.get(pattern.needles.range())).unwrap_or_default()
    }

    /// The pattern with these letters.
    fn pattern(&self, letters: &str) -> Option<usize> {
        self.patterns.binary_search_by(|pattern| self.folded(pattern.letters).cmp(letters)).ok()
    }

    /// The brands that state a name, in order.
    pub(super) fn owners(&self, needle: &Needle) -> &[BrandId] {
        self.owners.get(needle.owners.range()).unwrap_or_default()
    }

    /// Whether they are those of these brands and vendors.
    pub(super) fn are_of(&self, stated: &BTreeMap<BrandId, Arc<Names>>, vendors: &BTreeSet<String>) -> bool {
        self.stated == *stated && self.vendors == *vendors
    }

    /// What each brand states.
    pub(super) fn of_brands(&self) -> &BTreeMap<BrandId, Arc<Names>> {
        &self.stated
    }

    /// Whether a brand or vendor has a name with these letters.
    pub(super) fn knows(&self, text: &str) -> bool {
        self.pattern(&spelling::letters(text)).is_some()
    }

    /// The brands that state a domain, or are called like it.
    pub(super) fn concerned(&self, domain: &str) -> BTreeSet<&BrandId> {
        let label = domain.rsplit('.').nth(1).unwrap_or_default();
        let numbers = [domain, label].into_iter().filter_map(|text| self.pattern(&spelling::letters(text)));
        numbers.flat_map(|number| self.alike(number)).flat_map(|needle| self.owners(needle)).collect()
    }

    /// The needles with the letters of a hit: those that are written just so, and all.
    pub(super) fn of(&self, hit: &Hit) -> (impl Iterator<Item = &Needle>, &[Needle]) {
        let all = self.alike(hit.pattern);
        (hit.stated.iter().filter_map(move |number| all.get(*number)), all)
    }

    /// Every name in `text`, the longest where they overlap. In an address the case of letters does not count.
    pub(super) fn search(&self, text: &str, is_address: bool) -> Vec<Hit> {
        let mut hits = Vec::new();
        for start in spelling::starts_of_words(text) {
            let Some(rest) = text.get(start..).filter(|rest| self.may_begin(rest)) else { continue };
            let folded = spelling::fold_at_least(rest, self.longest);
            for (length, pattern) in self.names_at(&folded.letters) {
                let range = folded.range(rest, 0..length).map(|range| start + range.start..start + range.end);
                hits.extend(range.and_then(|range| self.hit(text, range, pattern, is_address)));
            }
        }
        // `Mini Live app` is the name `Mini Live` and a word, even where `Mini Live App` is a name.
        let exact: Vec<Range<usize>> = hits.iter().filter(|hit| hit.is_stated()).map(|hit| hit.range.clone()).collect();
        let is_small =
            |range: Range<usize>| text.get(range).is_some_and(|rest| rest.starts_with(' ') && !rest.contains(char::is_uppercase));
        hits.retain(|hit| {
            let adds_a_word = |exact: &Range<usize>| exact.start == hit.range.start && is_small(exact.end..hit.range.end);
            hit.is_stated() || !exact.iter().any(adds_a_word)
        });
        hits.sort_by_key(|hit| (hit.range.start, std::cmp::Reverse(hit.range.end)));
        let mut end = 0;
        hits.retain(|hit| {
            let is_first = hit.range.start >= end;
            end = if is_first { hit.range.end } else { end };
            is_first && !hit.is_vendor
        });
        hits
    }

    /// Whether the first letters of `text` are those of a name, as far as ASCII letters and the first few tell.
    fn may_begin(&self, text: &str) -> bool {
        let [short, long] = &self.beginnings;
        let (mut key, mut count) = (0, 0);
        for (at, c) in text.bytes().enumerate() {
            if c.is_ascii_alphanumeric() {
                key = key << 8 | u64::from(c.to_ascii_lowercase());
                count += 1;
                if count == short.length && short.may_be(key) {
                    return true;
                }
                if count == Beginnings::ENOUGH {
                    return long.may_be(key);
                }
            } else if !c.is_ascii() && text.get(at..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric)) {
                return true;
            }
        }
        false
    }

    /// The names with which letters begin: how long, and the number of the pattern.
    fn names_at<'t>(&'t self, letters: &'t str) -> impl Iterator<Item = (usize, usize)> + 't {
        // In the order of the alphabet a name stands before everything that begins with it.
        let mut rest = Some(letters);
        std::iter::from_fn(move || {
            loop {
                let after = self.patterns.partition_point(|pattern| rest.is_some_and(|rest| self.folded(pattern.letters) <= rest));
                let number = after.checked_sub(1).filter(|_| rest.is_some())?;
                let name = self.folded(self.patterns.get(number)?.letters);
                let mut alike = name.bytes().zip(letters.bytes()).take_while(|(a, b)| a == b).count();
                let is_whole = alike == name.len();
                alike -= usize::from(is_whole);
                rest = (0..=alike).rev().find_map(|end| letters.get(..end)).filter(|rest| !rest.is_empty());
                if is_whole {
                    return Some((name.len(), number));
                }
            }
        })
    }

    /// The hit at `range`, if it is a word of its own and could be meant for a name.
    fn hit(&self, text: &str, range: Range<usize>, pattern: usize, is_address: bool) -> Option<Hit> {
        let needles = self.alike(pattern);
        let spelling = Spelling::read(text, &range, is_address)?;
        let is_written = |needle: &Needle| match needle.name.kind {
            Kind::Domain => spelling.is_domain(&needle.name.text) && (!needle.is_name_too || spelling.in_address || spelling.is_lower()),
            Kind::Mailbox => spelling.is_domain(&needle.name.text),
            Kind::Brand => spelling.is(&needle.name.text) || spelling.is_slug(),
            Kind::Company | Kind::Product => spelling.is(&needle.name.text),
        };
        let stated: Vec<usize> = (0..).zip(needles).filter(|(_, needle)| is_written(needle)).map(|(number, _)| number).collect();
        let is_vendor = self.vendors.contains(spelling.words);
        let near = |needle: &Needle| match needle.name.kind {
            Kind::Brand | Kind::Company => spelling.is_near(&needle.name.text, false),
            // A feature that is written small may have capitals in a heading.
            Kind::Product => needle.name.text.starts_with(char::is_uppercase) && spelling.is_near(&needle.name.text, true),
            Kind::Domain | Kind::Mailbox => false,
        };
        let is_hit = is_vendor || !stated.is_empty() || needles.iter().any(near);
        let is_shouted = needles.iter().any(|needle| needle.name.kind.is_words() && spelling.is_shouted(&needle.name.text));
        // `Inc.` has its full stop.
        let sign = stated.iter().filter_map(|number| needles.get(*number)?.name.text.chars().last()).find(|c| !c.is_alphanumeric());
        let more = sign.filter(|sign| text.get(range.end..).is_some_and(|rest| rest.starts_with(*sign))).map_or(0, char::len_utf8);
        let (range, is_short, is_titled) = (range.start..range.end + more, spelling.is_short(), spelling.is_titled());
        is_hit.then_some(Hit { range, pattern, stated, is_vendor, is_short, is_titled, is_shouted })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::super::spelling;
    use super::{Beginnings, Needles};
    use crate::id::BrandId;
    use crate::names::{Kind, Name, Names};

    #[test]
    fn names_are_found_where_they_begin() {
        let vendors = ["mini", "minis", "ministudio", "mint", "é", "acme"].map(str::to_owned);
        let needles = Needles::new(BTreeMap::new(), vendors.into());
        let at = |letters: &str| needles.names_at(letters).map(|(length, _)| letters.get(..length).unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(at("ministudios"), ["ministudio", "minis", "mini"]);
        assert_eq!(at("ministry"), ["minis", "mini"]);
        assert_eq!(at("minted"), ["mint"]);
        assert_eq!(at("éa"), ["é"]);
        assert!(["min", "zoo", "è", ""].iter().all(|letters| at(letters).is_empty()));
        let beginnings = [Beginnings::of(["mini", "acme", "mint"].into_iter()), Beginnings::of(["ministudio"].into_iter())];
        let needles = Needles { beginnings, ..needles };
        let begins = |text| needles.may_begin(text);
        assert!(begins("Mini Studio") && begins("M-i-n-i") && begins("Acmes") && begins("éa"));
        assert!(!begins("our Mini Studio") && !begins("min") && !begins("moni"));
    }

    #[test]
    fn a_name_has_its_owners_and_a_spelling_its_needles() {
        let names = |all: &[(Kind, &str)]| {
            let all = all.iter().map(|(kind, text)| Name { kind: *kind, text: (*text).into() }).collect();
            Arc::new(Names { all, base_url: None })
        };
        let stated = [
            ("acme", names(&[(Kind::Brand, "Acme"), (Kind::Mailbox, "a@acme.example")])),
            ("bolt", names(&[(Kind::Brand, "ACME"), (Kind::Company, "Acme.com"), (Kind::Product, "Alder")])),
            ("coil", names(&[(Kind::Brand, "Acme"), (Kind::Mailbox, "a@acme.example")])),
        ];
        let stated = stated.into_iter().map(|(id, names)| (BrandId::new(id), names)).collect();
        let needles = Needles::new(stated, ["Alder".to_owned()].into());
        let shown = |text: &str| {
            let all = needles.pattern(&spelling::letters(text)).map(|pattern| needles.alike(pattern)).unwrap_or_default();
            let owners = |needle| needles.owners(needle).iter().map(BrandId::as_str).collect::<Vec<_>>().join(" ");
            all.iter().map(|needle| format!("{} {}: {}", needle.name.kind.as_str(), needle.name.text, owners(needle))).collect::<Vec<_>>()
        };
        assert_eq!(shown("acme"), ["brand Acme: acme coil", "brand ACME: bolt"]);
        assert_eq!(shown("Acme.com"), ["company Acme.com: bolt", "domain acme.com: bolt"]);
        assert_eq!(shown("a@acme.example"), ["mailbox a@acme.example: acme coil"]);
        assert!(needles.knows("Alder") && shown("Alder").is_empty(), "a vendor is nobody's");
        assert!(!needles.knows("Elder"));
    }
}
