#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::*;
use crate::conformance::client::{
    Answer, Capabilities, Client, Description, ExpectedKind, Fault, Op, Output, Prompt, Reference, RejectClass,
    Request, UnwrapReturns, Unwrapped,
};
use crate::conformance::mutant::{Check, Mutant, MutantClient, Section, find, mutants};
use crate::conformance::runner::{self, Plan};
use crate::conformance::vector::{Case, EMBEDDED, Selection, VectorFile};
use crate::pin_block::Format;
use crate::tzpk::{KeyRules, Tzpk, WeakKeys};

/// Operations that take long, or that have many cases.
const LONG: [Op; 5] = [
    Op::KeyGenerate,
    Op::TzpkUnwrap,
    Op::Accumulate,
    Op::SessionOpen,
    Op::SessionInput,
];

/// The embedded cases of some operations, without key pairs that take long to make.
fn suite_of(ops: &[Op]) -> Suite {
    let files = EMBEDDED
        .iter()
        .map(|(stem, text)| (stem.to_string(), serde_json::from_str::<VectorFile>(text).unwrap()));
    let texts = files
        .filter(|(_, file)| ops.contains(&file.op))
        .map(|(stem, mut file)| {
            let bits = |case: &Case| case.input.get("bits").and_then(Value::as_u64);
            let quick = |case: &Case| bits(case).is_none_or(|bits| bits <= 2048);
            file.groups.iter_mut().for_each(|group| group.cases.retain(quick));
            (stem, crate::conformance::generate::to_text(&file).unwrap())
        });
    Suite::from_texts(texts).unwrap()
}

fn run(client: &mut dyn Client, suite: &Suite) -> Results {
    let selection = Selection::default();
    let plan = Plan::cases_only(suite, &selection);
    let results = runner::run(client, &plan, &mut crate::os_rng(), &mut |_| {});
    assert_eq!(results.faults, Vec::<String>::new());
    results
}

/// Whether the first suspect, or one that answers the same, is the mutant.
fn is_first(mutant: &Mutant, results: &Results) -> bool {
    first_of(results).contains(&mutant.id)
}

/// The mutants that are not named first, with what is: nothing where the cases themselves do not see the mutant.
fn not_named(chosen: impl Iterator<Item = &'static Mutant>, asked: impl Fn(&Mutant) -> Vec<Op>) -> Vec<String> {
    let mut suites: BTreeMap<Vec<Op>, Suite> = BTreeMap::new();
    let base = MutantClient::new(mutants().next().unwrap());
    let mut not_named = Vec::new();
    for mutant in chosen {
        let ops = asked(mutant);
        let suite = suites.entry(ops).or_insert_with_key(|ops| suite_of(ops));
        let results = run(&mut base.beside(mutant), suite);
        let seen = results.totals.failed + results.totals.advisory > 0;
        if seen != is_first(mutant, &results) {
            not_named.push(alloc::format!("{}: {:?}", mutant.id, results.suspects.first()));
        }
    }
    not_named
}

/// A few of each section, over the operations that they touch.
#[test]
fn mutants_are_named_by_their_answers() {
    let sample = Section::ALL.into_iter().flat_map(|section| {
        let most = if section == Section::A { 40 } else { 16 };
        mutants().filter(move |mutant| mutant.section == section).step_by(most)
    });
    let touched = |mutant: &Mutant| Op::ALL.into_iter().filter(|op| mutant.touches(*op)).collect();
    assert_eq!(not_named(sample, touched), Vec::<String>::new());
}

/// Every mutant, over every operation but those that take long and that it has right.
#[test]
#[ignore = "takes minutes without optimisation: CI runs it with --release"]
fn every_mutant_is_named_by_its_answers() {
    let asked = |mutant: &Mutant| {
        let asked = |op: &Op| !LONG.contains(op) || mutant.touches(*op);
        Op::ALL.into_iter().filter(asked).collect()
    };
    assert_eq!(not_named(mutants(), asked), Vec::<String>::new());
}

/// The checks of those that no case sees for certain. What is heard over a pipe only is not among them.
#[test]
#[ignore = "takes minutes without optimisation: CI runs it with --release"]
fn every_mutant_is_named_by_the_checks() {
    let suite = Suite::embedded().unwrap();
    let selection = Selection::default();
    let plan = Plan::new(&suite, &selection);
    let base = MutantClient::new(mutants().next().unwrap());
    let of_checks = mutants().filter(|mutant| mutant.check().is_some_and(|check| check != Check::Secrets));
    let mut named = 0;
    let mut not_named = Vec::new();
    for mutant in of_checks {
        let results = runner::run(&mut base.beside(mutant), &plan, &mut crate::os_rng(), &mut |_| {});
        if is_first(mutant, &results) {
            named += 1;
        } else {
            not_named.push(alloc::format!("{}: {:?}", mutant.id, first_of(&results)));
        }
    }
    assert_eq!(not_named, Vec::<String>::new());
    assert!(named >= 20, "{named}");
}

#[test]
fn nobody_is_suspected_where_nothing_failed() {
    let results = run(
        &mut Reference::new(),
        &suite_of(&[Op::PinBlockEncode, Op::TzpkCheckValue]),
    );
    assert_eq!(results.suspects, []);
    assert!(results.cases.iter().all(|case| case.wrong_step.is_none()));
}

/// A client with capabilities of its own, and answers made from those of another.
struct Changed<C, F> {
    client: C,
    capabilities: Capabilities,
    change: F,
}

impl<C: Client, F: FnMut(&Request, Answer) -> Result<Answer, Fault>> Client for Changed<C, F> {
    fn hello(&mut self) -> Result<Description, Fault> {
        let mut description = self.client.hello()?;
        description.capabilities = self.capabilities.clone();
        Ok(description)
    }

    fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
        let answer = self.client.answer(prompt)?;
        (self.change)(&prompt.request, answer)
    }
}

fn first_of(results: &Results) -> Vec<&str> {
    let first = results.suspects.first();
    first.map_or_else(Vec::new, |first| {
        let same = first.same.iter().map(String::as_str);
        [first.mutant.as_str()].into_iter().chain(same).collect()
    })
}

#[test]
fn a_client_that_claims_less_is_told_by_what_it_shows() {
    let suite = suite_of(&[Op::PinBlockEncode, Op::PinBlockEncrypt]);
    let claims = Capabilities {
        formats: [Format::Iso1].to_vec(),
        fill: [crate::conformance::client::Fill::Free].to_vec(),
        ..Capabilities::full()
    };
    // No output of these is fixed: the fill is the client's own.
    for id in ["C01", "C02", "C06", "C07", "D01", "D02"] {
        let mut client = Changed {
            client: MutantClient::new(find(id).unwrap()),
            capabilities: claims.clone(),
            change: |_: &Request, answer| Ok(answer),
        };
        let results = run(&mut client, &suite);
        assert!(first_of(&results).contains(&id), "{id}: {:?}", results.suspects);
    }
}

/// An unwrapped key as its check value.
fn check_value_only(request: &Request, answer: Answer) -> Answer {
    let (Request::TzpkUnwrap { expect, .. }, Answer::Ok(Output::Unwrapped(unwrapped))) = (request, &answer) else {
        return answer;
    };
    let key = hex::decode(unwrapped.tzpk.as_ref().unwrap()).unwrap();
    let ExpectedKind::Only(kind) = expect else {
        return answer;
    };
    let rules = KeyRules {
        weak: WeakKeys::Allow,
        ..KeyRules::default()
    };
    let Ok(tzpk) = Tzpk::new(*kind, &key, &rules) else {
        return Answer::reject(RejectClass::UnwrapFailed);
    };
    let check_value = hex::encode(tzpk.check_value(kind.check_method()).unwrap().as_bytes());
    Answer::Ok(Output::Unwrapped(Unwrapped {
        tzpk: None,
        check_value: Some(check_value),
    }))
}

#[test]
fn keys_that_do_not_leave_the_client_are_told_by_their_check_values() {
    let suite = file("tzpk_unwrap_2048_sha256_mgf1sha256");
    for id in ["A21", "A16", "A34-zeros"]
        .into_iter()
        .filter_map(find)
        .map(|mutant| mutant.id)
    {
        let mut client = Changed {
            client: MutantClient::new(find(id).unwrap()),
            capabilities: Capabilities {
                unwrap_returns: UnwrapReturns::CheckValue,
                ..Capabilities::full()
            },
            change: |request: &Request, answer| Ok(check_value_only(request, answer)),
        };
        let results = run(&mut client, &suite);
        assert!(first_of(&results).contains(&id), "{id}: {:?}", results.suspects);
    }
}

#[test]
fn two_bugs_are_both_named() {
    let suite = suite_of(&[Op::PinBlockEncode, Op::TzpkCheckValue, Op::PinCheck]);
    let mut other = MutantClient::new(find("E32").unwrap());
    let mut client = Changed {
        client: MutantClient::new(find("C01").unwrap()),
        capabilities: Capabilities::full(),
        change: |request: &Request, answer| match request {
            Request::PinCheck { .. } => other.answer(&Prompt::probe(request.clone())),
            _ => Ok(answer),
        },
    };
    let results = run(&mut client, &suite);
    let named: Vec<&str> = results.suspects.iter().map(|suspect| suspect.mutant.as_str()).collect();
    assert!(
        named.contains(&"C01") && named.contains(&"E32"),
        "{:?}",
        results.suspects
    );
}

#[test]
fn no_answer_is_no_evidence() {
    let suite = suite_of(&[Op::TzpkCheckValue]);
    let mut client = Changed {
        client: Reference::new(),
        capabilities: Capabilities::full(),
        change: |request: &Request, answer| match request {
            Request::TzpkCheckValue { .. } => Err(Fault::Crash("gone".to_string())),
            _ => Ok(answer),
        },
    };
    let results = run(&mut client, &suite);
    assert!(results.totals.crashed > 0);
    assert_eq!(results.suspects, []);
}

#[test]
fn what_no_mutant_does_is_nobodys() {
    let suite = suite_of(&[Op::TzpkCheckValue]);
    let mut client = Changed {
        client: Reference::new(),
        capabilities: Capabilities::full(),
        change: |_: &Request, answer| {
            Ok(match answer {
                Answer::Ok(Output::CheckValue(mut value)) => {
                    value.check_value = "010203".to_string();
                    Answer::Ok(Output::CheckValue(value))
                }
                other => other,
            })
        },
    };
    let results = run(&mut client, &suite);
    assert!(results.totals.failed > 0);
    assert_eq!(results.suspects, []);
}

/// The suite of one file.
fn file(stem: &str) -> Suite {
    let (_, text) = EMBEDDED.iter().find(|(own, _)| *own == stem).unwrap();
    Suite::from_texts([(stem.to_string(), text.to_string())]).unwrap()
}

#[test]
fn the_first_wrong_step_is_where_the_bug_is() {
    let unwrap = "tzpk_unwrap_2048_sha256_mgf1sha256";
    let table: [(&str, &str, &[&str]); 20] = [
        ("C01", "tzpk_key_tdes", &["expanded_key"]),
        ("C01", "pin_block_encrypt_iso0", &["expanded_key"]),
        ("C02", "pin_block_encrypt_iso1", &["expanded_key"]),
        ("C06", "pin_block_encrypt_iso3", &["encrypted"]),
        ("C09", "pin_block_encrypt_iso0", &["encrypted"]),
        ("D01", "pin_block_encode_iso1", &["pin_field"]),
        ("D09", "pin_block_encode_iso0", &["pan_field"]),
        ("D09", "pin_block_encrypt_iso3", &["pan_field"]),
        ("D12", "pin_block_encode_iso3", &["block"]),
        ("D12", "pin_block_encrypt_iso0", &["block"]),
        ("D04-none", "pin_block_decode_iso0", &["pin_field"]),
        ("D29", "pin_block_encrypt_iso4", &["encrypted"]),
        ("D29-no-pan", "pin_block_encrypt_iso4", &["intermediate_b"]),
        ("D29-first", "pin_block_encrypt_iso4", &["intermediate_a"]),
        ("D30", "pin_block_encode_iso4", &["pan_field"]),
        ("E32", "pin_policy_iso", &["rule"]),
        ("E12", "pin_policy_bitmap", &["input 3210", "input 98", "input 987"]),
        ("A18", unwrap, &["y"]),
        ("A08", unwrap, &["lhash"]),
        ("A21", unwrap, &["separator"]),
    ];
    for (id, stem, wanted) in table {
        let results = run(&mut MutantClient::new(find(id).unwrap()), &file(stem));
        let steps = results.cases.iter().filter_map(|case| case.wrong_step.as_ref());
        let steps: BTreeSet<&str> = steps.map(|step| step.step.as_str()).collect();
        assert_eq!(steps.into_iter().collect::<Vec<_>>(), wanted, "{id} in {stem}");
    }
}
