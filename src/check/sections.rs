//! Sections: no heading stands with nothing below it.

use crate::compose::Composed;
use crate::diagnostic::{Code, Finding, Findings, Place};

pub(super) fn check(composed: &Composed, findings: &mut Findings) {
    for document in &composed.documents {
        if composed.sound && document.body.trim().is_empty() {
            let message = format!("the document `{}` has nothing on its page", document.id);
            let help =
                format!("state the facts that its clauses ask for, or do without it: sections = [] under [documents.{}]", document.id);
            findings.push(Finding::new(Code::EmptySection, message, Place::File(composed.brand.file), "").help(help));
        }
        for row in document.outline.iter().filter(|row| row.empty) {
            let Some(part) = row.chain.last() else { continue };
            let message = format!("the section `{}` has nothing below its heading", row.id);
            let help = "write its text, give it sections in the outline, or take it out".to_owned();
            findings.push(Finding::new(Code::EmptySection, message, Place::File(part.clause.file), "").help(help));
        }
    }
}
