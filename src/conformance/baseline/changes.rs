//! What would have to change in a baseline for a run to come out as expected.

use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::apply::{Stale, is_taken_back};
use super::{Baseline, Date, did};
use crate::conformance::report::{CaseResult, Results};
use crate::conformance::vector::Suite;
use crate::conformance::verdict::Outcome;

/// What would have to change in a baseline for a run to come out as expected. Entries are named by their place, from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Entries to remove, and why.
    pub remove: Vec<(usize, String)>,
    /// Entries that describe another failure than the one that is there now, and what the client does now.
    pub describe: Vec<(usize, String)>,
    /// Entries to add.
    pub add: Vec<Addition>,
}

/// An entry to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// Full id of the case.
    pub id: String,
    /// What the client does.
    pub class: Option<String>,
    /// The entry whose words go for this one too: it was wider and is gone, or describes something else.
    pub like: Option<usize>,
}

impl Baseline {
    /// What would have to change for `results` to come out as expected. An entry of which the run says nothing stays, and so
    /// does one that has expired: a new day is for people to set.
    pub fn changes(&self, results: Results, suite: &Suite, today: &Date) -> Changes {
        let (results, tallies) = self.settle(results, suite, today);
        let mut changes = Changes::default();
        let mut narrowed = BTreeSet::new();
        for (index, tally) in tallies.iter().enumerate() {
            let why = match &tally.fault {
                Some(Stale::Duplicate(_)) => "is there twice",
                Some(Stale::MatchesNothing) => "matches no case",
                Some(Stale::Shadowed) => "says nothing that another entry does not say",
                _ if tally.passed.is_empty() => continue,
                _ if tally.held == 0 => "passes",
                _ => {
                    narrowed.insert(index);
                    "passes in part; what still fails has entries of its own"
                }
            };
            changes.remove.push((index, why.to_string()));
        }
        let (refusals, others): (Vec<&CaseResult>, Vec<&CaseResult>) =
            results.cases.iter().partition(|case| is_taken_back(case));
        for case in others {
            self.change_for(case, &narrowed, results.run.strict, &mut changes);
        }
        // Refusals that fail for their sibling's sake need an entry only where the sibling gets none.
        let known: BTreeSet<String> = changes.add.iter().map(|addition| addition.id.clone()).collect();
        for case in refusals {
            let test = suite.cases().iter().find(|test| test.id == case.id);
            let sibling = test.and_then(|test| test.sibling.as_deref());
            if !sibling.is_some_and(|sibling| known.contains(sibling) || self.entry_for(sibling).is_some()) {
                self.change_for(case, &narrowed, results.run.strict, &mut changes);
            }
        }
        changes
    }

    fn change_for(&self, case: &CaseResult, narrowed: &BTreeSet<usize>, strict: bool, changes: &mut Changes) {
        let entry = self
            .entry_for(&case.id)
            .map(|(index, entry)| (index, entry.id == case.id));
        match (case.outcome, entry) {
            (Outcome::ExpectedFail, Some((index, _))) if narrowed.contains(&index) => {
                changes.add.push(addition(case, Some(index)));
            }
            (Outcome::Fail | Outcome::Hang | Outcome::Crash, Some((index, true))) => {
                changes
                    .describe
                    .extend(did(case).map(|class| (index, class.to_string())));
            }
            (Outcome::Fail | Outcome::Hang | Outcome::Crash, Some((index, false))) => {
                changes.add.push(addition(case, Some(index)));
            }
            (Outcome::Hang | Outcome::Crash, None) => changes.add.push(addition(case, None)),
            (Outcome::Fail, None) if case.fails_the_run(strict) => changes.add.push(addition(case, None)),
            _ => {}
        }
    }
}

fn addition(case: &CaseResult, like: Option<usize>) -> Addition {
    Addition {
        id: case.id.clone(),
        class: did(case).map(String::from),
        like,
    }
}
