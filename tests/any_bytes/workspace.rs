//! Workspaces in memory: a small one that has one of everything, and others laid over it.

use std::collections::BTreeMap;

use fineprint::path::SourcePath;
use fineprint::source::Sources;

/// Files by their paths.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The files of `tests/base/`.
const BASE: &[(&str, &str)] = &[
    ("content/facts.toml", include_str!("../base/content/facts.toml")),
    ("content/documents/cookies.toml", include_str!("../base/content/documents/cookies.toml")),
    ("themes/default/templates/page.html", include_str!("../base/themes/default/templates/page.html")),
    ("themes/default/templates/index.html", include_str!("../base/themes/default/templates/index.html")),
    ("themes/default/templates/design.css", include_str!("../base/themes/default/templates/design.css")),
];

/// The small workspace.
pub fn base() -> Files {
    let mut files: Files = BASE.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    files.extend(parts(include_bytes!("base.txt")));
    files
}

/// The files in a text of the form of `tests/cases/`: each follows a line `-- path --`; expectations are left out.
pub fn parts(text: &[u8]) -> Files {
    let mut files = Files::new();
    let mut at: Option<String> = None;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let bare = line.trim_ascii();
        if bare.starts_with(b"== ") && bare.ends_with(b" ==") {
            break;
        }
        let path = bare.strip_prefix(b"-- ").and_then(|rest| rest.strip_suffix(b" --")).and_then(|path| std::str::from_utf8(path).ok());
        match (path, &at) {
            (Some(path), _) => {
                files.insert(path.to_owned(), Vec::new());
                at = Some(path.to_owned());
            }
            (None, Some(path)) => files.entry(path.clone()).or_default().extend(line),
            (None, None) => {}
        }
    }
    files
}

/// The sources; files whose paths no reader of a disk would hand in are left out.
pub fn sources(files: Files) -> Sources {
    Sources::new(files.into_iter().filter_map(|(path, bytes)| Some((SourcePath::parse(&path)?, bytes))))
}
