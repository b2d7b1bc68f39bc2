//! What to do about a requirement that no page answers: who could cover it, and what keeps that from the page.

use crate::compose::{ComposedDocument, Decided, Decision, Outlined, Standing};
use crate::condition::Truth;
use crate::diagnostic::{Place, one_of};
use crate::id::{ClauseId, DocumentId};
use crate::merge::{Layer, MergedClause};
use crate::model::Clause;

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
        let found = self.replaced(brand, row, &pages).or_else(|| self.hollow(row, &pages)).or_else(|| self.left_out(row, &pages));
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

    /// It is covered by a text that prints nothing but unknown values.
    fn hollow(&self, row: &Row<'_>, pages: &[&ComposedDocument]) -> Option<Mend> {
        let standing = pages.iter().flat_map(|page| &page.standing).find(|text| text.is_hollow && self.covers(&text.clause, row))?;
        let Standing { clause, .. } = standing;
        Some(Mend::new(format!("`{}` covers it as soon as a value that it prints is supplied: all of them are unknown", clause.id)))
    }

    /// A condition keeps a clause that covers it from the page.
    fn left_out(&self, row: &Row<'_>, pages: &[&ComposedDocument]) -> Option<Mend> {
        let is_one =
            |outlined: &&Outlined| outlined.decision != Decision::In && outlined.chain.iter().any(|part| self.covers(&part.clause, row));
        let found = pages.iter().find_map(|page| Some((page, page.outline.iter().position(|outlined| is_one(&outlined))?)));
        let Some((page, at)) = found else { return self.addition_left_out(row, pages) };
        let outlined = page.outline.get(at)?;
        let inside = page.outline.iter().skip(at + 1).take_while(|inner| inner.depth > outlined.depth);
        let id = &outlined.id;
        Some(Mend::new(match &outlined.decision {
            Decision::Undecided(facts) => {
                let facts = one_of(facts.iter().map(String::as_str), "and");
                format!("`{id}` covers it and is left out until the brand states {facts}")
            }
            Decision::In | Decision::Out => match outlined.whens.iter().find(|decided| decided.truth == Truth::False) {
                Some(decided) => match wanted([decided]) {
                    Some(values) => format!("`{id}` covers it and is left out until the brand states {values}"),
                    None => format!("`{id}` covers it and is left out: its condition `{}` is false", decided.when),
                },
                None => match wanted(inside.flat_map(|inner| &inner.whens)) {
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

/// The values that conditions ask for and the brand does not state, in its own words; `None` when they rest on something else.
fn wanted<'d>(whens: impl IntoIterator<Item = &'d Decided>) -> Option<String> {
    let mut values: Vec<&str> = Vec::new();
    for decided in whens.into_iter().filter(|decided| decided.truth == Truth::False) {
        let [(name, Truth::False)] = decided.rests_on.as_slice() else { return None };
        // What is asked for alone, and is not there.
        let is_value = name == decided.when.trim() && ["contact.", "identity.", "values."].iter().any(|table| name.starts_with(table));
        values.extend(is_value.then_some(name.as_str()));
    }
    (!values.is_empty()).then(|| one_of(values, "or"))
}
