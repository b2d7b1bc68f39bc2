//! Reads the template tags of a text without running them: which names it reads and how, and what is wrong with its tags.
//! Every slip of a text is found at once, in our words; what passes here Tera accepts, but for the shape of single expressions.

use std::ops::Range;

use crate::diagnostic::{Code, Finding, Findings, did_you_mean};
use crate::model::{Read, Text, Use};
use crate::source::Span;

use super::expression::{Expression, Trouble};

const TAGS: &[&str] = &["if", "elif", "else", "endif", "for", "endfor", "set", "endset", "raw", "endraw"];

/// Reads the template `source`, which stands at `span`.
pub(super) fn read(source: &str, span: Span, findings: &mut Findings) -> Text {
    let mut scanner =
        Scanner { source, reads: Vec::new(), prints: Vec::new(), troubles: Vec::new(), open: Vec::new(), scopes: vec![Vec::new()] };
    scanner.scan();
    let sound = scanner.troubles.is_empty();
    for trouble in scanner.troubles {
        let (code, message) = if trouble.unknown {
            let name = source.get(trouble.range.clone()).unwrap_or_default();
            (Code::UnknownFilter, format!("`{name}` is not available in a clause"))
        } else {
            (Code::TemplateSyntax, "this template tag cannot be read".to_owned())
        };
        findings.push(Finding::new(code, message, span.part(trouble.range), trouble.label).help(trouble.help));
    }
    let reads = scanner.reads.into_iter().map(|(path, range, usage)| Read { path, span: span.part(range), usage }).collect();
    Text { span, source: source.to_owned(), reads, prints: scanner.prints, sound }
}

/// A name made by `set` or `for`, and the path that it stands for, if it stands for one.
type Local = (String, Option<String>);

struct Scanner<'a> {
    source: &'a str,
    reads: Vec<(String, Range<usize>, Use)>,
    prints: Vec<Range<usize>>,
    troubles: Vec<Trouble>,
    open: Vec<(&'a str, Range<usize>)>,
    scopes: Vec<Vec<Local>>,
}

impl<'a> Scanner<'a> {
    fn scan(&mut self) {
        let mut at = 0;
        while let Some(found) = self.source.get(at..).and_then(|rest| rest.find('{')).map(|found| at + found) {
            let rest = self.source.get(found..).unwrap_or_default();
            at = match rest.get(..2) {
                Some("{{") => self.print(found),
                Some("{%") => self.tag(found),
                Some("{#") => match rest.find("#}") {
                    Some(length) => found + length + 2,
                    None => self.unclosed(found, "this comment is never closed: `#}` is missing"),
                },
                _ => found + 1,
            };
        }
        for (tag, range) in std::mem::take(&mut self.open) {
            let help = Some(format!("close it with `{{% end{tag} %}}`"));
            self.trouble(range, format!("this `{tag}` is never closed"), help);
        }
    }

    fn trouble(&mut self, range: Range<usize>, label: String, help: Option<String>) {
        self.troubles.push(Trouble { range, unknown: false, label, help });
    }

    fn unclosed(&mut self, start: usize, label: &str) -> usize {
        let help = "to print braces as they are, write {% raw %}{{ }}{% endraw %}".to_owned();
        self.trouble(start..start + 2, label.to_owned(), Some(help));
        self.source.len()
    }

    /// Where the text of a tag that opens at `found` starts: after the two marks and a `-`.
    fn inside(&self, found: usize) -> usize {
        found + 2 + usize::from(self.source.get(found + 2..).is_some_and(|rest| rest.starts_with('-')))
    }

    /// Where the text after a closing mark at `end` starts.
    fn after(&self, end: usize) -> usize {
        end + 2 + usize::from(self.source.get(end..).is_some_and(|rest| rest.starts_with('-')))
    }

    fn print(&mut self, found: usize) -> usize {
        let Some((expression, end)) = Expression::lex(self.source, self.inside(found), "}}") else {
            return self.unclosed(found, "this value is never closed: `}}` is missing");
        };
        let after = self.after(end);
        if expression.len() == 0 {
            self.trouble(found..after, "there is no name between the braces".to_owned(), None);
        }
        self.prints.push(expression.whole(found));
        self.record(&expression, 0, false);
        after
    }

    fn tag(&mut self, found: usize) -> usize {
        let Some((expression, end)) = Expression::lex(self.source, self.inside(found), "%}") else {
            return self.unclosed(found, "this tag is never closed: `%}` is missing");
        };
        let after = self.after(end);
        let whole = expression.whole(found);
        match expression.word(0) {
            "if" => {
                self.open.push(("if", found..after));
                self.record(&expression, 1, true);
            }
            "elif" | "else" if self.open.last().is_none_or(|(tag, _)| !matches!(*tag, "if" | "for")) => {
                self.trouble(whole, "there is no `if` that this belongs to".to_owned(), None);
            }
            "elif" => self.record(&expression, 1, true),
            "else" => {}
            "for" => self.repeat(&expression, found..after),
            "set" => {
                self.record(&expression, 3, false);
                if expression.word(2) == "=" {
                    let alias = self.alias(&expression, 3);
                    self.declare((expression.word(1).to_owned(), alias));
                } else {
                    self.declare((expression.word(1).to_owned(), None));
                    self.open.push(("set", found..after));
                }
            }
            "raw" => {
                let rest = self.source.get(after..).unwrap_or_default();
                let close = rest.match_indices("{%").find_map(|(at, _)| {
                    let (inner, end) = Expression::lex(self.source, self.inside(after + at), "%}")?;
                    (inner.word(0) == "endraw").then(|| self.after(end))
                });
                return close.unwrap_or_else(|| self.unclosed(found, "this `raw` is never closed"));
            }
            "endif" => self.close("if", whole),
            "endfor" => {
                self.close("for", whole);
                if self.scopes.len() > 1 {
                    self.scopes.pop();
                }
            }
            "endset" => self.close("set", whole),
            other => {
                let help = did_you_mean(other, TAGS.iter().copied());
                self.trouble(whole, format!("`{other}` is not a tag that a clause can use"), help);
            }
        }
        after
    }

    fn close(&mut self, tag: &str, range: Range<usize>) {
        if self.open.last().is_some_and(|(open, _)| *open == tag) {
            self.open.pop();
        } else {
            self.trouble(range, format!("there is no open `{tag}` here"), None);
        }
    }

    /// `for x in list` and `for key, x in table`.
    fn repeat(&mut self, expression: &Expression<'a>, range: Range<usize>) {
        let pair = expression.word(2) == ",";
        let of = if pair { 4 } else { 2 };
        self.open.push(("for", range.clone()));
        self.scopes.push(vec![("loop".to_owned(), None)]);
        if expression.word(of) != "in" {
            let help = "write {% for cookie in cookies.analytics %}".to_owned();
            self.trouble(range, "a `for` needs a name, `in` and a list".to_owned(), Some(help));
            return;
        }
        self.record(expression, of + 1, false);
        let element = self.alias(expression, of + 1).map(|path| format!("{path}[]"));
        if pair {
            self.declare((expression.word(1).to_owned(), None));
            self.declare((expression.word(3).to_owned(), element));
        } else {
            self.declare((expression.word(1).to_owned(), element));
        }
    }

    fn declare(&mut self, local: Local) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.push(local);
        }
    }

    /// The path that the rest of a tag is, if it is nothing but a path.
    fn alias(&self, expression: &Expression<'a>, from: usize) -> Option<String> {
        let mut ignored = Vec::new();
        let mut paths = expression.paths(from, false, &mut ignored);
        let only = if paths.len() == 1 { paths.pop() } else { None }?;
        let end = expression.whole(0).end;
        (only.range.end == end).then(|| self.resolve(&only.names)).flatten()
    }

    /// The full path of `names`: a local name is replaced by what it stands for. `None` when that is not a path.
    fn resolve(&self, names: &[String]) -> Option<String> {
        let (first, rest) = names.split_first()?;
        let local = self.scopes.iter().rev().flat_map(|scope| scope.iter().rev()).find(|(name, _)| name == first);
        let start = match local {
            Some((_, path)) => path.clone()?,
            None => first.clone(),
        };
        Some(rest.iter().fold(start, |path, name| path + "." + name))
    }

    fn record(&mut self, expression: &Expression<'a>, from: usize, condition: bool) {
        for path in expression.paths(from, condition, &mut self.troubles) {
            if let Some(full) = self.resolve(&path.names) {
                self.reads.push((full, path.range, path.usage));
            }
        }
    }
}
