//! What a baseline makes of a run.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Baseline, CRASH, Date, Entry, HANG, Status};
use crate::conformance::check;
use crate::conformance::report::{BaselineUse, CaseResult, Known, Results};
use crate::conformance::runner::twins::TAKEN_BACK;
use crate::conformance::vector::{Suite, is_fresh, matches_glob};
use crate::conformance::verdict::Outcome;

/// Ids that a sentence names before it counts the rest.
const NAMED: usize = 5;

/// What became of an entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Cases that failed as expected, or are flaky and were tested.
    pub(super) held: usize,
    /// Cases that passed and should not have.
    pub(super) passed: Vec<String>,
    /// Whatever else is stale about it.
    pub(super) fault: Option<Stale>,
}

/// Why an entry is stale, if not for what passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stale {
    /// An entry above has the same id; this is its line.
    Duplicate(usize),
    /// The day has gone by.
    Expired,
    /// No case has such an id.
    MatchesNothing,
    /// Each case that it matches has another entry.
    Shadowed,
}

impl Baseline {
    /// Lets the baseline speak to the results of a run over `suite`: failures that it describes are expected, and what is
    /// stale in it is told. `today` is the day on which the run was made. What another baseline said is taken back first.
    pub fn apply(&self, results: Results, suite: &Suite, today: &Date) -> Results {
        self.settle(results, suite, today).0
    }

    /// [`Baseline::apply`], and what became of each entry.
    pub(super) fn settle(&self, results: Results, suite: &Suite, today: &Date) -> (Results, Vec<Tally>) {
        let mut results = without_baseline(results);
        let mut tallies: Vec<Tally> = self.entries.iter().map(|_| Tally::default()).collect();
        for case in &mut results.cases {
            if let Some((index, entry)) = self.entry_for(&case.id)
                && let Some(tally) = tallies.get_mut(index)
            {
                entry.judge(case, tally);
            }
        }
        excuse_by_sibling(&mut results.cases, suite);
        for (index, entry) in self.entries.iter().enumerate() {
            if let Some(tally) = tallies.get_mut(index) {
                tally.fault = self.fault(index, entry, &results, suite, today);
            }
        }
        results.baseline = Some(self.report(&tallies, today));
        (results.close(), tallies)
    }

    fn fault(&self, index: usize, entry: &Entry, results: &Results, suite: &Suite, today: &Date) -> Option<Stale> {
        let earlier = self.entries.iter().take(index).find(|earlier| earlier.id == entry.id);
        if let Some(earlier) = earlier {
            return Some(Stale::Duplicate(earlier.line));
        }
        if entry.expires.as_ref().is_some_and(|last| last < today) {
            return Some(Stale::Expired);
        }
        let of_vectors = suite.cases().iter().map(|test| test.id.as_str());
        let ids = of_vectors.chain(results.cases.iter().map(|case| case.id.as_str()));
        let mut matched = ids.filter(|id| entry.matches(id)).peekable();
        if matched.peek().is_none() {
            return (!may_match_later(entry, results)).then_some(Stale::MatchesNothing);
        }
        let speaks = |id: &str| self.entry_for(id).is_some_and(|(speaker, _)| speaker == index);
        (!matched.any(speaks)).then_some(Stale::Shadowed)
    }

    fn report(&self, tallies: &[Tally], today: &Date) -> BaselineUse {
        let mut used = BaselineUse {
            today: today.clone(),
            entries: self.entries.clone(),
            matched: 0,
            unused: 0,
            stale: Vec::new(),
        };
        for (entry, tally) in self.entries.iter().zip(tallies) {
            let sentences = entry.stale(tally);
            if tally.held > 0 {
                used.matched = used.matched.saturating_add(1);
            } else if sentences.is_empty() {
                used.unused = used.unused.saturating_add(1);
            }
            used.stale.extend(sentences);
        }
        used
    }
}

impl Entry {
    /// What this entry makes of one of its cases. Hardly anything excuses a case that was not judged.
    fn judge(&self, case: &mut CaseResult, tally: &mut Tally) {
        let was = case.outcome;
        case.known = Some(Known {
            entry: self.id.clone(),
            was,
        });
        match was {
            Outcome::Pass if self.status == Status::KnownFlaky => tally.held = tally.held.saturating_add(1),
            Outcome::Pass => {
                case.outcome = Outcome::UnexpectedPass;
                case.detail = Some(format!("passes, and the baseline says {}", self.status.name()));
                tally.passed.push(case.id.clone());
            }
            Outcome::Fail | Outcome::Hang | Outcome::Crash if self.describes(case) => {
                case.outcome = Outcome::ExpectedFail;
                tally.held = tally.held.saturating_add(1);
            }
            // A failure of another kind, and what nobody could judge, stay what they are.
            _ => {}
        }
    }

    /// Whether the way in which `case` fails is the one that is expected.
    fn describes(&self, case: &CaseResult) -> bool {
        match &self.class {
            Some(class) => did(case) == Some(class),
            None => case.outcome == Outcome::Fail,
        }
    }

    /// What is stale about this entry, a sentence each.
    fn stale(&self, tally: &Tally) -> Vec<String> {
        let about = match &tally.fault {
            Some(Stale::Duplicate(line)) => Some(format!("is there twice, first in line {line}")),
            Some(Stale::Expired) => {
                let last = self.expires.as_ref().map(Date::to_string).unwrap_or_default();
                Some(format!("expired: its last day was {last}"))
            }
            Some(Stale::MatchesNothing) => Some("matches no case".to_string()),
            Some(Stale::Shadowed) => Some("says nothing: each case that it matches has another entry".to_string()),
            None => None,
        };
        let passed = match tally.passed.as_slice() {
            [] => None,
            [one] if *one == self.id => Some("passed".to_string()),
            few if few.len() <= NAMED => Some(format!("passed: {}", few.join(", "))),
            all => {
                let named: Vec<&str> = all.iter().take(NAMED).map(String::as_str).collect();
                let rest = all.len().saturating_sub(NAMED);
                Some(format!("passed: {} and {rest} more", named.join(", ")))
            }
        };
        let sentence = |what| format!("line {}: `{}` ({}) {what}", self.line, self.id, self.status.name());
        about.into_iter().chain(passed).map(sentence).collect()
    }
}

/// The results as they were before a baseline spoke.
pub(crate) fn without_baseline(mut results: Results) -> Results {
    results.baseline = None;
    for case in &mut results.cases {
        if let Some(known) = case.known.take() {
            if case.outcome == Outcome::UnexpectedPass {
                case.detail = None;
            }
            case.outcome = known.was;
        }
    }
    results.close()
}

/// A refusal that does not count because its sibling fails is excused with the sibling: it is the same failure.
fn excuse_by_sibling(cases: &mut [CaseResult], suite: &Suite) {
    let expected: BTreeMap<String, String> = cases
        .iter()
        .filter(|case| case.outcome == Outcome::ExpectedFail)
        .filter_map(|case| Some((case.id.clone(), case.known.as_ref()?.entry.clone())))
        .collect();
    if expected.is_empty() {
        return;
    }
    let siblings: BTreeMap<&str, &str> = suite
        .cases()
        .iter()
        .filter_map(|test| Some((test.id.as_str(), test.sibling.as_deref()?)))
        .collect();
    for case in cases.iter_mut().filter(|case| is_taken_back(case)) {
        if let Some(entry) = siblings
            .get(case.id.as_str())
            .and_then(|sibling| expected.get(*sibling))
        {
            case.known = Some(Known {
                entry: entry.clone(),
                was: case.outcome,
            });
            case.outcome = Outcome::ExpectedFail;
        }
    }
}

/// What the client did in a case that failed, as `class` of an entry says it.
pub(super) fn did(case: &CaseResult) -> Option<&str> {
    match case.known.as_ref().map_or(case.outcome, |known| known.was) {
        Outcome::Hang => Some(HANG),
        Outcome::Crash => Some(CRASH),
        _ => case.did.as_deref(),
    }
}

/// Whether a refusal was right and fails for its sibling's sake only.
pub(super) fn is_taken_back(case: &CaseResult) -> bool {
    let detail = case.detail.as_deref().unwrap_or_default();
    case.outcome == Outcome::Fail && detail.starts_with(TAKEN_BACK)
}

/// Whether another run could have a case for `entry`: one of the kit's own, which are not made in every run, or a fresh one,
/// which another seed makes.
fn may_match_later(entry: &Entry, results: &Results) -> bool {
    let Some((file, _)) = entry.id.split_once('/') else {
        return false;
    };
    let is_of_kit = is_fresh(file) || check::names().any(|name| matches_glob(file, name));
    let was_narrowed = !results.selected.is_all() || results.run.shard.is_some() || !results.faults.is_empty();
    let in_file = |case: &CaseResult| case.id.split_once('/').is_some_and(|(own, _)| matches_glob(file, own));
    is_of_kit && (is_fresh(file) || was_narrowed || !results.cases.iter().any(in_file))
}
