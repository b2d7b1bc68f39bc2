//! Files that hosts, browsers and search engines look for beside the pages.

use serde_json::json;

use crate::compose::{Composed, ComposedDocument, escape};
use crate::config::{Entry, Node, Table};
use crate::layout;

/// What search engines may read: nothing of a folder that holds drafts.
pub(super) fn robots(base: Option<&str>, has_drafts: bool) -> String {
    let mut out = format!("User-agent: *\n{}\n", if has_drafts { "Disallow: /" } else { "Allow: /" });
    if let Some(base) = base.filter(|_| !has_drafts) {
        out.push_str(&format!("\nSitemap: {base}{}\n", layout::SITEMAP));
    }
    out
}

/// The addresses of the pages.
pub(super) fn sitemap<'d>(base: &str, documents: impl Iterator<Item = &'d ComposedDocument>) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n".to_owned();
    let mut add = |path: &str, date: Option<jiff::civil::Date>| {
        out.push_str("<url><loc>");
        escape(&format!("{base}{path}"), &mut out);
        out.push_str("</loc>");
        out.push_str(&date.map(|date| format!("<lastmod>{date}</lastmod>")).unwrap_or_default());
        out.push_str("</url>\n");
    };
    add("", None);
    documents.for_each(|document| add(&format!("{}/", document.path), document.updated));
    out + "</urlset>\n"
}

/// Headers for hosts that read them from a file (Netlify, Cloudflare Pages): what pages may load, and that files with their hash in their name
/// may be kept for good. `root` is the path of the brand's folder on the host.
pub(super) fn headers<'p>(root: &str, policy: &str, hashed: impl Iterator<Item = &'p str>) -> String {
    let mut out = format!(
        "{root}*\n  Content-Security-Policy: {policy}; frame-ancestors 'self'\n  Referrer-Policy: strict-origin-when-cross-origin\n  \
         X-Content-Type-Options: nosniff\n"
    );
    for path in hashed {
        out.push_str(&format!("{root}{path}\n  Cache-Control: public, max-age=31536000, immutable\n"));
    }
    out
}

/// An address that has moved: its path below the brand's folder, and where it leads, from there.
pub(super) struct Redirect {
    from: String,
    to: String,
}

/// The addresses that have moved to pages of this build, or to other sites.
pub(super) fn redirects(composed: &Composed, is_written: &dyn Fn(&ComposedDocument) -> bool) -> Vec<Redirect> {
    let stated = composed.brand.table.table("redirects").into_iter().flat_map(Table::iter);
    let redirect = |(from, Entry { node, .. }): (&str, &Entry)| {
        Some(Redirect { from: from.trim_matches('/').to_owned(), to: target(composed, node, is_written)? })
    };
    stated.filter_map(redirect).collect()
}

fn target(composed: &Composed, node: &Node, is_written: &dyn Fn(&ComposedDocument) -> bool) -> Option<String> {
    let target = node.text()?;
    if target.contains("://") {
        return Some(target.to_owned());
    }
    let (id, anchor) = target.split_once('#').map_or((target, None), |(id, anchor)| (id, Some(anchor)));
    let document = composed.documents.iter().find(|document| document.id.as_str() == id).filter(|document| is_written(document))?;
    Some(format!("{}/{}", document.path, anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default()))
}

impl Redirect {
    /// A line of `_redirects`.
    pub(super) fn line(&self, root: &str) -> String {
        let to = if self.is_elsewhere() { self.to.clone() } else { format!("{root}{}", self.to) };
        format!("{root}{} {to} 301\n", self.from)
    }

    /// For hosts that read no `_redirects`: a page that leads there, and its path.
    pub(super) fn page(&self) -> (String, String) {
        let path = layout::redirect(&self.from);
        let up = "../".repeat(path.matches('/').count());
        let mut to = String::new();
        escape(
            &if self.is_elsewhere() { self.to.clone() } else { format!("{}{}", if up.is_empty() { "./" } else { &up }, self.to) },
            &mut to,
        );
        let page = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>This page has moved</title>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n\
             <meta http-equiv=\"refresh\" content=\"0; url={to}\">\n</head>\n<body>\n<p>This page has moved: <a href=\"{to}\">read it there</a>.</p>\n\
             </body>\n</html>\n"
        );
        (path, page)
    }

    fn is_elsewhere(&self) -> bool {
        self.to.contains("://")
    }
}

/// Whether the brand honours the [Global Privacy Control](https://www.w3.org/TR/gpc/#the-gpc-support-resource); nothing when it does not say.
pub(super) fn gpc(composed: &Composed) -> Option<String> {
    let honors = composed.brand.table.at("facts.honors_gpc")?.bool()?;
    let privacy = composed.documents.iter().find(|document| document.id.as_str() == "privacy");
    let dated = privacy.filter(|document| document.wanted.is_empty()).and_then(|document| document.updated).map(|date| date.to_string());
    let mut support = json!({ "gpc": honors });
    if let (Some(support), Some(dated)) = (support.as_object_mut(), dated) {
        support.insert("lastUpdate".to_owned(), dated.into());
    }
    Some(format!("{support}\n"))
}
