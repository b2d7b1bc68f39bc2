//! Whoever looks only where the watch says knows what is on the disk, however it came there: by every way in which editors save, by editors
//! themselves, by git, by whole folders that come and go.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test looks at the disk"
)]

#[path = "watch/mirror.rs"]
mod mirror;
#[path = "watch/programs.rs"]
mod programs;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use fineprint::watch::{Look, Means, Watch};
use mirror::{FOLDERS, Mirror};

const CLAUSE: &str = "content/clauses/opening.md";

/// Makes a test of each way to change a workspace, for each means of noticing.
macro_rules! with_both_means {
    ($($name:ident)*) => {
        mod native {
            $(#[test] fn $name() { super::$name(super::workspace(super::Means::Native)); })*
        }
        mod poll {
            $(#[test] fn $name() { super::$name(super::workspace(super::Means::Poll)); })*
        }
    };
}

with_both_means! {
    in_place in_place_with_the_same_length twice_at_once by_rename_over by_vims_dance by_jetbrains_dance by_delete_and_create
    by_backup_and_copy the_configuration a_folder_renamed new_folders_with_a_file a_brand_copied_in a_brand_moved_out many_files
    a_folder_exchanged a_folder_that_was_missing content_replaced content_removed_and_made_again the_root_moved_away_and_back
    linked_folders a_circle_of_links hidden_names_that_are_copied
}

fn workspace(means: Means) -> Mirror {
    let brand = [("brands/acme/brand.toml", "name = 'Acme'\n"), ("brands/acme/clauses/opening.md", "Acme's.\n")];
    let shared =
        [(CLAUSE, "old\n"), ("content/clauses/contact.md", "Write.\n"), ("themes/plain/page.html", "<p>\n"), ("fineprint.toml", "\n")];
    Mirror::new(means, &[brand.as_slice(), shared.as_slice()].concat())
}

fn in_place(mirror: Mirror) {
    mirror.write(CLAUSE, "a new text\n");
    mirror.shows(CLAUSE, "a new text\n");
    // The second time is as good as the first.
    mirror.write(CLAUSE, "");
    mirror.shows(CLAUSE, "");
}

fn in_place_with_the_same_length(mirror: Mirror) {
    mirror.write(CLAUSE, "new\n");
    mirror.shows(CLAUSE, "new\n");
}

fn twice_at_once(mirror: Mirror) {
    for round in 0..50 {
        mirror.write(CLAUSE, &format!("{round}\n"));
    }
    mirror.shows(CLAUSE, "49\n");
}

fn by_rename_over(mirror: Mirror) {
    for (name, text) in [("content/clauses/opening.md.new", "first\n"), ("content/clauses/.opening.tmp", "second\n")] {
        mirror.write(name, text);
        mirror.rename(name, CLAUSE);
        mirror.shows(CLAUSE, text);
    }
}

fn by_vims_dance(mirror: Mirror) {
    for text in ["first\n", "second\n"] {
        let probe = "content/clauses/4913";
        let backup = format!("{CLAUSE}~");
        mirror.write(probe, "");
        mirror.remove(probe);
        mirror.rename(CLAUSE, &backup);
        mirror.write(CLAUSE, text);
        mirror.remove(&backup);
        mirror.shows(CLAUSE, text);
    }
}

fn by_jetbrains_dance(mirror: Mirror) {
    for text in ["first\n", "second\n"] {
        let (new, old) = (format!("{CLAUSE}___jb_tmp___"), format!("{CLAUSE}___jb_old___"));
        mirror.write(&new, text);
        mirror.rename(CLAUSE, &old);
        mirror.rename(&new, CLAUSE);
        mirror.remove(&old);
        mirror.shows(CLAUSE, text);
    }
}

fn by_delete_and_create(mirror: Mirror) {
    mirror.remove(CLAUSE);
    mirror.write(CLAUSE, "new\n");
    mirror.shows(CLAUSE, "new\n");
    mirror.remove(CLAUSE);
    mirror.settle();
}

fn by_backup_and_copy(mirror: Mirror) {
    let backup = format!("{CLAUSE}~");
    fs::copy(mirror.path(CLAUSE), mirror.path(&backup)).unwrap();
    mirror.write(CLAUSE, "new\n");
    mirror.shows(CLAUSE, "new\n");
}

fn the_configuration(mirror: Mirror) {
    let config = "fineprint.toml";
    mirror.write(config, "first\n");
    mirror.shows(config, "first\n");
    mirror.write("fineprint.toml.new", "second\n");
    mirror.rename("fineprint.toml.new", config);
    mirror.shows(config, "second\n");
    mirror.remove(config);
    mirror.settle();
    mirror.write(config, "third\n");
    mirror.shows(config, "third\n");
}

fn a_folder_renamed(mirror: Mirror) {
    mirror.rename("brands/acme", "brands/bolt");
    mirror.write("brands/bolt/brand.toml", "name = 'Bolt'\n");
    mirror.shows("brands/bolt/brand.toml", "name = 'Bolt'\n");
    mirror.write("brands/bolt/clauses/opening.md", "Bolt's.\n");
    mirror.shows("brands/bolt/clauses/opening.md", "Bolt's.\n");
}

fn new_folders_with_a_file(mirror: Mirror) {
    for brand in 0..10 {
        let file = format!("brands/new-{brand}/clauses/deep/er/opening.md");
        mirror.write(&file, "new\n");
        mirror.shows(&file, "new\n");
        mirror.write(&file, "newer\n");
        mirror.shows(&file, "newer\n");
    }
}

/// Copies a folder.
fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() { copy(&entry.path(), &target) } else { _ = fs::copy(entry.path(), target).unwrap() }
    }
}

fn a_brand_copied_in(mirror: Mirror) {
    copy(&mirror.path("brands/acme"), &mirror.path("brands/bolt"));
    mirror.shows("brands/bolt/clauses/opening.md", "Acme's.\n");
    mirror.write("brands/bolt/clauses/opening.md", "Bolt's.\n");
    mirror.shows("brands/bolt/clauses/opening.md", "Bolt's.\n");
}

fn a_brand_moved_out(mirror: Mirror) {
    mirror.rename("brands/acme", "acme-for-later");
    mirror.settle();
    mirror.write("acme-for-later/brand.toml", "name = 'Later'\n");
    mirror.rename("acme-for-later", "brands/acme");
    mirror.shows("brands/acme/brand.toml", "name = 'Later'\n");
    fs::remove_dir_all(mirror.path("brands/acme")).unwrap();
    mirror.settle();
}

fn many_files(mirror: Mirror) {
    for text in ["first\n", "second\n"] {
        for number in 0..200 {
            mirror.write(&format!("content/clauses/{number}.md"), text);
        }
        mirror.shows("content/clauses/199.md", text);
    }
}

/// Two folders change names: watches that go by folder, not by name, must change too.
fn a_folder_exchanged(mirror: Mirror) {
    copy(&mirror.path("brands/acme"), &mirror.path("brands/bolt"));
    for text in ["first\n", "second\n", "third\n"] {
        mirror.rename("brands/acme", "brands/other");
        mirror.rename("brands/bolt", "brands/acme");
        mirror.rename("brands/other", "brands/bolt");
        mirror.settle();
        for file in ["brands/acme/clauses/opening.md", "brands/bolt/brand.toml"] {
            mirror.write(file, text);
            mirror.shows(file, text);
        }
    }
}

fn a_folder_that_was_missing(mut mirror: Mirror) {
    let means = mirror.means();
    mirror = Mirror::new(means, &[(CLAUSE, "old\n")]);
    let file = "brands/acme/clauses/opening.md";
    for text in ["first\n", "second\n"] {
        mirror.write(file, text);
        mirror.shows(file, text);
    }
}

fn content_replaced(mirror: Mirror) {
    for text in ["first\n", "second\n"] {
        mirror.write("next/clauses/opening.md", text);
        mirror.rename("content", "previous");
        mirror.rename("next", "content");
        mirror.shows(CLAUSE, text);
        mirror.write(CLAUSE, "edited\n");
        mirror.shows(CLAUSE, "edited\n");
        fs::remove_dir_all(mirror.path("previous")).unwrap();
    }
}

fn content_removed_and_made_again(mirror: Mirror) {
    for text in ["first\n", "second\n"] {
        fs::remove_dir_all(mirror.path("content")).unwrap();
        mirror.write(CLAUSE, text);
        mirror.shows(CLAUSE, text);
    }
    fs::remove_dir_all(mirror.path("content")).unwrap();
    mirror.settle();
}

fn the_root_moved_away_and_back(mirror: Mirror) {
    mirror.rename("", "../away");
    mirror.settle();
    mirror.write("../away/content/clauses/opening.md", "new\n");
    mirror.rename("../away", "");
    mirror.shows(CLAUSE, "new\n");
    mirror.write(CLAUSE, "newer\n");
    mirror.shows(CLAUSE, "newer\n");
}

fn link(mirror: &Mirror, target: &str, path: &str) {
    std::os::unix::fs::symlink(target, mirror.path(path)).unwrap();
}

/// One file with two paths: an edit is seen at both, and when one path goes, the other is still watched.
fn linked_folders(mirror: Mirror) {
    link(&mirror, "../../content/clauses", "brands/acme/shared");
    mirror.shows("brands/acme/shared/opening.md", "old\n");
    mirror.write(CLAUSE, "first\n");
    mirror.shows("brands/acme/shared/opening.md", "first\n");
    mirror.write("brands/acme/shared/opening.md", "second\n");
    mirror.shows(CLAUSE, "second\n");
    mirror.remove("brands/acme/shared");
    mirror.settle();
    mirror.write(CLAUSE, "third\n");
    mirror.shows(CLAUSE, "third\n");
}

fn a_circle_of_links(mirror: Mirror) {
    link(&mirror, "..", "content/clauses/up");
    mirror.write(CLAUSE, "new\n");
    mirror.shows(CLAUSE, "new\n");
}

fn hidden_names_that_are_copied(mirror: Mirror) {
    let file = "brands/acme/static/.well-known/security.txt";
    for text in ["first\n", "second\n"] {
        mirror.write(file, text);
        mirror.shows(file, text);
    }
}

/// Looks that cover nothing but `file`, for which it waits.
fn only_looks_at(mirror: &Mirror, file: &str) {
    mirror.looks_at(file);
    let allowed = Look::At(BTreeSet::from([mirror.path(file)]));
    for look in mirror.take_looks() {
        assert_eq!(look, allowed);
    }
}

#[test]
fn reading_is_no_news() {
    let mirror = workspace(Means::Native);
    for _ in 0..20 {
        mirror.settle();
        fs::read(mirror.path(CLAUSE)).unwrap();
    }
    // What comes of an edit comes after all that might have come of reading.
    mirror.write(CLAUSE, "new\n");
    only_looks_at(&mirror, CLAUSE);
}

#[test]
fn what_is_no_content_is_no_news() {
    let mirror = workspace(Means::Native);
    let files = ["target/debug/x", "public/acme/index.html", ".git/index", "notes.md", "fineprint.toml~", "content/.hidden"];
    for file in files.into_iter().chain(["content/clauses/4913", "content/clauses/opening.md~", "content/clauses/#opening.md#"]) {
        mirror.write(file, "x");
        mirror.write(file, "y");
        mirror.remove(file);
    }
    mirror.write(CLAUSE, "new\n");
    only_looks_at(&mirror, CLAUSE);
}

#[test]
fn a_watch_that_is_dropped_ends() {
    for means in [Means::Native, Means::Poll] {
        let mut mirror = workspace(means);
        mirror.write(CLAUSE, "new\n");
        mirror.settle();
        mirror.write(CLAUSE, "newer\n");
        mirror.stop();
        // Another sees what has happened meanwhile, and goes on.
        mirror.start(means);
        mirror.write("content/clauses/contact.md", "new\n");
        mirror.shows(CLAUSE, "newer\n");
    }
}

#[test]
fn a_root_that_is_missing_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let error = Watch::start(&folder.path().join("shop"), &FOLDERS, Means::Native, |_| {}).unwrap_err();
    assert!(!error.is_limit());
    assert!(error.to_string().starts_with("cannot watch `"), "{error}");
}

#[test]
fn a_workspace_known_by_a_link_keeps_its_name() {
    let mut mirror = Mirror::unwatched(&[(CLAUSE, "old\n")]);
    let real = mirror.path("").with_file_name("real");
    fs::rename(mirror.path(""), &real).unwrap();
    std::os::unix::fs::symlink(&real, mirror.path("").with_file_name("shop")).unwrap();
    mirror.start(Means::Native);
    mirror.write(CLAUSE, "new\n");
    only_looks_at(&mirror, CLAUSE);
}
