//! `fineprint completions`: a script for a shell, from the same table of arguments that reads them.

use clap::CommandFactory;

use crate::args::{Cli, Completions};
use crate::{Failure, Outcome};

pub(crate) fn run(args: &Completions) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "fineprint", &mut script);
    Ok(Outcome { data: String::from_utf8(script)?, ..Outcome::default() })
}
