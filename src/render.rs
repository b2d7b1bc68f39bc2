//! [`Checked`] → files: pages in their theme, assets and a manifest, one brand at a time.

mod headings;
mod manifest;
mod theme;
mod view;

use jiff::civil::Date;

use crate::check::Checked;
use crate::diagnostic::Findings;
use crate::path::SitePath;
use crate::site::Files;
use crate::source::Sources;

pub use theme::{Theme, Themes};

/// How pages are rendered.
#[derive(Clone, Copy, Default, Debug)]
pub struct Style {
    /// Documents that are held back are rendered too, marked as drafts.
    pub drafts: bool,
    /// The date on which the pages are read; a document that takes effect later says so.
    pub as_of: Option<Date>,
}

/// Renders the folder of one brand; empty when it has no page to publish.
pub fn render(checked: &Checked<'_>, theme: Option<&Theme<'_>>, sources: &Sources, style: Style, findings: &mut Findings) -> Files {
    let composed = checked.composed();
    let mut files = Files::new();
    let written = || composed.documents.iter().filter(|document| style.drafts || document.wanted.is_empty());
    if written().next().is_none() {
        return files;
    }
    let Some(theme) = theme else { return files };
    let mut add = |path: &str, bytes: Vec<u8>| {
        if let Some(path) = SitePath::parse(path) {
            files.insert(path, bytes);
        }
    };
    for (path, file) in theme.statics() {
        add(&format!("assets/{path}"), sources.bytes(*file).to_vec());
    }
    for (path, file) in &composed.brand.statics {
        add(path.as_str(), sources.bytes(*file).to_vec());
    }
    let mut page = |path: &str, template: &str, view: &tera::Context, text: &str| {
        if let Some(html) = theme.render(template, view, text, composed.brand.id.as_str(), findings) {
            add(path, html);
        }
    };
    let views = view::Views::new(composed, style, theme.headings());
    for document in written() {
        page(&format!("{}/index.html", document.path), "page.html", &views.page(document), &document.body);
    }
    page("index.html", "index.html", &views.index(), "");
    page("assets/design.css", "design.css", views.design(), "");
    let manifest = manifest::write(composed, style, &files);
    if let Some(path) = SitePath::parse(manifest::PATH) {
        files.insert(path, manifest.into_bytes());
    }
    files
}
