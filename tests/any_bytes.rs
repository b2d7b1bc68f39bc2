//! Any bytes in any file: findings, never a panic. The targets of `any_bytes/targets.rs` are tried with what fuzzing has found before
//! (`corpus/`), and with some thousand inputs that are made here, from a fixed seed. `fuzz/README.md` has the long form.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test reads the repository")]

#[path = "any_bytes/mutate.rs"]
mod mutate;
#[path = "any_bytes/seeds.rs"]
mod seeds;
#[path = "any_bytes/targets.rs"]
mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Tries a target with its corpus, its seeds and `count` inputs made of them.
fn try_target(name: &str, count: usize) {
    let (_, target) = targets::ALL.iter().find(|(known, _)| *known == name).unwrap();
    let attempt = |bytes: &[u8], what: &str| {
        if catch_unwind(AssertUnwindSafe(|| target(bytes))).is_err() {
            let at = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-fails"));
            std::fs::write(&at, bytes).unwrap();
            panic!("{what} fails; the input is in {}", at.display());
        }
    };
    for (file, bytes) in seeds::corpus(name) {
        attempt(&bytes, &file);
    }
    let seeds = seeds::of(name);
    assert!(seeds.len() > 4, "only {} seeds for {name}", seeds.len());
    let mut mutator = mutate::Mutator::new(&seeds);
    for number in 0..count {
        attempt(&mutator.next(), &format!("input {number} of {name}"));
    }
}

macro_rules! tried {
    ($($name:ident $count:literal)*) => {
        $(#[test]
        fn $name() {
            try_target(stringify!($name), $count);
        })*

        #[test]
        fn every_target_is_tried() {
            let tried = [$(stringify!($name)),*];
            assert_eq!(tried.as_slice(), targets::ALL.iter().map(|(name, _)| *name).collect::<Vec<_>>());
            let folders = std::fs::read_dir("tests/corpus").unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
            folders.for_each(|folder| assert!(tried.contains(&folder.as_str()), "tests/corpus/{folder} is of no target"));
            for name in tried {
                assert!(Path::new(&format!("fuzz/fuzz_targets/{name}.rs")).is_file(), "{name} is not fuzzed");
            }
        }
    };
}

tried! {
    brand 60
    clause 60
    condition 20000
    outline 60
    redline 1000
    request 20000
    rules 60
    template 100
    theme 60
    workspace 60
}

/// `SEEDS=fuzz/corpus cargo test --test any_bytes -- seeds` writes what `fuzz/` starts from.
#[test]
fn seeds_are_written_where_they_are_wanted() {
    let Some(root) = std::env::var_os("SEEDS") else { return };
    for (name, _) in targets::ALL {
        let folder = Path::new(&root).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        for (number, seed) in seeds::of(name).iter().chain(seeds::corpus(name).iter().map(|(_, bytes)| bytes)).enumerate() {
            std::fs::write(folder.join(format!("seed-{number}")), seed).unwrap();
        }
    }
}
