//! The only door to the file system: reads a workspace into [`Sources`](crate::source::Sources), puts a [`Site`](crate::site::Site) in
//! place; writes into a workspace only what it is asked for: an accepted edit, and new files where none are. Knows nothing of clauses or
//! brands' texts.
#![expect(clippy::disallowed_methods, reason = "this is the rim: the one place that reads and writes")]

mod claim;
mod git;
mod history;
mod lay;
mod note;
mod part;
mod read;
mod record;
mod remove;
mod replace;
mod revision;
mod settled;
mod stage;
mod stamp;
mod standing;
mod union;
mod write;

pub use history::history;
pub use lay::{lay, missing};
pub use note::PartOf;
pub use part::{BuiltPart, PartError};
pub use read::{Part, ReadError, Workspace, below_repository, find_root, read};
pub use record::{BrandRecord, Origin, Record};
pub use replace::replace;
pub use revision::{RevisionError, read_revision};
pub use stamp::Stamp;
pub use union::misfits;
pub use write::{FileState, FileStates, Output, WriteError, Written};
