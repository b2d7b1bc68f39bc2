//! Runs programs as a user does, from start to end, and says what they took.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{Usage, UsageWho, getrusage};

/// What one run took.
#[derive(Clone, Copy)]
pub struct Run {
    pub wall: Duration,
    /// On all processors together.
    pub cpu: Duration,
    /// The most memory at one time, in KiB; 0 where nothing ran.
    pub peak: i64,
    /// What other programs used meanwhile, in processors.
    pub others: f64,
}

/// A benchmark calls this first: [`run`] starts the benchmark itself once more for each run, because the system tells what *all* children
/// of a program have used.
pub fn answer_if_asked() {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_none_or(|word| word != "--once") {
        return;
    }
    let mut command = Command::new(arguments.next().unwrap());
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null());
    let busy = busy();
    let started = Instant::now();
    let status = command.status().unwrap();
    let wall = started.elapsed();
    let used = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let cpu = cpu(&used);
    let others = (self::busy() - busy - cpu.as_secs_f64()).max(0.0) / wall.as_secs_f64().max(0.05);
    let code = i32::from(!status.success());
    #[expect(clippy::print_stdout, reason = "this is the answer")]
    {
        println!("{} {} {} {others}", wall.as_nanos(), cpu.as_nanos(), used.max_rss());
    }
    std::process::exit(code);
}

/// Runs a program in `folder` to its end. It must succeed.
pub fn run(folder: &Path, program: &Path, arguments: &[&str]) -> Run {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let output = command.arg("--once").arg(program).args(arguments).current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{} {arguments:?}:\n{said}", program.display());
    let answer = String::from_utf8(output.stdout).unwrap();
    let [wall, cpu, peak, others] = answer.split_whitespace().collect::<Vec<_>>()[..] else { panic!("no answer: {answer}") };
    let nanoseconds = |text: &str| Duration::from_nanos(text.parse().unwrap());
    Run { wall: nanoseconds(wall), cpu: nanoseconds(cpu), peak: peak.parse().unwrap(), others: others.parse().unwrap() }
}

fn cpu(used: &Usage) -> Duration {
    let time = |value: nix::sys::time::TimeVal| Duration::from_micros(u64::try_from(value.tv_sec() * 1_000_000 + value.tv_usec()).unwrap());
    time(used.user_time()) + time(used.system_time())
}

/// Seconds that all programs together have used since the machine was started; 0 where the system does not say.
fn busy() -> f64 {
    let text = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let ticks: Vec<f64> = text.lines().next().unwrap_or_default().split_whitespace().skip(1).flat_map(str::parse).collect();
    [0, 1, 2, 5, 6].iter().filter_map(|at| ticks.get(*at)).sum::<f64>() / 100.0
}

/// Folders for outputs. Each run writes into a new one and none is deleted before the end: some file systems do not hand out what has
/// just been deleted and search past it, which makes the next run's writes several times slower.
pub struct Outputs {
    root: tempfile::TempDir,
    next: usize,
}

impl Outputs {
    pub fn new() -> Self {
        Self { root: tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap(), next: 0 }
    }

    /// A place where nothing is yet.
    pub fn fresh(&mut self) -> PathBuf {
        self.next += 1;
        self.root.path().join(format!("{}", self.next))
    }
}

/// The runs of one kind, for a row of the report.
pub struct Row {
    pub name: String,
    pub pages: usize,
    pub runs: Vec<Run>,
}

/// Prints rows as a Markdown table: medians, and for wall time the least and the most. `×` is the middle one of the ratios, round by round, to the
/// last row, so that a machine that changes its pace in between does not bend it.
#[expect(clippy::print_stdout, reason = "the report")]
pub fn report(brands: usize, rows: &[Row]) {
    let Some(last) = rows.last() else { return };
    for row in rows {
        let walls = sorted(row, |run| run.wall.as_secs_f64());
        let wall = middle(&walls);
        let mut ratios: Vec<f64> =
            row.runs.iter().zip(&last.runs).map(|(one, other)| one.wall.as_secs_f64() / other.wall.as_secs_f64()).collect();
        ratios.sort_by(f64::total_cmp);
        let peak = middle(&sorted(row, |run| run.peak as f64)) / 1024.0;
        println!(
            "| {brands} | {} | {} ({}..{}) | {} | {} | {:.0} | {:.1} |",
            row.name,
            seconds(wall),
            seconds(walls[0]),
            seconds(walls[walls.len() - 1]),
            if peak > 0.0 { seconds(middle(&sorted(row, |run| run.cpu.as_secs_f64()))) } else { "–".to_owned() },
            if peak > 0.0 { format!("{peak:.0}") } else { "–".to_owned() },
            row.pages as f64 / wall,
            middle(&ratios)
        );
    }
    let others = rows.iter().flat_map(|row| &row.runs).map(|run| run.others).fold(0.0, f64::max);
    if others > 0.25 {
        println!("<!-- Not a quiet machine: other programs used up to {others:.1} processors meanwhile. -->");
    }
}

/// The head of the table that [`report`] prints the rows of.
#[expect(clippy::print_stdout, reason = "the report")]
pub fn head(what: &str) {
    println!("| brands | {what} | wall s (min..max) | CPU s | peak MiB | pages/s | × floor |\n| --- | --- | --- | --- | --- | --- | --- |");
}

fn sorted(row: &Row, figure: impl Fn(&Run) -> f64) -> Vec<f64> {
    let mut figures: Vec<f64> = row.runs.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    figures
}

/// The middle one of sorted figures.
pub fn middle(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn seconds(value: f64) -> String {
    if value < 1.0 { format!("{value:.3}") } else { format!("{value:.2}") }
}
