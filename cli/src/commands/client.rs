//! `pinproof client`: the reference device, or a mutant of it, on standard input and output.

use std::io;

use pinproof::conformance::client::{Client, Reference, serve};
use pinproof::conformance::mutant::{self, MutantClient};
use pinproof::conformance::report::exit;

use crate::Done;
use crate::failure::Failure;

pub(crate) fn run(mutant: Option<&str>) -> Done {
    match mutant {
        None => speak(&mut Reference::in_own_process()),
        Some(id) => {
            let mutant = mutant::find(id)
                .ok_or_else(|| Failure::usage(format!("no mutant `{id}`"), "`pinproof mutants list` lists the ids"))?;
            speak(&mut MutantClient::new(mutant).in_own_process().accumulating())
        }
    }
}

fn speak(client: &mut dyn Client) -> Done {
    serve(io::stdin().lock(), io::stdout().lock(), client).map_err(|error| {
        Failure::harness(
            format!("the pipe to the kit failed: {error}"),
            "start this command from `pinproof check`",
        )
    })?;
    Ok(exit::AS_EXPECTED)
}
