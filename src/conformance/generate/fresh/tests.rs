#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use alloc::collections::BTreeSet;
use alloc::string::ToString;

use super::*;
use crate::conformance::client::Op;
use crate::conformance::generate::to_text;
use crate::conformance::runner::{self, Plan};
use crate::conformance::vector::{Selection, Suite, TestCase, Verdict};
use crate::conformance::verdict::Outcome;

fn suite(seed: u64) -> Suite {
    let files = fresh(seed, false).unwrap();
    Suite::from_texts(files.iter().map(|(stem, file)| (stem.clone(), to_text(file).unwrap()))).unwrap()
}

#[test]
fn one_number_makes_the_same_cases_and_another_makes_others() {
    let text = |seed| {
        let files = fresh(seed, false).unwrap();
        files
            .iter()
            .map(|(stem, file)| (stem.clone(), to_text(file).unwrap()))
            .collect::<Vec<_>>()
    };
    let one = text(1);
    assert_eq!(one, text(1));
    let two = text(2);
    assert!(one.iter().zip(&two).all(|(one, two)| one.0 == two.0 && one.1 != two.1));
}

/// Every operation but making a key pair, whose answer nobody can write down, and sessions, which draw all of it anyway, with cases to accept and to refuse.
#[test]
fn every_operation_has_fresh_cases_that_the_reference_passes() {
    for seed in [3, u64::MAX] {
        let suite = suite(seed);
        let of = |op: Op, verdict: Verdict| {
            let with = |test: &&TestCase| test.op == op && test.case.verdict == verdict;
            suite.cases().iter().filter(with).count()
        };
        for op in Op::ALL {
            let asked = !matches!(op, Op::Echo | Op::KeyGenerate | Op::SessionOpen | Op::SessionInput);
            assert_eq!(of(op, Verdict::Accept) > 0, asked, "{op}");
            assert_eq!(of(op, Verdict::Reject) > 0, asked && op != Op::Accumulate, "{op}");
        }
        let selection = Selection::default();
        let results = runner::run_reference(&Plan::cases_only(&suite, &selection), &mut crate::os_rng(), &mut |_| {});
        let wrong: Vec<_> = results
            .cases
            .iter()
            .filter(|case| case.outcome != Outcome::Pass)
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

#[test]
fn what_is_refused_stands_beside_what_is_accepted() {
    let suite = suite(4);
    let accepted: BTreeSet<&str> = suite
        .cases()
        .iter()
        .filter(|test| test.case.verdict == Verdict::Accept)
        .map(|test| test.id.as_str())
        .collect();
    for test in suite.cases().iter().filter(|test| test.case.verdict == Verdict::Reject) {
        assert!(accepted.contains(test.sibling.as_deref().unwrap()), "{}", test.id);
    }
    assert!(suite.cases().iter().all(|test| test.id.starts_with("fresh_")));
}

/// Fresh cases are no part of what the report calls the vectors.
#[test]
fn version_and_digest_stay_those_of_the_files() {
    let own = Suite::embedded().unwrap();
    let (version, digest, count) = (own.version().to_string(), own.sha256().to_string(), own.cases().len());
    let more = own.with_fresh(5, false).unwrap();
    assert_eq!((more.version(), more.sha256()), (version.as_str(), digest.as_str()));
    assert!(more.cases().len() > count + 1_000, "{}", more.cases().len());
}

/// Somebody who knows every file by heart has nothing to say to a fresh case.
#[test]
fn no_fresh_input_stands_in_a_file() {
    let known: BTreeSet<alloc::string::String> = Suite::embedded()
        .unwrap()
        .cases()
        .iter()
        .map(|test| serde_json::to_string(&test.prompt.request).unwrap())
        .collect();
    let suite = suite(6);
    let same = |test: &&TestCase| known.contains(&serde_json::to_string(&test.prompt.request).unwrap());
    let of_policies = |test: &&TestCase| test.op == Op::PinCheck;
    // A drawn PIN of four digits may be one that a file has.
    let same: Vec<_> = suite
        .cases()
        .iter()
        .filter(|test| !of_policies(test))
        .filter(same)
        .collect();
    assert!(same.is_empty(), "{}", same.len());
}
