//! A refusal counts only beside an acceptance: who refuses everything has checked nothing.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::conformance::client::Op;
use crate::conformance::report::CaseResult;
use crate::conformance::vector::{TestCase, Verdict};
use crate::conformance::verdict::Outcome;

/// How the detail of a refusal begins that was right and does not count.
pub const TAKEN_BACK: &str = "refused, and so counts only if";

/// Takes a passed refusal back when its sibling, which must be accepted, was asked and not passed, or not asked at all. A
/// sibling outside of the selection says nothing.
pub(super) fn count_with_their_siblings(cases: &mut [CaseResult], tests: &[&TestCase]) {
    let outcomes: BTreeMap<String, Outcome> = cases.iter().map(|case| (case.id.clone(), case.outcome)).collect();
    let siblings: Vec<Option<(&str, Outcome)>> = tests
        .iter()
        .map(|test| {
            let sibling = test.sibling.as_deref()?;
            Some((sibling, *outcomes.get(sibling)?))
        })
        .collect();
    for (case, sibling) in cases.iter_mut().zip(siblings) {
        let Some((sibling, outcome)) = sibling else { continue };
        // A script that ends in an error says no more than a refusal does.
        let refuses = case.verdict == Verdict::Reject || case.op == Op::SessionOpen;
        if !refuses || case.outcome != Outcome::Pass {
            continue;
        }
        match outcome {
            Outcome::Pass | Outcome::UnexpectedPass => {}
            Outcome::NotTested => {
                case.outcome = Outcome::NotTested;
                case.detail = Some("refused, but the case beside it that must be accepted is not tested".into());
            }
            Outcome::Fail | Outcome::ExpectedFail | Outcome::Hang | Outcome::Crash | Outcome::HarnessError => {
                case.outcome = Outcome::Fail;
                case.detail = Some(format!("{TAKEN_BACK} {sibling} is accepted, which it was not"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::conformance::vector::Suite;
    use crate::conformance::verdict::{Judgement, Outcome};

    /// A refusal and its sibling from the embedded vectors, the refusal passed and the sibling with `outcome`.
    fn refusal_beside(outcome: Option<Outcome>) -> CaseResult {
        let suite = Suite::embedded().unwrap();
        let tests = suite.cases();
        let refused = tests.iter().find(|test| test.case.verdict == Verdict::Reject).unwrap();
        let sibling = tests
            .iter()
            .find(|test| Some(&test.id) == refused.sibling.as_ref())
            .unwrap();
        let result = |test: &TestCase, outcome| {
            let judgement = Judgement {
                outcome,
                did: None,
                detail: None,
            };
            CaseResult::of_kit(
                test.id.to_string(),
                test.op,
                test.case.level,
                test.case.verdict,
                judgement,
            )
        };
        let mut cases = alloc::vec![result(refused, Outcome::Pass)];
        let mut asked = alloc::vec![refused];
        if let Some(outcome) = outcome {
            cases.push(result(sibling, outcome));
            asked.push(sibling);
        }
        count_with_their_siblings(&mut cases, &asked);
        cases.remove(0)
    }

    #[test]
    fn a_refusal_counts_beside_an_acceptance() {
        assert_eq!(refusal_beside(Some(Outcome::Pass)).outcome, Outcome::Pass);
        assert_eq!(refusal_beside(None).outcome, Outcome::Pass);
    }

    #[test]
    fn who_refuses_the_sibling_too_has_checked_nothing() {
        for outcome in [Outcome::Fail, Outcome::Hang, Outcome::Crash, Outcome::HarnessError] {
            let case = refusal_beside(Some(outcome));
            assert_eq!(case.outcome, Outcome::Fail);
            assert!(case.detail.unwrap().contains("counts only if"));
        }
        assert_eq!(refusal_beside(Some(Outcome::NotTested)).outcome, Outcome::NotTested);
    }
}
