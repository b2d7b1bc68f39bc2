//! What has been found in a text that several brands print, kept while brand after brand is checked.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::compose::Prose;

/// One result for each text, by where it lies.
pub(super) struct Memo<T> {
    kept: RefCell<BTreeMap<usize, Kept<T>>>,
}

/// The text is held, so that no other can come to lie where it does.
type Kept<T> = (Arc<Prose>, Rc<T>);

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { kept: RefCell::default() }
    }
}

impl<T> Memo<T> {
    /// What `find` has found in `prose`, or finds now.
    pub(super) fn get(&self, prose: &Arc<Prose>, find: impl FnOnce(&Prose) -> T) -> Rc<T> {
        let key = Arc::as_ptr(prose).addr();
        if let Some((_, found)) = self.kept.borrow().get(&key) {
            return found.clone();
        }
        let found = Rc::new(find(prose));
        self.kept.borrow_mut().insert(key, (prose.clone(), found.clone()));
        found
    }
}
