//! `pinproof report`: another form of report from the results of an earlier run.

use super::{load, results};
use crate::Done;
use crate::args::ReportFromArgs;
use crate::output;

pub(crate) fn run(args: &ReportFromArgs) -> Done {
    let suite = load(&args.vectors)?;
    let results = results::of_run(&args.results, &suite)?;
    output::report(&args.report, &results, &suite)
}
