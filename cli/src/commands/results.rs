//! Results files of runs that were made before.

use std::fmt::Display;
use std::fs;
use std::path::Path;

use pinproof::conformance::report::Results;
use pinproof::conformance::text::escaped;
use pinproof::conformance::vector::Suite;
use serde_json::Value;

use crate::failure::Failure;

/// The results in this file.
pub(super) fn read(path: &Path) -> Result<Results, Failure> {
    let help = "name a file that `--format json --output FILE` of this version of pinproof wrote";
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("cannot read {}: {error}", path.display()), help))?;
    let readable = |error: &dyn Display| Failure::usage(format!("{}: {error}", path.display()), help);
    let results = Results::from_json(&text).map_err(|error| readable(&error))?;
    harmless(&results).map_err(|error| readable(&error))
}

/// The same with every text as it may go to a terminal or into a page: the file can come from anybody.
fn harmless(results: &Results) -> serde_json::Result<Results> {
    fn plain(value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(escaped(&text).collect()),
            Value::Array(items) => items.into_iter().map(plain).collect(),
            Value::Object(fields) => {
                let fields = fields.into_iter();
                fields
                    .map(|(name, value)| (escaped(&name).collect::<String>(), plain(value)))
                    .collect()
            }
            other => other,
        }
    }
    serde_json::from_value(plain(serde_json::to_value(results)?))
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
