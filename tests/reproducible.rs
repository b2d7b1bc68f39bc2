//! The same sources give the same bytes: whoever builds them, where, in which language and time zone, on how many processors. The brands are
//! those of this repository.
//!
//! That a debug build and a release build agree is a run by hand:
//! `cargo run -- build --out target/a && cargo run --release -- build --out target/b && diff -r target/a target/b`.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test looks at the disk")]

#[path = "support/user.rs"]
mod user;
#[allow(dead_code, reason = "other tests use the rest of it")]
#[path = "support/workspace.rs"]
mod workspace;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use workspace::{FINEPRINT, Workspace, files};

/// What a build writes that `command` has run.
fn built(command: &mut Command, out: &Path) -> BTreeMap<String, String> {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    files(out)
}

#[test]
fn the_same_sources_give_the_same_bytes() {
    let here = Workspace::of(&["content/", "brands/", "themes/"].map(|folder| (Path::new(folder), folder)));
    let mut command = here.command(FINEPRINT);
    command.args(["build", "--drafts"]).envs([("TZ", "Pacific/Kiritimati"), ("LC_ALL", "C"), ("HOME", "/nonexistent")]);
    let first = built(&mut command, &here.path("public"));
    assert!(first.len() > 20, "{} files", first.len());

    // Elsewhere: the files made in the other order, another user, another umask, another language and time zone, one processor.
    let there = Workspace::of(&[]);
    for (path, bytes) in files(here.root()).iter().rev().filter(|(path, _)| !path.starts_with("public/")) {
        there.write(&format!("a folder/wïth another name/{path}"), bytes);
    }
    let mut command = user::shell(&there);
    let one_processor =
        if cfg!(target_os = "linux") { "taskset -cp \"$(taskset -cp $$ | sed 's/.*: //; s/[^0-9].*//')\" $$ >&2; " } else { "" };
    command.arg("-c").arg(format!("{one_processor}umask 077; cd / && exec \"$fineprint\" build --drafts --root \"$root\" --out \"$out\""));
    command.env("root", there.path("a folder/wïth another name")).env("out", there.path("öut"));
    command.envs([
        ("TZ", "America/New_York"),
        ("LANG", "tr_TR.UTF-8"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("HOME", there.root().to_str().unwrap()),
    ]);
    let second = built(&mut command, &there.path("öut"));

    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (path, text) in &first {
        assert!(second.get(path) == Some(text), "{path} differs");
    }
}
