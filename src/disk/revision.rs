//! Reads a workspace as it was at a revision. Runs the program `git`, which is asked for objects and told to write nothing.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use crate::path::{self, SourcePath};
use crate::source::Sources;

use super::git::{Contents, contents, run};
use super::read::FOLDERS;

/// Why a revision cannot be read.
#[derive(Debug)]
pub struct RevisionError(String);

impl fmt::Display for RevisionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RevisionError {}

/// The workspace whose folder is `root` as it was at `revision`, such as `HEAD`, `main` or `v1.2`, and the short name of its commit. The same
/// files as [`read`](super::read()) takes.
pub fn read_revision(root: &Path, revision: &str) -> Result<(Sources, String), RevisionError> {
    let told = |why: &str| RevisionError(format!("cannot read the workspace at `{revision}`: {why}"));
    run(root, &["rev-parse", "--git-dir"]).map_err(|why| told(&why))?;
    // A name that begins with a dash would be an option.
    let is_name = !revision.is_empty() && !revision.starts_with('-');
    let commit = is_name.then(|| run(root, &["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")]).ok()).flatten();
    let commit = commit.map(|out| String::from_utf8_lossy(&out).trim().to_owned());
    let Some(commit) = commit else {
        let has_none = run(root, &["rev-parse", "--verify", "--quiet", "HEAD"]).is_err();
        let why = if has_none { "nothing has been committed yet" } else { "git knows no such revision" };
        return Err(told(why));
    };
    let short = run(root, &["rev-parse", "--short", &commit]).map_err(|why| told(&why))?;
    let listed = run(root, &["ls-tree", "-r", "-z", &commit, "."]).map_err(|why| told(&why))?;
    let tree = Tree::read(&listed);
    let targets = contents(root, tree.links()).map_err(|why| told(&why))?;
    let objects = tree.files(&targets).map_err(|why| told(&why))?;
    if objects.is_empty() {
        return Err(told("its folder holds none there"));
    }
    let bytes = contents(root, objects.values()).map_err(|why| told(&why))?;
    let files = objects.into_iter().filter_map(|(path, object)| Some((path, bytes.get(&object)?.clone())));
    Ok((Sources::new(files), String::from_utf8_lossy(&short).trim().to_owned()))
}

/// What lies in a folder at a revision: the kind and the object of every file, by its path.
struct Tree {
    entries: BTreeMap<String, (Kind, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    Link,
    /// Another repository.
    Module,
}

impl Tree {
    /// Reads what `ls-tree -r -z` lists: `MODE TYPE OBJECT`, a tab, the path, a null.
    fn read(listed: &[u8]) -> Self {
        let entries = String::from_utf8_lossy(listed).into_owned();
        let entry = |entry: &str| {
            let (head, path) = entry.split_once('\t')?;
            let mut words = head.split(' ');
            let kind = match words.next()? {
                "120000" => Kind::Link,
                "160000" => Kind::Module,
                _ => Kind::File,
            };
            Some((path.to_owned(), (kind, words.nth(1)?.to_owned())))
        };
        Self { entries: entries.split('\0').filter_map(entry).collect() }
    }

    /// The objects that hold where links lead.
    fn links(&self) -> impl Iterator<Item = &String> {
        self.entries.values().filter(|(kind, _)| *kind == Kind::Link).map(|(_, object)| object)
    }

    /// The objects of the workspace's files.
    fn files(&self, targets: &Contents) -> Result<BTreeMap<SourcePath, String>, String> {
        let mut files = BTreeMap::new();
        for path in self.entries.keys() {
            let names: Vec<&str> = path.split('/').collect();
            let is_in_folder = names.len() > 1 && FOLDERS.iter().any(|folder| names.first() == Some(folder));
            let is_link_to_folder = FOLDERS.contains(&path.as_str());
            if (is_in_folder || is_link_to_folder || path == "fineprint.toml") && !path::is_left_behind(names) {
                self.take(path, path, targets, MOST_LINKS, &mut files)?;
            }
        }
        Ok(files)
    }

    /// Takes what lies at `from` for what lies at `path`: links are followed as on a disk.
    fn take(
        &self,
        path: &str,
        from: &str,
        targets: &Contents,
        links: usize,
        files: &mut BTreeMap<SourcePath, String>,
    ) -> Result<(), String> {
        let Some((kind, object)) = self.entries.get(from) else {
            let folder = format!("{from}/");
            let below = self.entries.range(folder.clone()..).map(|(below, _)| below);
            let below: Vec<&String> = below.take_while(|below| below.starts_with(&folder)).collect();
            if below.is_empty() {
                return Err(format!("`{path}` is a link to nothing"));
            }
            for inner in below {
                let place = format!("{path}{}", inner.get(from.len()..).unwrap_or_default());
                if !path::is_left_behind(place.split('/')) {
                    self.take(&place, inner, targets, links, files)?;
                }
            }
            return Ok(());
        };
        match kind {
            Kind::Module => Err(format!("`{path}` is another repository")),
            Kind::File => {
                let source = SourcePath::parse(path);
                let source = source.ok_or_else(|| format!("the name of `{path}` has characters that fineprint does not take"))?;
                files.insert(source, object.clone());
                Ok(())
            }
            Kind::Link => {
                let Some(links) = links.checked_sub(1) else { return Err(format!("`{path}` is a link that leads back to itself")) };
                let target = targets.get(object).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
                let to = followed(from, &target).ok_or_else(|| format!("`{path}` is a link that leads out of the workspace"))?;
                self.take(path, &to, targets, links, files)
            }
        }
    }
}

/// How many links may lead to a file.
const MOST_LINKS: usize = 16;

/// Where the link at `from` leads; `None` when out of the folder.
fn followed(from: &str, target: &str) -> Option<String> {
    let mut names: Vec<&str> = from.split('/').collect();
    names.pop();
    for name in target.split('/').enumerate().filter(|(rank, name)| *rank == 0 || !name.is_empty()).map(|(_, name)| name) {
        match name {
            "" => return None,
            "." => {}
            ".." => drop(names.pop()?),
            name => names.push(name),
        }
    }
    (!names.is_empty()).then(|| names.join("/"))
}

#[cfg(test)]
mod tests {
    use super::followed;

    #[test]
    fn links_stay_inside() {
        assert_eq!(followed("content/a/b.md", "../c/./d.md").as_deref(), Some("content/c/d.md"));
        for out in ["/etc/passwd", "../../../x", "", "../.."] {
            assert_eq!(followed("content/a/b.md", out), None, "{out}");
        }
    }
}
