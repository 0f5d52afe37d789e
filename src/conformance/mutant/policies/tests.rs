//! The pipeline as it comes against the reference, and its mutants against the vectors.

use alloc::collections::BTreeSet;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::super::MutantClient;
use super::super::blocks::tests::{suite, unseen_and_undeclared};
use super::{EQUIVALENT, MUTANTS, Pipeline};
use crate::conformance::accumulated::of_blocks;
use crate::conformance::client::{Client, Op, Reference, Request};

#[test]
fn without_a_change_every_answer_is_that_of_the_reference() {
    let suite = suite(&[Op::PinCheck, Op::Accumulate]);
    assert!(suite.cases().len() > 300, "{}", suite.cases().len());
    let mut reference = Reference::new();
    let of_blocks = |request: &Request| matches!(request, Request::Accumulate { of, .. } if of_blocks(of).is_some());
    for test in suite.cases().iter().filter(|test| !of_blocks(&test.prompt.request)) {
        let answer = Pipeline::default()
            .answer(&test.prompt.request, &mut crate::os_rng())
            .unwrap();
        assert_eq!(Ok(answer), reference.answer(&test.prompt), "{}", test.id);
    }
}

#[test]
fn without_a_change_to_the_entry_no_other_operation_is_taken_over() {
    for test in suite(&[Op::PinBlockEncode, Op::PinBlockDecrypt, Op::Echo, Op::PublicKeyCheck]).cases() {
        assert_eq!(
            Pipeline::default().answer(&test.prompt.request, &mut crate::os_rng()),
            None,
            "{}",
            test.id
        );
    }
    assert_eq!(Pipeline::default().answer(&Request::Probe, &mut crate::os_rng()), None);
}

const TYPED: [Op; 6] = [
    Op::PinCheck,
    Op::TzpkCheckValue,
    Op::PinBlockEncode,
    Op::PinBlockDecode,
    Op::PinBlockEncrypt,
    Op::PinBlockDecrypt,
];

#[test]
fn every_mutant_of_policies_fails_a_case_where_it_says() {
    assert_eq!(unseen_and_undeclared(MUTANTS, &suite(&TYPED)), (Vec::new(), Vec::new()));
}

/// One bitmap is enough to see that what does not name the operation counts as the reference does.
#[test]
fn mutants_that_do_not_name_accumulate_count_right() {
    let bitmaps = suite(&[Op::Accumulate]);
    let full = bitmaps
        .cases()
        .iter()
        .max_by_key(|test| alloc::format!("{:?}", test.prompt.request).len())
        .unwrap();
    let right = Reference::new().answer(&full.prompt);
    for mutant in MUTANTS.iter().filter(|mutant| !mutant.touches(Op::Accumulate)) {
        assert_eq!(MutantClient::new(mutant).answer(&full.prompt), right, "{}", mutant.id);
    }
}

#[test]
fn ids_are_unique_and_every_entry_says_something() {
    let mut ids = BTreeSet::new();
    for mutant in MUTANTS {
        assert!(ids.insert(mutant.id), "{}", mutant.id);
        assert!(mutant.id.starts_with(mutant.section.letter()), "{}", mutant.id);
        assert!(
            !mutant.title.ends_with('.') && !mutant.effect.is_empty(),
            "{}",
            mutant.id
        );
    }
    for equivalent in EQUIVALENT {
        assert!(ids.insert(equivalent.id), "{}", equivalent.id);
    }
    assert!(ids.len() >= 120, "{}", ids.len());
}

/// A request that counts PINs through is refused where the reference refuses it.
#[test]
fn counting_further_than_there_are_pins_is_refused() {
    let suite = suite(&[Op::Accumulate]);
    let Request::Accumulate { of, params, seed, .. } = &suite.cases()[0].prompt.request else {
        panic!("not accumulate");
    };
    let params = params.clone();
    let request = Request::Accumulate {
        of: of.to_string(),
        params,
        seed: seed.clone(),
        count: 10_001,
        checkpoint: 1000,
    };
    let answer = Pipeline::default().answer(&request, &mut crate::os_rng()).unwrap();
    assert_eq!(
        Ok(answer),
        Reference::new().answer(&crate::conformance::client::Prompt::probe(request))
    );
}
