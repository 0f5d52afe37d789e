//! Fresh cases: a seed that is drawn, printed and given back.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{PINPROOF, Ran, pinproof, real_vectors};

const ID: &str = "fresh_public_key_check/001-base64";

fn report(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran}"))
}

fn ids(report: &Value) -> Vec<&str> {
    let cases = report["cases"].as_array().unwrap();
    cases.iter().map(|case| case["id"].as_str().unwrap()).collect()
}

#[test]
fn a_run_draws_a_seed_and_prints_it() {
    let only = ["--only", "fresh_public_key_check/*"];
    let seeds: Vec<u64> = (0..2)
        .map(|_| {
            report(&pinproof(only.iter().chain(&["--format", "json"])).ends(0))["run"]["seed"]
                .as_u64()
                .unwrap()
        })
        .collect();
    assert_ne!(seeds[0], seeds[1]);
    let seed = seeds[0].to_string();
    let ran = pinproof(only.iter().chain(&["--seed", &seed])).ends(0);
    ran.says(&[&format!("seed {seed}: `--seed {seed}`")]);
}

/// Vectors that somebody brings, and the parts of a run, are what they are.
#[test]
fn with_vectors_and_with_a_shard_there_are_fresh_cases_only_when_a_seed_is_given() {
    let folder = real_vectors();
    let folder = folder.to_str().unwrap();
    let brought = ["--only", "*public_key_check/*", "--format", "json", "--vectors", folder];
    let without = pinproof(brought).ends(0);
    let without = report(&without);
    assert!(!ids(&without).iter().any(|id| id.starts_with("fresh_")));
    assert_eq!(without["run"]["seed"], Value::Null);
    let with = pinproof(brought.iter().chain(&["--seed", "9"])).ends(0);
    assert!(ids(&report(&with)).contains(&ID));
    let part = ["--only", "*public_key_check/*", "--format", "json", "--shard", "1/2"];
    assert_eq!(report(&pinproof(part).ends(0))["run"]["seed"], Value::Null);
}

#[test]
fn one_fresh_case_is_shown_and_replayed_with_its_seed() {
    let (show, replay) = (["vectors", "show", ID], ["replay", ID]);
    for command in [show.as_slice(), &replay] {
        pinproof(command).ends(4).complains(&["is a fresh case", "--seed"]);
    }
    let seed = ["--seed", "17"];
    pinproof(show.iter().chain(&seed))
        .ends(0)
        .says(&["the same key as bare base64", "cell:base64"]);
    let lines = pinproof(replay.iter().chain(&seed)).ends(0);
    assert_eq!(lines.stdout.lines().count(), 2);
    assert_eq!(lines.stdout, pinproof(replay.iter().chain(&seed)).ends(0).stdout);
    assert_ne!(
        lines.stdout,
        pinproof(replay.iter().chain(&["--seed", "18"])).ends(0).stdout
    );
    pinproof(replay.iter().chain(&seed).chain(&["--", PINPROOF, "client"]))
        .ends(0)
        .says(&["pass"]);
    pinproof(["replay", "fresh_public_key_check/no-such", "--seed", "1"]).ends(4);
}

#[test]
fn fresh_cases_become_files_that_lint_has_nothing_against() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().to_str().unwrap();
    let write = ["vectors", "fresh", "--seed", "21", "--output", path];
    pinproof(write).ends(0).says(&["wrote 10 files of seed 21"]);
    pinproof(["vectors", "lint", "--vectors", path])
        .ends(0)
        .says(&["no problem"]);
    pinproof(["--quiet", "--vectors", path]).ends(0);
    // A second seed in the same folder would be another case under the same id.
    pinproof(write).ends(4).complains(&["without vector files"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 10);
}

#[test]
fn a_failure_in_a_fresh_case_says_how_to_see_it() {
    let only = ["--only", "fresh_pin_block_encode/*", "--seed", "5"];
    let client = ["--", PINPROOF, "client", "--mutant", "D02"];
    let ran = pinproof(["check"].iter().chain(&only).chain(&client)).ends(1);
    ran.says(&["pinproof vectors show fresh_pin_block_encode/", " --seed 5"]);
}

/// A client that is wrong in one value of one parameter: the report says which.
#[test]
fn the_smallest_failing_combination_is_in_the_report() {
    let client = ["--", PINPROOF, "client", "--mutant", "A01"];
    let ran = pinproof(
        ["check", "--seed", "5", "--only", "fresh_tzpk_unwrap_2048/*"]
            .iter()
            .chain(&client),
    )
    .ends(1);
    ran.says(&["failing cases that must be accepted have MGF hash sha256"]);
}
