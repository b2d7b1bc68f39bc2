//! `fineprint init`: a workspace to begin with, from what the program carries with it.

use std::path::Path;

use fineprint::diagnostic::counted;
use fineprint::{disk, scaffold};

use crate::args::Init;
use crate::{Failure, Outcome};

pub(crate) fn run(root: Option<&Path>, args: &Init) -> Result<Outcome, Failure> {
    let folder = args.folder.as_deref().or(root).unwrap_or(Path::new("."));
    let starter = scaffold::starter();
    let files: Vec<_> = starter.iter().map(|(path, bytes)| (path.clone(), bytes.as_slice())).collect();
    if args.dry_run {
        let wanted = disk::missing(folder, &files)?;
        let data = wanted.iter().map(|(path, _)| format!("{}\n", folder.join(path.as_str()).display())).collect();
        return Ok(Outcome { data, log: format!("{} would be written\n", counted(wanted.len(), "file")), ..Outcome::default() });
    }
    let written = disk::lay(folder, &files)?.len();
    let told = match (written, files.len() - written) {
        (0, _) => "nothing to do: the workspace is there already".to_owned(),
        (_, 0) => {
            format!("{} written: the library, a theme, and the fictional brand `{}`", counted(written, "file"), scaffold::STARTER_BRAND)
        }
        (_, there) => format!("{} written; the other {there} are there already", counted(written, "file")),
    };
    Ok(Outcome { log: format!("{told}\n\n{}", next_steps(folder)), ..Outcome::default() })
}

/// What to type next, each line a command.
fn next_steps(folder: &Path) -> String {
    let enter = if folder == Path::new(".") { String::new() } else { format!("cd {} && ", quoted(folder)) };
    let steps = [
        (format!("{enter}fineprint serve --open"), "its pages, and every edit as you save it"),
        ("fineprint new brand my-brand".to_owned(), "your own brand; `fineprint check --brand my-brand` lists what it wants"),
        ("fineprint build".to_owned(), "writes public/<brand>/, ready to deploy"),
    ];
    let width = steps.iter().map(|(command, _)| command.chars().count()).max().unwrap_or_default();
    steps.iter().map(|(command, does)| format!("{command:<width$}   # {does}\n")).collect()
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |char: char| char.is_alphanumeric() || "/._-".contains(char);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
