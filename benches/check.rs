//! What part of building a thousand brands is checking them: `cargo bench --bench check`, or with `-- 100` for another number of brands.
//!
//! Compiles a workspace of copies of this repository's brands, each under a name of its own, from memory and on one thread, and adds up
//! what each stage takes.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a benchmark keeps time and prints what it took"
)]

#[path = "support/brands.rs"]
mod brands;

use std::time::{Duration, Instant};

use fineprint::check::Checker;
use fineprint::compose::Composer;
use fineprint::coverage::Coverage;
use fineprint::diagnostic::Findings;
use fineprint::render::{Style, Themes, render};
use fineprint::source::Sources;
use fineprint::{check, disk, merge, parse};

fn main() {
    let wanted: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    for size in if wanted.is_empty() { vec![1000] } else { wanted } {
        let folder = tempfile::tempdir().unwrap();
        brands::workspace(folder.path(), size);
        stages(&disk::read(folder.path()).unwrap(), size);
    }
}

/// Adds the time that `work` takes to `sum`.
fn timed<T>(sum: &mut Duration, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    *sum += start.elapsed();
    done
}

fn stages(sources: &Sources, size: usize) {
    let names = ["parse", "merge", "compose", "rules on text and names", "coverage", "render"];
    let mut sums = [Duration::ZERO; 6];
    let mut findings = Findings::default();
    let seen = parse::Seen::default();
    let mut project = timed(&mut sums[0], || parse::parse(sources, &seen, &mut findings));
    let chosen: Vec<_> = project.brands.values().filter(|brand| !brand.is_abstract).map(|brand| brand.id.clone()).collect();
    timed(&mut sums[0], || parse::resolve(&mut project, &chosen, &Default::default(), &mut findings));
    let composer = timed(&mut sums[2], || Composer::new(&project, Default::default(), &mut findings));
    let library = timed(&mut sums[3], || check::Remembered::default().library(&project, &Default::default()));
    let mut checker = Checker::new(&project, library);
    let coverage = timed(&mut sums[4], || Coverage::new(&project, None));
    let mut themes = Themes::new(&project, sources);
    for id in &chosen {
        let merged = timed(&mut sums[1], || merge::merge(&project, &project.brands[id], &mut findings));
        let composed = timed(&mut sums[2], || composer.compose(merged, false, &mut findings));
        timed(&mut sums[4], || coverage.check(&composed, true, &mut findings));
        let checked = timed(&mut sums[3], || checker.check(&composed, &mut findings));
        let theme = themes.get(&composed.brand.theme, &mut findings);
        timed(&mut sums[5], || render(&checked.unwrap(), theme, sources, Style::default(), &mut findings));
    }
    let all: Duration = sums.iter().sum();
    println!("{size} brands, {:.0} ms on one thread", all.as_secs_f64() * 1e3);
    for (name, sum) in names.iter().zip(sums) {
        println!("{name:<24} {:>8.1} ms {:>6.1} %", sum.as_secs_f64() * 1e3, 100.0 * sum.as_secs_f64() / all.as_secs_f64());
    }
}
