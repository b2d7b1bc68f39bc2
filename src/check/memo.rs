//! What has been found in texts and values that several brands print, kept while brand after brand is checked. What is kept is bounded: a
//! brand's own texts and values are of no use to the next.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::compose::Prose;

use super::values::Value;

/// One result for each text, by where it lies. What has not been asked for while as many others came is forgotten.
pub(super) struct Memo<T>(Mutex<Generations<T>>);

struct Generations<T> {
    /// How many texts make a generation.
    most: usize,
    young: BTreeMap<usize, Kept<T>>,
    old: BTreeMap<usize, Kept<T>>,
}

/// The text is held, so that no other can come to lie where it does.
type Kept<T> = (Arc<Prose>, Arc<T>);

/// How many texts make a generation beside those of the library: what a dozen brands bring of their own.
const OWN_TEXTS: usize = 64;

/// How many texts of a page come of a clause, as a rule: its title, its short version, and what its conditions come to.
const OF_A_CLAUSE: usize = 4;

impl<T> Memo<T> {
    /// For the brands of a library with so many clauses.
    pub(super) fn of(clauses: usize) -> Self {
        let most = OWN_TEXTS + OF_A_CLAUSE * clauses;
        Self(Mutex::new(Generations { most, young: BTreeMap::new(), old: BTreeMap::new() }))
    }

    /// What `find` has found in `prose`, or finds now.
    pub(super) fn get(&self, prose: &Arc<Prose>, find: impl FnOnce(&Prose) -> T) -> Arc<T> {
        let key = Arc::as_ptr(prose).addr();
        if let Some(found) = self.kept().get(key) {
            return found;
        }
        // Other threads do not wait for it.
        let found = Arc::new(find(prose));
        self.kept().put(key, (prose.clone(), found.clone()));
        found
    }

    fn kept(&self) -> MutexGuard<'_, Generations<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Generations<T> {
    fn get(&mut self, key: usize) -> Option<Arc<T>> {
        if let Some((_, found)) = self.young.get(&key) {
            return Some(found.clone());
        }
        let kept = self.old.remove(&key)?;
        let found = kept.1.clone();
        self.put(key, kept);
        Some(found)
    }

    fn put(&mut self, key: usize, kept: Kept<T>) {
        if self.young.len() >= self.most {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, kept);
    }
}

/// Values, each once, by what they say.
pub(super) struct Values {
    buckets: Vec<Vec<Rc<Value>>>,
    count: usize,
    /// The brand that is checked.
    brand: usize,
}

/// How many values are kept when a brand begins.
const MOST_VALUES: usize = 1024;

impl Default for Values {
    fn default() -> Self {
        Self { buckets: vec![Vec::new(); MOST_VALUES], count: 0, brand: 0 }
    }
}

impl Values {
    /// Begins a brand, and returns its number. Forgets all if they are many: within a brand a value is always the same one.
    pub(super) fn next_brand(&mut self) -> usize {
        let brand = self.brand + 1;
        if self.count > MOST_VALUES {
            *self = Self::default();
        }
        self.brand = brand;
        brand
    }

    /// The value that a template printed as `raw`, or what `make` makes of it.
    pub(super) fn get(&mut self, raw: &str, make: impl FnOnce() -> Value) -> Rc<Value> {
        let Some(bucket) = self.buckets.get_mut(bucket(raw)) else { return Rc::new(make()) };
        if let Some(value) = bucket.iter().find(|value| value.raw == raw) {
            return value.clone();
        }
        let value = Rc::new(make());
        bucket.push(value.clone());
        self.count += 1;
        value
    }
}

/// The number of the bucket for a value. Which values share one only matters to how long it takes.
fn bucket(raw: &str) -> usize {
    let mut number = raw.len() as u64;
    for part in raw.as_bytes().chunks(8) {
        let part = part.iter().fold(0, |part, byte| part << 8 | u64::from(*byte));
        number = (number.rotate_left(5) ^ part).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    usize::try_from((number >> 32) % MOST_VALUES as u64).unwrap_or_default()
}
