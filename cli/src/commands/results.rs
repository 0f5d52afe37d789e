//! Results files of runs that were made before.

use std::fs;
use std::path::Path;

use pinproof::conformance::report::Results;
use pinproof::conformance::vector::Suite;

use crate::failure::Failure;

/// The results in this file.
pub(super) fn read(path: &Path) -> Result<Results, Failure> {
    let help = "name a file that `--format json --output FILE` of this version of pinproof wrote";
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("cannot read {}: {error}", path.display()), help))?;
    Results::from_json(&text).map_err(|error| Failure::usage(format!("{}: {error}", path.display()), help))
}

/// The results in this file, of a run over these vectors.
pub(super) fn of_run(path: &Path, suite: &Suite) -> Result<Results, Failure> {
    let results = read(path)?;
    if results.vectors.sha256 == suite.sha256() {
        return Ok(results);
    }
    Err(Failure::usage(
        format!(
            "{} is about other vectors (sha256 {}) than these (sha256 {})",
            path.display(),
            digest(&results.vectors.sha256),
            digest(suite.sha256())
        ),
        "give --vectors the folder that the run was made with, or make the run again",
    ))
}

/// As much of a digest as tells two apart.
pub(super) fn digest(sha256: &str) -> &str {
    sha256.get(..12).unwrap_or(sha256)
}
