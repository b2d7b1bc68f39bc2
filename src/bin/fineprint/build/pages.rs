//! What became of each page.

use std::borrow::Cow;
use std::fmt;

use fineprint::diagnostic::counted;
use fineprint::disk::{FileState, Written};

use crate::report;
use crate::workspace::{Brand, Document};

/// A page and what became of it.
pub(super) struct Page {
    pub(super) brand: String,
    pub(super) document: String,
    pub(super) state: State,
    /// Below the output folder; nothing when there is no page.
    pub(super) path: String,
    pub(super) wanted: Vec<String>,
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
    pub(super) fn settled(brand: &str, written: &str) -> Option<Self> {
        let mut parts = written.split(BETWEEN);
        let (document, state, path) = (parts.next()?.to_owned(), parts.next()?, parts.next()?.to_owned());
        let state = State::ALL.into_iter().find(|known| known.as_str() == state)?.settled();
        Some(Self { brand: brand.to_owned(), document, state, path, wanted: parts.map(str::to_owned).collect() })
    }

    /// Where it lies below the output folder, which is shown as `out`.
    pub(super) fn place(&self, out: &str) -> String {
        if self.path.is_empty() { String::new() } else { [out, &self.path].join("/") }
    }
}

/// The pages of a brand, after a build that has `written` what it could.
pub(super) fn of(brand: &Brand, written: bool, drafts: bool) -> Vec<Page> {
    let page = |document: &Document| {
        let held_back = !document.wanted.is_empty();
        let state = document.state.filter(|_| written);
        Page {
            brand: brand.id.to_string(),
            document: document.id.to_string(),
            state: match (state, held_back) {
                (Some(FileState::Written), false) => State::Written,
                (Some(FileState::Unchanged), false) => State::Unchanged,
                (Some(FileState::Written), true) => State::DraftWritten,
                (Some(FileState::Unchanged), true) => State::DraftUnchanged,
                (None, true) if !drafts => State::HeldBack,
                (None, _) => State::NotWritten,
            },
            path: if state.is_some() { format!("{}/{}/index.html", brand.id, document.path) } else { String::new() },
            wanted: document.wanted.clone(),
        }
    };
    brand.documents.iter().map(page).collect()
}

/// A row for each.
pub(super) fn table(pages: &[Page], out: &str) -> String {
    let mut rows = vec![["brand", "document", "state", ""].map(Cow::Borrowed)];
    for page in pages {
        let last = if page.state == State::HeldBack { format!("wants {}", page.wanted.join(", ")) } else { page.place(out) };
        rows.push([page.brand.as_str().into(), page.document.as_str().into(), page.state.as_str().into(), last.into()]);
    }
    report::table(&rows)
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
