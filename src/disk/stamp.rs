//! What tells that a file is as it was, without reading it: what git's index looks at as well.

use std::ffi::OsString;
use std::fs::Metadata;
use std::path::{MAIN_SEPARATOR_STR, Path};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What differs when a file has been written to, or a folder has other entries: its mode, its length, when it was written, when it was
/// changed, and which file it is. All zero where nothing is.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Stamp([u64; 5]);

/// Files and folders, and the stamps that they had.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Stamped {
    /// Where they lie, with a [`Self::BETWEEN`] between two of them.
    pub(super) paths: String,
    /// A hash of the stamps: digits.
    pub(super) stamps: String,
}

impl Stamped {
    /// What stands between two paths.
    const BETWEEN: char = '\u{1f}';

    /// Of what lies at these paths, and had these stamps. Where a path could not be read as it is written, they never have them again.
    pub(super) fn new(all: impl Iterator<Item = (String, Stamp)>) -> Self {
        let (paths, stamps): (Vec<String>, Vec<Stamp>) = all.unzip();
        let is_odd = paths.iter().any(|path| path.contains(Self::BETWEEN));
        let stamps = if is_odd { String::new() } else { hash(stamps.into_iter()) };
        Self { paths: paths.join(&Self::BETWEEN.to_string()), stamps }
    }

    /// Whether all have the stamps that they had, below `root`.
    pub(super) fn stand(&self, root: &Path) -> bool {
        let mut place = OsString::new();
        let stamp = |path| {
            place.clear();
            place.push(root);
            place.push(MAIN_SEPARATOR_STR);
            place.push(path);
            Stamp::at(Path::new(&place))
        };
        hash(self.paths.split(Self::BETWEEN).filter(|path| !path.is_empty()).map(stamp)) == self.stamps
    }
}

fn hash(stamps: impl Iterator<Item = Stamp>) -> String {
    let mut all = Vec::with_capacity(1024);
    stamps.flat_map(|stamp| stamp.0).for_each(|number| all.extend_from_slice(&number.to_le_bytes()));
    digits(&blake3::hash(&all))
}

/// As many digits of a hash as tell what has changed.
pub(super) fn digits(hash: &blake3::Hash) -> String {
    hash.to_hex().get(..32).unwrap_or_default().to_owned()
}

/// What is changed twice in so short a time may have one time for both. Clocks of file systems tick at least a hundred times a second, but
/// for those that know whole seconds only.
const TICK: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(2)];

impl Stamp {
    /// The stamp of what stands at `path`; of a link, not of what it leads to.
    pub fn at(path: &Path) -> Self {
        path.symlink_metadata().map(|meta| Self::of(&meta)).unwrap_or_default()
    }

    /// The stamp of a file that was looked at.
    pub(super) fn of(meta: &Metadata) -> Self {
        let written = meta.modified().map(nanoseconds).unwrap_or_default();
        let [mode, changed, inode] = identity(meta);
        Self([mode, meta.len(), written, changed, inode])
    }

    /// Whether what has this stamp would have another, had anybody written to it at `moment` or later.
    pub fn is_settled(self, moment: SystemTime) -> bool {
        let Self([_, _, _, changed, _]) = self;
        let is_whole = changed % 1_000_000_000 == 0;
        let tick = if is_whole { TICK[1] } else { TICK[0] };
        self == Self::default() || moment.checked_sub(tick).is_some_and(|moment| changed != 0 && changed < nanoseconds(moment))
    }
}

fn nanoseconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).ok().and_then(|since| u64::try_from(since.as_nanos()).ok()).unwrap_or_default()
}

/// What tells a file from another in its place that has the same length and pretends to be as old: nobody sets when a file was changed.
#[cfg(unix)]
fn identity(meta: &Metadata) -> [u64; 3] {
    use std::os::unix::fs::MetadataExt;
    let changed = meta.ctime().checked_mul(1_000_000_000).and_then(|seconds| seconds.checked_add(meta.ctime_nsec()));
    [u64::from(meta.mode()), changed.and_then(|time| u64::try_from(time).ok()).unwrap_or_default(), meta.ino()]
}

/// Elsewhere nothing does, so no source is taken for settled.
#[cfg(not(unix))]
fn identity(meta: &Metadata) -> [u64; 3] {
    [u64::from(meta.is_file()), 0, 0]
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    use super::Stamp;

    #[test]
    fn what_was_just_changed_is_not_settled() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clause.md");
        assert!(Stamp::at(&path).is_settled(SystemTime::now()), "what is not there will have a stamp when it comes");
        let before = SystemTime::now();
        std::fs::write(&path, "text").unwrap();
        let stamp = Stamp::at(&path);
        assert!(!stamp.is_settled(before));
        assert!(stamp.is_settled(before + Duration::from_secs(10)));
        std::fs::write(&path, "other").unwrap();
        assert_ne!(Stamp::at(&path), stamp);
    }

    #[test]
    fn whole_seconds_settle_later() {
        let at = |seconds: f64| UNIX_EPOCH + Duration::from_secs_f64(seconds);
        let changed = |nanoseconds| Stamp([0, 0, 0, nanoseconds, 0]);
        assert!(changed(5_500_000_000).is_settled(at(5.6)) && !changed(5_500_000_000).is_settled(at(5.54)));
        assert!(changed(5_000_000_000).is_settled(at(7.1)) && !changed(5_000_000_000).is_settled(at(6.9)));
    }
}
