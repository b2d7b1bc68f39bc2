//! `fineprint man`: manual pages, from the same table of arguments that reads them.

use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use crate::args::{self, Cli};
use crate::{Failure, Outcome};

pub(crate) fn run(args: &args::Man) -> Result<Outcome, Failure> {
    let mut command = Cli::command();
    command.build();
    let mut outcome = Outcome::default();
    match &args.out {
        None => outcome.data = page(command)?,
        Some(out) => {
            std::fs::create_dir_all(out).map_err(|error| format!("cannot write to `{}`: {error}", out.display()))?;
            pages(command, out, &mut outcome.data)?;
        }
    }
    Ok(outcome)
}

/// Writes the page of `command` and of those below it, and notes their names.
fn pages(command: Command, out: &Path, log: &mut String) -> Result<(), Failure> {
    let below: Vec<Command> = command.get_subcommands().filter(|command| command.get_name() != "help").cloned().collect();
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let file = out.join(format!("{name}.1"));
    std::fs::write(&file, page(command)?).map_err(|error| format!("cannot write `{}`: {error}", file.display()))?;
    log.push_str(&format!("{}\n", file.display()));
    below.into_iter().try_for_each(|command| pages(command, out, log))
}

/// The page of `command`. It has no date, so that the same program gives the same page.
fn page(command: Command) -> Result<String, Failure> {
    let mut page = Vec::new();
    Man::new(command).source(concat!("fineprint ", env!("CARGO_PKG_VERSION"))).render(&mut page)?;
    Ok(with_examples(&String::from_utf8(page)?))
}

/// What stands below the options are examples, each on its line, and perhaps a few words after them.
fn with_examples(page: &str) -> String {
    let Some((above, below)) = page.split_once(".SH EXTRA\nExamples:\n") else { return page.to_owned() };
    let examples: String = below.split_inclusive('\n').take_while(|line| line.starts_with("  ")).collect();
    let rest = below.get(examples.len()..).unwrap_or_default();
    format!("{above}.SH EXAMPLES\n.nf\n{examples}.fi\n{rest}")
}
