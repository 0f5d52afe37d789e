//! Results from a file.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use serde::Deserialize;

use super::{CaseResult, Results, VERSION};
use crate::conformance::text::shown;

/// A text that is no results file of this version. Says why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError(String);

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for ReadError {}

/// What every version has had.
#[derive(Deserialize)]
struct Head {
    version: Option<u32>,
    kit: Kit,
}

#[derive(Deserialize)]
struct Kit {
    name: String,
    version: String,
}

/// Whether `id` could be that of a case. A report shows it as it is.
fn is_id(id: &str) -> bool {
    let is_slug = |text: &str| {
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'+');
        !text.is_empty() && text.bytes().all(letter)
    };
    id.split_once('/')
        .is_some_and(|(file, case)| is_slug(file) && is_slug(case))
}

impl Results {
    /// Reads what `--format json` writes, and holds it against itself: totals and exit code must follow from the cases.
    ///
    /// # Errors
    /// [`ReadError`] for anything else: no JSON, results of another version, a field too many or too few, a case that is there
    /// twice or has no name of a case, numbers that were changed by hand.
    pub fn from_json(text: &str) -> Result<Self, ReadError> {
        let head: Head = serde_json::from_str(text)
            .map_err(|error| ReadError(format!("not a results file of pinproof: {error}")))?;
        if head.version != Some(VERSION) {
            let version = head
                .version
                .map_or("no version".to_string(), |version| format!("version {version}"));
            return Err(ReadError(format!(
                "results of {version}, written by {} {}; this program reads version {VERSION}",
                head.kit.name, head.kit.version
            )));
        }
        let results: Self = serde_json::from_str(text)
            .map_err(|error| ReadError(format!("not results of version {VERSION}: {error}")))?;
        let mut ids = BTreeSet::new();
        if let Some(twice) = results.cases.iter().find(|case| !ids.insert(case.id.as_str())) {
            return Err(ReadError(format!("case {} is there twice", twice.id)));
        }
        let named = |case: &&CaseResult| !is_id(&case.id);
        if let Some(case) = results.cases.iter().find(named) {
            return Err(ReadError(format!(
                "a case is called `{}`, which is no FILE/CASE",
                shown(&case.id, 80)
            )));
        }
        let counted = results.clone().close();
        if counted != results {
            return Err(ReadError(
                "its totals or its exit code do not follow from its cases: it is cut, or was changed by hand"
                    .to_string(),
            ));
        }
        Ok(results)
    }
}

#[cfg(test)]
mod tests {
    use super::is_id;

    #[test]
    fn names_of_cases() {
        for id in [
            "tzpk_unwrap_2048/00-prepended",
            "kit_capabilities/undeclared-pin_block.encode",
            "a/b",
        ] {
            assert!(is_id(id), "{id}");
        }
        for id in [
            "",
            "a",
            "a/",
            "/b",
            "a/b/c",
            "a/b c",
            "a/`b",
            "a/b|c",
            "a/\u{1b}[2J",
            "ä/b",
        ] {
            assert!(!is_id(id), "{id}");
        }
    }
}
