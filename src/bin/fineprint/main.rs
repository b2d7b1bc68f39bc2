//! The command line: reads the workspace, calls the library, prints. The only place that prints.
#![expect(clippy::disallowed_methods, reason = "this is the rim: it knows the working directory")]

mod args;
mod build;
mod check;
mod explain;
mod list;
mod report;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};

/// A command could not be carried out: what to tell, exit code 2.
type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = workspace::root(cli.root.as_deref()).and_then(|root| match &cli.command {
        Command::Build(args) => build::run(&root, args),
        Command::Check(args) => check::run(&root, args),
        Command::Explain(args) => explain::run(&root, args),
        Command::List(args) => list::run(&root, args),
    });
    match done {
        Ok(code) => code,
        Err(failure) => {
            report::log(&format!("error: {failure}\n"));
            ExitCode::from(2)
        }
    }
}
