//! The vectors inside the program.

use std::fs;

use pinproof::conformance::vector::Suite;
use serde_json::Value;

use crate::support::{PINPROOF, Ran, Vectors, pinproof, real_vectors, satisfies, schema};

/// The report without what differs from run to run.
fn timeless(ran: &Ran) -> Value {
    let mut report: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran}"));
    satisfies(&schema("results.schema.json"), &report);
    let cases = report["cases"].as_array_mut().unwrap();
    for case in &mut *cases {
        case.as_object_mut().unwrap().remove("elapsed_us");
    }
    // Standard error is heard over a pipe only.
    let of_stderr = |id: &str| id.starts_with("kit_secrets/") || id == "kit_sessions/twin-stderr";
    cases.retain(|case| !of_stderr(case["id"].as_str().unwrap()));
    for of_secrets in ["totals", "channels", "not_tested_by_reason", "detects"] {
        report.as_object_mut().unwrap().remove(of_secrets);
    }
    report
}

#[track_caller]
fn same_results(arguments: &[&str]) -> Value {
    let in_process = timeless(&pinproof(arguments).ends(0));
    // An RSA key of 4096 bits takes its time on a busy machine.
    let patient = ["check", "--timeout", "60"];
    let over_a_pipe = pinproof(patient.iter().chain(arguments).chain(&["--", PINPROOF, "client"])).ends(0);
    assert_eq!(in_process, timeless(&over_a_pipe));
    in_process
}

#[test]
fn in_process_and_over_a_pipe_the_results_are_the_same() {
    let report = same_results(&["--format", "json", "--seed", "42"]);
    // The vectors but for the long form, and fresh cases.
    let suite = Suite::embedded().unwrap().with_fresh(42, false).unwrap();
    let wanted = suite.cases().iter().filter(|test| !test.case.deep).count();
    let judged = report["cases"].as_array().unwrap();
    let of_vectors = judged
        .iter()
        .filter(|case| !case["id"].as_str().unwrap().starts_with("kit_"));
    assert_eq!(of_vectors.count(), wanted);
    let other = |case: &&Value| case["outcome"] != "pass" && case["detail"] != "asked with --deep";
    assert_eq!(judged.iter().find(other), None);
    assert!(judged.iter().filter(|case| case["outcome"] != "pass").count() <= 1);
    assert_eq!(report["combinations"]["covered"], report["combinations"]["of"]);
    assert!(wanted >= 5000, "{wanted} cases");
}

#[test]
fn the_small_vectors_too() {
    let vectors = Vectors::small();
    same_results(&["--format", "json", "--vectors", vectors.arg()]);
}

#[test]
fn profiles_choose_cases() {
    let all = Suite::embedded().unwrap().cases().len();
    for name in ["enfuce-v3", "aes-iso4"] {
        let ran = pinproof(["--profile", name, "--format", "json", "--quiet"]).ends(0);
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        let cases = report["cases"].as_array().unwrap();
        assert!(cases.len() > 100 && cases.len() < all, "{name}: {}", cases.len());
        // Of the other format only what is forbidden with this profile's key.
        let foreign = if name == "enfuce-v3" { "iso4" } else { "iso1" };
        assert!(
            !cases
                .iter()
                .any(|case| case["verdict"] == "accept"
                    && case["id"].as_str().unwrap().contains(&format!("_{foreign}/"))),
            "{name}"
        );
    }
}

#[test]
fn a_changed_digit_in_a_copy_is_found_and_named() {
    let vectors = Vectors::copy_of(&real_vectors());
    let path = vectors.path().join("pin_block_encode_iso0.json");
    let mut file: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let cases = file["groups"][0]["cases"].as_array_mut().unwrap();
    let case = cases
        .iter_mut()
        .find(|case| case["output"]["block"].is_string())
        .unwrap();
    let id = case["id"].as_str().unwrap().to_owned();
    let block = case["output"]["block"].as_str().unwrap().to_owned();
    let (rest, last) = block.split_at(block.len() - 1);
    case["output"]["block"] = format!("{rest}{}", if last == "0" { "1" } else { "0" }).into();
    fs::write(&path, file.to_string()).unwrap();
    let only = ["--vectors", vectors.arg(), "--only", "pin_block_encode_*"];
    pinproof(only)
        .ends(1)
        .says(&[&format!("FAIL pin_block_encode_iso0/{id} "), " 1 failed"]);
    pinproof(["check"].iter().chain(&only).chain(&["--", PINPROOF, "client"]))
        .ends(6)
        .complains(&[&id]);
}

#[test]
fn lint_has_no_problem() {
    pinproof(["vectors", "lint"]).ends(0).says(&["no problem"]);
}

#[test]
fn the_generator_writes_what_is_there_and_notices_changes() {
    let vectors = Vectors::copy_of(&real_vectors());
    let check = ["vectors", "generate", "--check", "--output", vectors.arg()];
    pinproof(check)
        .ends(0)
        .says(&["files are as the generator writes them"]);

    let changed = vectors.path().join("pin_policy_iso.json");
    let text = fs::read_to_string(&changed).unwrap();
    fs::write(&changed, format!("{text} ")).unwrap();
    fs::remove_file(vectors.path().join("pin_policy_strict4.json")).unwrap();
    fs::write(vectors.path().join("pin_policy_own.json"), text).unwrap();
    let ran = pinproof(check).ends(1).says(&[
        "pin_policy_iso.json differs",
        "pin_policy_strict4.json is missing",
        "pin_policy_own.json is not written by the generator",
        "run `pinproof vectors generate`",
    ]);
    assert_eq!(ran.stdout.lines().count(), 4, "{ran}");

    let write = ["vectors", "generate", "--output", vectors.arg()];
    pinproof(write)
        .ends(0)
        .says(&["wrote "])
        .complains(&["note: pin_policy_own.json is not written by the generator"]);
    fs::remove_file(vectors.path().join("pin_policy_own.json")).unwrap();
    pinproof(check).ends(0);
}
