//! Paths: no file of a brand's folder would be written over another, nor where another needs a folder; also where the case of letters
//! does not count, as on most desktops.

use std::collections::BTreeMap;

use crate::compose::Composed;
use crate::config::Table;
use crate::diagnostic::{Code, Finding, Findings, Place};
use crate::id::DocumentId;
use crate::layout;
use crate::model::Project;
use crate::source::{FileId, Span};

/// Who writes a file. One that cannot be renamed comes first, so that a finding is about the one that can.
enum Writer<'a> {
    Fineprint,
    Document(&'a DocumentId),
    Theme(&'a str, FileId),
    Brand(FileId),
    Redirect(Span),
}

/// A file of the brand's folder.
struct Written<'a> {
    path: String,
    writer: Writer<'a>,
}

pub(super) fn check(composed: &Composed, project: &Project, findings: &mut Findings) {
    let all = all(composed, project);
    // Every file and folder, by its name in lower case: who was there first, and how long the name is in that one's path.
    let mut taken: BTreeMap<String, (&Written<'_>, usize)> = BTreeMap::new();
    for file in &all {
        let names = || file.path.match_indices('/').map(|(end, _)| end).chain([file.path.len()]);
        let name = |end: usize| file.path.get(..end).unwrap_or_default();
        let clash = names().find_map(|end| {
            let (other, other_end) = taken.get(&name(end).to_lowercase())?;
            describe(name(end), end == file.path.len(), other, *other_end)
        });
        let Some(message) = clash else {
            for end in names() {
                taken.entry(name(end).to_lowercase()).or_insert((file, end));
            }
            continue;
        };
        let (place, help) = match file.writer {
            Writer::Brand(source) => (Place::File(source), "rename the file in static/".to_owned()),
            Writer::Redirect(span) => (Place::Text(span), "take the redirect out: there is something at this address".to_owned()),
            Writer::Theme(theme, source) => (Place::File(source), format!("rename the file in themes/{theme}/static/")),
            // Documents that share a path are found where layers are merged.
            Writer::Document(_) | Writer::Fineprint => continue,
        };
        findings.push(Finding::new(Code::DuplicatePath, message, place, "").help(help));
    }
}

/// Every file of the brand's folder, the documents that are held back included: one day they are published.
fn all<'a>(composed: &'a Composed, project: &'a Project) -> Vec<Written<'a>> {
    let brand = &composed.brand;
    let banners: &[&str] = if brand.wants_banner() { &layout::BANNERS } else { &[] };
    // A brand's own takes the place of ours.
    let own = |path: &&&str| !brand.statics.keys().any(|own| own.as_str() == **path);
    let fixed = [layout::INDEX, layout::MANIFEST, layout::DESIGN].iter().chain(banners).chain(layout::OWN.iter().filter(own));
    let fixed = fixed.map(|path| Written { path: (*path).to_owned(), writer: Writer::Fineprint });
    let twins: &[&str] = if brand.wants("twins") { &layout::TWINS } else { &[] };
    let pages = composed.documents.iter().flat_map(|page| {
        let names = [layout::INDEX].iter().chain(twins);
        names.map(move |name| Written { path: format!("{}/{name}", page.path), writer: Writer::Document(&page.id) })
    });
    // By the names by which templates ask for them: those of style sheets, which hold a hash, are nobody else's.
    let assets = project.theme_statics(&brand.theme).into_iter();
    let assets = assets.map(|(path, (theme, file))| Written { path: format!("assets/{path}"), writer: Writer::Theme(theme, file) });
    let statics = brand.statics.iter().map(|(path, file)| Written { path: path.to_string(), writer: Writer::Brand(*file) });
    let moved = brand.table.table("redirects").into_iter().flat_map(Table::iter);
    let moved = moved.map(|(from, entry)| Written { path: layout::redirect(from), writer: Writer::Redirect(entry.key) });
    fixed.chain(pages).chain(assets).chain(statics).chain(moved).collect()
}

/// What is wrong with `name` beside the first `end` bytes of the path of `other`, which are the same but for the case of letters; `None`
/// for one folder that holds both files.
fn describe(name: &str, is_file: bool, other: &Written<'_>, end: usize) -> Option<String> {
    let other_name = other.path.get(..end)?;
    let other_is_file = end == other.path.len();
    let what = if other.path == name { "it".to_owned() } else { format!("`{}`", other.path) };
    let whose = match other.writer {
        Writer::Fineprint => format!("{what} is written by fineprint"),
        Writer::Document(id) => format!("{what} is the page of the document `{id}`"),
        Writer::Theme(theme, _) => format!("{what} is a file of the theme `{theme}`"),
        Writer::Brand(_) => format!("{what} is in static/, too"),
        Writer::Redirect(_) => format!("{what} is a redirect"),
    };
    match (is_file == other_is_file, name == other_name) {
        (false, _) => Some(format!("`{name}` would be a file and a folder: {whose}")),
        (true, false) => {
            Some(format!("`{name}` and `{other_name}` differ only in the case of letters, which not every disk tells apart: {whose}"))
        }
        (true, true) if is_file => Some(format!("`{name}` would be written twice: {whose}")),
        (true, true) => None,
    }
}
