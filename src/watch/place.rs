//! What is watched, and which paths are worth a look.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::path;

/// The one file beside the folders that is part of a workspace.
const CONFIG: &str = "fineprint.toml";

/// A workspace that is watched.
pub(super) struct Place {
    /// As it was given, but absolute: what whoever listens knows it by.
    root: PathBuf,
    /// As events name it: some systems resolve links.
    real: PathBuf,
    folders: BTreeSet<String>,
}

/// What a path is to a workspace.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Part {
    /// The workspace.
    Root,
    /// One of its folders.
    Folder,
    /// Its configuration, or something in one of its folders.
    Content,
    /// Something that nobody reads.
    Other,
}

impl Place {
    pub(super) fn new(root: &Path, folders: &[&str]) -> io::Result<Self> {
        let root = std::path::absolute(root)?;
        Ok(Self { real: root.clone(), root, folders: folders.iter().map(|&name| name.to_owned()).collect() })
    }

    /// As events name it.
    pub(super) fn real(&self) -> &Path {
        &self.real
    }

    /// Finds out where the root really is; it may have been moved, or be a link that was set anew.
    pub(super) fn resolve(&mut self) -> io::Result<()> {
        self.real = self.root.canonicalize()?;
        Ok(())
    }

    /// Whether the root is still where [`Self::resolve`] found it.
    pub(super) fn stays(&self) -> bool {
        self.root.canonicalize().is_ok_and(|real| real == self.real)
    }

    /// The folders, there or not.
    pub(super) fn folders(&self) -> impl Iterator<Item = PathBuf> {
        self.folders.iter().map(|name| self.real.join(name))
    }

    /// The configuration, there or not.
    pub(super) fn config(&self) -> PathBuf {
        self.real.join(CONFIG)
    }

    /// What a path of an event is.
    pub(super) fn part(&self, event: &Path) -> Part {
        let Ok(below) = event.strip_prefix(&self.real) else { return Part::Other };
        let mut names = below.iter().map(|name| name.to_str());
        match (names.next(), names.next()) {
            (None, _) => Part::Root,
            (Some(Some(CONFIG)), None) => Part::Content,
            (Some(Some(first)), second) if self.folders.contains(first) => match second {
                None => Part::Folder,
                Some(_) if path::is_left_behind(below.iter().map(|name| name.to_str().unwrap_or_default())) => Part::Other,
                Some(_) => Part::Content,
            },
            _ => Part::Other,
        }
    }

    /// The path by which whoever listens knows a path of an event.
    pub(super) fn known_as(&self, path: &Path) -> PathBuf {
        // Joining nothing would add a slash at the end.
        path.strip_prefix(&self.real)
            .ok()
            .filter(|below| *below != Path::new(""))
            .map_or_else(|| self.root.clone(), |below| self.root.join(below))
    }

    /// Whether links lie at or below a path, but for those that editors leave behind: Emacs locks a file with a link to nowhere.
    pub(super) fn has_links(&self, path: &Path) -> bool {
        let Ok(found) = path.symlink_metadata() else { return false };
        let is_read = self.part(path) != Part::Other;
        is_read && (found.is_symlink() || found.is_dir() && self.has_links_in(path))
    }

    fn has_links_in(&self, folder: &Path) -> bool {
        let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        // The entry knows its type; asking the disk for it would double the time that a large workspace takes to start.
        let mut types = entries.filter_map(|entry| Some((entry.file_type().ok()?, entry)));
        types.any(|(found, entry)| {
            (found.is_symlink() || found.is_dir())
                && self.part(&entry.path()) != Part::Other
                && (found.is_symlink() || self.has_links_in(&entry.path()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_worth_a_look_when_it_is_read() {
        let place = Place::new(Path::new("/shop"), &["content", "brands"]).unwrap();
        let part = |path: &str| place.part(&Path::new("/shop").join(path));
        assert_eq!(part(""), Part::Root);
        assert_eq!(part("brands"), Part::Folder);
        for path in ["fineprint.toml", "content/a.md", "content/a.md___jb_tmp___", "brands/a/static/.well-known/x", "content/4913.md"] {
            assert_eq!(part(path), Part::Content, "{path}");
        }
        for path in ["target/x", "public", ".git/index", "fineprint.toml~", "content/fineprint.toml/.x", "other.toml", "fineprint.toml/x"] {
            assert_eq!(part(path), Part::Other, "{path}");
        }
        for name in ["4913", "a.md~", ".a.md.swp", ".a.md.swx", "#a.md#", ".#a.md", "a.tmp", ".git/index", ".DS_Store"] {
            assert_eq!(part(&format!("content/{name}")), Part::Other, "{name}");
        }
        for name in ["4913", "a~", ".a.swp", ".git/index", ".DS_Store"] {
            assert_eq!(part(&format!("brands/a/static/{name}")), Part::Other, "{name}");
        }
        assert_eq!(place.part(Path::new("/shopping/content/a.md")), Part::Other);
    }
}
