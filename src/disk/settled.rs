//! Reads a file that somebody may be saving at this moment: half of the old text and half of the new is never taken for a text.

use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::Path;
use std::time::SystemTime;

/// How often a file is read that has changed meanwhile.
const TRIES: usize = 10;

/// More room than a file needs, so that its end is found by a single look.
const ROOM: usize = 64;

/// What the file at `path` holds. An error when it does not stop changing.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    read_while(path, || {})
}

/// Does `meanwhile` between the reading and the look whether anything has changed.
fn read_while(path: &Path, mut meanwhile: impl FnMut()) -> io::Result<Vec<u8>> {
    for _ in 0..TRIES {
        let file = File::open(path)?;
        let before = file.metadata()?;
        let length = before.len();
        // With a limit and more room than that, the system is not asked for the length again; and nobody waits for a file without end.
        let mut bytes = Vec::with_capacity(usize::try_from(length).map_or(0, |length| length.saturating_add(ROOM)));
        (&file).take(length.saturating_add(1)).read_to_end(&mut bytes)?;
        meanwhile();
        if state(&before) == state(&file.metadata()?) && length == bytes.len() as u64 {
            return Ok(bytes);
        }
    }
    Err(io::Error::other("it changes while it is read"))
}

/// What changes when a file is written to.
fn state(meta: &Metadata) -> (u64, Option<SystemTime>) {
    (meta.len(), meta.modified().ok())
}

#[cfg(test)]
mod tests {
    use super::read_while;

    #[test]
    fn a_file_that_changes_while_it_is_read_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clause.md");
        std::fs::write(&path, "The old text.").unwrap();
        let mut saves = ["Half a", "The new text, whole."].into_iter();
        let read = read_while(&path, || saves.by_ref().take(1).for_each(|text| std::fs::write(&path, text).unwrap()));
        assert_eq!(read.unwrap(), b"The new text, whole.");
    }

    #[test]
    fn a_file_that_does_not_stop_changing_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clause.md");
        std::fs::write(&path, "").unwrap();
        let read = read_while(&path, || std::fs::write(&path, std::fs::read_to_string(&path).unwrap() + "more ").unwrap());
        assert_eq!(read.unwrap_err().to_string(), "it changes while it is read");
    }
}
