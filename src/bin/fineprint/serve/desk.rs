//! The workspace on the disk and the preview of it, kept in step: what the preview wants is read, what has moved is read again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fineprint::disk::{ReadError, Workspace};
use fineprint::id::BrandId;
use fineprint::preview::{Answer, Preview, Reading};
use fineprint::watch::Look;

use crate::Failure;
use crate::workspace;

/// How long a file may be missing or empty, in the middle of being saved, before it is taken for that.
const SAVING: Duration = Duration::from_millis(40);

/// A part of the workspace: what all brands share, or a brand's folder.
type Name = Option<BrandId>;

pub(crate) struct Desk {
    root: PathBuf,
    preview: Preview,
    /// Parts that a link ties to others: they are looked at whatever has moved. Held while a part is read and put: whoever reads it for
    /// the first time while it changes would otherwise put what it was.
    linked: Mutex<BTreeSet<Name>>,
}

impl Desk {
    /// Reads what every page needs. A workspace that cannot be read is no failure: the preview says so until it can.
    pub(crate) fn new(root: &Path, brands: &[String]) -> Result<Self, Failure> {
        let only: BTreeSet<BrandId> = brands.iter().map(|id| BrandId::new(id)).collect();
        let preview = Preview::new(root.display().to_string(), only.clone()).on(crate::workspace::today());
        let desk = Self { root: root.to_owned(), preview, linked: Mutex::default() };
        let names = desk.names().unwrap_or_default();
        if let (Some(id), false) = (only.iter().find(|id| !names.contains(*id)), names.is_empty()) {
            let help = fineprint::diagnostic::did_you_mean(id.as_str(), names.iter().map(BrandId::as_str));
            return Err(format!("there is no brand `{id}`{}", workspace::after_semicolon(help)).into());
        }
        desk.preview.put_names(&names);
        desk.preview.put_shared(desk.reading(&None, &mut desk.linked()));
        Ok(desk)
    }

    pub(crate) fn preview(&self) -> &Preview {
        &self.preview
    }

    /// The answer to a request; what it takes is read first.
    pub(crate) fn answer(&self, path: &str, query: Option<&str>) -> Answer {
        loop {
            match self.preview.answer(path, query) {
                Ok(answer) => return answer,
                Err(unread) => unread.0.iter().for_each(|id| self.read_brand(id)),
            }
        }
    }

    /// Reads the brands that nobody has asked for yet.
    pub(crate) fn read_all(&self) {
        self.preview.unread().iter().for_each(|id| self.read_brand(id));
    }

    fn read_brand(&self, id: &BrandId) {
        let linked = &mut self.linked();
        if self.preview.reading(Some(id)).is_some() {
            return; // Another request has read it meanwhile.
        }
        self.preview.put_brand(id, self.reading(&Some(id.clone()), linked));
    }

    /// Whether a link leads from one part to another, or out of the folders that are watched.
    pub(crate) fn has_links(&self) -> bool {
        !self.linked().is_empty()
    }

    fn linked(&self) -> MutexGuard<'_, BTreeSet<Name>> {
        self.linked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks again where something may have moved; returns the files that are not what they were.
    pub(crate) fn look(&self, look: &Look) -> Vec<String> {
        let (linked, mut changed) = (&mut self.linked(), Vec::new());
        let mut moved: Vec<(Name, Reading, Reading)> = Vec::new();
        for name in self.parts(look, linked) {
            let Some(before) = self.preview.reading(name.as_ref()) else { continue }; // Nobody has seen it yet.
            let after = self.reading(&name, linked);
            if before != after {
                moved.push((name, before, after));
            }
        }
        let mut unsure = moved.iter_mut().filter(|(_, before, after)| is_being_saved(before, after)).peekable();
        if unsure.peek().is_some() {
            std::thread::sleep(SAVING);
            unsure.for_each(|(name, _, after)| *after = self.reading(name, linked));
        }
        for (name, before, after) in moved {
            changed.extend(difference(&before, &after));
            match &name {
                Some(id) => self.preview.put_brand(id, after),
                None => self.preview.put_shared(after),
            };
        }
        // A brand that is new is read when it is wanted, one that is gone takes its folder along.
        if self.may_change_brands(look)
            && let Ok(names) = self.names()
            && self.preview.put_names(&names)
        {
            changed.push("the brands in brands/".to_owned());
        }
        changed
    }

    /// Whether a brand's folder may have come or gone.
    fn may_change_brands(&self, look: &Look) -> bool {
        let Look::At(paths) = look else { return true };
        let inside = |path: &PathBuf| match self.below(path).as_slice() {
            ["brands", id, _, ..] => self.preview.has(&BrandId::new(id)),
            ["content" | "themes" | "fineprint.toml", ..] => true,
            _ => false,
        };
        !paths.iter().all(inside)
    }

    /// The names of a path below the root.
    fn below<'a>(&self, path: &'a Path) -> Vec<&'a str> {
        path.strip_prefix(&self.root).into_iter().flatten().filter_map(|name| name.to_str()).collect()
    }

    /// The parts in which `look` says that something may have moved.
    fn parts(&self, look: &Look, linked: &BTreeSet<Name>) -> BTreeSet<Name> {
        let everything = || self.names().unwrap_or_default().into_iter().map(Some).chain([None]).collect();
        let Look::At(paths) = look else { return everything() };
        let mut parts = linked.clone();
        for path in paths {
            match self.below(path).as_slice() {
                ["brands", id, _, ..] => parts.extend([Some(BrandId::new(id))]),
                // It may be a folder or a file of this name.
                ["brands", id] => parts.extend([Some(BrandId::new(id)), None]),
                ["content" | "themes" | "fineprint.toml", ..] => parts.extend([None]),
                _ => return everything(),
            }
        }
        parts
    }

    fn names(&self) -> Result<BTreeSet<BrandId>, ReadError> {
        Ok(Workspace::open(&self.root)?.brands()?.iter().map(|id| BrandId::new(id)).collect())
    }

    fn reading(&self, name: &Name, linked: &mut BTreeSet<Name>) -> Reading {
        let read = |workspace: Workspace| name.as_ref().map_or_else(|| workspace.shared(), |id| workspace.brand(id.as_str()));
        let part = Workspace::open(&self.root).and_then(read);
        match part.as_ref().is_ok_and(|part| part.linked) {
            true => linked.insert(name.clone()),
            false => linked.remove(name),
        };
        part.map(|part| part.files).map_err(|error| error.to_string())
    }
}

/// Whether a file that held something is gone or empty, or vanished between being listed and being read: an editor may be about to write
/// it.
fn is_being_saved(before: &Reading, after: &Reading) -> bool {
    let Ok(before) = before else { return false };
    let Ok(after) = after else { return true };
    before.iter().any(|(path, bytes)| !bytes.is_empty() && after.get(path).is_none_or(|bytes| bytes.is_empty()))
}

/// The files that differ, or why there are none to read.
fn difference(before: &Reading, after: &Reading) -> Vec<String> {
    let none = std::collections::BTreeMap::new();
    let before = before.as_ref().unwrap_or(&none);
    let after = match after {
        Ok(after) => after,
        Err(why) => return vec![why.clone()],
    };
    let gone = before.keys().filter(|path| !after.contains_key(*path));
    let new = after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).map(|(path, _)| path);
    gone.chain(new).map(ToString::to_string).collect()
}
