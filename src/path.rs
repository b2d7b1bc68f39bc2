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
    use super::SourcePath;

    #[test]
    fn a_path_cannot_leave_its_root() {
        for bad in ["", "/etc", "a//b", "../a", "a/..", "a/./b", "a\\b", "c:", "a/\0", "a/"] {
            assert_eq!(SourcePath::parse(bad), None, "{bad:?}");
        }
        assert_eq!(SourcePath::parse("a/b.md").unwrap().as_str(), "a/b.md");
    }
}
