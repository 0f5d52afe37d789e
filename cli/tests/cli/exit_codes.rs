//! Each exit code can be reached, and the first of 4, 6, 3, 5, 1 wins.

use crate::support::{PINPROOF, Vectors, pinproof};

/// What `check` needs to ask the reference device over a pipe.
const REFERENCE: [&str; 3] = ["--", PINPROOF, "client"];

/// `pinproof check ARGUMENTS -- pinproof client`.
fn check(arguments: &[&str]) -> crate::support::Ran {
    pinproof(["check"].iter().chain(arguments).chain(&REFERENCE))
}

/// A client that is none.
fn check_nothing(arguments: &[&str]) -> crate::support::Ran {
    pinproof(["check"].iter().chain(arguments).chain(&["--", "false"]))
}

#[test]
fn as_expected_is_0() {
    let vectors = Vectors::small();
    pinproof(["--vectors", vectors.arg()])
        .ends(0)
        .says(&["7 passed, 0 failed, 0 not tested"]);
    check(&["--vectors", vectors.arg()])
        .ends(0)
        .says(&["7 passed, 0 failed, 0 not tested"]);
}

#[test]
fn help_and_version_are_0() {
    for arguments in [
        &["--help"][..],
        &["-h"],
        &["help"],
        &["check", "--help"],
        &["vectors", "generate", "--help"],
    ] {
        pinproof(arguments).ends(0).says(&["Usage: pinproof"]);
    }
    pinproof(["--help"]).ends(0).says(&["Exit codes: 0 as expected; 1 "]);
    for arguments in [["--version"], ["-V"]] {
        pinproof(arguments)
            .ends(0)
            .says(&[&format!("pinproof {}", env!("CARGO_PKG_VERSION"))]);
    }
}

#[test]
fn a_changed_digit_is_1_and_names_the_case() {
    let vectors = Vectors::small();
    vectors.spoil();
    let ran = pinproof(["--vectors", vectors.arg()]).ends(1);
    let ran = ran.says(&["FAIL pin_block_encode_iso0/pin4-pan13 (must)", "5 passed, 2 failed"]);
    ran.says(&[
        r#"expected {"block":"041215fedcba9877"}, got {"block":"041215fedcba9876"}"#,
        "refused, and so counts only if pin_block_encode_iso0/pin4-pan13 is accepted, which it was not",
    ]);
    // Also where only what failed is shown.
    let quiet = pinproof(["--vectors", vectors.arg(), "--quiet"]).ends(1);
    quiet.says(&["FAIL pin_block_encode_iso0/pin4-pan13 (must)"]);
}

#[test]
fn a_should_that_fails_is_advice_and_0() {
    let vectors = Vectors::small();
    // A client that takes every key.
    let check = [
        "check",
        "--vectors",
        vectors.arg(),
        "--",
        PINPROOF,
        "client",
        "--mutant",
        "C11",
    ];
    pinproof(check).ends(0).says(&[
        "ADVICE tzpk_key_tdes/same-halves (should)",
        "6 passed, 0 failed, 0 not tested, 1 advisory",
    ]);
    // For the reference nothing is mere advice: the vectors are wrong, or it is.
    vectors.change("tzpk_key_tdes.json", "\"key_weak\"", "\"key_length\"");
    let ran = pinproof(["--vectors", vectors.arg()]).ends(1);
    ran.says(&["FAIL tzpk_key_tdes/same-halves (must)"]);
    pinproof(check).ends(6);
    // The same in a replay, and a `must` is no advice.
    let replay = ["replay", "tzpk_key_tdes/same-halves", "--vectors", vectors.arg()];
    pinproof(replay.iter().chain(&REFERENCE))
        .ends(0)
        .says(&["refused with key_weak, the reason is key_length"]);
    vectors.change("tzpk_key_tdes.json", "\"should\"", "\"must\"");
    pinproof(replay.iter().chain(&REFERENCE)).ends(1);
}

#[test]
fn a_client_that_is_none_is_3() {
    let vectors = Vectors::small();
    check_nothing(&["--vectors", vectors.arg()])
        .ends(3)
        .says(&["HARNESS hello: the client ended with exit status 1"]);
    let replay = [
        "replay",
        "tzpk_key_tdes/two-halves",
        "--vectors",
        vectors.arg(),
        "--",
        "false",
    ];
    pinproof(replay)
        .ends(3)
        .says(&["harness-error: hello: the client ended with exit status 1 before it answered hello"]);
}

#[test]
fn wrong_use_is_4_and_never_2() {
    for arguments in [
        &["--nonsense"][..],
        &["nonsense"],
        &["check"],
        &["check", "--"],
        &["check", "client.mjs"],
        &["check", "--timeout", "0", "--", "false"],
        &["check", "--timeout", "-1", "--", "false"],
        &["check", "--timeout", "NaN", "--", "false"],
        &["check", "--timeout", "inf", "--", "false"],
        &["check", "--timeout", "ten", "--", "false"],
        &["--format", "xml"],
        &["--only"],
        &["--only", "a", "--only", "b"],
        &["--quiet", "check", "--", "false"],
        &["client", "extra"],
        &["vectors"],
        &["vectors", "nonsense"],
        &["vectors", "show"],
        &["vectors", "generate", "--seed", "1"],
        &["replay"],
        &["explain", "1234"],
        &["check", "--shard", "3/2", "--", "false"],
    ] {
        let ran = pinproof(arguments).ends(4);
        assert!(!ran.stderr.is_empty() && ran.stdout.is_empty(), "{arguments:?}: {ran}");
    }
}

#[test]
fn what_cannot_be_used_is_4_and_says_what_to_do() {
    let vectors = Vectors::small();
    let small = ["--vectors", vectors.arg()];
    let empty = tempfile::TempDir::new().unwrap();
    let empty = empty.path().to_str().unwrap();
    for (arguments, words) in [
        (&["--vectors", "no-such-folder"][..], "no-such-folder: No such file"),
        (&["--vectors", empty], "no vector file (*.json) in this folder"),
        (&["vectors", "list", "--vectors", empty], "no vector file"),
        (&["vectors", "lint", "--vectors", empty], "no vector file"),
        (
            &["check", "--vectors", "no-such-folder", "--", "false"],
            "no-such-folder: No such file",
        ),
        (&["--profile", "nonsense", small[0], small[1]], "no profile `nonsense`"),
        (
            &["check", "--profile", "nonsense", small[0], small[1], "--", "false"],
            "no profile `nonsense`",
        ),
        (
            &["vectors", "show", "nonsense", small[0], small[1]],
            "no case `nonsense`",
        ),
        (
            &["vectors", "show", "tzpk_key_tdes", small[0], small[1]],
            "no case `tzpk_key_tdes`",
        ),
        (
            &["replay", "tzpk_key_tdes/none", small[0], small[1]],
            "no case `tzpk_key_tdes/none`",
        ),
        (&["vectors", "generate", "--output", "no-such-folder"], "no-such-folder"),
        (
            &["vectors", "generate", "--check", "--output", "no-such-folder"],
            "no-such-folder",
        ),
    ] {
        let ran = pinproof(arguments).ends(4).complains(&["error: ", words, "\nhelp: "]);
        assert!(ran.stdout.is_empty(), "{arguments:?}: {ran}");
    }
}

#[test]
fn a_profile_that_is_wrong_is_4_and_names_the_field() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("bank.toml");
    std::fs::write(&file, "name = \"bank\"\nrsa_bits = 2048\nattempts = \"three\"\n").unwrap();
    let ran = pinproof(["--profile", file.to_str().unwrap(), "--vectors", Vectors::small().arg()]);
    ran.ends(4)
        .complains(&["bank.toml", "attempts", "help: correct the field that is named"]);
}

#[test]
fn a_vector_file_that_is_wrong_is_4_and_named() {
    for (old, new, words) in [
        ("\"count\": 2", "\"count\": two", "tzpk_key_tdes: "),
        (
            "\"version\": \"1.0.0\"",
            "\"version\": \"2.0.0\"",
            "vectors of version 2.0.0, this kit reads 1.1.0",
        ),
        (
            "\"same-halves\"",
            "\"two-halves\"",
            "case id `two-halves` is used twice",
        ),
        (
            "\"level\": \"should\"",
            "\"level\": \"shall\"",
            "unknown variant `shall`",
        ),
        (
            "\"class\": \"key_weak\",",
            "",
            "case `same-halves`: a case that may be refused needs `class`",
        ),
        (
            "\"08d7b4\"",
            "\"08D7B4\"",
            "case `two-halves`: `check_value` of tzpk.check_value is not lower-case hex",
        ),
        ("\"method\": \"tdes\"", "\"method\": \"md5\"", "unknown variant `md5`"),
    ] {
        let vectors = Vectors::small();
        let file = "tzpk_key_tdes.json";
        if old.contains("version") {
            // The header's version is the first of several.
            let path = vectors.path().join(file);
            let text = std::fs::read_to_string(&path).unwrap();
            std::fs::write(path, text.replacen(old, new, 1)).unwrap();
        } else {
            vectors.change(file, old, new);
        }
        pinproof(["--vectors", vectors.arg()])
            .ends(4)
            .complains(&["these vectors cannot be used: tzpk_key_tdes", words]);
    }
}

#[test]
fn nothing_tested_is_5() {
    let vectors = Vectors::small();
    let none = ["--vectors", vectors.arg(), "--only", "no_such_file/*"];
    let words = ["nothing was tested: no case matches --only and --profile"];
    pinproof(none).ends(5).says(&words);
    check(&none).ends(5).says(&words);
    // No case of these files belongs to a profile of AES keys.
    pinproof(["--vectors", vectors.arg(), "--profile", "aes-iso4"])
        .ends(5)
        .says(&words);
}

#[test]
fn vectors_that_the_reference_fails_are_6_and_judge_nobody() {
    let vectors = Vectors::small();
    vectors.spoil();
    let ran = check(&["--vectors", vectors.arg()]).ends(6);
    let ran = ran.complains(&["pin_block_encode_iso0/pin4-pan13: expected", "no client was judged"]);
    assert!(ran.stdout.is_empty(), "{ran}");
    // Only what was selected counts.
    check(&["--vectors", vectors.arg(), "--only", "tzpk_key_tdes/*"]).ends(0);
}

#[test]
fn wrong_use_comes_before_a_failed_self_check() {
    let vectors = Vectors::small();
    vectors.spoil();
    check(&["--vectors", vectors.arg(), "--profile", "nonsense"]).ends(4);
    let nowhere = vectors.path().join("no-such-folder/report.json");
    check(&["--vectors", vectors.arg(), "--output", nowhere.to_str().unwrap()])
        .ends(4)
        .complains(&["cannot write"]);
}

#[test]
fn a_failed_self_check_comes_before_a_harness_error() {
    let vectors = Vectors::small();
    vectors.spoil();
    check_nothing(&["--vectors", vectors.arg()]).ends(6);
    pinproof(["check", "--vectors", vectors.arg(), "--", "no-such-program"]).ends(6);
}

#[test]
fn a_harness_error_comes_before_nothing_tested() {
    let vectors = Vectors::small();
    check_nothing(&["--vectors", vectors.arg(), "--only", "no_such_file/*"]).ends(3);
}

#[test]
fn nothing_tested_comes_before_a_failure() {
    let vectors = Vectors::small();
    vectors.spoil();
    pinproof(["--vectors", vectors.arg()]).ends(1);
    pinproof(["--vectors", vectors.arg(), "--only", "no_such_file/*"]).ends(5);
}
