//! No command: the reference device against the vectors.

use pinproof::conformance::runner;

use super::baseline::Held;
use super::{plan, selection, suite};
use crate::Done;
use crate::args::RunArgs;
use crate::output::Report;

pub(crate) fn run(args: &RunArgs) -> Done {
    let (suite, seed) = suite(args)?;
    let selection = selection(args)?;
    let plan = plan(args, seed, &suite, &selection);
    let held = Held::read(args)?;
    Report::open(&args.report)?.run(&suite, |progress| {
        let results = runner::run_reference(&plan, &mut pinproof::os_rng(), progress);
        held.apply(results, &suite)
    })
}
