//! A build that remembers the last one comes to what a build comes to that remembers nothing, whatever happens between the two.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test edits a workspace and looks at the disk"
)]

#[path = "support/workspace.rs"]
mod workspace;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Output;
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use workspace::{FINEPRINT, Workspace, files};

/// What may happen between two builds.
#[derive(Clone, Debug)]
enum Step {
    /// A shared clause says something, right or wrong.
    Clause(u8),
    /// A brand is there and has this name.
    Brand(u8, u8),
    /// A brand is there, and extends another.
    Child(u8),
    /// What that other says.
    Parent(u8),
    /// A text of a brand's own says something, right or wrong.
    Text(u8, u8),
    /// A file is copied beside a brand's pages.
    Copied(u8, u8),
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

/// Arguments of a build, those of most builds first.
const ARGUMENTS: [&[&str]; 5] = [&[], &["--strict"], &["--drafts"], &["--brand", "acme"], &["--shard", "1/2"]];

fn step() -> impl Strategy<Value = Step> {
    // What is right more often than what is wrong, and texts more than all else: a build with a finding leaves no record.
    let (clause, text) = (prop_oneof![6 => 0..2_u8, 1 => Just(2)], prop_oneof![6 => 0..3_u8, 1 => 3..8_u8]);
    prop_oneof![
        2 => clause.prop_map(Step::Clause),
        2 => (0..3_u8, 0..3_u8).prop_map(|(brand, value)| Step::Brand(brand, value)),
        1 => (0..3_u8).prop_map(Step::Child),
        2 => prop_oneof![6 => 0..2_u8, 1 => Just(2)].prop_map(Step::Parent),
        12 => (0..3_u8, text).prop_map(|(brand, text)| Step::Text(brand, text)),
        2 => (0..3_u8, 0..3_u8).prop_map(|(brand, text)| Step::Copied(brand, text)),
        1 => (0..3_u8).prop_map(Step::NoBrand),
        1 => Just(Step::Saved),
        1 => any::<u8>().prop_map(Step::Tampered),
        1 => any::<u8>().prop_map(Step::Deleted),
        1 => Just(Step::Forgotten),
        1 => Just(Step::Broken),
        1 => Just(Step::Nothing),
    ]
}

/// What happens before a build; after a while or at once; and the arguments of the build.
fn steps() -> impl Strategy<Value = Vec<(Vec<Step>, bool, usize)>> {
    let arguments = prop_oneof![8 => Just(0_usize), 1 => 1..ARGUMENTS.len()];
    prop::collection::vec(
        (prop_oneof![3 => prop::collection::vec(step(), 1), 1 => prop::collection::vec(step(), 2)], any::<bool>(), arguments),
        2..10,
    )
}

/// The files that were written, but for those that fineprint keeps for itself.
fn site(workspace: &Workspace, out: &str) -> BTreeMap<String, String> {
    let folder = workspace.path(out);
    if folder.is_dir() { files(&folder).into_iter().filter(|(path, _)| !path.starts_with('.')).collect() } else { BTreeMap::new() }
}

/// A workspace whose texts read a value that brands may have.
fn workspace() -> Workspace {
    let workspace = Workspace::new();
    let words = "Write to {{ contact.privacy_email | email }}.{% if values.days %} We answer within {{ values.days }} days.{% endif %}";
    workspace.write("content/clauses/base/contact.md", format!("+++\ntitle = \"Contact us\"\n+++\n{words}\n"));
    workspace
}

/// Longer than a file system may take one moment for another.
fn wait() {
    std::thread::sleep(Duration::from_millis(60));
}

fn take(workspace: &Workspace, step: &Step) {
    let brand = |number: u8| format!("brands/{}", BRANDS[usize::from(number)]);
    let toml = |number: u8| format!("{}/brand.toml", brand(number));
    let page = |number: u8| {
        let pages: Vec<String> = site(workspace, "public").into_keys().filter(|path| path.ends_with("/index.html")).collect();
        (!pages.is_empty()).then(|| workspace.path(&format!("public/{}", pages[usize::from(number) % pages.len()])))
    };
    let dates = "documents.privacy.effective = 2026-01-31\ndocuments.cookies.effective = 2026-01-31\n";
    match step {
        Step::Clause(text) => {
            let words = ["We use few cookies.", "We use no cookies.", "We use {{ values.nowhere }} cookies."][usize::from(*text)];
            workspace.write("content/clauses/base/cookies-opening.md", format!("+++\n+++\n{words}\n"));
        }
        Step::Brand(number, value) => {
            let name = BRANDS[usize::from(*number)];
            let text = format!("name = \"{name}{value}\"\ncontact.privacy_email = \"privacy@{name}.example\"\nvalues.days = 7\n{dates}");
            workspace.write(&toml(*number), text);
        }
        Step::Child(number) => {
            take(workspace, &Step::Parent(0));
            let name = BRANDS[usize::from(*number)];
            workspace.write(&toml(*number), format!("name = \"{name}\"\nextends = \"house\"\nvalues.days = 7\n{dates}"));
        }
        Step::Parent(value) => {
            let contact = ["one@house.example", "two@house.example", "nobody"][usize::from(*value)];
            let text =
                format!("name = \"House\"\nabstract = true\nbase_url = \"https://house.example\"\ncontact.privacy_email = \"{contact}\"\n");
            workspace.write("brands/house/brand.toml", text);
        }
        Step::Text(number, _) | Step::Copied(number, _) if !workspace.path(&toml(*number)).is_file() => {}
        Step::Text(number, text) => {
            let path = format!("{}/clauses/contact.md", brand(*number));
            let words = [
                "Come to our office on any day.",
                "Come to our office on Mondays.",
                "Come within {{ values.days }} days.",
                "Come within {{ values.hours }} hours.",
                "Come to bolt1 or to Acme.",
            ];
            match words.get(usize::from(*text)) {
                Some(words) => workspace.write(&path, format!("+++\n+++\n{words} Write to {{{{ contact.privacy_email | email }}}}.\n")),
                None if *text == 5 => workspace.write(&path, "+++\nwhen = \"not values.days\"\n+++\nWe answer in time.\n"),
                None if *text == 6 => workspace.write(&path, "+++\ntitle = \"Where we are\"\n+++\nWe answer in time.\n"),
                None => _ = fs::remove_file(workspace.path(&path)),
            }
        }
        Step::Copied(number, text) => workspace.write(&format!("{}/static/{text}.txt", brand(*number)), format!("{text}")),
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

fn build(workspace: &Workspace, out: &str, arguments: &[&str]) -> Output {
    workspace.command(FINEPRINT).args(["build", "--out", out]).args(arguments).output().unwrap()
}

/// What a build says, whatever the folder is called and whether a page was there before.
fn said(output: &Output, out: &str) -> (Vec<String>, String) {
    let words = |line: &str| {
        line.replace(&format!(" {out}/"), " ").replace("unchanged", "written").split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let log = String::from_utf8_lossy(&output.stderr);
    let findings: Vec<&str> = log.lines().filter(|line| !line.contains(" unchanged, ")).collect();
    (String::from_utf8_lossy(&output.stdout).lines().map(words).collect(), findings.join("\n"))
}

/// The record of `public`: where it lies, what it says, and what it says of `acme` before the hash of what that brings to others.
fn record(workspace: &Workspace) -> Option<(PathBuf, String, String)> {
    let out = workspace.root().join("public").display().to_string();
    for entry in fs::read_dir(workspace.caches().join("fineprint")).into_iter().flatten() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        if text.starts_with(&format!("{out}\n")) {
            let acme = text.lines().find(|line| line.starts_with("acme\t"))?;
            let before = acme.split('\t').take(6).collect::<Vec<_>>().join("\t");
            return Some((path, text, format!("{before}\t")));
        }
    }
    None
}

/// Leaves a mark with what is known of `acme`: it stays as long as that brand is not compiled.
fn mark(workspace: &Workspace) {
    if let Some((path, text, acme)) = record(workspace).filter(|_| !is_marked(workspace)) {
        let text = text.replace(&acme, &format!("{acme}a mark "));
        // The hash at the end is not that of this text.
        let text = text.get(..text.len() - 2 * blake3::OUT_LEN).unwrap();
        fs::write(path, format!("{text}{}", blake3::hash(text.as_bytes()).to_hex())).unwrap();
    }
}

fn is_marked(workspace: &Workspace) -> bool {
    record(workspace).is_some_and(|(_, text, acme)| text.contains(&format!("{acme}a mark ")))
}

#[test]
fn remembering_changes_nothing() {
    let mut runner = TestRunner::new(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() });
    let alone = std::cell::Cell::new(0);
    let result = runner.run(&steps(), |steps| {
        let workspace = workspace();
        (0..3).for_each(|brand| [Step::Brand(brand, 0), Step::Text(brand, 0)].iter().for_each(|step| take(&workspace, step)));
        let mut last: Option<(BTreeMap<String, String>, usize)> = None;
        // Whatever happens later: a build that leaves a record, and one that has a brand's text to compile.
        let first = [(vec![Step::Nothing], true, 0), (vec![Step::Text(0, 1)], true, 0)];
        let cases = alone.get();
        for (number, (steps, waits, arguments)) in first.iter().chain(&steps).enumerate() {
            steps.iter().for_each(|step| take(&workspace, step));
            if *waits {
                wait();
            }
            mark(&workspace);
            let fresh = format!("fresh{number}");
            let build = |out: &str| build(&workspace, out, ARGUMENTS[*arguments]);
            let (remembering, cold) = (build("public"), build(&fresh));
            prop_assert_eq!(remembering.status.code(), cold.status.code());
            prop_assert_eq!(said(&remembering, "public"), said(&cold, &fresh));
            let sources: BTreeMap<String, String> = ["brands", "content", "themes"]
                .iter()
                .flat_map(|folder| files(&workspace.path(folder)).into_iter().map(move |(path, bytes)| (format!("{folder}/{path}"), bytes)))
                .collect();
            let is_clean = cold.status.success();
            if is_clean {
                // A build of one brand leaves those of others.
                let is_built = |path: &str| !ARGUMENTS[*arguments].contains(&"acme") || path.starts_with("acme/");
                let public: BTreeMap<String, String> = site(&workspace, "public").into_iter().filter(|(path, _)| is_built(path)).collect();
                prop_assert_eq!(public, site(&workspace, &fresh));
            }
            let log = String::from_utf8_lossy(&remembering.stderr).into_owned();
            alone.set(alone.get() + usize::from(is_clean && is_marked(&workspace) && !log.starts_with("0 pages written")));
            // A build that has nothing to do says so.
            let is_same = last.as_ref().is_some_and(|last| *last == (sources.clone(), *arguments));
            let touched = steps.iter().any(|step| matches!(step, Step::Tampered(_) | Step::Deleted(_)));
            if is_same && is_clean && !touched {
                prop_assert!(log.starts_with("0 pages written"), "{log}");
            }
            last = is_clean.then_some((sources, *arguments));
            prop_assert!(number != 1 || alone.get() > cases, "what concerns one brand compiled all of them: {}", log);
        }
        Ok(())
    });
    result.unwrap();
    println!("{} builds compiled what had changed and nothing else", alone.get());
}

#[test]
fn what_concerns_one_brand_compiles_that_brand() {
    let workspace = workspace();
    let all = [Step::Child(0), Step::Brand(1, 0), Step::Brand(2, 0), Step::Text(0, 0), Step::Text(1, 0)];
    all.iter().for_each(|step| take(&workspace, step));
    // A brand that has no page, and one whose page is held back.
    workspace.write("brands/none/brand.toml", "name = \"None at all\"\ndocuments.privacy.sections = []\ndocuments.cookies.sections = []\n");
    let waits = "documents.privacy = { effective = 2026-01-31 }\ndocuments.cookies = { effective = 2026-01-31 }\n";
    let unknown = "[unknown]\n\"contact.privacy_email\" = \"nobody has told\"\n";
    workspace.write("brands/waits/brand.toml", format!("name = \"Waits Long\"\n{waits}{unknown}"));
    for (step, pages, is_alone) in [
        (Step::Nothing, 9, false),
        (Step::Text(0, 1), 1, true),
        (Step::Text(1, 1), 1, true),
        (Step::Text(1, 2), 1, false), // It reads what no text of the brand has read.
        (Step::Text(1, 0), 1, false),
        (Step::Copied(2, 0), 0, true),
        (Step::Tampered(3), 1, true),
        (Step::Deleted(5), 1, true),
        (Step::Brand(1, 1), 1, false), // Its name.
        (Step::Parent(1), 1, false),
        (Step::Clause(0), 5, false),
        (Step::Saved, 0, true),
        (Step::Nothing, 0, true),
        (Step::NoBrand(2), 0, false),
    ] {
        take(&workspace, &step);
        wait();
        mark(&workspace);
        let output = build(&workspace, "public", &[]);
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        let written = log.split(' ').next().unwrap().parse::<usize>();
        assert_eq!((written, is_marked(&workspace)), (Ok(pages), is_alone), "{step:?}: {log}");
    }
}
