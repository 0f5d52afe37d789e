use alloc::string::ToString;

use super::*;
use crate::conformance::client::{Answer, Capabilities, Client, Fault, Prompt, Reference};
use crate::conformance::report::Shard;
use crate::conformance::runner::{self, Plan};
use crate::conformance::vector::{Selection, Suite};
use crate::pin_block::Format;

/// The reference, which declares these formats.
struct Declares(Vec<Format>);

impl Client for Declares {
    fn hello(&mut self) -> Result<Description, Fault> {
        let description = Reference::new().hello()?;
        Ok(Description {
            capabilities: Capabilities {
                formats: self.0.clone(),
                ..Capabilities::full()
            },
            ..description
        })
    }

    fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
        Reference::new().answer(prompt)
    }
}

fn run() -> Results {
    let suite = Suite::embedded().unwrap();
    let selection = Selection {
        only: Some("tzpk_key_tdes/*".to_string()),
        ..Selection::default()
    };
    let plan = Plan::cases_only(&suite, &selection);
    runner::run(&mut Reference::new(), &plan, &mut crate::os_rng(), &mut |_| {})
}

/// `results` with the first case changed.
fn with(results: &Results, outcome: Outcome, did: Option<&str>) -> Results {
    let mut results = results.clone();
    let case = &mut results.cases[0];
    (case.outcome, case.did, case.level) = (outcome, did.map(String::from), Level::Must);
    results.close()
}

fn advice(results: &Results) -> Results {
    let mut results = with(results, Outcome::Fail, Some("accepted"));
    results.cases[0].level = Level::Should;
    results.close()
}

#[test]
fn nothing_changed() {
    let run = run();
    let same = diff(&run, &run);
    assert_eq!((same.changes.len(), same.worse), (0, 0));
    // Time is no change.
    let mut later = run.clone();
    later.cases.iter_mut().for_each(|case| case.elapsed_us = Some(1));
    assert_eq!(diff(&run, &later).changes.len(), 0);
}

#[test]
fn every_kind_of_change() {
    let right = run();
    let state = |outcome, did| with(&right, outcome, did);
    let fails = state(Outcome::Fail, Some("accepted"));
    let untested = state(Outcome::NotTested, None);
    let known = state(Outcome::ExpectedFail, Some("accepted"));
    for (old, new, kind, worse) in [
        (&right, &fails, Kind::NewlyFailing, 1),
        (&right, &state(Outcome::Hang, None), Kind::NewlyFailing, 1),
        (&right, &state(Outcome::Crash, None), Kind::NewlyFailing, 1),
        (&right, &state(Outcome::HarnessError, None), Kind::NewlyFailing, 1),
        (&untested, &fails, Kind::NewlyFailing, 1),
        (&known, &fails, Kind::NewlyFailing, 1),
        (&right, &untested, Kind::NewlyNotTested, 1),
        (&fails, &untested, Kind::NewlyNotTested, 1),
        (&right, &known, Kind::NewlyExcused, 0),
        (&fails, &known, Kind::NewlyExcused, 0),
        (&right, &advice(&right), Kind::NewlyExcused, 0),
        (&fails, &right, Kind::NewlyPassing, 0),
        (
            &known,
            &state(Outcome::UnexpectedPass, Some("accepted")),
            Kind::NewlyPassing,
            0,
        ),
        (&untested, &right, Kind::NewlyTested, 0),
        (&fails, &state(Outcome::Fail, Some("key_weak")), Kind::OtherAnswer, 0),
        (&fails, &state(Outcome::Crash, None), Kind::OtherAnswer, 0),
        (&right, &state(Outcome::Pass, Some("key_weak")), Kind::OtherAnswer, 0),
    ] {
        let changed = diff(old, new);
        let kinds: Vec<Kind> = changed.changes.iter().map(|change| change.kind).collect();
        assert_eq!(
            (kinds.as_slice(), changed.worse),
            ([kind].as_slice(), worse),
            "{:?}",
            new.cases[0]
        );
    }
}

#[test]
fn a_strict_run_has_no_advice() {
    let old = advice(&run());
    let mut new = old.clone();
    new.run.strict = true;
    assert_eq!(diff(&old, &new.close()).worse, 1);
}

#[test]
fn cases_come_and_go() {
    let whole = run();
    let mut fewer = whole.clone();
    let gone = fewer.cases.remove(0);
    let fewer = fewer.close();
    let changed = diff(&whole, &fewer);
    assert_eq!((changed.changes[0].kind, changed.worse), (Kind::Gone, 1));
    let changed = diff(&fewer, &whole);
    assert_eq!((changed.changes[0].kind, changed.worse), (Kind::New, 0));
    assert_eq!((&changed.changes[0].id, &changed.changes[0].old), (&gone.id, &None));
    // Of other vectors, another selection or another part nobody expects the same cases.
    let mut other = fewer.clone();
    other.vectors.sha256 = "00".to_string();
    assert_eq!(diff(&whole, &other).worse, 0);
    let mut other = fewer.clone();
    other.selected.only = None;
    assert_eq!(diff(&whole, &other).worse, 0);
    let mut other = fewer;
    other.run.shard = Some(Shard { index: 1, of: 2 });
    assert_eq!(diff(&whole, &other).worse, 0);
    // A new case that fails is worse, whatever the vectors.
    let failing = with(&whole, Outcome::Fail, Some("accepted"));
    let mut before = whole.clone();
    before.cases.remove(0);
    before.vectors.sha256 = "00".to_string();
    assert_eq!(diff(&before.close(), &failing).worse, 1);
}

#[test]
fn only_what_was_right_is_missed_when_it_is_gone() {
    let whole = run();
    let mut fewer = whole.clone();
    fewer.cases.remove(0);
    let fewer = fewer.close();
    let known = with(&whole, Outcome::ExpectedFail, Some("accepted"));
    let fails = with(&whole, Outcome::Fail, Some("accepted"));
    let untested = with(&whole, Outcome::NotTested, None);
    for (old, worse) in [
        (&whole, 1),
        (&advice(&whole), 0),
        (&known, 0),
        (&fails, 0),
        (&untested, 0),
    ] {
        let changed = diff(old, &fewer);
        assert_eq!((changed.changes[0].kind, changed.worse), (Kind::Gone, worse));
    }
}

#[test]
fn who_declares_what_the_kit_advised_does_nothing_worse() {
    let asked = |formats: &[Format]| {
        let suite = Suite::embedded().unwrap();
        let selection = Selection {
            only: Some("kit_capabilities/*-format-iso2".to_string()),
            ..Selection::default()
        };
        let mut client = Declares(formats.to_vec());
        runner::run(
            &mut client,
            &Plan::new(&suite, &selection),
            &mut crate::os_rng(),
            &mut |_| {},
        )
    };
    let (old, new) = (asked(&[Format::Iso0]), asked(&[Format::Iso0, Format::Iso2]));
    assert_eq!((old.totals.advisory, new.totals.passed), (1, 1));
    let changed = diff(&old, &new);
    let kinds: Vec<Kind> = changed.changes.iter().map(|change| change.kind).collect();
    assert_eq!(
        (kinds.as_slice(), changed.worse),
        ([Kind::Gone, Kind::New].as_slice(), 0)
    );
    // The way back is one.
    assert_eq!(diff(&new, &old).worse, 1);
}

#[test]
fn new_faults_are_worse() {
    let old = run();
    let mut new = old.clone();
    new.faults.push("the pipe broke".to_string());
    let new = new.close();
    assert_eq!(diff(&old, &new).worse, 1);
    assert_eq!(diff(&new, &new).worse, 0);
    assert_eq!(diff(&new, &old).worse, 0);
}

#[test]
fn the_worst_comes_first() {
    let mut old = run();
    let mut new = old.clone();
    for (case, outcome) in old.cases.iter_mut().zip([Outcome::Fail, Outcome::NotTested]) {
        case.outcome = outcome;
    }
    new.cases[3].outcome = Outcome::NotTested;
    new.cases[5].outcome = Outcome::Fail;
    let changed = diff(&old.close(), &new.close());
    let kinds: Vec<Kind> = changed.changes.iter().map(|change| change.kind).collect();
    assert!(kinds.is_sorted(), "{kinds:?}");
    assert_eq!(kinds.len(), 4);
    assert!(Kind::ALL.is_sorted());
}

/// Two fresh cases of one file, with these outcomes, from this seed.
fn fresh(seed: u64, first: Outcome, second: Outcome) -> Results {
    let mut results = run();
    results.run.seed = Some(seed);
    for (case, outcome) in results.cases.iter_mut().zip([first, second]) {
        case.id = format!("fresh_file/{seed}-{}", case.id.split('/').nth(1).unwrap());
        case.outcome = outcome;
    }
    results.close()
}

#[test]
fn fresh_cases_of_two_seeds_are_held_together_by_their_file() {
    let (pass, fail) = (Outcome::Pass, Outcome::Fail);
    for (old, new, kinds, worse) in [
        (fresh(1, pass, pass), fresh(2, pass, pass), &[][..], 0),
        (fresh(1, fail, pass), fresh(2, pass, fail), &[], 0),
        (fresh(1, pass, pass), fresh(2, pass, fail), &[Kind::NewlyFailing], 1),
        (fresh(1, pass, fail), fresh(2, pass, pass), &[Kind::NewlyPassing], 0),
        // One seed, one case each.
        (
            fresh(1, pass, fail),
            fresh(1, fail, pass),
            &[Kind::NewlyFailing, Kind::NewlyPassing],
            1,
        ),
    ] {
        let changed = diff(&old, &new);
        let found: Vec<Kind> = changed.changes.iter().map(|change| change.kind).collect();
        assert_eq!((found.as_slice(), changed.worse), (kinds, worse));
    }
    let changed = diff(&fresh(1, pass, pass), &fresh(2, pass, fail));
    assert_eq!(changed.changes[0].id, "fresh_file/*");
    // Without a seed there are none, and nobody misses them.
    let mut none = run();
    none.cases.drain(..2);
    assert_eq!(diff(&fresh(1, pass, pass), &none.close()).worse, 0);
}
