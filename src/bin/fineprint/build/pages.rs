//! What became of each page.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use fineprint::diagnostic::counted;
use fineprint::disk::{FileState, Written};
use fineprint::id::{BrandId, DocumentId};

use crate::report;
use crate::workspace::{Brand, Document};

/// A page and what became of it. There may be many.
pub(super) struct Page {
    pub(super) brand: BrandId,
    pub(super) document: DocumentId,
    pub(super) state: State,
    /// Its folder, below that of its brand.
    path: Arc<str>,
    pub(super) wanted: Arc<[String]>,
}

/// What became of a page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Written,
    Unchanged,
    DraftWritten,
    DraftUnchanged,
    HeldBack,
    NotWritten,
}

impl State {
    const ALL: [Self; 6] = [Self::Written, Self::Unchanged, Self::DraftWritten, Self::DraftUnchanged, Self::HeldBack, Self::NotWritten];

    /// Its name.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Unchanged => "unchanged",
            Self::DraftWritten => "draft written",
            Self::DraftUnchanged => "draft unchanged",
            Self::HeldBack => "held back",
            Self::NotWritten => "not written",
        }
    }

    /// That of the same page in a build that has nothing to do.
    fn settled(self) -> Self {
        match self {
            Self::Written => Self::Unchanged,
            Self::DraftWritten => Self::DraftUnchanged,
            other => other,
        }
    }
}

/// What stands between the parts of a page in a record.
const BETWEEN: char = '\u{1f}';

/// As a record has it, without its brand.
impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { brand: _, document, state, path, wanted } = self;
        write!(f, "{document}{BETWEEN}{}{BETWEEN}{path}", state.as_str())?;
        wanted.iter().try_for_each(|path| write!(f, "{BETWEEN}{path}"))
    }
}

impl Page {
    /// A page of `brand` that a record has, when a build has nothing to do with it.
    pub(super) fn settled(brand: &BrandId, written: &str) -> Option<Self> {
        let mut parts = written.split(BETWEEN);
        let (document, state, path) = (DocumentId::new(parts.next()?), parts.next()?, parts.next()?.into());
        let state = State::ALL.into_iter().find(|known| known.as_str() == state)?.settled();
        Some(Self { brand: brand.clone(), document, state, path, wanted: parts.map(str::to_owned).collect() })
    }

    /// Whether there is no page, since something is wanting.
    pub(super) fn is_missing(&self) -> bool {
        matches!(self.state, State::HeldBack | State::NotWritten)
    }

    /// Where it lies, in the output folder, which is shown as `out`; nothing when there is no page.
    pub(super) fn place(&self, out: &str) -> String {
        if self.is_missing() { String::new() } else { format!("{out}/{}/{}/index.html", self.brand, self.path) }
    }
}

/// The pages of a brand, after a build that has `written` what it could.
pub(super) fn of(brand: &Brand, written: bool, drafts: bool) -> impl Iterator<Item = Page> {
    brand.documents.iter().map(move |Document { id, path, wanted, state }| Page {
        brand: brand.id.clone(),
        document: id.clone(),
        state: match (state.filter(|_| written), !wanted.is_empty()) {
            (Some(FileState::Written), false) => State::Written,
            (Some(FileState::Unchanged), false) => State::Unchanged,
            (Some(FileState::Written), true) => State::DraftWritten,
            (Some(FileState::Unchanged), true) => State::DraftUnchanged,
            (None, true) if !drafts => State::HeldBack,
            (None, _) => State::NotWritten,
        },
        path: path.clone(),
        wanted: wanted.clone(),
    })
}

/// A row for each.
pub(super) fn table<'p>(pages: impl Iterator<Item = &'p Page> + Clone, out: &str) -> String {
    let rows = pages.map(|page| {
        let last = if page.state == State::HeldBack { format!("wants {}", page.wanted.join(", ")) } else { page.place(out) };
        [page.brand.as_str().into(), page.document.as_str().into(), page.state.as_str().into(), last.into()]
    });
    report::table(std::iter::once(["brand", "document", "state", ""].map(Cow::Borrowed)).chain(rows))
}

/// How many there are of each kind.
pub(super) fn summary(pages: &[Page], written: &Written) -> String {
    let of = |states: &[State]| pages.iter().filter(|page| states.contains(&page.state)).count();
    let pages_written = of(&[State::Written, State::DraftWritten]);
    let mut said = vec![
        format!("{} written", counted(pages_written, "page")),
        format!("{} unchanged", of(&[State::Unchanged, State::DraftUnchanged])),
        format!("{} held back", of(&[State::HeldBack])),
    ];
    if pages_written == 0 && written.files > 0 {
        said.push(format!("{} written", counted(written.files, "other file")));
    }
    if written.removed > 0 {
        said.push(format!("{} of earlier builds removed", counted(written.removed, "file")));
    }
    said.join(", ")
}
