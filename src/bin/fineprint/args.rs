//! The command line, as typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Write each clause once. Publish every brand's legal pages.
///
/// fineprint merges a shared library of Markdown clauses with one TOML file per brand and builds static privacy, cookies and DMCA pages for
/// all brands in one run.
#[derive(Parser, Debug)]
#[command(version, about, long_about, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    /// The workspace [default: the nearest folder upward with content/ and brands/]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 clean, 1 findings that fail, 2 wrong use or a workspace or folder that cannot be read or written.";

/// What to do.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Check everything, render, and swap the output in; print what was written and what was held back
    Build(Build),
    /// Everything but writing
    Check(Check),
    /// The outline of a page: where each section comes from, why it is in or out, and the values it prints
    Explain(Explain),
    /// What the workspace has
    List(List),
    /// A live preview of all brands on this machine; writes nothing
    Serve(Serve),
}

/// Which brands, and how strictly.
#[derive(Args, Debug)]
pub(crate) struct Scope {
    /// Only this brand; may be given more than once
    #[arg(long, value_name = "ID")]
    pub(crate) brand: Vec<String>,
    /// The date on which the pages are read, for what takes effect later
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) as_of: Option<jiff::civil::Date>,
    /// Warnings fail too
    #[arg(long)]
    pub(crate) strict: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Output::Human)]
    pub(crate) format: Output,
}

/// `fineprint build`
#[derive(Args, Debug)]
pub(crate) struct Build {
    #[command(flatten)]
    pub(crate) scope: Scope,
    /// Where to write [default: public in the workspace]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Build documents that are held back too, with a mark in place of each value that is wanted
    #[arg(long)]
    pub(crate) drafts: bool,
}

/// `fineprint check`
#[derive(Args, Debug)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) scope: Scope,
}

/// `fineprint explain`
#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// The page, and perhaps a clause of it
    #[arg(value_name = "BRAND/DOCUMENT[#CLAUSE]")]
    pub(crate) page: String,
}

/// `fineprint list`
#[derive(Args, Debug)]
pub(crate) struct List {
    /// Of what
    #[arg(value_enum)]
    pub(crate) kind: Kind,
    /// How to print
    #[arg(long, value_enum, default_value_t = Output::Human)]
    pub(crate) format: Output,
}

/// `fineprint serve`
#[derive(Args, Debug)]
pub(crate) struct Serve {
    /// The port to listen at [default: 4400, or the next free one]
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<u16>,
    /// The address to listen at; any other than 127.0.0.1 lets others in
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(crate) host: std::net::IpAddr,
    /// Open it in a browser
    #[arg(long)]
    pub(crate) open: bool,
    /// Look at every file ten times a second, for network and container mounts that tell of no changes
    #[arg(long)]
    pub(crate) poll: bool,
    /// Show only this brand; may be given more than once
    #[arg(long, value_name = "ID")]
    pub(crate) brand: Vec<String>,
}

/// What `list` lists.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Who publishes
    Brands,
    /// Every document of every brand
    Documents,
    /// The shared clauses and the brands' own
    Clauses,
    /// Processors and services
    Vendors,
    /// Values that brands define or lack
    Values,
}

/// How findings and results are printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Output {
    /// For people
    Human,
    /// A line each
    Short,
    /// For programs
    Json,
}
