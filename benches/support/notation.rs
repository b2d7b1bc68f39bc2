//! Reads the notation in which the texts of the workload are written, and hands it on in that of a generator.

/// A stretch of a text.
pub enum Part {
    Words(String),
    /// `{email}`
    Value(String),
    /// `{@email}`
    Mailbox(String),
    /// `{?eu|yes|no}`
    Choice(String, Vec<Part>, Vec<Part>),
    /// `{#cookies}`
    Table(String),
}

/// How a generator writes what the notation has.
pub struct Dialect<'a> {
    pub value: &'a dyn Fn(&str) -> String,
    pub mailbox: &'a dyn Fn(&str) -> String,
    /// What begins a choice by jurisdiction, what stands between its two ways, and what ends it.
    pub choice: &'a dyn Fn(&str) -> [String; 3],
    pub table: &'a dyn Fn(&str) -> String,
}

impl Part {
    /// The part in another notation.
    pub fn write(&self, dialect: &Dialect) -> String {
        match self {
            Self::Words(words) => words.clone(),
            Self::Value(key) => (dialect.value)(key),
            Self::Mailbox(key) => (dialect.mailbox)(key),
            Self::Table(name) => (dialect.table)(name),
            Self::Choice(place, yes, no) => {
                let [begin, between, end] = (dialect.choice)(place);
                let no = if no.is_empty() { String::new() } else { between + &write(no, dialect) };
                format!("{begin}{}{no}{end}", write(yes, dialect))
            }
        }
    }

    /// The part as it is read, in a place for which `is_there` is true.
    pub fn text(&self, value: &mut dyn FnMut(&str) -> String, is_there: &mut dyn FnMut(&str) -> bool) -> String {
        match self {
            Self::Words(words) => words.clone(),
            Self::Value(key) => value(key),
            Self::Mailbox(key) => format!("[{0}](mailto:{0})", value(key)),
            Self::Table(name) => format!("{{#{name}}}"),
            Self::Choice(place, yes, no) => {
                let chosen = if is_there(place) { yes } else { no };
                chosen.iter().map(|part| part.text(value, is_there)).collect()
            }
        }
    }
}

/// A whole text in another notation.
pub fn write(parts: &[Part], dialect: &Dialect) -> String {
    parts.iter().map(|part| part.write(dialect)).collect()
}

pub fn parse(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((words, after)) = rest.split_once('{') {
        let end = closing(after);
        parts.push(Part::Words(words.to_owned()));
        parts.push(tag(&after[..end]));
        rest = &after[end + 1..];
    }
    parts.push(Part::Words(rest.to_owned()));
    parts.retain(|part| !matches!(part, Part::Words(words) if words.is_empty()));
    parts
}

fn tag(inside: &str) -> Part {
    if let Some(table) = inside.strip_prefix('#') {
        return Part::Table(table.to_owned());
    }
    if let Some(key) = inside.strip_prefix('@') {
        return Part::Mailbox(key.to_owned());
    }
    let Some(choice) = inside.strip_prefix('?') else { return Part::Value(inside.to_owned()) };
    let mut ways = choice.splitn(3, '|');
    let mut next = || ways.next().unwrap_or_default();
    let place = next().to_owned();
    Part::Choice(place, parse(next()), parse(next().trim_end_matches('|')))
}

/// Where the brace closes that has just been opened.
fn closing(text: &str) -> usize {
    let mut depth = 1;
    let is_end = |(_, char): &(usize, char)| {
        depth += i32::from(*char == '{') - i32::from(*char == '}');
        depth == 0
    };
    text.char_indices().find(is_end).unwrap().0
}
