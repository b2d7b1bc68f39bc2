//! Builds to which the system says no: the site that stands stays whole, the message says what is the matter, and the next build is as if
//! nothing had been. The superuser is told no by nobody, so the builds run as another user then.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test looks at the disk")]

#[path = "support/user.rs"]
mod user;
#[path = "support/workspace.rs"]
mod workspace;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use workspace::{Workspace, files};

/// A workspace with the brands `abel` and `acme`, built by a user who is not the superuser.
struct Ordinary {
    workspace: Workspace,
}

impl Ordinary {
    fn new() -> Self {
        let workspace = Workspace::new();
        workspace.write("brands/abel/brand.toml", fs::read(workspace.path("brands/acme/brand.toml")).unwrap());
        Self { workspace }
    }

    /// Runs `fineprint` in a shell that has run `before`: the exit code and stderr, the workspace shown as `/workspace`.
    fn run(&self, before: &str) -> (Option<i32>, String) {
        let output = user::shell(&self.workspace).arg("-c").arg(format!("{before}; exec \"$fineprint\" build")).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), stderr.replace(self.workspace.root().to_str().unwrap(), "/workspace"))
    }

    fn build(&self) -> (Option<i32>, String) {
        self.run(":")
    }

    fn build_ok(&self) {
        let (code, stderr) = self.build();
        assert_eq!(code, Some(0), "{stderr}");
    }

    fn edit(&self, text: &str) {
        self.workspace.write("content/clauses/base/opening.md", format!("+++\n+++\n{text}\n"));
    }

    fn mode(&self, path: &str) -> u32 {
        fs::symlink_metadata(self.workspace.path(path)).unwrap().permissions().mode() & 0o7777
    }
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Edits a text, makes `path` one that `mode` guards, and expects the build to fail with `message` and to change nothing. Then, with the
/// way free again, a build that is right.
#[track_caller]
fn denied(path: &str, mode: u32, message: &str) {
    let ordinary = Ordinary::new();
    ordinary.build_ok();
    let public = ordinary.workspace.path("public");
    let before = files(&public);
    ordinary.edit("A new opening.");
    let guarded = ordinary.workspace.path(path);
    let former = ordinary.mode(path);
    set_mode(&guarded, mode);
    let said = ordinary.build();
    set_mode(&guarded, former);
    assert_eq!(said, (Some(2), format!("error: {message}\n")));
    assert_eq!(files(&public), before);
    ordinary.build_ok();
    assert_eq!(files(&public).keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    assert!(files(&public).values().any(|text| text.contains("A new opening.")));
}

#[test]
fn a_source_that_may_not_be_read() {
    let path = "content/clauses/base/opening.md";
    denied(path, 0o000, &format!("cannot read `/workspace/{path}`: Permission denied (os error 13)"));
}

#[test]
fn a_folder_of_sources_that_may_not_be_read() {
    denied("brands/abel", 0o000, "cannot read `/workspace/brands/abel`: Permission denied (os error 13)");
}

#[test]
fn an_output_folder_that_may_not_be_written_to() {
    denied("public", 0o555, "cannot write `/workspace/public`: Permission denied (os error 13)");
}

#[test]
fn a_page_that_may_not_be_read() {
    let path = "public/acme/privacy/index.html";
    denied(path, 0o000, &format!("cannot write `/workspace/{path}`: Permission denied (os error 13)"));
}

#[test]
fn a_marker_that_may_not_be_read() {
    denied("public/.fineprint", 0o000, "cannot write `/workspace/public/.fineprint`: Permission denied (os error 13)");
}

#[test]
fn a_brands_folder_that_may_not_be_moved_leaves_each_brand_whole() {
    let ordinary = Ordinary::new();
    ordinary.build_ok();
    let acme = files(&ordinary.workspace.path("public/acme"));
    ordinary.edit("A new opening.");
    set_mode(&ordinary.workspace.path("public/acme"), 0o555);
    let message = "error: cannot write `/workspace/public/acme`: Permission denied (os error 13)\n";
    assert_eq!(ordinary.build(), (Some(2), message.to_owned()));
    assert_eq!(files(&ordinary.workspace.path("public/acme")), acme);
    let abel = fs::read_to_string(ordinary.workspace.path("public/abel/privacy/index.html")).unwrap();
    assert!(abel.contains("A new opening."), "the brands before it are in place");
    assert_eq!(fs::read_dir(ordinary.workspace.path("public")).unwrap().count(), 3, "the brands and the marker");
    set_mode(&ordinary.workspace.path("public/acme"), 0o755);
    ordinary.build_ok();
    assert_ne!(files(&ordinary.workspace.path("public/acme")), acme);
}

#[test]
fn a_folder_within_a_brands_that_may_not_be_written_to_is_replaced_all_the_same() {
    let ordinary = Ordinary::new();
    ordinary.build_ok();
    for text in ["A new opening.", "A newer opening."] {
        ordinary.edit(text);
        set_mode(&ordinary.workspace.path("public/acme/privacy"), 0o555);
        ordinary.build_ok();
        assert_eq!(fs::read_dir(ordinary.workspace.path("public")).unwrap().count(), 3, "the brands and the marker");
    }
    assert_eq!(ordinary.mode("public/acme/privacy"), 0o555);
}

#[test]
fn a_build_that_changes_nothing_needs_no_right_to_write() {
    let ordinary = Ordinary::new();
    ordinary.build_ok();
    for path in ["public", "public/abel", "public/acme", "public/acme/privacy"] {
        set_mode(&ordinary.workspace.path(path), 0o555);
    }
    ordinary.build_ok();
    for path in ["public", "public/abel", "public/acme", "public/acme/privacy"] {
        set_mode(&ordinary.workspace.path(path), 0o755);
    }
}

#[test]
fn a_first_build_that_fails_leaves_no_folder() {
    let ordinary = Ordinary::new();
    ordinary.workspace.write("brands/acme/static/film.bin", vec![7; 100_000]);
    // A limit on the size of files stands for a full disk.
    let message = "error: cannot write `/workspace/public/acme/film.bin`: File too large (os error 27)\n";
    assert_eq!(ordinary.run("trap '' XFSZ; ulimit -f 64"), (Some(2), message.to_owned()));
    assert!(!ordinary.workspace.path("public").exists());
}

#[test]
fn a_build_that_may_open_few_files() {
    let ordinary = Ordinary::new();
    ordinary.build_ok();
    ordinary.edit("A new opening.");
    // A build holds few files open at a time, however many there are.
    let (code, stderr) = ordinary.run("ulimit -n 24");
    assert_eq!((code, stderr.contains("error")), (Some(0), false), "{stderr}");
}

#[test]
fn a_web_server_may_read_what_is_written() {
    for (umask, file, folder) in [("022", 0o644, 0o755), ("077", 0o600, 0o700), ("002", 0o664, 0o775)] {
        let ordinary = Ordinary::new();
        for text in ["An opening.", "A new opening."] {
            ordinary.edit(text);
            assert_eq!(ordinary.run(&format!("umask {umask}")).0, Some(0));
            let of_files =
                ["public/acme/privacy/index.html", "public/acme/manifest.json", "public/.fineprint"].map(|path| ordinary.mode(path));
            let of_folders = ["public", "public/acme", "public/acme/privacy"].map(|path| ordinary.mode(path));
            assert_eq!((of_files, of_folders), ([file; 3], [folder; 3]), "umask {umask}");
        }
    }
}

#[test]
fn a_folder_keeps_the_permissions_that_somebody_has_given_it() {
    let ordinary = Ordinary::new();
    ordinary.build_ok();
    set_mode(&ordinary.workspace.path("public/acme"), 0o2775);
    set_mode(&ordinary.workspace.path("public/acme/privacy"), 0o750);
    ordinary.edit("A new opening.");
    ordinary.build_ok();
    assert_eq!((ordinary.mode("public/acme"), ordinary.mode("public/acme/privacy")), (0o2775, 0o750));
}
