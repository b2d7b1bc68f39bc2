//! Rules on a page as a whole: what stands twice on it, what its text points to, which terms it defines. What they need to know of a text is
//! noted once for each text, and what comes of the texts of a page once for each set of texts; with a brand's values and headings in place
//! only what looks wrong is looked at again.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use crate::compose::{Block, Composed, ComposedDocument, Decision, Kind, Notes, Passage, Pointer, Prose};
use crate::diagnostic::{Code, Finding, Findings};
use crate::model::Project;
use crate::source::Span;

use super::titles::Titles;
use super::{allow, lead_in, notes, repeated, terms};

/// A place on a page: the number of a passage, of a block in it, and bytes of its text.
pub(super) type Spot = (usize, usize, Range<usize>);

/// What looks wrong as far as the texts of a page tell; a brand's values and headings may make it right.
#[derive(Debug)]
pub(super) enum Suspect {
    /// Nothing follows a lead-in or a sub-heading at the end of a text.
    Nothing(usize, usize),
    /// A pointer to a section; the headings decide whether it is right.
    Points(Spot, Pointer),
    /// Something about a term. It is right when a value or a heading has the word.
    Term(Code, Spot, Option<Spot>, String),
}

/// What is known of pages.
#[derive(Default)]
pub(super) struct Pages {
    /// What looks wrong with the terms of a page, by its texts.
    terms: RefCell<BTreeMap<Vec<usize>, Rc<Terms>>>,
}

/// What looks wrong with the terms of a page, and its texts: as long as they are kept, no other text is taken for one of them.
struct Terms {
    suspects: Vec<Suspect>,
    _texts: Vec<Arc<Prose>>,
}

/// How many pages are kept.
const MOST_PAGES: usize = 512;

pub(super) fn check(composed: &Composed, project: &Project, pages: &Pages, findings: &mut Findings) {
    for document in &composed.documents {
        let page = Page { document, composed, project };
        repeated::headings(&page, findings);
        repeated::sentences(&page, &repeated::alike(&document.passages), findings);
        let notes: Vec<&Notes> = document.passages.iter().map(notes_of).collect();
        for suspect in page.ends(&notes) {
            page.judge(&suspect, None, findings);
        }
        if notes.iter().any(|notes| !notes.terms.is_empty()) {
            pages.terms(&page).suspects.iter().for_each(|suspect| page.judge(suspect, None, findings));
        }
        let points = notes.iter().enumerate().flat_map(|(at, notes)| notes.pointers.iter().map(move |pointer| (at, pointer)));
        let mut titles = None;
        for (at, (pointer, block, range)) in points {
            let suspect = Suspect::Points((at, *block, range.clone()), pointer.clone());
            page.judge(&suspect, Some(titles.get_or_insert_with(|| Titles::of(document))), findings);
        }
    }
}

/// A page of a brand.
pub(super) struct Page<'a> {
    pub(super) document: &'a ComposedDocument,
    pub(super) composed: &'a Composed,
    project: &'a Project,
}

impl Pages {
    fn terms(&self, page: &Page<'_>) -> Rc<Terms> {
        let passages = &page.document.passages;
        // A heading defines nothing; what it says is looked at when something is wrong.
        let identity = |passage: &Passage| match passage.prose.blocks.first().map(|block| block.kind) {
            Some(Kind::Heading) => 0,
            _ => Arc::as_ptr(&passage.prose).addr(),
        };
        let key: Vec<usize> = passages.iter().map(identity).collect();
        let mut pages = self.terms.borrow_mut();
        if let Some(known) = pages.get(&key) {
            return known.clone();
        }
        if pages.len() >= MOST_PAGES {
            pages.clear();
        }
        let mut suspects = Vec::new();
        terms::find(passages, &mut suspects);
        let known = Rc::new(Terms { suspects, _texts: passages.iter().map(|passage| passage.prose.clone()).collect() });
        pages.insert(key, known.clone());
        known
    }
}

/// The notes on a text.
pub(super) fn notes_of(passage: &Passage) -> &Notes {
    passage.prose.notes.get_or_init(|| notes::of(&passage.prose.blocks))
}

/// How deep a sub-heading is, from 1 for the first level.
pub(super) fn level(block: &Block) -> Option<usize> {
    if let Kind::SubHeading(level) = block.kind { Some(level.saturating_sub(1)) } else { None }
}

impl Page<'_> {
    /// Texts that end with a lead-in or a sub-heading, and the next thing on the page is a heading that is no deeper, or there is none.
    fn ends(&self, notes: &[&Notes]) -> Vec<Suspect> {
        let mut out = Vec::new();
        if notes.iter().all(|notes| notes.end.is_none()) {
            return out;
        }
        let (passages, depths) = (&self.document.passages, self.depths());
        let depth = |at: usize| depths.get(at).copied().unwrap_or_default();
        for (at, end) in notes.iter().enumerate().filter_map(|(at, notes)| Some((at, notes.end?))) {
            let (index, own) = (end.0, depth(at) + end.1);
            let next = passages.get(at + 1).and_then(|next| next.prose.blocks.first());
            let ends = match next {
                None => true,
                Some(block) if block.kind == Kind::Heading => depth(at + 1) <= own,
                Some(block) => level(block).is_some_and(|level| depth(at + 1) + level <= own),
            };
            if ends {
                out.push(Suspect::Nothing(at, index));
            }
        }
        out
    }

    /// How deep each passage's section is nested.
    fn depths(&self) -> Vec<usize> {
        let mut rows = self.document.outline.iter().filter(|row| row.decision == Decision::In).peekable();
        let depth = |passage: &Passage| {
            let Some(clause) = &passage.clause else { return 0 };
            while rows.peek().is_some_and(|row| row.id != *clause) {
                rows.next();
            }
            rows.peek().map_or(0, |row| row.depth)
        };
        self.document.passages.iter().map(depth).collect()
    }

    pub(super) fn passage(&self, at: usize) -> Option<&Passage> {
        self.document.passages.get(at)
    }

    /// The words at a place, with the values in place.
    pub(super) fn words(&self, (passage, block, range): &Spot) -> Option<String> {
        let passage = self.passage(*passage)?;
        Some(passage.fill(passage.prose.blocks.get(*block)?.text.get(range.clone())?))
    }

    pub(super) fn place(&self, (passage, block, range): &Spot) -> Option<Span> {
        let passage = self.passage(*passage)?;
        Some(passage.place(passage.prose.blocks.get(*block)?, range))
    }

    /// Whether the brand allows what a rule has found.
    pub(super) fn allows(&self, code: Code, words: &str) -> bool {
        allow::permits(self.composed, self.project, code, words)
    }

    fn judge(&self, suspect: &Suspect, titles: Option<&Titles<'_>>, findings: &mut Findings) {
        let finding = match suspect {
            Suspect::Nothing(passage, block) => self.nothing(*passage, *block),
            Suspect::Points(spot, pointer) => titles.and_then(|titles| titles.judge(self, spot, pointer)),
            Suspect::Term(code, spot, also, term) => terms::judge(self, *code, spot, also.as_ref(), term),
        };
        finding.into_iter().for_each(|finding| findings.push(finding));
    }

    fn nothing(&self, at: usize, index: usize) -> Option<Finding> {
        let block = self.passage(at)?.prose.blocks.get(index)?;
        let slip = if matches!(block.kind, Kind::SubHeading(_)) { lead_in::without_text(block) } else { lead_in::slip(block) };
        let spot = (at, index, slip.range);
        let words = self.words(&spot)?;
        (!self.allows(slip.code, &words)).then_some(Finding::new(slip.code, slip.message, self.place(&spot)?, "").help(slip.help))
    }
}
