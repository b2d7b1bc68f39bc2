//! Conditions over facts: `gdpr and not ('apple' in app_stores)`, read into a tree and decided with three-valued logic.
//! Does not know which names exist; whoever decides a condition looks them up.

use crate::diagnostic::{Code, Finding, Findings};
use crate::source::Span;

/// What a condition comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not.
    False,
    /// It rests on a fact that nobody has stated.
    Unknown,
}

impl Truth {
    /// `true`, `false` or `undecided`.
    pub fn name(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::False => "false",
            Self::Unknown => "undecided",
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

/// A name in a condition and its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    /// Such as `gdpr` or `values.support_hours`.
    pub path: String,
    /// Where it stands.
    pub span: Span,
}

impl Name {
    /// The path that it reads, as a text writes it.
    pub fn read(&self) -> String {
        self.path.strip_prefix("identity.").map_or_else(|| self.path.clone(), |rest| format!("brand.{rest}"))
    }
}

/// A condition as a tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Condition {
    /// The name is true, or a list that is not empty.
    Name(Name),
    /// The list, the second name, holds the first, which is quoted; a final `*` matches any ending.
    In(Name, Name),
    /// The opposite.
    Not(Box<Self>),
    /// Both.
    And(Box<Self>, Box<Self>),
    /// Either.
    Or(Box<Self>, Box<Self>),
}

/// What a condition's names stand for.
pub trait Interpretation {
    /// Whether the name is true, or a list that is not empty.
    fn truth(&self, name: &str) -> Truth;
    /// Whether the list `name` has an entry that `wanted` approves.
    fn any(&self, name: &str, wanted: &dyn Fn(&str) -> bool) -> Truth;
}

impl Condition {
    /// Reads `text`, which stands at `span`; reports the first thing that cannot be read.
    pub fn read(text: &str, span: Span, findings: &mut Findings) -> Option<Self> {
        let mut reader = Reader { tokens: tokens(text), at: 0, text, span, depth: 0 };
        let read = if reader.tokens.len() > MAX_TOKENS { Err((0..text.len(), "too long")) } else { reader.either() };
        let result = read.and_then(|condition| match reader.peek() {
            None => Ok(condition),
            Some(token) => Err((token.range(), "expected `and`, `or` or the end here")),
        });
        match result {
            Ok(condition) => Some(condition),
            Err((range, label)) => {
                let finding = Finding::new(Code::ConditionSyntax, "this condition cannot be read", span.part(range), label);
                let help = "write names of facts with `and`, `or`, `not` and brackets, or `'eu' in jurisdictions`";
                findings.push(finding.help(help.to_owned()));
                None
            }
        }
    }

    /// Decides it with Kleene's three-valued logic: an unknown part leaves it undecided only where it matters.
    pub fn decide(&self, lookup: &dyn Interpretation) -> Truth {
        match self {
            Self::Name(name) => lookup.truth(&name.path),
            Self::In(text, name) => lookup.any(&name.path, &|entry| matches(&text.path, entry)),
            Self::Not(inner) => match inner.decide(lookup) {
                Truth::True => Truth::False,
                Truth::False => Truth::True,
                Truth::Unknown => Truth::Unknown,
            },
            Self::And(a, b) => match (a.decide(lookup), b.decide(lookup)) {
                (Truth::False, _) | (_, Truth::False) => Truth::False,
                (Truth::True, Truth::True) => Truth::True,
                _ => Truth::Unknown,
            },
            Self::Or(a, b) => match (a.decide(lookup), b.decide(lookup)) {
                (Truth::True, _) | (_, Truth::True) => Truth::True,
                (Truth::False, Truth::False) => Truth::False,
                _ => Truth::Unknown,
            },
        }
    }

    /// All names it reads, from left to right.
    pub fn names(&self) -> Vec<&Name> {
        match self {
            Self::Name(name) | Self::In(_, name) => vec![name],
            Self::Not(inner) => inner.names(),
            Self::And(a, b) | Self::Or(a, b) => a.names().into_iter().chain(b.names()).collect(),
        }
    }

    /// Each text that is looked for in a list, with the list's name.
    pub fn memberships(&self) -> Vec<(&Name, &Name)> {
        match self {
            Self::Name(_) => Vec::new(),
            Self::In(text, name) => vec![(text, name)],
            Self::Not(inner) => inner.memberships(),
            Self::And(a, b) | Self::Or(a, b) => a.memberships().into_iter().chain(b.memberships()).collect(),
        }
    }
}

/// Whether `entry` is `pattern`, whose final `*` stands for any ending.
pub fn matches(pattern: &str, entry: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == entry, |start| entry.starts_with(start))
}

#[derive(Clone, Debug)]
enum Token {
    Word(usize, usize),
    Quoted(usize, usize),
    Open(usize),
    Close(usize),
    Strange(usize, usize),
}

impl Token {
    fn range(&self) -> std::ops::Range<usize> {
        match *self {
            Self::Word(start, end) | Self::Quoted(start, end) | Self::Strange(start, end) => start..end,
            Self::Open(at) | Self::Close(at) => at..at + 1,
        }
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(first) = rest.chars().next() else { break };
        let run = |part: fn(char) -> bool| rest.find(|c| !part(c)).unwrap_or(rest.len());
        let token = match first {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '(' => Token::Open(at),
            ')' => Token::Close(at),
            '\'' | '"' => match rest.get(1..).and_then(|inner| inner.find(first)) {
                Some(length) => Token::Quoted(at, at + length + 2),
                None => Token::Strange(at, text.len()),
            },
            c if c.is_alphanumeric() || c == '_' => Token::Word(at, at + run(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))),
            c => Token::Strange(at, at + c.len_utf8()),
        };
        at = token.range().end;
        tokens.push(token);
    }
    tokens
}

struct Reader<'a> {
    tokens: Vec<Token>,
    at: usize,
    text: &'a str,
    span: Span,
    depth: usize,
}

/// How deep brackets and `not` may nest: far more than a person writes, far less than a stack holds.
const MAX_DEPTH: usize = 64;

/// How many words a condition may have: the tree of a chain is as deep as the chain is long.
const MAX_TOKENS: usize = 1000;

type Read = Result<Condition, (std::ops::Range<usize>, &'static str)>;

impl Reader<'_> {
    fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).cloned()
    }

    fn slice(&self, token: &Token) -> &str {
        self.text.get(token.range()).unwrap_or_default()
    }

    fn takes(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(token @ Token::Word(..)) if self.slice(&token) == word);
        self.at += usize::from(found);
        found
    }

    fn either(&mut self) -> Read {
        let mut left = self.both()?;
        while self.takes("or") {
            left = Condition::Or(Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    fn both(&mut self) -> Read {
        let mut left = self.one()?;
        while self.takes("and") {
            left = Condition::And(Box::new(left), Box::new(self.one()?));
        }
        Ok(left)
    }

    fn one(&mut self) -> Read {
        let end = self.text.len()..self.text.len();
        let Some(token) = self.peek() else { return Err((end, "a name is missing here")) };
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err((token.range(), "too deeply nested"));
        }
        let read = self.operand(&token);
        self.depth -= 1;
        read
    }

    fn operand(&mut self, token: &Token) -> Read {
        if self.takes("not") {
            return Ok(Condition::Not(Box::new(self.one()?)));
        }
        self.at += 1;
        match token {
            Token::Open(_) => {
                let inner = self.either()?;
                match self.peek() {
                    Some(Token::Close(_)) => self.at += 1,
                    _ => return Err((token.range(), "this bracket is not closed")),
                }
                Ok(inner)
            }
            Token::Quoted(start, end) => {
                let path = self.text.get(start + 1..end - 1).unwrap_or_default().to_owned();
                let text = Name { path, span: self.span.part(token.range()) };
                if !self.takes("in") {
                    return Err((token.range(), "expected `in` and a list after this"));
                }
                let list = self.peek().ok_or((token.range(), "expected a list after `in`"))?;
                self.at += 1;
                Ok(Condition::In(text, self.name(&list)?))
            }
            _ => Ok(Condition::Name(self.name(token)?)),
        }
    }

    fn name(&self, token: &Token) -> Result<Name, (std::ops::Range<usize>, &'static str)> {
        let word = self.slice(token);
        if !matches!(token, Token::Word(..)) || matches!(word, "and" | "or" | "not" | "in") {
            return Err((token.range(), "a name is wanted here"));
        }
        Ok(Name { path: word.to_owned(), span: self.span.part(token.range()) })
    }
}

#[cfg(test)]
mod tests {
    use super::{Condition, Interpretation, Truth};
    use crate::diagnostic::Findings;
    use crate::path::SourcePath;
    use crate::source::{Sources, Span};

    struct Facts;

    impl Interpretation for Facts {
        fn truth(&self, name: &str) -> Truth {
            match name {
                "yes" => Truth::True,
                "no" => Truth::False,
                _ => Truth::Unknown,
            }
        }

        fn any(&self, name: &str, wanted: &dyn Fn(&str) -> bool) -> Truth {
            if name == "list" { ["eu", "us-ca"].iter().any(|entry| wanted(entry)).into() } else { Truth::Unknown }
        }
    }

    #[test]
    fn decides_with_three_values() {
        let sources = Sources::new([(SourcePath::parse("x").unwrap(), Vec::new())]);
        let span = Span::new(sources.iter().next().unwrap().0, 0..0);
        let decide = |text: &str| {
            let mut findings = Findings::default();
            let condition = Condition::read(text, span, &mut findings);
            assert_eq!(condition.is_some(), findings.is_empty(), "{text}");
            condition.map(|condition| condition.decide(&Facts))
        };
        for (text, truth) in [
            ("yes", Some(Truth::True)),
            ("not yes or no", Some(Truth::False)),
            ("maybe or yes", Some(Truth::True)),
            ("maybe and no", Some(Truth::False)),
            ("maybe and yes", Some(Truth::Unknown)),
            ("not maybe", Some(Truth::Unknown)),
            ("'us-*' in list and not ('uk' in list)", Some(Truth::True)),
            ("\"eu\" in other", Some(Truth::Unknown)),
            ("", None),
            ("yes and", None),
            ("(yes", None),
            ("yes no", None),
            ("'eu'", None),
            ("yes & no", None),
        ] {
            assert_eq!(decide(text), truth, "{text}");
        }
        assert_eq!(decide(&"(".repeat(100_000)), None);
        assert_eq!(decide(&"not ".repeat(100_000)), None);
        assert_eq!(decide(&format!("yes{}", " or yes".repeat(100_000))), None);
    }
}
