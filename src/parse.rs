//! Sources → [`Project`]: which file is what, and what it states. Reports every slip of every file; knows nothing of layers.

mod brand;
mod clause;
mod condition;
mod cycles;
mod expression;
mod glance;
mod json_schema;
mod keys;
mod names;
mod outline;
mod paths;
mod pin;
mod portable;
pub(crate) mod required;
mod requirements;
mod rules;
mod schema;
mod seen;
mod template;
mod themes;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config;
use crate::diagnostic::{Code, Finding, Findings, Place, nearest};
use crate::id::{BrandId, ClauseId, DocumentId, VendorId};
use crate::model::{Clause, DocumentSource, Fact, FactType, Project, Tree, Vocabulary};
use crate::path::SitePath;
use crate::source::{FileId, SourceFile, Sources, Span};

pub(crate) use glance::alone;
pub(crate) use names::is_read;
pub(crate) use schema::is_id;

pub use clause::clause;
pub use glance::glance;
pub use json_schema::{Key, SCHEMAS, Schema, explained};
pub use keys::CATEGORIES;
pub use paths::defined;
pub use pin::pinned;
pub use seen::Seen;

/// Reads every file of the workspace; what has been `seen` before is not read again.
pub fn parse(sources: &Sources, seen: &Seen, findings: &mut Findings) -> Project {
    portable::check(sources, findings);
    let mut project = Project::default();
    let mut brand_files: BTreeMap<BrandId, brand::Files> = BTreeMap::new();
    for (file, source) in sources.iter() {
        let segments: Vec<&str> = source.path.as_str().split('/').collect();
        let static_file = matches!(segments.as_slice(), ["brands" | "themes", _, "static", ..]);
        let readable = static_file || is_plain_text(sources, file, findings);
        match segments.as_slice() {
            [.., "README.md"] if !static_file => {}
            ["content", "clauses", .., name] => {
                if let Some(id) = stem(name, "md", file, findings) {
                    let clause = read_clause(sources, seen, file, id, readable, findings);
                    add_clause(&mut project.clauses, clause, sources, findings);
                }
            }
            ["brands", id, "clauses", .., name] => {
                if let Some(stem) = stem(name, "md", file, findings) {
                    let files = brand_files.entry(BrandId::new(id)).or_insert_with(|| brand::Files::new(file));
                    add_clause(&mut files.clauses, read_clause(sources, seen, file, stem, readable, findings), sources, findings);
                }
            }
            ["brands", id, "brand.toml"] if !readable => {
                brand_files.entry(BrandId::new(id)).or_insert_with(|| brand::Files::new(file)).readable = false;
            }
            _ if !readable => {}
            ["fineprint.toml"] => {
                project.allow = tree(sources, seen, file, keys::WORKSPACE, "fineprint.toml", findings).table.table("allow").cloned();
            }
            ["content", "facts.toml"] => project.vocabulary = facts(sources, seen, file, findings),
            ["content", "values.toml"] => {
                let tree = tree(sources, seen, file, keys::VALUES, "content/values.toml", findings);
                let declared = tree.table.table("values").into_iter().flat_map(config::Table::iter);
                let meaning = |entry: &config::Entry| (entry.node.text().unwrap_or_default().to_owned(), entry.key);
                project.values = declared.map(|(name, entry)| (name.to_owned(), meaning(entry))).collect();
            }
            ["content", "documents", name] => {
                if let Some(id) = stem(name, "toml", file, findings) {
                    let tree = tree(sources, seen, file, keys::DOCUMENT, "an outline", findings);
                    let sections = outline::read(tree.table.list("sections"), findings);
                    project.documents.insert(DocumentId::new(id), DocumentSource { tree, sections });
                }
            }
            ["content", "vendors", name] => {
                if let Some(id) = stem(name, "toml", file, findings) {
                    project.vendors.insert(VendorId::new(id), tree(sources, seen, file, keys::VENDOR, "a vendor", findings));
                }
            }
            ["content", "rules", name] => {
                if stem(name, "toml", file, findings).is_some() {
                    project.rules.extend(seen.rules.get(sources, file, findings, |findings| {
                        rules::read(&tree(sources, seen, file, keys::RULES, "a file of rules", findings), findings)
                    }));
                }
            }
            ["content", "services.toml"] => {
                let tree = tree(sources, seen, file, keys::SERVICES, "content/services.toml", findings);
                project.services = tree.table.list("names").iter().filter_map(|node| Some(node.text()?.to_owned())).collect();
            }
            ["content", "requirements", "sources.toml"] => {
                let tree = tree(sources, seen, file, keys::SOURCES, "content/requirements/sources.toml", findings);
                project.requirements.sources = Some(requirements::sources(&tree.table));
            }
            ["content", "requirements", name] => {
                if stem(name, "toml", file, findings).is_some() {
                    let group = seen.requirements.get(sources, file, findings, |findings| {
                        let tree = tree(sources, seen, file, keys::REQUIREMENTS, "a file of requirements", findings);
                        Arc::new(requirements::read(&tree, findings))
                    });
                    requirements::add(&mut project.requirements, group, findings);
                }
            }
            ["brands", id, rest @ ..] if !rest.is_empty() => {
                let files = brand_files.entry(BrandId::new(id)).or_insert_with(|| brand::Files::new(file));
                match rest {
                    ["brand.toml"] => files.toml = Some(file),
                    ["static", inner @ ..] => {
                        if let Some(path) = SitePath::parse(&inner.join("/")) {
                            files.statics.insert(path, file);
                        }
                    }
                    _ => stray(file, findings),
                }
            }
            ["themes", name, "theme.toml"] => {
                let tree = tree(sources, seen, file, keys::THEME, "a theme", findings);
                themes::add(project.themes.entry((*name).to_owned()).or_default(), tree, findings);
            }
            ["themes", name, "templates", inner @ ..] => {
                project.themes.entry((*name).to_owned()).or_default().templates.insert(inner.join("/"), file);
            }
            ["themes", name, "static", inner @ ..] => {
                if let Some(path) = SitePath::parse(&inner.join("/")) {
                    project.themes.entry((*name).to_owned()).or_default().statics.insert(path, file);
                }
            }
            _ => stray(file, findings),
        }
    }
    for (id, files) in brand_files {
        if let Some(brand) = brand::read(sources, seen, id.clone(), files, &project.vocabulary, findings) {
            project.brands.insert(id, brand);
        }
    }
    project
}

/// The files of brands that have not been `seen` as they are, and of which [`see`] reads one.
pub fn unseen(sources: &Sources, seen: &Seen) -> Vec<FileId> {
    let is_new = |(file, source): &(FileId, &SourceFile)| match of_brand(source) {
        Some(OfBrand::Toml) => !seen.trees.has(sources, *file),
        Some(OfBrand::Clause(_)) => !seen.clauses.has(sources, *file),
        None => false,
    };
    // What would be forgotten before it is asked for is read in its turn.
    sources.iter().filter(is_new).map(|(file, _)| file).take(seen::MOST / 2).collect()
}

/// Reads such a file, so that it has been `seen` when [`parse`] comes to it.
pub fn see(sources: &Sources, seen: &Seen, file: FileId) {
    // What is found is told when the file is met.
    let findings = &mut Findings::default();
    let kind = sources.get(file).and_then(of_brand).filter(|_| is_plain_text(sources, file, findings));
    match kind {
        Some(OfBrand::Toml) => _ = tree(sources, seen, file, keys::BRAND, "a brand", findings),
        Some(OfBrand::Clause(id)) => _ = read_clause(sources, seen, file, id, true, findings),
        None => {}
    }
}

/// What a file in a brand's folder is.
enum OfBrand<'a> {
    Toml,
    /// By its id.
    Clause(&'a str),
}

fn of_brand(source: &SourceFile) -> Option<OfBrand<'_>> {
    let mut segments = source.path.as_str().split('/');
    match (segments.next()?, segments.next()?, segments.next()?, segments.next_back()) {
        ("brands", _, "brand.toml", None) => Some(OfBrand::Toml),
        ("brands", _, "clauses", Some(name)) => Some(OfBrand::Clause(name.strip_suffix(".md").filter(|id| schema::is_id(id))?)),
        _ => None,
    }
}

/// Looks at the names by which files call one another, as far as they concern `brands` and those that they extend. A slip in the key of a
/// value is mended in the project, so that later stages do not report it again. `elsewhere` has the paths of values that brands define which
/// are not in the project.
pub fn resolve(project: &mut Project, brands: &[BrandId], elsewhere: &BTreeMap<String, usize>, findings: &mut Findings) {
    let names = names::check(project, brands, elsewhere, findings);
    for slip in &names.slips {
        if let Some(brand) = project.brands.get_mut(&slip.brand) {
            slip.mend(Arc::make_mut(&mut brand.tree.table));
        }
    }
    project.undefined = names.undefined;
    project.read = names.read;
    // A parent under a wrong name has been reported; the one that was meant is taken, so that what it holds is not missing as well.
    let known: Vec<BrandId> = project.brands.keys().cloned().collect();
    for brand in project.brands.values_mut() {
        if let Some((parent, _)) = brand.extends.as_mut().filter(|(parent, _)| !known.contains(parent))
            && let Some(near) = nearest(parent.as_str(), known.iter().map(BrandId::as_str))
        {
            *parent = BrandId::new(near);
        }
    }
}

/// The file's stem when it ends as it must and is an id; else a finding.
fn stem<'a>(name: &'a str, extension: &str, file: FileId, findings: &mut Findings) -> Option<&'a str> {
    let stem = name.strip_suffix(extension).and_then(|name| name.strip_suffix('.'));
    match stem {
        None => stray(file, findings),
        Some(stem) if !schema::is_id(stem) => {
            let message = format!("`{stem}` is not an id");
            let help = "name the file in lower-case words joined by hyphens".to_owned();
            findings.push(Finding::new(Code::WrongValue, message, Place::File(file), "").help(help));
        }
        Some(stem) => return Some(stem),
    }
    None
}

fn stray(file: FileId, findings: &mut Findings) {
    let help = "move it out of the workspace, or to the folder where its kind belongs (docs/workspace.md)".to_owned();
    findings.push(Finding::new(Code::StrayFile, "fineprint does not use this file", Place::File(file), "").help(help));
}

/// Whether the file is text that fineprint can take; else a finding.
fn is_plain_text(sources: &Sources, file: FileId, findings: &mut Findings) -> bool {
    if sources.bytes(file).len() > config::MOST_BYTES {
        let (size, most) = (sources.bytes(file).len().div_ceil(1_000_000), config::MOST_BYTES / 1_000_000);
        let message = format!("this file is too large: {size} MB, where {most} MB would fill many pages");
        let help = "divide it into several files, and look whether something was put into it by mistake".to_owned();
        findings.push(Finding::new(Code::TooLarge, message, Place::File(file), "").help(help));
        return false;
    }
    let text = match std::str::from_utf8(sources.bytes(file)) {
        Ok(text) => text,
        Err(error) => {
            let read = sources.bytes(file).iter().take(error.valid_up_to());
            let message = format!("this file is not UTF-8 text: line {} cannot be read", read.filter(|byte| **byte == b'\n').count() + 1);
            let help = "save it as UTF-8 in your editor".to_owned();
            findings.push(Finding::new(Code::NotUtf8, message, Place::File(file), "").help(help));
            return false;
        }
    };
    // Few texts hold a character of any plane but the first.
    let may_be_private = text.bytes().fold(false, |may, byte| may | (byte >= config::PRIVATE));
    let private = || text.char_indices().find(|(_, c)| config::is_private(*c));
    let Some((at, found)) = may_be_private.then(private).flatten() else { return true };
    let message = format!("the character U+{:X} is not one that a page can show", u32::from(found));
    let span = Span::new(file, at..at + found.len_utf8());
    let help = "delete it: it is of a private plane of Unicode, often left by a copy from another program".to_owned();
    findings.push(Finding::new(Code::PrivateUseCharacter, message, span, "").help(help));
    false
}

/// A TOML file, its keys checked.
fn tree(sources: &Sources, seen: &Seen, file: FileId, fields: &[schema::Field], what: &str, findings: &mut Findings) -> Tree {
    seen.trees.get(sources, file, findings, |findings| {
        let text = sources.text(file);
        let offset = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut table = config::read(file, text.get(offset..).unwrap_or_default(), offset, findings);
        let first_line = text.find('\n').unwrap_or(text.len());
        schema::check(&mut table, fields, &what, Span::new(file, offset..first_line.max(offset)), findings);
        for node in table.list("cookies") {
            let has = |key| node.table().is_some_and(|cookie| cookie.get(key).is_some());
            if has("name") == has("label") {
                let help = "give a `name`, which is printed as code, or a `label`, which is printed as text".to_owned();
                findings.push(Finding::new(Code::MissingKey, "a cookie needs either `name` or `label`", node.span, "").help(help));
            }
        }
        Tree { file, table: Arc::new(table) }
    })
}

fn read_clause(sources: &Sources, seen: &Seen, file: FileId, id: &str, readable: bool, findings: &mut Findings) -> Arc<Clause> {
    if !readable {
        return Arc::new(clause::unreadable(file, id));
    }
    seen.clauses.get(sources, file, findings, |findings| Arc::new(clause::read(sources, file, id, findings)))
}

fn add_clause(clauses: &mut BTreeMap<ClauseId, Arc<Clause>>, clause: Arc<Clause>, sources: &Sources, findings: &mut Findings) {
    if let Some(other) = clauses.get(&clause.id) {
        let message = format!("two clauses are called `{}`", clause.id);
        let help = format!("rename one: the folders are only shelves, and {} has this id", sources.path(other.file));
        findings.push(Finding::new(Code::DuplicateId, message, Place::File(clause.file), "").also(Place::File(other.file), "").help(help));
        return;
    }
    clauses.insert(clause.id.clone(), clause);
}

/// How many facts may be derived: circles are looked for from each of them.
const MOST_DERIVED: usize = 1000;

fn facts(sources: &Sources, seen: &Seen, file: FileId, findings: &mut Findings) -> Vocabulary {
    let tree = tree(sources, seen, file, keys::FACTS, "content/facts.toml", findings);
    let mut vocabulary = Vocabulary::default();
    for (name, entry) in tree.table.table("facts").into_iter().flat_map(config::Table::iter) {
        let Some(fact) = entry.node.table() else { continue };
        let values = fact.list("values").iter().filter_map(|node| Some(node.text()?.to_owned())).collect();
        let kind = match fact.text("type") {
            Some("int") => FactType::Int,
            Some("list") => FactType::List(values),
            _ => FactType::Bool,
        };
        let meaning = fact.text("meaning").unwrap_or_default().to_owned();
        vocabulary.facts.insert(name.to_owned(), Fact { kind, meaning });
    }
    for (index, (name, entry)) in tree.table.table("derived").into_iter().flat_map(config::Table::iter).enumerate() {
        if index == MOST_DERIVED {
            let message = format!("more than {MOST_DERIVED} facts are derived");
            let help = "derive fewer: write the conditions out where they are few".to_owned();
            findings.push(Finding::new(Code::WrongValue, message, entry.key, "one too many").help(help));
            break;
        }
        if let Some(when) = entry.node.text().and_then(|text| condition::read(text, entry.node.span, findings)) {
            vocabulary.derived.insert(name.to_owned(), when);
        }
    }
    vocabulary
}
