//! The arguments of the commands with which somebody starts: a workspace, a brand, a clause, and what shells and editors read.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Subcommand};
use clap_complete::Shell;

use super::examples;

/// `fineprint init`
#[derive(Args, Debug)]
pub(crate) struct Init {
    /// Where [default: here]; it may hold other files, none of which is touched
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
    /// Print what would be written, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// `fineprint new`
#[derive(Args, Debug)]
pub(crate) struct New {
    #[command(subcommand)]
    pub(crate) kind: NewKind,
}

/// What is new.
#[derive(Subcommand, Debug)]
pub(crate) enum NewKind {
    /// A brand: brands/ID/brand.toml, with every section explained
    #[command(after_long_help = examples::NEW_BRAND)]
    Brand(NewBrand),
    /// A clause: a shared one, or with --brand one brand's own or its edit of a shared clause
    #[command(after_long_help = examples::NEW_CLAUSE)]
    Clause(NewClause),
}

/// `fineprint new brand`
#[derive(Args, Debug)]
pub(crate) struct NewBrand {
    /// The brand's folder: lower-case words joined by hyphens
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// A brand whose settings and clauses it takes over where it says nothing
    #[arg(long, value_name = "BRAND")]
    pub(crate) extends: Option<String>,
}

/// `fineprint new clause`
#[derive(Args, Debug)]
pub(crate) struct NewClause {
    /// The clause's name: lower-case words joined by hyphens
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// The folder in content/clauses/ where it is kept
    #[arg(long, value_name = "SHELF", conflicts_with = "brand")]
    pub(crate) topic: Option<String>,
    /// The brand whose clause it is; with the name of a shared clause, an edit of that
    #[arg(long, value_name = "BRAND")]
    pub(crate) brand: Option<String>,
}

/// `fineprint schema`
#[derive(Args, Debug)]
pub(crate) struct Schemas {
    /// Of which files; left out: all, with --out
    #[arg(value_name = "NAME", required_unless_present = "out", value_parser = schemas())]
    pub(crate) name: Option<String>,
    /// Write into this folder, as NAME.schema.json
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// The keys alone, without the names of facts, values and vendors that the workspace has
    #[arg(long)]
    pub(crate) bare: bool,
}

/// Takes the name of a schema.
fn schemas() -> PossibleValuesParser {
    PossibleValuesParser::new(fineprint::parse::SCHEMAS.iter().map(|schema| PossibleValue::new(schema.name).help(schema.place)))
}

/// `fineprint completions`
#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// `fineprint man`
#[derive(Args, Debug)]
pub(crate) struct Man {
    /// Write a page for each command into this folder; otherwise that of fineprint itself is printed
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}
