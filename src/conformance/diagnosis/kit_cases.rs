//! The kit's own cases: nobody can compute one answer that settles them, so a mutant is known by the set that it fails.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::tally::Tally;
use crate::conformance::client::Op;
use crate::conformance::detection;
use crate::conformance::mutant::Mutant;
use crate::conformance::mutant::matrix::Row;
use crate::conformance::report::{CaseResult, Results};
use crate::conformance::runner::twins::TAKEN_BACK;
use crate::conformance::verdict::Outcome;

/// How the cases begin that no single answer settles: the kit's own, and scripts.
const OF_KIT: [&str; 2] = ["kit_", SCRIPT];
const SCRIPT: &str = "session_";

/// What a run knows of the kit's own cases.
#[derive(Clone)]
pub(super) struct KitCases<'a> {
    failed: Vec<&'a str>,
    passed: Vec<&'a str>,
}

/// What a mutant fails. None for one whose bug single answers show: those tell more.
fn row(mutant: &Mutant) -> Option<&'static Row> {
    if mutant.check().is_none() && !mutant.touches(Op::SessionOpen) {
        return None;
    }
    detection::matrix()?.mutants.iter().find(|row| row.id == mutant.id)
}

/// Whether a client with this row fails the kit's case `id`, whatever it draws.
fn fails(row: Option<&Row>, id: &str) -> bool {
    let case = id.split_once('/').map(|(file, slug)| (file, BTreeSet::from([slug])));
    row.is_some_and(|row| row.fails_one_of(&case.into_iter().collect()))
}

/// Kit cases of what a session draws: key pairs and fill.
const DRAWN: [&str; 2] = ["kit_key_pair", "kit_randomness/"];

/// Whether a failure of the kit's case `id` tells nothing that failed single cases do not tell better: who builds wrong blocks
/// also draws wrong fill. `draws` is whether what the client draws is right.
fn follows(id: &str, op: Op, failed: &BTreeSet<Op>, draws: bool) -> bool {
    let one_of = |ops: &[Op]| ops.iter().any(|op| failed.contains(op));
    if id.starts_with(SCRIPT) || id.starts_with("kit_sessions/") {
        // A session is made of all the others.
        !failed.is_empty() || !draws
    } else if id.starts_with("kit_secrets/") {
        false
    } else if id.starts_with("kit_key_pair") {
        one_of(&[Op::KeyGenerate, Op::TzpkUnwrap])
    } else if id.starts_with("kit_randomness/") {
        one_of(&[Op::PinBlockEncode, Op::PinBlockEncrypt])
    } else {
        one_of(&[op])
    }
}

impl<'a> KitCases<'a> {
    /// Those of a run in which single cases of `failed` operations failed.
    pub(super) fn of(results: &'a Results, failed: &BTreeSet<Op>) -> Self {
        let cases = results
            .cases
            .iter()
            .filter(|case| OF_KIT.iter().any(|start| case.id.starts_with(start)));
        // What was right and counts for nothing only because of its sibling says nothing.
        let taken_back = |case: &CaseResult| {
            let detail = case.detail.as_ref();
            detail.is_some_and(|detail| detail.starts_with(TAKEN_BACK))
        };
        let draws_wrong =
            |case: &CaseResult| case.outcome == Outcome::Fail && DRAWN.iter().any(|start| case.id.starts_with(start));
        let draws = !results.cases.iter().any(draws_wrong);
        let telling =
            cases.filter(|case| !case.sums_up() && !follows(&case.id, case.op, failed, draws) && !taken_back(case));
        let with = |outcome: Outcome| {
            let cases = telling.clone().filter(move |case| case.outcome == outcome);
            cases.map(|case| case.id.as_str()).collect()
        };
        Self {
            failed: with(Outcome::Fail),
            passed: with(Outcome::Pass),
        }
    }

    /// Whether none failed.
    pub(super) fn is_empty(&self) -> bool {
        self.failed.is_empty()
    }

    /// Whether a failed case is one of those of `mutant`.
    pub(super) fn names(&self, mutant: &Mutant) -> bool {
        let row = row(mutant);
        self.failed.iter().any(|id| fails(row, id))
    }

    /// How `mutant` does on these cases.
    pub(super) fn tally(&self, mutant: &Mutant) -> Tally {
        let row = row(mutant);
        let (explained, missed): (Vec<&str>, Vec<&str>) = self.failed.iter().partition(|id| fails(row, id));
        Tally {
            explains: explained.len(),
            missed: missed.len(),
            against: self.passed.iter().filter(|id| fails(row, id)).count(),
            ..Tally::default()
        }
    }

    /// Takes those out that `mutant` explains.
    pub(super) fn drop_those_of(&mut self, mutant: &Mutant) {
        let row = row(mutant);
        self.failed.retain(|id| !fails(row, id));
    }

    /// Whether two mutants fail the same of these cases.
    pub(super) fn same(&self, left: &Mutant, right: &Mutant) -> bool {
        let (left, right) = (row(left), row(right));
        let mut all = self.failed.iter().chain(&self.passed);
        all.all(|id| fails(left, id) == fails(right, id))
    }
}
