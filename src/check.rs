//! Rules on the text as it will be read, and the gate to publishing: only [`check`] makes a [`Checked`], and `render` takes nothing else.
//! One file a rule.

mod design;
mod links;
mod paths;
mod sections;

use crate::compose::Composed;
use crate::diagnostic::Findings;
use crate::model::Project;

/// A brand without an error.
pub struct Checked<'a>(&'a Composed);

impl Checked<'_> {
    /// The brand.
    pub fn composed(&self) -> &Composed {
        self.0
    }
}

/// Runs every rule on a brand; `None` when one of its layers, texts or rules is in error, or `findings` hold an error of an earlier stage.
pub fn check<'a>(composed: &'a Composed, project: &Project, findings: &mut Findings) -> Option<Checked<'a>> {
    let mut own = Findings::default();
    links::check(composed, project, &mut own);
    sections::check(composed, &mut own);
    paths::check(composed, project, &mut own);
    design::check(composed, &mut own);
    for finding in own.sorted() {
        findings.push(finding.brand(composed.brand.id.as_str()));
    }
    (composed.sound && !findings.has_errors()).then_some(Checked(composed))
}
