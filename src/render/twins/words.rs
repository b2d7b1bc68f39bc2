//! A page's text without HTML: as Markdown, or as plain text, in which every paragraph is one line, so that a tool which compares lines shows
//! the sentence that has changed.

use super::tree::{Element, Node};

/// What is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// CommonMark, with tables and notes.
    Markdown,
    /// Words alone.
    Plain,
}

impl Form {
    /// The text of an element, block by block, an empty line between them. Sections that `skips` approves are left out.
    pub(super) fn text(self, element: &Element<'_>, skips: &dyn Fn(&Element<'_>) -> bool) -> String {
        let mut blocks = Vec::new();
        self.blocks(element, skips, &mut blocks);
        blocks.join("\n\n")
    }

    /// The words of an element, in one line.
    pub(super) fn line(self, element: &Element<'_>) -> String {
        self.safe_starts(&self.inner(element))
    }

    /// The same, for where nothing can begin a block.
    fn inner(self, element: &Element<'_>) -> String {
        let mut out = String::new();
        element.kids.iter().for_each(|kid| self.inline(kid, &mut out));
        out.trim().to_owned()
    }

    /// Text that has never been HTML, in one line.
    pub(super) fn words_of(self, text: &str) -> String {
        let mut out = String::new();
        self.words(text, &mut out);
        out.trim().to_owned()
    }

    fn blocks(self, element: &Element<'_>, skips: &dyn Fn(&Element<'_>) -> bool, out: &mut Vec<String>) {
        let mut line = String::new();
        for kid in &element.kids {
            match kid {
                Node::Element(kid) if !kid.is_inline() => {
                    self.end(&mut line, out);
                    if !skips(kid) {
                        self.block(kid, skips, out);
                    }
                }
                inline => self.inline(inline, &mut line),
            }
        }
        self.end(&mut line, out);
    }

    /// What stood in a line becomes a paragraph, if it is more than space.
    fn end(self, line: &mut String, out: &mut Vec<String>) {
        let words = std::mem::take(line);
        if !words.trim().is_empty() {
            out.push(self.safe_starts(words.trim()));
        }
    }

    fn block(self, element: &Element<'_>, skips: &dyn Fn(&Element<'_>) -> bool, out: &mut Vec<String>) {
        let is_markdown = self == Self::Markdown;
        match element.name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = element.name.get(1..).and_then(|level| level.parse().ok()).unwrap_or(2);
                // Behind its signs a heading cannot be a list, a quote or another heading.
                let words = self.inner(element);
                out.push(if is_markdown { format!("{} {words}", "#".repeat(level)) } else { words });
            }
            "p" if element.is_a("summary") => {
                let words = self.line(element);
                out.push(if is_markdown { format!("**In short:** {words}") } else { format!("In short: {words}") });
            }
            "p" => out.extend(Some(self.line(element)).filter(|line| !line.is_empty())),
            "ul" | "ol" => out.push(self.list(element, skips)),
            "table" => out.push(self.table(element)),
            "dt" if is_markdown => out.push(format!("**{}**", self.line(element))),
            "blockquote" => out.push(prefixed(&self.text(element, skips), "> ", "> ")),
            "pre" => {
                let code = raw(element);
                let fence = "`".repeat(longest_run(&code).max(2) + 1);
                out.push(if is_markdown { format!("{fence}\n{}\n{fence}", code.trim_end_matches('\n')) } else { code });
            }
            "hr" => out.push("* * *".to_owned()),
            _ => self.blocks(element, skips, out),
        }
    }

    fn list(self, list: &Element<'_>, skips: &dyn Fn(&Element<'_>) -> bool) -> String {
        let start = list.attribute("start").and_then(|start| start.parse::<usize>().ok()).unwrap_or(1);
        let items: Vec<&Element<'_>> = list.elements().filter(|item| item.name == "li").collect();
        let is_loose = items.iter().any(|item| item.elements().any(|kid| kid.name == "p"));
        let item = |(number, item): (usize, &&Element<'_>)| {
            let note = item.attribute("id").and_then(|id| Some(id.strip_prefix("note--")?.to_owned()));
            let is_note = note.is_some();
            let marker = match (self, note) {
                (Self::Markdown, Some(note)) => format!("[^{note}]: "),
                (Self::Plain, Some(note)) => format!("[{note}] "),
                _ if list.name == "ul" => "- ".to_owned(),
                (Self::Markdown, None) if list.is_a("paren") => format!("{}) ", start + number),
                (Self::Plain, None) if list.is_a("paren") => format!("({}) ", start + number),
                _ => format!("{}. ", start + number),
            };
            let mut blocks = Vec::new();
            self.blocks(item, skips, &mut blocks);
            prefixed(&blocks.join(if is_loose { "\n\n" } else { "\n" }), &marker, &" ".repeat(if is_note { 4 } else { marker.len() }))
        };
        items.iter().enumerate().map(item).collect::<Vec<_>>().join(if is_loose { "\n\n" } else { "\n" })
    }

    /// In Markdown a table; in plain text its rows one after the other, each cell behind the head of its column.
    fn table(self, table: &Element<'_>) -> String {
        let rows = table.find(&|element| element.name == "tr");
        let cells = |row: &Element<'_>| row.elements().map(|cell| self.line(cell).replace('\n', " ")).collect::<Vec<_>>();
        let Some((head, body)) = rows.split_first() else { return String::new() };
        let names = cells(head);
        if self == Self::Plain {
            let row = |row: &&Element<'_>| {
                let named = cells(row).into_iter().zip(&names).enumerate();
                let lines = named.map(|(column, (cell, name))| if column == 0 { format!("- {cell}") } else { format!("  {name}: {cell}") });
                lines.collect::<Vec<_>>().join("\n")
            };
            return body.iter().map(row).collect::<Vec<_>>().join("\n");
        }
        let line =
            |cells: Vec<String>| format!("| {} |", cells.iter().map(|cell| cell.replace('|', "\\|")).collect::<Vec<_>>().join(" | "));
        let aligned = |cell: &Element<'_>| match (cell.is_a("right"), cell.is_a("center")) {
            (true, _) => "---:".to_owned(),
            (_, true) => ":---:".to_owned(),
            _ => "---".to_owned(),
        };
        let rule = head.elements().map(aligned).collect();
        let rows = body.iter().map(|row| line(cells(row)));
        [line(names.clone()), line(rule)].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
    }

    fn inline(self, node: &Node<'_>, out: &mut String) {
        let element = match node {
            Node::Text(text) => return self.words(text, out),
            Node::Element(element) => element,
        };
        let is_markdown = self == Self::Markdown;
        let inner = || {
            let mut inner = String::new();
            element.kids.iter().for_each(|kid| self.inline(kid, &mut inner));
            inner
        };
        match element.name {
            "br" => out.push_str(if is_markdown { "\\\n" } else { "\n" }),
            "a" if element.is_a("anchor") || element.is_a("back") => {}
            "a" => self.link(element, &inner(), out),
            "sup" => {
                let note = raw(element);
                out.push_str(&if is_markdown { format!("[^{note}]") } else { format!(" [{note}]") });
            }
            "code" if is_markdown => {
                let code = raw(element);
                let fence = "`".repeat(longest_run(&code) + 1);
                let gap = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
                out.push_str(&format!("{fence}{gap}{code}{gap}{fence}"));
            }
            "em" if is_markdown => out.push_str(&format!("*{}*", inner())),
            "strong" if is_markdown => out.push_str(&format!("**{}**", inner())),
            "s" if is_markdown => out.push_str(&format!("~~{}~~", inner())),
            _ => out.push_str(&inner()),
        }
    }

    /// A link within the page leads nowhere here: its words say where.
    fn link(self, element: &Element<'_>, words: &str, out: &mut String) {
        let address = element.attribute("href").unwrap_or_default();
        let bare = address.strip_prefix("mailto:").unwrap_or(&address);
        let says_itself = bare.split('?').next() == Some(raw(element).as_str());
        match self {
            _ if address.starts_with('#') => out.push_str(words),
            Self::Markdown if address.contains(['(', ')']) => out.push_str(&format!("[{words}](<{address}>)")),
            Self::Markdown => out.push_str(&format!("[{words}]({address})")),
            Self::Plain if says_itself || address.starts_with("..") => out.push_str(words),
            Self::Plain => out.push_str(&format!("{words} ({bare})")),
        }
    }

    /// Text, its line breaks as spaces; in Markdown, what would be markup is escaped.
    fn words(self, text: &str, out: &mut String) {
        let may_be_entity = text.contains(';');
        let mut before = out.chars().next_back();
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let next = chars.peek().copied();
            let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let is_markup = match c {
                '\\' | '`' | '*' | '[' | ']' | '<' | '~' => true,
                '_' => !(is_letter(before) && is_letter(next)),
                '&' => next.is_some_and(|next| next == '#' || next.is_ascii_alphabetic()) && may_be_entity,
                // What follows may be a link.
                '!' => next.is_none(),
                _ => false,
            };
            if self == Self::Markdown && is_markup {
                out.push('\\');
            }
            out.push(if c == '\n' { ' ' } else { c });
            before = Some(c);
        }
    }

    /// In Markdown, what begins a line and would be a heading, a list or a quote there is escaped.
    fn safe_starts(self, text: &str) -> String {
        let safe = |line: &str| {
            let line = line.trim_start();
            let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, rest) = line.split_at(digits);
            match rest.chars().next() {
                Some('.' | ')') if (1..10).contains(&digits) => format!("{number}\\{rest}"),
                Some('#' | '>' | '+' | '-' | '=' | ':' | '|') if digits == 0 => format!("\\{rest}"),
                _ => line.to_owned(),
            }
        };
        if self == Self::Plain { text.to_owned() } else { text.split('\n').map(safe).collect::<Vec<_>>().join("\n") }
    }
}

/// The words of an element as they are.
pub(super) fn raw(element: &Element<'_>) -> String {
    let kid = |kid: &Node<'_>| match kid {
        Node::Text(text) => text.to_string(),
        Node::Element(element) => raw(element),
    };
    element.kids.iter().map(kid).collect()
}

/// `text` with `first` before its first line and `others` before all others that are not empty.
fn prefixed(text: &str, first: &str, others: &str) -> String {
    let line = |(at, line): (usize, &str)| match (at, line) {
        (0, _) => format!("{first}{line}"),
        (_, "") => others.trim_end().to_owned(),
        _ => format!("{others}{line}"),
    };
    text.split('\n').enumerate().map(line).collect::<Vec<_>>().join("\n")
}

/// The most backticks in a row.
fn longest_run(code: &str) -> usize {
    code.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}
