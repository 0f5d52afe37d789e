//! `pinproof vectors lint`: each rule objects.

use crate::support::{Vectors, pinproof};

#[test]
fn good_files_have_no_problem() {
    let vectors = Vectors::small();
    let ran = pinproof(["vectors", "lint", "--vectors", vectors.arg()]).ends(0);
    ran.says(&["3 files, 7 cases", "1  bug classes named", "no problem"]);
    pinproof(["vectors", "lint", "--vectors", Vectors::echoes().arg()])
        .ends(0)
        .says(&["no problem"]);
}

#[test]
fn every_rule_objects_and_names_the_place() {
    const ISO0: &str = "pin_block_encode_iso0.json";
    const ISO1: &str = "pin_block_encode_iso1.json";
    const KEY: &str = "tzpk_key_tdes.json";
    for (file, old, new, words) in [
        (
            KEY,
            "\"count\": 2",
            "\"count\": 3",
            "tzpk_key_tdes: `count` says 3, there are 2 cases",
        ),
        (
            KEY,
            "\"sibling\": \"two-halves\",",
            "",
            "tzpk_key_tdes/same-halves: a case to refuse needs a `sibling`",
        ),
        (
            KEY,
            "\"sibling\": \"two-halves\"",
            "\"sibling\": \"three-halves\"",
            "tzpk_key_tdes/same-halves: its sibling is not in this file",
        ),
        (
            KEY,
            "\"sibling\": \"two-halves\"",
            "\"sibling\": \"same-halves\"",
            "tzpk_key_tdes/same-halves: its sibling is not a case to accept",
        ),
        (
            KEY,
            "\"flags\": [\"WeakKey\"]",
            "\"flags\": [\"Unknown\"]",
            "tzpk_key_tdes/same-halves: flag `Unknown` has no note",
        ),
        (
            KEY,
            "\"flags\": [\"WeakKey\"],",
            "",
            "tzpk_key_tdes: note `WeakKey` has no case",
        ),
        (
            KEY,
            "\"id\": \"same-halves\"",
            "\"id\": \"invalid-halves\"",
            "the id crosses the pipe and must not tell the verdict",
        ),
        (KEY, "boundary:k1=k2", "because", "tzpk_key_tdes: "),
        (
            KEY,
            "\"reasons\": [\"boundary:k1=k2\"]",
            "\"reasons\": []",
            "tzpk_key_tdes: ",
        ),
        (
            KEY,
            "\"key\": \"0123456789abcdef0123456789abcdef\"",
            "\"key\": \"0123456789abcdef0123456789abcdef\", \"extra\": 1",
            "'extra' was unexpected",
        ),
        (
            KEY,
            "\"suite\": \"pinproof\"",
            "\"suite\": \"other\"",
            "tzpk_key_tdes: ",
        ),
        (KEY, "\"same-halves\"", "\"Same Halves\"", "tzpk_key_tdes: "),
        (
            ISO0,
            "\"flags\": [\"ShortPan\"],",
            "",
            "pin_block_encode_iso0/pin4-pan12: `either` needs a flag that says why",
        ),
        (
            ISO0,
            "\"steps\": { \"pin_field\": \"041234ffffffffff\"",
            "\"steps\": { \"pin_field\": \"four\"",
            "pin_block_encode_iso0: ",
        ),
        (
            ISO1,
            "[\"on-paper\", \"protocol-page\"]",
            "[\"on-paper\"]",
            "pin_block_encode_iso1/given: 1 oracles agree, it needs 2",
        ),
        (
            ISO1,
            "[\"on-paper\", \"protocol-page\"]",
            "[\"on-paper\", \"hearsay\"]",
            "`hearsay` agrees, but the header does not say what it is",
        ),
        (
            ISO1,
            "[\"on-paper\", \"protocol-page\"]",
            "[\"on-paper\"]",
            "oracle `protocol-page` agrees with no case",
        ),
        (
            ISO1,
            "\"fill\": \"aaaaaaaaaa\"",
            "\"fill\": \"AAAAAAAAAA\"",
            "pin_block_encode_iso1/given: ",
        ),
    ] {
        let vectors = Vectors::small();
        vectors.change(file, old, new);
        let ran = pinproof(["vectors", "lint", "--vectors", vectors.arg()])
            .ends(1)
            .says(&[words, " problem"]);
        assert!(!ran.stdout.contains("no problem"), "{ran}");
    }
}
