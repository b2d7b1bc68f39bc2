//! Lays new files down in a folder, and never over others: for a workspace or a brand that begins.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::path::SourcePath;

use super::write::{WriteError, at};

/// How many names of what is in the way are told.
const TOLD: usize = 5;

/// The files of `files` that are not there yet; refused when one is there and holds something else. Nothing is written.
pub fn missing<'a>(root: &Path, files: &'a [(SourcePath, &'a [u8])]) -> Result<Vec<&'a (SourcePath, &'a [u8])>, WriteError> {
    let mut wanted = Vec::new();
    let mut in_the_way: Vec<&str> = Vec::new();
    if !root.is_dir() && root.symlink_metadata().is_ok() {
        return Err(WriteError::Refused(root.to_owned(), "it is no folder".to_owned()));
    }
    for file in files {
        match obstacle(root, file)? {
            Found::Nothing => wanted.push(file),
            Found::Same => {}
            Found::Other(name) => in_the_way.push(name),
        }
    }
    in_the_way.dedup();
    if in_the_way.is_empty() {
        return Ok(wanted);
    }
    let more = in_the_way.len().saturating_sub(TOLD);
    let names = in_the_way.iter().take(TOLD).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let why = format!("other files are in the way, and are kept: {names}{more}; nothing was written");
    Err(WriteError::Refused(root.to_owned(), why))
}

/// Writes those of `files` that are not there yet, and tells which; refused, before anything is written, when one is there and holds something
/// else. Each file is there whole or not at all, so that whoever was interrupted can begin again.
pub fn lay<'a>(root: &Path, files: &'a [(SourcePath, &'a [u8])]) -> Result<Vec<&'a SourcePath>, WriteError> {
    let wanted = missing(root, files)?;
    for (path, bytes) in &wanted {
        put(&root.join(path.as_str()), bytes)?;
    }
    Ok(wanted.into_iter().map(|(path, _)| path).collect())
}

enum Found<'a> {
    Nothing,
    /// The file, byte for byte.
    Same,
    /// Something else, at this path below the root.
    Other(&'a str),
}

fn obstacle<'a>(root: &Path, (path, bytes): &'a (SourcePath, &[u8])) -> Result<Found<'a>, WriteError> {
    let path = path.as_str();
    // A link is in the way too: what lies behind it may be anybody's.
    for (end, _) in path.match_indices('/') {
        let folder = path.get(..end).unwrap_or_default();
        match root.join(folder).symlink_metadata() {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return Ok(Found::Other(folder)),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
            Err(error) => return Err(at(&root.join(folder))(error)),
        }
    }
    let file = root.join(path);
    match file.symlink_metadata() {
        Ok(found) if found.is_file() && found.len() == bytes.len() as u64 => {
            let same = fs::read(&file).map_err(at(&file))? == *bytes;
            Ok(if same { Found::Same } else { Found::Other(path) })
        }
        Ok(_) => Ok(Found::Other(path)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Found::Nothing),
        Err(error) => Err(at(&file)(error)),
    }
}

/// Puts a file where none is, in one step.
fn put(file: &PathBuf, bytes: &[u8]) -> Result<(), WriteError> {
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder).map_err(at(folder))?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".fineprint-").suffix(".tmp");
    #[cfg(unix)]
    // What the system's mask leaves of it, as for any other file.
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut next = builder.tempfile_in(folder).map_err(at(file))?;
    next.write_all(bytes).map_err(at(file))?;
    match next.persist_noclobber(file) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {
            Err(WriteError::Refused(file.clone(), "somebody else has written it meanwhile".to_owned()))
        }
        Err(error) => Err(at(file)(error.error)),
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn files<'a>(list: &[(&str, &'a str)]) -> Vec<(SourcePath, &'a [u8])> {
        list.iter().map(|(path, text)| (SourcePath::parse(path).unwrap(), text.as_bytes())).collect()
    }

    #[test]
    fn what_is_there_is_kept_and_what_is_missing_is_written() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("notes.txt"), "mine").unwrap();
        let wanted = files(&[("a/b.md", "b"), ("c.md", "c")]);
        assert_eq!(lay(root.path(), &wanted).unwrap().len(), 2);
        assert_eq!(lay(root.path(), &wanted).unwrap().len(), 0, "the same bytes are no obstacle");
        fs::remove_file(root.path().join("c.md")).unwrap();
        assert_eq!(lay(root.path(), &wanted).unwrap(), [&SourcePath::parse("c.md").unwrap()]);
        let other = files(&[("a/b.md", "x"), ("d.md", "d")]);
        let refused = lay(root.path(), &other).unwrap_err().to_string();
        assert!(refused.contains("`a/b.md`; nothing was written"), "{refused}");
        assert!(!root.path().join("d.md").exists());
        assert_eq!(fs::read(root.path().join("a/b.md")).unwrap(), b"b");
        assert_eq!(fs::read(root.path().join("notes.txt")).unwrap(), b"mine");
        let mode = fs::metadata(root.path().join("a/b.md")).unwrap().permissions().mode();
        assert_eq!(mode & 0o400, 0o400);
        assert_eq!(mode & 0o111, 0);
    }

    #[test]
    fn links_and_files_in_place_of_folders_are_in_the_way() {
        let (root, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        symlink(elsewhere.path(), root.path().join("a")).unwrap();
        fs::write(root.path().join("c"), "").unwrap();
        symlink("nowhere", root.path().join("d.md")).unwrap();
        for path in ["a/b.md", "c/b.md", "d.md"] {
            let refused = lay(root.path(), &files(&[(path, "b")])).unwrap_err().to_string();
            assert!(refused.contains("in the way"), "{refused}");
        }
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
        assert!(lay(&root.path().join("c"), &files(&[("a", "b")])).unwrap_err().to_string().contains("no folder"));
    }
}
