//! The workload, and the writers of it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::disallowed_methods, reason = "a tool of the benchmarks")]

pub mod fineprint;
pub mod notation;
pub mod wording;
pub mod workload;

/// Writes a file, and the folders that it lies in.
pub fn put(path: &std::path::Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}
