//! What became of each page.

use fineprint::diagnostic::counted;
use fineprint::disk::{FileState, Written};
use fineprint::path::SitePath;
use serde::{Deserialize, Serialize};

use crate::report;
use crate::workspace::{Brand, Document};

/// A page and what became of it.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Page {
    pub(super) brand: String,
    pub(super) document: String,
    pub(super) state: String,
    /// Below the output folder; nothing when there is no page.
    pub(super) path: String,
    pub(super) wanted: Vec<String>,
}

impl Page {
    /// What becomes of it in a build that has nothing to do.
    pub(super) fn settled(mut self) -> Self {
        if matches!(self.state.as_str(), "written" | "draft written") {
            self.state = self.state.replace("written", "unchanged");
        }
        self
    }

    /// Where it lies below the output folder, which is shown as `out`.
    pub(super) fn place(&self, out: &str) -> String {
        if self.path.is_empty() { String::new() } else { format!("{out}/{}", self.path) }
    }
}

/// The pages of a brand, after a build that has `written` what it could.
pub(super) fn of(brand: &Brand, written: bool, drafts: bool) -> Vec<Page> {
    let page = |document: &Document| {
        let held_back = !document.wanted.is_empty();
        let file = SitePath::parse(&format!("{}/index.html", document.path)).filter(|_| written);
        let state = file.and_then(|file| brand.files.get(&file));
        Page {
            brand: brand.id.to_string(),
            document: document.id.clone(),
            state: match (state, held_back) {
                (Some(FileState::Written), false) => "written",
                (Some(FileState::Unchanged), false) => "unchanged",
                (Some(FileState::Written), true) => "draft written",
                (Some(FileState::Unchanged), true) => "draft unchanged",
                (None, true) if !drafts => "held back",
                (None, _) => "not written",
            }
            .to_owned(),
            path: if state.is_some() { format!("{}/{}/index.html", brand.id, document.path) } else { String::new() },
            wanted: document.wanted.clone(),
        }
    };
    brand.documents.iter().map(page).collect()
}

/// A row for each.
pub(super) fn table(pages: &[Page], out: &str) -> String {
    let mut rows = vec![["brand", "document", "state", ""].map(str::to_owned).to_vec()];
    for page in pages {
        let wanted = if page.wanted.is_empty() { String::new() } else { format!("wants {}", page.wanted.join(", ")) };
        let last = if page.state == "held back" { wanted } else { page.place(out) };
        rows.push(vec![page.brand.clone(), page.document.clone(), page.state.clone(), last]);
    }
    report::table(&rows)
}

/// How many there are of each kind.
pub(super) fn summary(pages: &[Page], written: &Written) -> String {
    let of = |states: &[&str]| pages.iter().filter(|page| states.contains(&page.state.as_str())).count();
    let pages_written = of(&["written", "draft written"]);
    let mut said = vec![
        format!("{} written", counted(pages_written, "page")),
        format!("{} unchanged", of(&["unchanged", "draft unchanged"])),
        format!("{} held back", of(&["held back"])),
    ];
    if pages_written == 0 && written.files > 0 {
        said.push(format!("{} written", counted(written.files, "other file")));
    }
    if written.removed > 0 {
        said.push(format!("{} of earlier builds removed", counted(written.removed, "file")));
    }
    said.join(", ")
}
