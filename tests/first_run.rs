//! What somebody gets who begins: the starter workspace, which the program carries with it.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test reads the repository")]

#[allow(dead_code, reason = "a part of what other tests need")]
#[path = "support/workspace.rs"]
mod workspace;

use std::collections::BTreeMap;

use fineprint::diagnostic::{Findings, Severity};
use fineprint::id::BrandId;
use fineprint::model::Project;
use fineprint::parse::{self, Seen};
use fineprint::path::SourcePath;
use fineprint::scaffold::NewBrand;
use fineprint::source::Sources;
use fineprint::todo::Todo;
use fineprint::{Options, compile, scaffold};
use walkdir::WalkDir;
use workspace::{FINEPRINT, Workspace};

const LIST: &str = "src/scaffold/starter.rs";

const LIST_HEAD: &str = r#"//! The files of the starter workspace. Written by `BLESS=1 cargo test --test first_run` from content/, themes/ and starter/.

/// A file of this repository.
macro_rules! as_here {
    ($path:literal) => {
        ($path, include_bytes!(concat!("../../", $path)))
    };
}

/// A file of the starter's own.
macro_rules! of_starter {
    ($path:literal) => {
        ($path, include_bytes!(concat!("../../starter/", $path)))
    };
}

"#;

/// The files below `folder`, by their paths without `strip`, and where they are in the repository.
fn files(folder: &str, strip: &str) -> BTreeMap<String, String> {
    let entries = WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let named = entries.map(|entry| entry.path().to_str().unwrap().to_owned()).filter(|path| !path.contains("/."));
    named.map(|path| (path.strip_prefix(strip).unwrap().to_owned(), path)).collect()
}

/// `BLESS=1 cargo test --test first_run` writes it.
#[test]
fn the_program_carries_the_library_the_themes_and_a_brand() {
    // A vendor that no brand of a workspace uses is a finding: those of the starter's brand come along.
    let brand: toml::Table = std::fs::read_to_string("starter/brands/acme-studio/brand.toml").unwrap().parse().unwrap();
    let used: Vec<String> = brand["vendors"]["use"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
    let mut wanted = files("content", "");
    wanted.retain(|path, _| {
        let vendor = path.strip_prefix("content/vendors/").and_then(|name| name.strip_suffix(".toml"));
        vendor.is_none_or(|vendor| used.iter().any(|used| used == vendor))
    });
    wanted.extend(files("themes", ""));
    wanted.extend(files("starter", "starter/"));
    let kind = |file: &str| if file.starts_with("starter/") { "of_starter" } else { "as_here" };
    let rows = wanted.iter().map(|(path, file)| format!("    {}!(\"{path}\"),\n", kind(file)));
    let list = format!("{LIST_HEAD}pub(super) static FILES: &[(&str, &[u8])] = &[\n{}];\n", rows.collect::<String>());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(LIST, &list).unwrap();
    }
    assert!(std::fs::read_to_string(LIST).unwrap() == list, "{LIST} is not in step: `BLESS=1 cargo test --test first_run` writes it");
}

#[test]
fn the_starter_is_whole() {
    let files = scaffold::starter();
    // What is hidden is none of the sources.
    let sources = Sources::new(
        files.iter().filter(|(path, _)| !path.as_str().starts_with('.')).map(|(path, bytes)| (path.clone(), bytes.as_slice())),
    );
    let options = Options { today: Some(jiff::civil::date(2026, 11, 22)), ..Options::default() };
    let compiled = compile(&sources, &options);
    let found: Vec<String> = compiled.findings.iter().map(|finding| format!("{}: {}", finding.code, finding.message)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(compiled.brands.len(), 1);
    let brand = &compiled.brands[0];
    assert_eq!(brand.brand.id.as_str(), scaffold::STARTER_BRAND);
    assert_eq!(brand.documents.len(), 3);
    for document in &brand.documents {
        assert!(document.wanted.is_empty(), "{} is held back", document.id);
        let index = SourcePath::parse(&format!("{}/index.html", document.path)).unwrap();
        let written = &compiled.site.as_ref().unwrap().brands[&brand.brand.id];
        assert!(written.iter().any(|(path, _)| path.as_str() == index.as_str()), "{index} is published");
    }
}

/// The files of the starter workspace, and those given.
fn starter_with<'a>(more: &'a [(&'a str, String)]) -> Vec<(SourcePath, Vec<u8>)> {
    let mut files: Vec<(SourcePath, Vec<u8>)> =
        scaffold::starter().into_iter().filter(|(path, _)| !path.as_str().starts_with('.')).collect();
    files.extend(more.iter().map(|(path, text)| (SourcePath::parse(path).unwrap(), text.clone().into_bytes())));
    files
}

fn sources(files: &[(SourcePath, Vec<u8>)]) -> Sources {
    Sources::new(files.iter().map(|(path, bytes)| (path.clone(), bytes.as_slice())))
}

fn project(sources: &Sources) -> Project {
    let mut project = parse::parse(sources, &Seen::default(), &mut Findings::default());
    let brands: Vec<BrandId> = project.brands.keys().cloned().collect();
    parse::resolve(&mut project, &brands, &BTreeMap::new(), &mut Findings::default());
    project
}

#[test]
fn a_new_brand_can_be_looked_at_and_not_published() {
    let begun = starter_with(&[]);
    let begun = sources(&begun);
    for extends in [None, Some(scaffold::STARTER_BRAND)] {
        let text = scaffold::brand(NewBrand { id: "lumen", extends, has_schema: true }, &begun, &project(&begun));
        let files = starter_with(&[("brands/lumen/brand.toml", text.clone())]);
        let compiled = compile(&sources(&files), &Options { brands: [BrandId::new("lumen")].into(), ..Options::default() });
        let errors: Vec<_> = compiled.findings.iter().filter(|finding| finding.code.severity() == Severity::Error).collect();
        assert!(errors.is_empty(), "{extends:?}: {errors:?}\n{text}");
        let brand = &compiled.brands[0];
        assert!(brand.documents.iter().all(|document| !document.wanted.is_empty()), "{extends:?}: every page is held back");
        let todo = Todo::of(&compiled, brand, None);
        for document in &brand.documents {
            let key = format!("documents.{}.effective", document.id);
            assert!(todo.values.iter().any(|task| task.key == key), "{key}");
        }
        assert!(todo.values.iter().all(|task| !task.meaning.is_empty() && !task.wanted_by.is_empty()), "{:#?}", todo.values);
        assert!(todo.facts.iter().all(|task| !task.meaning.is_empty()), "{:#?}", todo.facts);
        // Each fact is there to be stated, and what is an example is TOML once its `#` is gone.
        for fact in project(&begun).vocabulary.facts.keys() {
            assert!(text.contains(&format!("\n#{fact} = …")), "{fact}");
        }
        let examples: String = text
            .lines()
            .filter(|line| !line.starts_with("# ") && !line.contains("= …"))
            .map(|line| line.strip_prefix('#').filter(|_| !line.starts_with("#:")).unwrap_or(line).to_owned() + "\n")
            .collect();
        toml::from_str::<toml::Table>(&examples).unwrap_or_else(|error| panic!("{error}\n{examples}"));
    }
}

#[test]
fn bash_completes_a_command_and_its_options() {
    let workspace = Workspace::new();
    let script = "source <(fineprint completions bash); \
        COMP_WORDS=(fineprint expl); COMP_CWORD=1; _fineprint fineprint expl fineprint; echo \"${COMPREPLY[*]}\"; \
        COMP_WORDS=(fineprint build --dr); COMP_CWORD=2; _fineprint fineprint --dr build; echo \"${COMPREPLY[*]}\"";
    let output = workspace.command("bash").args(["-c", script]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "explain explain-code\n--drafts\n", "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn manual_pages_are_right_for_groff() {
    let workspace = Workspace::new();
    let output = workspace.command(FINEPRINT).args(["man", "--out", "man"]).output().unwrap();
    assert!(output.status.success());
    let pages = String::from_utf8(output.stdout).unwrap();
    for name in ["fineprint", "fineprint-build", "fineprint-new", "fineprint-new-brand"] {
        assert!(pages.contains(&format!("{name}.1\n")), "{name}: {pages}");
    }
    for page in pages.lines() {
        let text = std::fs::read_to_string(workspace.path(page)).unwrap();
        assert!(text.contains(".SH EXAMPLES\n.nf\n  fineprint ") && !text.contains("EXTRA"), "{page} has examples");
        let output = workspace.command("groff").args(["-ww", "-man", "-Tutf8", "-z", page]).output().expect("groff: tests/run installs it");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{page}");
    }
}
