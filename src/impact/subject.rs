//! What somebody may ask for by a name.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{Item, Table};
use crate::diagnostic::{did_you_mean, one_of};
use crate::id::{BrandId, ClauseId, DocumentId, VendorId};
use crate::merge::Merged;
use crate::model::Project;
use crate::source::{FileId, Sources};

/// What is edited.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Subject {
    /// A clause's file; without one, the file that the others of its id edit.
    Clause(ClauseId, Option<FileId>),
    /// A vendor.
    Vendor(VendorId),
    /// A value by its path in `brand.toml`.
    Value(String),
    /// A fact, stated or derived.
    Fact(String),
    /// A file that all of a page rests on.
    Whole(Whole),
    /// A file that is on no page: why.
    Nothing(&'static str),
}

/// What a page rests on as a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Whole {
    /// A brand's `brand.toml`.
    Brand(BrandId),
    /// A document's outline.
    Document(DocumentId),
    /// The vocabulary of facts.
    Facts,
    /// A theme.
    Theme(String),
}

impl Subject {
    /// `clause`, `vendor`, `value`, `fact` or `file`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Clause(..) => "clause",
            Self::Vendor(_) => "vendor",
            Self::Value(_) => "value",
            Self::Fact(_) => "fact",
            Self::Whole(_) | Self::Nothing(_) => "file",
        }
    }
}

/// What `name` stands for; otherwise why it stands for nothing, or for several things.
pub fn find(name: &str, project: &Project, sources: &Sources) -> Result<Subject, String> {
    let kinds = ["clause:", "vendor:", "value:", "fact:"];
    let kind = kinds.into_iter().find(|kind| name.starts_with(kind));
    let plain = kind.map_or(name, |kind| name.get(kind.len()..).unwrap_or_default());
    let is_path = plain.contains('/') || [".toml", ".md"].iter().any(|end| plain.ends_with(end));
    if kind.is_none() && is_path {
        return file(plain, project, sources);
    }
    let known = known(project);
    let plain = named(plain);
    let kind = kind.or(plain.starts_with("vendors.").then_some("vendor:")).or(plain.starts_with("facts.").then_some("fact:"));
    let plain = plain.strip_prefix("vendors.").or(plain.strip_prefix("facts.")).unwrap_or(&plain);
    let of_kind = |subject: &&Subject| kind.is_none_or(|kind| kind.trim_end_matches(':') == subject.kind());
    let found: Vec<&Subject> = known.get(plain).into_iter().flatten().filter(of_kind).collect();
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => {
            let names =
                known.iter().filter(|(_, subjects)| subjects.iter().any(|subject| of_kind(&subject))).map(|(name, _)| name.as_str());
            let what = kind.map_or("clause, vendor, value, fact or file", |kind| kind.trim_end_matches(':'));
            // A value is often called by its last word.
            let ending = format!(".{plain}");
            let longer = names.clone().find(|name| name.ends_with(&ending)).map(|name| format!("did you mean `{name}`?"));
            let help = longer.or_else(|| did_you_mean(plain, names)).unwrap_or_else(|| "`fineprint list` lists what there is".to_owned());
            Err(format!("there is no {what} `{plain}`; {help}"))
        }
        several => {
            let what: Vec<&str> = several.iter().map(|subject| subject.kind()).collect();
            let names: Vec<String> = what.iter().map(|kind| format!("{kind}:{plain}")).collect();
            Err(format!("`{plain}` is a {}; write {}", what.join(" and a "), one_of(names.iter().map(String::as_str), "or")))
        }
    }
}

/// Everything that has a name.
fn known(project: &Project) -> BTreeMap<String, Vec<Subject>> {
    let mut known: BTreeMap<String, Vec<Subject>> = BTreeMap::new();
    let mut add = |name: &str, subject: Subject| {
        let subjects = known.entry(name.to_owned()).or_default();
        if !subjects.contains(&subject) {
            subjects.push(subject);
        }
    };
    let of_brands = project.brands.values().flat_map(|brand| brand.clauses.keys());
    project.clauses.keys().chain(of_brands).for_each(|id| add(id.as_str(), Subject::Clause(id.clone(), None)));
    project.vendors.keys().for_each(|id| add(id.as_str(), Subject::Vendor(id.clone())));
    for name in project.vocabulary.facts.keys().chain(project.vocabulary.derived.keys()) {
        add(name, Subject::Fact(name.clone()));
    }
    let mut values: BTreeSet<String> = project.values.keys().map(|name| format!("values.{name}")).collect();
    for brand in project.brands.values() {
        let table = &brand.tree.table;
        for root in ["contact", "identity", "values"] {
            table.table(root).into_iter().for_each(|inner| paths(root, inner, &mut values));
        }
        values.extend(["name", "lang", "base_url"].into_iter().filter(|key| table.get(key).is_some()).map(str::to_owned));
        values.extend(
            table.table("unknown").into_iter().flat_map(Table::keys).filter(|path| !path.starts_with("documents.")).map(str::to_owned),
        );
    }
    values.iter().for_each(|path| add(path, Subject::Value(path.clone())));
    known
}

/// The paths of a table's values, and of the tables in it.
fn paths(root: &str, table: &Table, into: &mut BTreeSet<String>) {
    for (key, entry) in table.iter() {
        let path = format!("{root}.{key}");
        if let Item::Table(inner) = &entry.node.item {
            paths(&path, inner, into);
        }
        into.insert(path);
    }
}

fn file(path: &str, project: &Project, sources: &Sources) -> Result<Subject, String> {
    let path = path.trim_start_matches("./");
    let Some((file, _)) = sources.iter().find(|(_, file)| file.path.as_str() == path) else {
        let help = did_you_mean(path, sources.iter().map(|(_, file)| file.path.as_str()));
        return Err(format!("the workspace has no file `{path}`{}", help.map(|help| format!("; {help}")).unwrap_or_default()));
    };
    let of_brands = project.brands.values().flat_map(|brand| brand.clauses.values());
    if let Some(clause) = project.clauses.values().chain(of_brands).find(|clause| clause.file == file) {
        return Ok(Subject::Clause(clause.id.clone(), Some(file)));
    }
    if let Some((id, _)) = project.vendors.iter().find(|(_, vendor)| vendor.file == file) {
        return Ok(Subject::Vendor(id.clone()));
    }
    if let Some(brand) = project.brands.values().find(|brand| brand.tree.file == file) {
        return Ok(Subject::Whole(Whole::Brand(brand.id.clone())));
    }
    if let Some((id, _)) = project.documents.iter().find(|(_, document)| document.tree.file == file) {
        return Ok(Subject::Whole(Whole::Document(id.clone())));
    }
    let theme = path.strip_prefix("themes/").and_then(|rest| rest.split('/').next());
    Ok(match (path, theme) {
        ("content/facts.toml", _) => Subject::Whole(Whole::Facts),
        (_, Some(theme)) => Subject::Whole(Whole::Theme(theme.to_owned())),
        ("content/values.toml", _) => Subject::Nothing("it says what values are for; no page prints it"),
        _ => Subject::Nothing("no page has its text"),
    })
}

/// The path in `brand.toml` that a text or condition reads by `name`.
pub(super) fn named(name: &str) -> String {
    let plain = name.replace("[]", "");
    match plain.strip_prefix("brand.") {
        Some(key @ ("name" | "lang" | "base_url")) => key.to_owned(),
        Some(key) => format!("identity.{key}"),
        None => plain,
    }
}

/// The same in one brand: what it does not give may come from elsewhere.
pub(super) fn stated(name: &str, brand: &Merged) -> String {
    let path = named(name);
    let has = brand.table.at(&path).is_some() || brand.unknown.contains_key(&path);
    if path == "identity.short_name" && !has { "name".to_owned() } else { path }
}
