#![allow(clippy::unwrap_used)]

use super::*;
use crate::conformance::client::{Op, Reference};
use crate::conformance::vector::Suite;

#[test]
fn unchanged_it_is_the_reference() {
    let suite = Suite::embedded().unwrap();
    let (reference, device, rng) = (Reference::new(), Device::default(), &mut crate::os_rng());
    let cases: Vec<_> = suite.cases().iter().filter(|test| test.op == Op::TzpkUnwrap).collect();
    assert!(!cases.is_empty());
    for test in cases {
        let request = &test.prompt.request;
        let answer = Pipeline::default().answer(request, &device, rng).unwrap();
        assert_eq!(answer, reference.respond(request, rng), "{}", test.id);
    }
}

#[test]
fn other_operations_are_left_alone() {
    let request = Request::Echo { bytes: "00".into() };
    assert!(
        Pipeline::default()
            .answer(&request, &Device::default(), &mut crate::os_rng())
            .is_none()
    );
}
