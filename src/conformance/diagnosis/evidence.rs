//! What a run knows about a client: its answer to each case that says something.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::conformance::client::{Answer, Op, Output, RejectClass, Request};
use crate::conformance::report::{CaseResult, Results};
use crate::conformance::runner::twins::TAKEN_BACK;
use crate::conformance::vector::{Suite, TestCase, Verdict};
use crate::conformance::verdict::Outcome;
use crate::pin_block::Format;

/// What a client did with one case.
pub(super) struct Evidence<'a> {
    pub(super) test: &'a TestCase,
    /// Its place among the cases of the run.
    pub(super) place: usize,
    pub(super) seen: Seen,
    /// Whether the case failed by this answer.
    pub(super) failed: bool,
}

/// An answer of the client.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Seen {
    /// That of the reference.
    Right,
    /// Another one. Where two answers are right, it may be the other of them.
    Other(Answer),
}

/// The usable answers of a run, in the order of its cases. No answer in time, no process, no protocol and `unsupported` are
/// no evidence of any bug; nor is a refusal that was right and counts for nothing only because of its sibling.
pub(super) fn collect<'a>(results: &Results, suite: &'a Suite) -> Vec<Evidence<'a>> {
    let tests: BTreeMap<&str, &TestCase> = suite.cases().iter().map(|test| (test.id.as_str(), test)).collect();
    let with_test = |(place, case): (usize, &CaseResult)| {
        // What a script showed is known by the set of scripts that failed, as the kit's own cases are.
        let test = *tests.get(case.id.as_str()).filter(|test| test.case.script.is_empty())?;
        let (seen, failed) = seen(case, test)?;
        Some(Evidence {
            test,
            place,
            seen,
            failed,
        })
    };
    results.cases.iter().enumerate().filter_map(with_test).collect()
}

/// The answer behind a result, and whether it failed the case.
fn seen(case: &CaseResult, test: &TestCase) -> Option<(Seen, bool)> {
    let did = case.did.as_deref()?;
    let taken_back = case
        .detail
        .as_ref()
        .is_some_and(|detail| detail.starts_with(TAKEN_BACK));
    match case.outcome {
        Outcome::Pass if test.case.verdict == Verdict::Either && did == "accepted" => {
            let output = test.output.clone()?;
            Some((Seen::Other(Answer::Ok(output)), false))
        }
        Outcome::Pass => Some((Seen::Right, false)),
        Outcome::Fail if taken_back => Some((Seen::Right, false)),
        Outcome::Fail if did == "accepted" => {
            let output = Output::parse(test.op, is_two_fields(&test.prompt.request), case.answer.as_ref()?).ok()?;
            Some((Seen::Other(Answer::Ok(output)), true))
        }
        Outcome::Fail => {
            let class = RejectClass::ALL.iter().find(|class| class.name() == did)?;
            Some((Seen::Other(Answer::reject(*class)), true))
        }
        _ => None,
    }
}

/// Whether the answer has format 4's two fields in place of a block.
fn is_two_fields(request: &Request) -> bool {
    matches!(
        request,
        Request::PinBlockEncode {
            format: Format::Iso4,
            ..
        }
    )
}

/// At most so many of an operation over many inputs, each of which takes as long as a thousand others.
const MOST_LONG: usize = 2;

/// At most `most` of each operation, spread over the whole list, in the order of the list.
pub(super) fn spread<'e, 'a>(evidence: impl Iterator<Item = &'e Evidence<'a>>, most: usize) -> Vec<&'e Evidence<'a>> {
    let mut by_op: BTreeMap<Op, Vec<&'e Evidence<'a>>> = BTreeMap::new();
    for one in evidence {
        by_op.entry(one.test.op).or_default().push(one);
    }
    let most_of = |op: Op| if op == Op::Accumulate { MOST_LONG } else { most };
    let thinned = by_op.into_iter().flat_map(|(op, list)| thinned(&list, most_of(op)));
    let mut chosen: Vec<&'e Evidence<'a>> = thinned.collect();
    chosen.sort_by_key(|one| one.place);
    chosen
}

/// At most `most` of a list, as far from each other as it goes.
fn thinned<T: Copy>(list: &[T], most: usize) -> Vec<T> {
    if list.len() <= most {
        return list.to_vec();
    }
    let place = |index: usize| index.checked_mul(list.len())?.checked_div(most);
    let places = (0..most).filter_map(place);
    places.filter_map(|place| list.get(place).copied()).collect()
}
