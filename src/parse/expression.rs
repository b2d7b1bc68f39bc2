//! The inside of a template tag. Clauses are given a small language: values, filters, `or`, a choice, conditions, comparisons. What is
//! left out (arithmetic, indices, functions) has no place in a legal text; what is left in can be read exactly, so that we know of every
//! name how it is used. Tera says nothing of a name in a condition that nothing defines; this is where we learn of it.

use std::ops::Range;

use crate::diagnostic::did_you_mean;
use crate::model::Use;

/// A token of an expression.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Token {
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
    /// Whether the expression itself asks for it first.
    pub(super) guarded: bool,
}

/// What an expression reads.
#[derive(Default)]
pub(super) struct Reads {
    pub(super) paths: Vec<Path>,
    /// Whether a bare name that it tests is there when it holds: no `or`, no `not`.
    pub(super) asks: bool,
}

/// An expression as tokens; ranges count from the start of the text that holds the tag.
pub(super) struct Expression<'a> {
    text: &'a str,
    tokens: Vec<(Token, Range<usize>)>,
}

/// Filters that hand a value's words on, so that a mark for an unknown value passes.
const KEEP: &[&str] = &["capitalize", "email", "link", "lower", "title", "trim", "upper"];
/// Filters that take a list.
const REPEAT: &[&str] = &["join", "sentence"];
/// Filters after which there is nothing to be known of an unknown value.
const INSPECT: &[&str] = &["first", "last", "length"];
const KEYWORDS: &[&str] = &["and", "else", "false", "if", "in", "is", "none", "not", "or", "true"];
const COMPARISONS: &[&str] = &["==", "!=", "<", ">", "<=", ">="];

/// How deep brackets and `not` may nest.
const MAX_DEPTH: usize = 32;

fn filters() -> impl Iterator<Item = &'static str> {
    KEEP.iter().chain(REPEAT).chain(INSPECT).chain(&["default", "plural"]).copied()
}

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

    fn word(&self, index: usize) -> &'a str {
        self.tokens.get(index).and_then(|(_, range)| self.text.get(range.clone())).unwrap_or_default()
    }

    /// The first word, which says what a tag does.
    pub(super) fn tag(&self) -> &'a str {
        self.word(0)
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Where it stands, first token to last; an empty range at `fallback` when there is none.
    pub(super) fn whole(&self, fallback: usize) -> Range<usize> {
        let start = self.tokens.first().map_or(fallback, |(_, range)| range.start);
        start..self.tokens.last().map_or(fallback, |(_, range)| range.end)
    }

    /// What `{{ … }}` prints; `links`: whether a link may be made of it.
    pub(super) fn print(&self, links: bool) -> Result<Reads, Trouble> {
        let mut parser = self.parser(0);
        parser.choice(links)?;
        parser.end()
    }

    /// The condition of `{% if … %}`.
    pub(super) fn condition(&self) -> Result<Reads, Trouble> {
        let mut parser = self.parser(1);
        parser.condition()?;
        parser.end()
    }

    /// `{% set name = … %}`: the name, and what it stands for.
    pub(super) fn set(&self) -> Result<(&'a str, Reads), Trouble> {
        let mut parser = self.parser(1);
        let name = parser.new_name()?;
        parser.expect("=", "write {% set days = values.days %}")?;
        parser.choice(false)?;
        Ok((name, parser.end()?))
    }

    /// `{% for entry in list %}` or `{% for key, entry in table %}`: the names, and the list.
    pub(super) fn repeat(&self) -> Result<(Vec<&'a str>, Reads), Trouble> {
        let help = "write {% for cookie in cookies.analytics %}";
        let mut parser = self.parser(1);
        let mut names = vec![parser.new_name()?];
        if parser.takes(",") {
            names.push(parser.new_name()?);
        }
        parser.expect("in", help)?;
        if !parser.path(Use::Repeat) {
            return Err(parser.trouble("a list is wanted here", Some(help)));
        }
        Ok((names, parser.end()?))
    }

    fn parser(&self, at: usize) -> Parser<'_, 'a> {
        Parser { of: self, at, depth: 0, reads: Reads { paths: Vec::new(), asks: true } }
    }
}

struct Parser<'e, 'a> {
    of: &'e Expression<'a>,
    at: usize,
    depth: usize,
    reads: Reads,
}

impl<'a> Parser<'_, 'a> {
    fn word(&self) -> &'a str {
        self.of.word(self.at)
    }

    fn is(&self, token: Token) -> bool {
        self.of.tokens.get(self.at).is_some_and(|(found, _)| *found == token)
    }

    fn takes(&mut self, word: &str) -> bool {
        let found = self.word() == word && !self.is(Token::Quoted);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, word: &str, help: &str) -> Result<(), Trouble> {
        if self.takes(word) { Ok(()) } else { Err(self.trouble(&format!("`{word}` is wanted here"), Some(help))) }
    }

    fn range(&self, index: usize) -> Range<usize> {
        let whole = self.of.whole(0);
        self.of.tokens.get(index).map_or(whole.end..whole.end, |(_, range)| range.clone())
    }

    fn trouble(&self, label: &str, help: Option<&str>) -> Trouble {
        let usual = "write {{ values.days }}, {{ values.list | sentence }}, {% if values.days %} or {% if values.pace == \"weekly\" %}";
        let help = Some(help.unwrap_or(usual).to_owned());
        Trouble { range: self.range(self.at), unknown: false, label: label.to_owned(), help }
    }

    fn end(self) -> Result<Reads, Trouble> {
        if self.at < self.of.tokens.len() {
            return Err(self.trouble("a clause cannot go on like this", None));
        }
        Ok(self.reads)
    }

    fn new_name(&mut self) -> Result<&'a str, Trouble> {
        let word = self.word();
        if !self.is(Token::Name) || KEYWORDS.contains(&word) {
            return Err(self.trouble("a name is wanted here", None));
        }
        self.at += 1;
        Ok(word)
    }

    /// `a or b`, or `a if condition else b`. `printed`: whether a link may be made of it.
    fn choice(&mut self, printed: bool) -> Result<(), Trouble> {
        let start = self.reads.paths.len();
        self.alternatives(printed)?;
        if self.takes("if") {
            let outside = std::mem::replace(&mut self.reads.asks, true);
            let asked = self.reads.paths.len();
            self.condition()?;
            let asks = std::mem::replace(&mut self.reads.asks, outside);
            let tested = self.reads.paths.iter().skip(asked).filter(|path| asks && path.usage == Use::Test);
            let tested: Vec<Vec<String>> = tested.map(|path| path.names.clone()).collect();
            self.reads.paths.iter_mut().skip(start).filter(|path| tested.contains(&path.names)).for_each(|path| path.guarded = true);
            self.expect("else", "write {{ values.a if values.b else \"…\" }}")?;
            self.alternatives(printed)?;
        }
        Ok(())
    }

    fn alternatives(&mut self, printed: bool) -> Result<(), Trouble> {
        loop {
            let before = self.reads.paths.len();
            self.term(printed)?;
            if !self.takes("or") {
                return Ok(());
            }
            // Whether it is there decides what is printed.
            self.reads
                .paths
                .iter_mut()
                .skip(before)
                .for_each(|path| path.usage = if path.usage == Use::Print { Use::Test } else { path.usage });
        }
    }

    /// A value or a literal, through filters.
    fn term(&mut self, printed: bool) -> Result<(), Trouble> {
        let before = self.reads.paths.len();
        if !self.literal() && !self.path(Use::Print) {
            return Err(self.trouble("a value is wanted here", None));
        }
        let mut usage = Use::Print;
        while self.takes("|") {
            let filter = self.word();
            if !self.is(Token::Name) || !filters().any(|known| known == filter) {
                return Err(self.unknown_filter(filter));
            }
            if matches!(filter, "email" | "link") && !(printed && matches!(self.of.word(self.at + 1), "" | "if" | "else")) {
                return Err(self.trouble("a link comes last, where it is printed", Some("write {{ contact.email | email }}")));
            }
            self.at += 1;
            self.arguments()?;
            usage = match (usage, filter) {
                (Use::Print, "default") => Use::Test,
                (Use::Print, "plural") => Use::Count,
                (Use::Print, _) if REPEAT.contains(&filter) => Use::Repeat,
                (usage, _) if KEEP.contains(&filter) => usage,
                _ => Use::Inspect,
            };
        }
        if let Some(path) = self.reads.paths.get_mut(before) {
            path.usage = usage;
        }
        Ok(())
    }

    /// `(sep=", ")` after a filter.
    fn arguments(&mut self) -> Result<(), Trouble> {
        if !self.takes("(") {
            return Ok(());
        }
        while !self.takes(")") {
            self.new_name()?;
            self.expect("=", "write the argument as in join(sep=\", \")")?;
            if !self.literal() {
                return Err(self.trouble("a text in quotes or a number is wanted here", None));
            }
            self.takes(",");
        }
        Ok(())
    }

    fn unknown_filter(&self, filter: &str) -> Trouble {
        let help = if filter == "safe" {
            "a value never becomes markup: put the text into a clause of the brand instead".to_owned()
        } else {
            did_you_mean(filter, filters()).unwrap_or_else(|| "docs/workspace.md lists the filters".to_owned())
        };
        Trouble { range: self.range(self.at), unknown: true, label: "no such filter in clauses".to_owned(), help: Some(help) }
    }

    fn condition(&mut self) -> Result<(), Trouble> {
        loop {
            self.question()?;
            if self.takes("or") {
                self.reads.asks = false;
            } else if !self.takes("and") {
                return Ok(());
            }
        }
    }

    /// One part of a condition.
    fn question(&mut self) -> Result<(), Trouble> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.trouble("too deeply nested", None));
        }
        if self.takes("not") {
            self.reads.asks = false;
            self.question()?;
        } else if self.takes("(") {
            self.condition()?;
            self.expect(")", "close the bracket")?;
        } else {
            self.comparison()?;
        }
        self.depth -= 1;
        Ok(())
    }

    /// A bare name, a comparison, `… is defined`, or `"x" in list`.
    fn comparison(&mut self) -> Result<(), Trouble> {
        let before = self.reads.paths.len();
        self.term(false)?;
        let mut usage = Use::Test;
        if self.takes("is") {
            let denied = self.takes("not") || self.word() == "undefined";
            if !matches!(self.word(), "defined" | "undefined") {
                return Err(self.trouble("`defined` is wanted here", Some("write {% if values.x is defined %}")));
            }
            self.at += 1;
            self.reads.asks &= !denied;
        } else if COMPARISONS.contains(&self.word()) {
            self.at += 1;
            self.term(false)?;
            usage = Use::Compare;
        } else if self.word() == "in" || (self.word() == "not" && self.of.word(self.at + 1) == "in") {
            self.takes("not");
            self.takes("in");
            self.term(false)?;
            usage = Use::Compare;
        }
        for path in self.reads.paths.iter_mut().skip(before) {
            path.usage = match path.usage {
                Use::Print => usage,
                Use::Test => Use::Hidden, // Something to fall back on.
                _ => Use::Inspect,
            };
        }
        Ok(())
    }

    fn literal(&mut self) -> bool {
        let word = self.word();
        let sign = self.takes("-");
        let found = self.is(Token::Number) || (!sign && (self.is(Token::Quoted) || matches!(word, "true" | "false")));
        self.at += usize::from(found);
        found
    }

    /// `a.b.c`, also written `a["b"].c`.
    fn path(&mut self, usage: Use) -> bool {
        let (start, word) = (self.range(self.at).start, self.word());
        if !self.is(Token::Name) || KEYWORDS.contains(&word) {
            return false;
        }
        self.at += 1;
        let mut names = vec![word.to_owned()];
        loop {
            let (mark, key) = (self.word(), self.of.word(self.at + 1));
            if matches!(mark, "." | "?.") && self.of.tokens.get(self.at + 1).is_some_and(|(token, _)| *token == Token::Name) {
                names.push(key.to_owned());
                self.at += 2;
            } else if mark == "[" && key.starts_with(['"', '\'']) && self.of.word(self.at + 2) == "]" {
                names.push(key.trim_matches(['"', '\'']).to_owned());
                self.at += 3;
            } else {
                break;
            }
        }
        let end = self.range(self.at - 1).end;
        self.reads.paths.push(Path { names, range: start..end, usage, guarded: false });
        true
    }
}
