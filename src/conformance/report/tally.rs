//! From cases to totals and an exit code.

use serde::{Deserialize, Serialize};

use super::{CaseResult, Results};
use crate::conformance::vector::{Level, Verdict};
use crate::conformance::verdict::Outcome;

/// How many cases had which outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Selected in all.
    pub cases: usize,
    /// As expected.
    pub passed: usize,
    /// Not as expected, and that fails the run.
    pub failed: usize,
    /// Not as expected, level `should` or `may` and not a strict run: reported, does not fail the run.
    pub advisory: usize,
    /// No answer in time.
    pub hung: usize,
    /// Process ended.
    pub crashed: usize,
    /// Not as expected, and the baseline knows.
    pub expected_failures: usize,
    /// As expected, where the baseline says otherwise.
    pub unexpected_passes: usize,
    /// Not claimed by the client.
    pub not_tested: usize,
    /// Not answered by the wrapper, or not in the protocol.
    pub harness_errors: usize,
}

/// Exit codes of the kit.
pub mod exit {
    /// Everything as expected.
    pub const AS_EXPECTED: u8 = 0;
    /// A case failed, hung or crashed.
    pub const FAILED: u8 = 1;
    /// The baseline is stale: something in it passes, is matched by nothing, has expired, or is there twice.
    pub const STALE: u8 = 2;
    /// The harness or the client protocol failed.
    pub const HARNESS: u8 = 3;
    /// Wrong use of the command line.
    pub const USAGE: u8 = 4;
    /// Nothing was tested.
    pub const NOTHING_TESTED: u8 = 5;
    /// The kit's own self-check failed.
    pub const SELF_CHECK: u8 = 6;
}

/// Whether a failure fails the run. `should` and `may` leave a choice between two answers that the source knows, never a third
/// one: an `either` case has no other right answer, and what is claimed is not unsupported. A strict run leaves no choice.
pub fn fails_the_run(level: Level, verdict: Verdict, did: Option<&str>, strict: bool) -> bool {
    strict || level == Level::Must || verdict == Verdict::Either || did == Some("unsupported")
}

impl CaseResult {
    /// Whether this failure fails a run, or is advice.
    pub fn fails_the_run(&self, strict: bool) -> bool {
        self.outcome == Outcome::Fail && fails_the_run(self.level, self.verdict, self.did.as_deref(), strict)
    }
}

impl Totals {
    /// Counts one more case of a run.
    pub fn count(&mut self, case: &CaseResult, strict: bool) {
        self.cases = self.cases.saturating_add(1);
        let counter = match case.outcome {
            Outcome::Pass => &mut self.passed,
            Outcome::Fail if case.fails_the_run(strict) => &mut self.failed,
            Outcome::Fail => &mut self.advisory,
            Outcome::Hang => &mut self.hung,
            Outcome::Crash => &mut self.crashed,
            Outcome::ExpectedFail => &mut self.expected_failures,
            Outcome::UnexpectedPass => &mut self.unexpected_passes,
            Outcome::NotTested => &mut self.not_tested,
            Outcome::HarnessError => &mut self.harness_errors,
        };
        *counter = counter.saturating_add(1);
    }

    /// Cases that fail the run: failed, hung or crashed.
    pub fn not_as_expected(&self) -> usize {
        self.failed.saturating_add(self.hung).saturating_add(self.crashed)
    }
}

impl CaseResult {
    /// Whether this case asks for what the client does not declare.
    pub(crate) fn asks_undeclared(&self) -> bool {
        self.id.starts_with("kit_capabilities/undeclared-")
    }

    /// Whether this case only sums up what others show: that a capability works, or does not.
    pub(crate) fn sums_up(&self) -> bool {
        self.asks_undeclared() || self.id.starts_with("kit_capabilities/declared-")
    }
}

/// Whether the client was asked for something that it declares, whatever came of it.
fn tests_what_is_declared(case: &CaseResult) -> bool {
    !matches!(case.outcome, Outcome::NotTested | Outcome::HarnessError) && !case.asks_undeclared()
}

impl Results {
    /// Counts the cases and settles the exit code. When several hold, harness comes before nothing tested, that before
    /// failures, and those before a stale baseline.
    pub(crate) fn close(mut self) -> Self {
        let mut totals = Totals::default();
        self.not_tested_by_reason.clear();
        for case in &self.cases {
            totals.count(case, self.run.strict);
            if case.outcome == Outcome::NotTested {
                let reason = case.detail.clone().unwrap_or_default();
                let count = self.not_tested_by_reason.entry(reason).or_default();
                *count = count.saturating_add(1);
            }
        }
        let is_stale = self.baseline.as_ref().is_some_and(|used| !used.stale.is_empty());
        self.exit = if !self.faults.is_empty() || totals.harness_errors > 0 {
            exit::HARNESS
        } else if !self.cases.iter().any(tests_what_is_declared) {
            exit::NOTHING_TESTED
        } else if totals.not_as_expected() > 0 {
            exit::FAILED
        } else if is_stale || totals.unexpected_passes > 0 {
            exit::STALE
        } else {
            exit::AS_EXPECTED
        };
        self.totals = totals;
        self
    }
}
