//! `fineprint schema`: JSON Schemas of the TOML files, for editors.

use std::path::Path;

use fineprint::diagnostic::Findings;
use fineprint::disk;
use fineprint::model::Project;
use fineprint::parse::{self, SCHEMAS, Seen};

use crate::args::Schemas;
use crate::{Failure, Outcome, workspace};

pub(crate) fn run(named: Option<&Path>, args: &Schemas) -> Result<Outcome, Failure> {
    // Whoever names a workspace wants what it has; without one there are the keys alone.
    let root = if args.bare { None } else { named.map_or_else(|| workspace::root(None).ok(), |root| Some(root.to_owned())) };
    let project = root.map_or_else(|| Ok(Project::default()), |root| names(&root))?;
    let wanted = SCHEMAS.iter().filter(|schema| args.name.as_deref().is_none_or(|name| name == schema.name));
    let Some(out) = &args.out else {
        return Ok(Outcome { data: wanted.map(|schema| schema.text(&project)).collect(), ..Outcome::default() });
    };
    let mut outcome = Outcome::default();
    let cannot = |error: std::io::Error| format!("cannot write to `{}`: {error}", out.display());
    std::fs::create_dir_all(out).map_err(cannot)?;
    for schema in wanted {
        let file = out.join(schema.file());
        std::fs::write(&file, schema.text(&project)).map_err(cannot)?;
        outcome.data.push_str(&format!("{}\n", file.display()));
    }
    Ok(outcome)
}

/// The facts, values and vendors that a workspace has. What is wrong with its files is for `check` to say.
fn names(root: &Path) -> Result<Project, Failure> {
    Ok(parse::parse(&disk::read(root)?, &Seen::default(), &mut Findings::default()))
}
