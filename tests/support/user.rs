//! A user who is not the superuser: nobody tells that one no, and tests may run as that one.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use walkdir::WalkDir;

use crate::workspace::{FINEPRINT, Workspace};

const NOBODY: u32 = 65534;

/// A shell in the workspace, which is given to the user that it runs as; `$fineprint` is the binary. Whoever is no superuser keeps it.
pub(crate) fn shell(workspace: &Workspace) -> Command {
    let mut command = workspace.command("sh");
    command.env("fineprint", FINEPRINT);
    if rustix::process::geteuid().is_root() {
        // Where the repository lies, another user may not be able to go.
        let binary = workspace.path("bin/fineprint");
        if !binary.exists() {
            fs::create_dir(workspace.path("bin")).unwrap();
            fs::hard_link(FINEPRINT, &binary).or_else(|_| fs::copy(FINEPRINT, &binary).map(drop)).unwrap();
            fs::set_permissions(workspace.root().parent().unwrap(), Permissions::from_mode(0o755)).unwrap();
        }
        let entries = WalkDir::new(workspace.root()).into_iter().map(Result::unwrap);
        for entry in entries.filter(|entry| !entry.path().starts_with(workspace.path("bin")) && !entry.path_is_symlink()) {
            chown(entry.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        command.uid(NOBODY).gid(NOBODY).env("fineprint", binary);
    }
    command
}
