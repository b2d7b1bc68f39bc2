//! A text as a tree of blocks. Its leaves are runs of text with the inline tags in them; all else that matters is which sections there are.

use std::collections::BTreeMap;
use std::ops::Range;

use super::pieces::{Kind, Piece, pieces};

/// The words of both texts, each with a number.
#[derive(Default)]
pub(super) struct Words<'a> {
    known: BTreeMap<&'a str, u32>,
    /// By number.
    weights: Vec<Weight>,
}

/// How much a word counts.
#[derive(Clone, Copy)]
struct Weight {
    /// Its characters, for long words are what a text is about.
    weight: usize,
    /// How much of an end it is: 3 for a note, 2 for the end of a sentence, 1 for a comma.
    end: usize,
}

impl<'a> Words<'a> {
    fn number(&mut self, piece: &Piece<'a>) -> u32 {
        // No word has a space in it.
        let text = if piece.kind == Kind::Note { "a note" } else { piece.text };
        *self.known.entry(text).or_insert_with(|| {
            let end = match text {
                // It stands behind the end.
                _ if piece.kind == Kind::Note => 3,
                "." | ";" | ":" | "!" | "?" | "。" => 2,
                "," | ")" | "–" | "—" => 1,
                _ => 0,
            };
            self.weights.push(Weight { weight: text.chars().count(), end });
            u32::try_from(self.weights.len() - 1).unwrap_or(u32::MAX)
        })
    }

    fn of(&self, word: u32) -> Weight {
        let found = usize::try_from(word).ok().and_then(|at| self.weights.get(at));
        found.copied().unwrap_or(Weight { weight: 1, end: 0 })
    }

    /// How much a word counts.
    pub(super) fn weight(&self, word: u32) -> usize {
        self.of(word).weight
    }

    /// How much of an end it is.
    pub(super) fn end(&self, word: u32) -> usize {
        self.of(word).end
    }
}

/// A block, or a run of text in one.
#[derive(Debug)]
pub(super) struct Node<'a> {
    /// The element; empty for a run of text.
    pub(super) name: &'a str,
    /// Its pieces, with its tags.
    pub(super) range: Range<usize>,
    /// Its words, as places in [`Text::keys`].
    pub(super) words: Range<usize>,
    pub(super) parent: usize,
    pub(super) kids: Vec<usize>,
}

impl Node<'_> {
    pub(super) fn is_section(&self) -> bool {
        self.name == "section"
    }

    pub(super) fn is_run(&self) -> bool {
        self.name.is_empty()
    }
}

/// One side.
pub(super) struct Text<'a> {
    pub(super) pieces: Vec<Piece<'a>>,
    /// The pieces that are compared.
    pub(super) words: Vec<usize>,
    /// Their numbers.
    pub(super) keys: Vec<u32>,
    /// The blocks in the order in which they begin; the first holds all.
    pub(super) nodes: Vec<Node<'a>>,
    /// The sections by id, those without one by class, and a count for those with the same.
    pub(super) sections: BTreeMap<(&'a str, usize), usize>,
}

/// What is nested more deeply is not told apart: far more than a page can show, far less than a stack holds.
const MAX_DEPTH: usize = 150;

/// The elements that stand in a run of text. All others end it.
const INLINE: [&str; 31] = [
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

impl<'a> Text<'a> {
    pub(super) fn read(html: &'a str, words: &mut Words<'a>) -> Self {
        let pieces = pieces(html);
        let root = Node { name: "main", range: 0..pieces.len(), words: 0..0, parent: 0, kids: Vec::new() };
        let text = Self { words: Vec::new(), keys: Vec::new(), nodes: vec![root], sections: BTreeMap::new(), pieces };
        let mut reader = Reader { text, open: vec![0], too_deep: 0, run: None };
        for at in 0..reader.text.pieces.len() {
            reader.piece(at, words);
        }
        reader.end_run();
        while let Some(node) = reader.open.pop() {
            reader.close(node, reader.text.pieces.len());
        }
        reader.text
    }

    /// The words of a block.
    pub(super) fn keys(&self, node: &Node<'_>) -> &[u32] {
        self.keys.get(node.words.clone()).unwrap_or_default()
    }

    /// The id of an element.
    pub(super) fn id(&self, node: &Node<'_>) -> Option<&'a str> {
        attribute(self.pieces.get(node.range.start)?.text, "id").filter(|_| !node.is_run())
    }

    /// The runs of text in a block or section, without those of the sections in it.
    pub(super) fn own_runs(&self, node: usize) -> impl Iterator<Item = &Node<'a>> {
        let end = self.nodes.get(node).map_or(0, |node| node.range.end);
        let mut past = 0;
        let inside = self.nodes.get(node..).unwrap_or_default().iter().take_while(move |inner| inner.range.start < end);
        let own = inside.enumerate().filter(move |(at, inner)| {
            if *at > 0 && inner.is_section() && inner.range.start >= past {
                past = inner.range.end;
            }
            inner.range.start >= past
        });
        own.map(|(_, inner)| inner).filter(|inner| inner.is_run())
    }
}

struct Reader<'a> {
    text: Text<'a>,
    open: Vec<usize>,
    too_deep: usize,
    /// The run of text that is being read: its first and last piece that are no space, its first word, and whether it has text.
    run: Option<(usize, usize, usize, bool)>,
}

impl<'a> Reader<'a> {
    fn piece(&mut self, at: usize, words: &mut Words<'a>) {
        let Some(piece) = self.text.pieces.get(at).copied() else { return };
        if piece.kind == Kind::Space {
            return;
        }
        if piece.kind == Kind::Tag && !INLINE.contains(&name(piece.text)) {
            self.end_run();
            self.tag(at, piece.text);
            return;
        }
        let (start, _, first, has_text) = self.run.unwrap_or((at, at, self.text.words.len(), false));
        self.run = Some((start, at, first, has_text || piece.kind != Kind::Tag));
        if matches!(piece.kind, Kind::Word | Kind::Note) {
            self.text.words.push(at);
            self.text.keys.push(words.number(&piece));
        }
    }

    fn tag(&mut self, at: usize, tag: &'a str) {
        let name = name(tag);
        if tag.starts_with("<!") || matches!(name, "hr" | "input" | "link" | "meta" | "col" | "source" | "track") {
            return;
        }
        if !tag.starts_with("</") {
            if self.open.len() > MAX_DEPTH {
                self.too_deep += 1;
                return;
            }
            let words = self.text.words.len();
            let node = self.add(name, at..at + 1, words..words);
            self.open.push(node);
            if name == "section" {
                let key = attribute(tag, "id").or(attribute(tag, "class")).unwrap_or_default();
                let count = self.text.sections.range((key, 0)..=(key, usize::MAX)).next_back().map_or(0, |((_, count), _)| count + 1);
                self.text.sections.insert((key, count), node);
            }
        } else if self.too_deep > 0 {
            self.too_deep -= 1;
        } else {
            let is_it = |node: &usize| *node > 0 && self.text.nodes.get(*node).is_some_and(|node| node.name == name);
            if let Some(depth) = self.open.iter().rposition(is_it) {
                for node in self.open.split_off(depth) {
                    self.close(node, at + 1);
                }
            }
        }
    }

    fn end_run(&mut self) {
        if let Some((start, last, first, true)) = self.run.take() {
            let words = first..self.text.words.len();
            self.add("", start..last + 1, words);
        }
    }

    /// Adds a block to the one that is open.
    fn add(&mut self, name: &'a str, range: Range<usize>, words: Range<usize>) -> usize {
        let node = self.text.nodes.len();
        let parent = self.open.last().copied().unwrap_or_default();
        self.text.nodes.push(Node { name, range, words, parent, kids: Vec::new() });
        if let Some(parent) = self.text.nodes.get_mut(parent) {
            parent.kids.push(node);
        }
        node
    }

    fn close(&mut self, node: usize, end: usize) {
        let words = self.text.words.len();
        if let Some(node) = self.text.nodes.get_mut(node) {
            node.range.end = end;
            node.words.end = words;
        }
    }
}

/// The name of a tag's element.
fn name(tag: &str) -> &str {
    let rest = tag.trim_start_matches(['<', '/']);
    rest.split(|char: char| !char.is_ascii_alphanumeric()).next().unwrap_or_default()
}

/// The value of a tag's attribute.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}
