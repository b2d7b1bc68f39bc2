//! Files that begin something: the starter workspace, which the program carries with it, a brand, a clause. Texts only; `disk` lays them
//! down.

mod brand;
mod clause;
mod starter;

use crate::diagnostic::Findings;
use crate::model::Project;
use crate::parse::{self, SCHEMAS, Seen};
use crate::path::SourcePath;
use crate::source::Sources;

pub use brand::{NOT_YET, NewBrand, brand, meaning};
pub use clause::{clause, edit};

/// Where a workspace keeps its schemas: hidden, and none of its sources.
pub const SCHEMAS_AT: &str = ".fineprint/schemas";

/// The brand of the starter workspace.
pub const STARTER_BRAND: &str = "acme-studio";

/// The starter workspace: the library, the themes, a brand that is whole, and the schemas that its files name.
pub fn starter() -> Vec<(SourcePath, Vec<u8>)> {
    let mut files: Vec<(SourcePath, Vec<u8>)> = embedded().map(|(path, bytes)| (path, bytes.to_vec())).collect();
    let project = parse::parse(&Sources::new(embedded()), &Seen::default(), &mut Findings::default());
    files.extend(schemas(&project));
    files
}

/// What is kept in the program as it is.
fn embedded() -> impl Iterator<Item = (SourcePath, &'static [u8])> {
    starter::FILES.iter().filter_map(|(path, bytes)| Some((SourcePath::parse(path)?, *bytes)))
}

/// The schemas of a workspace that states what `project` does.
pub fn schemas(project: &Project) -> impl Iterator<Item = (SourcePath, Vec<u8>)> {
    SCHEMAS.iter().filter_map(|schema| {
        let path = SourcePath::parse(&format!("{SCHEMAS_AT}/{}", schema.file()))?;
        Some((path, schema.text(project).into_bytes()))
    })
}

/// Whether `text` can name a folder or a clause: lower-case words joined by hyphens.
pub fn is_id(text: &str) -> bool {
    parse::is_id(text)
}

/// An id as a heading: `gift-cards` as `Gift Cards`.
fn title(id: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
    };
    id.split('-').map(word).collect::<Vec<_>>().join(" ")
}
