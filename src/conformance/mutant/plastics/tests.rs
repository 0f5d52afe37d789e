//! The pipeline as it comes against the reference, and its mutants against the vectors.

use alloc::vec::Vec;

use super::super::blocks::tests::{suite, unseen_and_undeclared};
use super::{MUTANTS, Pipeline};
use crate::conformance::client::{Client, Op, Reference, Request};

#[test]
fn without_a_change_every_answer_is_that_of_the_reference() {
    let suite = suite(&[Op::PlasticChoose]);
    assert!(suite.cases().len() > 60, "{}", suite.cases().len());
    let mut reference = Reference::new();
    for test in suite.cases() {
        let answer = Pipeline::default().answer(&test.prompt.request).unwrap();
        assert_eq!(Ok(answer), reference.answer(&test.prompt), "{}", test.id);
    }
    assert_eq!(Pipeline::default().answer(&Request::Probe), None);
}

#[test]
fn every_mutant_fails_a_case_where_it_says() {
    let suite = suite(&[Op::PlasticChoose, Op::PinCheck]);
    assert_eq!(unseen_and_undeclared(MUTANTS, &suite), (Vec::new(), Vec::new()));
}
