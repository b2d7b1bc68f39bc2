//! `workload N FOLDER [GENERATOR]…` writes the workload of N brands as a site of each of these generators.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing, reason = "a tool of the benchmarks")]

#[path = "../support/lib.rs"]
mod support;

use std::path::Path;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [size, folder, generators @ ..] = &arguments[..] else { return println!("workload N FOLDER GENERATOR…") };
    let work = support::workload::workload(size.parse().unwrap());
    for generator in generators {
        let root = Path::new(folder).join(generator);
        match generator.as_str() {
            "fineprint" => support::fineprint::workspace(&work, &root),
            other => println!("there is no `{other}`"),
        }
    }
}
