use super::*;
use crate::conformance::baseline::Date;
use crate::conformance::client::{Client, Reference};
use crate::conformance::mutant::{MutantClient, find};
use crate::conformance::report::{RunInfo, exit};
use crate::conformance::runner::{self, Plan};
use crate::conformance::vector::EMBEDDED;
use crate::conformance::verdict::Outcome;

/// Files with siblings, with tied refusals and with a key pair for the kit to use.
const FILES: [&str; 4] = [
    "tzpk_key_tdes",
    "pin_block_encrypt_iso0",
    "pin_block_decode_iso1",
    "key_generate",
];

fn suite() -> Suite {
    let texts = EMBEDDED.iter().filter(|(stem, _)| FILES.contains(stem));
    Suite::from_texts(texts.map(|(stem, text)| (stem.to_string(), text.to_string()))).unwrap()
}

fn ask(client: &mut dyn Client, suite: &Suite, shard: Option<Shard>) -> Results {
    let selection = Selection {
        shard,
        ..Selection::default()
    };
    let info = RunInfo {
        strict: true,
        checks: true,
        ..RunInfo::default()
    };
    let plan = Plan {
        info,
        ..Plan::new(suite, &selection)
    };
    let results = runner::run(client, &plan, &mut crate::os_rng(), &mut |_| {});
    // As from a file.
    Results::from_json(&serde_json::to_string(&results).unwrap()).unwrap()
}

fn parts(client: &mut dyn Client, suite: &Suite, of: u32) -> Vec<Results> {
    (1..=of)
        .map(|index| ask(client, suite, Some(Shard { index, of })))
        .collect()
}

fn timeless(mut results: Results) -> Results {
    results.cases.iter_mut().for_each(|case| case.elapsed_us = None);
    results
}

#[test]
fn the_parts_of_a_run_are_the_run() {
    let suite = suite();
    let clients: [&mut dyn Client; 2] = [&mut Reference::new(), &mut MutantClient::new(find("C01").unwrap())];
    for client in clients {
        let whole = timeless(ask(client, &suite, None));
        let mut parts = parts(client, &suite, 3);
        assert!(parts.iter().filter(|part| !part.cases.is_empty()).count() > 1);
        parts.reverse();
        let merged = timeless(merge(parts, &suite).unwrap());
        for (one, other) in merged.cases.iter().zip(&whole.cases) {
            assert_eq!(one, other);
        }
        assert_eq!(merged, whole);
    }
}

#[test]
fn a_baseline_speaks_to_the_whole() {
    let suite = suite();
    let mutant = &mut MutantClient::new(find("C01").unwrap());
    let whole = timeless(ask(mutant, &suite, None));
    let failed: Vec<&CaseResult> = whole
        .cases
        .iter()
        .filter(|case| case.outcome == Outcome::Fail)
        .collect();
    // One failure of each part of two, one entry that is stale, one of the kit's own.
    let entry = |id: &str| format!("[[entry]]\nid = \"{id}\"\nstatus = \"known-failing\"\nreason = \"r\"\n");
    let mut text: String = failed.iter().take(9).map(|case| entry(&case.id)).collect();
    text += &entry("tzpk_key_tdes/none");
    text += &entry("kit_key_pair/none");
    let baseline = Baseline::from_toml(&text).unwrap();
    let (day, next) = (Date::parse("2026-01-01").unwrap(), Date::parse("2026-01-02").unwrap());
    let mut parts = parts(mutant, &suite, 2).into_iter();
    let (first, second) = (parts.next().unwrap(), parts.next().unwrap());
    let parts = [
        baseline.apply(first, &suite, &next),
        baseline.apply(second, &suite, &day),
    ]
    .to_vec();
    let merged = timeless(merge(parts, &suite).unwrap());
    assert_eq!(merged, baseline.apply(whole, &suite, &next));
    let used = merged.baseline.unwrap();
    assert_eq!((used.matched, used.stale.len(), merged.exit), (9, 2, exit::FAILED));
}

#[test]
fn parts_that_do_not_make_a_run() {
    let suite = suite();
    let client = &mut Reference::new();
    let parts = parts(client, &suite, 3);
    let [first, second, third] = parts.as_slice() else {
        panic!("three parts")
    };
    let fails = |parts: &[&Results]| {
        let parts = parts.iter().map(|part| (*part).clone()).collect();
        merge(parts, &suite).unwrap_err().to_string()
    };
    assert_eq!(fails(&[]), "no part at all");
    assert_eq!(fails(&[first, third]), "part 2/3 is missing");
    assert_eq!(fails(&[first, second]), "part 3/3 is missing");
    assert_eq!(fails(&[first, second, third, second]), "part 2/3 is there twice");
    assert_eq!(
        fails(&[&ask(client, &suite, None)]),
        "one of these is a whole run and no part of one"
    );
    let of_two = &ask(client, &suite, Some(Shard { index: 2, of: 2 }));
    assert_eq!(fails(&[first, of_two]), "one run is in 3 parts, another in 2");
    let changed = |change: fn(&mut Results)| {
        let mut part = third.clone();
        change(&mut part);
        fails(&[first, second, &part])
    };
    for (change, what) in [
        ((|part| part.run.seed = Some(7)) as fn(&mut Results), "the seed"),
        (|part| part.run.deep = true, "--deep"),
        (|part| part.run.strict = false, "--strict"),
        (|part| part.kit.version = "0.0.1".to_string(), "the kit"),
        (|part| part.vectors.sha256 = "00".to_string(), "the vectors"),
        (|part| part.selected.only = Some("*".to_string()), "--only or --profile"),
        (
            |part| {
                part.client
                    .iter_mut()
                    .for_each(|client| client.client.version = "0".to_string())
            },
            "the client",
        ),
        (
            |part| {
                part.client
                    .iter_mut()
                    .for_each(|client| client.capabilities.policies = false)
            },
            "the client",
        ),
    ] {
        assert_eq!(
            changed(change),
            format!("part 3/3 is of another run than part 1: {what} differs")
        );
    }
    let lost = changed(|part| drop(part.cases.remove(0)));
    assert!(lost.starts_with("case ") && lost.ends_with(" is in no part"), "{lost}");
    let mut moved = third.clone();
    moved.cases.extend(first.cases.first().cloned());
    assert!(fails(&[first, second, &moved]).ends_with("does not belong to part 3/3"));
}

#[test]
fn a_part_that_failed_fails_the_whole() {
    let suite = suite();
    let client = &mut Reference::new();
    let mut parts = parts(client, &suite, 2);
    parts[1].faults.push("the pipe broke".to_string());
    parts[1].cases.clear();
    parts[1].client = None;
    let merged = merge(parts, &suite).unwrap();
    assert_eq!((merged.exit, merged.faults.len()), (exit::HARNESS, 1));
    assert!(merged.client.is_some());
}

#[test]
fn parts_without_the_checks_do_not_go_with_parts_that_made_them() {
    let suite = suite();
    let mut parts = parts(&mut Reference::new(), &suite, 2);
    parts.iter_mut().for_each(|part| part.run.checks = true);
    assert!(merge(parts.clone(), &suite).is_ok());
    parts[1].run.checks = false;
    let error = merge(parts, &suite).unwrap_err().to_string();
    assert!(error.contains("the kit's own checks"), "{error}");
}
