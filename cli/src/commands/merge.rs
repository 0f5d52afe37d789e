//! `pinproof merge`: one report of a run that was split.

use pinproof::conformance::merge::merge;
use pinproof::conformance::report::Results;

use super::{load, results, with_fresh_of};
use crate::Done;
use crate::args::MergeArgs;
use crate::failure::Failure;
use crate::output;

pub(crate) fn run(args: &MergeArgs) -> Done {
    let suite = load(&args.vectors)?;
    let parts = args.parts.iter().map(|path| results::of_run(path, &suite));
    let parts: Vec<Results> = parts.collect::<Result<_, _>>()?;
    let suite = match parts.first() {
        Some(first) => with_fresh_of(first, suite)?,
        None => suite,
    };
    let whole = merge(parts, &suite).map_err(|error| {
        Failure::usage(
            format!("these do not make a run: {error}"),
            "give each part once, all of the same client, vectors and options",
        )
    })?;
    output::report(&args.report, &whole, &suite)
}
