//! Reads the template tags of a text without running them: which names it reads and how, and what is wrong with its tags.
//! Every slip of a text is found at once, in our words; what passes here Tera accepts.

use std::ops::Range;

use crate::diagnostic::{Code, Finding, Findings, did_you_mean};
use crate::model::{Read, Text, Use};
use crate::source::Span;

use super::expression::{Expression, Reads, Trouble};

const TAGS: &[&str] = &["if", "elif", "else", "endif", "for", "endfor", "set", "raw", "endraw"];
/// How deep `for` may nest: time grows with the product of the lists.
const MAX_LOOPS: usize = 2;
/// How deep tags may nest: the engine goes on to 40.
const MAX_NESTED: usize = 30;
/// How many `elif` an `if` may have: each is one level deeper for the engine.
const MAX_BRANCHES: usize = 100;

/// Reads the template `source`, which stands at `span`. `links`: whether it is Markdown, so that links can be made.
pub(super) fn read(source: &str, span: Span, links: bool, findings: &mut Findings) -> Text {
    let mut scanner =
        Scanner { source, links, reads: Vec::new(), prints: Vec::new(), troubles: Vec::new(), open: Vec::new(), scopes: vec![Vec::new()] };
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
    let reads = scanner.reads.into_iter().map(|read| Read {
        span: span.part(read.range),
        path: read.path,
        usage: read.usage,
        guarded: read.guarded,
    });
    Text { span, source: source.into(), reads: reads.collect(), prints: scanner.prints.into(), sound }
}

/// A name made by `set` or `for`, and the path that it stands for, if it stands for one.
type Local = (String, Option<String>);

/// A name that is read, its place counted from the start of the text.
struct Found {
    path: String,
    range: Range<usize>,
    usage: Use,
    guarded: bool,
}

/// A tag that is open, and the names that its condition has asked for.
struct Open<'a> {
    tag: &'a str,
    range: Range<usize>,
    asked: Vec<String>,
    branches: usize,
    has_else: bool,
}

struct Scanner<'a> {
    source: &'a str,
    links: bool,
    reads: Vec<Found>,
    prints: Vec<Range<usize>>,
    troubles: Vec<Trouble>,
    open: Vec<Open<'a>>,
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
                Some("{#") => match rest.get(2..).and_then(|rest| rest.find("#}")) {
                    Some(length) => found + length + 4,
                    None => self.unclosed(found, "this comment is never closed: `#}` is missing"),
                },
                _ => found + 1,
            };
        }
        for open in std::mem::take(&mut self.open) {
            let help = Some(format!("close it with `{{% end{} %}}`", open.tag));
            self.trouble(open.range, format!("this `{}` is never closed", open.tag), help);
        }
    }

    /// Opens a tag.
    fn open(&mut self, tag: &'a str, range: Range<usize>) {
        if self.open.len() == MAX_NESTED {
            self.trouble(
                range.clone(),
                format!("a tag inside {MAX_NESTED} others"),
                Some("divide the text into several clauses".to_owned()),
            );
        }
        self.open.push(Open { tag, range, asked: Vec::new(), branches: 0, has_else: false });
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
        if expression.is_empty() {
            self.trouble(found..after, "there is no name between the braces".to_owned(), None);
        } else {
            self.prints.push(expression.whole(found));
            self.record(expression.print(self.links));
        }
        after
    }

    fn tag(&mut self, found: usize) -> usize {
        let Some((expression, end)) = Expression::lex(self.source, self.inside(found), "%}") else {
            return self.unclosed(found, "this tag is never closed: `%}` is missing");
        };
        let after = self.after(end);
        let whole = expression.whole(found);
        match expression.tag() {
            "if" => {
                self.open("if", found..after);
                self.ask(expression.condition());
            }
            tag @ ("elif" | "else") if self.open.last().is_none_or(|open| open.tag != "if" && (tag, open.tag) != ("else", "for")) => {
                self.trouble(whole, "there is no `if` that this belongs to".to_owned(), None);
            }
            "elif" | "else" if self.open.last().is_some_and(|open| open.has_else) => {
                let help = "put what is to stand in all other cases into one `else`, the last part".to_owned();
                self.trouble(whole, "this comes after an `else`".to_owned(), Some(help));
            }
            "elif" => {
                let branches = self.open.last_mut().map_or(0, |open| {
                    open.branches += 1;
                    open.branches
                });
                if branches == MAX_BRANCHES {
                    self.trouble(
                        whole,
                        format!("the {MAX_BRANCHES}th `elif` of one `if`"),
                        Some("divide the text into several clauses".to_owned()),
                    );
                } else {
                    self.ask(expression.condition());
                }
            }
            "else" => {
                if let Some(open) = self.open.last_mut() {
                    open.asked.clear();
                    open.has_else = true;
                }
                self.stands_alone("else", whole, "write {% elif values.days %} to ask again");
            }
            "for" => self.repeat(&expression, found..after),
            "set" => self.set(&expression, whole),
            "raw" => {
                let rest = self.source.get(after..).unwrap_or_default();
                let close = rest.match_indices("endraw").find_map(|(at, _)| {
                    let before = rest.get(..at)?.trim_end();
                    let start = before.strip_suffix('-').unwrap_or(before).strip_suffix("{%")?.len();
                    let (inner, end) = Expression::lex(self.source, self.inside(after + start), "%}")?;
                    (inner.tag() == "endraw").then(|| self.after(end))
                });
                return close.unwrap_or_else(|| self.unclosed(found, "this `raw` is never closed"));
            }
            "endif" => {
                self.stands_alone("endif", whole.clone(), "close the tag behind `endif`");
                self.close("if", whole);
            }
            "endfor" => {
                self.stands_alone("endfor", whole.clone(), "close the tag behind `endfor`");
                self.close("for", whole);
                if self.scopes.len() > 1 {
                    self.scopes.pop();
                }
            }
            other => {
                let help = did_you_mean(other, TAGS.iter().copied());
                self.trouble(whole, format!("`{other}` is not a tag that a clause can use"), help);
            }
        }
        after
    }

    /// Reports what stands in a tag behind the word `tag`.
    fn stands_alone(&mut self, tag: &str, whole: Range<usize>, help: &str) {
        if whole.len() > tag.len() {
            self.trouble(whole, format!("`{tag}` stands alone"), Some(help.to_owned()));
        }
    }

    fn close(&mut self, tag: &str, range: Range<usize>) {
        if self.open.last().is_some_and(|open| open.tag == tag) {
            self.open.pop();
        } else {
            self.trouble(range, format!("there is no open `{tag}` here"), None);
        }
    }

    /// `for x in list` and `for key, x in table`.
    fn repeat(&mut self, expression: &Expression<'a>, range: Range<usize>) {
        if self.open.iter().filter(|open| open.tag == "for").count() == MAX_LOOPS {
            self.trouble(range.clone(), format!("a `for` inside {MAX_LOOPS} others"), Some("nest loops less deeply".to_owned()));
        }
        self.open("for", range);
        self.scopes.push(vec![("loop".to_owned(), None)]);
        match expression.repeat() {
            Ok((names, reads)) => {
                let list = reads.paths.first().and_then(|path| self.resolve(&path.names));
                self.record(Ok(reads));
                let last = names.len() - 1;
                for (index, name) in names.into_iter().enumerate() {
                    let element = list.as_ref().filter(|_| index == last).map(|list| format!("{list}[]"));
                    self.declare((name.to_owned(), element));
                }
            }
            Err(trouble) => self.troubles.push(trouble),
        }
    }

    /// `set name = …`: once, and outside of `if`, so that a name stands for one thing wherever it is read.
    fn set(&mut self, expression: &Expression<'a>, whole: Range<usize>) {
        let (name, reads) = match expression.set() {
            Ok(parts) => parts,
            Err(trouble) => return self.troubles.push(trouble),
        };
        let known = self.scopes.iter().flatten().any(|(known, _)| known == name);
        if known || self.open.iter().any(|open| open.tag == "if") {
            let label = if known { "this name is set already" } else { "a `set` inside `if`" };
            let help = "set a name once, outside of `if`; choose with {{ values.a if values.b else values.c }}".to_owned();
            self.trouble(whole.clone(), label.to_owned(), Some(help));
        }
        let is_path = reads.paths.len() == 1 && reads.paths.iter().all(|path| path.usage == Use::Print && path.range.end == whole.end);
        let alias = reads.paths.first().filter(|_| is_path).and_then(|path| self.resolve(&path.names));
        // What a name stands for is followed only where it is a path; else nothing may hang on an unknown value.
        let hidden = |usage: Use| match usage {
            _ if is_path => Use::Test,
            Use::Test | Use::Hidden => Use::Hidden,
            _ => Use::Inspect,
        };
        let paths = reads.paths.into_iter().map(|path| super::expression::Path { usage: hidden(path.usage), ..path }).collect();
        self.record(Ok(Reads { paths, asks: false }));
        self.declare((name.to_owned(), alias));
    }

    fn declare(&mut self, local: Local) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.push(local);
        }
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

    /// Records the condition of the open `if`; the names that it asks for are there in its branch.
    fn ask(&mut self, reads: Result<Reads, Trouble>) {
        let mut asked = Vec::new();
        if let Ok(reads) = &reads
            && reads.asks
        {
            let tested = reads.paths.iter().filter(|path| path.usage == Use::Test);
            asked = tested.filter_map(|path| self.resolve(&path.names)).collect();
        }
        if let Some(open) = self.open.last_mut() {
            open.asked = asked;
        }
        self.record(reads);
    }

    fn record(&mut self, reads: Result<Reads, Trouble>) {
        match reads {
            Ok(reads) => {
                for path in reads.paths {
                    if let Some(full) = self.resolve(&path.names) {
                        let asks =
                            |asked: &String| *asked == full || (asked.starts_with("vendors.") && full.starts_with(&format!("{asked}.")));
                        let guarded = path.guarded || self.open.iter().any(|open| open.asked.iter().any(asks));
                        self.reads.push(Found { path: full, range: path.range, usage: path.usage, guarded });
                    }
                }
            }
            Err(trouble) => self.troubles.push(trouble),
        }
    }
}
