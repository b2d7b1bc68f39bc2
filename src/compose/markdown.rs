//! comrak stays in this file and `prose`: a tokenised text becomes a [`Fragment`]. It sees no value, so it runs once for all brands that print
//! the same tokens.

use std::collections::BTreeMap;
use std::sync::Arc;

use comrak::nodes::{AstNode, ListDelimType, ListType, NodeValue, TableAlignment};
use comrak::{Arena, Options, parse_document};

use crate::diagnostic::Code;

use super::fragment::{Fragment, Piece, SubHeading};
use super::prose::Prose;
use super::token;
use super::{escape, lost};

/// Compiles `text`.
pub(super) fn compile(text: &str) -> Fragment {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.footnotes = true;
    options.extension.description_lists = true;
    options.parse.smart = true;
    let arena = Arena::new();
    let root = parse_document(&arena, text, &options);
    let mut writer = Writer {
        fragment: Fragment::default(),
        pieces: Vec::new(),
        alignments: Vec::new(),
        tight: Vec::new(),
        depth: 0,
        slugs: BTreeMap::new(),
        // Looked at where there is a table.
        lines: if text.contains('|') { text.lines().collect() } else { Vec::new() },
        in_heading: false,
    };
    writer.children(root);
    let mut fragment = writer.fragment;
    fragment.pieces = writer.pieces;
    fragment.prose = Arc::new(Prose::read(root));
    lost::check(text, &mut fragment);
    fragment
}

struct Writer<'t> {
    lines: Vec<&'t str>,
    in_heading: bool,
    fragment: Fragment,
    pieces: Vec<Piece>,
    alignments: Vec<TableAlignment>,
    tight: Vec<bool>,
    depth: usize,
    /// Slugs that are taken, each with the last number behind it.
    slugs: BTreeMap<String, usize>,
}

/// How deep quotes and lists may nest: far more than a page can show, far less than a stack holds.
const MAX_DEPTH: usize = 100;

impl Writer<'_> {
    fn html(&mut self, html: &str) {
        if let Some(Piece::Html(last)) = self.pieces.last_mut() {
            last.push_str(html);
        } else {
            self.pieces.push(Piece::Html(html.to_owned()));
        }
    }

    /// Literal text, with tokens.
    fn text(&mut self, text: &str) {
        if !token::may_hold(text) {
            return self.escaped(text);
        }
        for (run, value) in token::runs(text) {
            self.escaped(run);
            self.pieces.extend(value.map(Piece::Value));
        }
    }

    /// Literal text without tokens.
    fn escaped(&mut self, text: &str) {
        match self.pieces.last_mut() {
            _ if text.is_empty() => {}
            Some(Piece::Html(last)) => escape::text(text, last),
            _ => {
                let mut html = String::new();
                escape::text(text, &mut html);
                self.pieces.push(Piece::Html(html));
            }
        }
    }

    fn issue(&mut self, code: Code, message: &str, needle: &str, label: &str, help: &str) {
        self.fragment.issue(code, message, needle, label, help);
    }

    fn children<'a>(&mut self, node: &'a AstNode<'a>) {
        if self.depth == MAX_DEPTH {
            let help = "nest lists and quotes less deeply";
            self.issue(Code::UnsupportedMarkdown, "this text is nested too deeply", "", "", help);
            return;
        }
        self.depth += 1;
        for child in node.children() {
            self.node(child);
        }
        self.depth -= 1;
    }

    fn wrapped<'a>(&mut self, node: &'a AstNode<'a>, open: &str, close: &str) {
        self.html(open);
        self.children(node);
        self.html(close);
    }

    fn node<'a>(&mut self, node: &'a AstNode<'a>) {
        let data = node.data();
        match &data.value {
            NodeValue::Text(text) => self.words(text),
            NodeValue::SoftBreak => self.html("\n"),
            NodeValue::LineBreak => self.html("<br>\n"),
            NodeValue::Code(code) => {
                self.html("<code>");
                self.text(&code.literal);
                self.html("</code>");
            }
            NodeValue::Emph => self.wrapped(node, "<em>", "</em>"),
            NodeValue::Strong => self.wrapped(node, "<strong>", "</strong>"),
            NodeValue::Strikethrough => self.wrapped(node, "<s>", "</s>"),
            NodeValue::Link(link) => {
                if !link.title.is_empty() {
                    let help = "say it in the text of the link";
                    self.issue(Code::UnsupportedMarkdown, "the title of a link is not printed", &link.title, "", help);
                }
                self.link(node, &link.url);
            }
            NodeValue::Paragraph if starts_with_bar(node) => {
                let help = "leave no line between the rows, and give the line below the head as many cells; a tag stands alone on its line";
                self.issue(Code::UnsupportedMarkdown, "a row has fallen out of its table", "|", "", help);
            }
            NodeValue::Paragraph if self.tight.last() == Some(&true) => {
                self.children(node);
                if node.next_sibling().is_some() {
                    self.html("\n");
                }
            }
            NodeValue::Paragraph => self.wrapped(node, "<p>", "</p>\n"),
            NodeValue::Heading(heading) => self.heading(node, usize::from(heading.level)),
            NodeValue::BlockQuote => self.loose(node, "<blockquote>\n", "</blockquote>\n"),
            NodeValue::List(list) => {
                let open = match (list.list_type, list.delimiter) {
                    (ListType::Bullet, _) => "<ul".to_owned(),
                    (ListType::Ordered, ListDelimType::Period) => "<ol".to_owned(),
                    (ListType::Ordered, ListDelimType::Paren) => "<ol class=\"paren\"".to_owned(),
                };
                let ordered = list.list_type == ListType::Ordered;
                let start = if ordered && list.start != 1 { format!(" start=\"{}\"", list.start) } else { String::new() };
                self.tight.push(list.tight);
                self.wrapped(node, &format!("{open}{start}>\n"), if ordered { "</ol>\n" } else { "</ul>\n" });
                self.tight.pop();
            }
            NodeValue::Item(_) => self.wrapped(node, "<li>", "</li>\n"),
            NodeValue::DescriptionList => self.wrapped(node, "<dl>\n", "</dl>\n"),
            NodeValue::DescriptionItem(item) => {
                self.tight.push(item.tight);
                self.children(node);
                self.tight.pop();
            }
            NodeValue::DescriptionTerm => {
                self.tight.push(true);
                self.wrapped(node, "<dt>", "</dt>\n");
                self.tight.pop();
            }
            NodeValue::DescriptionDetails => self.wrapped(node, "<dd>", "</dd>\n"),
            NodeValue::CodeBlock(code) if code.info.contains(|c| token::index(c).is_some()) => {
                let help = "write the value on a line of its own";
                self.issue(Code::UnsupportedMarkdown, "what stands behind ``` is not printed", "```", "", help);
            }
            NodeValue::CodeBlock(code) => {
                self.html("<pre><code>");
                self.text(&code.literal);
                self.html("</code></pre>\n");
            }
            NodeValue::ThematicBreak => self.html("<hr>\n"),
            NodeValue::Table(table) => {
                self.alignments = table.alignments.clone();
                self.table(node);
            }
            NodeValue::FootnoteReference(note) => self.pieces.push(Piece::Note(note.name.clone())),
            NodeValue::FootnoteDefinition(note) => {
                let outside = std::mem::take(&mut self.pieces);
                self.children(node);
                let inside = std::mem::replace(&mut self.pieces, outside);
                self.fragment.notes.push((note.name.clone(), inside));
            }
            NodeValue::HtmlBlock(block) => self.raw_html(&block.literal),
            NodeValue::HtmlInline(html) => self.raw_html(html),
            NodeValue::Image(image) => {
                let help = "say it in words; a brand's logo is set under [design]";
                self.issue(Code::UnsupportedMarkdown, "a clause cannot hold an image", &image.url, "an image", help);
            }
            _ => self.children(node),
        }
    }

    /// A block whose paragraphs are never tight.
    fn loose<'a>(&mut self, node: &'a AstNode<'a>, open: &str, close: &str) {
        self.tight.push(false);
        self.wrapped(node, open, close);
        self.tight.pop();
    }

    /// Text outside code: a mark of a note that nothing defines is left standing by comrak.
    fn words(&mut self, text: &str) {
        if memchr::memchr3(b'(', b'{', b'[', text.as_bytes()).is_none() {
            return self.text(text);
        }
        let slips = ["(clause:", "(doc:", "{values.", "{contact.", "{brand.", "{facts.", "{ {"];
        if let Some(slip) = slips.iter().find(|slip| text.contains(**slip)) {
            let help = "write [](clause:contact) for a reference and {{ values.days }} for a value; code goes into `backticks`";
            self.issue(Code::TemplateSyntax, "this would be printed as it stands", slip, "not a reference or value", help);
        }
        if let Some((_, rest)) = text.split_once("[^")
            && let Some((name, _)) = rest.split_once(']')
            && !name.is_empty()
            && !name.contains(char::is_whitespace)
        {
            let help = format!("write the note in the same file: [^{name}]: …");
            self.issue(Code::DeadReference, &format!("there is no note `{name}`"), &format!("[^{name}]"), "leads nowhere", &help);
        }
        self.text(text);
    }

    fn raw_html(&mut self, html: &str) {
        // The end of an element whose start is reported is the same slip.
        if html.starts_with("</") && self.fragment.issues.iter().any(|issue| issue.code == Code::RawHtml) {
            return;
        }
        let help = "say it in Markdown; to show a tag as text, put it into `backticks`";
        self.issue(Code::RawHtml, "a clause cannot hold HTML", html.trim(), "HTML", help);
    }

    fn link<'a>(&mut self, node: &'a AstNode<'a>, url: &str) {
        let refers = url.starts_with("clause:") || url.starts_with("doc:");
        if refers && self.in_heading {
            let help = "refer to it in the text below the heading";
            self.issue(Code::DeadReference, "a heading cannot hold a reference", url, "", help);
        } else if refers && url.contains(|c| token::index(c).is_some()) {
            let help = "write the id of the section or document: [](clause:contact)";
            self.issue(Code::DeadReference, "a reference cannot be made of a value", url, "", help);
        } else if refers {
            let generated = node.first_child().is_none();
            self.pieces.push(Piece::Reference { target: url.to_owned(), generated });
            self.children(node);
            self.pieces.push(Piece::ReferenceEnd);
        } else {
            self.pieces.push(Piece::Link(url.to_owned()));
            match node.first_child() {
                Some(_) => self.children(node),
                None => self.text(url), // A link without words could not be seen.
            }
            self.pieces.push(Piece::LinkEnd);
        }
    }

    fn heading<'a>(&mut self, node: &'a AstNode<'a>, markdown_level: usize) {
        let text = node.collect_text();
        let previous = self.fragment.headings.last().map_or(0, |heading| heading.level);
        if markdown_level < 2 || markdown_level - 1 > previous + 1 {
            let expected = if markdown_level < 2 { "##".to_owned() } else { "#".repeat(previous + 2) };
            let why =
                if markdown_level < 2 { "the clause's own heading is the `title` in its front matter" } else { "no level is skipped" };
            let help = format!("write `{expected} {text}`: {why}");
            let message = format!("the sub-heading `{text}` is on the wrong level");
            let needle = format!("{} {text}", "#".repeat(markdown_level));
            self.issue(Code::HeadingLevel, &message, &needle, "", &help);
        }
        let level = markdown_level.saturating_sub(1).max(1);
        let slug = self.slug(&text);
        if text.trim().is_empty() {
            let help = "write its words, or take it out";
            self.issue(Code::EmptySection, "a sub-heading has no words", &"#".repeat(markdown_level), "", help);
        }
        self.pieces.push(Piece::Heading(level));
        self.in_heading = true;
        self.children(node);
        self.in_heading = false;
        self.pieces.push(Piece::HeadingEnd(level));
        self.fragment.headings.push(SubHeading { level, slug, text });
    }

    /// The end of a sub-heading's anchor: its literal words, and a number when they stood before.
    fn slug(&mut self, text: &str) -> String {
        let plain: String = text.chars().filter(|c| token::index(*c).is_none()).collect::<String>().to_lowercase();
        let words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let base = if words.is_empty() { "part".to_owned() } else { words.join("-") };
        let mut slug = base.clone();
        // The counter goes on where it stopped, so that a thousand equal headings are not compared with one another.
        while self.slugs.contains_key(&slug) {
            let count = self.slugs.entry(base.clone()).or_default();
            *count += 1;
            slug = format!("{base}-{count}");
        }
        self.slugs.insert(slug.clone(), 1);
        slug
    }

    fn table<'a>(&mut self, table: &'a AstNode<'a>) {
        self.pieces.push(Piece::Table);
        let columns = self.alignments.len();
        for (index, row) in table.children().enumerate() {
            let start = row.data().sourcepos.start;
            let line = self.lines.get(start.line.saturating_sub(1)).copied().unwrap_or_default();
            let written = line.get(start.column.saturating_sub(1)..).unwrap_or(line);
            if lost::cells(written) != columns {
                let message = format!("a row of a table has {} cells, its head has {columns}", lost::cells(written));
                let help = "give every row as many cells; leave an empty line below the table";
                self.issue(Code::UnsupportedMarkdown, &message, written.trim(), "", help);
            }
            let head = matches!(row.data().value, NodeValue::TableRow(true));
            self.html(match (head, index) {
                (true, _) => "<thead>\n<tr>",
                (false, 1) => "<tbody>\n<tr>",
                (false, _) => "<tr>",
            });
            for (column, cell) in row.children().enumerate() {
                let class = match self.alignments.get(column) {
                    Some(TableAlignment::Right) => " class=\"right\"",
                    Some(TableAlignment::Center) => " class=\"center\"",
                    _ => "",
                };
                let (tag, scope) = match (head, column) {
                    (true, _) => ("th", " scope=\"col\""),
                    (false, 0) => ("th", " scope=\"row\""),
                    (false, _) => ("td", ""),
                };
                ["<", tag, scope, class].into_iter().for_each(|part| self.html(part));
                self.wrapped(cell, ">", "</");
                self.html(tag);
                self.html(">");
            }
            self.html(if head { "</tr>\n</thead>\n" } else { "</tr>\n" });
        }
        self.html(if table.children().nth(1).is_some() { "</tbody>\n</table>" } else { "</table>" });
        self.pieces.push(Piece::TableEnd);
    }
}

/// Whether a paragraph begins like a row of a table.
fn starts_with_bar<'a>(paragraph: &'a AstNode<'a>) -> bool {
    let first = paragraph.first_child();
    first.is_some_and(|node| matches!(&node.data().value, NodeValue::Text(text) if text.starts_with('|')))
}
