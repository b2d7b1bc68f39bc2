//! Every file below `tests/cases/` is a test: prose, inputs laid over `tests/base/`, and the exact expectation. See tests/README.md.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test reads its case from the disk"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use fineprint::check::Addresses;
use fineprint::diagnostic::{Findings, Format, joined, print};
use fineprint::external::Answer;
use fineprint::id::BrandId;
use fineprint::path::SourcePath;
use fineprint::source::Sources;
use fineprint::{Compiled, Memory, Options, compile};

#[path = "suite/batches.rs"]
mod batches;
#[path = "suite/preview.rs"]
mod preview;
#[path = "suite/reports.rs"]
mod reports;

datatest_stable::harness! {
    { test = case, root = "tests/cases", pattern = r"\.txt$" },
}

/// What compiles have worked out, of all cases.
static MEMORY: LazyLock<Arc<Memory>> = LazyLock::new(Arc::default);

/// A case as written: what comes before the expectations, and the expectations by name.
struct Case {
    head: String,
    files: BTreeMap<String, Option<Vec<u8>>>,
    options: Options,
    /// What external addresses answer.
    answers: Vec<(String, Answer)>,
    expected: Vec<(String, String)>,
}

fn case(path: &Path) -> datatest_stable::Result<()> {
    let text = std::fs::read_to_string(path)?;
    let case = read(&text);
    let mut files = base();
    for (name, bytes) in &case.files {
        match bytes {
            Some(bytes) => files.insert(name.clone(), bytes.clone()),
            None => files.remove(name),
        };
    }
    let stands_in = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).contains(STAND_IN);
    let stand_in_is_typed = files.values().any(stands_in);
    let sources = Sources::new(files.into_iter().map(|(name, bytes)| (SourcePath::parse(&name).unwrap(), bytes)));
    let compiled = compile(&sources, &case.options);
    // The second time with what all cases before this one have left in memory.
    let again = compile(&sources, &Options { memory: MEMORY.clone(), ..case.options.clone() });
    assert_eq!(compiled.site, again.site, "the same sources give the same bytes");
    assert_eq!(compiled.findings, again.findings, "the same sources give the same findings");
    let slips = slips(&compiled, &case.options, stand_in_is_typed);
    assert!(slips.is_empty(), "{}: published:\n{slips}", path.display());
    check_alone(&compiled, &sources, &case.options);
    preview::check(&sources);
    batches::check(&compiled, &sources, &case.options);
    let compiled = answered(compiled, &case.answers);
    reports::check(&compiled, &sources);
    let actual: Vec<(String, String)> = case.expected.iter().map(|(name, _)| (name.clone(), actual(name, &compiled, &sources))).collect();
    if std::env::var_os("BLESS").is_some() {
        let mut blessed = case.head.clone();
        for (name, text) in &actual {
            write!(blessed, "== {name} ==\n{text}")?;
        }
        std::fs::write(path, blessed)?;
        return Ok(());
    }
    for ((name, expected), (_, actual)) in case.expected.iter().zip(&actual) {
        if expected != actual {
            let message = format!("{}: `{name}` differs\n--- expected\n{expected}--- actual\n{actual}", path.display());
            return Err(message.into());
        }
    }
    if !case.expected.iter().any(|(name, _)| name.starts_with("findings")) {
        let findings = actual_findings(&compiled, &sources);
        assert!(findings.is_empty(), "{}: not expected:\n{findings}", path.display());
    }
    Ok(())
}

/// The same with what `check --external` would add to it.
fn answered(compiled: Compiled, answers: &[(String, Answer)]) -> Compiled {
    let addresses = Addresses::on_pages(&compiled.brands);
    let mut findings = Findings::default();
    compiled.findings.into_iter().for_each(|finding| findings.push(finding));
    for (address, answer) in answers {
        assert!(addresses.iter().any(|known| known == address), "{address} is on no page: {addresses:?}");
        match answer {
            Answer::Dead(why) => findings.push(addresses.dead(address, why)),
            Answer::Moved(to) => findings.push(addresses.moved(address, to)),
            Answer::Fine | Answer::Unsure(_) => {}
        }
    }
    // As the program tells them of a workspace.
    Compiled { findings: joined(findings.sorted()), ..compiled }
}

/// What a text prints for a value that an error is about.
const STAND_IN: &str = "https://example.com/";

/// What no published file holds, whatever the case: a character that stands for a value, a mark for an unknown one, a stand-in that nobody typed.
fn slips(compiled: &Compiled, options: &Options, stand_in_is_typed: bool) -> String {
    let mut slips = String::new();
    for (brand, files) in compiled.site.iter().filter(|_| !options.style.drafts).flat_map(|site| &site.brands) {
        for (path, bytes) in files {
            let text = String::from_utf8_lossy(bytes);
            let found = [
                ("a private character", text.contains(|char| char >= '\u{F0000}')),
                ("the mark of an unknown value", text.contains("mark class=\"unknown\"")),
                ("a stand-in", text.contains(STAND_IN) && !stand_in_is_typed),
            ];
            found.iter().filter(|(_, is_there)| *is_there).for_each(|(what, _)| writeln!(slips, "{brand}/{path}: {what}").unwrap());
        }
    }
    slips
}

/// A brand that is built alone gets the files that it gets among all: no brand changes another's pages.
fn check_alone(compiled: &Compiled, sources: &Sources, options: &Options) {
    let Some(site) = compiled.site.as_ref().filter(|_| compiled.brands.len() > 1) else { return };
    for brand in compiled.brands.iter().map(|brand| &brand.brand.id) {
        let alone = compile(sources, &Options { brands: [brand.clone()].into(), ..options.clone() });
        let alone = alone.site.unwrap_or_else(|| panic!("{brand} cannot be built alone: {:?}", alone.findings));
        assert!(alone.brands.keys().all(|other| other == brand), "not only {brand} is built");
        assert_eq!(alone.brands.get(brand), site.brands.get(brand), "{brand}, built alone");
    }
}

/// What an expectation of this name is compared with.
fn actual(name: &str, compiled: &Compiled, sources: &Sources) -> String {
    match name {
        "findings" => actual_findings(compiled, sources),
        "findings short" => print(&compiled.findings, sources, Format::Short),
        "findings json" => print(&compiled.findings, sources, Format::Json),
        "files" => {
            let brands = compiled.site.iter().flat_map(|site| &site.brands);
            brands.flat_map(|(brand, files)| files.keys().map(move |path| format!("{brand}/{path}\n"))).collect()
        }
        "held back" => {
            let documents = compiled.brands.iter().flat_map(|brand| brand.documents.iter().map(move |document| (brand, document)));
            let lines = documents.filter(|(_, document)| !document.wanted.is_empty()).map(|(brand, document)| {
                let wanted: Vec<&str> = document.wanted.iter().map(|wanted| wanted.path.as_str()).collect();
                format!("{}/{}: {}\n", brand.brand.id, document.id, wanted.join(", "))
            });
            lines.collect()
        }
        file => {
            let (brand, path) = file.split_once('/').unwrap_or((file, ""));
            let path = if path.contains(['.', '_']) { path.to_owned() } else { format!("{path}/index.html") };
            let files = compiled.site.as_ref().and_then(|site| site.brands.get(brand));
            let found = files.and_then(|files| files.iter().find(|(known, _)| known.as_str() == path));
            found.map_or("(not written)\n".to_owned(), |(_, bytes)| String::from_utf8(bytes.clone()).unwrap())
        }
    }
}

fn actual_findings(compiled: &Compiled, sources: &Sources) -> String {
    anstream::adapter::strip_str(&print(&compiled.findings, sources, Format::Human)).to_string()
}

/// The files of `tests/base/`.
fn base() -> BTreeMap<String, Vec<u8>> {
    let root = Path::new("tests/base");
    let entries = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let name = |path: &Path| path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
    entries.map(|entry| (name(entry.path()), std::fs::read(entry.path()).unwrap())).collect()
}

/// Reads a case: `-- path --` begins a file, `-- !path --` takes one of the base out, `== name ==` begins an expectation.
/// `-- path (Latin-1) --` begins a file that is saved in that encoding, `-- path (9 times) --` one that has each line so often. A line `options: …` before them sets `drafts`, `as-of DATE`, `brand ID`,
/// and what external addresses answer: `dead ADDRESS`, `moved ADDRESS to ADDRESS`.
fn read(text: &str) -> Case {
    let mut case =
        Case { head: String::new(), files: BTreeMap::new(), options: Options::default(), answers: Vec::new(), expected: Vec::new() };
    let mut file: Option<String> = None;
    let (mut latin_1, mut times) = (false, 1);
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        if let Some(name) = bare.strip_prefix("== ").and_then(|rest| rest.strip_suffix(" ==")) {
            case.expected.push((name.to_owned(), String::new()));
            continue;
        }
        if let Some((_, expected)) = case.expected.last_mut() {
            expected.push_str(line);
            continue;
        }
        case.head.push_str(line);
        if let Some(name) = bare.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
            let (name, bytes) = name.strip_prefix('!').map_or((name, Some(Vec::new())), |name| (name, None));
            latin_1 = name.ends_with(" (Latin-1)");
            let name = name.trim_end_matches(" (Latin-1)");
            let (name, count) = name.strip_suffix(" times)").and_then(|name| name.rsplit_once(" (")).unwrap_or((name, "1"));
            times = count.parse().unwrap();
            case.files.insert(name.to_owned(), bytes);
            file = Some(name.to_owned());
        } else if let Some(name) = &file {
            if let Some(Some(bytes)) = case.files.get_mut(name) {
                match latin_1 {
                    _ if times > 1 => bytes.extend(line.repeat(times).bytes()),
                    true => bytes.extend(line.chars().map(|c| u8::try_from(c).unwrap())),
                    false => bytes.extend(line.bytes()),
                }
            }
        } else if let Some(options) = bare.strip_prefix("options: ") {
            for option in options.split(", ") {
                match option.split_once(' ') {
                    None if option == "drafts" => case.options.style.drafts = true,
                    Some(("as-of", date)) => case.options.style.as_of = Some(date.parse().unwrap()),
                    Some(("brand", id)) => {
                        case.options.brands.insert(BrandId::new(id));
                    }
                    Some(("dead", address)) => {
                        let answer = Answer::Dead("its server says 404 Not Found".to_owned());
                        case.answers.push((address.to_owned(), answer));
                    }
                    Some(("moved", addresses)) => {
                        let (from, to) = addresses.split_once(" to ").unwrap();
                        case.answers.push((from.to_owned(), Answer::Moved(to.to_owned())));
                    }
                    _ => panic!("no such option: {option}"),
                }
            }
        }
    }
    case
}
