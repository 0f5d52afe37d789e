//! `pinproof report`: another form of report from the results of an earlier run.

use super::{load, results};
use crate::Done;
use crate::args::ReportFromArgs;
use crate::failure::Failure;
use crate::output;

pub(crate) fn run(args: &ReportFromArgs) -> Done {
    let suite = load(&args.vectors)?;
    let results = results::read(&args.results)?;
    if results.vectors.sha256 != suite.sha256() {
        return Err(Failure::usage(
            format!(
                "{} is about other vectors: version {}, sha256 {}",
                args.results.display(),
                results.vectors.version,
                results.vectors.sha256
            ),
            "give --vectors the folder that the run had",
        ));
    }
    output::report(&args.report, &results, &suite)
}
