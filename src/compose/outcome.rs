//! A text is rendered once for each *outcome*: for what its conditions come to. Brands for which they come to the same have the same text,
//! each with its own values, which need no template engine to be looked up.
//!
//! What is not as plain as this (a loop that prints only sometimes, a filter that makes words, a value that is missing) is rendered brand
//! by brand, and that way is the authority: an outcome is kept only if it printed the values that would be looked up. Which branch it took
//! must follow from the key.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::merge::Merged;
use crate::model::Text;

use super::expand;
use super::fragment::Fragment;
use super::lookup::Lookup;
use super::plan::Plan;
use super::prose::{Kind, Prose};
use super::template;
use super::texts::Texts;
use super::token::{self, Tokenised};

/// A text as one outcome gives it: tokens where values go.
pub(super) struct Setting {
    text: String,
    /// For each value, which `{{ … }}` of the source prints it.
    pub(super) prints: Arc<[Option<usize>]>,
    fragment: OnceLock<Arc<Fragment>>,
    line: OnceLock<Arc<Prose>>,
}

impl Setting {
    /// `prints`: for each token, which `{{ … }}` prints its value.
    pub(super) fn new(text: String, prints: Vec<Option<usize>>) -> Self {
        Self { text, prints: prints.into(), fragment: OnceLock::new(), line: OnceLock::new() }
    }

    /// From a rendered text, with its values apart.
    pub(super) fn of(tokenised: Tokenised) -> (Arc<Self>, Vec<String>) {
        (Arc::new(Self::new(tokenised.text, tokenised.prints)), tokenised.values)
    }

    /// With tokens where values go.
    #[cfg(test)]
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// As Markdown, compiled.
    pub(super) fn fragment(&self, texts: &Texts) -> &Arc<Fragment> {
        self.fragment.get_or_init(|| texts.set(&self.text))
    }

    /// As a line that stands alone, for the rules.
    pub(super) fn line(&self, kind: Kind, texts: &Texts) -> Arc<Prose> {
        self.line.get_or_init(|| texts.line(kind, &self.text)).clone()
    }

    /// How long it is with values in place.
    pub(super) fn length(&self, values: &[String]) -> usize {
        let tokens = self.prints.len() * char::MAX.len_utf8();
        self.text.len().saturating_sub(tokens) + values.iter().map(String::len).sum::<usize>()
    }

    /// With values in place; unknown ones are marked.
    pub(super) fn words(&self, values: &[String]) -> String {
        token::fill(&self.text, values)
    }
}

/// Paths that texts print, numbered.
#[derive(Default)]
pub(super) struct Paths(BTreeMap<String, usize>);

/// How many outcomes of one text are kept.
const MOST: usize = 1024;

/// What a text comes to for brand after brand.
pub(super) struct Outcomes {
    plan: Plan,
    known: Mutex<BTreeMap<String, Arc<Setting>>>,
}

impl Outcomes {
    /// For `text`; `None` when it must be rendered for each brand.
    pub(super) fn of(text: &Text) -> Option<Self> {
        Some(Self { plan: Plan::of(text)?, known: Mutex::default() })
    }

    /// The same, its paths among those that a brand looks up once.
    pub(super) fn shared(text: &Text, paths: &mut Paths) -> Option<Self> {
        let mut outcomes = Self::of(text)?;
        outcomes.plan.number(&mut paths.0);
        Some(outcomes)
    }

    /// The outcome for a brand that has come about before, and the brand's values for it. Else under which key to keep it, if at all.
    pub(super) fn find(&self, text: &Text, lookup: &Lookup<'_>, brand: &Merged) -> Result<(Arc<Setting>, Vec<String>), Option<String>> {
        let Some(key) = self.plan.key(text, lookup, brand) else { return Err(None) };
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let is_new = known.is_none();
        let Some(setting) = known.or_else(|| expand::text(text, &self.plan, lookup, brand).map(Arc::new)) else { return Err(Some(key)) };
        let Some(values) = self.plan.values(&setting.prints, lookup) else { return Err(None) };
        // Long ones are printed within limits.
        if values.iter().map(String::len).sum::<usize>() > template::MOST_BYTES / 2 {
            return Err(None);
        }
        if is_new {
            self.insert(key, &setting);
        }
        Ok((setting, values))
    }

    /// Keeps an outcome, if the values of the brand for which it was rendered are those that would be looked up.
    pub(super) fn keep(&self, key: String, setting: &Arc<Setting>, values: &[String], lookup: &Lookup<'_>) {
        if self.plan.values(&setting.prints, lookup).as_deref() == Some(values) {
            self.insert(key, setting);
        }
    }

    fn insert(&self, key: String, setting: &Arc<Setting>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() < MOST {
            known.entry(key).or_insert_with(|| setting.clone());
        }
    }
}
