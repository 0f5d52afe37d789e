#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use alloc::collections::BTreeMap;

use super::*;
use crate::conformance::client::{Answer, Client, Description, Fault, PinText, Prompt, Reference};
use crate::conformance::report::Results;
use crate::conformance::runner::{self, Plan};
use crate::conformance::vector::{Selection, Suite};

/// The reference but for answers to requests that `wrong` knows.
struct Wrong {
    reference: Reference,
    wrong: fn(&TestCase) -> bool,
    suite: Suite,
}

impl Client for Wrong {
    fn hello(&mut self) -> Result<Description, Fault> {
        self.reference.hello()
    }

    fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
        let test = self
            .suite
            .cases()
            .iter()
            .find(|test| test.prompt.request == prompt.request);
        if test.is_some_and(self.wrong) {
            let pin = "0000".to_string();
            return Ok(Answer::Ok(Output::Pin(PinText { pin })));
        }
        self.reference.answer(prompt)
    }
}

fn suite() -> Suite {
    Suite::embedded().unwrap().with_fresh(7, false).unwrap()
}

fn run(wrong: fn(&TestCase) -> bool) -> Results {
    let suite = suite();
    let selection = Selection {
        only: Some("*pin_block_*".to_string()),
        ..Selection::default()
    };
    let mut client = Wrong {
        reference: Reference::new(),
        wrong,
        suite: self::suite(),
    };
    let plan = Plan::new(&suite, &selection);
    runner::run(&mut client, &plan, &mut crate::os_rng(), &mut |_| {})
}

fn named(results: &Results) -> Vec<BTreeMap<Parameter, String>> {
    let combinations = results.combinations.as_ref().unwrap();
    combinations
        .smallest
        .iter()
        .map(|found| found.parameters.clone())
        .collect()
}

fn combination(values: &[(Parameter, &str)]) -> BTreeMap<Parameter, String> {
    values
        .iter()
        .map(|(parameter, value)| (*parameter, (*value).to_string()))
        .collect()
}

fn has(test: &TestCase, values: &[(Parameter, &str)]) -> bool {
    let own = parameters(test);
    values
        .iter()
        .all(|(parameter, value)| own.contains(&(*parameter, (*value).to_string())))
}

const TWO: &[(Parameter, &str)] = &[(Parameter::Format, "iso3"), (Parameter::PinLength, "5")];
const THREE: &[(Parameter, &str)] = &[
    (Parameter::PinLength, "12"),
    (Parameter::PanLength, "19"),
    (Parameter::KeyType, "tdes2"),
];

#[test]
fn a_bug_in_one_combination_is_named() {
    let results = run(|test| has(test, TWO));
    assert_eq!(named(&results), [combination(TWO)]);
    let combinations = results.combinations.unwrap();
    assert_eq!(combinations.smallest[0].failing, combinations.failing);
    let results = run(|test| has(test, THREE));
    assert_eq!(named(&results), [combination(THREE)]);
}

#[test]
fn two_bugs_are_two_combinations_and_the_smaller_comes_first() {
    let results = run(|test| has(test, TWO) || has(test, &[(Parameter::Operation, "pin_block.decode")]));
    let decode = combination(&[(Parameter::Operation, "pin_block.decode")]);
    assert_eq!(named(&results), [decode, combination(TWO)]);
}

/// A bug in the digits is no combination, and neither is a single case or a client that is wrong everywhere.
#[test]
fn what_no_combination_explains_names_none() {
    let leading_zero =
        |test: &TestCase| matches!(&test.prompt.request, Request::PinBlockEncode { pin, .. } if pin.starts_with("01"));
    assert_eq!(named(&run(leading_zero)), []);
    assert_eq!(named(&run(|test| test.id == "pin_block_encode_iso0/pin5-pan13")), []);
    let all = run(|test| test.op != crate::conformance::client::Op::PublicKeyCheck);
    assert_eq!(named(&all), []);
    assert!(all.combinations.unwrap().failing > 0);
}

#[test]
fn the_fresh_cases_cover_every_combination_of_three() {
    let suite = suite();
    let selection = Selection::default();
    let results = runner::run_reference(&Plan::new(&suite, &selection), &mut crate::os_rng(), &mut |_| {});
    let combinations = results.combinations.unwrap();
    assert_eq!(combinations.covered, combinations.of);
    assert_eq!((combinations.failing, combinations.smallest), (0, Vec::new()));
    // Without them it is a part.
    let tests: Vec<&TestCase> = suite
        .cases()
        .iter()
        .filter(|test| !test.id.starts_with("fresh_"))
        .collect();
    let of_vectors = results
        .cases
        .iter()
        .filter(|case| !case.id.starts_with("fresh_") && !case.id.starts_with("kit_"));
    let tests: Vec<&TestCase> = tests.into_iter().filter(|test| selection.contains(test)).collect();
    let cases: Vec<CaseResult> = of_vectors.cloned().collect();
    assert_eq!(cases.len(), tests.len());
    let part = judge(&cases, &tests);
    assert!(part.covered < part.of / 2, "{} of {}", part.covered, part.of);
}
