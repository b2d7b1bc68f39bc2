//! Names in `content/rules/` and under `[allow]`.

use std::collections::BTreeMap;

use crate::config::Table;
use crate::diagnostic::{Code, Finding, Findings, did_you_mean, one_of};
use crate::id::DocumentId;
use crate::source::Span;

use super::super::condition;
use super::Names;

impl Names<'_> {
    /// What the rules of the workspace name: facts, values, pages; and each other, by having one id.
    pub(super) fn rules(&self, findings: &mut Findings) {
        let project = self.project;
        let mut ids: BTreeMap<&str, Span> = BTreeMap::new();
        for rule in &project.rules {
            rule.conditions().for_each(|when| self.condition(when, findings));
            if let Some(first) = ids.insert(&rule.id, rule.key) {
                let help = "rename one: a waiver names a rule by its id".to_owned();
                let finding = Finding::new(Code::DuplicateId, format!("two rules are called `{}`", rule.id), rule.key, "the second");
                findings.push(finding.also(first, "the first").help(help));
            }
            if let Some((page, span)) = rule.page.as_ref().filter(|(page, _)| !project.documents.contains_key(page)) {
                let help = did_you_mean(page.as_str(), project.documents.keys().map(DocumentId::as_str));
                findings.push(Finding::new(Code::UnknownDocument, format!("there is no document `{page}`"), *span, "").help(help));
            }
            match &rule.with {
                Some((path, span)) if path.contains('.') => {
                    self.read.borrow_mut().insert(path.clone());
                    if !self.paths.contains(path) {
                        findings.push(self.unknown(path, *span));
                    }
                }
                Some((fact, span)) if !project.vocabulary.facts.contains_key(fact) => {
                    findings.push(condition::unknown_fact(fact, *span, &project.vocabulary));
                }
                _ => {}
            }
        }
    }

    /// What `[allow]` names: codes of findings about words.
    pub(super) fn allowed(&self, allow: Option<&Table>, findings: &mut Findings) {
        for (code, entry) in allow.into_iter().flat_map(Table::iter) {
            if !Code::named(code).is_some_and(Code::is_about_words) {
                let known = || Code::ALL.iter().copied().filter(|code| code.is_about_words()).map(Code::name);
                let help = did_you_mean(code, known()).unwrap_or_else(|| format!("these can be allowed: {}", one_of(known(), "and")));
                let message = format!("`{code}` is no finding that can be allowed by its words");
                findings.push(Finding::new(Code::UnknownKey, message, entry.key, "means nothing here").help(help));
            }
        }
    }
}
