//! [`Checked`] → files: pages in their theme, what stands beside them, assets and a manifest, one brand at a time.

mod consent;
mod elsewhere;
mod head;
mod headings;
mod host;
mod icon;
mod manifest;
mod theme;
mod twins;
mod unread;
mod view;

use jiff::civil::Date;

use crate::check::Checked;
use crate::compose::ComposedDocument;
use crate::diagnostic::Findings;
use crate::layout;
use crate::path::SitePath;
use crate::site::Files;
use crate::source::Sources;

use theme::Asset;
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
pub fn render(checked: &Checked<'_>, theme: Option<&Theme>, sources: &Sources, style: Style, findings: &mut Findings) -> Files {
    let (composed, looks) = (checked.composed(), checked.looks());
    let mut files = Files::new();
    let is_written = |document: &ComposedDocument| style.drafts || document.wanted.is_empty();
    let written = || composed.documents.iter().filter(|document| is_written(document));
    if written().next().is_none() {
        return files;
    }
    let Some(theme) = theme else { return files };
    let add = |path: &str, bytes: Vec<u8>, files: &mut Files| _ = SitePath::parse(path).and_then(|path| files.insert(path, bytes));
    let base = head::base(composed);
    let root = head::root(base.as_deref());
    let policy = head::policy(theme.assets().iter().any(|asset| asset.name.ends_with(".js")));
    let mut views = view::Views::new(composed, style, theme.headings(), looks, base.as_deref(), &policy);
    let mut hashed = Vec::new();
    for Asset { name, path, file } in theme.assets() {
        views.asset(name, path.as_str());
        files.insert(path.clone(), sources.bytes(*file).to_vec());
        hashed.extend(Some(path.to_string()).filter(|_| name.ends_with(".css")));
    }
    let mut page =
        |template: &str, view: &tera::Context, text: &str| theme.render(template, view, text, composed.brand.id.as_str(), findings);
    if let Some(css) = page("design.css", views.design(), "") {
        let path = layout::asset("design.css", &css);
        views.asset("design.css", &path);
        add(&path, css, &mut files);
        hashed.push(path);
    }
    let icon_path = SitePath::parse(layout::ICON);
    if composed.brand.text("design.logo").is_none() && icon_path.is_some_and(|path| !files.contains_key(&path)) {
        views.asset("icon.svg", layout::ICON);
        add(layout::ICON, icon::draw(composed.brand.text("name").unwrap_or_default(), &looks.light).into_bytes(), &mut files);
    }
    for document in written() {
        if let Some(html) = page("page.html", &views.page(document), &document.body) {
            add(&layout::page(&document.path), html, &mut files);
        }
    }
    if let Some(html) = page("index.html", &views.index(), "") {
        add(layout::INDEX, html, &mut files);
    }
    if theme.has(layout::NOT_FOUND)
        && let Some(html) = page(layout::NOT_FOUND, &views.not_found(root), "")
    {
        add(layout::NOT_FOUND, html, &mut files);
    }
    if composed.brand.wants("twins") {
        for document in written() {
            let url = base.as_ref().map(|base| format!("{base}{}/", document.path));
            for (name, text) in twins::write(composed, document, style, url.as_deref()) {
                add(&format!("{}/{name}", document.path), text.into_bytes(), &mut files);
            }
        }
    }
    for (path, text) in consent::files(composed, base.as_deref(), style) {
        add(path, text.into_bytes(), &mut files);
    }
    let redirects = host::redirects(composed, &is_written);
    for (path, page) in redirects.iter().map(host::Redirect::page) {
        add(&path, page.into_bytes(), &mut files);
    }
    let has_drafts = written().any(|document| !document.wanted.is_empty());
    let lines: String = redirects.iter().map(|redirect| redirect.line(root)).collect();
    let for_hosts = [
        (layout::ROBOTS, Some(host::robots(base.as_deref(), has_drafts))),
        (layout::SITEMAP, base.as_deref().filter(|_| !has_drafts).map(|base| host::sitemap(base, written()))),
        (layout::HEADERS, Some(host::headers(root, &policy, hashed.iter().map(String::as_str)))),
        (layout::REDIRECTS, Some(lines).filter(|lines| !lines.is_empty())),
    ];
    let for_hosts = for_hosts.into_iter().filter(|_| composed.brand.wants("host"));
    for (path, text) in for_hosts.chain([(layout::GPC, host::gpc(composed))]).filter_map(|(path, text)| Some((path, text?))) {
        add(path, text.into_bytes(), &mut files);
    }
    // What the brand has its own of takes the place of ours, but drafts are kept from search engines whatever it says of its pages.
    let is_kept = |path: &SitePath| !(has_drafts && path.as_str() == layout::ROBOTS);
    for (path, file) in composed.brand.statics.iter().filter(|(path, _)| is_kept(path)) {
        add(path.as_str(), sources.bytes(*file).to_vec(), &mut files);
    }
    let manifest = manifest::write(composed, style, &files);
    add(layout::MANIFEST, manifest.into_bytes(), &mut files);
    files
}
