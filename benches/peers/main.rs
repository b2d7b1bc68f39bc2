//! fineprint beside other generators that make the same pages: `benches/peers/run`, which says what it needs and how to get it.
//!
//! For each number of brands the workload is written as a site of each generator, built once, and the pages are compared: all must say the
//! same. Then all build in turn, each run into a folder of its own, and last the floor: fineprint's bytes, written from memory.
//!
//! `-- write N FOLDER` only writes the sites.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "a benchmark keeps time and prints what it took"
)]

mod hugo;
mod sites;
#[path = "../support/lib.rs"]
mod support;
mod verify;
mod zola;

use std::path::{Path, PathBuf};
use std::time::Duration;

use support::floor::Floor;
use support::making::workload;
use support::measure::{Outputs, Row, Run, answer_if_asked, head, report, run};
use support::workload::Workload;

/// A generator: its name, how it is called, and who writes the workload for it. `OUT` in the call is the output's folder.
struct Peer {
    name: &'static str,
    program: PathBuf,
    arguments: &'static [&'static str],
    site: fn(&Workload, &Path),
}

fn main() {
    answer_if_asked();
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [word, size, folder] = &arguments[..]
        && word == "write"
    {
        let work = workload(size.parse().unwrap());
        for peer in all() {
            (peer.site)(&work, &Path::new(folder).join(peer.name));
        }
        return;
    }
    let sizes: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    let (there, missing): (Vec<Peer>, Vec<Peer>) = all().into_iter().partition(|peer| is_there(&peer.program));
    for peer in missing {
        eprintln!("{} is left out: no `{}` on the PATH", peer.name, peer.program.display());
    }
    head("generator");
    for size in if sizes.is_empty() { vec![10, 100, 1000] } else { sizes } {
        side_by_side(&there, size);
    }
}

fn all() -> [Peer; 3] {
    [
        Peer {
            name: "fineprint",
            program: PathBuf::from(env!("CARGO_BIN_EXE_fineprint")),
            arguments: &["build", "--strict", "--out", "OUT"],
            site: support::fineprint::workspace,
        },
        Peer { name: "hugo", program: PathBuf::from("hugo"), arguments: &["--quiet", "--destination", "OUT"], site: hugo::site },
        Peer { name: "zola", program: PathBuf::from("zola"), arguments: &["build", "--output-dir", "OUT"], site: zola::site },
    ]
}

fn is_there(program: &Path) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    program.is_file() || std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn side_by_side(peers: &[Peer], size: usize) {
    let work = workload(size);
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut outputs = Outputs::new();
    let mut rows: Vec<Row> = peers.iter().map(|peer| Row { name: peer.name.to_owned(), pages: 0, runs: Vec::new() }).collect();
    rows.push(Row { name: "floor".to_owned(), pages: 0, runs: Vec::new() });
    for peer in peers {
        (peer.site)(&work, &folder.path().join(peer.name));
    }
    // The round before the first is not counted: its pages are compared.
    for round in 0..=5 {
        let mut made = Vec::new();
        let mut runs = Vec::new();
        for peer in peers {
            let out = outputs.fresh();
            let arguments: Vec<&str> =
                peer.arguments.iter().map(|word| if *word == "OUT" { out.to_str().unwrap() } else { word }).collect();
            runs.push(run(&folder.path().join(peer.name), &peer.program, &arguments));
            made.push((peer.name, out));
        }
        let site = Floor::read(&made[0].1);
        runs.push(Run { wall: site.write(&outputs.fresh()), cpu: Duration::ZERO, peak: 0, others: 0.0 });
        if round == 0 {
            let found = verify::differences(&work, &made);
            assert!(
                found.is_empty(),
                "the pages do not say the same, in {} places:\n{}",
                found.len(),
                found[..found.len().min(10)].join("\n")
            );
            continue;
        }
        for (row, run) in rows.iter_mut().zip(runs) {
            row.pages = site.pages;
            row.runs.push(run);
        }
    }
    report(size, &rows);
}
