//! A build that remembers the last one comes to what a build comes to that remembers nothing, whatever happens between the two.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test edits a workspace and looks at the disk"
)]

#[path = "support/workspace.rs"]
mod workspace;

use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;

use workspace::{FINEPRINT, Workspace, files};

/// What may happen between two builds.
#[derive(Clone, Debug)]
enum Step {
    /// A shared clause says something, right or wrong.
    Clause(u8),
    /// A brand is there, with this value.
    Brand(u8, u8),
    /// A brand is gone.
    NoBrand(u8),
    /// A source is saved as it is.
    Saved,
    /// Somebody changes a page that was written, without changing its length.
    Tampered(u8),
    /// Somebody deletes a page that was written.
    Deleted(u8),
    /// Somebody deletes the record.
    Forgotten,
    /// Somebody writes nonsense into the record.
    Broken,
    /// Nothing.
    Nothing,
}

const BRANDS: [&str; 3] = ["bolt", "coil", "dune"];

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..3_u8).prop_map(Step::Clause),
        (0..3_u8, 0..3_u8).prop_map(|(brand, value)| Step::Brand(brand, value)),
        (0..3_u8).prop_map(Step::NoBrand),
        Just(Step::Saved),
        any::<u8>().prop_map(Step::Tampered),
        any::<u8>().prop_map(Step::Deleted),
        Just(Step::Forgotten),
        Just(Step::Broken),
        Just(Step::Nothing),
    ]
}

/// The files that were written, but for those that fineprint keeps for itself.
fn site(workspace: &Workspace, out: &str) -> BTreeMap<String, String> {
    let folder = workspace.path(out);
    if folder.is_dir() { files(&folder).into_iter().filter(|(path, _)| !path.starts_with('.')).collect() } else { BTreeMap::new() }
}

fn take(workspace: &Workspace, step: &Step) {
    let brand = |number: u8| format!("brands/{}", BRANDS[usize::from(number)]);
    let page = |number: u8| {
        let pages: Vec<String> = site(workspace, "public").into_keys().filter(|path| path.ends_with(".html")).collect();
        (!pages.is_empty()).then(|| workspace.path(&format!("public/{}", pages[usize::from(number) % pages.len()])))
    };
    match step {
        Step::Clause(text) => {
            let words = ["We use few cookies.", "We use no cookies.", "We use {{ values.nowhere }} cookies."][usize::from(*text)];
            workspace.write("content/clauses/base/cookies-opening.md", format!("+++\n+++\n{words}\n"));
        }
        Step::Brand(number, value) => {
            let name = BRANDS[usize::from(*number)];
            let dates = "[documents]\nprivacy.effective = 2026-01-31\ncookies.effective = 2026-01-31\n";
            let toml = format!("name = \"{name}{value}\"\ncontact.privacy_email = \"privacy@{name}.example\"\n{dates}");
            workspace.write(&format!("{}/brand.toml", brand(*number)), toml);
        }
        Step::NoBrand(number) => _ = fs::remove_dir_all(workspace.path(&brand(*number))),
        Step::Saved => {
            let path = "brands/acme/brand.toml";
            workspace.write(path, fs::read(workspace.path(path)).unwrap());
        }
        Step::Tampered(number) => {
            if let Some(page) = page(*number) {
                let mut bytes = fs::read(&page).unwrap();
                bytes[0] = b'?';
                fs::write(page, bytes).unwrap();
            }
        }
        Step::Deleted(number) => _ = page(*number).map(fs::remove_file),
        Step::Forgotten => _ = fs::remove_dir_all(workspace.caches()),
        Step::Broken => {
            for entry in fs::read_dir(workspace.caches().join("fineprint")).into_iter().flatten() {
                let path = entry.unwrap().path();
                let text = fs::read_to_string(&path).unwrap();
                fs::write(path, text.get(..text.len() / 2).unwrap()).unwrap();
            }
        }
        Step::Nothing => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn remembering_changes_nothing(steps in proptest::collection::vec(step(), 1..8)) {
        let workspace = Workspace::new();
        let mut last: Option<(BTreeMap<String, String>, bool)> = None;
        for (number, step) in steps.iter().enumerate() {
            take(&workspace, step);
            let fresh = format!("fresh{number}");
            let build = |out: &str| workspace.command(FINEPRINT).current_dir(workspace.root()).args(["build", "--out", out]).output().unwrap();
            let (remembering, cold) = (build("public"), build(&fresh));
            prop_assert_eq!(remembering.status.code(), cold.status.code());
            let sources: BTreeMap<String, String> = ["brands", "content", "themes"]
                .iter()
                .flat_map(|folder| files(&workspace.path(folder)).into_iter().map(move |(path, bytes)| (format!("{folder}/{path}"), bytes)))
                .collect();
            if cold.status.success() {
                prop_assert_eq!(site(&workspace, "public"), site(&workspace, &fresh));
            }
            // A build that has nothing to do says so.
            let is_same = last.as_ref().is_some_and(|(before, built)| *built && *before == sources);
            let touched = matches!(step, Step::Tampered(_) | Step::Deleted(_));
            if is_same && !touched {
                let log = String::from_utf8_lossy(&remembering.stderr).into_owned();
                prop_assert!(log.starts_with("0 pages written"), "{log}");
            }
            last = Some((sources, cold.status.success()));
        }
    }
}
