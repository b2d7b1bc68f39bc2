//! The floor: what it takes to write a finished site from memory. No generator that writes all its files can be quicker.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

struct Folder {
    path: PathBuf,
    files: Vec<(PathBuf, Vec<u8>)>,
}

/// A site in memory.
pub struct Floor {
    /// The folders that hold others come first.
    folders: Vec<Folder>,
    pub pages: usize,
    pub files: usize,
    pub bytes: usize,
}

impl Floor {
    /// Reads the site that lies in `root`.
    pub fn read(root: &Path) -> Self {
        let mut floor = Self { folders: Vec::new(), pages: 0, files: 0, bytes: 0 };
        for entry in walkdir::WalkDir::new(root).sort_by_file_name().into_iter().map(Result::unwrap) {
            let path = entry.path().strip_prefix(root).unwrap().to_owned();
            if entry.file_type().is_dir() {
                floor.folders.push(Folder { path, files: Vec::new() });
                continue;
            }
            let bytes = std::fs::read(entry.path()).unwrap();
            floor.pages += usize::from(path.extension().is_some_and(|extension| extension == "html"));
            floor.files += 1;
            floor.bytes += bytes.len();
            let folder = floor.folders.iter_mut().rev().find(|folder| Some(folder.path.as_path()) == path.parent());
            folder.unwrap().files.push((path, bytes));
        }
        floor
    }

    /// Writes the site into a folder that is not there yet, on two threads, each a brand at a time.
    pub fn write(&self, root: &Path) -> Duration {
        let brand = |folder: &Folder| folder.path.components().next().map(|name| name.as_os_str().to_owned());
        let brands: Vec<&[Folder]> = self.folders.chunk_by(|one, next| brand(one) == brand(next)).collect();
        let started = Instant::now();
        std::fs::create_dir_all(root).unwrap();
        let next = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|threads| {
            for _ in 0..2 {
                threads.spawn(|| {
                    while let Some(folders) = brands.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                        for folder in *folders {
                            std::fs::create_dir_all(root.join(&folder.path)).unwrap();
                            folder.files.iter().for_each(|(path, bytes)| std::fs::write(root.join(path), bytes).unwrap());
                        }
                    }
                });
            }
        });
        started.elapsed()
    }
}
