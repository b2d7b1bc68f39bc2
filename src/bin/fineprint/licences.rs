//! `fineprint licences`: what the program is made of, and under which terms.

use crate::Outcome;

/// Written by `BLESS=1 cargo test --test supply`.
const THIRD_PARTY: &str = include_str!("../../../THIRD-PARTY.md");

pub(crate) fn run() -> Outcome {
    Outcome { data: THIRD_PARTY.to_owned(), ..Outcome::default() }
}
