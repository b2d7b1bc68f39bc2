//! The command line: reads the workspace, calls the library, prints. The only place that prints.
#![expect(clippy::disallowed_methods, reason = "this is the rim: it knows the working directory")]

mod args;
mod build;
mod check;
mod explain;
mod list;
mod report;
mod workspace;

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};

/// A command could not be carried out: what to tell, exit code 2.
type Failure = Box<dyn std::error::Error>;

/// What a command has to say.
#[derive(Default)]
struct Outcome {
    /// Data, for stdout.
    data: String,
    /// The log, for stderr.
    log: String,
    /// Whether findings fail: exit code 1.
    failed: bool,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = workspace::root(cli.root.as_deref()).and_then(|root| match &cli.command {
        Command::Build(args) => build::run(&root, args),
        Command::Check(args) => check::run(&root, args),
        Command::Explain(args) => explain::run(&root, args),
        Command::List(args) => list::run(&root, args),
    });
    let (outcome, code) = match done {
        Ok(outcome) => {
            let code = u8::from(outcome.failed);
            (outcome, code)
        }
        Err(failure) => (Outcome { log: format!("error: {failure}\n"), ..Outcome::default() }, 2),
    };
    match say(&outcome) {
        Ok(()) => ExitCode::from(code),
        // Whoever read our output has gone, as `| head` does: nothing is wrong.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::from(code),
        Err(_) => ExitCode::from(2),
    }
}

/// Writes the log and the data; colours only where a terminal shows them.
fn say(outcome: &Outcome) -> std::io::Result<()> {
    anstream::stderr().write_all(outcome.log.as_bytes())?;
    let mut stdout = anstream::stdout();
    stdout.write_all(outcome.data.as_bytes())?;
    stdout.flush()
}
