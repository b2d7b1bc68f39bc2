//! Programs that change files, themselves: editors, and git.

use std::fs;
use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use fineprint::watch::Means;

use crate::mirror::Mirror;
use crate::{CLAUSE, workspace};

/// A program, without its user's settings.
fn program(name: &str, mirror: &Mirror) -> Command {
    let mut command = Command::new(name);
    command.current_dir(mirror.path("")).env("HOME", mirror.path("..")).env("TERM", "xterm");
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    command
}

/// Runs a program and expects it to do well.
fn run(name: &str, args: &[&str], mirror: &Mirror) {
    let output = program(name, mirror).args(args).stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|error| panic!("`{name}` does not run ({error}): tests/run installs it"));
    assert!(output.status.success(), "{name} {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn vim() {
    for (backupcopy, text) in [("no", "first"), ("yes", "second")] {
        for means in [Means::Native, Means::Poll] {
            let mirror = workspace(means);
            let args =
                ["-es", "-u", "NONE", "-i", "NONE", "-c", &format!("set backupcopy={backupcopy}"), "-c", &format!("%s/old/{text}/"), "-c"];
            run("vim", &[args.as_slice(), &["wq", CLAUSE]].concat(), &mirror);
            mirror.shows(CLAUSE, &format!("{text}\n"));
        }
    }
}

#[test]
fn nano() {
    for means in [Means::Native, Means::Poll] {
        let mirror = workspace(means);
        let on_linux = ["-qec", &format!("nano -I {CLAUSE}"), "/dev/null"];
        let on_bsd = ["-q", "/dev/null", "nano", "-I", CLAUSE];
        let args = if cfg!(target_os = "linux") { on_linux.as_slice() } else { &on_bsd };
        let command = program("script", &mirror).args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut nano = command.unwrap_or_else(|error| panic!("`script` does not run ({error}): tests/run installs it"));
        let mut keys = nano.stdin.take().unwrap();
        let mut screen = nano.stdout.take().unwrap();
        let mut drawn = Vec::new();
        // Keys that come before the editor has taken over the terminal are the terminal's.
        while !String::from_utf8_lossy(&drawn).contains("Exit") {
            let mut more = [0; 4096];
            let length = screen.read(&mut more).unwrap();
            assert!(length > 0, "nano has ended, tests/run installs it: {}", String::from_utf8_lossy(&drawn));
            drawn.extend(&more[..length]);
        }
        // Types a text, writes it out under the name it has, exits.
        keys.write_all(b"nano, \x0f\r\x18").unwrap();
        screen.read_to_end(&mut drawn).unwrap();
        assert!(nano.wait().unwrap().success(), "{}", String::from_utf8_lossy(&drawn));
        mirror.shows(CLAUSE, "nano, old\n");
    }
}

#[test]
fn git() {
    for means in [Means::Native, Means::Poll] {
        let mut mirror = Mirror::unwatched(&[]);
        let git = |args: &[&str], mirror: &Mirror| {
            let settings = ["-c", "user.name=Writer", "-c", "user.email=writer@example.com", "-c", "init.defaultBranch=main"];
            run("git", &[settings.as_slice(), args].concat(), mirror);
        };
        git(&["init", "-q"], &mirror);
        for text in ["first\n", "second\n"] {
            for number in 0..200 {
                mirror.write(&format!("brands/{}/clauses/{number}.md", number % 20), text);
            }
            mirror.write(&format!("content/{}.md", text.trim_end()), text);
            git(&["add", "-A"], &mirror);
            git(&["commit", "-q", "-m", text], &mirror);
            git(&["tag", text.trim_end()], &mirror);
            fs::remove_dir_all(mirror.path("content")).unwrap();
        }
        mirror.start(means);
        for text in ["first\n", "second\n"] {
            git(&["checkout", "-q", "-f", text.trim_end()], &mirror);
            mirror.shows("brands/19/clauses/199.md", text);
        }
    }
}
