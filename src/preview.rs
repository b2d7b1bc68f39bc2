//! What `serve` shows: a brand's pages made when they are asked for, where each sentence comes from, and how two texts differ.
//!
//! Pure: whoever serves it reads the workspace and hands it in, part by part ([`Preview::put_shared`], [`Preview::put_brand`]), and asks
//! for answers ([`Preview::answer`]). A page costs the compiling of its own brand, however many there are.

mod anatomy;
mod answer;
mod assets;
mod compare;
mod page;
mod report;
mod route;
mod shelf;
mod survey;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;

use crate::compile::Memory;
use crate::compose::ComposedDocument;
use crate::id::BrandId;

pub use answer::{Answer, Content};
pub use shelf::{Reading, Unread};

use page::{Pages, Shown, View};
use shelf::Shelf;
use survey::Survey;

/// A live preview of a workspace. Can be asked from many threads at once.
pub struct Preview {
    /// The workspace's folder, for links that open a file.
    root: String,
    /// Only these brands; empty for all.
    only: BTreeSet<BrandId>,
    /// The day for checks of what has a date.
    today: Option<Date>,
    shelf: Mutex<Shelf>,
    pages: Mutex<Pages>,
    survey: Mutex<Survey>,
    /// What surveys have worked out. They number files otherwise than the pages of a brand do, so each has its own.
    surveyed: Arc<Memory>,
}

impl Preview {
    /// A preview of the workspace at `root` that shows the brands `only`, or all when there are none. Nothing is read.
    pub fn new(root: String, only: BTreeSet<BrandId>) -> Self {
        Self {
            root,
            only,
            today: None,
            shelf: Mutex::default(),
            pages: Mutex::default(),
            survey: Mutex::default(),
            surveyed: Arc::default(),
        }
    }

    /// The same on this day.
    pub fn on(self, today: Date) -> Self {
        Self { today: Some(today), ..self }
    }

    /// Puts what all brands share.
    pub fn put_shared(&self, reading: Reading) {
        lock(&self.shelf).put_shared(reading);
    }

    /// Says which brands there are; returns whether they are not those there were.
    pub fn put_names(&self, names: &BTreeSet<BrandId>) -> bool {
        lock(&self.shelf).put_names(names)
    }

    /// Puts the folder of a brand. The first reading is no change.
    pub fn put_brand(&self, id: &BrandId, reading: Reading) {
        lock(&self.shelf).put_brand(id, reading);
    }

    /// A part as it was last read, what all brands share for `None`; nothing when it was not.
    pub fn reading(&self, brand: Option<&BrandId>) -> Option<Reading> {
        lock(&self.shelf).reading(brand).cloned()
    }

    /// The brands that have not been read yet.
    pub fn unread(&self) -> Vec<BrandId> {
        lock(&self.shelf).unread()
    }

    /// Whether `id` is a brand.
    pub fn has(&self, id: &BrandId) -> bool {
        lock(&self.shelf).has(id)
    }

    /// A number that grows with every change.
    pub fn version(&self) -> u64 {
        lock(&self.shelf).version()
    }

    /// Looks at every brand, all of which must have been read, and remembers how they stand. Breaks off as soon as something changes;
    /// returns whether it came to the end.
    pub fn survey(&self) -> bool {
        let shelf = lock(&self.shelf).clone();
        let go_on = || self.version() == shelf.version();
        let Some(mut found) = survey::survey(&shelf, self.today, &self.surveyed, &go_on) else { return false };
        let mut survey = lock(&self.survey);
        // Of a brand that cannot be read, the documents are those that it had.
        for (id, state) in found.brands.iter_mut().filter(|(_, state)| state.documents.is_empty()) {
            state.documents = survey.brands.get(id).map(|before| before.documents.clone()).unwrap_or_default();
        }
        *survey = found;
        true
    }

    /// How many errors and warnings the last survey found.
    pub fn counts(&self) -> (usize, usize) {
        lock(&self.survey).findings
    }

    fn show(&self, view: &View) -> Result<Shown, Unread> {
        let mut pages = lock(&self.pages);
        let input = lock(&self.shelf).input(&view.brand)?;
        pages.show(view, input, self.today, &|| lock(&self.shelf).unread())
    }

    /// Whether `id` is a brand with pages that are to be shown, as far as that is known.
    fn shows(&self, id: &BrandId) -> bool {
        let shelf = lock(&self.shelf);
        self.is_wanted(id) && shelf.has(id) && shelf.is_abstract(id) != Some(true)
    }

    fn is_wanted(&self, id: &BrandId) -> bool {
        self.only.is_empty() || self.only.contains(id)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a document can be published.
fn state_of(document: &ComposedDocument) -> &'static str {
    if document.wanted.is_empty() { "ready" } else { "held-back" }
}

/// Where a document is shown: among what `build` writes, or among its drafts.
fn home(brand: &BrandId, document: &ComposedDocument) -> String {
    let (drafts, path) = (!document.wanted.is_empty(), format!("{}/index.html", document.path));
    route::Place { brand: brand.clone(), drafts, path, against: route::Against::Nothing }.url()
}
