//! Puts another text in place of a file of the workspace, in one step.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::path::SourcePath;

use super::write::{WriteError, at};

/// Puts `new` in place of the file at `path` below `root`, which holds `expected`; refused when it holds something else by now. The file
/// keeps its permissions; whoever reads it meanwhile sees one text or the other.
pub fn replace(root: &Path, path: &SourcePath, expected: &[u8], new: &[u8]) -> Result<(), WriteError> {
    let named = root.join(path.as_str());
    let root = root.canonicalize().map_err(at(root))?;
    // A link stays one: what it leads to is replaced.
    let file = named.canonicalize().map_err(at(&named))?;
    let refuse = |why: &str| Err(WriteError::Refused(named.clone(), why.to_owned()));
    let Some(folder) = file.parent().filter(|_| file.starts_with(&root)) else {
        return refuse("it is a link that leads out of the workspace");
    };
    let permissions = fs::metadata(&file).map_err(at(&named))?.permissions();
    if permissions.readonly() {
        return refuse("it may only be read");
    }
    // The name of a hidden file: `serve` does not take it for a clause.
    let mut next = tempfile::Builder::new().prefix(".fineprint-").suffix(".tmp").tempfile_in(folder).map_err(at(&named))?;
    next.write_all(new).map_err(at(&named))?;
    next.as_file().set_permissions(permissions).map_err(at(&named))?;
    next.as_file().sync_all().map_err(at(&named))?;
    if fs::read(&file).map_err(at(&named))? != expected {
        return refuse("it has changed since it was read; run the command again");
    }
    next.persist(&file).map_err(|error| WriteError::Io(named.clone(), error.error))?;
    Ok(())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    /// A folder with the file `brands/a.md`, and what replacing it gave.
    fn replaced(prepare: impl Fn(&Path), expected: &str) -> (tempfile::TempDir, Result<(), String>) {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("brands")).unwrap();
        fs::write(root.path().join("brands/a.md"), "old").unwrap();
        prepare(root.path());
        let path = SourcePath::parse("brands/a.md").unwrap();
        let done = replace(root.path(), &path, expected.as_bytes(), b"new").map_err(|error| error.to_string());
        (root, done)
    }

    #[test]
    fn the_file_keeps_its_permissions_and_nothing_is_left_beside_it() {
        let permit = |root: &Path| fs::set_permissions(root.join("brands/a.md"), fs::Permissions::from_mode(0o640)).unwrap();
        let (root, done) = replaced(permit, "old");
        done.unwrap();
        let file = root.path().join("brands/a.md");
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_dir(root.path().join("brands")).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_has_changed_is_refused() {
        let (root, done) = replaced(|_| {}, "older");
        assert!(done.unwrap_err().contains("it has changed since it was read"));
        assert_eq!(fs::read(root.path().join("brands/a.md")).unwrap(), b"old");
        assert_eq!(fs::read_dir(root.path().join("brands")).unwrap().count(), 1);
    }

    #[test]
    fn a_link_is_followed_but_not_out_of_the_workspace() {
        let inside = |root: &Path| {
            fs::rename(root.join("brands/a.md"), root.join("brands/b.md")).unwrap();
            symlink("b.md", root.join("brands/a.md")).unwrap();
        };
        let (root, done) = replaced(inside, "old");
        done.unwrap();
        assert!(root.path().join("brands/a.md").is_symlink());
        assert_eq!(fs::read(root.path().join("brands/b.md")).unwrap(), b"new");
        let elsewhere = tempfile::tempdir().unwrap();
        let target = elsewhere.path().join("a.md");
        fs::write(&target, "old").unwrap();
        let outside = |root: &Path| {
            fs::remove_file(root.join("brands/a.md")).unwrap();
            symlink(&target, root.join("brands/a.md")).unwrap();
        };
        assert!(replaced(outside, "old").1.unwrap_err().contains("leads out of the workspace"));
        assert_eq!(fs::read(&target).unwrap(), b"old");
    }
}
