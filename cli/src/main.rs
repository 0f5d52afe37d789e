//! `pinproof`: the command line of the conformance kit.

#![forbid(unsafe_code)]

mod args;
mod commands;
mod failure;
mod output;
mod schema;
#[cfg(feature = "serve")]
mod serve;

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use pinproof::conformance::report::exit;

use crate::args::{Args, BaselineCommand, Command};
use crate::failure::Failure;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // clap's own code for wrong use is 2, which means a stale baseline here.
            let shown_on_request = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            let _ = error.print();
            return ExitCode::from(if shown_on_request {
                exit::AS_EXPECTED
            } else {
                exit::USAGE
            });
        }
    };
    let done = match args.command {
        None => commands::run::run(&args.run),
        Some(Command::Check(check)) => commands::check::run(&check),
        Some(Command::Client { mutant }) => commands::client::run(mutant.as_deref()),
        Some(Command::Baseline(BaselineCommand::Update(update))) => commands::baseline::update(&update),
        Some(Command::Diff(diff)) => commands::diff::run(&diff),
        Some(Command::Merge(merge)) => commands::merge::run(&merge),
        Some(Command::Mutants(command)) => commands::mutants::run(&command),
        Some(Command::Vectors(command)) => commands::vectors::run(command),
        Some(Command::Explain) => commands::explain::run(),
        Some(Command::Replay(replay)) => commands::replay::run(&replay),
        Some(Command::Report(report)) => commands::report::run(&report),
        #[cfg(feature = "serve")]
        Some(Command::Serve(serve)) => serve::run(&serve),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            failure.print();
            ExitCode::from(failure.code())
        }
    }
}

/// What a command gives: an exit code, or a failure that says what to do.
type Done = Result<u8, Failure>;
