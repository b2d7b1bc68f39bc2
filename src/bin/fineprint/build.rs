//! `fineprint build`: compiles, writes, and says what became of each page.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fineprint::Compiled;
use fineprint::disk::{self, FileState, FileStates, Written};
use fineprint::id::BrandId;
use fineprint::path::SitePath;
use serde_json::json;

use crate::args::{Build, Report};
use crate::{Failure, Outcome};
use crate::{report, workspace};

pub(crate) fn run(root: &Path, args: &Build) -> Result<Outcome, Failure> {
    let (sources, compiled) = workspace::load_scope(root, &args.scope, args.drafts)?;
    let findings = &compiled.findings;
    let failed = report::fails(findings, args.scope.strict);
    let out = args.out.clone().unwrap_or_else(|| root.join("public"));
    let only = args.scope.brand.iter().map(|id| BrandId::new(id)).collect();
    let mut outcome = Outcome { code: u8::from(failed), ..Outcome::default() };
    let written = match (&compiled.site, failed) {
        (Some(site), false) => match disk::write(site, &out, root, &only) {
            Ok(written) => Some(written),
            Err(error) => {
                outcome.log = format!("{}error: {error}\n", report::text(findings, &sources, Report::Human, root));
                outcome.code = 2;
                return Ok(outcome);
            }
        },
        _ => None,
    };
    let pages = pages(&compiled, written.as_ref().map(|(states, _)| states), args.drafts, &shown(&out));
    let said = report::text(findings, &sources, args.scope.format, root);
    match args.scope.format {
        Report::Json => {
            outcome.data = as_json(&pages, written.is_some(), &said)?;
            return Ok(outcome);
        }
        // One document, and nothing beside it.
        Report::Sarif => outcome.data = said,
        Report::Human | Report::Short | Report::Github => {
            outcome.log = said;
            outcome.data = written.as_ref().map(|_| table(&pages)).unwrap_or_default();
        }
    }
    if let Some((_, written)) = &written {
        outcome.log.push_str(&format!("{}\n", summary(&pages, written)));
    }
    if !findings.is_empty() {
        let end = if failed { "; nothing was written" } else { "" };
        outcome.log.push_str(&format!("{}{end}\n{}", report::counts(findings), report::more(findings, args.scope.format)));
    }
    Ok(outcome)
}

fn as_json(pages: &[Page], written: bool, findings: &str) -> Result<String, Failure> {
    let findings: serde_json::Value = serde_json::from_str(findings)?;
    let list: Vec<_> = pages
        .iter()
        .map(|page| {
            json!({
                "brand": page.brand,
                "document": page.document,
                "state": page.state,
                "path": page.path,
                "wanted": page.wanted,
            })
        })
        .collect();
    let all = json!({ "version": 1, "written": written, "pages": list, "findings": findings.get("findings") });
    Ok(format!("{all:#}\n"))
}

/// A page and what became of it.
struct Page {
    brand: String,
    document: String,
    state: &'static str,
    path: String,
    wanted: Vec<String>,
}

fn pages(compiled: &Compiled, states: Option<&BTreeMap<BrandId, FileStates>>, drafts: bool, out: &str) -> Vec<Page> {
    let mut pages = Vec::new();
    for brand in &compiled.brands {
        for document in &brand.documents {
            let held_back = !document.wanted.is_empty();
            let file = SitePath::parse(&format!("{}/index.html", document.path));
            let state = file.as_ref().and_then(|file| states?.get(&brand.brand.id)?.get(file));
            pages.push(Page {
                brand: brand.brand.id.to_string(),
                document: document.id.to_string(),
                state: match (state, held_back) {
                    (Some(FileState::Written), false) => "written",
                    (Some(FileState::Unchanged), false) => "unchanged",
                    (Some(FileState::Written), true) => "draft written",
                    (Some(FileState::Unchanged), true) => "draft unchanged",
                    (None, true) if !drafts => "held back",
                    (None, _) => "not written",
                },
                path: if state.is_some() { format!("{out}/{}/{}/index.html", brand.brand.id, document.path) } else { String::new() },
                wanted: document.wanted.iter().map(|wanted| wanted.path.clone()).collect(),
            });
        }
    }
    pages
}

fn table(pages: &[Page]) -> String {
    let mut rows = vec![["brand", "document", "state", ""].map(str::to_owned).to_vec()];
    for page in pages {
        let wanted = if page.wanted.is_empty() { String::new() } else { format!("wants {}", page.wanted.join(", ")) };
        let last = if page.state == "held back" { wanted } else { page.path.clone() };
        rows.push(vec![page.brand.clone(), page.document.clone(), page.state.to_owned(), last]);
    }
    report::table(&rows)
}

fn summary(pages: &[Page], written: &Written) -> String {
    let of = |states: &[&str]| pages.iter().filter(|page| states.contains(&page.state)).count();
    let mut said = vec![
        format!("{} written", report::counted(of(&["written", "draft written"]), "page")),
        format!("{} unchanged", of(&["unchanged", "draft unchanged"])),
        format!("{} held back", of(&["held back"])),
    ];
    if written.removed > 0 {
        said.push(format!("{} of earlier builds removed", report::counted(written.removed, "file")));
    }
    said.join(", ")
}

/// The output folder as it can be opened from here, as short as can be.
fn shown(out: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let short: PathBuf = out.strip_prefix(&here).unwrap_or(out).components().collect();
    short.display().to_string()
}
