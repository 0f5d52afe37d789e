//! Reading the results of an earlier run.

use std::path::Path;

use pinproof::conformance::report::Results;

use crate::failure::Failure;

/// Reads what `--format json` wrote.
pub(super) fn read(path: &Path) -> Result<Results, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::usage(
            format!("cannot read {}: {error}", path.display()),
            "give the file that `--format json --output FILE` wrote",
        )
    })?;
    serde_json::from_str(&text).map_err(|error| {
        Failure::usage(
            format!("{} is not a report of this version: {error}", path.display()),
            "give the file that `--format json --output FILE` of this program wrote",
        )
    })
}
