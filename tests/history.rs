//! What has changed below a stale edit, told from the history of a real git repository, and told of nothing where there is none.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

#[path = "support/workspace.rs"]
mod workspace;

use workspace::{FINEPRINT, Workspace};

const SHARED: &str = "content/clauses/base/contact.md";
const EDIT: &str = "+++\nedit = \"append\"\n+++\nOr call.\n";

/// The shared clause with this text.
fn shared(text: &str) -> String {
    format!("+++\ntitle = \"Contact us\"\n+++\n{text}\n")
}

fn run(workspace: &Workspace, line: &str) -> String {
    let output = workspace.command("sh").args(["-c", line]).output().unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

/// git with a name for its commits, and no settings of whoever runs the test.
fn git(workspace: &Workspace, words: &str) {
    let alone = "GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1";
    let output = run(workspace, &format!("{alone} git -c user.name=writer -c user.email=writer@acme.example {words} && echo done"));
    assert!(output.ends_with("done\n"), "git {words}: {output}");
}

fn commit(workspace: &Workspace) {
    git(workspace, "add -A");
    git(workspace, "commit -q -m change");
}

/// A workspace in which `acme` has an edit of `contact`, accepted, in a repository whose root is the folder `above` the workspace's.
fn repository(above: &str) -> Workspace {
    let workspace = Workspace::new();
    git(&workspace, &format!("init -q {above}"));
    workspace.write(SHARED, shared("Write to us."));
    workspace.write("brands/acme/clauses/contact.md", EDIT);
    run(&workspace, "fineprint accept acme");
    commit(&workspace);
    workspace
}

#[test]
fn the_finding_shows_what_has_changed() {
    for above in [".", ".."] {
        let workspace = repository(above);
        workspace.write(SHARED, shared("Write to us, and wait."));
        commit(&workspace);
        workspace.write(SHARED, shared("Write to us, and wait a week."));
        let changed = "- Write to us.\n          + Write to us, and wait a week.\n";
        for command in ["check", "build"] {
            let said = run(&workspace, &format!("fineprint {command}"));
            assert!(said.contains("warning[stale-override]") && said.contains(changed), "{command} in {above}: {said}");
        }
        let json = run(&workspace, "fineprint check --format json");
        assert!(json.contains("this has changed since:\\n- Write to us.\\n+ Write to us, and wait a week.\\n"), "{json}");
    }
}

#[test]
fn a_clause_is_followed_to_another_folder() {
    let workspace = repository(".");
    run(&workspace, &format!("mkdir content/clauses/frame && git mv {SHARED} content/clauses/frame/"));
    commit(&workspace);
    workspace.write("content/clauses/frame/contact.md", shared("Call us."));
    let said = run(&workspace, "fineprint check");
    assert!(said.contains("- Write to us.") && said.contains("+ Call us."), "{said}");
}

#[test]
fn the_edit_of_a_parent_has_a_history_too() {
    let workspace = Workspace::new();
    git(&workspace, "init -q .");
    workspace.write("brands/house/brand.toml", "abstract = true\n");
    workspace.write("brands/house/clauses/contact.md", "+++\n+++\nAsk the house.\n");
    let acme = std::fs::read_to_string(workspace.path("brands/acme/brand.toml")).unwrap();
    workspace.write("brands/acme/brand.toml", format!("extends = \"house\"\n{acme}"));
    workspace.write("brands/acme/clauses/contact.md", EDIT);
    run(&workspace, "fineprint accept --all");
    commit(&workspace);
    let house = run(&workspace, "sed s/Ask/Call/ brands/house/clauses/contact.md");
    workspace.write("brands/house/clauses/contact.md", house);
    let said = run(&workspace, "fineprint check");
    assert!(said.contains("- Ask the house.") && said.contains("+ Call the house."), "{said}");
}

#[test]
fn without_a_history_the_finding_is_the_same_but_for_the_difference() {
    let workspace = repository(".");
    workspace.write(SHARED, shared("Call us."));
    let with = run(&workspace, "fineprint check");
    assert!(with.contains("- Write to us."), "{with}");
    let no_git = run(&workspace, &format!("PATH=/nowhere {FINEPRINT} check"));
    std::fs::remove_dir_all(workspace.root().join(".git")).unwrap();
    let no_repository = run(&workspace, "fineprint check");
    assert!(no_repository.contains("warning[stale-override]") && !no_repository.contains("- Write"), "{no_repository}");
    assert_eq!(no_git, no_repository);
}
