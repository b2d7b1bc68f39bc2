//! A text as a person reads it: its blocks in order, without markup. Rules look at this, never at HTML.
//!
//! It is made once for each distinct text, with one private character (a *hole*) where a brand's value is printed, so that what is the same
//! for every brand is looked at once.

use std::ops::Range;
use std::sync::OnceLock;

use comrak::nodes::{AstNode, NodeValue};

use crate::diagnostic::Code;

use super::token;

/// What stands for words that are generated where a page is put together: the text of a reference, a value that nobody has supplied.
pub const GENERATED: char = '\u{FFFC}';

/// Whether a character stands for a value of the brand.
pub fn is_hole(c: char) -> bool {
    token::index(c).is_some()
}

/// The number of the value that a character stands for, if it does.
pub fn hole_number(c: char) -> Option<usize> {
    token::index(c)
}

/// What a block is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// The heading of a section, the title of a document.
    Heading,
    /// A sub-heading in a text, of this level: 2 for `##`.
    SubHeading(usize),
    /// The short version of a section.
    Summary,
    /// A paragraph, also one of a quote.
    Paragraph,
    /// A paragraph of an item of a list, or of a list of descriptions, this deep, from 1.
    Item(usize),
    /// A cell: which table of the text, row and column, from 0; row 0 is the head.
    Cell(usize, usize, usize),
    /// A paragraph of a note.
    Note,
    /// A block of code.
    Code,
}

/// How words stand out from those around them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Style {
    /// Bold.
    Strong,
    /// In italics.
    Emphasis,
    /// As code.
    Code,
    /// A link to this address, which may hold holes.
    Link(String),
    /// A reference: `clause:ID` or `doc:ID`, with words of its own.
    Reference(String),
}

/// A run of words that stands out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// Where, in bytes of the block's text.
    pub range: Range<usize>,
    /// How.
    pub style: Style,
}

/// A paragraph, an item, a cell: words that are read in one go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    /// What it is.
    pub kind: Kind,
    /// Its words; a hole for each value, [`GENERATED`] for what is generated.
    pub text: String,
    /// What stands out in it, in the order in which it ends.
    pub runs: Vec<Run>,
}

impl Block {
    /// Whether it is a value and nothing else, as cells of tables are: what is wrong in it is wrong in the value.
    pub(crate) fn is_value(&self) -> bool {
        let mut chars = self.text.chars();
        self.runs.is_empty() && chars.next().is_some_and(is_hole) && chars.next().is_none()
    }
}

/// Something wrong in a block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slip {
    /// The kind of trouble.
    pub code: Code,
    /// Where, in bytes of the text that was looked at.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// A text as it is read.
#[derive(Default, Debug)]
pub struct Prose {
    /// Its blocks, in order.
    pub blocks: Vec<Block>,
    /// What is wrong in it whatever the brand, with the number of the block. `check` fills it in when the first brand prints the text.
    pub(crate) slips: OnceLock<Vec<(usize, Slip)>>,
    /// What rules on whole pages want to know of it. `check` fills that in too.
    pub(crate) notes: OnceLock<Notes>,
}

/// What rules on whole pages want to know of a text, whatever the brand. A place is the number of a block and bytes of its text.
#[derive(Default, Debug)]
pub(crate) struct Notes {
    /// Sentences that are long enough to be told again: a hash of their words, where values count alike.
    pub(crate) sentences: Vec<(u64, usize, Range<usize>)>,
    /// Numbers and titles by which the text points to a section.
    pub(crate) pointers: Vec<(Pointer, usize, Range<usize>)>,
    /// Its last block but for notes, if something must follow that: its number, and the level of the sub-heading above it, from 0.
    pub(crate) end: Option<(usize, usize)>,
    /// Terms that it defines.
    pub(crate) terms: Vec<(Defined, usize, Range<usize>)>,
}

/// How a text that holds no reference points to a section.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Pointer {
    /// By a number that was typed.
    Number(String),
    /// By a title, of this page or of the document that is named.
    Title(String, Option<String>),
    /// By a reference with words of its own: its target, its words.
    Reference(String, String),
}

/// How a term is defined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Defined {
    /// In brackets: (the “Services”).
    InBrackets,
    /// In a sentence: “Content” means …
    InSentence,
    /// It is not, but announced: “Content” (as defined below).
    Elsewhere,
}

impl Prose {
    /// One line that stands alone, such as a heading.
    pub(super) fn line(kind: Kind, text: String) -> Self {
        Self { blocks: vec![Block { kind, text, runs: Vec::new() }], ..Self::default() }
    }

    /// The text below `root`.
    pub(super) fn read<'a>(root: &'a AstNode<'a>) -> Self {
        let mut reader = Reader::default();
        reader.blocks(root, Kind::Paragraph, 0);
        Self { blocks: reader.blocks, ..Self::default() }
    }
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    tables: usize,
    depth: usize,
}

/// How deep the walk goes. What is nested deeper is a finding of its own.
const MAX_DEPTH: usize = 100;

impl Reader {
    /// The blocks below `node`; its paragraphs are of `kind`, and it stands in `lists` lists.
    fn blocks<'a>(&mut self, node: &'a AstNode<'a>, kind: Kind, lists: usize) {
        if self.depth == MAX_DEPTH {
            return;
        }
        self.depth += 1;
        for child in node.children() {
            self.block(child, kind, lists);
        }
        self.depth -= 1;
    }

    fn block<'a>(&mut self, node: &'a AstNode<'a>, kind: Kind, lists: usize) {
        match &node.data().value {
            NodeValue::Paragraph => self.words(node, kind),
            NodeValue::Heading(heading) => self.words(node, Kind::SubHeading(usize::from(heading.level))),
            NodeValue::CodeBlock(code) => self.blocks.push(Block { kind: Kind::Code, text: code.literal.clone(), runs: Vec::new() }),
            NodeValue::List(_) | NodeValue::DescriptionList => self.blocks(node, kind, lists + 1),
            NodeValue::Item(_) | NodeValue::DescriptionTerm | NodeValue::DescriptionDetails if node.first_child().is_none() => {
                self.blocks.push(Block { kind: Kind::Item(lists), text: String::new(), runs: Vec::new() });
            }
            NodeValue::Item(_) | NodeValue::DescriptionTerm | NodeValue::DescriptionDetails => self.blocks(node, Kind::Item(lists), lists),
            NodeValue::FootnoteDefinition(_) => self.blocks(node, Kind::Note, lists),
            NodeValue::Table(_) => {
                for (row, cells) in node.children().enumerate() {
                    for (column, cell) in cells.children().enumerate() {
                        self.words(cell, Kind::Cell(self.tables, row, column));
                    }
                }
                self.tables += 1;
            }
            _ => self.blocks(node, kind, lists),
        }
    }

    fn words<'a>(&mut self, node: &'a AstNode<'a>, kind: Kind) {
        let mut block = Block { kind, text: String::new(), runs: Vec::new() };
        inline(node, &mut block, 0);
        self.blocks.push(block);
    }
}

fn inline<'a>(node: &'a AstNode<'a>, block: &mut Block, depth: usize) {
    if depth == MAX_DEPTH {
        return;
    }
    for child in node.children() {
        let start = block.text.len();
        let style = match &child.data().value {
            NodeValue::Text(text) => {
                block.text.push_str(text);
                continue;
            }
            NodeValue::SoftBreak => {
                block.text.push(' ');
                continue;
            }
            NodeValue::LineBreak => {
                block.text.push('\n');
                continue;
            }
            NodeValue::Code(code) => {
                block.text.push_str(&code.literal);
                block.runs.push(Run { range: start..block.text.len(), style: Style::Code });
                continue;
            }
            NodeValue::Strong => Some(Style::Strong),
            NodeValue::Emph => Some(Style::Emphasis),
            NodeValue::Link(link) if link.url.starts_with("clause:") || link.url.starts_with("doc:") => {
                if child.first_child().is_none() {
                    block.text.push(GENERATED);
                }
                Some(Style::Reference(link.url.clone()))
            }
            NodeValue::Link(link) => {
                if child.first_child().is_none() {
                    block.text.push_str(&link.url);
                }
                Some(Style::Link(link.url.clone()))
            }
            _ => None,
        };
        inline(child, block, depth + 1);
        if let Some(style) = style {
            block.runs.push(Run { range: start..block.text.len(), style });
        }
    }
}
