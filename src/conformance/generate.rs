//! The generator of the vector files.
//!
//! The same seed and the same fixed keys give the same bytes. What it writes is a proposal: an expected value counts only
//! when the oracles in `vectors/oracles/`, which share no code with this crate, compute it too.

mod build;
mod keys;

mod accumulate;
mod bitmap;
mod blocks;
mod check_values;
mod fresh;
mod key_pairs;
mod notes;
mod plastics;
mod policies;
mod samples;
mod sessions;
mod unwrap;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

pub use fresh::fresh;

use super::vector::VectorFile;

/// The generator could not make a case; the library is broken, not the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenerateError(String);

impl fmt::Display for GenerateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot generate vectors: {}", self.0)
    }
}

impl core::error::Error for GenerateError {}

/// Every vector file with its stem, in the order in which they are reported. What takes a million inputs is as it was.
///
/// # Errors
/// [`GenerateError`] when the library refuses an input that a case is made from.
pub fn generate() -> Result<Vec<(String, VectorFile)>, GenerateError> {
    all(accumulate::Long::Kept)
}

/// The same with every digest of a million inputs computed anew, which takes its time.
///
/// # Errors
/// As [`generate`].
pub fn generate_anew() -> Result<Vec<(String, VectorFile)>, GenerateError> {
    all(accumulate::Long::Computed)
}

fn all(long: accumulate::Long) -> Result<Vec<(String, VectorFile)>, GenerateError> {
    let mut files = Vec::new();
    files.extend(samples::files()?);
    files.extend(unwrap::files()?);
    files.extend(check_values::files()?);
    files.extend(blocks::files()?);
    files.extend(policies::files()?);
    files.extend(bitmap::files()?);
    files.extend(accumulate::files(long)?);
    files.extend(key_pairs::files()?);
    files.extend(plastics::files()?);
    files.extend(sessions::files()?);
    Ok(files)
}

/// The one text form of a vector file: two spaces of indent, LF at the end.
///
/// # Errors
/// [`GenerateError`] never in practice: every part of a file has a JSON form.
pub fn to_text(file: &VectorFile) -> Result<String, GenerateError> {
    let mut text = serde_json::to_string_pretty(file).map_err(|error| GenerateError(alloc::format!("{error}")))?;
    text.push('\n');
    Ok(text)
}
