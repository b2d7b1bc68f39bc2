//! The program `git`, run without a shell and kept from asking anybody, from fetching and from writing.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

/// A command for git in a folder: no questions, no locks, no other language.
fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder);
    // In a hook, git names its own folder, relative to another one than this; the workspace's is found from where it lies.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command.args(["-c", "log.showSignature=false"]).env("GIT_NO_LAZY_FETCH", "1");
    command.env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0").env("GIT_LITERAL_PATHSPECS", "1");
    command
}

/// What git prints, or why it does not.
pub(super) fn run(folder: &Path, args: &[&str]) -> Result<Vec<u8>, String> {
    let output = git(folder).args(args).stdin(Stdio::null()).output().map_err(|error| no_git(&error))?;
    if output.status.success() { Ok(output.stdout) } else { Err(said(&output.stderr)) }
}

fn no_git(error: &std::io::Error) -> String {
    format!("the program `git` cannot be run ({error}); `--against DIR` compares with a folder, without git")
}

/// The first line of what git complains of.
fn said(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let line = text.lines().next().unwrap_or_default().trim_start_matches("fatal: ");
    if line.starts_with("not a git repository") {
        return "it lies in no git repository; `--against DIR` compares with a folder, without git".to_owned();
    }
    format!("git says: {line}")
}

/// The contents of objects by the objects' names.
pub(super) type Contents = BTreeMap<String, Arc<[u8]>>;

/// Reads objects.
pub(super) fn contents<'a>(folder: &Path, objects: impl Iterator<Item = &'a String>) -> Result<Contents, String> {
    let wanted: String = objects.map(|object| format!("{object}\n")).collect();
    let mut command = git(folder);
    command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| no_git(&error))?;
    let stdin = child.stdin.take();
    // Git answers while it is asked: whoever only asks, and reads later, waits for ever.
    let asking = std::thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(wanted.as_bytes())));
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    asking.join().ok();
    batch(&output.stdout).ok_or_else(|| "git does not give its files".to_owned())
}

/// Takes the answer of `cat-file --batch` apart: `NAME blob SIZE`, a line end, the bytes, a line end.
fn batch(mut answer: &[u8]) -> Option<Contents> {
    let mut contents = BTreeMap::new();
    while !answer.is_empty() {
        let end = answer.iter().position(|byte| *byte == b'\n')?;
        let head = std::str::from_utf8(answer.get(..end)?).ok()?;
        let mut words = head.split(' ');
        let (name, size) = (words.next()?, words.nth(1)?.parse::<usize>().ok()?);
        let bytes = answer.get(end + 1..)?.get(..size)?;
        contents.insert(name.to_owned(), bytes.into());
        answer = answer.get(end + 1 + size + 1..)?;
    }
    Some(contents)
}

#[cfg(test)]
mod tests {
    use super::batch;

    #[test]
    fn an_answer_of_git_is_taken_apart() {
        let read = batch(b"a1 blob 3\nx\ny\nb2 blob 0\n\n").unwrap();
        assert_eq!(read.iter().map(|(name, bytes)| (name.as_str(), &**bytes)).collect::<Vec<_>>(), [("a1", &b"x\ny"[..]), ("b2", b"")]);
        assert!(batch(b"a1 missing\n").is_none());
        assert!(batch(b"a1 blob 9\nx").is_none());
    }
}
