//! Why a workspace cannot be watched, in words for a writer.

use std::fmt;
use std::io;
use std::path::Path;

use notify::ErrorKind;

/// Why a workspace cannot be watched. Its text says what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WatchError {
    text: String,
    is_limit: bool,
}

/// `EMFILE`, which has no kind of its own in the standard library; the number is the same on every Unix.
const TOO_MANY_FILES: i32 = 24;

/// A limit of the system.
#[derive(Clone, Copy)]
struct Limit {
    /// What there are too many of.
    of: &'static str,
    /// Its name below `fs.inotify`.
    setting: &'static str,
    /// A number that serves most people.
    ample: u64,
}

const FOLDERS: Limit = Limit { of: "watched folders", setting: "max_user_watches", ample: 524_288 };
const WATCHERS: Limit = Limit { of: "programs that watch folders", setting: "max_user_instances", ample: 1024 };

impl WatchError {
    /// Whether the system's limit is the reason: then [`Means::Poll`](super::Means::Poll) works where [`Means::Native`](super::Means::Native)
    /// does not.
    pub fn is_limit(&self) -> bool {
        self.is_limit
    }

    /// The limit of the system that an error tells of, if it does.
    pub(super) fn limit(error: &notify::Error) -> Option<Self> {
        let limit = match &error.kind {
            ErrorKind::MaxFilesWatch => FOLDERS,
            ErrorKind::Io(error) if error.kind() == io::ErrorKind::StorageFull => FOLDERS,
            ErrorKind::Io(error) if error.raw_os_error() == Some(TOO_MANY_FILES) => WATCHERS,
            _ => return None,
        };
        let setting = std::fs::read_to_string(format!("/proc/sys/fs/inotify/{}", limit.setting));
        let text = limit.advice(setting.ok().and_then(|text| text.trim().parse().ok()));
        Some(Self { text, is_limit: true })
    }

    /// What an error says about watching `path`.
    pub(super) fn new(path: &Path, error: &notify::Error) -> Self {
        Self::limit(error).unwrap_or_else(|| match &error.kind {
            ErrorKind::Io(error) => Self::other(path, error),
            ErrorKind::PathNotFound => Self::other(path, &"there is no such folder"),
            _ => Self::other(path, error),
        })
    }

    /// Any other reason.
    pub(super) fn other(path: &Path, why: &dyn fmt::Display) -> Self {
        Self { text: format!("cannot watch `{}`: {why}", path.display()), is_limit: false }
    }
}

impl Limit {
    /// What is wrong and how to mend it; `now` is the limit as it is set, where that can be read.
    fn advice(self, now: Option<u64>) -> String {
        let Self { of, setting, ample } = self;
        let Some(now) = now else {
            return format!("the system's limit of {of} is reached: run `fineprint serve --poll`");
        };
        let ample = ample.max(now.saturating_mul(2));
        format!(
            "the system's limit of {of} is reached (fs.inotify.{setting} is {now}): \
             raise it with `sudo sysctl fs.inotify.{setting}={ample}`, or run `fineprint serve --poll`"
        )
    }
}

impl fmt::Display for WatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for WatchError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_says_how_to_raise_it() {
        assert_eq!(
            FOLDERS.advice(Some(8192)),
            "the system's limit of watched folders is reached (fs.inotify.max_user_watches is 8192): raise it with \
             `sudo sysctl fs.inotify.max_user_watches=524288`, or run `fineprint serve --poll`"
        );
        assert!(FOLDERS.advice(Some(524_288)).contains("max_user_watches=1048576"));
        assert_eq!(WATCHERS.advice(None), "the system's limit of programs that watch folders is reached: run `fineprint serve --poll`");
    }

    #[test]
    fn a_limit_is_known_by_any_of_its_errors() {
        let of = |kind| WatchError::new(Path::new("shop"), &notify::Error::new(kind));
        let raw = |code| of(ErrorKind::Io(io::Error::from_raw_os_error(code)));
        assert!(of(ErrorKind::MaxFilesWatch).is_limit());
        assert!(raw(TOO_MANY_FILES).is_limit());
        assert!(of(ErrorKind::Io(io::ErrorKind::StorageFull.into())).is_limit());
        let missing = of(ErrorKind::PathNotFound);
        assert!(!missing.is_limit());
        assert_eq!(missing.to_string(), "cannot watch `shop`: there is no such folder");
    }
}
