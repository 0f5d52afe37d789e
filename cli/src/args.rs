//! Arguments.

use std::ffi::OsString;
#[cfg(feature = "serve")]
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use pinproof::conformance::report::Shard;

/// Proves that a client sets and shows card PINs correctly.
///
/// Without a command: checks the reference device in this program against every vector.
#[derive(Debug, Parser)]
#[command(name = "pinproof", version, args_conflicts_with_subcommands = true, after_help = EXIT_CODES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

const EXIT_CODES: &str = "Exit codes: 0 as expected; 1 a case failed, hung or crashed; 2 the baseline is stale; 3 the harness or \
the client protocol failed; 4 wrong use; 5 nothing was tested; 6 the kit's own self-check failed. When several hold: 4, 6, 3, \
5, 1, 2.";

#[cfg(feature = "serve")]
const SERVE_CODES: &str = "Ends in order on an interrupt (Ctrl-C) or on SIGTERM. Exit codes: 0 ended in order; 3 the service \
broke; 4 wrong use.";

const DIFF_CODES: &str =
    "Exit codes: 0 nothing got worse; 1 something got worse; 4 a file is no results of this version.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check a client in another process, over its standard input and output; or one that connects
    #[command(after_help = EXIT_CODES)]
    Check(CheckArgs),
    /// Be the reference device as a client on standard input and output, or a deliberately wrong one
    Client {
        /// The bug to have, such as A01; `pinproof mutants list` has them all
        #[arg(long, value_name = "ID")]
        mutant: Option<String>,
    },
    /// Make a report of another form from a run that was kept as JSON
    Report(ReportFromArgs),
    /// Say what changed between two runs; 1 when something got worse
    ///
    /// Worse is: a case that fails the run and did not, a case that is no longer tested, a new fault of the harness; with the
    /// same vectors and the same selection also a case that is gone. A failure that the new run's baseline knows is told and is
    /// not worse.
    #[command(after_help = DIFF_CODES)]
    Diff(DiffArgs),
    /// Join the results of the parts of a run that was split with --shard
    Merge(MergeArgs),
    /// Keep the file of known failures
    #[command(subcommand)]
    Baseline(BaselineCommand),
    /// Look at the deliberately wrong clients
    #[command(subcommand)]
    Mutants(MutantsCommand),
    /// Look at, check or write the vectors
    #[command(subcommand)]
    Vectors(VectorsCommand),
    /// Show one PIN block operation or unwrap step by step; the request is read from standard input
    ///
    /// The request is one JSON object of the client protocol, such as
    /// {"op":"pin_block.encode","format":"iso0","pin":"…","pan":"…"}.
    /// The steps are clear text of what is asked: use test data only.
    Explain,
    /// Ask a client one case and show the exact lines; without a client, show the lines to paste
    Replay(ReplayArgs),
    /// Be the issuer's service, and the PIN pages, on this machine
    #[cfg(feature = "serve")]
    #[command(after_help = SERVE_CODES)]
    Serve(Box<crate::serve::options::ServeArgs>),
}

/// What is asked and where the report goes.
#[derive(Debug, clap::Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) vectors: VectorsFrom,
    /// Only the cases that this profile uses: enfuce-v3, aes-iso4, or a TOML or JSON file
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) profile: Option<String>,
    /// Only the cases whose id matches; * stands for any text
    #[arg(long, value_name = "GLOB")]
    pub(crate) only: Option<String>,
    /// Number that the fresh keys and cases are made from; without it one is drawn, and the report prints it. With --vectors
    /// or --shard there are fresh cases only when it is given
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// The long form of the checks: more key pairs, every RSA size, a million inputs
    #[arg(long)]
    pub(crate) deep: bool,
    /// Cases of level should and may fail the run too
    #[arg(long)]
    pub(crate) strict: bool,
    /// One part of N of the run, such as 2/4; `pinproof merge` joins the reports
    #[arg(long, value_name = "I/N", value_parser = shard)]
    pub(crate) shard: Option<Shard>,
    /// Failures that are known, in a TOML file; they are asked all the same, and 2 says that one of them is gone
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
}

/// Vectors to look one case up in.
#[derive(Debug, clap::Args)]
pub(crate) struct CaseFrom {
    #[command(flatten)]
    pub(crate) vectors: VectorsFrom,
    /// For a fresh case: the seed that the report prints
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
}

/// Where the vectors come from.
#[derive(Debug, clap::Args)]
pub(crate) struct VectorsFrom {
    /// Vectors in this folder instead of those inside the program
    #[arg(long, value_name = "DIR")]
    pub(crate) vectors: Option<PathBuf>,
}

/// Where the report goes.
#[derive(Debug, clap::Args)]
pub(crate) struct ReportArgs {
    /// Form of the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Write the report to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// No progress, and in text only what failed and the totals
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// Form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs; the schema is vectors/schema/results.schema.json
    Json,
    /// For CI servers: JUnit XML
    Junit,
    /// For people who have to mend it: one HTML file
    Html,
    /// For a comment on a pull request
    Markdown,
    /// For a web page: one SVG image
    Badge,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) timeout: TimeoutArg,
    #[cfg(feature = "serve")]
    #[command(flatten)]
    pub(crate) listen: ListenArgs,
    /// The client: program and arguments
    #[cfg_attr(
        feature = "serve",
        arg(last = true, required_unless_present = "address", value_name = "CMD")
    )]
    #[cfg_attr(not(feature = "serve"), arg(last = true, required = true, value_name = "CMD"))]
    pub(crate) client: Vec<OsString>,
}

/// A client that cannot be spawned.
#[cfg(feature = "serve")]
#[derive(Debug, clap::Args)]
pub(crate) struct ListenArgs {
    /// Wait for a client that connects to this address by itself, over a WebSocket or by long polling; a browser gets a page
    /// with a client of its own there
    #[arg(long = "listen", value_name = "ADDRESS:PORT", conflicts_with = "client")]
    pub(crate) address: Option<SocketAddr>,
    /// Seconds that the first client may take to connect
    #[arg(long, value_name = "SECONDS", default_value = "120", value_parser = seconds, requires = "address", conflicts_with = "client")]
    pub(crate) wait: Duration,
    /// Let pages of this origin connect too, such as http://localhost:3000
    #[arg(
        long = "origin",
        value_name = "ORIGIN",
        requires = "address",
        conflicts_with = "client"
    )]
    pub(crate) origins: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ReplayArgs {
    /// Full id of the case, such as pin_block_encode_iso0/pin4-pan16
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) from: CaseFrom,
    #[command(flatten)]
    pub(crate) timeout: TimeoutArg,
    /// The client: program and arguments
    #[arg(last = true, value_name = "CMD")]
    pub(crate) client: Vec<OsString>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ReportFromArgs {
    /// The results of a run, as --format json writes them
    #[arg(value_name = "RESULTS")]
    pub(crate) results: PathBuf,
    #[command(flatten)]
    pub(crate) vectors: VectorsFrom,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
}

/// How long a client may think.
#[derive(Debug, clap::Args)]
pub(crate) struct TimeoutArg {
    /// Seconds without an answer after which a case counts as hanging
    #[arg(long = "timeout", value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub(crate) limit: Duration,
}

#[derive(Debug, Subcommand)]
pub(crate) enum VectorsCommand {
    /// List the files, or with --only the cases
    List {
        #[command(flatten)]
        vectors: VectorsFrom,
        /// List the cases whose id matches; * stands for any text
        #[arg(long, value_name = "GLOB")]
        only: Option<String>,
    },
    /// Show one case: request, expectation, reasons, steps
    Show {
        /// Full id of the case, such as pin_block_encode_iso0/pin4-pan16
        id: String,
        #[command(flatten)]
        from: CaseFrom,
    },
    /// Check the files: schema, ids, siblings, reasons, counts
    Lint {
        #[command(flatten)]
        vectors: VectorsFrom,
    },
    /// Write the fresh cases of a seed as vector files, for other programs to check
    Fresh {
        /// Number that they are made from; drawn when it is not given
        #[arg(long, value_name = "N")]
        seed: Option<u64>,
        /// Key pairs of 3072 and 4096 bits too
        #[arg(long)]
        deep: bool,
        /// An empty folder
        #[arg(long, value_name = "DIR")]
        output: PathBuf,
    },
    /// Write the files, or compare them with those in the folder
    Generate {
        /// The folder
        #[arg(long, value_name = "DIR", default_value = "vectors")]
        output: PathBuf,
        /// Write nothing; exit 1 when a file differs, is missing or is one too many
        #[arg(long)]
        check: bool,
        /// Compute the digests of a million inputs too, which are taken over otherwise
        #[arg(long)]
        deep: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum BaselineCommand {
    /// Bring a baseline in line with a run: add its failures, remove what is stale, keep all else as it stands
    Update(UpdateArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct DiffArgs {
    /// Results of the run that was first, as --format json writes them
    pub(crate) old: PathBuf,
    /// Results of the run to hold against it
    pub(crate) new: PathBuf,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    pub(crate) format: DiffFormat,
    /// Write the answer to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Form of what `pinproof diff` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people
    Text,
    /// For programs; the schema is vectors/schema/diff.schema.json
    Json,
    /// For a comment on a pull request
    Markdown,
}

#[derive(Debug, clap::Args)]
pub(crate) struct MergeArgs {
    /// Results of every part, as --format json writes them, in any order
    #[arg(required = true, value_name = "RESULTS")]
    pub(crate) parts: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) vectors: VectorsFrom,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct UpdateArgs {
    /// The baseline, a TOML file; written anew where there is none
    pub(crate) file: PathBuf,
    /// Results of the run, as `--format json --output FILE` writes them
    #[arg(long, value_name = "FILE")]
    pub(crate) results: PathBuf,
    /// Why the new failures are allowed
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// Where more is to be read about the new failures
    #[arg(long, value_name = "URL")]
    pub(crate) link: Option<String>,
    /// The last day on which the new entries hold
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) expires: Option<String>,
    #[command(flatten)]
    pub(crate) vectors: VectorsFrom,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MutantsCommand {
    /// List them: id, what the client does wrong, where it was seen
    List,
    /// Ask all of them every case and show which cases fail for which; or write or compare the file that says so
    Matrix(MatrixArgs),
    /// Exit 1 unless every mutant is caught, every case has a reason and the kill matrix is up to date
    Gate {
        /// The folder of the vectors and of kill_matrix.json
        #[arg(long, value_name = "DIR", default_value = "vectors")]
        vectors: PathBuf,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = PlainFormat::Text)]
        format: PlainFormat,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct MatrixArgs {
    /// Only the mutants whose id matches; * stands for any text
    #[arg(long, value_name = "GLOB", conflicts_with_all = ["output", "check"])]
    pub(crate) only: Option<String>,
    /// Write kill_matrix.json into this folder of vectors, for the vectors in it
    #[arg(long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Write nothing; exit 1 when kill_matrix.json in the folder, or in vectors, is not up to date
    #[arg(long)]
    pub(crate) check: bool,
    /// Form of what is shown
    #[arg(long, value_enum, default_value_t = PlainFormat::Text)]
    pub(crate) format: PlainFormat,
}

/// Form of an answer that is no report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlainFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

fn shard(text: &str) -> Result<Shard, String> {
    let numbers = text.split_once('/').map(|(index, of)| (index.parse(), of.parse()));
    match numbers {
        Some((Ok(index), Ok(of))) if 1 <= index && index <= of && of <= 1000 => Ok(Shard { index, of }),
        _ => Err("a part and the number of parts, such as 2/4; at most 1000 parts".to_owned()),
    }
}

pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds > 0.0 && seconds <= 3600.0 => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("a number of seconds above 0 and up to 3600".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::CommandFactory as _;

    use super::{Args, seconds};

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        Args::command().debug_assert();
    }

    #[test]
    fn seconds_are_positive_and_at_most_an_hour() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        assert_eq!(seconds("3600"), Ok(Duration::from_secs(3600)));
        for wrong in ["0", "-1", "3601", "NaN", "inf", "", "ten", "1s"] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
    }
}
