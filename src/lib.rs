//! fineprint: write each clause once, publish every brand's legal pages.
//!
//! ```text
//! disk::read ─► Sources ─► parse ─► Project ─► merge ─► Merged ─► compose ─► Composed ─► check ─► Checked ─► render ─► Site ─► disk::Output
//!               snapshot            typed        layers     texts as they       only way       theme
//!               of files            sources      applied    will be read        to be built
//! ```
//!
//! [`compile()`] is the pipeline, and a pure function of its [`source::Sources`] and [`Options`]: no file system, clock, environment or
//! network below [`disk`]. Problems are [`diagnostic::Finding`]s, never panics; whoever calls decides how to show them.
//!
//! **Invariants, as absences.** No module knows one above it in the list below (`tests/tidy.rs` checks it). `parse` knows no layers, `merge` no
//! templates, `compose` no theme, `check` writes nothing, `render` cannot be called without [`check::Checked`]. Nothing below the binary
//! prints. No value of a brand passes through Markdown.

pub mod disk;
pub mod external;
pub mod server;
pub mod watch;

pub mod diff;
pub mod impact;
pub mod preview;
pub mod redline;
pub mod scaffold;
pub mod todo;

pub mod again;
pub mod batches;

pub mod compile;

pub mod render;
pub mod site;

pub mod check;

pub mod coverage;

pub mod compose;
pub mod looks;

pub mod merge;

pub mod parse;

pub mod condition;
pub mod config;
pub mod model;
pub mod names;
pub mod numbering;

pub mod address;
pub mod colour;
pub mod diagnostic;
pub mod id;
pub mod layout;
pub mod path;
pub mod shard;
pub mod source;
pub mod work;

pub use compile::{Compiled, Elsewhere, Made, Memory, Options, compile, each_brand};
