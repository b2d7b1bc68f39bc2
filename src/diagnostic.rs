//! Problems as values: codes, findings, and how they are drawn.
//! Nothing here prints; the binary does, once, at the end.

mod code;
mod finding;
mod print;
mod suggest;

pub use code::{Code, Severity};
pub use finding::{Finding, Findings, Label, MANY, Place, Subject, counts, joined};
pub use print::{Format, print, print_below};
pub use suggest::{counted, did_you_mean, nearest, one_of};
