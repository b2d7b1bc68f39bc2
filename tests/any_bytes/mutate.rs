//! Inputs made of seeds: cut, doubled, mixed, sprinkled with what means something somewhere. From a fixed seed, so that each run tries
//! the same.

/// What means something to some reader, and what no reader expects.
const WORDS: &[&str] = &[
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "{% if x %}",
    "{% endif %}",
    "{% for a in b %}",
    "{% endfor %}",
    "{% raw %}",
    "{% endraw %}",
    "+++\n",
    "|",
    "\n\n",
    "\r\n",
    "    ",
    "\t",
    "`",
    "```\n",
    "**",
    "_",
    "[",
    "](",
    ")",
    "](clause:contact)",
    "](doc:cookies)",
    "[^n]",
    "[^n]: ",
    "<b>",
    "<!--",
    "&amp;",
    "&#xF0000;",
    "\\",
    "> ",
    "- ",
    "1. ",
    "1) ",
    "## ",
    "| a | b |\n|---|---|\n",
    ": ",
    "---\n",
    "=",
    " = ",
    "\"",
    "'",
    "\"\"\"",
    "[[",
    "]]",
    "[a.b]\n",
    "{ a = 1 }",
    "true",
    "-1",
    "9223372036854775808",
    "1e999",
    "nan",
    "2026-02-30",
    "\\u0000",
    "\\U00100000",
    "\0",
    "\u{feff}",
    "\u{202e}",
    "\u{f0000}",
    "\u{100000}",
    "\u{e000}",
    "\u{fffc}",
    "é",
    "ß",
    "\u{1f469}\u{200d}\u{1f4bb}",
    "not ",
    " and ",
    " or ",
    " in ",
    "(",
    "*",
    "?",
    ".*",
    "(?<it>",
    "values.days",
    "brand.name",
    "HTTP/1.1\r\n",
    "Host: localhost:4400\r\n",
    "%00",
    "..",
    "//",
    "</p>\n",
    "<section id=\"a\">\n",
    "</section>\n",
    "<li>",
    "\n====\n",
    "-- content/clauses/base/opening.md --\n",
    "-- brands/acme/brand.toml --\n",
];

/// Makes inputs.
pub(crate) struct Mutator<'a> {
    seeds: &'a [Vec<u8>],
    state: u64,
}

impl<'a> Mutator<'a> {
    pub(crate) fn new(seeds: &'a [Vec<u8>]) -> Self {
        Self { seeds, state: 0x9E37_79B9_7F4A_7C15 }
    }

    /// The next input.
    pub(crate) fn next(&mut self) -> Vec<u8> {
        let mut bytes = self.seed().to_vec();
        for _ in 0..=self.below(6) {
            self.change(&mut bytes);
        }
        bytes
    }

    fn seed(&mut self) -> &'a [u8] {
        let seeds = self.seeds;
        &seeds[self.below(seeds.len())]
    }

    /// A number below `end` (xorshift64*).
    fn below(&mut self, end: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        usize::try_from(self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap() % end.max(1)
    }

    /// A short range of `length` bytes.
    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        start..(start + self.below(40)).min(length)
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let range = self.range(bytes.len());
        match self.below(8) {
            0 => drop(bytes.drain(range)),
            1 => {
                let twice = bytes[range.clone()].repeat(1 + self.below(3));
                bytes.splice(range.end..range.end, twice);
            }
            2 => {
                let other = self.seed();
                let part = other[self.range(other.len())].to_vec();
                bytes.splice(range, part);
            }
            3 if !range.is_empty() => bytes[range.start] ^= 1 << self.below(8),
            4 => bytes.truncate(range.start),
            _ => {
                let word = WORDS[self.below(WORDS.len())];
                bytes.splice(range.start..range.start, word.bytes());
            }
        }
    }
}
