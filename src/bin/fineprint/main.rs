//! The command line: reads the workspace, calls the library, prints. The only place that prints.
#![expect(clippy::disallowed_methods, reason = "this is the rim: it knows the working directory")]

mod args;
mod build;
mod check;
mod explain;
mod list;
mod report;
mod serve;
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
    /// The exit code: 0, or 1 for findings that fail, or 2 when the command could not be carried out.
    code: u8,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = workspace::root(cli.root.as_deref()).and_then(|root| match &cli.command {
        Command::Build(args) => build::run(&root, args),
        Command::Check(args) => check::run(&root, args),
        Command::Explain(args) => explain::run(&root, args),
        Command::List(args) => list::run(&root, args),
        Command::Serve(args) => serve::run(&root, args),
    });
    let outcome = done.unwrap_or_else(|failure| Outcome { log: format!("error: {failure}\n"), code: 2, ..Outcome::default() });
    tell(&outcome.log);
    match print(&outcome.data) {
        // Whoever stops reading early, as `head` does, has got what they wanted.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            tell(&format!("error: cannot print: {error}\n"));
            ExitCode::from(2)
        }
        _ => ExitCode::from(outcome.code),
    }
}

/// Writes to the log. If nobody can be told, the exit code has to do.
fn tell(text: &str) {
    anstream::stderr().write_all(text.as_bytes()).ok();
}

fn print(text: &str) -> std::io::Result<()> {
    let mut stdout = anstream::stdout();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}
