//! `fineprint serve` as a process: what it prints, how it ends, who may ask, and what is left after a storm of edits.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test runs the program and looks at the disk"
)]

#[path = "support/serving.rs"]
mod serving;
#[path = "support/workspace.rs"]
mod workspace;

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::path::Path;

use serving::{Serving, eventually};
use workspace::{FINEPRINT, Workspace, files};

/// The page of the smallest workspace.
const PAGE: &str = "/site/acme/privacy/";

#[test]
fn an_edit_is_on_the_page() {
    let workspace = Workspace::new();
    let serving = Serving::start(&workspace, &[]);
    assert!(serving.get(PAGE).body.contains("Acme"));
    workspace.write("content/clauses/base/opening.md", "+++\n+++\nA new opening.\n");
    eventually("the new text", || serving.get(PAGE).body.contains("A new opening."));
    workspace.write(
        "brands/bolt/brand.toml",
        fs::read_to_string(workspace.path("brands/acme/brand.toml"))
            .unwrap()
            .replace("Acme", "Bolt")
            .replace("acme.example", "bolt.example"),
    );
    eventually("the new brand", || serving.get("/site/bolt/privacy/").body.contains("A new opening."));
    fs::remove_dir_all(workspace.path("brands/bolt")).unwrap();
    eventually("the brand is gone", || serving.get("/site/bolt/privacy/").status == 404);
}

#[test]
fn what_is_wrong_leaves_the_last_good_page() {
    let workspace = Workspace::new();
    let serving = Serving::start(&workspace, &[]);
    let before = serving.get(PAGE).body;
    workspace.write("content/clauses/base/opening.md", "+++\n+++\nSee {{ values.nothing }}.\n");
    eventually("the finding", || serving.state(PAGE)["errors"] == 1);
    assert_eq!(serving.get(PAGE).body, before);
    assert!(serving.state(PAGE)["report"].as_str().unwrap().contains("nothing defines `values.nothing`"));
    workspace.write("content/clauses/base/opening.md", "+++\n+++\nMended.\n");
    eventually("the mended page", || serving.state(PAGE)["errors"] == 0 && serving.get(PAGE).body.contains("Mended."));
}

#[test]
fn it_starts_where_nothing_can_be_read() {
    let workspace = Workspace::new();
    fs::rename(workspace.path("content"), workspace.path("contents")).unwrap();
    let serving = Serving::start(&workspace, &["--brand", "acme"]);
    eventually("the reason", || serving.state(PAGE)["report"].as_str().unwrap().contains("so it is not a workspace"));
    fs::rename(workspace.path("contents"), workspace.path("content")).unwrap();
    eventually("the page", || serving.get(PAGE).body.contains("Acme"));
}

#[test]
fn a_brand_that_cannot_be_read_says_why_and_keeps_no_other_from_being_shown() {
    let workspace = Workspace::new();
    let acme = fs::read_to_string(workspace.path("brands/acme/brand.toml")).unwrap();
    workspace.write("brands/base/brand.toml", "name = \"Base\"\nabstract = true\n");
    workspace.write(
        "brands/bolt/brand.toml",
        acme.replace("name = \"Acme\"", "name = \"Bolt\"\nextends = \"base\"").replace("acme.example", "bolt.example"),
    );
    let serving = Serving::start(&workspace, &[]);
    let errors = |brand: &str| serving.state(&format!("/site/{brand}/privacy/"))["errors"].clone();
    let count = |brand: &str| {
        let brands: serde_json::Value = serde_json::from_str(&serving.get("/_fineprint/brands").body).unwrap();
        let found = brands["brands"].as_array().unwrap().iter().find(|found| found["id"] == brand).unwrap().clone();
        (found["state"].as_str().unwrap().to_owned(), found["errors"].as_u64().unwrap())
    };
    let ready = |brand: &str| count(brand) == ("ready".to_owned(), 0);
    eventually("both are ready", || ready("acme") && ready("bolt"));
    // A parent's file is no TOML: the brand that extends it says so, and says it still when all brands have been looked at.
    workspace.write("brands/base/brand.toml", "name = ");
    eventually("bolt is in error", || errors("bolt") == 1 && count("bolt") == ("errors".to_owned(), 1) && ready("acme"));
    assert!(serving.state("/site/bolt/privacy/")["report"].as_str().unwrap().contains("brands/base/brand.toml:1:"));
    assert_eq!(errors("acme"), 0);
    // Its folder cannot be read at all, while the other brand has an error of its own.
    workspace.write("brands/base/brand.toml", "name = \"Base\"\nabstract = true\n");
    std::os::unix::fs::symlink("/", workspace.path("brands/bolt/clauses")).unwrap();
    workspace.write("brands/acme/clauses/opening.md", "+++\n+++\nSee {{ values.nothing }}.\n");
    eventually("both are in error", || count("bolt") == ("errors".to_owned(), 1) && count("acme") == ("errors".to_owned(), 1));
    let report = |brand: &str| serving.state(&format!("/site/{brand}/privacy/"))["report"].as_str().unwrap().to_owned();
    assert!(report("bolt").contains("a link that leads out of the workspace") && !report("acme").contains("a link that leads out"));
    assert!(report("acme").contains("nothing defines `values.nothing`"), "{}", report("acme"));
    fs::remove_file(workspace.path("brands/bolt/clauses")).unwrap();
    fs::remove_file(workspace.path("brands/acme/clauses/opening.md")).unwrap();
    eventually("all is mended", || ready("acme") && ready("bolt") && errors("acme") == 0 && errors("bolt") == 0);
}

#[test]
fn a_brand_that_is_no_longer_built_is_no_longer_shown() {
    let workspace = Workspace::new();
    let serving = Serving::start(&workspace, &[]);
    assert_eq!(serving.get(PAGE).status, 200);
    let acme = fs::read_to_string(workspace.path("brands/acme/brand.toml")).unwrap();
    workspace.write("brands/acme/brand.toml", format!("abstract = true\n{acme}"));
    eventually("the page is gone", || serving.get(PAGE).status == 404);
    let brands: serde_json::Value = serde_json::from_str(&serving.get("/_fineprint/brands").body).unwrap();
    assert_eq!(brands["error"], "no brand here is to be built: they are abstract, only there to be extended");
    workspace.write("brands/acme/brand.toml", acme);
    eventually("the page is back", || serving.get(PAGE).status == 200);
}

#[test]
fn what_another_brand_defines_is_known() {
    let workspace = Workspace::new();
    let acme = fs::read_to_string(workspace.path("brands/acme/brand.toml")).unwrap();
    let serving = Serving::start(&workspace, &[]);
    workspace
        .write("content/clauses/base/opening.md", "+++\n+++\nThe opening{% if values.days %}, in {{ values.days }} days{% endif %}.\n");
    eventually("nobody defines it", || serving.state(PAGE)["errors"] == 1);
    workspace.write("brands/bolt/brand.toml", acme.replace("Acme", "Bolt") + "[values]\ndays = 3\n");
    eventually("another brand does", || serving.get(PAGE).body.contains("The opening.") && serving.state(PAGE)["errors"] == 0);
    fs::remove_dir_all(workspace.path("brands/bolt")).unwrap();
    eventually("nobody does", || serving.state(PAGE)["errors"] == 1);
}

#[test]
fn a_link_to_a_file_outside_the_folders_is_followed() {
    let workspace = Workspace::new();
    workspace.write("texts/opening.md", "+++\n+++\nOne.\n");
    fs::remove_file(workspace.path("content/clauses/base/opening.md")).unwrap();
    std::os::unix::fs::symlink(workspace.path("texts/opening.md"), workspace.path("content/clauses/base/opening.md")).unwrap();
    let serving = Serving::start(&workspace, &[]);
    assert!(serving.get(PAGE).body.contains("One."));
    workspace.write("texts/opening.md", "+++\n+++\nTwo.\n");
    eventually("the new text", || serving.get(PAGE).body.contains("Two."));
}

#[test]
fn nothing_is_written() {
    let workspace = Workspace::new();
    let before = files(workspace.root());
    let serving = Serving::start(&workspace, &[]);
    assert_eq!(serving.get(PAGE).status, 200);
    assert_eq!(serving.get("/").status, 200);
    serving.end();
    assert_eq!(files(workspace.root()), before);
}

#[test]
fn a_port_that_is_named_and_busy_is_a_clear_failure() {
    let workspace = Workspace::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = workspace.command(FINEPRINT).args(["serve", "--port", &port]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap().replace(&port, "PORT");
    assert_eq!(
        said,
        "error: port PORT is busy: another program listens there; name another with --port, or leave it out for the next free one\n"
    );
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_brand_that_is_not_there_is_a_clear_failure() {
    let workspace = Workspace::new();
    let output = workspace.command(FINEPRINT).args(["serve", "--port", "0", "--brand", "acmee"]).output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "error: there is no brand `acmee`; did you mean `acme`?\n");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_brand_with_a_name_that_cannot_be_taken_is_not_passed_over() {
    for name in ["a:b", "c\\d"] {
        let workspace = Workspace::new();
        workspace.write(&format!("brands/{name}/brand.toml"), "name = \"Odd\"");
        let output = workspace.command(FINEPRINT).arg("check").output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(String::from_utf8(output.stderr).unwrap().ends_with("its name has characters that fineprint does not take\n"));
        let serving = Serving::start(&workspace, &[]);
        assert!(serving.state(PAGE)["report"].as_str().unwrap().contains("its name has characters that fineprint does not take"));
    }
}

#[test]
fn ctrl_c_ends_it_cleanly() {
    let workspace = Workspace::new();
    let serving = Serving::start(&workspace, &[]);
    let stream = serving.stream();
    let (code, log) = serving.end();
    assert_eq!(code, Some(0));
    assert!(log.ends_with("the preview has ended\n"), "{log}");
    assert!(stream.rest().ends_with("0\r\n\r\n"), "the stream of changes is ended, not cut off");
}

#[test]
fn a_request_from_elsewhere_is_refused() {
    let workspace = Workspace::new();
    let serving = Serving::start(&workspace, &[]);
    let port = serving.address.rsplit(':').next().unwrap().to_owned();
    let own = format!("Host: {}\r\n", serving.address);
    assert_eq!(serving.ask(PAGE, &own).status, 200);
    assert_eq!(serving.ask(PAGE, &format!("Host: localhost:{port}\r\n")).status, 200);
    assert_eq!(serving.ask(PAGE, &format!("Host: evil.example:{port}\r\n")).status, 421);
    assert_eq!(serving.ask(PAGE, "").status, 421);
    for foreign in ["Origin: http://evil.example\r\n", "Sec-Fetch-Site: cross-site\r\n"] {
        assert_eq!(serving.ask("/_fineprint/events", &(own.clone() + foreign)).status, 403, "{foreign}");
    }
}

#[test]
fn no_path_leads_out_of_the_site() {
    let workspace = Workspace::new();
    workspace.write("secret.txt", "the secret");
    std::os::unix::fs::symlink(workspace.path("secret.txt"), workspace.path("brands/acme/link.txt")).unwrap();
    let serving = Serving::start(&workspace, &[]);
    let up = ["..", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "..%00", "%c0%ae%c0%ae", "..\\", "%5c..", "..%5c", "....", "..;"];
    let roots = ["/", "/site/", "/site/acme/", "/site/acme/privacy/", "/draft/acme/", "/_fineprint/", "/open/acme/", "//", "/site//acme/"];
    let ends = ["secret.txt", "brands/acme/brand.toml", "content/facts.toml", "etc/passwd", "brands/acme/link.txt"];
    let separators = ["/", "%2f", "%5c", "\\"];
    let mut ways = Vec::new();
    for (up, separator) in up.iter().flat_map(|up| separators.map(|separator| (up, separator))) {
        ways.extend((1..4).map(|depth| format!("{up}{separator}").repeat(depth)));
    }
    for way in ways {
        for (root, end) in roots.iter().flat_map(|root| ends.map(|end| (root, end))) {
            let path = format!("{root}{way}{end}");
            let answer = serving.get(&path);
            let leaks = ["the secret", "privacy@acme.example\"", "[facts.", "root:"].iter().any(|leak| answer.body.contains(leak));
            assert!(!leaks && [302, 400, 404].contains(&answer.status), "{path}: {} {}", answer.status, answer.body);
        }
    }
    for path in [
        "/site/acme/brand.toml",
        "/site/acme/../../brands/acme/brand.toml",
        "/brands/acme/brand.toml",
        "/site/acme/link.txt",
        "/_fineprint/frame.html",
    ] {
        assert_eq!(serving.get(path).status, 404, "{path}");
    }
}

#[test]
fn a_link_out_of_the_workspace_is_not_followed() {
    let workspace = Workspace::new();
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("brand.toml"), "name = \"Outside\"").unwrap();
    let serving = Serving::start(&workspace, &[]);
    assert_eq!(serving.get(PAGE).status, 200);
    std::os::unix::fs::symlink(outside.path().join("brand.toml"), workspace.path("brands/acme/clauses.md")).unwrap();
    eventually("the reason", || serving.state(PAGE)["report"].as_str().unwrap().contains("it is a link that leads out of the workspace"));
}

/// Numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

#[test]
fn after_a_storm_the_preview_is_what_a_build_gives() {
    let workspace = Workspace::new();
    let acme = fs::read_to_string(workspace.path("brands/acme/brand.toml")).unwrap();
    let brands = ["acme", "bolt", "cobalt"];
    for brand in brands {
        workspace.write(&format!("brands/{brand}/brand.toml"), acme.replace("Acme", brand));
    }
    let serving = Serving::start(&workspace, &[]);
    let stream = serving.stream();
    let mut numbers = Numbers(7);
    let mut memory = Vec::new();
    for step in 0..1000 {
        let brand = brands[numbers.below(3)];
        let clause = ["opening", "contact"][numbers.below(2)];
        match numbers.below(8) {
            0 => workspace
                .write(&format!("content/clauses/base/{clause}.md"), format!("+++\n+++\nStep {step} has {{{{ values.nothing }}}}.\n")),
            1 => workspace.write(&format!("brands/{brand}/brand.toml"), "name = "),
            2 => drop(fs::remove_file(workspace.path(&format!("brands/{brand}/clauses/{clause}.md")))),
            3 => workspace.write(&format!("brands/{brand}/clauses/{clause}.md"), format!("+++\n+++\nStep {step} of our own.\n")),
            4 => workspace.write(&format!("brands/{brand}/brand.toml"), acme.replace("Acme", &format!("{brand} {step}"))),
            5 => drop(fs::remove_dir_all(workspace.path(&format!("brands/{brand}/clauses")))),
            6 => {
                let (from, to) = (workspace.path("content/clauses/base"), workspace.path("content/clauses/shelf"));
                let (from, to) = if from.is_dir() { (from, to) } else { (to, from) };
                fs::rename(&from, &to).unwrap();
                fs::rename(&to, &from).unwrap();
            }
            _ => workspace.write(&format!("content/clauses/base/{clause}.md"), format!("+++\n+++\nStep {step}.\n")),
        }
        if step % 4 == 0 {
            serving.get(&format!("/site/{brand}/privacy/"));
            serving.state(&format!("/draft/{brand}/cookies/"));
        }
        if step % 100 == 99 {
            memory.push(serving.memory());
        }
    }
    for brand in brands {
        workspace.write(&format!("brands/{brand}/brand.toml"), acme.replace("Acme", brand));
    }
    workspace.write("content/clauses/base/opening.md", "+++\n+++\nAfter the storm. See [](clause:contact).\n");
    workspace.write("content/clauses/base/contact.md", "+++\ntitle = \"Contact\"\n+++\nWrite to {{ contact.privacy_email }}.\n");
    let built = cold_build(&workspace);
    let shown =
        || -> BTreeMap<String, String> { built.keys().map(|path| (path.clone(), serving.get(&format!("/site/{path}")).body)).collect() };
    let is_built = |path: &String, body: &str| {
        let client = body.strip_prefix(built[path].as_str());
        client.is_some_and(|client| {
            client.is_empty() || path.ends_with(".html") && client.starts_with("<script src=\"/_fineprint/client.js\"")
        })
    };
    eventually("what a cold build gives", || shown().iter().all(|(path, body)| is_built(path, body)));
    for brand in brands {
        eventually("no error", || serving.state(&format!("/site/{brand}/privacy/"))["errors"] == 0);
    }
    drop(stream);
    // What the allocator keeps is not counted as growth: after the first hundreds of steps, nothing more may come.
    let (early, late) = (memory[2], memory[memory.len() - 1]);
    assert!(late < early + 12 * 1024, "memory grows: {memory:?} KiB");
}

/// The text files of every brand's folder, as a build into a new folder writes them.
fn cold_build(workspace: &Workspace) -> BTreeMap<String, String> {
    let out = tempfile::tempdir().unwrap();
    let status = workspace.command(FINEPRINT).arg("build").arg("--out").arg(out.path()).output().unwrap();
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
    let read = |path: &Path| Some((path.to_str()?.to_owned(), fs::read_to_string(out.path().join(path)).ok()?));
    let paths = walkdir::WalkDir::new(out.path()).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let relative = paths.map(|entry| entry.path().strip_prefix(out.path()).unwrap().to_owned());
    relative.filter(|path| path.components().count() > 1).filter_map(|path| read(&path)).collect()
}

#[test]
fn what_is_held_back_is_found_at_either_address() {
    let workspace = Workspace::new();
    let acme = fs::read_to_string(workspace.path("brands/acme/brand.toml")).unwrap();
    let unknown =
        acme.replace("privacy_email = \"privacy@acme.example\"", "") + "\n[unknown]\n\"contact.privacy_email\" = \"not settled\"\n";
    workspace.write("brands/acme/brand.toml", unknown);
    let serving = Serving::start(&workspace, &[]);
    assert_eq!(serving.get(PAGE).status, 302, "it leads to the draft");
    assert!(serving.get("/draft/acme/privacy/").body.contains("[contact.privacy_email]"));
    assert_eq!(serving.state(PAGE)["home"], "/draft/acme/privacy/");
    assert_eq!(serving.state("/draft/acme/privacy/")["wants"][0], "contact.privacy_email");
    workspace.write("brands/acme/brand.toml", acme);
    eventually("it is published", || serving.get(PAGE).status == 200 && serving.state("/draft/acme/privacy/")["home"] == PAGE);
}
