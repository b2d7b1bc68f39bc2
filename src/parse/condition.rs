//! Conditions in files: reads them, and checks that every name they use is known.

use crate::condition::{Condition, Name, matches};
use crate::config::Table;
use crate::diagnostic::{Code, Finding, Findings, did_you_mean};
use crate::model::{FactType, Vocabulary, When};
use crate::source::Span;

use super::clause::inside_quotes;

/// The condition at `key` of a table.
pub(super) fn at(table: &Table, key: &str, findings: &mut Findings) -> Option<When> {
    let node = table.get(key)?;
    read(node.text()?, node.span, findings)
}

/// Reads the quoted condition `text` at `quoted`.
pub(super) fn read(text: &str, quoted: Span, findings: &mut Findings) -> Option<When> {
    let span = inside_quotes(quoted);
    let condition = Condition::read(text, span, findings)?;
    Some(When { text: text.to_owned(), span, condition })
}

/// Checks the facts that a condition names. `known` decides about dotted names such as `values.days`. Returns the names on which no
/// condition can be decided.
pub(super) fn check_names(when: &When, vocabulary: &Vocabulary, known: &mut dyn FnMut(&Name), findings: &mut Findings) -> Vec<String> {
    for name in when.condition.names() {
        if name.path.contains('.') || name.path == "cookies" {
            known(name);
        } else if !vocabulary.facts.contains_key(&name.path) && !vocabulary.derived.contains_key(&name.path) {
            findings.push(unknown_fact(&name.path, name.span, vocabulary));
        }
    }
    let mut wrong = Vec::new();
    for (text, list) in when.condition.memberships() {
        let kind = vocabulary.facts.get(&list.path).map(|fact| &fact.kind);
        let Some(FactType::List(values)) = kind else {
            let is_other =
                kind.is_some() || vocabulary.derived.contains_key(&list.path) || list.path.contains('.') || list.path == "cookies";
            if is_other {
                let message = format!("`{}` is not a fact that is a list", list.path);
                let help = "ask `in` of a fact of type list, such as 'eu' in jurisdictions".to_owned();
                findings.push(Finding::new(Code::WrongType, message, list.span, "`in` needs such a fact").help(help));
                wrong.push(list.path.clone());
            }
            continue;
        };
        if !values.iter().any(|value| matches(value, &text.path) || matches(&text.path, value)) {
            findings.push(unknown_entry(&text.path, &list.path, text.span, values));
        }
    }
    wrong
}

/// A fact that the vocabulary lacks.
pub(super) fn unknown_fact(name: &str, span: Span, vocabulary: &Vocabulary) -> Finding {
    if vocabulary.facts.is_empty() {
        let help = "write content/facts.toml (docs/workspace.md), or put it back".to_owned();
        return Finding::new(Code::UnknownFact, "the workspace has no vocabulary of facts", span, "a fact is named here").help(help);
    }
    let known = vocabulary.facts.keys().chain(vocabulary.derived.keys()).map(String::as_str);
    let help = did_you_mean(name, known).unwrap_or_else(|| "content/facts.toml lists the facts".to_owned());
    Finding::new(Code::UnknownFact, format!("there is no fact `{name}`"), span, "not in the vocabulary").help(help)
}

/// An entry that a list fact does not allow.
pub(super) fn unknown_entry(text: &str, fact: &str, span: Span, allowed: &[String]) -> Finding {
    let message = format!("`{text}` is not an entry of `{fact}`");
    let plain = text.to_lowercase().replace(['_', ' '], "-");
    let help = if allowed.iter().any(|value| matches(value, &plain)) {
        Some(format!("did you mean `{plain}`?"))
    } else {
        did_you_mean(text, allowed.iter().map(String::as_str))
    };
    Finding::new(Code::WrongValue, message, span, "not one that content/facts.toml allows").help(help)
}
