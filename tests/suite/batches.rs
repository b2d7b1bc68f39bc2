//! Compiled one brand at a time, or on any number of threads, each case comes to what it comes to as a whole.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use fineprint::batches::{Files, Parts, each_brand};
use fineprint::diagnostic::{Code, Finding, joined};
use fineprint::id::BrandId;
use fineprint::path::brand_of;
use fineprint::source::Sources;
use fineprint::{Compiled, Options, compile};

pub(crate) fn check(compiled: &Compiled, sources: &Sources, options: &Options) {
    let (mut shared, mut brands): (Files, BTreeMap<BrandId, Files>) = Default::default();
    for (_, file) in sources.iter() {
        let part = brand_of(file.path.as_str()).map_or(&mut shared, |id| brands.entry(BrandId::new(id)).or_default());
        part.insert(file.path.clone(), file.bytes.clone());
    }
    if brands.len() < 2 {
        return;
    }
    for threads in [1, 8] {
        let again = compile(sources, &Options { threads, ..options.clone() });
        assert_eq!((&again.findings, &again.site), (&compiled.findings, &compiled.site), "on {threads} threads");
    }
    for size in [1, 2] {
        let read = |id: &BrandId| -> Result<Files, Infallible> { Ok(brands.get(id).cloned().unwrap_or_default()) };
        // Beside each a folder with nothing in it, which comes after it by its name and before it by its path.
        let empty = brands.keys().map(|id| BrandId::new(&format!("{id}-0")));
        let names: BTreeSet<BrandId> = brands.keys().cloned().chain(empty).collect();
        let names: Vec<BrandId> = names.into_iter().collect();
        let parts = Parts { shared: &shared, brands: &names, read: &read, size, threads: 0 };
        let mut site = BTreeMap::new();
        let take = |_: &_, made: fineprint::Made| ((made.composed.brand.id.clone(), made.files), made.findings);
        let Ok(done) = each_brand(&parts, options, &take, &mut |(id, files)| site.extend(files.map(|files| (id, files))));
        if done.findings.iter().any(|finding| finding.code.is_unreadable()) {
            continue; // It is told of the workspace as a whole.
        }
        // What many brands have in common is one finding for those that are compiled together.
        let is_joined = |finding: &Finding| matches!(finding.code, Code::StaleOverride | Code::UnpinnedOverride | Code::SameOverride);
        if done.elsewhere.is_some() {
            let each = |findings: &[Finding]| findings.iter().filter(|finding| !is_joined(finding)).cloned().collect::<Vec<_>>();
            assert_eq!(each(&done.findings), each(&joined(compiled.findings.clone())), "{size} at a time");
        }
        if let Some(whole) = &compiled.site {
            site.retain(|_, files| !files.is_empty());
            assert_eq!(site, whole.brands, "{size} at a time");
        }
        for label in done.findings.iter().flat_map(|finding| &finding.labels) {
            let file = label.place.file();
            assert_eq!((done.sources.path(file), done.sources.text(file)), (sources.path(file), sources.text(file)));
        }
    }
}
