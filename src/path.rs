//! Paths of sources and of the site: relative, `/`-separated, unable to leave their root.
//! Knows nothing of the disk; `disk` is the only door to real paths.

use std::fmt;
use std::sync::Arc;

/// Whether `text` is a chain of plain names: no empty, `.` or `..` segment, no backslash, drive or control character.
fn is_contained(text: &str) -> bool {
    !text.is_empty()
        && text
            .split('/')
            .all(|segment| !matches!(segment, "" | "." | "..") && !segment.contains(['\\', ':']) && !segment.contains(char::is_control))
}

/// The brand in whose folder the source at `path` lies; `None` for what all brands share.
pub fn brand_of(path: &str) -> Option<&str> {
    path.strip_prefix("brands/")?.split_once('/').map(|(brand, _)| brand)
}

/// Whether a path below a workspace, given name by name, is none of its files: hidden, or left behind by an editor. What a brand wants
/// copied may be hidden, such as `.well-known`.
pub fn is_left_behind<'a>(names: impl IntoIterator<Item = &'a str>) -> bool {
    let names: Vec<&str> = names.into_iter().collect();
    let is_copied = names.first() == Some(&"brands") && names.get(2) == Some(&"static");
    names.iter().enumerate().any(|(depth, name)| {
        let hidden = if is_copied && depth > 2 { matches!(*name, ".DS_Store" | ".git" | ".gitignore") } else { name.starts_with('.') };
        let of_editor = name.ends_with('~') || name.starts_with('#') || [".swp", ".swo", ".tmp"].iter().any(|end| name.ends_with(end));
        hidden || of_editor || *name == "4913"
    })
}

/// Why Windows takes no file or folder of this name; `None` for a name that every system takes.
pub fn refused_by_windows(name: &str) -> Option<String> {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered =
        |kind| stem.strip_prefix(kind).is_some_and(|number: &str| number.len() == 1 && number.bytes().all(|c| c.is_ascii_digit()));
    if matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt") {
        return Some(format!("it keeps `{stem}` for itself, whatever follows the name"));
    }
    if let Some(found) = name.chars().find(|c| "<>\"|?*".contains(*c)) {
        return Some(format!("it has no `{found}` in names"));
    }
    match name.chars().last() {
        Some('.') => Some("it drops a full stop at the end".to_owned()),
        Some(' ') => Some("it drops a space at the end".to_owned()),
        _ => None,
    }
}

macro_rules! path_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes a relative path with `/` between its names; `None` when it could leave its root.
            pub fn parse(text: &str) -> Option<Self> {
                is_contained(text).then(|| Self(text.into()))
            }

            /// The path as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

path_type! {
    /// Where a source lies below the root of the workspace, such as `brands/acme/brand.toml`.
    SourcePath
}

path_type! {
    /// Where a file of the site lies below a brand's output folder, such as `privacy/index.html`.
    SitePath
}

#[cfg(test)]
mod tests {
    use super::{SourcePath, refused_by_windows};

    #[test]
    fn names_that_windows_keeps_for_itself() {
        for bad in ["con", "CON", "aux.md", "nul.tar.gz", "com1", "LPT9.txt", "prn .txt", "a.", "a ", "what?.pdf", "a*b", "\""] {
            assert!(refused_by_windows(bad).is_some(), "{bad:?}");
        }
        for good in
            ["contact", "con-1", "com", "com10", "comb", "lpt", "a.con", ".well-known", "auxiliary.md", "ünïcode", "a b", "()[]{}'&"]
        {
            assert_eq!(refused_by_windows(good), None);
        }
    }

    #[test]
    fn a_path_cannot_leave_its_root() {
        for bad in ["", "/etc", "a//b", "../a", "a/..", "a/./b", "a\\b", "c:", "a/\0", "a/"] {
            assert_eq!(SourcePath::parse(bad), None, "{bad:?}");
        }
        assert_eq!(SourcePath::parse("a/b.md").unwrap().as_str(), "a/b.md");
    }
}
