//! Texts after Tera and after Markdown, kept.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::fragment::Fragment;
use super::markdown;
use super::prose::{Kind, Prose};
use super::template::Templates;

/// Texts that have been set, by what they say. Setting is a function of that alone, so they can be kept from one compile to the next.
#[derive(Default)]
pub struct Texts {
    /// Those that brand after brand prints.
    shared: Mutex<Kept>,
    /// Those of one brand: there are many, and they may not drive out the others.
    own: Mutex<Kept>,
    templates: Mutex<Arc<RwLock<Templates>>>,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Texts")
    }
}

/// How many templates are kept.
const MOST_TEMPLATES: usize = 4096;

#[derive(Default, Debug)]
struct Kept {
    fragments: BTreeMap<String, Arc<Fragment>>,
    /// Headings and other lines that stand alone.
    lines: BTreeMap<(String, Kind), Arc<Prose>>,
    /// How long the texts are, together.
    bytes: usize,
}

/// How much text is kept that brands share, and of their own: several libraries', and not all that a day of edits makes of them. What is known
/// of a text takes some ten times its room.
const MOST_TEXT: [usize; 2] = [1 << 19, 1 << 17];

impl Kept {
    /// Counts `more` bytes; begins anew when that is more than `most`.
    fn make_room(&mut self, more: usize, most: usize) {
        self.bytes += more;
        if self.bytes > most {
            *self = Self { bytes: more, ..Self::default() };
        }
    }
}

impl Texts {
    /// How many there are.
    pub fn count(&self) -> usize {
        [&self.shared, &self.own].into_iter().map(|kept| kept.lock().unwrap_or_else(PoisonError::into_inner).fragments.len()).sum()
    }

    /// The templates that have been compiled. When there are too many, whoever uses them goes on with them, and the next begins anew.
    pub(super) fn templates(&self) -> Arc<RwLock<Templates>> {
        let mut templates = self.templates.lock().unwrap_or_else(PoisonError::into_inner);
        if templates.read().unwrap_or_else(PoisonError::into_inner).count() > MOST_TEMPLATES {
            *templates = Arc::default();
        }
        templates.clone()
    }

    /// Where a text is kept, and how much is kept there.
    fn kept(&self, is_shared: bool) -> (&Mutex<Kept>, usize) {
        let [shared, own] = MOST_TEXT;
        if is_shared { (&self.shared, shared) } else { (&self.own, own) }
    }

    /// `text` as set before, or set now.
    pub(super) fn set(&self, text: &str, is_shared: bool) -> Arc<Fragment> {
        let (kept, most) = self.kept(is_shared);
        let kept = || kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fragment) = kept().fragments.get(text) {
            return fragment.clone();
        }
        // Other threads do not wait for it.
        let fragment = Arc::new(markdown::compile(text));
        let mut kept = kept();
        kept.make_room(text.len(), most);
        kept.fragments.insert(text.to_owned(), fragment.clone());
        fragment
    }

    /// A line that stands alone, as rules read it.
    pub(super) fn line(&self, kind: Kind, words: &str, is_shared: bool) -> Arc<Prose> {
        let (kept, most) = self.kept(is_shared);
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (words.to_owned(), kind);
        if let Some(prose) = kept.lines.get(&key) {
            return prose.clone();
        }
        kept.make_room(key.0.len(), most);
        let prose = Arc::new(Prose::line(kind, key.0.clone()));
        kept.lines.insert(key, prose.clone());
        prose
    }
}
