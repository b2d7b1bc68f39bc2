//! Builds that are killed, and builds into one folder at the same time: every brand's folder is whole, old or new.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test looks at the disk")]

#[path = "support/workspace.rs"]
mod workspace;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use workspace::{FINEPRINT, Workspace, files};

/// Runs `fineprint build` with more arguments: the exit code and stderr, the workspace shown as `/workspace`.
fn build(workspace: &Workspace, args: &[&str]) -> (Option<i32>, String) {
    let output = workspace.command(FINEPRINT).arg("build").args(args).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), stderr.replace(workspace.root().to_str().unwrap(), "/workspace"))
}

/// Builds, and everything is right.
fn build_ok(workspace: &Workspace) {
    let (code, stderr) = build(workspace, &[]);
    assert_eq!(code, Some(0), "{stderr}");
}

#[test]
fn a_second_build_into_the_same_folder_is_refused() {
    let workspace = Workspace::new();
    build_ok(&workspace);
    let before = files(&workspace.path("public"));
    workspace.write("content/clauses/base/opening.md", "+++\n+++\nA new opening.\n");
    let other = fs::File::open(workspace.path("public/.fineprint")).unwrap();
    other.lock().unwrap();
    let message = "error: refused to write to `/workspace/public`: another build is writing to it; wait for it to end\n";
    assert_eq!(build(&workspace, &[]), (Some(2), message.to_owned()));
    assert_eq!(files(&workspace.path("public")), before);
    drop(other);
    build_ok(&workspace);
}

#[test]
fn first_builds_at_the_same_time_do_not_disturb_each_other() {
    let workspace = Workspace::new();
    build(&workspace, &["--out", "reference"]);
    let reference = files(&workspace.path("reference"));
    for round in 0..10 {
        let out = format!("public-{round}");
        let start =
            || workspace.command(FINEPRINT).args(["build", "--out", &out]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let builds: Vec<_> = (0..4).map(|_| start()).collect();
        let mut done = 0;
        for build in builds {
            let output = build.wait_with_output().unwrap();
            if output.status.success() {
                done += 1;
            } else {
                let message = format!("error: refused to write to `{out}`: another build is writing to it; wait for it to end\n");
                assert_eq!(String::from_utf8(output.stderr).unwrap(), message);
            }
        }
        assert!(done > 0);
        assert_eq!(files(&workspace.path(&out)), reference);
    }
}

/// Two versions of a workspace with many brands. They differ in a text, in the pages that there are, and in a static file. The many files
/// that both have make the staging, and the removal of what it leaves, long beside the time that a killer needs.
const BRANDS: usize = 16;
const SAME_FILES: usize = 64;

fn set_version(workspace: &Workspace, version: usize) {
    workspace.write("content/clauses/base/opening.md", format!("+++\n+++\nVersion {version} of the opening.\n"));
    for brand in 0..BRANDS {
        let published = ["privacy", "cookies"][version];
        let omitted = ["cookies", "privacy"][version];
        let text = format!(
            "name = \"Brand {brand}\"\n[contact]\nprivacy_email = \"privacy@acme.example\"\n\
             [documents.{published}]\neffective = 2026-01-31\n[documents.{omitted}]\nsections = []\n"
        );
        workspace.write(&format!("brands/b{brand}/brand.toml"), text);
        workspace.write(&format!("brands/b{brand}/static/v{version}.txt"), "static");
        fs::remove_file(workspace.path(&format!("brands/b{brand}/static/v{}.txt", 1 - version))).ok();
    }
}

fn add_same_files(workspace: &Workspace) {
    for brand in 0..BRANDS {
        for file in 0..SAME_FILES {
            workspace.write(&format!("brands/b{brand}/static/same/{file}.txt"), "the same");
        }
    }
}

/// The staging folders that stand in an output folder.
fn stages(public: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(public).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.to_str().unwrap().contains("/.fineprint-stage-")).collect()
}

/// What a killer waits to see in the output folder.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// The process runs.
    Started,
    /// The next folder of this brand has been begun.
    Staged(usize),
    /// The next folder of this brand is in place.
    Swapped(usize),
}

impl Moment {
    fn kind(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Staged(_) => "staged",
            Self::Swapped(_) => "swapped",
        }
    }

    fn is_here(self, public: &Path) -> bool {
        match self {
            Self::Started => true,
            Self::Staged(brand) => stages(public).iter().any(|stage| stage.join(format!("b{brand}")).exists()),
            Self::Swapped(brand) => public.join(format!("b{brand}/v0.txt")).exists(),
        }
    }
}

#[test]
fn a_build_that_is_killed_leaves_every_brand_whole() {
    let workspace = Workspace::new();
    fs::remove_dir_all(workspace.path("brands/acme")).unwrap();
    add_same_files(&workspace);
    let mut references = Vec::new();
    for version in [0, 1] {
        set_version(&workspace, version);
        build_ok(&workspace);
        workspace.write("public/b7/notes.txt", "mine");
        references.push((0..BRANDS).map(|brand| files(&workspace.path(&format!("public/b{brand}")))).collect::<Vec<_>>());
    }
    references[0][7].insert("notes.txt".to_owned(), "mine".to_owned());
    let public = workspace.path("public");
    let brands_of = |version: usize| {
        let of = |brand: &usize| files(&public.join(format!("b{brand}"))) == references[version][*brand];
        (0..BRANDS).filter(of).count()
    };
    assert_eq!((brands_of(0), brands_of(1)), (0, BRANDS));
    // A schedule that comes too late shows nothing: at which kinds of moment a build died, and how many left their work half done.
    let mut killed = BTreeSet::new();
    let mut unfinished = 0;
    let staged = (0..BRANDS).step_by(4).map(Moment::Staged);
    for moment in [Moment::Started].into_iter().chain(staged).chain((0..BRANDS).map(Moment::Swapped)) {
        // The folder holds version 1 whole; a build of version 0 is killed.
        set_version(&workspace, 0);
        let mut build = workspace.command(FINEPRINT).arg("build").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while !moment.is_here(&public) && build.try_wait().unwrap().is_none() {}
        build.kill().unwrap();
        if build.wait().unwrap().signal().is_some() {
            killed.insert(moment.kind());
        }
        let (new, old) = (brands_of(0), brands_of(1));
        unfinished += usize::from(!stages(&public).is_empty() || (new > 0 && old > 0));
        assert_eq!(new + old, BRANDS, "killed when {moment:?}: {new} brands are new, {old} are old, the others are neither");
        set_version(&workspace, 1);
        build_ok(&workspace);
        assert_eq!(brands_of(1), BRANDS, "the build after the one that was killed when {moment:?}");
        let left: Vec<String> = files(&public).into_keys().filter(|path| path.starts_with('.')).collect();
        assert_eq!(left, [".fineprint"], "after the build that was killed when {moment:?}");
    }
    assert_eq!(Vec::from_iter(killed), ["staged", "started", "swapped"]);
    assert!(unfinished > 0, "every build was killed before it began to write, or after it had done");
}

#[test]
fn a_folder_that_was_put_aside_when_a_build_was_killed_comes_back() {
    // Where two folders cannot change places in one step, a build may be killed between the two steps.
    let workspace = Workspace::new();
    build_ok(&workspace);
    workspace.write("public/acme/notes.txt", "mine");
    let before = files(&workspace.path("public"));
    fs::create_dir(workspace.path("public/.fineprint-stage-killed")).unwrap();
    fs::rename(workspace.path("public/acme"), workspace.path("public/.fineprint-stage-killed/acme.old")).unwrap();
    build_ok(&workspace);
    assert_eq!(files(&workspace.path("public")), before);
}

/// A workspace in `folder` with some brands, each with a page and a static file that hold `version`.
fn set_up(workspace: &Workspace, folder: &str, version: usize) {
    for (path, bytes) in files(&workspace.path("brands/acme")) {
        for brand in 0..6 {
            workspace.write(&format!("{folder}/brands/b{brand}/{path}"), bytes.replace("Acme", &format!("Brand {brand}")));
        }
    }
    for top in ["content", "themes"] {
        for (path, bytes) in files(&workspace.path(top)) {
            workspace.write(&format!("{folder}/{top}/{path}"), bytes);
        }
    }
    workspace.write(&format!("{folder}/content/clauses/base/opening.md"), format!("+++\n+++\nVersion {version} of the opening.\n"));
    for brand in 0..6 {
        workspace.write(&format!("{folder}/brands/b{brand}/static/v{version}.txt"), "static");
    }
}

/// Numbers that are spread like chance and the same in each run.
fn chance(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

#[test]
fn a_storm_of_kills_at_moments_of_chance() {
    // `KILLS=1000 cargo test --test killed` is the long form.
    let kills: u64 = std::env::var("KILLS").map_or(40, |kills| kills.parse().unwrap());
    let workspace = Workspace::new();
    let start = |version: usize, out: &str| {
        let args = ["build", "--root", ["old", "new"][version], "--out", out];
        workspace.command(FINEPRINT).args(args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let run = |version: usize, out: &str| {
        let output = start(version, out).wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8(output.stderr).unwrap());
    };
    let mut whole = Vec::new();
    let mut length = std::time::Duration::ZERO;
    for version in [0, 1] {
        set_up(&workspace, ["old", "new"][version], version);
        let begin = std::time::Instant::now();
        run(version, &format!("reference-{version}"));
        length = length.max(begin.elapsed());
        whole.push((0..6).map(|brand| files(&workspace.path(&format!("reference-{version}/b{brand}")))).collect::<Vec<_>>());
    }
    let (mut seed, mut killed, mut half_done) = (1, 0, 0);
    for kill in 0..kills {
        // One in four builds into a new folder, the others over what the one before has left.
        let (version, is_new) = (usize::from(kill % 4 < 2), kill % 8 > 5);
        let out = if is_new { format!("fresh-{kill}") } else { "public".to_owned() };
        let mut build = start(version, &out);
        // Most of a build is reading and composing; so every other kill waits for the staging folder first.
        let public = workspace.path(&out);
        let is_at_work = || public.exists() && !stages(&public).is_empty();
        let mut share = chance(&mut seed) as f64 / f64::from(u32::MAX >> 1);
        if kill % 2 == 1 {
            while !is_at_work() && build.try_wait().unwrap().is_none() {
                std::thread::sleep(std::time::Duration::from_micros(100));
            }
            share /= 20.0;
        }
        std::thread::sleep(length.mul_f64(share));
        build.kill().unwrap();
        killed += u64::from(build.wait().unwrap().signal().is_some());
        let mut seen = BTreeSet::new();
        for brand in 0..6 {
            let folder = public.join(format!("b{brand}"));
            let stands = folder.exists().then(|| files(&folder));
            let is = stands.as_ref().map(|stands| whole.iter().position(|whole| whole[brand] == *stands));
            assert_ne!(is, Some(None), "b{brand} is neither old nor new after kill {kill}: {stands:?}");
            seen.insert(is);
        }
        half_done += usize::from(seen.len() > 1 || is_at_work());
        if is_new || kill % 8 == 5 {
            run(version, &out);
            assert_eq!(files(&public), files(&workspace.path(&format!("reference-{version}"))), "the build after kill {kill}");
        }
        if is_new {
            fs::remove_dir_all(&public).unwrap();
        }
    }
    println!("{killed} of {kills} builds were killed, {half_done} of them at work on the output");
    assert!(killed > 0, "every build had ended before it was killed");
}
