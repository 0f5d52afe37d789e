//! Clients that are broken in one way each: none passes, none takes long, and the message names the fault.

use std::path::Path;
use std::time::Duration;

use crate::support::{PINPROOF, Ran, Vectors, command, pinproof, ran};

/// No run may take longer, whatever the client does.
const BOUND: Duration = Duration::from_secs(20);

/// Runs `pinproof check --vectors VECTORS ARGUMENTS -- CLIENT`; a run that takes too long has no exit code.
fn bounded(vectors: &Vectors, arguments: &[&str], client: &[&str]) -> Ran {
    let line = [&["check", "--vectors", vectors.arg()], arguments, &["--"], client].concat();
    ran(command(line).timeout(BOUND))
}

/// `pinproof check ARGUMENTS -- sh fakes/client.sh FAULT` over 61 cases of `echo`.
fn check_with(arguments: &[&str], fault: &str) -> Ran {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/fakes/client.sh");
    bounded(&Vectors::echoes(), arguments, &["sh", script.to_str().unwrap(), fault])
}

fn check(fault: &str) -> Ran {
    check_with(&[], fault)
}

/// `pinproof check ARGUMENTS -- CLIENT` over the small vectors.
fn check_program(arguments: &[&str], client: &[&str]) -> Ran {
    bounded(&Vectors::small(), arguments, client)
}

/// The reference device with every line of its answers through `sed SCRIPT`.
fn check_edited(script: &str) -> Ran {
    check_program(&[], &["sh", "-c", &format!("'{PINPROOF}' client | sed -u '{script}'")])
}

#[test]
fn a_right_client_passes() {
    check("right")
        .ends(0)
        .says(&["client fake 1 (sh)", "61 passed, 0 failed, 0 not tested"]);
    check_edited("").ends(0).says(&["7 passed"]);
}

#[test]
fn out_of_order_noisy_or_deaf_to_stop_is_no_fault() {
    for fault in ["in_pairs", "noisy_stderr", "ignores_stop"] {
        check(fault).ends(0).says(&["61 passed, 0 failed"]);
    }
}

#[test]
fn false_cat_and_yes() {
    check_program(&[], &["false"])
        .ends(3)
        .says(&["hello: the client ended with exit status 1 before it answered hello"]);
    check_program(&[], &["true"])
        .ends(3)
        .says(&["hello: the client ended with exit status 0 before it answered hello"]);
    check_program(&[], &["cat"])
        .ends(3)
        .says(&["the answer looks like the request itself"]);
    let yes = check_program(&[], &["yes"]).ends(3);
    yes.says(&["a line that is not JSON (standard output is for answers only, a log goes to standard error): `y`"]);
}

#[test]
fn sleepers() {
    let words = ["hello: no answer to hello within 1.0 s"];
    check_program(&["--timeout", "1"], &["sleep", "1000"])
        .ends(3)
        .says(&words);
    // Deaf to polite signals, and with a child that keeps the pipe open when the shell is gone.
    check_program(&["--timeout", "1"], &["sh", "-c", "trap '' TERM PIPE; sleep 15; :"])
        .ends(3)
        .says(&words);
}

#[test]
fn programs_that_do_not_start() {
    let nothing = check_program(&[], &["no-such-program"]).ends(3);
    let nothing = nothing.complains(&[
        "cannot start \"no-such-program\": No such file",
        "help: run the command after --",
    ]);
    assert!(nothing.stdout.is_empty(), "{nothing}");
    check_program(&[], &["/"])
        .ends(3)
        .complains(&["cannot start \"/\": Permission denied"]);
    check_program(&[], &["sh", "-c", "no-such-program"])
        .ends(3)
        .says(&["exit status 127", "no-such-program"]);
}

#[test]
fn hangs_are_put_down_to_their_case_and_the_run_goes_on() {
    let ran = check_with(&["--timeout", "2"], "sleeps_at_n30").ends(1);
    ran.says(&[
        "HANG echo/n30 (must)\n  no answer within 2.0 s",
        "60 passed, 1 failed, 0 not tested",
    ]);
}

#[test]
fn a_client_that_always_hangs_is_given_up() {
    let ran = check_with(&["--timeout", "1"], "sleeps_at_every_case").ends(3);
    ran.says(&[
        "HANG echo/n00",
        "the client was restarted 8 times and is not started again",
        "HARNESS the run ended before 52 more cases",
    ]);
    check_with(&["--timeout", "1"], "sleeps_in_the_self_test")
        .ends(3)
        .says(&["self-test, echo of the bytes 00 to ff", "no answer within 1.0 s"]);
}

#[test]
fn crashes_are_put_down_to_their_case_and_the_run_goes_on() {
    for (fault, words) in [
        (
            "dies_at_n50",
            "the client ended with exit status 7; its standard error: `no such key: slot 7`",
        ),
        ("killed_at_n50", "the client was ended by signal 9 (SIGKILL)"),
        (
            "half_a_line_at_n50",
            "the client ended with exit status 0 in the middle of the line `{\"id\":",
        ),
        (
            "closes_stdout_at_n50",
            "the client closed its standard output and was killed",
        ),
    ] {
        let ran = check(fault).ends(1);
        ran.says(&[
            &format!("CRASH echo/n50 (must)\n  {words}"),
            "60 passed, 1 failed, 0 not tested",
        ]);
    }
}

#[test]
fn a_client_that_always_crashes_is_given_up() {
    let words =
        "the client was restarted 8 times and is not started again; the last time: the client ended with exit status 7";
    check("dies_at_every_case").ends(3).says(&["CRASH echo/n00", words]);
    check("dies_in_the_self_test").ends(3).says(&[
        "self-test, echo of the bytes 00 to ff",
        "exit status 7",
        "nothing was scored",
    ]);
}

#[test]
fn a_crash_that_belongs_to_no_case_does_not_pass() {
    let ran = check("dies_after_20").ends(1);
    ran.says(&[
        "CRASH echo/",
        "asked again one at a time all were answered: this is the oldest of them",
    ]);
}

#[test]
fn broken_lines_end_the_run() {
    for (fault, words) in [
        (
            "logs",
            "a line that is not JSON (standard output is for answers only, a log goes to standard error): `INFO key store opened`",
        ),
        ("blank_lines", "a line that is not JSON"),
        ("endless_line", "a line of more than 1048576 bytes: `yyy"),
        (
            "floods",
            "a line that is not JSON (standard output is for answers only, a log goes to standard error): `y`",
        ),
        ("wrong_id", "an answer to id 4711, which was not asked"),
        ("twice", "a second answer to id "),
        ("unknown_field", "unknown field `debug`"),
        (
            "unknown_field_in_ok",
            "the `ok` of echo has the wrong shape: unknown field `debug`",
        ),
        (
            "missing_field",
            "the `ok` of echo has the wrong shape: missing field `bytes`",
        ),
        ("unknown_class", "unknown variant `wrong_pin`"),
        (
            "two_kinds",
            "an answer has exactly one of `ok`, `reject`, `unsupported`, `error`",
        ),
        ("upper_case_hex_at_n50", "`bytes` of echo is not lower-case hex"),
    ] {
        check(fault)
            .ends(3)
            .says(&["HARNESS echo/", "protocol error: ", words, "without a usable answer"]);
    }
}

#[test]
fn garbage_ends_the_run_and_does_not_reach_the_terminal() {
    let ran = check("garbage").ends(3).says(&["HARNESS echo/", "protocol error: "]);
    let raw = |character: char| character.is_control() && character != '\n';
    assert!(!ran.stdout.contains(raw), "{:?}", ran.stdout);
}

#[test]
fn clients_that_answer_without_looking_fail_the_self_test() {
    for (fault, words) in [
        ("accepts_all", "self-test, must-reject: echo of `0g`, which is not hex"),
        (
            "rejects_all",
            "self-test, echo of the bytes 00 to ff: the client must give the bytes back; it refused with encoding",
        ),
        (
            "constant",
            "self-test, echo of the bytes 00 to ff: other bytes came back",
        ),
        (
            "mangles_bytes",
            "self-test, echo of the bytes 00 to ff: other bytes came back",
        ),
        ("upper_case_hex", "`bytes` of echo is not lower-case hex"),
        (
            "supports_nothing",
            "the client must give the bytes back; it answered unsupported",
        ),
        (
            "has_every_operation",
            "self-test, must-be-unsupported: an operation that nobody has: the client must answer `unsupported`; it accepted",
        ),
    ] {
        check(fault)
            .ends(3)
            .says(&[words, "nothing was scored", "0 passed, 0 failed, 0 not tested"]);
    }
}

#[test]
fn clients_that_look_at_the_self_test_only_fail_the_cases() {
    check("rejects_the_cases").ends(1).says(&[
        "FAIL echo/n00 (must)\n  refused (encoding) what must be accepted",
        "0 passed, 61 failed",
        "refused, and so counts only if",
    ]);
    // Half a byte is no hex: what comes back is not even an answer.
    check("accepts_the_cases")
        .ends(3)
        .says(&["HARNESS echo/odd", "not lower-case hex"]);
}

#[test]
fn wrong_answers_fail_their_case() {
    for (fault, words) in [
        (
            "wrong_value_at_n50",
            "FAIL echo/n50 (must)\n  expected {\"bytes\":\"c0ffee50\"}, got {\"bytes\":\"00\"}",
        ),
        (
            "wrong_class",
            "FAIL echo/odd (must)\n  refused with message, the reason is encoding",
        ),
        (
            "unsupported_at_n50",
            "FAIL echo/n50 (must)\n  declared in its capabilities, but answered unsupported: not yet",
        ),
    ] {
        check(fault).ends(1).says(&[words, "60 passed, 1 failed, 0 not tested"]);
    }
}

#[test]
fn errors_of_the_wrapper_are_not_failures() {
    let words = [
        "HARNESS echo/n50 (must)",
        "the client's wrapper could not run it: the key file could not be opened",
    ];
    check("error_at_n50")
        .ends(3)
        .says(&words)
        .says(&["60 passed, 0 failed, 0 not tested, 1 without a usable answer"]);
    // 3 comes before 1, and both are told.
    check("wrong_value_and_error")
        .ends(3)
        .says(&words)
        .says(&["FAIL echo/n10", "59 passed, 1 failed"]);
}

#[test]
fn wrong_greetings() {
    check("hello_refused")
        .ends(3)
        .says(&["hello: protocol error: hello was refused"]);
    let ran = check("hello_of_version_2").ends(3);
    ran.says(&["hello: the client speaks version 2 of the client protocol, this kit version 1"]);
}

#[test]
fn a_client_that_claims_nothing_is_5() {
    let ran = check("claims_nothing").ends(5);
    ran.says(&[
        "not tested, because the client does not claim it\n     61  operation echo not declared",
        "0 passed, 0 failed, 61 not tested",
        "nothing was tested: the client claims nothing",
    ]);
}

#[test]
fn a_client_that_claims_nothing_is_5_with_all_vectors_and_checks_too() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/fakes/client.sh");
    let ran = ran(&mut command([
        "check",
        "--",
        "sh",
        script.to_str().unwrap(),
        "claims_nothing",
    ]))
    .ends(5);
    ran.says(&[
        "not declared, and asked all the same it does not work",
        "0 passed, 0 failed",
        "nothing was tested",
    ]);
}

#[test]
fn a_name_cannot_write_to_the_terminal() {
    let ran = check("hello_with_escapes")
        .ends(0)
        .says(&["client \\u{1b}[2Jevil\\nclient 1\\u{7}\n"]);
    assert!(
        !ran.stdout.contains(['\u{1b}', '\u{7}']) && !ran.stderr.contains('\u{1b}'),
        "{ran}"
    );
}

#[test]
fn a_reference_device_with_edited_answers_fails() {
    for (script, words) in [
        // Upper-case hex in the answers to the cases only: each has an id of its own.
        (
            r#"/"block"/s/fedcba/FEDCBA/"#,
            "`block` of pin_block.encode is not lower-case hex",
        ),
        (r#"/"block"/s/}}$/},"native":"x"}/"#, "`native` goes with `reject` only"),
    ] {
        check_edited(script)
            .ends(3)
            .says(&["HARNESS pin_block_encode_iso0/pin4-pan13", words]);
    }
    for (script, words) in [
        (
            "s/08d7b4/08d7b5/",
            "FAIL tzpk_key_tdes/two-halves (must)\n  expected {\"check_value\":\"08d7b4\"}, got {\"check_value\":\"08d7b5\"}",
        ),
        (
            "s/pin_length/pin_charset/",
            "FAIL pin_block_encode_iso0/pin3-pan13 (must)\n  refused with pin_charset, the reason is pin_length",
        ),
        // Both answers are right in a case that is `either`, but no third.
        (
            "s/pan_length/pan_charset/",
            "FAIL pin_block_encode_iso0/pin4-pan12 (must)\n  refused with pan_charset, the reason is pan_length",
        ),
        // Another PIN under free fill.
        (
            "s/\"140287[0-9a-f]*\"/\"140288bbbbbbbbbb\"/",
            "FAIL pin_block_encode_iso1/free (must)\n  the block opens to another PIN",
        ),
    ] {
        check_edited(script).ends(1).says(&[words]);
    }
    let either = check_edited(r#"s/"reject":"pan_length"/"ok":{"block":"041235fedcba9876"}/"#).ends(0);
    either.says(&["where both answers are right, this client\n  accepted: 1 x ShortPan"]);
}

/// Everything that is declared was asked before: what the client does beyond is advice, and ends nothing.
#[test]
fn a_slip_at_what_is_not_declared_costs_nothing() {
    let format = r#"/"capabilities"/s/"iso1",//; s/"block":"1/"block":"X/"#;
    // One that comes before others that are declared.
    let operation = r#"/"capabilities"/s/"pin_block.encode",//; s/"block":"/&X/"#;
    for (script, name) in [(format, "format-iso1"), (operation, "op-pin-block-encode")] {
        let client = format!("'{PINPROOF}' client | sed -u '{script}'");
        let line = ["check", "--only", "kit_capabilities/*", "--", "sh", "-c", &client];
        ran(command(line).timeout(BOUND)).ends(0).says(&[
            &format!("kit_capabilities/undeclared-{name} (should)"),
            "asked without being declared: protocol error: `block` of pin_block.encode is not lower-case hex",
        ]);
    }
}

/// A replay comes after what comes before the cases of a run.
#[test]
fn a_replay_judges_as_a_run_does() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/fakes/client.sh");
    let vectors = Vectors::echoes();
    for (fault, code, words) in [
        ("right", 0, "pass"),
        ("claims_nothing", 5, "not-tested: operation echo not declared"),
        ("hello_of_version_2", 3, "the client speaks version 2"),
        ("mangles_bytes", 3, "self-test"),
    ] {
        let line = [
            "replay",
            "echo/n10",
            "--vectors",
            vectors.arg(),
            "--",
            "sh",
            script.to_str().unwrap(),
            fault,
        ];
        ran(command(line).timeout(BOUND)).ends(code).says(&[words]);
    }
}

#[test]
fn ids_that_are_none_get_help_that_helps() {
    pinproof(["vectors", "list", "--only", "nope*"])
        .ends(4)
        .complains(&["no case matches `nope*`"]);
    pinproof(["vectors", "show", "kit_secrets/stderr-canary"])
        .ends(4)
        .complains(&["a check of the kit's own", "check --only 'kit_secrets/*'"]);
    pinproof(["vectors", "show", "fresh_tzpk_unwrap_2048/000-none", "--seed", "1"])
        .ends(4)
        .complains(&["give the --seed that the report names"]);
}

#[test]
fn a_pin_far_behind_in_an_error_text_is_found() {
    // The words that a refusal of this client has, which hold the PIN, behind more than a message shows.
    for kind in ["unsupported", "error"] {
        let long = "x".repeat(400);
        let edit = format!(r#"s/"reject":"[^"]*","native":"/"{kind}":"{long}/"#);
        let client = format!("'{PINPROOF}' client --mutant E18 | sed -u '{edit}'");
        let arguments = ["--only", "kit_secrets/*", "--format", "json"];
        let ran = pinproof(["check"].iter().chain(&arguments).chain(&["--", "sh", "-c", &client]));
        let report: serde_json::Value =
            serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran}"));
        let case = |name: &str| {
            let cases = report["cases"].as_array().unwrap();
            cases
                .iter()
                .find(|case| case["id"] == format!("kit_secrets/{name}"))
                .unwrap()
        };
        let found = case("error-text-canary");
        assert_eq!(found["outcome"], "fail", "{ran}");
        assert!(
            found["detail"]
                .as_str()
                .unwrap()
                .starts_with("holds a PIN as plain text"),
            "{found}"
        );
        // What is shown of the text is short.
        assert!(
            case("answered")["detail"]
                .as_str()
                .is_none_or(|detail| detail.len() < 400),
            "{ran}"
        );
    }
}
