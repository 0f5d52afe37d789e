//! The pipeline as it comes against the reference, and its mutants against the vectors.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::super::{Bug, Mutant, MutantClient, keys};
use super::{EQUIVALENT, MUTANTS, Pipeline};
use crate::conformance::client::{Answer, Client, Op, Output, Prompt, Reference, Request};
use crate::conformance::runner;
use crate::conformance::vector::{EMBEDDED, Judge, Selection, Suite, VectorFile};
use crate::conformance::verdict::{Outcome, judge};
use crate::pin_block::Format;

/// The operations of this pipeline.
const OPS: [Op; 5] = [
    Op::TzpkCheckValue,
    Op::PinBlockEncode,
    Op::PinBlockDecode,
    Op::PinBlockEncrypt,
    Op::PinBlockDecrypt,
];

/// The embedded cases of some operations, as a suite of their own.
pub(in super::super) fn suite(ops: &[Op]) -> Suite {
    let of_ops = EMBEDDED.iter().filter(|(_, text)| {
        let file: VectorFile = serde_json::from_str(text).unwrap();
        ops.contains(&file.op)
    });
    Suite::from_texts(of_ops.map(|(stem, text)| (stem.to_string(), text.to_string()))).unwrap()
}

/// The ids of the cases that a mutant fails.
fn failures(mutant: &'static Mutant, suite: &Suite) -> BTreeSet<String> {
    let mut client = MutantClient::new(mutant);
    let results = runner::run(
        &mut client,
        &runner::Plan::cases_only(suite, &Selection::default()),
        &mut crate::os_rng(),
        &mut |_| {},
    );
    assert_eq!(results.faults, Vec::<String>::new());
    let failed = results.cases.into_iter().filter(|case| case.outcome != Outcome::Pass);
    failed.map(|case| case.id).collect()
}

/// The mutants of `list` that no case of `suite` fails, and those that fail one of an operation that they do not name.
pub(in super::super) fn unseen_and_undeclared(
    list: &'static [Mutant],
    suite: &Suite,
) -> (Vec<&'static str>, Vec<String>) {
    let op_of: BTreeMap<&str, Op> = suite.cases().iter().map(|test| (test.id.as_str(), test.op)).collect();
    let (mut survivors, mut undeclared) = (Vec::new(), Vec::new());
    for mutant in list.iter().filter(|mutant| mutant.check().is_none()) {
        let failed = failures(mutant, suite);
        if failed.is_empty() {
            survivors.push(mutant.id);
        }
        let ops: BTreeSet<Op> = failed.iter().map(|id| op_of[id.as_str()]).collect();
        for op in ops.into_iter().filter(|op| !mutant.touches(*op)) {
            undeclared.push(alloc::format!("{} in {op}", mutant.id));
        }
    }
    (survivors, undeclared)
}

#[test]
fn without_a_change_every_answer_is_that_of_the_reference() {
    let suite = suite(&OPS);
    assert!(suite.cases().len() > 1000, "{}", suite.cases().len());
    let mut reference = Reference::new();
    for test in suite.cases() {
        let answer = Pipeline::default()
            .answer(&test.prompt.request, &mut crate::os_rng())
            .unwrap();
        let drawn = test.case.judge == Some(Judge::Opens) && matches!(answer, Answer::Ok(_));
        if drawn {
            assert_eq!(judge(test, &Ok(answer)).outcome, Outcome::Pass, "{}", test.id);
        } else {
            assert_eq!(Ok(answer), reference.answer(&test.prompt), "{}", test.id);
        }
    }
}

#[test]
fn every_operation_on_keys_and_blocks_is_taken_over_and_no_other() {
    for test in suite(&Op::ALL).cases() {
        let taken = Pipeline::default()
            .answer(&test.prompt.request, &mut crate::os_rng())
            .is_some();
        assert_eq!(taken, OPS.contains(&test.op), "{}", test.id);
    }
    assert_eq!(Pipeline::default().answer(&Request::Probe, &mut crate::os_rng()), None);
}

#[test]
fn every_mutant_of_keys_fails_a_case_where_it_says() {
    assert_eq!(
        unseen_and_undeclared(keys::MUTANTS, &suite(&OPS)),
        (Vec::new(), Vec::new())
    );
}

#[test]
fn every_mutant_of_blocks_fails_a_case_where_it_says() {
    assert_eq!(unseen_and_undeclared(MUTANTS, &suite(&OPS)), (Vec::new(), Vec::new()));
}

/// But for fill that is out of range now and then, what the check over many blocks is for is good block by block.
#[test]
fn no_single_case_shows_what_the_randomness_check_is_for() {
    let suite = suite(&[Op::PinBlockEncode]);
    for mutant in MUTANTS
        .iter()
        .filter(|mutant| mutant.check().is_some() && mutant.id != "D23-any")
    {
        assert_eq!(failures(mutant, &suite), BTreeSet::new(), "{}", mutant.id);
    }
}

fn process(id: &str) -> MutantClient {
    MutantClient::new(MUTANTS.iter().find(|mutant| mutant.id == id).unwrap())
}

fn block(client: &mut MutantClient, pin: &str, pan: &str) -> String {
    let request = Request::PinBlockEncode {
        format: Format::Iso3,
        pin: pin.to_string(),
        pan: Some(pan.to_string()),
        fill: None,
    };
    match client.answer(&Prompt::probe(request)).unwrap() {
        Answer::Ok(Output::Block(block)) => block.block,
        other => panic!("{other:?}"),
    }
}

#[test]
fn drawn_fill_is_as_bad_as_its_mutant_says() {
    const PAN: &str = "4111111111111111";
    let drawn = |client: &mut MutantClient, pin: &str, pan: &str| {
        let block = u64::from_str_radix(&block(client, pin, pan), 16).unwrap();
        let pan = u64::from_str_radix(&pan[pan.len() - 13..pan.len() - 1], 16).unwrap();
        (block ^ pan) & 0xff_ffff_ffff
    };
    let fill = |id: &str, pin: &str, pan: &str| drawn(&mut process(id), pin, pan);
    for id in ["D18", "D18-f", "D25"] {
        let client = &mut process(id);
        let [first, second] = [("1234", PAN), ("5678", "5500000000000004")].map(|(pin, pan)| drawn(client, pin, pan));
        assert_eq!(first, second, "{id}");
    }
    assert_ne!(fill("D25", "1234", PAN), fill("D25", "1234", PAN), "two processes");
    for id in ["D20", "D20-seed", "D23", "D23-any", "D23-repeated"] {
        let client = &mut process(id);
        let drawn: BTreeSet<u64> = (0..100).map(|_| drawn(client, "1234", PAN)).collect();
        assert!(drawn.len() > 5, "{id}: {drawn:x?}");
    }
    for id in ["D20", "D20-seed"] {
        let client = &mut process(id);
        let first = drawn(client, "1234", PAN);
        assert_ne!(drawn(client, "1234", PAN), first, "{id}");
        client.restart().unwrap();
        assert_eq!(drawn(client, "1234", PAN), first, "{id}");
    }
    assert_eq!(fill("D38", "1234", PAN), fill("D38", "1234", "5500000000000004"));
    assert_ne!(fill("D38", "1234", PAN), fill("D38", "5678", PAN));
    assert_eq!(fill("D38-pan", "1234", PAN), fill("D38-pan", "5678", PAN));
    assert_ne!(
        fill("D38-pan", "1234", PAN),
        fill("D38-pan", "1234", "5500000000000004")
    );
    let repeated = alloc::format!("{:x}", fill("D23-repeated", "1234", PAN));
    assert_eq!(repeated.chars().collect::<BTreeSet<char>>().len(), 1, "{repeated}");
    let [first, second] = [(); 2].map(|()| block(&mut process("D20-clock"), "1234", PAN)[..12].to_string());
    assert_eq!(first, second);
}

#[test]
fn ids_are_unique_and_every_entry_says_something() {
    let mut ids = BTreeSet::new();
    for mutant in keys::MUTANTS.iter().chain(MUTANTS) {
        assert!(ids.insert(mutant.id), "{}", mutant.id);
        assert!(mutant.id.starts_with(mutant.section.letter()), "{}", mutant.id);
        assert!(
            !mutant.title.ends_with('.') && !mutant.effect.is_empty(),
            "{}",
            mutant.id
        );
        assert!(matches!(mutant.bug, Bug::Block(_)), "{}", mutant.id);
    }
    for equivalent in keys::EQUIVALENT.iter().chain(EQUIVALENT) {
        assert!(ids.insert(equivalent.id), "{}", equivalent.id);
    }
    assert!(ids.len() >= 120, "{}", ids.len());
}

/// What the list of equivalents says of CBC: the last block over PIN field and PAN field is format 4.
#[test]
fn cbc_with_zeros_over_both_fields_is_format_4() {
    let key = "0123456789abcdeffedcba9876543210";
    let cipher = Pipeline::default()
        .keys
        .cipher(crate::tzpk::TzpkKind::Aes128, key)
        .unwrap();
    let (pin, pan) = ([0x44; 16], [0x48; 16]);
    let mut state = [0; 16].to_vec();
    for field in [pin, pan] {
        state = cipher.encrypt(&crate::conformance::oaep::xor(&state, &field));
    }
    let right = Pipeline::default()
        .seal
        .encrypt_fields(&cipher, &pin, &pan, &mut crate::os_rng());
    assert_eq!(state, right);
}
