//! Files that have been parsed, kept. What a file states is a function of its bytes and its place, so it can be kept from one compile to
//! the next.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::diagnostic::{Finding, Findings};
use crate::model::{Clause, RequirementGroup, Rule, Tree};
use crate::path::{SourcePath, brand_of};
use crate::source::{FileId, Sources};

/// Files that earlier compiles have parsed.
#[derive(Default)]
pub struct Seen {
    pub(super) clauses: Kept<Arc<Clause>>,
    pub(super) trees: Kept<Tree>,
    pub(super) rules: Kept<Vec<Arc<Rule>>>,
    pub(super) requirements: Kept<Arc<RequirementGroup>>,
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seen")
    }
}

impl Seen {
    /// Lets the files of brands go.
    pub(crate) fn forget_brands(&self) {
        self.clauses.forget_brands();
        self.trees.forget_brands();
    }
}

/// How many files of a kind are kept: those of the library as several brands see them, and those of as many brands as are held at once.
pub(super) const MOST: usize = 1 << 14;

/// What files state, one way of reading them.
pub(super) struct Kept<T>(Mutex<BTreeMap<(SourcePath, FileId), Entry<T>>>);

struct Entry<T> {
    bytes: Arc<[u8]>,
    value: T,
    findings: Vec<Finding>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> Kept<T> {
    fn forget_brands(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|(path, _), _| brand_of(path.as_str()).is_none());
    }

    /// Whether a file has been read as it is.
    pub(super) fn has(&self, sources: &Sources, file: FileId) -> bool {
        let Some(source) = sources.get(file) else { return false };
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&(source.path.clone(), file)).is_some_and(|entry| Arc::ptr_eq(&entry.bytes, &source.bytes))
    }

    /// What `read` makes of a file, or has made of the same bytes before; its findings too.
    pub(super) fn get(&self, sources: &Sources, file: FileId, findings: &mut Findings, read: impl FnOnce(&mut Findings) -> T) -> T {
        let Some(source) = sources.get(file) else { return read(findings) };
        let key = (source.path.clone(), file);
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = kept().get(&key).filter(|entry| Arc::ptr_eq(&entry.bytes, &source.bytes)).map(|entry| {
            entry.findings.iter().for_each(|finding| findings.push(finding.clone()));
            entry.value.clone()
        });
        if let Some(value) = seen {
            return value;
        }
        // Other threads do not wait for it.
        let mut own = Findings::default();
        let value = read(&mut own);
        let own = own.sorted();
        own.iter().for_each(|finding| findings.push(finding.clone()));
        let mut kept = kept();
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key, Entry { bytes: source.bytes.clone(), value: value.clone(), findings: own });
        value
    }
}
