//! Tables: no cell is empty in a column that other rows fill, and no column is.

use crate::compose::{Block, Kind, Slip};
use crate::diagnostic::Code;

/// A cell: its place in the table, and the number and text of its block.
struct Cell<'a> {
    row: usize,
    column: usize,
    block: usize,
    text: &'a str,
}

pub(super) fn look(blocks: &[Block], found: &mut Vec<(usize, Slip)>) {
    let mut table: Vec<Cell<'_>> = Vec::new();
    let mut current = None;
    for (index, block) in blocks.iter().enumerate() {
        let Kind::Cell(number, row, column) = block.kind else { continue };
        if current.replace(number).is_some_and(|last| last != number) {
            empty_cells(&std::mem::take(&mut table), found);
        }
        table.push(Cell { row, column, block: index, text: block.text.trim() });
    }
    empty_cells(&table, found);
}

fn empty_cells(table: &[Cell<'_>], found: &mut Vec<(usize, Slip)>) {
    for head in table.iter().filter(|head| head.row == 0 && !head.text.is_empty()) {
        let mut below = table.iter().filter(|cell| cell.row > 0 && cell.column == head.column).peekable();
        if below.peek().is_some() && below.all(|cell| cell.text.is_empty()) {
            let message = format!("the column `{}` of the table is empty", head.text);
            let help = "write its cells, or take it out".to_owned();
            found.push((head.block, Slip { code: Code::EmptyCell, range: 0..head.text.len(), message, help }));
        }
    }
    for cell in table.iter().filter(|cell| cell.row > 0 && cell.text.is_empty()) {
        let head = table.iter().find(|other| other.row == 0 && other.column == cell.column).map_or("", |head| head.text);
        let filled = || table.iter().filter(|other| other.row > 0 && other.column == cell.column && !other.text.is_empty());
        // A column of ticks says no by saying nothing.
        let is_ticks = filled().all(|other| other.text.chars().count() < 3);
        let Some(name) = table.iter().find(|other| other.row == cell.row && !other.text.is_empty()) else { continue };
        if head.is_empty() || is_ticks {
            continue;
        }
        let message = format!("the table says nothing on `{head}` in this row");
        let help = "write it, or say that there is none".to_owned();
        found.push((name.block, Slip { code: Code::EmptyCell, range: 0..name.text.len(), message, help }));
    }
}
