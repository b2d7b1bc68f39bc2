//! Circles: brands that extend each other, derived facts that rest on each other.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Finding, Findings};
use crate::model::{BrandSource, Project};

/// Reports each circle once.
pub(super) fn check(project: &Project, brands: &[&BrandSource], findings: &mut Findings) {
    extends(project, brands, findings);
    derived(project, findings);
}

fn extends(project: &Project, brands: &[&BrandSource], findings: &mut Findings) {
    for brand in brands {
        let mut chain = vec![brand.id.as_str()];
        let mut seen = BTreeSet::from([&brand.id]);
        let mut next = brand.extends.as_ref();
        while let Some(parent) = next.and_then(|(parent, _)| project.brands.get(parent)) {
            chain.push(parent.id.as_str());
            if !seen.insert(&parent.id) {
                break;
            }
            next = parent.extends.as_ref();
        }
        // Reported once, at the first brand of the circle; those that only lead into it are not on it.
        let circle = chain.len() > 1 && chain.first() == chain.last() && chain.iter().min() == chain.first();
        if let (true, Some((_, span))) = (circle, &brand.extends) {
            let message = format!("brands extend each other in a circle: {}", chain.join(" → "));
            let help = "take `extends` out of one of them".to_owned();
            findings.push(Finding::new(Code::Cycle, message, *span, "leads back to this brand").help(help));
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
