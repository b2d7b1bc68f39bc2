//! The sources: an immutable snapshot of every input file, and places in them.
//! Does not know where the files came from: a disk, a test, a fuzzer.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::path::SourcePath;

/// A file of a workspace, in the order of paths.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct FileId(u32);

impl FileId {
    /// Its rank among all files of the workspace.
    pub fn rank(self) -> u32 {
        self.0
    }
}

/// A range of bytes in a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The bytes `range` of `file`.
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        let cut = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { file, start: cut(range.start), end: cut(range.end.max(range.start)) }
    }

    /// The range of bytes in the file.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether all of `other` stands in it.
    pub fn holds(self, other: Self) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }

    /// The part `range` of this span, counted from its start.
    pub fn part(self, range: Range<usize>) -> Self {
        let start = self.start as usize;
        Self::new(self.file, start + range.start..start + range.end)
    }
}

/// One input file.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Where it lies in the workspace.
    pub path: SourcePath,
    /// What it holds.
    pub bytes: Arc<[u8]>,
}

/// Input files, sorted by path: those of a whole workspace, or some of them with the ids that they have in the whole.
#[derive(Clone, Default, Debug)]
pub struct Sources {
    files: Vec<Held>,
}

#[derive(Clone, Debug)]
struct Held {
    id: FileId,
    file: SourceFile,
    /// The places from which lines and columns are counted; made when the first is asked for.
    marks: OnceLock<Vec<Mark>>,
}

/// A place whose line and column are known.
#[derive(Clone, Copy, Debug)]
struct Mark {
    offset: usize,
    line: usize,
    column: usize,
}

/// How far it is from one mark to the next, at most, in bytes: so a position is found in no time, in a line of a million bytes too.
const STRIDE: usize = 1024;

/// The start of each line, and marks in long lines.
fn marks_of(text: &str) -> Vec<Mark> {
    let mut marks = vec![Mark { offset: 0, line: 1, column: 1 }];
    let (mut line, mut column, mut last) = (1, 1, 0);
    for (offset, c) in text.char_indices() {
        if offset - last >= STRIDE {
            marks.push(Mark { offset, line, column });
            last = offset;
        }
        column += 1;
        if c == '\n' {
            (line, column, last) = (line + 1, 1, offset + 1);
            marks.push(Mark { offset: last, line, column });
        }
    }
    marks
}

impl Sources {
    /// A snapshot of `files`, in any order; of two with the same path the later one stays.
    pub fn new(files: impl IntoIterator<Item = (SourcePath, impl Into<Arc<[u8]>>)>) -> Self {
        let sorted: std::collections::BTreeMap<_, _> = files.into_iter().collect();
        Self::some((0..).zip(sorted.into_iter().map(|(path, bytes)| SourceFile { path, bytes: bytes.into() })))
    }

    /// Some files of a workspace, each with its rank among all of them.
    pub fn some(files: impl IntoIterator<Item = (u32, SourceFile)>) -> Self {
        let held = files.into_iter().map(|(rank, file)| Held { id: FileId(rank), file, marks: OnceLock::new() });
        let mut files: Vec<Held> = held.collect();
        files.sort_by_key(|held| held.id);
        Self { files }
    }

    fn held(&self, file: FileId) -> Option<&Held> {
        let at_its_rank = self.files.get(file.0 as usize).filter(|held| held.id == file);
        at_its_rank.or_else(|| self.files.get(self.files.binary_search_by_key(&file, |held| held.id).ok()?))
    }

    /// All files in order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().map(|held| (held.id, &held.file))
    }

    /// The file of this id; `None` for an id of other sources.
    pub fn get(&self, file: FileId) -> Option<&SourceFile> {
        self.held(file).map(|held| &held.file)
    }

    /// The file's path, or a blank for an id of other sources.
    pub fn path(&self, file: FileId) -> &str {
        self.get(file).map_or("", |file| file.path.as_str())
    }

    /// The file's bytes.
    pub fn bytes(&self, file: FileId) -> &[u8] {
        self.get(file).map_or(&[], |file| &*file.bytes)
    }

    /// Line and column where a span begins, both from 1, the column in characters; `None` for a span of other sources.
    pub fn position(&self, span: Span) -> Option<(usize, usize)> {
        let (text, marks) = (self.text(span.file), &self.held(span.file)?.marks);
        let at = text.floor_char_boundary(span.range().start);
        let marks = marks.get_or_init(|| marks_of(text));
        let mark = marks.partition_point(|mark| mark.offset <= at).checked_sub(1).and_then(|index| marks.get(index))?;
        Some((mark.line, mark.column + text.get(mark.offset..at)?.chars().count()))
    }

    /// Line and column of the character after a span's last one.
    pub fn end(&self, span: Span) -> Option<(usize, usize)> {
        let end = self.text(span.file).ceil_char_boundary(span.range().end);
        self.position(Span::new(span.file, end..end))
    }

    /// The file as text; empty when it is not UTF-8 (which is a finding of its own).
    pub fn text(&self, file: FileId) -> &str {
        std::str::from_utf8(self.bytes(file)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{STRIDE, Sources, Span};
    use crate::path::SourcePath;

    #[test]
    fn a_position_is_what_counting_gives() {
        let text = format!("é\n\n{}\nb{}", "aé".repeat(STRIDE), "\n".repeat(3));
        let sources = Sources::new([(SourcePath::parse("x").unwrap(), text.clone().into_bytes())]);
        let file = sources.iter().next().unwrap().0;
        for at in 0..=text.len() + 1 {
            let before = text.get(..text.floor_char_boundary(at)).unwrap();
            let line = before.rsplit('\n').next().unwrap();
            let counted = (before.matches('\n').count() + 1, line.chars().count() + 1);
            assert_eq!(sources.position(Span::new(file, at..at)), Some(counted), "{at}");
        }
    }
}
