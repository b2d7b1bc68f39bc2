//! Circles: brands that extend each other, derived facts that rest on each other.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Finding, Findings, Place};
use crate::model::Project;

/// Reports each circle once.
pub(super) fn check(project: &Project, findings: &mut Findings) {
    extends(project, findings);
    derived(project, findings);
}

fn extends(project: &Project, findings: &mut Findings) {
    for brand in project.brands.values() {
        let mut chain = vec![brand.id.as_str()];
        let mut at = brand;
        while let Some((parent, _)) = &at.extends {
            let Some(next) = project.brands.get(parent) else { break };
            chain.push(next.id.as_str());
            if next.id == brand.id {
                // Reported once, at the first brand of the circle.
                if chain.iter().min() == Some(&brand.id.as_str()) {
                    let place = brand.extends.as_ref().map_or(Place::File(brand.tree.file), |(_, span)| Place::Text(*span));
                    let message = format!("brands extend each other in a circle: {}", chain.join(" → "));
                    let help = "take `extends` out of one of them".to_owned();
                    findings.push(Finding::new(Code::Cycle, message, place, "leads back to this brand").help(help));
                }
                break;
            }
            if chain.iter().filter(|id| **id == next.id.as_str()).count() > 1 {
                break;
            }
            at = next;
        }
    }
}

fn derived(project: &Project, findings: &mut Findings) {
    let derived = &project.vocabulary.derived;
    for (name, when) in derived {
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut next: Vec<&str> = vec![name];
        while let Some(at) = next.pop() {
            for inner in derived.get(at).map(|when| when.condition.names()).unwrap_or_default() {
                if reached.insert(&inner.path) {
                    next.push(&inner.path);
                }
            }
        }
        if reached.contains(name.as_str()) && reached.iter().filter(|n| derived.contains_key(**n)).min() >= Some(&name.as_str()) {
            let message = format!("the derived fact `{name}` rests on itself");
            let help = "derive it from facts that brands state".to_owned();
            findings.push(Finding::new(Code::Cycle, message, when.span, "leads back to it").help(help));
        }
    }
}
