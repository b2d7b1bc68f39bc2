//! Paths: no file of a brand's folder would be written over another.

use crate::compose::Composed;
use crate::diagnostic::{Code, Finding, Findings, Place};
use crate::model::Project;

pub(super) fn check(composed: &Composed, project: &Project, findings: &mut Findings) {
    let theme = project.themes.get(&composed.brand.theme);
    for (path, file) in &composed.brand.statics {
        let text = path.as_str();
        let (first, _) = text.split_once('/').unwrap_or((text, ""));
        let document = composed.documents.iter().find(|document| document.path == first);
        let of_theme = text
            .strip_prefix("assets/")
            .is_some_and(|rest| rest == "design.css" || theme.is_some_and(|theme| theme.statics.keys().any(|path| path.as_str() == rest)));
        let taken = if matches!(text, "index.html" | "manifest.json") {
            Some("fineprint writes it".to_owned())
        } else if of_theme {
            Some(format!("the theme `{}` writes it", composed.brand.theme))
        } else {
            document
                .filter(|document| text == first || text == format!("{}/index.html", document.path))
                .map(|document| format!("the document `{}` is written there", document.id))
        };
        if let Some(taken) = taken {
            let message = format!("`{text}` would be written twice: {taken}");
            let help = "rename the file in static/".to_owned();
            findings.push(Finding::new(Code::DuplicatePath, message, Place::File(*file), "").help(help));
        }
    }
}
