//! What compiles have found out for checks, kept from one to the next.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::id::{BrandId, VendorId};
use crate::model::{Project, Rule};
use crate::names::Names;

use super::memo::Memo;
use super::needles::Needles;
use super::reading::Noted;
use super::vendors;

/// What the last compile has found out. The next can use it as long as nobody renames a brand or changes a vendor or a rule.
#[derive(Default)]
pub struct Remembered {
    needles: Mutex<Option<Arc<Needles>>>,
    notes: Mutex<Option<(Ground, Arc<Memo<Noted>>)>>,
}

impl fmt::Debug for Remembered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Remembered")
    }
}

/// What is looked for in texts, on which it rests what has been noted of them.
struct Ground {
    needles: Arc<Needles>,
    rules: Vec<Arc<Vec<Rule>>>,
    vendors: Vec<(String, Option<VendorId>)>,
}

impl PartialEq for Ground {
    fn eq(&self, other: &Self) -> bool {
        let has_rules = |(one, other): (&Arc<_>, &Arc<_>)| Arc::ptr_eq(one, other);
        Arc::ptr_eq(&self.needles, &other.needles)
            && self.rules.len() == other.rules.len()
            && self.rules.iter().zip(&other.rules).all(has_rules)
            && self.vendors == other.vendors
    }
}

impl Remembered {
    /// The needles for these brands and vendors.
    pub(super) fn needles(&self, stated: BTreeMap<BrandId, Arc<Names>>, vendors: BTreeSet<String>) -> Arc<Needles> {
        let mut last = self.needles.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(needles) = last.as_ref().filter(|last| last.are_of(&stated, &vendors)) {
            return needles.clone();
        }
        let needles = Arc::new(Needles::new(stated, vendors));
        *last = Some(needles.clone());
        needles
    }

    /// What has been noted of texts, where the same was looked for in them. All threads of a compile have the same.
    pub(super) fn notes(&self, needles: &Arc<Needles>, project: &Project, vendors: &vendors::Names<'_>) -> Arc<Memo<Noted>> {
        let ground = Ground { needles: needles.clone(), rules: project.rules.clone(), vendors: vendors.all() };
        let mut last = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        match last.as_ref().filter(|(known, _)| *known == ground) {
            Some((_, notes)) => notes.clone(),
            None => last.insert((ground, Arc::default())).1.clone(),
        }
    }
}
