//! The inside of a template tag: its tokens, and the names that it reads. Tera says nothing of a name in a condition that nothing
//! defines; this is where we learn of it.

use std::ops::Range;

use crate::diagnostic::did_you_mean;
use crate::model::Use;

/// A token of an expression.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Token {
    Name,
    Number,
    Quoted,
    Mark,
}

/// Something wrong inside a tag: where, and in which words.
pub(super) struct Trouble {
    pub(super) range: Range<usize>,
    pub(super) unknown: bool,
    pub(super) label: String,
    pub(super) help: Option<String>,
}

/// A path of names read by an expression.
pub(super) struct Path {
    pub(super) names: Vec<String>,
    pub(super) range: Range<usize>,
    pub(super) usage: Use,
}

/// An expression as tokens; ranges count from the start of the text that holds the tag.
pub(super) struct Expression<'a> {
    text: &'a str,
    tokens: Vec<(Token, Range<usize>)>,
}

/// Filters that a clause may use.
const FILTERS: &[&str] =
    &["capitalize", "default", "email", "first", "join", "last", "length", "link", "lower", "plural", "sentence", "title", "trim", "upper"];
/// Those that hand a value's words on, so that a mark for an unknown value passes.
const KEEPS_WORDS: &[&str] = &["capitalize", "email", "join", "link", "lower", "plural", "sentence", "title", "trim", "upper"];
const TESTS: &[&str] = &["defined", "undefined"];
const KEYWORDS: &[&str] = &["and", "else", "false", "if", "in", "is", "none", "not", "or", "true", "False", "None", "True"];

impl<'a> Expression<'a> {
    /// The tokens of `text` from `at` to the tag's `closing` mark, and where that mark starts; `None` when it never comes.
    pub(super) fn lex(text: &'a str, mut at: usize, closing: &str) -> Option<(Self, usize)> {
        let mut tokens = Vec::new();
        loop {
            let rest = text.get(at..)?;
            let first = rest.chars().next()?;
            if rest.starts_with(closing) || rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(closing)) {
                return Some((Self { text, tokens }, at));
            }
            let run = |part: fn(char) -> bool| rest.find(|c| !part(c)).unwrap_or(rest.len());
            let (token, length) = match first {
                c if c.is_whitespace() => {
                    at += c.len_utf8();
                    continue;
                }
                '"' | '\'' | '`' => (Token::Quoted, rest.get(1..)?.find(first)? + 2),
                c if c.is_ascii_digit() => (Token::Number, run(|c| c.is_ascii_digit() || c == '.')),
                c if c.is_alphabetic() || c == '_' => (Token::Name, run(|c| c.is_alphanumeric() || c == '_')),
                c => {
                    let double = ["==", "!=", "<=", ">=", "?."].iter().any(|mark| rest.starts_with(mark));
                    (Token::Mark, if double { 2 } else { c.len_utf8() })
                }
            };
            tokens.push((token, at..at + length));
            at += length;
        }
    }

    /// The words of the token at `index`; empty outside.
    pub(super) fn word(&self, index: usize) -> &'a str {
        self.tokens.get(index).and_then(|(_, range)| self.text.get(range.clone())).unwrap_or_default()
    }

    fn before(&self, index: usize) -> &'a str {
        index.checked_sub(1).map_or("", |index| self.word(index))
    }

    fn is_name(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|(token, _)| *token == Token::Name)
    }

    fn range(&self, index: usize) -> Range<usize> {
        self.tokens.get(index).map_or(0..0, |(_, range)| range.clone())
    }

    /// How many tokens there are.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Where it stands, first token to last; an empty range at `fallback` when there is none.
    pub(super) fn whole(&self, fallback: usize) -> Range<usize> {
        let start = self.tokens.first().map_or(fallback, |(_, range)| range.start);
        start..self.tokens.last().map_or(fallback, |(_, range)| range.end)
    }

    /// The names read by the tokens from `from` on. In a `condition`, a bare name is only tested.
    pub(super) fn paths(&self, from: usize, condition: bool, troubles: &mut Vec<Trouble>) -> Vec<Path> {
        let mut paths = Vec::new();
        let mut at = from;
        while at < self.tokens.len() {
            let (word, range, previous) = (self.word(at), self.range(at), self.before(at));
            let start = at;
            at += 1;
            if !self.is_name(start) || KEYWORDS.contains(&word) {
                continue;
            }
            let quoted = || Some(format!("`{word}`"));
            if previous == "|" {
                if !FILTERS.contains(&word) {
                    let help = if word == "safe" {
                        Some("a value never becomes markup: put the text into a clause of the brand instead".to_owned())
                    } else {
                        let help = did_you_mean(word, FILTERS.iter().copied());
                        help.or_else(|| Some("docs/workspace.md lists the filters".to_owned()))
                    };
                    troubles.push(Trouble { range, unknown: true, label: "no such filter in clauses".to_owned(), help });
                }
            } else if previous == "is" || (previous == "not" && start >= 2 && self.word(start - 2) == "is") {
                if !TESTS.contains(&word) {
                    let help = did_you_mean(word, TESTS.iter().copied());
                    troubles.push(Trouble { range, unknown: true, label: "no such test in clauses".to_owned(), help });
                }
            } else if self.word(at) == "(" {
                let label = format!("{} is called as a function", quoted().unwrap_or_default());
                let help = Some("clauses have no functions: print a value, or use a filter".to_owned());
                troubles.push(Trouble { range, unknown: false, label, help });
            } else if self.word(at) == "=" && matches!(previous, "(" | ",") {
                // The name of a filter's argument.
            } else {
                let mut names = vec![word.to_owned()];
                loop {
                    if matches!(self.word(at), "." | "?.") && self.is_name(at + 1) {
                        names.push(self.word(at + 1).to_owned());
                        at += 2;
                    } else if self.word(at) == "[" && self.word(at + 2) == "]" && self.word(at + 1).starts_with(['"', '\'']) {
                        names.push(self.word(at + 1).trim_matches(['"', '\'']).to_owned());
                        at += 3;
                    } else {
                        break;
                    }
                }
                let usage = self.usage(start, at, condition);
                paths.push(Path { names, range: range.start..self.range(at - 1).end, usage });
            }
        }
        paths
    }

    /// How the path from token `start` to before `end` is used, from the tokens beside it.
    fn usage(&self, start: usize, end: usize, condition: bool) -> Use {
        let (previous, next) = (self.before(start), self.word(end));
        if [previous, next].iter().any(|mark| matches!(*mark, "==" | "!=")) {
            return Use::Compare;
        }
        let guarded = next == "is" || next == "or" || (next == "|" && self.word(end + 1) == "default");
        let asked = matches!(next, "" | "and" | "or" | ")" | "else") && matches!(previous, "if" | "elif" | "and" | "or" | "not" | "(");
        let inline_question = previous == "if" && next == "else";
        if guarded || inline_question || (condition && asked) || previous == "not" {
            return Use::Test;
        }
        let as_it_is = matches!(next, "" | "if" | "else" | ")") || (next == "|" && KEEPS_WORDS.contains(&self.word(end + 1)));
        if as_it_is && !condition { Use::Print } else { Use::Inspect }
    }
}
