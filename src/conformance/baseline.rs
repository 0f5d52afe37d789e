//! Failures that are known: run all the same, and told when they are gone.
//!
//! A baseline is a TOML file of entries. What an entry names is always asked. A failure that it describes is expected; a pass
//! where it says failure, an entry that matches nothing, one that has expired and one that is there twice are stale, and that
//! has an exit code of its own: a list of excuses must not outlive them.

mod apply;
mod changes;
mod date;
mod read;
#[cfg(test)]
mod tests;

use alloc::string::String;
use alloc::vec::Vec;

pub(crate) use apply::without_baseline;
pub use changes::{Addition, Changes};
pub use date::{Date, DateError};
pub use read::BaselineError;
use serde::{Deserialize, Serialize};

use super::vector::matches_glob;

/// The entries of a baseline file, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: Vec<Entry>,
}

/// One entry of a baseline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Full id of a case; in one of its two segments `*` stands for any text.
    pub id: String,
    /// What is expected.
    pub status: Status,
    /// What the client does in place of the right thing: `accepted`, a reject class, `unsupported`, `hang` or `crash`.
    /// Without it, any wrong answer, but neither hang nor crash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Why it is allowed to fail.
    pub reason: String,
    /// Where more is to be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The last day on which the entry holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
    /// Where it stands in the file, from 1.
    pub line: usize,
}

/// What a baseline expects of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Fails, and is to be mended.
    KnownFailing,
    /// Fails at times; neither a pass nor a failure is news.
    KnownFlaky,
    /// Fails, and stays so.
    WontFix,
}

impl Status {
    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::KnownFailing => "known-failing",
            Self::KnownFlaky => "known-flaky",
            Self::WontFix => "wont-fix",
        }
    }
}

impl Baseline {
    /// A baseline of these entries, which come from a file that was read before.
    pub(crate) fn of(entries: Vec<Entry>) -> Self {
        Self { entries }
    }

    /// The entries, in the order of the file.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry that speaks for `case`: its own before one with `*`, then the first in the file.
    fn entry_for(&self, case: &str) -> Option<(usize, &Entry)> {
        let mut entries = self.entries.iter().enumerate();
        let own = entries.find(|(_, entry)| entry.id == case);
        own.or_else(|| self.entries.iter().enumerate().find(|(_, entry)| entry.matches(case)))
    }
}

impl Entry {
    /// Whether this is about `case`, a full id.
    pub fn matches(&self, case: &str) -> bool {
        match (self.id.split_once('/'), case.split_once('/')) {
            (Some((own_file, own_case)), Some((file, case))) => {
                matches_glob(own_file, file) && matches_glob(own_case, case)
            }
            _ => false,
        }
    }
}

const HANG: &str = "hang";
const CRASH: &str = "crash";
