//! No command: the reference device against the vectors.

use pinproof::conformance::runner;

use super::{load, selection};
use crate::Done;
use crate::args::RunArgs;
use crate::output::Report;

pub(crate) fn run(args: &RunArgs) -> Done {
    let suite = load(&args.vectors)?;
    let selection = selection(args)?;
    Report::open(&args.report)?.run(&suite, |progress| {
        runner::run_reference(&suite, &selection, &mut pinproof::os_rng(), progress)
    })
}
