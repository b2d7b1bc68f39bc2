//! A copy of `tests/base/` in a folder of its own, and the real binary to run in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use walkdir::WalkDir;

/// The real binary.
pub(crate) const FINEPRINT: &str = env!("CARGO_BIN_EXE_fineprint");

/// A workspace that goes when the test ends.
pub(crate) struct Workspace {
    root: PathBuf,
    folder: tempfile::TempDir,
}

impl Workspace {
    /// A copy of `tests/base/`.
    pub(crate) fn new() -> Self {
        Self::of(&[(Path::new("tests/base"), "")])
    }

    /// Copies of folders, each with the place in the workspace where its files go: nothing for the top, or a folder with its `/`.
    pub(crate) fn of(folders: &[(&Path, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join("workspace");
        let workspace = Self { root, folder };
        for (from, to) in folders {
            for (path, bytes) in files(from) {
                workspace.write(&format!("{to}{path}"), bytes);
            }
        }
        workspace
    }

    /// Its folder, without links on the way.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Where programs that run in it keep what they may forget.
    pub(crate) fn caches(&self) -> PathBuf {
        self.folder.path().join("caches")
    }

    /// The path of a file in it.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Writes a file in it, and the folders above.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// The binary, ready to run in it: no colours, no language but the plain one.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let binaries = Path::new(FINEPRINT).parent().unwrap().to_str().unwrap();
        let path = format!("{binaries}:{}", std::env::var("PATH").unwrap_or_default());
        command.current_dir(&self.root).env("PATH", path).env("LC_ALL", "C").env("XDG_CACHE_HOME", self.caches());
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM", "RUST_BACKTRACE"] {
            command.env_remove(name);
        }
        command
    }
}

/// Every file below `folder` by its path there, with what it holds; links are named with their target, empty folders end in `/`.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in WalkDir::new(folder).min_depth(1) {
        let entry = entry.unwrap();
        let path = entry.path();
        let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        let kind = entry.file_type();
        if kind.is_symlink() {
            let target = std::fs::read_link(path).unwrap().to_str().unwrap().to_owned();
            found.insert(format!("{name} -> {target}"), String::new());
        } else if kind.is_file() {
            found.insert(name, std::fs::read_to_string(path).unwrap());
        } else if std::fs::read_dir(path).unwrap().next().is_none() {
            found.insert(name + "/", String::new());
        }
    }
    found
}
