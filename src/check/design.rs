//! Looks: the files that `[design]` names are there, and text can be read in its colours.

use crate::colour::TEXT;
use crate::compose::Composed;
use crate::diagnostic::{Code, Finding, Findings, did_you_mean};
use crate::looks::{Looks, Scheme, Stated};
use crate::path::SitePath;

pub(super) fn check(composed: &Composed, looks: &Looks, findings: &mut Findings) {
    files(composed, findings);
    contrast(&looks.light, "", findings);
    contrast(&looks.dark, "_dark", findings);
}

fn files(composed: &Composed, findings: &mut Findings) {
    let brand = &composed.brand;
    for key in ["logo", "logo_dark", "font_file", "font_file_italic"] {
        let Some(node) = brand.table.at(&format!("design.{key}")) else { continue };
        let Some(name) = node.text() else { continue };
        let known = || brand.statics.keys().map(SitePath::as_str);
        if known().any(|path| path == name) {
            continue;
        }
        let help = did_you_mean(name, known()).unwrap_or_else(|| format!("put the file into brands/{}/static/", brand.id));
        let message = format!("there is no file `{name}` for `{key}`");
        findings.push(Finding::new(Code::UnknownFile, message, node.span, "not in static/").help(help));
    }
}

/// Reports colours that somebody has chosen for text and that cannot be read on the paper.
fn contrast(scheme: &Scheme, ending: &str, findings: &mut Findings) {
    let Some(Stated { colour: paper, place: paper_place }) = scheme.paper else { return };
    for (name, stated) in [("ink", scheme.ink), ("accent", scheme.accent)] {
        let Some(Stated { colour, place: Some(place) }) = stated else { continue };
        let contrast = colour.contrast(paper);
        if contrast >= TEXT {
            continue;
        }
        // Rounded down, so that what is too little never reads as enough.
        let contrast = (contrast * 100.0).floor() / 100.0;
        let message = format!("`{colour}` on `{paper}` has a contrast of {contrast:.2}, and text needs {TEXT} (WCAG 2.2 AA, 1.4.3)");
        let nearest = colour.readable_on(paper, TEXT);
        let help = format!("the nearest that can be read is {name}{ending} = \"{nearest}\"");
        let mut finding = Finding::new(Code::LowContrast, message, place, "hard to read").help(help);
        if let Some(place) = paper_place {
            finding = finding.also(place, "on this");
        }
        findings.push(finding);
    }
}
