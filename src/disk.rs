//! The only door to the file system: reads a workspace into [`Sources`](crate::source::Sources), puts a [`Site`](crate::site::Site) in
//! place. Knows nothing of clauses or brands' texts.
#![expect(clippy::disallowed_methods, reason = "this is the rim: the one place that reads and writes")]

mod read;
mod stage;
mod write;

pub use read::{Part, ReadError, Workspace, find_root, read};
pub use write::{FileState, WriteError, Written, write};
