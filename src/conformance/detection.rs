//! How many of the known bug classes a run can see.

use super::client::Capabilities;
use super::mutant::mutants;
use super::report::Detects;
use super::runner::Plan;

/// Counts the classes that `plan` would have seen in a client with `capabilities`.
pub(crate) fn detects(_plan: &Plan<'_>, _capabilities: &Capabilities) -> Detects {
    Detects {
        detected: 0,
        known: mutants().count(),
    }
}
