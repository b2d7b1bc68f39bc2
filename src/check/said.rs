//! Every name on a brand's pages that is not as it should be, and where it was written.

use std::borrow::Cow;
use std::ops::Range;

use crate::compose::{Block, Composed, Kind, Passage, Run, Style};
use crate::diagnostic::{Code, Finding, Findings, Place};
use crate::model::{BrandSource, Project};
use crate::source::{FileId, Span};

use super::allow;
use super::needles::Hit;
use super::ownership::{Own, Verdict};
use super::reading::{Read, Reading};
use super::searcher::Searcher;

/// Where a brand's pages have a string from.
#[derive(Clone)]
enum From<'a> {
    /// A text prints it, as its value of this number.
    Print(&'a Passage, usize),
    /// A text says it, in this block; in none when it is the address of a link.
    Text(&'a Passage, Option<&'a Block>, Range<usize>),
    /// It stands here.
    Place(Place),
}

/// A string of the brand that reaches its pages.
pub(super) struct Value<'a> {
    pub(super) text: &'a str,
    pub(super) is_address: bool,
    /// The names in it, if it has been searched.
    names: Option<&'a [Hit]>,
    from: From<'a>,
}

/// Where something was written.
pub(super) enum Where {
    /// In the brand's own folder.
    Own,
    /// In a clause of the library, or of a brand that it extends.
    SharedClause,
    /// In the `brand.toml` of a brand that it extends.
    Parent,
    /// In another file that brands share, which prints no values.
    Shared,
}

/// A name on a page that is not as it should be.
pub(super) struct Said<'a> {
    /// As written.
    pub(super) words: String,
    /// What is wrong with it.
    pub(super) verdict: Verdict,
    from: From<'a>,
}

impl<'a> Said<'a> {
    /// A misspelt name in a value.
    pub(super) fn in_value(value: &Value<'a>, range: Range<usize>, verdict: Verdict) -> Self {
        let words = value.text.get(range).unwrap_or_default().to_owned();
        Self { words, verdict, from: value.from.clone() }
    }

    /// A misspelt name in a text.
    pub(super) fn in_text(passage: &'a Passage, block: &'a Block, range: Range<usize>, verdict: Verdict) -> Self {
        let words = block.text.get(range.clone()).unwrap_or_default().to_owned();
        Self { words, verdict, from: From::Text(passage, Some(block), range) }
    }

    /// Whether it is read as code, or as an address.
    pub(super) fn is_code(&self) -> bool {
        match &self.from {
            From::Text(_, Some(block), range) => {
                let holds = |run: &Run| run.style == Style::Code && run.range.start <= range.start && range.end <= run.range.end;
                block.kind == Kind::Code || block.runs.iter().any(holds)
            }
            From::Text(_, None, _) => true,
            From::Print(..) | From::Place(_) => false,
        }
    }

    /// Whether a filter gave it its capitals.
    pub(super) fn is_recased(&self) -> bool {
        match &self.from {
            From::Print(passage, number) => passage.changes_capitals(*number),
            From::Text(..) | From::Place(_) => false,
        }
    }

    /// Reports it. `help` is told where it was written.
    pub(super) fn tell(&self, ground: &Ground<'_>, code: Code, message: String, help: &dyn Fn(Where) -> String, findings: &mut Findings) {
        if allow::permits(ground.composed, ground.project, code, &self.words) {
            return;
        }
        let (place, printed) = places(&self.from, &self.words, ground);
        let help = help(ground.whose(place.file()));
        let finding = match printed {
            Some(printed) => Finding::new(code, message, place, "this value").also(printed, "is printed here"),
            None => Finding::new(code, message, place, ""),
        };
        findings.push(finding.help(help));
    }
}

fn places(from: &From<'_>, words: &str, ground: &Ground<'_>) -> (Place, Option<Span>) {
    match from {
        From::Print(passage, number) => {
            let printed = passage.place_of_value(*number);
            match passage.origin(*number, &ground.composed.brand, ground.project) {
                Some(origin) => (origin.into(), Some(printed)),
                None => (printed.into(), None),
            }
        }
        From::Text(passage, Some(block), range) => (passage.place(block, range).into(), None),
        From::Text(passage, None, _) => (passage.place_of(words).into(), None),
        From::Place(place) => (*place, None),
    }
}

/// One brand, and the names of all.
pub(super) struct Ground<'a> {
    pub(super) composed: &'a Composed,
    pub(super) project: &'a Project,
    pub(super) own: Own<'a>,
    reading: &'a Reading<'a>,
    searcher: &'a Searcher,
}

impl<'a> Ground<'a> {
    pub(super) fn new(reading: &'a Reading<'a>, searcher: &'a Searcher) -> Self {
        let (composed, project) = (reading.composed, reading.project);
        Self { composed, project, reading, searcher, own: Own::new(&composed.brand.id, project, &searcher.needles) }
    }

    /// Whose a file is.
    fn whose(&self, file: FileId) -> Where {
        let clauses = |brand: &'a BrandSource| brand.clauses.values().map(|clause| clause.file);
        let is_own = |brand: &'a BrandSource| {
            brand.tree.file == file || clauses(brand).chain(brand.statics.values().copied()).any(|other| other == file)
        };
        let mut shared = self.project.clauses.values().map(|clause| clause.file).chain(self.project.brands.values().flat_map(clauses));
        if self.project.brands.get(&self.composed.brand.id).is_some_and(is_own) {
            Where::Own
        } else if shared.any(|other| other == file) {
            Where::SharedClause
        } else if self.project.layers(&self.composed.brand.id).iter().any(|layer| layer.tree.file == file) {
            Where::Parent
        } else {
            Where::Shared
        }
    }

    /// What is written for this brand alone: the values that its pages print, each once, what goes to the head of a page, names of files.
    pub(super) fn values(&self) -> Vec<Value<'a>> {
        let printed = self.reading.values.iter().map(|(value, passage, number)| {
            let from = From::Print(passage, *number);
            Value { text: &value.text, is_address: false, names: Some(&value.names), from }
        });
        let mut values: Vec<Value<'a>> = printed.collect();
        let mut add = |text: &'a str, place: Place, is_address| {
            values.push(Value { text, is_address, names: None, from: From::Place(place) });
        };
        let brand = &self.composed.brand;
        let paths = self.composed.documents.iter().map(|document| (format!("documents.{}.path", document.id), true));
        for (path, is_address) in [("design.logo_alt".to_owned(), false), ("base_url".to_owned(), true)].into_iter().chain(paths) {
            if let Some(node) = brand.table.at(&path) {
                add(node.text().unwrap_or_default(), node.span.into(), is_address);
            }
        }
        for (path, file) in &brand.statics {
            add(path.as_str(), Place::File(*file), true);
        }
        values
    }

    /// The blocks that were written in the folder of the brand or of one that it extends.
    pub(super) fn written_for_it(&self) -> impl Iterator<Item = (&'a Passage, &'a Block)> {
        let layers = self.project.layers(&self.composed.brand.id);
        let files = layers.iter().flat_map(|layer| layer.clauses.values().map(|clause| clause.file).chain([layer.tree.file]));
        let files: Vec<FileId> = files.collect();
        let passages = self.reading.texts.iter().map(|text| text.passage);
        let written = passages.filter(move |passage| files.contains(&passage.file()));
        written.flat_map(|passage| passage.prose.blocks.iter().map(move |block| (passage, block)))
    }

    /// Whether some brand or vendor has a name with these letters.
    pub(super) fn is_known(&self, words: &str) -> bool {
        self.searcher.needles.knows(words)
    }

    /// Every name on the brand's pages that is not as it should be: first those in values, then those in texts.
    pub(super) fn said(&self, values: &[Value<'a>]) -> Vec<Said<'a>> {
        let mut said = Vec::new();
        for value in values {
            let names = value.names.map_or_else(|| Cow::Owned(self.searcher.needles.search(value.text, value.is_address)), Cow::Borrowed);
            for hit in names.iter() {
                if let Some(verdict) = self.own.judge(hit) {
                    let words = value.text.get(hit.range.clone()).unwrap_or_default().to_owned();
                    said.push(Said { words, verdict, from: value.from.clone() });
                }
            }
        }
        for Read { passage, noted, .. } in &self.reading.texts {
            for (index, words, hit) in &noted.names {
                if let Some(verdict) = self.own.judge(hit) {
                    let block = index.and_then(|index| passage.prose.blocks.get(index));
                    let from = From::Text(passage, block, hit.range.clone());
                    said.push(Said { words: words.clone(), verdict, from });
                }
            }
        }
        said
    }
}
