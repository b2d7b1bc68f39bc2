//! The output folder with real files: what a build writes, what it leaves alone and what it refuses.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test looks at the disk")]

#[path = "support/workspace.rs"]
mod workspace;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;
use std::process::Command;

use workspace::{FINEPRINT, Workspace, files};

/// Runs `fineprint build` with more arguments: the exit code and stderr, the workspace shown as `/workspace`.
fn build(workspace: &Workspace, args: &[&str]) -> (Option<i32>, String) {
    said(workspace, workspace.command(FINEPRINT).arg("build").args(args))
}

fn said(workspace: &Workspace, command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), stderr.replace(workspace.root().to_str().unwrap(), "/workspace"))
}

/// Builds, and everything is right.
fn build_ok(workspace: &Workspace) {
    let (code, stderr) = build(workspace, &[]);
    assert_eq!(code, Some(0), "{stderr}");
}

/// Inode and time of the last change of every file.
fn stamps(folder: &Path) -> BTreeMap<String, (u64, i64, i64)> {
    let stamp = |path: &String| {
        let plain = path.split(" -> ").next().unwrap();
        let meta = fs::symlink_metadata(folder.join(plain)).unwrap();
        (meta.ino(), meta.mtime(), meta.mtime_nsec())
    };
    files(folder).keys().map(|path| (path.clone(), stamp(path))).collect()
}

fn names(folder: &Path) -> Vec<String> {
    files(folder).into_keys().collect()
}

const COOKIES: &str = "content/clauses/base/cookies-opening.md";

/// A `brand.toml` that can take more documents at its end.
fn brand(name: &str) -> String {
    format!(
        "name = \"{name}\"\n[contact]\nprivacy_email = \"privacy@legal.example\"\n\
         [documents]\nprivacy = {{ effective = 2026-01-31 }}\ncookies = {{ effective = 2026-01-31 }}\n"
    )
}

#[test]
fn a_file_that_has_not_changed_is_the_same_file_with_the_same_time() {
    let workspace = Workspace::new();
    build_ok(&workspace);
    let before = stamps(&workspace.path("public"));
    workspace.write(COOKIES, "+++\n+++\nWe use few cookies.\n");
    build_ok(&workspace);
    let after = stamps(&workspace.path("public"));
    let touched: Vec<&str> = after.iter().filter(|(path, stamp)| before.get(*path) != Some(stamp)).map(|(path, _)| path.as_str()).collect();
    assert_eq!(
        touched,
        [
            "acme/cookies/fragment.html",
            "acme/cookies/index.html",
            "acme/cookies/index.json",
            "acme/cookies/index.md",
            "acme/cookies/index.txt",
            "acme/manifest.json"
        ]
    );
}

#[test]
fn a_build_without_changes_touches_nothing_not_even_a_folder() {
    let workspace = Workspace::new();
    build_ok(&workspace);
    let folders = || ["public", "public/acme", "public/acme/privacy"].map(|path| fs::metadata(workspace.path(path)).unwrap().mtime_nsec());
    let before = (stamps(&workspace.path("public")), folders());
    build_ok(&workspace);
    assert_eq!((stamps(&workspace.path("public")), folders()), before);
}

#[test]
fn what_fineprint_did_not_write_is_kept() {
    let workspace = Workspace::new();
    build_ok(&workspace);
    workspace.write("public/CNAME", "legal.acme.example");
    workspace.write("public/.well-known/security.txt", "Contact: …");
    workspace.write("public/acme/notes.txt", "mine");
    workspace.write("public/acme/privacy/scan.pdf", "%PDF");
    workspace.write("public/other/index.html", "not a brand");
    fs::create_dir_all(workspace.path("public/acme/empty/inside")).unwrap();
    symlink("notes.txt", workspace.path("public/acme/link")).unwrap();
    symlink("nowhere", workspace.path("public/acme/dangling")).unwrap();
    symlink("/etc", workspace.path("public/acme/folder-link")).unwrap();
    let foreign: Vec<(String, _)> = stamps_of_foreign(&workspace);
    assert_eq!(foreign.len(), 9);

    // A page changes, a page goes, the brand goes.
    workspace.write(COOKIES, "+++\n+++\nWe use few cookies.\n");
    build_ok(&workspace);
    assert_eq!(stamps_of_foreign(&workspace), foreign);
    workspace.write("brands/acme/brand.toml", brand("Acme").replace("privacy = {", "privacy = { sections = [],"));
    build_ok(&workspace);
    assert_eq!(stamps_of_foreign(&workspace), foreign);
    fs::remove_dir_all(workspace.path("brands/acme")).unwrap();
    workspace.write("brands/bolt/brand.toml", brand("Bolt"));
    build_ok(&workspace);
    assert_eq!(stamps_of_foreign(&workspace), foreign);
    let left: Vec<String> = names(&workspace.path("public/acme"));
    assert_eq!(left, ["dangling -> nowhere", "empty/inside/", "folder-link -> /etc", "link -> notes.txt", "notes.txt", "privacy/scan.pdf"]);
}

/// The stamps of the files that the test above has put into the output folder.
fn stamps_of_foreign(workspace: &Workspace) -> Vec<(String, u64)> {
    let mine = ["CNAME", ".well-known/security.txt", "acme/notes.txt", "acme/privacy/scan.pdf", "other/index.html"];
    let links = ["acme/link", "acme/dangling", "acme/folder-link"];
    let public = workspace.path("public");
    let inode = |path: &&str| ((*path).to_owned(), fs::symlink_metadata(public.join(path)).unwrap().ino());
    let mut found: Vec<_> = mine.iter().chain(&links).map(inode).collect();
    assert!(public.join("acme/empty/inside").is_dir());
    found.push(("acme/empty/inside".to_owned(), 0));
    found
}

#[test]
fn the_folder_of_a_brand_that_is_gone_goes_with_the_brand() {
    let workspace = Workspace::new();
    workspace.write("brands/bolt/brand.toml", brand("Bolt"));
    build_ok(&workspace);
    assert!(workspace.path("public/bolt").is_dir());
    fs::remove_dir_all(workspace.path("brands/bolt")).unwrap();
    build_ok(&workspace);
    assert!(!workspace.path("public/bolt").exists());
}

#[test]
fn a_folder_that_somebody_has_emptied_goes_with_the_brand() {
    let workspace = Workspace::new();
    workspace.write("brands/bolt/brand.toml", brand("Bolt"));
    build_ok(&workspace);
    fs::remove_file(workspace.path("public/bolt/privacy/index.html")).unwrap();
    fs::remove_dir_all(workspace.path("brands/bolt")).unwrap();
    build_ok(&workspace);
    assert!(!workspace.path("public/bolt").exists());
}

#[test]
fn a_copy_of_a_brands_folder_and_a_link_to_it_are_not_fineprints() {
    let workspace = Workspace::new();
    build_ok(&workspace);
    for (path, bytes) in files(&workspace.path("public/acme")) {
        workspace.write(&format!("public/acme-2025/{path}"), bytes);
    }
    symlink("acme", workspace.path("public/latest")).unwrap();
    let before = files(&workspace.path("public"));
    build_ok(&workspace);
    assert_eq!(files(&workspace.path("public")), before);
}

/// Puts something where a page would go, and expects the refusal to name `place` and to change nothing.
fn refused(prepare: impl Fn(&Workspace), place: &str) {
    let workspace = Workspace::new();
    workspace.write("brands/abel/brand.toml", brand("Abel"));
    workspace.write("content/documents/terms.toml", "title = \"Terms\"\nsections = []\n");
    build_ok(&workspace);
    workspace.write("content/documents/terms.toml", "title = \"Terms\"\nsections = [\"terms\"]\n");
    workspace.write("content/clauses/base/terms.md", "+++\n+++\nBe good.\n");
    for brand in ["abel", "acme"] {
        let mut text = fs::read_to_string(workspace.path(&format!("brands/{brand}/brand.toml"))).unwrap();
        text += "terms = { effective = 2026-01-31 }\n";
        workspace.write(&format!("brands/{brand}/brand.toml"), text);
    }
    prepare(&workspace);
    let before = (files(&workspace.path("public")), stamps(&workspace.path("public")));
    let why = "there is a file that fineprint did not write, where a page would go; move it, or choose another --out";
    let message = format!("error: refused to write to `/workspace/{place}`: {why}\n");
    assert_eq!(build(&workspace, &[]), (Some(2), message));
    assert_eq!((files(&workspace.path("public")), stamps(&workspace.path("public"))), before);
}

#[test]
fn somebody_elses_file_where_a_page_would_go_is_refused() {
    refused(|workspace| workspace.write("public/acme/terms/index.html", "mine"), "public/acme/terms/index.html");
}

#[test]
fn somebody_elses_file_where_a_folder_would_go_is_refused() {
    refused(|workspace| workspace.write("public/acme/terms", "mine"), "public/acme/terms");
}

#[test]
fn somebody_elses_folder_where_a_page_would_go_is_refused() {
    refused(|workspace| workspace.write("public/acme/terms/index.html/mine", "mine"), "public/acme/terms/index.html");
    refused(|workspace| fs::create_dir_all(workspace.path("public/acme/terms/index.html")).unwrap(), "public/acme/terms/index.html");
}

#[test]
fn nothing_is_written_through_a_link() {
    refused(
        |workspace| {
            fs::create_dir(workspace.path("elsewhere")).unwrap();
            symlink("../../elsewhere", workspace.path("public/acme/terms")).unwrap();
        },
        "public/acme/terms",
    );
    refused(
        |workspace| {
            fs::create_dir_all(workspace.path("public/acme/terms")).unwrap();
            symlink("nowhere", workspace.path("public/acme/terms/index.html")).unwrap();
        },
        "public/acme/terms/index.html",
    );
    refused(
        |workspace| {
            fs::rename(workspace.path("public/acme"), workspace.path("elsewhere")).unwrap();
            symlink("../elsewhere", workspace.path("public/acme")).unwrap();
        },
        "public/acme",
    );
}

#[test]
fn somebody_elses_file_where_a_brand_would_go_is_refused() {
    refused(
        |workspace| {
            fs::remove_dir_all(workspace.path("public/acme")).unwrap();
            workspace.write("public/acme", "mine");
        },
        "public/acme",
    );
}

#[test]
fn a_file_of_an_earlier_build_may_become_a_folder_and_a_folder_a_file() {
    let workspace = Workspace::new();
    workspace.write("brands/acme/static/terms", "a file");
    workspace.write("brands/acme/static/press/kit.txt", "a folder");
    build_ok(&workspace);
    fs::remove_dir_all(workspace.path("brands/acme/static")).unwrap();
    workspace.write("brands/acme/static/terms/of/use.txt", "a folder");
    workspace.write("brands/acme/static/press", "a file");
    build_ok(&workspace);
    let public = files(&workspace.path("public/acme"));
    let statics: Vec<&String> = public.keys().filter(|path| path.starts_with("terms") || path.starts_with("press")).collect();
    assert_eq!(statics, ["press", "terms/of/use.txt"]);
}

#[test]
fn a_folder_that_is_not_fineprints_is_refused() {
    let foreign = "it holds files that fineprint did not write; choose an empty or new folder with --out";
    let sources = "it is the workspace itself or one of its folders of sources; choose another --out";
    let workspace = Workspace::new();
    workspace.write("site/notes.txt", "mine");
    fs::create_dir(workspace.path("hidden")).unwrap();
    workspace.write("hidden/.git", "gitdir: …");
    symlink("content", workspace.path("link")).unwrap();
    let before = files(workspace.root());
    for (out, why) in [
        ("site", foreign),
        ("hidden", foreign),
        (".", sources),
        ("content", sources),
        ("themes/default", sources),
        ("link", sources),
        ("link/new", sources),
    ] {
        let message = format!("error: refused to write to `{out}`: {why}\n");
        assert_eq!(build(&workspace, &["--out", out]), (Some(2), message));
    }
    assert_eq!(files(workspace.root()), before);
}

#[test]
fn an_empty_folder_and_a_link_to_one_are_taken() {
    let workspace = Workspace::new();
    fs::create_dir(workspace.path("site")).unwrap();
    symlink("site", workspace.path("public")).unwrap();
    build_ok(&workspace);
    assert!(workspace.path("public").is_symlink());
    assert!(workspace.path("site/acme/privacy/index.html").is_file());
}

#[test]
fn a_build_with_an_error_leaves_the_old_site_byte_for_byte() {
    let workspace = Workspace::new();
    build_ok(&workspace);
    let before = (files(&workspace.path("public")), stamps(&workspace.path("public")));
    workspace.write("content/clauses/base/opening.md", "+++\n+++\nA new opening.\n");
    workspace.write(COOKIES, "+++\n+++\n{{ values.nothing }}\n");
    assert_eq!(build(&workspace, &[]).0, Some(1));
    assert_eq!((files(&workspace.path("public")), stamps(&workspace.path("public"))), before);
}

#[test]
fn a_disk_that_is_full_leaves_the_old_site_whole() {
    let workspace = Workspace::new();
    workspace.write("brands/abel/brand.toml", brand("Abel"));
    build_ok(&workspace);
    let before = (files(&workspace.path("public")), stamps(&workspace.path("public")));
    workspace.write(COOKIES, "+++\n+++\nWe use few cookies.\n");
    workspace.write("brands/acme/static/film.bin", vec![7; 100_000]);
    // A limit on the size of files stands for the full disk: it binds the superuser too.
    let mut limited = workspace.command("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 64; exec fineprint build"]);
    let message = "error: cannot write `/workspace/public/acme/film.bin`: File too large (os error 27)\n";
    assert_eq!(said(&workspace, &mut limited), (Some(2), message.to_owned()));
    assert_eq!((files(&workspace.path("public")), stamps(&workspace.path("public"))), before);
    build_ok(&workspace);
    assert!(workspace.path("public/acme/film.bin").is_file());
}

#[test]
fn the_same_sources_give_the_same_bytes_wherever_they_lie_and_in_whatever_order_they_were_written() {
    let here = Workspace::new();
    let there = Workspace::new();
    let sources = files(here.root());
    for (path, bytes) in sources.iter().rev() {
        there.write(&format!("a folder/with another name/{path}"), bytes);
    }
    build_ok(&here);
    assert_eq!(build(&there, &["--root", "a folder/with another name"]).0, Some(0));
    assert_eq!(files(&there.path("a folder/with another name/public")), files(&here.path("public")));
}

#[test]
fn a_reader_that_stops_early_is_no_failure() {
    let workspace = Workspace::new();
    for args in
        [["list", "clauses"], ["explain", "acme/privacy"], ["check", "--format=json"], ["build", "--format=json"], ["build", "--drafts"]]
    {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let status = workspace.command(FINEPRINT).args(args).stdout(writer.try_clone().unwrap()).stderr(writer).status().unwrap();
        assert_eq!(status.code(), Some(0), "{args:?}");
    }
}
