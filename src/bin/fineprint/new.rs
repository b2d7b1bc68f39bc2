//! `fineprint new`: files that begin a brand or a clause. Nothing that is there is ever written over.

use std::path::Path;

use fineprint::diagnostic::{Findings, did_you_mean, one_of};
use fineprint::disk;
use fineprint::id::{BrandId, ClauseId};
use fineprint::model::{Project, Section};
use fineprint::parse::{self, Seen};
use fineprint::path::{SourcePath, refused_by_windows};
use fineprint::render::Style;
use fineprint::scaffold;
use fineprint::source::Sources;
use fineprint::todo::Todo;

use crate::args::{New, NewBrand, NewClause, NewKind};
use crate::workspace::after_semicolon;
use crate::{Failure, Outcome};
use crate::{todo, workspace};

pub(crate) fn run(root: &Path, args: &New) -> Result<Outcome, Failure> {
    let sources = disk::read(root)?;
    let mut project = parse::parse(&sources, &Seen::default(), &mut Findings::default());
    let all: Vec<BrandId> = project.brands.keys().cloned().collect();
    parse::resolve(&mut project, &all, &Default::default(), &mut Findings::default());
    match &args.kind {
        NewKind::Brand(new) => brand(root, new, &sources, &project),
        NewKind::Clause(new) => clause(root, new, &sources, &project),
    }
}

fn brand(root: &Path, new: &NewBrand, sources: &Sources, project: &Project) -> Result<Outcome, Failure> {
    let id = &new.id;
    is_name(id, "a brand")?;
    if let Some(parent) = &new.extends {
        exists(parent, project)?;
    }
    if project.brands.contains_key(&BrandId::new(id)) {
        return Err(format!("there is a brand `{id}` already: brands/{id}/brand.toml").into());
    }
    let has_schema = root.join(scaffold::SCHEMAS_AT).join("brand.schema.json").is_file();
    let text = scaffold::brand(scaffold::NewBrand { id, extends: new.extends.as_deref(), has_schema }, sources, project);
    let next = [
        (format!("fineprint check --brand {id}"), "what the brand has still to state: this list, as it grows shorter"),
        ("fineprint serve --open".to_owned(), "its pages, with a mark where something is wanted"),
    ];
    let written = lay(root, &format!("brands/{id}/brand.toml"), &text, &next)?;
    let (_, compiled) = workspace::load_whole(root, workspace::options([BrandId::new(id)].into(), Style::default()))?;
    let list = compiled.brands.first().map(|brand| Todo::of(&compiled, brand, Some(workspace::today())));
    let list = list.filter(|list| !list.is_empty()).map(|list| todo::print(&BrandId::new(id), &list));
    Ok(Outcome { data: list.unwrap_or_default(), ..written })
}

fn clause(root: &Path, new: &NewClause, sources: &Sources, project: &Project) -> Result<Outcome, Failure> {
    let id = &new.id;
    is_name(id, "a clause")?;
    let clause = ClauseId::new(id);
    let shared = project.clauses.get(&clause);
    if let Some(brand) = &new.brand {
        exists(brand, project)?;
        let path = format!("brands/{brand}/clauses/{id}.md");
        if let Some(there) = project.brands.get(&BrandId::new(brand)).and_then(|brand| brand.clauses.get(&clause)) {
            return Err(format!("brand `{brand}` has a clause `{id}` already: {}", sources.path(there.file)).into());
        }
        return match shared {
            Some(shared) => {
                let of = project.documents.iter().find(|(_, document)| document.sections.iter().any(|section| holds(section, &clause)));
                let document = of.map_or("privacy", |(document, _)| document.as_str());
                let next = [
                    (format!("fineprint explain {brand}/{document}#{id}"), "the text that it edits, and where it stands"),
                    (format!("fineprint accept {brand}/{id}"), "when it is written: notes which text it was written against"),
                ];
                lay(root, &path, &scaffold::edit(shared, sources), &next)
            }
            None => {
                let place = format!("{{ clause = \"{id}\", after = \"contact\" }}");
                let next = [(format!("insert = [{place}]"), "under [documents.privacy] in brand.toml: gives it a place on the page")];
                lay(root, &path, &scaffold::clause(id), &next)
            }
        };
    }
    if let Some(shared) = shared {
        let there = sources.path(shared.file);
        return Err(format!("there is a clause `{id}` already: {there}; with --brand a brand can edit it").into());
    }
    let own: Vec<&str> =
        project.brands.values().filter(|brand| brand.clauses.contains_key(&clause)).map(|brand| brand.id.as_str()).collect();
    if !own.is_empty() {
        let brands = format!("{} {}", if own.len() == 1 { "brand" } else { "brands" }, one_of(own.iter().copied(), "and"));
        let has = if own.len() == 1 { "has" } else { "have" };
        return Err(
            format!("{brands} {has} a clause `{id}` already, which would become an edit of this one; give this one another name").into()
        );
    }
    let path = match &new.topic {
        Some(topic) => {
            is_name(topic, "a shelf")?;
            format!("content/clauses/{topic}/{id}.md")
        }
        None => format!("content/clauses/{id}.md"),
    };
    let next = [(format!("\"{id}\""), "in `sections` of content/documents/<document>.toml: gives it a place on the pages")];
    lay(root, &path, &scaffold::clause(id), &next)
}

/// Writes the one file, and tells what comes next.
fn lay(root: &Path, path: &str, text: &str, next: &[(String, &str)]) -> Result<Outcome, Failure> {
    let source = SourcePath::parse(path).ok_or_else(|| format!("`{path}` is no path"))?;
    disk::lay(root, &[(source, text.as_bytes())])?;
    let width = next.iter().map(|(command, _)| command.chars().count()).max().unwrap_or_default();
    let steps = next.iter().map(|(command, does)| format!("{command:<width$}   # {does}\n")).collect::<String>();
    Ok(Outcome { log: format!("{} written\n\n{steps}", root.join(path).display()), ..Outcome::default() })
}

/// Whether a section is that of a clause, or one inside it is.
fn holds(section: &Section, clause: &ClauseId) -> bool {
    section.clause.id == *clause || section.sections.iter().any(|section| holds(section, clause))
}

/// Refuses what is no id.
fn is_name(id: &str, what: &str) -> Result<(), Failure> {
    let why = if !scaffold::is_id(id) {
        "a name is lower-case words joined by hyphens, such as gift-cards".to_owned()
    } else if let Some(why) = refused_by_windows(id) {
        format!("Windows takes no folder of this name: {why}")
    } else {
        return Ok(());
    };
    Err(format!("{what} cannot be called `{id}`: {why}").into())
}

/// Refuses a brand that there is not.
fn exists(id: &str, project: &Project) -> Result<(), Failure> {
    if project.brands.contains_key(&BrandId::new(id)) {
        return Ok(());
    }
    let help = did_you_mean(id, project.brands.keys().map(BrandId::as_str));
    Err(format!("there is no brand `{id}`{}", after_semicolon(help)).into())
}
