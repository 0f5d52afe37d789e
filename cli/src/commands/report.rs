//! `pinproof report`: another form of report from the results of an earlier run.

use super::{load, results, with_fresh_of};
use crate::Done;
use crate::args::ReportFromArgs;
use crate::output;

pub(crate) fn run(args: &ReportFromArgs) -> Done {
    let suite = load(&args.vectors)?;
    let results = results::of_run(&args.results, &suite)?;
    let suite = with_fresh_of(&results, suite)?;
    output::report(&args.report, &results, &suite)
}
