//! Transcripts: every file below `tests/cli/` is prose with console sessions, run by a shell with the real binary.
//!
//! A heading `#` or `##` starts with a fresh copy of `tests/base/`; what stands below it happens in that one workspace, from top to bottom.
//!
//! - A block ```` ```file PATH ```` writes that file.
//! - A block ```` ```console ```` holds command lines, `$ …`, each followed by exactly what it prints: stdout as it is, then stderr with
//!   `! ` before each line, then `? N` when the exit code is not 0. The folder of the workspace is shown as `/workspace`, the
//!   name of a git commit in brackets as `(commit)`, and blanks at the end of a line are not.
//!
//! `docs/guide.md` is one too: it begins in a workspace that `fineprint init` has written, and stays in it to its end.
//!
//! `BLESS=1 cargo test --test cli` writes what is printed now into the files; read the difference before you commit it.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic, reason = "a test reads its transcript from the disk and runs it")]

#[path = "support/workspace.rs"]
mod workspace;

use std::path::Path;

use workspace::Workspace;

datatest_stable::harness! {
    { test = transcript, root = "tests/cli", pattern = r"\.md$" },
    { test = transcript, root = "docs", pattern = r"guide\.md$" },
}

fn transcript(path: &Path) -> datatest_stable::Result<()> {
    let expected = std::fs::read_to_string(path)?;
    let actual = replay(&expected, path.ends_with("guide.md"));
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, actual)?;
    } else if let Some((line, (expected, actual))) = first_difference(&expected, &actual) {
        return Err(format!("{}:{line}: differs\n--- expected\n{expected}\n--- actual\n{actual}", path.display()).into());
    }
    Ok(())
}

/// The transcript with what its commands print now.
fn replay(transcript: &str, is_guide: bool) -> String {
    let mut replayed = String::new();
    let mut workspace = Workspace::new();
    if is_guide {
        run(&workspace, "rm -r content brands themes && fineprint init . && git init -q && git add -A && git commit -qm begin");
    }
    let mut lines = transcript.lines();
    while let Some(line) = lines.next() {
        replayed += &format!("{line}\n");
        if !is_guide && (line.starts_with("# ") || line.starts_with("## ")) {
            workspace = Workspace::new();
        }
        let Some(kind) = line.strip_prefix("```") else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match kind.split_once(' ') {
            Some(("file", path)) => {
                let text: String = block.iter().map(|line| format!("{line}\n")).collect();
                workspace.write(path, &text);
                replayed += &text;
            }
            None if kind == "console" => {
                for command in block.iter().filter_map(|line| line.strip_prefix("$ ")) {
                    replayed += &format!("$ {command}\n{}", run(&workspace, command));
                }
            }
            _ if is_guide => replayed.extend(block.iter().map(|line| format!("{line}\n"))),
            _ => panic!("a block is `console` or `file PATH`, not `{kind}`"),
        }
        replayed += "```\n";
    }
    replayed
}

/// What a command line prints and returns.
fn run(workspace: &Workspace, command: &str) -> String {
    let output = workspace.command("sh").args(["-c", command]).output().unwrap();
    let shown =
        |bytes: Vec<u8>| without_commits(&String::from_utf8(bytes).unwrap().replace(workspace.root().to_str().unwrap(), "/workspace"));
    let mut text = String::new();
    for line in shown(output.stdout).lines() {
        text += &format!("{}\n", line.trim_end());
    }
    for line in shown(output.stderr).lines() {
        text += &format!("{}\n", format!("! {line}").trim_end());
    }
    match output.status.code() {
        Some(0) => {}
        Some(code) => text += &format!("? {code}\n"),
        None => text += "? killed\n",
    }
    text
}

/// Text without the names of git commits, which differ with every byte of the workspace.
fn without_commits(text: &str) -> String {
    let is_commit = |inner: &str| inner.len() >= 7 && inner.chars().all(|char| char.is_ascii_hexdigit());
    let masked = text.split_inclusive('(').map(|part| match part.split_once(')') {
        Some((inner, rest)) if is_commit(inner) => format!("commit){rest}"),
        _ => part.to_owned(),
    });
    masked.collect()
}

/// The first line that differs, and the text of both from there on.
fn first_difference(expected: &str, actual: &str) -> Option<(usize, (String, String))> {
    if expected == actual {
        return None;
    }
    let same = expected.lines().zip(actual.lines()).take_while(|(expected, actual)| expected == actual).count();
    let rest = |text: &str| text.lines().skip(same).take(20).collect::<Vec<_>>().join("\n");
    Some((same + 1, (rest(expected), rest(actual))))
}
