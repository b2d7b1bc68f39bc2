//! `fineprint explain-code`: what a finding means, why it matters and how to mend it.

use fineprint::diagnostic::{Code, did_you_mean};

use crate::args::ExplainCode;
use crate::workspace::after_semicolon;
use crate::{Failure, Outcome, report};

pub(crate) fn run(args: &ExplainCode) -> Result<Outcome, Failure> {
    let data = match &args.code {
        None => all(),
        Some(name) => {
            // As it stands in a finding: `error[dead-reference]`.
            let bare = name.split_once('[').map_or(name.as_str(), |(_, code)| code.trim_end_matches(']'));
            let known = || Code::ALL.iter().map(|code| code.name());
            let help = || did_you_mean(bare, known()).unwrap_or_else(|| "`fineprint explain-code` lists all".to_owned());
            let unknown = || format!("there is no finding `{bare}`{}", after_semicolon(Some(help())));
            readable(Code::named(bare).ok_or_else(unknown)?.page())
        }
    };
    Ok(Outcome { data, ..Outcome::default() })
}

/// Every code with what it means.
fn all() -> String {
    let row = |code: &Code| [code.name(), code.severity().name(), code.summary()].map(str::to_owned).to_vec();
    let rows: Vec<_> =
        std::iter::once(["code", "severity", "means"].map(str::to_owned).to_vec()).chain(Code::ALL.iter().map(row)).collect();
    report::table(rows.iter())
}

/// A page as it is, its headings bold where a terminal shows it. In an example `#` begins a comment.
fn readable(page: &str) -> String {
    let mut in_example = false;
    let line = |line: &str| {
        in_example ^= line.starts_with("```");
        if line.starts_with('#') && !in_example { format!("\u{1b}[1m{line}\u{1b}[0m\n") } else { format!("{line}\n") }
    };
    page.lines().map(line).collect()
}
