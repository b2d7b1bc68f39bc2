//! Where the files of a brand's folder lie.

/// The list of the brand's documents.
pub const INDEX: &str = "index.html";
/// Every file with its hash, and the version of each document.
pub const MANIFEST: &str = "manifest.json";
/// A brand's colours and type, before its hash comes into the name.
pub const DESIGN: &str = "assets/design.css";
/// An icon for a brand without a logo.
pub const ICON: &str = "assets/icon.svg";
/// What a host shows where there is no page.
pub const NOT_FOUND: &str = "404.html";
/// What search engines may read.
pub const ROBOTS: &str = "robots.txt";
/// The addresses of all pages.
pub const SITEMAP: &str = "sitemap.xml";
/// Headers, for hosts that read them from a file.
pub const HEADERS: &str = "_headers";
/// Addresses that have moved, for hosts that read them from a file.
pub const REDIRECTS: &str = "_redirects";
/// Whether the brand honours the Global Privacy Control.
pub const GPC: &str = ".well-known/gpc.json";

/// Configuration of consent managers: Klaro's, CookieConsent's.
pub const BANNERS: [&str; 2] = ["consent/klaro.js", "consent/cookieconsent.js"];

/// Folders of a brand that hold other files than pages.
pub const FOLDERS: [&str; 2] = ["assets", "consent"];

/// What is beside a page: its text in other forms.
pub const TWINS: [&str; 4] = ["index.md", "index.txt", "index.json", "fragment.html"];

/// What a brand may have its own of, in `static/`: its file is taken instead.
pub const OWN: [&str; 6] = [NOT_FOUND, ROBOTS, SITEMAP, HEADERS, REDIRECTS, GPC];

/// The page in the folder `path`.
pub fn page(path: &str) -> String {
    format!("{path}/{INDEX}")
}

/// The file of the redirect of an address: itself where that is a page, else the page in a folder.
pub fn redirect(from: &str) -> String {
    let from = from.trim_matches('/');
    if [".html", ".htm"].iter().any(|end| from.ends_with(end)) { from.to_owned() } else { page(from) }
}

/// The name of an asset: that of a style sheet holds its hash, so that browsers may keep it for good. Others are called by style sheets, by
/// the names that they have.
pub fn asset(name: &str, bytes: &[u8]) -> String {
    match name.strip_suffix(".css") {
        Some(stem) => {
            let hash: String = blake3::hash(bytes).to_hex().chars().take(8).collect();
            format!("assets/{stem}.{hash}.css")
        }
        None => format!("assets/{name}"),
    }
}
