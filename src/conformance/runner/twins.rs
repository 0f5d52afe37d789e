//! A refusal counts only beside an acceptance: who refuses everything has checked nothing.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::conformance::report::CaseResult;
use crate::conformance::vector::{TestCase, Verdict};
use crate::conformance::verdict::Outcome;

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
        if case.verdict != Verdict::Reject || case.outcome != Outcome::Pass {
            continue;
        }
        match outcome {
            Outcome::Pass => {}
            Outcome::NotTested => {
                case.outcome = Outcome::NotTested;
                case.detail = Some("refused, but the case beside it that must be accepted is not tested".into());
            }
            Outcome::Fail | Outcome::Hang | Outcome::Crash | Outcome::HarnessError => {
                case.outcome = Outcome::Fail;
                case.detail = Some(format!(
                    "refused, and so counts only if {sibling} is accepted, which it was not"
                ));
            }
        }
    }
}
