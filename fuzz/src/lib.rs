//! The targets, shared with the short form that `cargo test` runs.

#[path = "../../tests/any_bytes/targets.rs"]
pub mod targets;
