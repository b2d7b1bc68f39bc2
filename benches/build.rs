//! How long builds take: `cargo bench --bench build`, or with `-- 10 100 10000` for these numbers of brands alone.
//!
//! The program is run as a user runs it, from start to end, on the workload of `support/making.rs`: a *cold* build into a folder that is not
//! there, one where *nothing* has changed since, one after an edit of a *clause* that every brand prints, and one after an edit of one *brand*.
//! Then the *floor*: the bytes of that site, written from memory on two threads. These five take turns. docs/performance.md has the figures.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a benchmark keeps time and prints what it took"
)]

#[path = "support/lib.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::time::Duration;

use support::floor::Floor;
use support::making::workload;
use support::measure::{Outputs, Row, Run, answer_if_asked, head, report, run};

const NAMES: [&str; 5] = ["cold", "nothing changed", "one clause changed", "one brand changed", "floor"];

fn main() {
    answer_if_asked();
    let wanted: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    head("build");
    for size in if wanted.is_empty() { vec![10, 100, 1000] } else { wanted } {
        rounds(size, if size > 3000 { 3 } else { 5 });
    }
}

fn rounds(size: usize, count: usize) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let work = workload(size);
    support::fineprint::workspace(&work, folder.path());
    let clause = folder.path().join("content/clauses/privacy/controller.md");
    let brand = folder.path().join("brands").join(&work.brands[size / 2].id).join("brand.toml");
    let mut outputs = Outputs::new();
    let mut rows = NAMES.map(|name| Row { name: name.to_owned(), pages: 0, runs: Vec::new() });
    // The round before the first is not counted: it brings the program and the workspace into the system's memory.
    for round in 0..=count {
        let out = outputs.fresh();
        let cold = build(folder.path(), &out);
        let nothing = build(folder.path(), &out);
        append(&clause, &format!("\nWe have looked at this text {} times.\n", round + 2));
        let clause = build(folder.path(), &out);
        edit(&brand, round);
        let brand = build(folder.path(), &out);
        let site = Floor::read(&out);
        let floor = Run { wall: site.write(&outputs.fresh()), cpu: Duration::ZERO, peak: 0, others: 0.0 };
        for (row, run) in rows.iter_mut().zip([cold, nothing, clause, brand, floor]).filter(|_| round > 0) {
            row.pages = site.pages;
            row.runs.push(run);
        }
    }
    report(size, &rows);
}

fn build(root: &Path, out: &Path) -> Run {
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    run(root, &PathBuf::from(env!("CARGO_BIN_EXE_fineprint")), &["--root", &text(root), "build", "--strict", "--out", &text(out)])
}

fn append(file: &Path, text: &str) {
    let before = std::fs::read_to_string(file).unwrap();
    std::fs::write(file, before + text).unwrap();
}

/// Gives the brand another telephone.
fn edit(file: &Path, round: usize) {
    let before = std::fs::read_to_string(file).unwrap();
    let lines = before
        .lines()
        .map(|line| if line.starts_with("phone") { format!("phone = \"+1 212 555 {}\"\n", 7000 + round) } else { format!("{line}\n") });
    std::fs::write(file, lines.collect::<String>()).unwrap();
}
