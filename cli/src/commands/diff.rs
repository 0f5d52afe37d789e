//! `pinproof diff`: what changed between two runs.

use pinproof::conformance::diff::diff;
use pinproof::conformance::report::exit;

use super::results;
use crate::Done;
use crate::args::DiffArgs;
use crate::output;

pub(crate) fn run(args: &DiffArgs) -> Done {
    let (old, new) = (results::read(&args.old)?, results::read(&args.new)?);
    let changed = diff(&old, &new);
    output::diff::report(args, &changed)?;
    Ok(if changed.worse == 0 {
        exit::AS_EXPECTED
    } else {
        exit::FAILED
    })
}
