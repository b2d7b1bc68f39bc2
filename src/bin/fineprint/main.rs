//! The command line: reads the workspace, calls the library, prints. The only place that prints.
#![expect(clippy::disallowed_methods, reason = "this is the rim: it knows the working directory")]

mod accept;
mod args;
mod build;
mod check;
mod completions;
mod coverage;
mod diff;
mod explain;
mod explain_code;
mod external;
mod impact;
mod init;
mod licences;
mod list;
mod man;
mod merge;
mod new;
mod past;
mod progress;
mod report;
mod schema;
mod serve;
mod todo;
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

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let root = || workspace::root(cli.root.as_deref());
    let done = match &cli.command {
        Command::Accept(args) => root().and_then(|root| accept::run(&root, args)),
        Command::Build(args) => root().and_then(|root| build::run(&root, args)),
        Command::Check(args) => root().and_then(|root| check::run(&root, args)),
        Command::Completions(args) => completions::run(args),
        Command::Coverage(args) => root().and_then(|root| coverage::run(&root, args)),
        Command::Diff(args) => root().and_then(|root| diff::run(&root, args)),
        Command::Explain(args) => root().and_then(|root| explain::run(&root, args)),
        Command::ExplainCode(args) => explain_code::run(args),
        Command::Impact(args) => root().and_then(|root| impact::run(&root, args)),
        Command::Init(args) => init::run(cli.root.as_deref(), args),
        Command::Licences => Ok(licences::run()),
        Command::List(args) => root().and_then(|root| list::run(&root, args)),
        Command::Man(args) => man::run(args),
        Command::Merge(args) => merge::run(args),
        Command::New(args) => root().and_then(|root| new::run(&root, args)),
        Command::Schema(args) => schema::run(cli.root.as_deref(), args),
        Command::Serve(args) => root().and_then(|root| serve::run(&root, args)),
    };
    let outcome = done.unwrap_or_else(|failure| Outcome { log: format!("error: {failure}\n"), code: 2, ..Outcome::default() });
    // Whoever looks at a terminal reads the result last.
    let printed = print(&outcome.data);
    tell(&outcome.log);
    match printed {
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
    // What has nothing to be stripped of is not looked through for it: a table may be long.
    let is_plain = text.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte));
    let mut stdout: Box<dyn Write> = if is_plain { Box::new(std::io::stdout().lock()) } else { Box::new(anstream::stdout()) };
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}
