//! `content/rules/*.toml`: rules that a workspace writes down itself.

use std::sync::Arc;

use regex_syntax::hir::Hir;

use crate::config::{Node, Table};
use crate::diagnostic::{Code, Finding, Findings};
use crate::id::DocumentId;
use crate::model::{Phrase, Phrases, Rule, Tree};

use super::{condition, required};

/// The rules of a file.
pub(super) fn read(tree: &Tree, findings: &mut Findings) -> Vec<Arc<Rule>> {
    let rules = tree.table.table("rules").into_iter().flat_map(Table::iter);
    let read = rules.filter_map(|(id, entry)| {
        let table = entry.node.table()?;
        let text = |key: &str| table.text(key).unwrap_or_default().to_owned();
        let lists = ["says", "unless", "but"].map(|key| phrases(table, key, findings));
        let [Some(says), Some(unless), Some(but)] = lists else { return None };
        let rule = Rule {
            id: id.to_owned(),
            key: entry.key,
            when: condition::at(table, "when", findings),
            undecided: condition::at(table, "undecided", findings),
            says,
            unless,
            but,
            page: table.get("page").and_then(|node| Some((DocumentId::new(node.text()?), node.span))),
            agree: table.get("agree").and_then(Node::bool).unwrap_or_default(),
            with: table.get("with").and_then(|node| Some((node.text()?.to_owned(), node.span))),
            is_error: table.text("severity") != Some("warning"),
            message: text("message"),
            help: text("help"),
        };
        is_complete(&rule, table, findings).then(|| Arc::new(rule))
    });
    read.collect()
}

/// Whether the rule can find something, and not everything; else a finding.
fn is_complete(rule: &Rule, table: &Table, findings: &mut Findings) -> bool {
    let mut slip = |code, message: String, label: &str, help: &str| {
        findings.push(Finding::new(code, message, rule.key, label).help(help.to_owned()));
        false
    };
    let id = &rule.id;
    if !super::schema::is_id(id) {
        let help = "write lower-case words joined by hyphens: a waiver names the rule by it";
        return slip(Code::WrongValue, format!("`{id}` is not the id of a rule"), "", help);
    }
    if let Some(key) = ["unless", "but", "page", "agree", "with"].into_iter().find(|key| rule.says.is_empty() && table.get(key).is_some()) {
        let help = "add says = [\"…\"]: the sentence that the rule is about";
        return slip(Code::MissingKey, format!("the rule `{id}` has `{key}` and no `says`"), "`says` is missing here", help);
    }
    if rule.says.is_empty() && rule.conditions().next().is_none() {
        let help = "add `when`, `undecided` or `says`";
        return slip(Code::MissingKey, format!("the rule `{id}` would find fault with every brand"), "nothing says when it holds", help);
    }
    let catches = |phrase: &Arc<Phrase>| required::read(phrase.pattern()).is_some_and(|hir| required::catches(&hir, "it"));
    if rule.agree && !rule.says.0.iter().all(catches) {
        let help = "write (?<it>\\d+) where the number stands that must be the same";
        return slip(Code::PatternSyntax, format!("the rule `{id}` does not say what must agree"), "`says` catches no `it`", help);
    }
    true
}

/// The phrases of a list; `None` when it is none, or a phrase cannot be read: without it, the rule would find something else.
fn phrases(table: &Table, key: &str, findings: &mut Findings) -> Option<Phrases> {
    let Some(node) = table.get(key) else { return Some(Phrases::default()) };
    let read: Vec<Option<Arc<Phrase>>> = node.list()?.iter().map(|node| phrase(node, findings).map(Arc::new)).collect();
    read.into_iter().collect::<Option<_>>().map(Phrases)
}

/// A phrase as a regular expression: whole words, whatever their case; a blank is any white space, a straight apostrophe a curved one too.
fn phrase(node: &Node, findings: &mut Findings) -> Option<Phrase> {
    let text = node.text()?;
    let (start, end) = (r"(?-u:\b)", if text.ends_with([';', ':', '.', ',', '!', '%']) { "" } else { r"(?-u:\b)" });
    let spaced = blanks(text).replace('\'', "['’]");
    let pattern = format!("{start}(?:{spaced}){end}");
    let hir = required::read(&pattern);
    let is_plain = hir.as_ref().is_some_and(is_plain);
    let phrase = Phrase::new(pattern, hir.map(|hir| required::sets(&hir, SHORTEST)).unwrap_or_default());
    match if is_plain { Ok(()) } else { phrase.compile() } {
        Ok(()) => Some(phrase),
        Err(error) => {
            let why = match error {
                regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
                other => other.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned(),
            };
            let help = "write words, with (one|another) where there is a choice and .* for any words between; docs/rules.md".to_owned();
            findings.push(Finding::new(Code::PatternSyntax, "this phrase cannot be read", node.span, why).help(help));
            None
        }
    }
}

/// A phrase with any white space for each blank; ` ?` and ` *` are blanks that may be missing.
fn blanks(text: &str) -> String {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |phrase, word| match word.strip_prefix(['?', '*']) {
        Some(rest) => format!("{phrase}[ \\n]*{rest}"),
        None => format!("{phrase}[ \\n]+{word}"),
    })
}

/// Whether a phrase is certain to be one that can be looked for: nothing in it makes it large. Others are made ready at once, to see.
fn is_plain(phrase: &Hir) -> bool {
    const LARGEST: usize = 5000;
    required::size(phrase) <= LARGEST
}

/// A word that is shorter stands in most texts.
const SHORTEST: usize = 3;

#[cfg(test)]
mod tests {
    use super::{Phrase, is_plain, required};

    #[test]
    fn what_is_plain_can_be_compiled() {
        let is_plain = |phrase: &str| required::read(phrase).is_some_and(|phrase| is_plain(&phrase));
        let letters = "(ä|é|ß|s|k|K|ſ|.*)+x".repeat(44);
        for large in [r"\w{6}".to_owned(), r"(\w+\W+){2}\w".to_owned(), letters, r"(\W\d?){4}".to_owned(), r"\S{390}".to_owned()] {
            assert!(is_plain(&large) && !is_plain(&large.repeat(10)), "{large}");
            assert!(Phrase::new(large, Vec::new()).compile().is_ok());
        }
        for other in [r"\w{8}", "a{1,2000}", "((a{20}){20}){20}", "(a", "a)", "[a"] {
            assert!(!is_plain(other), "{other}");
        }
    }
}
