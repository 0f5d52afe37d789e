#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use alloc::collections::BTreeSet;
use alloc::vec;

use super::*;
use crate::conformance::client::{Block, Client, Description, Fault, Prompt, Reference};
use crate::conformance::mutant::{self, MutantClient};
use crate::conformance::report::{CaseResult, Results};
use crate::conformance::runner::{self, Plan};
use crate::conformance::vector::{Selection, Suite, TestCase};
use crate::conformance::verdict::Outcome;

const SEED: &str = "70696e70726f6f66";

fn ask(of: &str, params: AccumulateParams, count: u64, checkpoint: u64) -> Request {
    Request::Accumulate {
        of: of.to_string(),
        params,
        seed: SEED.to_string(),
        count,
        checkpoint,
    }
}

fn encode(format: Format, count: u64, checkpoint: u64) -> Request {
    ask(
        "pin_block.encode",
        AccumulateParams::Encode { format },
        count,
        checkpoint,
    )
}

fn respond(request: &Request) -> Answer {
    Reference::new().answer(&Prompt::probe(request.clone())).unwrap()
}

/// What the page about the protocol says of input 0, and that the digest is over the blocks one by one.
#[test]
fn the_reference_accumulates_what_it_answers_one_by_one() {
    for format in Format::ALL {
        let request = encode(format, 25, 10);
        let by_one = blocks_by_one(&request, respond);
        assert_eq!(respond(&request), by_one, "{format}");
        let Answer::Ok(Output::Digest(digest)) = by_one else {
            panic!("{format}");
        };
        assert_eq!(digest.checkpoints.len(), 2);
        assert_ne!(digest.checkpoints[1], digest.digest);
    }
    let params = AccumulateParams::Encrypt {
        format: Format::Iso4,
        kind: crate::tzpk::TzpkKind::Aes128,
        key: "0123456789abcdeffedcba9876543210".to_string(),
    };
    let request = ask("pin_block.encrypt", params, 20, 20);
    assert_eq!(respond(&request), blocks_by_one(&request, respond));
}

#[test]
fn every_length_comes_and_the_fill_fits() {
    let seed = hex::decode(SEED).unwrap();
    for (format, pans) in [(Format::Iso3, 13..=19_usize), (Format::Iso4, 1..=19)] {
        let mut seen = BTreeSet::new();
        for index in 0..4_000 {
            let input = Input::new(&seed, index, format);
            assert_eq!(input.fill.len(), format.free_nibbles(input.pin.len()));
            assert!(format != Format::Iso3 || input.fill.bytes().all(|digit| digit >= b'a'));
            seen.insert((input.pin.len(), input.pan.len()));
        }
        let all: BTreeSet<_> = (4..=12)
            .flat_map(|pin| pans.clone().map(move |pan| (pin, pan)))
            .collect();
        assert_eq!(seen, all, "{format}");
    }
}

#[test]
fn what_the_protocol_does_not_have_is_refused() {
    let refused = |request: &Request, class| assert_eq!(respond(request), Answer::reject(class), "{request:?}");
    for (count, checkpoint) in [(0, 1), (1, 0), (MOST_INPUTS + 1, 1_000_000), (1_000, 4)] {
        refused(&encode(Format::Iso0, count, checkpoint), RejectClass::Message);
    }
    let policy = crate::pin::policy::PinPolicy::iso();
    let params = AccumulateParams::PinCheck { policy };
    refused(&ask("pin_block.encode", params.clone(), 1, 1), RejectClass::Message);
    refused(&ask("tzpk.unwrap", params, 1, 1), RejectClass::Message);
    let weak = AccumulateParams::Encrypt {
        format: Format::Iso1,
        kind: crate::tzpk::TzpkKind::Tdes2,
        key: "00".repeat(16),
    };
    refused(&ask("pin_block.encrypt", weak, 1, 1), RejectClass::KeyWeak);
}

/// The reference but for one input, in the accumulation and alone.
struct Once {
    reference: Reference,
    pan: String,
    alone_too: bool,
    asked: u64,
}

impl Client for Once {
    fn hello(&mut self) -> Result<Description, Fault> {
        self.reference.hello()
    }

    fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
        let pan = self.pan.clone();
        let mut reference = Reference::new();
        let mut one = |request: &Request, wrong: bool| match request {
            Request::PinBlockEncode { pan: Some(own), .. } if *own == pan && wrong => {
                let block = "0000000000000000".to_string();
                Answer::Ok(Output::Block(Block { block }))
            }
            request => reference.answer(&Prompt::probe(request.clone())).unwrap(),
        };
        Ok(match &prompt.request {
            request @ Request::Accumulate { count, .. } => {
                self.asked += count;
                blocks_by_one(request, |request| one(request, true))
            }
            request => one(request, self.alone_too),
        })
    }
}

fn run(client: &mut dyn Client, only: &str) -> Results {
    let suite = Suite::embedded().unwrap();
    let selection = Selection {
        only: Some(only.to_string()),
        ..Selection::default()
    };
    runner::run(
        client,
        &Plan::cases_only(&suite, &selection),
        &mut crate::os_rng(),
        &mut |_| {},
    )
}

fn only_case(results: &Results) -> &CaseResult {
    assert_eq!(results.cases.len(), 1);
    &results.cases[0]
}

#[test]
fn a_wrong_digest_is_traced_to_the_input() {
    let index = 4_711;
    let Input { pan, .. } = Input::new(&hex::decode(SEED).unwrap(), index, Format::Iso0);
    for alone_too in [true, false] {
        let mut client = Once {
            reference: Reference::new(),
            pan: pan.clone(),
            alone_too,
            asked: 0,
        };
        let results = run(&mut client, "accumulate_iso0/encode-10000");
        let case = only_case(&results);
        assert_eq!(case.outcome, Outcome::Fail);
        let detail = case.detail.as_deref().unwrap();
        assert!(
            detail.starts_with("first wrong input: index 4711: PIN length "),
            "{detail}"
        );
        assert_eq!(detail.contains("asked alone it is answered right"), !alone_too);
        let step = case.wrong_step.as_ref().unwrap();
        assert_eq!(step.step, "input 4711");
        assert_eq!(step.got.as_deref() == Some("0000000000000000"), alone_too);
        // The checkpoints leave a thousand inputs, and halving asks for ten prefixes of at most 5,000.
        assert!(client.asked <= 10_000 + 10 * 5_000, "{}", client.asked);
    }
}

#[test]
fn mutants_are_seen_and_the_first_input_that_shows_them_is_named() {
    for (id, only) in [
        ("D05", "accumulate_iso0/encode-10000"),
        ("C01", "accumulate_iso1/encrypt-tdes2-10000"),
        ("E01", "accumulate_iso2/encode-10000"),
    ] {
        let mutant = mutant::find(id).unwrap();
        let results = run(&mut MutantClient::new(mutant).accumulating(), only);
        let case = only_case(&results);
        assert_eq!(case.outcome, Outcome::Fail, "{id}");
        assert!(
            case.detail.as_ref().unwrap().contains("first wrong input: index "),
            "{id}"
        );
        // Without the claim nothing is asked.
        let results = run(&mut MutantClient::new(mutant), only);
        assert_eq!(only_case(&results).outcome, Outcome::NotTested);
    }
}

#[test]
fn the_first_refusal_is_the_answer() {
    let request = encode(Format::Iso0, 10, 10);
    let mut asked = vec![];
    let answer = blocks_by_one(&request, |single| {
        asked.push(single.clone());
        if asked.len() == 3 {
            Answer::reject(RejectClass::PinLength)
        } else {
            respond(single)
        }
    });
    assert_eq!(answer, Answer::reject(RejectClass::PinLength));
    assert_eq!(asked.len(), 3);
}

#[test]
fn the_long_form_is_asked_only_when_it_is_wanted() {
    let suite = Suite::embedded().unwrap();
    let asked = |deep| {
        let selection = Selection {
            deep,
            ..Selection::default()
        };
        let of_long_ops = |test: &&TestCase| matches!(test.op, Op::Accumulate | Op::KeyGenerate);
        let asked = suite.cases().iter().filter(|test| selection.contains(test));
        asked.filter(of_long_ops).count()
    };
    // A million inputs for each format and key, and a key pair of 4096 bits.
    assert_eq!(asked(true) - asked(false), 14 + 1);
}
