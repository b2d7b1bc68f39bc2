//! A text is set once for each *outcome*: for what its conditions come to. Brands for which they come to the same have the same text,
//! each with its own values, which need no template engine to be looked up. Nor does the text, when its tags are plain: see `expand`.
//!
//! What is not as plain as this (a loop that prints only sometimes, a filter that makes words, a value that is missing) is rendered brand
//! by brand, and that way is the authority: an outcome is kept only if it printed the values that would be looked up. Which branch it took
//! must follow from the key.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::merge::Merged;
use crate::model::Text;

use super::expand;
use super::fragment::Fragment;
use super::lookup::Lookup;
use super::plan::{Numbers, Plan};
use super::prose::{Kind, Prose};
use super::template;
use super::texts::Texts;
use super::token::{self, Tokenised};

/// A text as one outcome gives it: tokens where values go.
pub(super) struct Setting {
    text: String,
    /// For each value, which `{{ … }}` of the source prints it.
    pub(super) prints: Arc<[Option<usize>]>,
    /// Whether brand after brand may have it.
    is_shared: AtomicBool,
    fragment: OnceLock<Arc<Fragment>>,
    line: OnceLock<Arc<Prose>>,
}

impl Setting {
    /// `prints`: for each token, which `{{ … }}` prints its value.
    pub(super) fn new(text: String, prints: Vec<Option<usize>>) -> Self {
        Self { text, prints: prints.into(), is_shared: AtomicBool::new(false), fragment: OnceLock::new(), line: OnceLock::new() }
    }

    /// From a rendered text, with its values apart.
    pub(super) fn of(tokenised: Tokenised) -> WithValues {
        (Arc::new(Self::new(tokenised.text, tokenised.prints)), tokenised.values)
    }

    /// With tokens where values go.
    #[cfg(test)]
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// As Markdown, compiled.
    pub(super) fn fragment(&self, texts: &Texts) -> &Arc<Fragment> {
        self.fragment.get_or_init(|| texts.set(&self.text, self.is_shared.load(Ordering::Relaxed)))
    }

    /// As a line that stands alone, for the rules.
    pub(super) fn line(&self, kind: Kind, texts: &Texts) -> Arc<Prose> {
        self.line.get_or_init(|| texts.line(kind, &self.text)).clone()
    }

    /// How long it is with values in place.
    pub(super) fn length(&self, values: &[Arc<str>]) -> usize {
        let tokens = self.prints.len() * char::MAX.len_utf8();
        self.text.len().saturating_sub(tokens) + values.iter().map(|value| value.len()).sum::<usize>()
    }

    /// With values in place; unknown ones are marked.
    pub(super) fn words(&self, values: &[Arc<str>]) -> String {
        token::fill(&self.text, values)
    }
}

/// A text, and a brand's values for it.
pub(super) type WithValues = (Arc<Setting>, Vec<Arc<str>>);

/// How much of the outcomes of one text is kept, in bytes: one that comes to something else for brand after brand, by the lengths of its
/// lists, would fill the memory, and no brand would find its own again.
const MOST_KEPT: usize = 64 << 10;

/// What a text has come to, by what that rests on.
#[derive(Default)]
struct Known {
    settings: BTreeMap<String, Arc<Setting>>,
    /// How long they are, together.
    bytes: usize,
}

/// What a text comes to for brand after brand.
pub(super) struct Outcomes {
    plan: Plan,
    /// None when one brand alone has the text.
    known: Option<Mutex<Known>>,
}

impl Outcomes {
    /// For a text of one brand; `None` when only the engine can render it.
    pub(super) fn of(text: &Text) -> Option<Self> {
        Some(Self { plan: Plan::of(text)?, known: None })
    }

    /// For a text that brands share; what it reads is among what a brand looks up once.
    pub(super) fn shared(text: &Text, numbers: &mut Numbers) -> Option<Self> {
        let mut plan = Plan::of(text)?;
        plan.number(text, numbers);
        Some(Self { plan, known: Some(Mutex::default()) })
    }

    fn known(&self) -> Option<MutexGuard<'_, Known>> {
        Some(self.known.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The outcome for a brand that has come about before, and the brand's values for it. Else under which key to keep it, if at all.
    pub(super) fn find(&self, text: &Text, lookup: &Lookup<'_>, brand: &Merged) -> Result<WithValues, Option<String>> {
        let Some(key) = self.plan.key(text, lookup, brand) else { return Err(None) };
        let known = self.known().and_then(|known| known.settings.get(&key).cloned());
        let is_new = known.is_none();
        let Some(setting) = known.or_else(|| expand::text(text, &self.plan, lookup, brand).map(Arc::new)) else { return Err(Some(key)) };
        let Some(values) = self.plan.values(&setting.prints, lookup) else { return Err(None) };
        // Long ones are printed within limits.
        if values.iter().map(|value| value.len()).sum::<usize>() > template::MOST_PRINTED / 2 {
            return Err(None);
        }
        if is_new {
            self.insert(key, &setting);
        }
        Ok((setting, values))
    }

    /// Keeps an outcome, if the values of the brand for which it was rendered are those that would be looked up.
    pub(super) fn keep(&self, key: String, setting: &Arc<Setting>, values: &[Arc<str>], lookup: &Lookup<'_>) {
        if self.plan.values(&setting.prints, lookup).as_deref() == Some(values) {
            self.insert(key, setting);
        }
    }

    fn insert(&self, key: String, setting: &Arc<Setting>) {
        let Some(mut known) = self.known() else { return };
        let bytes = known.bytes + key.len() + setting.text.len();
        if (bytes <= MOST_KEPT || known.settings.is_empty()) && !known.settings.contains_key(&key) {
            known.bytes = bytes;
            setting.is_shared.store(true, Ordering::Relaxed);
            known.settings.insert(key, setting.clone());
        }
    }
}
