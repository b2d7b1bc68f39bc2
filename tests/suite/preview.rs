//! Whatever a case shows, the preview shows what `build` would write and says what `check` would say, though it knows one brand alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fineprint::diagnostic::{Finding, Format, Severity, print};
use fineprint::id::BrandId;
use fineprint::path::SourcePath;
use fineprint::preview::{Answer, Content, Preview};
use fineprint::render::Style;
use fineprint::source::Sources;
use fineprint::{Options, compile};

/// A preview of `sources`, every part of it handed in.
pub(crate) fn of(sources: &Sources) -> Preview {
    let mut parts: BTreeMap<Option<BrandId>, BTreeMap<SourcePath, Arc<[u8]>>> = BTreeMap::new();
    for (_, file) in sources.iter() {
        let brand = file.path.as_str().strip_prefix("brands/").and_then(|rest| rest.split_once('/')).map(|(id, _)| BrandId::new(id));
        parts.entry(brand).or_default().insert(file.path.clone(), file.bytes.clone());
    }
    let preview = Preview::new("workspace".to_owned(), BTreeSet::new());
    preview.put_names(&parts.keys().flatten().cloned().collect());
    for (brand, files) in parts {
        match brand {
            Some(id) => preview.put_brand(&id, Ok(files)),
            None => preview.put_shared(Ok(files)),
        };
    }
    preview
}

pub(crate) fn check(sources: &Sources) {
    let preview = of(sources);
    let ids: Vec<BrandId> =
        compile(sources, &Options::default()).project.brands.into_values().filter(|b| !b.is_abstract).map(|b| b.id).collect();
    for id in &ids {
        for drafts in [false, true] {
            let style = Style { drafts, as_of: None };
            let compiled = compile(sources, &Options { brands: [id.clone()].into(), style, ..Options::default() });
            let root = format!("/{}/{id}/", if drafts { "draft" } else { "site" });
            for (path, bytes) in compiled.site.iter().filter_map(|site| site.brands.get(id)).flatten() {
                let shown = content(&preview, &format!("{root}{path}"));
                let client = shown.body.strip_prefix(bytes.as_slice()).unwrap_or_else(|| panic!("{root}{path} is not what is built"));
                let script = String::from_utf8_lossy(client);
                assert!(
                    client.is_empty()
                        || path.as_str().ends_with(".html") && script.starts_with("<script src=\"/_fineprint/client.js\" data-hash=\"")
                );
            }
            let is_wrong = compiled.findings.iter().any(|finding| finding.code.severity() == Severity::Error);
            assert_eq!(state(&preview, &root)["errors"] != 0, is_wrong, "{root}: in error in the preview, and for `check --brand {id}`");
        }
    }
    assert!(preview.survey());
    let all = compile(sources, &Options::default());
    let unreadable = all.findings.iter().any(|finding| finding.code.is_unreadable());
    for id in ids.iter().filter(|_| !unreadable) {
        let concerns = |finding: &&Finding| {
            let path = sources.path(finding.labels[0].place.file());
            let own = |path: &str| all.project.layers(id).iter().any(|layer| path.starts_with(&format!("brands/{}/", layer.id)));
            finding.brands.contains(id.as_str())
                || finding.brands.is_empty() && (path.matches('/').count() < 2 || !path.starts_with("brands/") || own(path))
        };
        let mut findings: Vec<Finding> = all.findings.iter().filter(concerns).cloned().collect();
        findings.sort_by_key(|finding| finding.code.severity());
        let expected = without(&print(&findings, sources, Format::Human), "\u{1b}[", 'm');
        let shown = without(state(&preview, &format!("/site/{id}/"))["report"].as_str().unwrap(), "<", '>');
        let shown = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        assert_eq!(shown, expected, "{id}: what is wrong, in the preview and in `check`");
    }
}

/// What the preview knows of a page.
fn state(preview: &Preview, url: &str) -> serde_json::Value {
    serde_json::from_slice(&content(preview, &format!("/_fineprint/page?url={url}")).body).unwrap()
}

fn content(preview: &Preview, url: &str) -> Content {
    let (path, query) = url.split_once('?').map_or((url, None), |(path, query)| (path, Some(query)));
    match preview.answer(path, query) {
        Ok(Answer::Content(content)) => content,
        other => panic!("{url}: {other:?}"),
    }
}

/// `text` without what stands between `open` and `close`.
fn without(text: &str, open: &str, close: char) -> String {
    let mut pieces = text.split(open);
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |all, piece| all + piece.split_once(close).map_or(piece, |(_, rest)| rest))
}
