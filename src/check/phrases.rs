//! Which of many phrases a text may have, told in one pass: a phrase is searched only where each of its parts has a word that a match
//! cannot do without (`parse::required`).

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// A phrase, by its number, and a bit for each of its sets of words of which one has been found.
pub(super) type Touched = (usize, u64);

/// How many words are few.
const FEW: usize = 1000;

/// Words, and the phrases that want them.
pub(super) struct Phrases {
    search: Option<AhoCorasick>,
    /// For each word: the phrases that want it, each with the bit of its set.
    wanting: Vec<Vec<Touched>>,
    /// For each phrase: a bit for each set of which it wants a word.
    sets: Vec<u64>,
}

impl Phrases {
    /// For phrases that want a word of each of these sets, in lower case.
    pub(super) fn wanting<'w>(phrases: impl Iterator<Item = &'w Vec<Vec<String>>>) -> Self {
        let mut wanting: BTreeMap<&str, Vec<Touched>> = BTreeMap::new();
        let mut all = Vec::new();
        for (phrase, sets) in phrases.enumerate() {
            let bits = (0..64).map(|bit| 1_u64 << bit);
            let of_phrase = bits.zip(sets).map(|(bit, words)| {
                words.iter().for_each(|word| wanting.entry(word).or_default().push((phrase, bit)));
                bit
            });
            all.push(of_phrase.sum());
        }
        // A table of all states, which is quick to read: these words are few.
        let mut builder = AhoCorasick::builder();
        let builder = builder.ascii_case_insensitive(true).kind((wanting.len() < FEW).then_some(AhoCorasickKind::DFA));
        let search = builder.build(wanting.keys()).ok().filter(|_| !wanting.is_empty());
        Self { search, wanting: wanting.into_values().collect(), sets: all }
    }

    /// The phrases that want a word which `text` has, by number.
    pub(super) fn touched(&self, text: &str) -> Vec<Touched> {
        let mut found = Vec::new();
        for word in self.search.iter().flat_map(|search| search.find_overlapping_iter(text)) {
            if found.is_empty() {
                found.resize(self.sets.len(), 0);
            }
            for (phrase, bit) in self.wanting.get(word.pattern().as_usize()).into_iter().flatten() {
                found.get_mut(*phrase).into_iter().for_each(|bits| *bits |= bit);
            }
        }
        (0..).zip(found).filter(|(_, bits)| *bits != 0).collect()
    }

    /// Whether these are all the sets of which a phrase wants a word.
    pub(super) fn is_all(&self, (phrase, bits): Touched) -> bool {
        self.sets.get(phrase) == Some(&bits)
    }

    /// The phrases that want only words which `text` has, and some.
    pub(super) fn asked(&self, text: &str) -> impl Iterator<Item = usize> {
        self.touched(text).into_iter().filter(|touched| self.is_all(*touched)).map(|(phrase, _)| phrase)
    }
}

#[cfg(test)]
mod tests {
    use super::Phrases;

    #[test]
    fn a_phrase_is_asked_for_where_all_of_its_parts_may_be() {
        let sets = |sets: &[&str]| -> Vec<Vec<String>> { sets.iter().map(|set| set.split(' ').map(str::to_owned).collect()).collect() };
        let phrases = [sets(&["sell share", "data"]), sets(&["data"]), sets(&[])];
        let phrases = Phrases::wanting(phrases.iter());
        assert_eq!(phrases.asked("We share Data.").collect::<Vec<_>>(), [0, 1]);
        assert_eq!(phrases.asked("Data is here.").collect::<Vec<_>>(), [1]);
        assert_eq!(phrases.touched("We sell and share."), [(0, 1)]);
        assert_eq!(phrases.touched("We do not."), []);
    }
}
