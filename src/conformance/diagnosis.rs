//! From failed cases to the likely bug.
//!
//! What a client answered is held against what each mutant would have answered, output by output: who answers the same in
//! every case has the same bug, or one that nobody can tell from it with what the client declares.

mod answers;
mod evidence;
mod kit_cases;
mod rank;
mod tally;
mod wrong_step;

use alloc::collections::BTreeSet;
use alloc::string::ToString;

use self::evidence::Seen;
use self::kit_cases::KitCases;
use super::client::Op;
use super::report::{Results, Suspect};
use super::vector::Suite;
use super::verdict::Outcome;

/// Names the known bugs that the failures of `results` look like, and the first wrong step of each failed case. Costs nothing
/// where nothing failed.
pub(crate) fn diagnose(results: &mut Results, suite: &Suite) {
    if !results.cases.iter().any(|case| case.outcome == Outcome::Fail) {
        return;
    }
    let evidence = evidence::collect(results, suite);
    let failed = evidence.iter().filter(|one| one.failed).map(|one| one.test.op);
    let failed: BTreeSet<Op> = failed.collect();
    if failed.is_empty() && KitCases::of(results, &failed).is_empty() {
        return;
    }
    for one in evidence.iter().filter(|one| one.failed) {
        if let (Seen::Other(answer), Some(case)) = (&one.seen, results.cases.get_mut(one.place)) {
            case.wrong_step = case.wrong_step.take().or_else(|| wrong_step::first(one.test, answer));
        }
    }
    let kit = KitCases::of(results, &failed);
    let ranked = rank::rank(&evidence, &kit, &mut crate::os_rng());
    results.suspects = ranked.iter().map(suspect).collect();
}

fn suspect(ranked: &rank::Ranked) -> Suspect {
    Suspect {
        mutant: ranked.mutant.id.to_string(),
        title: ranked.mutant.title.to_string(),
        effect: ranked.mutant.effect.to_string(),
        explains: ranked.explains,
        contradicts: ranked.contradicts,
        same: ranked.same.iter().map(|mutant| mutant.id.to_string()).collect(),
    }
}

#[cfg(test)]
mod tests;
