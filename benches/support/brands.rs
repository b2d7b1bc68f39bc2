//! Workspaces for benchmarks.

use std::path::Path;

/// The brands that are copied, and the words that make each copy a brand of its own.
const BRANDS: [(&str, &[&str]); 5] = [
    ("cinemaxsai", &["Cinemaxsai", "cinemaxsai"]),
    ("mini-studio", &["Mini Studio", "ministudio", "Minitube"]),
    ("minilive", &["MINI LIVE", "MINILIVE", "minilive"]),
    ("miniseries-ai", &["MiniSeries"]),
    ("minishort", &["MiniShort"]),
];

/// Copies of this repository's brands below `root`, as many as wanted, each under a name of its own.
pub(crate) fn workspace(root: &Path, size: usize) {
    copy(Path::new("content"), &root.join("content"), &str::to_owned);
    copy(Path::new("themes"), &root.join("themes"), &str::to_owned);
    let parents = walkdir::WalkDir::new("brands").min_depth(1).max_depth(1).into_iter().map(Result::unwrap);
    for parent in parents.filter(|entry| !BRANDS.iter().any(|(name, _)| entry.file_name() == *name)) {
        copy(parent.path(), &root.join("brands").join(parent.file_name()), &str::to_owned);
    }
    for number in 0..size {
        let (name, words) = BRANDS[number % BRANDS.len()];
        let tag: String = format!("{number:04}").bytes().map(|digit| char::from(digit - b'0' + b'a')).collect();
        let renamed = |text: &str| words.iter().fold(text.to_owned(), |text, word| text.replace(word, &format!("{word}{tag}")));
        copy(&Path::new("brands").join(name), &root.join(format!("brands/b{number}-{name}")), &renamed);
    }
}

fn copy(from: &Path, to: &Path, change: &dyn Fn(&str) -> String) {
    for entry in walkdir::WalkDir::new(from).into_iter().map(Result::unwrap) {
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(target).unwrap();
        } else {
            let bytes = std::fs::read(entry.path()).unwrap();
            let changed = std::str::from_utf8(&bytes).map(|text| change(text).into_bytes());
            std::fs::write(target, changed.unwrap_or(bytes)).unwrap();
        }
    }
}
