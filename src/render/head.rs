//! What a page says of itself to browsers and search engines.

use serde_json::{Map, Value, json};

use crate::compose::{Composed, ComposedDocument};

/// What a page may load: files of its own folder, and nothing that runs. `scripts` are a theme's own.
pub(super) fn policy(scripts: bool) -> String {
    let scripts = if scripts { "script-src 'self'; " } else { "" };
    // A page fetches nothing; audits do, in its name (Lighthouse: robots.txt).
    format!(
        "default-src 'none'; {scripts}connect-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'"
    )
}

/// Where the brand's folder stands, with a `/` at its end; `None` when the brand has not said it.
pub(super) fn base(composed: &Composed) -> Option<String> {
    let base = composed.brand.base_url.as_deref()?;
    Some(format!("{}/", base.trim_end_matches('/')))
}

/// The path of that address: what a file's path on the host begins with.
pub(super) fn root(base: Option<&str>) -> &str {
    let after_scheme = base.and_then(|base| base.split_once("://"));
    after_scheme.and_then(|(_, rest)| rest.get(rest.find('/')?..)).unwrap_or("/")
}

/// What a page is, in the words of [schema.org](https://schema.org/WebPage), as JSON-LD that can stand in a `<script>`.
pub(super) fn json_ld(composed: &Composed, document: &ComposedDocument, url: Option<&str>) -> String {
    let brand = &composed.brand;
    let name = brand.text("name").unwrap_or_default();
    let some = |pairs: &[(&str, Option<&str>)]| -> Map<String, Value> {
        pairs.iter().filter_map(|(key, value)| Some(((*key).to_owned(), Value::from((*value)?)))).collect()
    };
    let organization = some(&[("@type", Some("Organization")), ("name", Some(name)), ("legalName", brand.text("identity.legal_name"))]);
    let dated = document.updated.map(|date| date.to_string());
    let mut page = some(&[
        ("@context", Some("https://schema.org")),
        ("@type", Some("WebPage")),
        ("name", Some(&document.title)),
        ("description", document.description.as_deref()),
        ("inLanguage", Some(brand.text("lang").unwrap_or("en"))),
        ("url", url),
        ("dateModified", dated.as_deref()),
    ]);
    page.insert("publisher".to_owned(), json!(organization));
    // Nothing in it may end the element that holds it.
    Value::from(page).to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}
