//! The note in the output of a build of one shard: which shard it is, and which brands it holds. It goes before the first folder changes and
//! comes back after the last, so whoever finds it finds a build that came to its end.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use serde_json::{Value, json};

use crate::id::BrandId;
use crate::shard::Shard;

use super::write::WriteError;

/// Its file, beside the folders of the brands.
pub(super) const NAME: &str = ".fineprint-shard";

/// What a build of one shard is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartOf {
    /// Which shard.
    pub shard: Shard,
    /// Whether pages that are held back were built as drafts.
    pub drafts: bool,
    /// A hash of all that the site is made of, the same for every shard of it.
    pub made_of: String,
}

/// What a note says.
#[derive(Debug)]
pub(super) struct Note {
    pub(super) part: PartOf,
    pub(super) brands: BTreeSet<BrandId>,
}

/// The note, one line of JSON.
pub(super) fn text<'a>(PartOf { shard, drafts, made_of }: &PartOf, brands: impl Iterator<Item = &'a BrandId>) -> String {
    let brands: Vec<&str> = brands.map(BrandId::as_str).collect();
    let note = json!({ "fineprint": 1, "shard": shard.number(), "of": shard.of(), "drafts": drafts, "made_of": made_of, "brands": brands });
    format!("{note}\n")
}

/// What a note says; nothing when it is none.
pub(super) fn read(note: &[u8]) -> Option<Note> {
    let note: Value = serde_json::from_slice(note).ok()?;
    let number = |key| u32::try_from(note.get(key)?.as_u64()?).ok();
    let shard = Shard::new(number("shard")?, number("of")?).filter(|_| number("fineprint") == Some(1))?;
    let brands = note.get("brands")?.as_array()?.iter().map(|brand| brand.as_str().map(BrandId::new));
    let part = PartOf { shard, drafts: note.get("drafts")?.as_bool()?, made_of: note.get("made_of")?.as_str()?.to_owned() };
    Some(Note { part, brands: brands.collect::<Option<_>>()? })
}

/// Whether `note`, or none, is what stands in `out`.
pub(super) fn stands(out: &Path, note: Option<&str>) -> bool {
    match fs::read(out.join(NAME)) {
        Ok(standing) => note.is_some_and(|note| note.as_bytes() == standing),
        Err(error) => note.is_none() && error.kind() == io::ErrorKind::NotFound,
    }
}

/// Takes the note away, if there is one.
pub(super) fn remove(out: &Path) -> Result<(), WriteError> {
    let note = out.join(NAME);
    match fs::remove_file(&note) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(WriteError::Io(note, error)),
        _ => Ok(()),
    }
}
