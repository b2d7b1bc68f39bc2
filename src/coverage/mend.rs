//! What to do about a requirement that no page answers: who could cover it, and what keeps that from the page.

use std::collections::BTreeSet;

use crate::compose::{ComposedDocument, Decision, Outlined, Standing};
use crate::condition::Truth;
use crate::diagnostic::{Place, one_of};
use crate::id::{ClauseId, DocumentId};
use crate::merge::{Layer, Merged, MergedClause};
use crate::model::{Clause, Use};

use super::{BrandCoverage, Coverage, Row};

/// What to do, and where if that is not in the catalogue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mend {
    /// In a writer's words.
    pub help: String,
    /// Where the clause that would cover it was lost, and how.
    pub place: Option<(Place, &'static str)>,
    /// Whether it is what is to be done about any requirement of which the library knows nothing.
    pub is_usual: bool,
}

impl Mend {
    fn new(help: String) -> Self {
        Self { help, place: None, is_usual: false }
    }
}

impl Coverage<'_> {
    /// What to do about a row that is missing, or that only a page that is held back covers.
    pub fn mend(&self, brand: &BrandCoverage<'_>, row: &Row<'_>) -> Mend {
        let pages: Vec<&ComposedDocument> =
            brand.composed.documents.iter().filter(|document| row.requirement.may_stand_on(&document.id)).collect();
        let page = row.requirement.page_name();
        if pages.is_empty() {
            return Mend::new(format!("the brand does without the document `{page}`"));
        }
        if let Some(by) = row.covered_by.first() {
            let (clause, held_back) = (by.clause, by.document);
            let help = format!(
                "`{clause}` covers it on the page `{held_back}`, which is held back: supply what `{held_back}` wants, or say it on a page that is published"
            );
            return Mend::new(help);
        }
        let found =
            self.replaced(brand, row, &pages).or_else(|| self.hollow(brand, row, &pages)).or_else(|| self.left_out(brand, row, &pages));
        let found = found.or_else(|| self.omitted(row, &pages)).or_else(|| self.elsewhere(brand, row));
        found.unwrap_or_else(|| {
            let known: Vec<&str> = self.library(row).map(ClauseId::as_str).take(3).collect();
            let id = &row.requirement.id;
            let help = match known.as_slice() {
                [] => {
                    format!("write a clause with covers = [\"{id}\"]; if only the brand can answer, waive it under [waivers] and say why")
                }
                _ if row.requirement.page.is_none() => format!("{} covers it: place it in an outline", one_of(known.iter().copied(), "or")),
                _ => format!("{} covers it: place it in the outline of `{page}`", one_of(known.iter().copied(), "or")),
            };
            Mend { is_usual: known.is_empty(), ..Mend::new(help) }
        })
    }

    fn covers(&self, clause: &Clause, row: &Row<'_>) -> bool {
        let names = self.names.get(row.number).map(Vec::as_slice).unwrap_or_default();
        clause.covers.iter().any(|mention| names.contains(&mention.id.as_str()))
    }

    /// Shared clauses that cover the row.
    fn library<'b>(&'b self, row: &'b Row<'_>) -> impl Iterator<Item = &'b ClauseId> {
        self.project.clauses.values().filter(|clause| self.covers(clause, row)).map(|clause| &clause.id)
    }

    /// A brand's own text stands in place of one that covers it.
    fn replaced(&self, brand: &BrandCoverage<'_>, row: &Row<'_>, pages: &[&ComposedDocument]) -> Option<Mend> {
        let stands = |clause: &Clause| pages.iter().any(|page| page.standing.iter().any(|text| text.clause.file == clause.file));
        let edited = brand.composed.brand.clauses.values().filter(|merged| merged.chain.len() > 1);
        let is_part = |merged: &MergedClause, clause: &Clause| merged.parts.iter().any(|part| part.clause.file == clause.file);
        let mut lost =
            edited.filter(|merged| merged.chain.iter().any(|part| self.covers(&part.clause, row) && !is_part(merged, &part.clause)));
        let by = lost.find_map(|merged| merged.parts.iter().find(|part| !part.clause.is_added() && stands(&part.clause)))?;
        let (id, of) = (&by.clause.id, &row.requirement.id);
        let help = format!(
            "the text of `{id}` by {} takes the place of one that covers it: write covers = [\"{of}\"] if it says so too",
            by.layer
        );
        Some(Mend { help, place: Some((Place::File(by.clause.file), "takes the place of a text that covers it")), is_usual: false })
    }

    /// It is covered by a text that prints nothing but unknown values, or nothing at all.
    fn hollow(&self, brand: &BrandCoverage<'_>, row: &Row<'_>, pages: &[&ComposedDocument]) -> Option<Mend> {
        let mut standing = pages.iter().flat_map(|page| &page.standing);
        let Standing { clause, is_empty, .. } = standing.find(|text| !text.says_something() && self.covers(&text.clause, row))?;
        let id = &clause.id;
        if !is_empty {
            return Some(Mend::new(format!("`{id}` covers it as soon as a value that it prints is supplied: all of them are unknown")));
        }
        let asked = clause.body.reads.iter().filter(|read| read.usage == Use::Test).map(|read| read.path.as_str());
        Some(Mend::new(match wanted(&brand.composed.brand, asked) {
            Some(values) => format!("`{id}` covers it and prints nothing until the brand states {values}"),
            None => format!("`{id}` covers it and prints nothing: its conditions are false"),
        }))
    }

    /// A condition keeps a clause that covers it from the page.
    fn left_out(&self, brand: &BrandCoverage<'_>, row: &Row<'_>, pages: &[&ComposedDocument]) -> Option<Mend> {
        let is_one =
            |outlined: &&Outlined| outlined.decision != Decision::In && outlined.chain.iter().any(|part| self.covers(&part.clause, row));
        let found = pages.iter().find_map(|page| Some((page, page.outline.iter().position(|outlined| is_one(&outlined))?)));
        let Some((page, at)) = found else { return self.addition_left_out(row, pages) };
        let outlined = page.outline.get(at)?;
        // A value brings it to the page if all that hold it are there.
        let mut depth = outlined.depth;
        let holds_it = |other: &&Outlined| {
            let is_above = other.depth < depth;
            depth = depth.min(other.depth);
            is_above
        };
        let is_open = page.outline.iter().take(at).rev().filter(holds_it).all(|other| other.decision == Decision::In);
        let brand = Some(&brand.composed.brand).filter(|_| is_open);
        let inside = page.outline.iter().skip(at + 1).take_while(|inner| inner.depth > outlined.depth);
        let inside = inside.filter(|inner| inner.depth == outlined.depth + 1);
        let id = &outlined.id;
        Some(Mend::new(match &outlined.decision {
            Decision::Undecided(facts) => {
                let facts = one_of(facts.iter().map(String::as_str), "and");
                format!("`{id}` covers it and is left out until the brand states {facts}")
            }
            Decision::In | Decision::Out => match outlined.whens.iter().find(|decided| decided.truth == Truth::False) {
                Some(decided) => match brand.and_then(|brand| wanted(brand, alone(outlined))) {
                    Some(values) => format!("`{id}` covers it and is left out until the brand states {values}"),
                    None => format!("`{id}` covers it and is left out: its condition `{}` is false", decided.when),
                },
                None => match brand.and_then(|brand| wanted(brand, inside.filter_map(alone))) {
                    Some(values) => format!("`{id}` covers it and is left out with all that it holds until the brand states {values}"),
                    None => format!("`{id}` covers it and is left out: so is what holds it, or all that it holds"),
                },
            },
        }))
    }

    /// A condition keeps a text that is added to a clause, and covers it, from the page.
    fn addition_left_out(&self, row: &Row<'_>, pages: &[&ComposedDocument]) -> Option<Mend> {
        pages.iter().flat_map(|page| &page.outline).find_map(|outlined| {
            let part = outlined.chain.iter().find(|part| part.when().is_some() && self.covers(&part.clause, row))?;
            let decided = outlined.whens_of_added.iter().find(|decided| Some(decided.place) == part.when().map(|when| when.span))?;
            let (id, layer, when) = (&outlined.id, &part.layer, &decided.when);
            let help = format!("what {layer} adds to `{id}` covers it and is left out: its condition `{when}` is {}", decided.truth.name());
            Some(Mend::new(help))
        })
    }

    /// A layer has taken a clause that covers it out of the outline.
    fn omitted(&self, row: &Row<'_>, pages: &[&ComposedDocument]) -> Option<Mend> {
        let (page, id, layer) = pages.iter().find_map(|page| {
            let (id, layer) = page.omitted.iter().find(|(id, _)| self.library(row).any(|known| known == id))?;
            Some((&page.id, id, layer))
        })?;
        let help = format!("`{id}` covers it, and {layer} omits it from `{page}`: put it back, or waive this under [waivers] and say why");
        Some(Mend { help, place: self.place_of_omit(page, id, layer).map(|place| (place, "omitted here")), is_usual: false })
    }

    fn place_of_omit(&self, page: &DocumentId, id: &ClauseId, layer: &Layer) -> Option<Place> {
        let Layer::Brand(brand) = layer else { return None };
        let omit = &self.project.brands.get(brand)?.documents.get(page)?.omit;
        omit.iter().find(|named| named.id == *id).map(|named| Place::Text(named.span))
    }

    /// A clause that covers it stands on a page where that does not count.
    fn elsewhere(&self, brand: &BrandCoverage<'_>, row: &Row<'_>) -> Option<Mend> {
        let page = row.requirement.page_name();
        brand.composed.documents.iter().find_map(|document| {
            let standing = document.standing.iter().find(|text| self.covers(&text.clause, row))?;
            let help = format!("`{}` covers it on the page `{}`: it must be said on the page `{page}`", standing.clause.id, document.id);
            Some(Mend::new(help))
        })
    }
}

/// What the one condition that keeps a section from the page asks for, if that is one name.
fn alone(outlined: &Outlined) -> Option<&str> {
    let mut whens = outlined.whens.iter().filter(|decided| decided.truth != Truth::True);
    let (Some(decided), None) = (whens.next(), whens.next()) else { return None };
    let [(name, Truth::False)] = decided.rests_on.as_slice() else { return None };
    (name == decided.when.trim()).then_some(name)
}

/// Those of the values at `paths` that the brand does not state, in words; `None` when there are none.
fn wanted<'p>(brand: &Merged, paths: impl IntoIterator<Item = &'p str>) -> Option<String> {
    let is_value = |path: &&str| ["contact.", "identity.", "values."].iter().any(|table| path.starts_with(table));
    let values: BTreeSet<&str> = paths.into_iter().filter(is_value).filter(|path| brand.read(path).is_none()).collect();
    (!values.is_empty()).then(|| one_of(values, "or"))
}
