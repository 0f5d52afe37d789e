//! What would have to change in a baseline for a run to come out as expected.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::mem;

use super::apply::{Stale, did, is_taken_back};
use super::{Baseline, Date, Status};
use crate::conformance::report::{CaseResult, Results};
use crate::conformance::vector::{Suite, is_fresh};
use crate::conformance::verdict::Outcome;

/// What would have to change in a baseline for a run to come out as expected. Entries are named by their place, from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Entries to remove, and why.
    pub remove: Vec<(usize, String)>,
    /// Entries that describe another failure than the one that is there now, and what the client does now; none where it does
    /// several things.
    pub describe: Vec<(usize, Option<String>)>,
    /// Entries to add.
    pub add: Vec<Addition>,
}

/// An entry to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// Full id of the case; with `*` for the fresh cases of a file.
    pub id: String,
    /// What is expected from now on.
    pub status: Status,
    /// What the client does; none where it does several things.
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
        changes.gather_fresh();
        changes
    }

    fn change_for(&self, case: &CaseResult, narrowed: &BTreeSet<usize>, strict: bool, changes: &mut Changes) {
        let entry = self
            .entry_for(&case.id)
            .map(|(index, entry)| (index, entry.id == case.id));
        match (case.outcome, entry) {
            (Outcome::ExpectedFail, Some((index, _))) if narrowed.contains(&index) => {
                changes.add.push(self.addition(case, Some(index)));
            }
            (Outcome::Fail | Outcome::Hang | Outcome::Crash, Some((index, is_own))) => {
                if is_own || is_fresh(&case.id) {
                    changes.describe(index, did(case));
                } else {
                    changes.add.push(self.addition(case, Some(index)));
                }
            }
            (Outcome::Hang | Outcome::Crash, None) => changes.add.push(self.addition(case, None)),
            (Outcome::Fail, None) if case.fails_the_run(strict) => changes.add.push(self.addition(case, None)),
            _ => {}
        }
    }

    fn addition(&self, case: &CaseResult, like: Option<usize>) -> Addition {
        let words = like.and_then(|index| self.entries.get(index));
        Addition {
            id: case.id.clone(),
            status: words.map_or(Status::KnownFailing, |entry| entry.status),
            class: did(case).map(String::from),
            like,
        }
    }
}

impl Changes {
    fn describe(&mut self, index: usize, class: Option<&str>) {
        let class = class.map(String::from);
        match self.describe.iter_mut().find(|(own, _)| *own == index) {
            Some((_, earlier)) if *earlier != class => *earlier = None,
            Some(_) => {}
            None => self.describe.push((index, class)),
        }
    }

    /// Another seed makes other cases, of which some fail: all of a file get one entry, and neither passes nor failures are news.
    fn gather_fresh(&mut self) {
        let mut gathered: Vec<Addition> = Vec::new();
        for addition in mem::take(&mut self.add) {
            if !is_fresh(&addition.id) {
                gathered.push(addition);
                continue;
            }
            let id = format!("{}/*", addition.id.split('/').next().unwrap_or_default());
            match gathered.iter_mut().find(|other| other.id == id) {
                Some(other) if other.class != addition.class => other.class = None,
                Some(_) => {}
                None => gathered.push(Addition {
                    id,
                    status: Status::KnownFlaky,
                    ..addition
                }),
            }
        }
        self.add = gathered;
    }
}
