//! The kit's own cases: nobody can compute one answer that settles them, so a mutant is known by the set that it fails.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::tally::Tally;
use crate::conformance::client::Op;
use crate::conformance::mutant::{Check, Mutant};
use crate::conformance::report::Results;
use crate::conformance::verdict::Outcome;

/// How the kit's own cases begin, which no vector file has.
const OF_KIT: &str = "kit_";

/// What a run knows of the kit's own cases.
#[derive(Clone)]
pub(super) struct KitCases<'a> {
    failed: Vec<&'a str>,
    passed: Vec<&'a str>,
}

/// Whether a client with the bug of `mutant` fails the kit's case `id`.
///
/// Known by the check that the mutant needs, case by case where the kill matrix has them.
fn fails(mutant: &Mutant, id: &str) -> bool {
    let begins = match mutant.check() {
        Some(Check::ErrorGroups) => "kit_error_groups/",
        Some(Check::Randomness) => "kit_randomness/",
        Some(Check::KeyPairs) => "kit_key_pair",
        Some(Check::Secrets) => "kit_secrets/",
        None => return false,
    };
    id.starts_with(begins)
}

/// Whether a failure of the kit's case `id` tells nothing that failed single cases do not tell better: who builds wrong blocks
/// also draws wrong fill.
fn follows(id: &str, op: Op, failed: &BTreeSet<Op>) -> bool {
    let one_of = |ops: &[Op]| ops.iter().any(|op| failed.contains(op));
    if id.starts_with("kit_secrets/") {
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
        let cases = results.cases.iter().filter(|case| case.id.starts_with(OF_KIT));
        let telling = cases.filter(|case| !follows(&case.id, case.op, failed));
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
        self.failed.iter().any(|id| fails(mutant, id))
    }

    /// How `mutant` does on these cases.
    pub(super) fn tally(&self, mutant: &Mutant) -> Tally {
        let (explained, missed): (Vec<&str>, Vec<&str>) = self.failed.iter().partition(|id| fails(mutant, id));
        Tally {
            explains: explained.len(),
            missed: missed.len(),
            against: self.passed.iter().filter(|id| fails(mutant, id)).count(),
            ..Tally::default()
        }
    }

    /// Takes those out that `mutant` explains.
    pub(super) fn drop_those_of(&mut self, mutant: &Mutant) {
        self.failed.retain(|id| !fails(mutant, id));
    }

    /// Whether two mutants fail the same of these cases.
    pub(super) fn same(&self, left: &Mutant, right: &Mutant) -> bool {
        let all = || self.failed.iter().chain(&self.passed);
        all().all(|id| fails(left, id) == fails(right, id))
    }
}
