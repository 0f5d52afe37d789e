//! `pinproof client`: the reference device on standard input and output.

use std::io;

use pinproof::conformance::client::{Reference, serve};

use crate::Done;
use crate::failure::Failure;

pub(crate) fn run() -> Done {
    serve(io::stdin().lock(), io::stdout().lock(), &mut Reference::new()).map_err(|error| {
        Failure::harness(
            format!("the pipe to the kit failed: {error}"),
            "start this command from `pinproof check`",
        )
    })?;
    Ok(0)
}
