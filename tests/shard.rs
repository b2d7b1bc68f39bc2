//! What several machines build, each a shard, is byte for byte what one builds, also when it has been merged; parts that do not fit are
//! refused, and it is said why.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test looks at the disk")]

#[allow(dead_code, reason = "other tests use the rest of it")]
#[path = "support/workspace.rs"]
mod workspace;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use fineprint::id::BrandId;
use fineprint::shard::Shard;
use fineprint::site::Site;
use fineprint::{Options, compile};
use workspace::{FINEPRINT, Workspace, files};

/// Files by their paths below an output folder.
type Tree = BTreeMap<String, String>;

/// Runs fineprint: the exit code and stderr.
fn run(workspace: &Workspace, args: &[&str]) -> (Option<i32>, String) {
    let output = workspace.command(FINEPRINT).args(args).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

fn run_ok(workspace: &Workspace, args: &[&str]) -> String {
    let (code, stderr) = run(workspace, args);
    assert_eq!(code, Some(0), "{args:?}: {stderr}");
    stderr
}

/// The brands' files in a folder of the workspace.
fn site(workspace: &Workspace, folder: &str) -> Tree {
    files(&workspace.path(folder)).into_iter().filter(|(path, _)| !path.starts_with('.')).collect()
}

/// Builds each shard into a folder of its own: `parts/1` and so on.
fn build_shards(workspace: &Workspace, of: u32, more: &[&str]) -> Vec<String> {
    let folders: Vec<String> = (1..=of).map(|number| format!("parts/{number}")).collect();
    for (number, folder) in (1..=of).zip(&folders) {
        let shard = format!("{number}/{of}");
        let args: Vec<&str> = ["build", "--shard", &shard, "--out", folder].iter().chain(more).copied().collect();
        run_ok(workspace, &args);
    }
    folders
}

fn merge(workspace: &Workspace, folders: &[String], out: &str) -> (Option<i32>, String) {
    let args: Vec<&str> = ["merge", "--out", out].into_iter().chain(folders.iter().map(String::as_str)).collect();
    run(workspace, &args)
}

#[test]
fn the_brands_of_this_repository() {
    let workspace = Workspace::of(&["content/", "brands/", "themes/"].map(|folder| (Path::new(folder), folder)));
    let more = ["--drafts", "--as-of", "2026-11-22"];
    run_ok(&workspace, &["build", "--drafts", "--as-of", "2026-11-22", "--out", "whole"]);
    let whole = site(&workspace, "whole");
    let folders = build_shards(&workspace, 3, &more);
    let mut union = Tree::new();
    for (number, folder) in (1..=3).zip(&folders) {
        let shard = Shard::new(number, 3).unwrap();
        for (path, text) in site(&workspace, folder) {
            assert!(shard.has(&BrandId::new(path.split('/').next().unwrap())), "{path} in {shard}");
            assert!(union.insert(path.clone(), text).is_none(), "{path} twice");
        }
    }
    assert!(union == whole, "the shards differ from the whole");
    // Parts in any order.
    let turned: Vec<String> = folders.into_iter().rev().collect();
    let (code, stderr) = merge(&workspace, &turned, "merged");
    assert_eq!(code, Some(0), "{stderr}");
    assert!(site(&workspace, "merged") == whole, "what was merged differs from the whole");
}

/// A workspace of so many brands beside `acme`, some of which extend an abstract one, share clauses, or edit them.
fn many(brands: usize) -> Workspace {
    let workspace = Workspace::new();
    workspace.write("brands/house/brand.toml", "name = \"House\"\nabstract = true\n");
    workspace.write("brands/house/clauses/opening.md", "+++\nedit = \"append\"\n+++\nOur house is in order.\n");
    for number in 0..brands {
        let extends = if number % 3 == 0 { "extends = \"house\"\n" } else { "" };
        let text = format!(
            "name = \"Brand{number}\"\n{extends}[contact]\nprivacy_email = \"privacy@brand{number}.example\"\n\
             [documents]\nprivacy = {{ effective = 2026-01-31 }}\ncookies = {{ effective = 2026-01-31 }}\n"
        );
        workspace.write(&format!("brands/brand-{number}/brand.toml"), text);
        if number % 4 == 0 {
            workspace.write(&format!("brands/brand-{number}/clauses/contact.md"), "+++\nedit = \"append\"\n+++\nOr call us.\n");
        }
    }
    workspace
}

#[test]
fn many_brands_in_random_numbers_of_shards() {
    let workspace = many(20);
    let sources = fineprint::disk::read(workspace.root()).unwrap();
    let options = Options::default();
    let whole = compile(&sources, &options).site.unwrap();
    assert_eq!(whole.brands.len(), 21);
    // Numbers that differ from run to run would fail for one and pass for the next: these are drawn once for all, and the ends.
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let drawn = std::iter::repeat_with(|| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        u32::try_from(random % 12 + 2).unwrap()
    });
    for of in [1, 40].into_iter().chain(drawn.take(4)) {
        let mut union = Site::default();
        for number in 1..=of {
            let options = Options { shard: Shard::new(number, of), ..options.clone() };
            let compiled = compile(&sources, &options);
            assert!(compiled.findings.is_empty(), "{:?}", compiled.findings);
            for (brand, files) in compiled.site.unwrap().brands {
                assert!(union.brands.insert(brand.clone(), files).is_none(), "{brand} twice, of {of}");
            }
        }
        assert!(union == whole, "{of} shards differ from the whole");
    }
}

#[test]
fn the_note_of_a_shard_comes_and_goes() {
    let workspace = many(3);
    let whole = |folder: &str| fs::read_to_string(workspace.path(folder).join(".fineprint-shard")).ok();
    // Without the hash of what it is made of.
    let note = |folder: &str| {
        let (before, rest) = whole(folder)?.split_once("\"made_of\":").map(|(before, rest)| (before.to_owned(), rest.to_owned()))?;
        Some(before + rest.split_once(',')?.1)
    };
    run_ok(&workspace, &["build", "--shard", "3/3"]);
    assert_eq!(
        note("public").unwrap(),
        "{\"fineprint\":1,\"shard\":3,\"of\":3,\"drafts\":false,\"brands\":[\"acme\",\"brand-0\",\"brand-2\"]}\n"
    );
    // The next build of the same shard touches nothing, one of another takes its place, and one of all takes it away.
    let stamp = || fs::metadata(workspace.path("public/.fineprint-shard")).unwrap().modified().unwrap();
    let before = stamp();
    run_ok(&workspace, &["build", "--shard", "3/3"]);
    assert_eq!(stamp(), before);
    run_ok(&workspace, &["build", "--shard", "1/3"]);
    assert_eq!(note("public").unwrap(), "{\"fineprint\":1,\"shard\":1,\"of\":3,\"drafts\":false,\"brands\":[\"brand-1\"]}\n");
    assert!(!workspace.path("public/acme").exists(), "the brand of another shard");
    // What a brand of another shard states is among what the site is made of.
    let before = whole("public").unwrap();
    let brand = workspace.path("brands/acme/brand.toml");
    fs::write(&brand, fs::read_to_string(&brand).unwrap() + "\n# Read again.\n").unwrap();
    run_ok(&workspace, &["build", "--shard", "1/3"]);
    assert!(whole("public").unwrap() != before && whole("public").unwrap().len() == before.len());
    run_ok(&workspace, &["build"]);
    assert_eq!(note("public"), None);
    run_ok(&workspace, &["build", "--shard", "1/1"]);
    assert!(note("public").is_some());
    run_ok(&workspace, &["build"]);
    assert_eq!(note("public"), None, "also when no page has changed");
    assert_eq!(fs::read_dir(workspace.path("public")).unwrap().count(), 5, "the marker and four brands");
    // A shard may have no brand.
    run_ok(&workspace, &["build", "--shard", "1/1000000", "--out", "empty"]);
    assert_eq!(note("empty").unwrap(), "{\"fineprint\":1,\"shard\":1,\"of\":1000000,\"drafts\":false,\"brands\":[]}\n");
}

#[test]
fn merging_touches_only_what_differs() {
    let workspace = many(6);
    let folders = build_shards(&workspace, 3, &[]);
    assert_eq!(merge(&workspace, &folders, "site").1, "7 brands of 3 shards: 112 files written, 0 unchanged\n");
    workspace.write("site/CNAME", "legal.example");
    assert_eq!(merge(&workspace, &folders, "site").1, "7 brands of 3 shards: 0 files written, 112 unchanged\n");
    // A brand goes, another is edited.
    fs::remove_dir_all(workspace.path("brands/brand-5")).unwrap();
    workspace.write("brands/brand-1/clauses/contact.md", "+++\n+++\nWrite to {{ contact.privacy_email | email }} today.\n");
    let folders = build_shards(&workspace, 3, &[]);
    assert_eq!(
        merge(&workspace, &folders, "site").1,
        "6 brands of 3 shards: 6 files written, 90 unchanged, 16 files of earlier builds removed\n"
    );
    assert!(workspace.path("site/CNAME").is_file() && !workspace.path("site/brand-5").exists());
    // One part of one is a way to check a copy of a whole site, and what was merged is no part.
    run_ok(&workspace, &["build", "--shard", "1/1", "--out", "all"]);
    assert_eq!(merge(&workspace, &["all".to_owned()], "site").1, "6 brands of 1 shard: 0 files written, 96 unchanged\n");
    assert_eq!(
        merge(&workspace, &["site".to_owned()], "other"),
        (
            Some(1),
            "error: `site` is not what one shard's build has left when it ended: build it with --shard\n1 error; nothing was written\n"
                .to_owned()
        )
    );
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    let workspace = many(6);
    build_shards(&workspace, 3, &[]);
    run_ok(&workspace, &["build", "--shard", "1/4", "--out", "of-four"]);
    run_ok(&workspace, &["build", "--shard", "1/40", "--out", "of-forty"]);
    run_ok(&workspace, &["build", "--out", "whole"]);
    fs::create_dir(workspace.path("empty")).unwrap();
    let says = |parts: &[&str], errors: &[&str]| {
        let parts: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
        let count = if errors.len() == 1 { "1 error".to_owned() } else { format!("{} errors", errors.len()) };
        let lines: String = errors.iter().map(|error| format!("error: {error}\n")).collect();
        assert_eq!(merge(&workspace, &parts, "site"), (Some(1), format!("{lines}{count}; nothing was written\n")));
        assert!(!workspace.path("site").exists());
    };
    says(&["parts/1", "parts/3"], &["shard 2/3 is missing"]);
    says(&["parts/1", "parts/2", "parts/2/../2", "parts/3"], &["`parts/2` is shard 2/3, and `parts/2/../2` is shard 2/3 too"]);
    says(
        &["parts/1", "of-four"],
        &[
            "`parts/1` is shard 1/3, and `of-four` is shard 1/4: parts of one site are of as many shards",
            "shard 2/3 is missing",
            "shard 3/3 is missing",
        ],
    );
    let missing: Vec<String> = (2..12).map(|number| format!("shard {number}/40 is missing")).collect();
    let missing: Vec<&str> = missing.iter().map(String::as_str).chain(["and 29 more are missing"]).collect();
    says(&["of-forty"], &missing);
    says(
        &["empty", "whole"],
        &[
            "`empty` is no output of fineprint; where it was copied from, hidden files may have been left out",
            "`whole` is not what one shard's build has left when it ended: build it with --shard",
        ],
    );
    let parts = ["parts/1", "parts/2", "parts/3"];
    let note = workspace.path("parts/1/.fineprint-shard");
    let written = fs::read_to_string(&note).unwrap();
    for broken in ["", "{}", "[1]", &written.replace("\"fineprint\":1", "\"fineprint\":2"), &written.replace("\"shard\":1", "\"shard\":4")]
    {
        fs::write(&note, broken).unwrap();
        says(&parts, &["`parts/1/.fineprint-shard` cannot be understood; build the shard again"]);
    }
    fs::write(&note, &written).unwrap();

    // Two parts copied into one folder.
    fs::rename(workspace.path("parts/3/acme"), workspace.path("parts/1/acme")).unwrap();
    let stray = "`parts/1/acme` is no brand that the build of shard 1/3 has written";
    says(&parts, &[stray, "`parts/3/acme` is missing"]);
    fs::write(&note, written.replace("[", "[\"acme\",")).unwrap();
    says(&parts, &["`parts/1/acme` belongs to shard 3/3, not 1/3", "`parts/3/acme` is missing"]);
    fs::write(&note, &written).unwrap();
    fs::rename(workspace.path("parts/1/acme"), workspace.path("parts/3/acme")).unwrap();

    // Files that are not as they were built.
    let page = "parts/3/acme/privacy/index.html";
    let manifest = "parts/3/acme/manifest.json";
    let changes: [(&str, Option<&str>, &str); 5] = [
        (page, Some("<p>Another text.</p>"), "`parts/3/acme/privacy/index.html` is not as it was built"),
        (page, None, "`parts/3/acme/privacy/index.html` is missing"),
        ("parts/3/acme/privacy/scan.pdf", Some("%PDF"), "`parts/3/acme/privacy/scan.pdf` is no file that a build writes"),
        (manifest, None, "`parts/3/acme/manifest.json` is not the manifest of a build"),
        (manifest, Some("{\"fineprint\": 1, \"brand\": \"bolt\"}"), "`parts/3/acme/manifest.json` is not the manifest of a build"),
    ];
    for (path, text, error) in changes {
        let before = fs::read(workspace.path(path)).ok();
        match text {
            Some(text) => fs::write(workspace.path(path), text).unwrap(),
            None => fs::remove_file(workspace.path(path)).unwrap(),
        }
        says(&parts, &[error]);
        match before {
            Some(bytes) => fs::write(workspace.path(path), bytes).unwrap(),
            None => fs::remove_file(workspace.path(path)).unwrap(),
        }
    }
    workspace.write("parts/1/CNAME", "legal.example");
    says(&parts, &["`parts/1/CNAME` is no brand that the build of shard 1/3 has written"]);
    fs::remove_file(workspace.path("parts/1/CNAME")).unwrap();
    assert_eq!(merge(&workspace, &parts.map(str::to_owned), "site").0, Some(0), "all is as it was");
}

#[test]
fn where_nothing_can_be_read_or_written() {
    let workspace = many(1);
    let folders = build_shards(&workspace, 1, &[]);
    for (out, why) in [
        (
            "parts/1",
            "error: `parts/1` is a part itself, or holds one, or lies in one; choose another --out\n1 error; nothing was written\n",
        ),
        ("parts", "error: `parts` is a part itself, or holds one, or lies in one; choose another --out\n1 error; nothing was written\n"),
        (
            "parts/1/x",
            "error: `parts/1/x` is a part itself, or holds one, or lies in one; choose another --out\n1 error; nothing was written\n",
        ),
    ] {
        assert_eq!(merge(&workspace, &folders, out), (Some(1), why.to_owned()));
    }
    for (out, why) in [
        (
            "brands/site",
            "error: refused to write to `brands/site`: it is the workspace itself or one of its folders of sources; choose another --out\n",
        ),
        (
            "themes",
            "error: refused to write to `themes`: it is the workspace itself or one of its folders of sources; choose another --out\n",
        ),
    ] {
        assert_eq!(merge(&workspace, &folders, out), (Some(2), why.to_owned()));
    }
    let nowhere = "error: cannot read `parts/2`: No such file or directory (os error 2)\n";
    assert_eq!(merge(&workspace, &["parts/2".to_owned()], "site"), (Some(2), nowhere.to_owned()));
}

/// How many brands are more than are compiled at a time when their files are too large to be held.
const MANY: usize = 384;

#[test]
fn brands_that_are_not_held_at_once_come_to_what_shards_of_them_come_to() {
    let workspace = Workspace::new();
    let contact = fs::read_to_string(workspace.path("content/clauses/base/contact.md")).unwrap();
    let dates = "documents.privacy.effective = 2026-01-31\ndocuments.cookies.effective = 2026-01-31\n";
    for number in 0..MANY {
        let name = format!("name = \"Brand Number {number}\"\ncontact.privacy_email = \"privacy@b{number}.example\"\n{dates}");
        workspace.write(&format!("brands/b{number}/brand.toml"), name);
        workspace.write(&format!("brands/b{number}/clauses/contact.md"), &contact);
    }
    // More than is held.
    let large = workspace.path("brands/acme/static/large.bin");
    fs::create_dir_all(large.parent().unwrap()).unwrap();
    fs::File::create(&large).unwrap().set_len(17 << 20).unwrap();
    let (code, log) = run(&workspace, &["check", "--format", "short"]);
    // All of them edit a clause and change nothing, which is one finding.
    assert_eq!((code, log.as_str()), (Some(0), "1 warning in 385 brands with 770 pages, 0 held back\n"));
    run_ok(&workspace, &["build", "--out", "whole"]);
    // A slip in each of them is told of one of them when it is asked for, and of all at once else.
    for number in 0..MANY {
        let path = workspace.path(&format!("brands/b{number}/brand.toml"));
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("nmae = 1\n{text}")).unwrap();
    }
    let short = |arguments: &[&str]| {
        let output = workspace.command(FINEPRINT).args([&["check", "--format", "short"], arguments].concat()).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let found: Vec<String> = text.lines().filter(|line| line.contains("[unknown-key]")).map(str::to_owned).collect();
        (found.len(), found.into_iter().next().unwrap_or_default())
    };
    assert_eq!(short(&["--brand", "b25"]), (1, "brands/b25/brand.toml:1:1: error[unknown-key]: unknown key `nmae` in a brand".to_owned()));
    assert_eq!(
        short(&[]),
        (1, "brands/b0/brand.toml:1:1: error[unknown-key]: unknown key `nmae` in a brand, and in 383 more places".to_owned())
    );
    for number in 0..MANY {
        let path = workspace.path(&format!("brands/b{number}/brand.toml"));
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("nmae = 1\n", "")).unwrap();
    }
    let parts = build_shards(&workspace, 3, &[]);
    run_ok(&workspace, &[&["merge", "--out", "merged"], &parts.iter().map(String::as_str).collect::<Vec<_>>()[..]].concat());
    let mut whole = site(&workspace, "whole");
    assert!(site(&workspace, "merged") == whole, "shards differ from the whole");
    // Without that file all are held; of the other brands comes what came of them some at a time.
    fs::remove_file(&large).unwrap();
    run_ok(&workspace, &["build", "--out", "held"]);
    let mut held = site(&workspace, "held");
    for site in [&mut whole, &mut held] {
        site.retain(|path, _| !path.starts_with("acme/"));
    }
    assert!(held == whole && !held.is_empty(), "brands that are held differ from those that are not");
}
