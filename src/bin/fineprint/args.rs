//! The command line, as typed.

mod examples;
mod first;

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use fineprint::coverage::Status;

pub(crate) use first::{Completions, Init, Man, New, NewBrand, NewClause, NewKind, Schemas};

/// Write each clause once. Publish every brand's legal pages.
///
/// fineprint merges a shared library of Markdown clauses with one TOML file per brand and builds static privacy, cookies and DMCA pages for
/// all brands in one run.
#[derive(Parser, Debug)]
#[command(version, about, long_about, after_help = EXIT_CODES, after_long_help = examples::ALL)]
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
    /// Record that edits of clauses were looked at beside the text that they edit, as it is now
    #[command(after_long_help = examples::ACCEPT)]
    Accept(Accept),
    /// Check everything, render, and swap the output in; print what was written and what was held back
    #[command(after_long_help = examples::BUILD)]
    Build(Build),
    /// Check the workspace; write nothing
    #[command(after_long_help = examples::CHECK)]
    Check(Check),
    /// A script that completes commands and options in a shell
    #[command(after_long_help = examples::COMPLETIONS)]
    Completions(Completions),
    /// What the law asks of each brand, and which clause on which page answers it
    #[command(after_long_help = examples::COVERAGE)]
    Coverage(Coverage),
    /// The words that change on every page, from a git revision or another folder to the working tree
    #[command(after_long_help = examples::DIFF)]
    Diff(Diff),
    /// The outline of a page: where each section comes from, why it is in or out, and the values it prints
    #[command(after_long_help = examples::EXPLAIN)]
    Explain(Explain),
    /// What a finding means, why it matters and how to mend it; without a code, all findings
    #[command(after_long_help = examples::EXPLAIN_CODE)]
    ExplainCode(ExplainCode),
    /// The pages that an edit of a clause, vendor, value, fact or file reaches
    #[command(after_long_help = examples::IMPACT)]
    Impact(Impact),
    /// Write a starter workspace: the library, a theme, and one fictional brand whose pages can be published
    #[command(after_long_help = examples::INIT)]
    Init(Init),
    /// The crates that this program is made of, and their licences
    #[command(alias = "licenses", after_long_help = examples::LICENCES)]
    Licences,
    /// What the workspace has
    #[command(after_long_help = examples::LIST)]
    List(List),
    /// Manual pages
    #[command(after_long_help = examples::MAN)]
    Man(Man),
    /// Put the outputs of `build --shard` together, once it is sure that they are whole and fit
    #[command(after_long_help = examples::MERGE)]
    Merge(Merge),
    /// Write a new brand or clause, with comments that explain what goes where; never over a file that is there
    #[command(after_long_help = examples::NEW)]
    New(New),
    /// JSON Schemas of the TOML files, for editors
    #[command(after_long_help = examples::SCHEMA)]
    Schema(Schemas),
    /// A live preview of all brands on this machine; writes nothing
    #[command(after_long_help = examples::SERVE)]
    Serve(Serve),
}

/// Which brands, and how strictly.
#[derive(Args, Debug)]
pub(crate) struct Scope {
    /// Only this brand; may be given more than once
    #[arg(long, value_name = "ID")]
    pub(crate) brand: Vec<String>,
    /// Only the brands of this shard, such as 2/8 for the second of eight
    #[arg(long, value_name = "K/N", conflicts_with = "brand")]
    pub(crate) shard: Option<fineprint::shard::Shard>,
    /// The day on which waivers expire and requirements begin [default: today]; pages know of a day only when it is given here, for texts that
    /// take effect later
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) as_of: Option<jiff::civil::Date>,
    /// Warnings fail too
    #[arg(long)]
    pub(crate) strict: bool,
    /// How many threads to work on; 0 for one on each core. What comes of it is the same
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) threads: usize,
    /// Say nothing when all is well; of pages only that some are held back
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Report::Human)]
    pub(crate) format: Report,
}

/// `fineprint accept`
#[derive(Args, Debug)]
pub(crate) struct Accept {
    /// The edits; a brand alone: all that it has
    #[arg(value_name = "BRAND[/CLAUSE]", required_unless_present = "all")]
    pub(crate) edits: Vec<String>,
    /// The edits of every brand
    #[arg(long, conflicts_with = "edits")]
    pub(crate) all: bool,
    /// Of these, only the edits of this clause
    #[arg(long, value_name = "ID")]
    pub(crate) clause: Option<String>,
    /// Of these, only the edits that do not say yet which text they were written against
    #[arg(long)]
    pub(crate) unpinned: bool,
    /// Print what would be written, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
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
    /// Where the output will stand, if not where each brand says: a brand's folder is below it, as in the output. Texts print what the brand says
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<fineprint::address::BaseUrl>,
}

/// `fineprint check`
#[derive(Args, Debug)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) scope: Scope,
    /// Ask every external address on the pages to be published whether it still answers
    #[arg(long)]
    pub(crate) external: bool,
    /// How many seconds that may take, a day at most; what is not asked by then is said
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=86400), requires = "external")]
    pub(crate) external_timeout: u64,
    /// A host that may be asked although it is on a private network or this machine; may be given more than once
    #[arg(long, value_name = "HOST", requires = "external")]
    pub(crate) external_allow: Vec<String>,
}

/// `fineprint coverage`
#[derive(Args, Debug)]
pub(crate) struct Coverage {
    /// Only this brand; may be given more than once
    #[arg(long, value_name = "ID")]
    pub(crate) brand: Vec<String>,
    /// The date on which the law is read [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) as_of: Option<jiff::civil::Date>,
    /// Only rows of this status; several with commas between them
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = statuses())]
    pub(crate) status: Vec<Status>,
    /// Only rows of this law, such as gdpr; several with commas between them
    #[arg(long, value_name = "REGIME", value_delimiter = ',')]
    pub(crate) regime: Vec<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = CoverageFormat::Human)]
    pub(crate) format: CoverageFormat,
}

/// Takes the name of a status.
fn statuses() -> impl TypedValueParser<Value = Status> {
    let shown = Status::ALL.iter().map(|status| PossibleValue::new(status.name()).help(status.meaning()));
    PossibleValuesParser::new(shown).try_map(|name| {
        Status::ALL.iter().copied().find(|status| status.name() == name).ok_or_else(|| format!("no status is called `{name}`"))
    })
}

/// How coverage is printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CoverageFormat {
    /// For people
    Human,
    /// For programs
    Json,
    /// A line for each brand and requirement
    Csv,
    /// One page to hand round
    Html,
}

/// `fineprint diff`
#[derive(Args, Debug)]
pub(crate) struct Diff {
    /// Only these brands or pages
    #[arg(value_name = "BRAND[/DOCUMENT]")]
    pub(crate) pages: Vec<String>,
    /// The git revision to compare with
    #[arg(long, value_name = "REV", default_value = "HEAD")]
    pub(crate) since: String,
    /// The folder of another workspace to compare with, without git
    #[arg(long, value_name = "DIR", conflicts_with = "since")]
    pub(crate) against: Option<PathBuf>,
    /// Exit with 1 when a page changes
    #[arg(long)]
    pub(crate) exit_code: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = DiffFormat::Human)]
    pub(crate) format: DiffFormat,
}

/// How a difference is printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DiffFormat {
    /// For people, at a terminal
    Human,
    /// For the comment on a pull request
    Md,
    /// A page by itself, with the whole text of what changes
    Html,
    /// For programs
    Json,
}

/// `fineprint explain`
#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// The page, and perhaps a clause of it
    #[arg(value_name = "BRAND/DOCUMENT[#CLAUSE]")]
    pub(crate) page: String,
}

/// `fineprint explain-code`
#[derive(Args, Debug)]
pub(crate) struct ExplainCode {
    /// The code of a finding, such as dead-reference; without it, all are listed
    #[arg(value_name = "CODE")]
    pub(crate) code: Option<String>,
}

/// `fineprint impact`
#[derive(Args, Debug)]
pub(crate) struct Impact {
    /// A clause, vendor, value (`values.days`), fact or file; `clause:NAME`, `vendor:NAME`, `value:NAME` or `fact:NAME` where one name is several
    #[arg(value_name = "NAME", required = true)]
    pub(crate) names: Vec<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Output::Human)]
    pub(crate) format: Output,
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

/// `fineprint merge`
#[derive(Args, Debug)]
pub(crate) struct Merge {
    /// What `build --shard` has written, a folder for each shard
    #[arg(value_name = "PART", required = true)]
    pub(crate) parts: Vec<PathBuf>,
    /// Where to write
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
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

/// How findings are printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Report {
    /// For people
    Human,
    /// A line each
    Short,
    /// For programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

/// How results are printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Output {
    /// For people
    Human,
    /// A line each
    Short,
    /// For programs
    Json,
}
