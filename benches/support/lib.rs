//! What the benchmarks share: the workload, the workspace that it makes, and how programs are measured.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    dead_code,
    unreachable_pub,
    reason = "tools of benchmarks, each of which uses a part"
)]

pub mod fineprint;
pub mod floor;
pub mod making;
pub mod measure;
pub mod notation;
pub mod wording;
pub mod workload;

use std::path::Path;

/// Writes a file, and the folders that it lies in.
pub fn put(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}
