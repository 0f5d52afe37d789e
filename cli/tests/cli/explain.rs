//! `pinproof explain`: the steps, and nothing of the input where it is wrong.

use pinproof::device::{DeviceKey, Hash, OaepScheme, SoftwareKey};
use pinproof::issuer::wrap_tzpk;
use pinproof::tzpk::{KeyRules, Tzpk, TzpkKind};
use serde_json::{Value, json};

use crate::support::{Ran, Vectors, command, pinproof, ran};

fn explain(input: impl Into<String>) -> Ran {
    ran(command(["explain"]).write_stdin(input.into()))
}

/// The value of the step `name`.
#[track_caller]
fn step<'a>(ran: &'a Ran, name: &str) -> &'a str {
    let line = ran
        .stdout
        .lines()
        .find(|line| line.split_whitespace().next() == Some(name));
    line.unwrap_or_else(|| panic!("no step {name}: {ran}"))
        .trim_start_matches(name)
        .trim_start()
}

#[track_caller]
fn steps(request: &Value, expected: &[(&str, &str)], result: &str) {
    let ran = explain(request.to_string()).ends(0);
    for (name, value) in expected {
        assert_eq!(step(&ran, name), *value, "{name}");
    }
    assert_eq!(ran.stdout.lines().last(), Some(result), "{ran}");
    assert_eq!(ran.stderr, "");
}

#[test]
fn clear_blocks() {
    steps(
        &json!({"op": "pin_block.encode", "format": "iso0", "pin": "1234", "pan": "2101234567890"}),
        &[
            ("pin_field", "041234ffffffffff"),
            ("pan_field", "0000210123456789"),
            ("block", "041215fedcba9876"),
        ],
        r#"{"block":"041215fedcba9876"}"#,
    );
    steps(
        &json!({"op": "pin_block.decode", "format": "iso0", "block": "041215fedcba9876", "pan": "2101234567890"}),
        &[
            ("pin_field", "041234ffffffffff"),
            ("pan_field", "0000210123456789"),
            ("pin", "1234"),
        ],
        r#"{"pin":"1234"}"#,
    );
    steps(
        &json!({"op": "pin_block.decode", "format": "iso0", "block": "041215fedcba9876", "pan": "2101234567880"}),
        &[
            ("pin_field", "041234fffffffffe"),
            ("pan_field", "0000210123456788"),
            ("pin", "none: block_invalid"),
        ],
        "refused: block_invalid",
    );
    steps(
        &json!({"op": "pin_block.encode", "format": "iso4", "pin": "0287", "pan": "8661218353725212", "fill": "0123456789abcdef"}),
        &[
            ("pin_field", "440287aaaaaaaaaa0123456789abcdef"),
            ("pan_field", "48661218353725212000000000000000"),
        ],
        r#"{"pin_field":"440287aaaaaaaaaa0123456789abcdef","pan_field":"48661218353725212000000000000000"}"#,
    );
}

#[test]
fn encrypted_blocks() {
    // The values stand in PROTOCOL.md.
    steps(
        &json!({"op": "pin_block.encrypt", "format": "iso0", "kind": "tdes2", "key": "0123456789abcdeffedcba9876543210",
            "pin": "1234", "pan": "2101234567890"}),
        &[
            ("block", "041215fedcba9876"),
            ("expanded_key", "0123456789abcdeffedcba98765432100123456789abcdef"),
            ("check_value", "08d7b4"),
            ("encrypted", "ba2adc4eba48f711"),
        ],
        r#"{"encrypted":"ba2adc4eba48f711"}"#,
    );
    // AES-128 of FIPS 197, appendix B, with the PIN field and PAN field above.
    let key = "2b7e151628aed2a6abf7158809cf4f3c";
    let request = json!({"op": "pin_block.encrypt", "format": "iso4", "kind": "aes128", "key": key, "pin": "0287",
        "pan": "8661218353725212", "fill": "0123456789abcdef"});
    let ran = explain(request.to_string()).ends(0);
    let bytes = |name: &str| u128::from_str_radix(step(&ran, name), 16).unwrap();
    assert_eq!(bytes("intermediate_a") ^ bytes("pan_field"), bytes("intermediate_b"));
    let encrypted = step(&ran, "encrypted");
    steps(
        &json!({"op": "pin_block.decrypt", "format": "iso4", "kind": "aes128", "key": key, "encrypted": encrypted,
            "pan": "8661218353725212"}),
        &[
            ("encrypted", encrypted),
            ("block", "440287aaaaaaaaaa0123456789abcdef"),
            ("pin", "0287"),
        ],
        r#"{"pin":"0287"}"#,
    );
}

#[test]
fn unwrapped_keys() {
    let pem = std::fs::read_to_string(crate::support::real_vectors().join("keys/rsa-2048-a.pem")).unwrap();
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let der = base64(&body);
    let device = SoftwareKey::from_pkcs8_der(&der).unwrap();
    let tzpk = [
        0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10,
    ];
    let key = Tzpk::new(TzpkKind::Tdes2, &tzpk, &KeyRules::default()).unwrap();
    let scheme = OaepScheme {
        hash: Hash::Sha256,
        mgf_hash: Hash::Sha256,
        label: Vec::new(),
    };
    let wrapped = wrap_tzpk(&key, device.public_key(), &scheme, &mut pinproof::os_rng()).unwrap();
    let request = |label: &str| {
        json!({"op": "tzpk.unwrap", "key": {"pkcs8": hex(&der)}, "wrapped": hex(wrapped.as_bytes()), "expect": "tdes2",
            "scheme": {"hash": "sha256", "mgf_hash": "sha256", "label": label}})
    };
    // SHA-256 of nothing.
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let good = explain(request("").to_string()).ends(0);
    assert_eq!(step(&good, "lhash"), format!("{empty}, the hash of the label"));
    assert_eq!(step(&good, "y"), "00, must be 00");
    assert_eq!(step(&good, "separator"), "01, must be 01");
    assert_eq!(
        step(&good, "message"),
        "0123456789abcdeffedcba9876543210 (16 bytes, tdes2 must have 16)"
    );
    let (em, db) = (step(&good, "em"), step(&good, "db"));
    assert!(em.len() == 512 && em.starts_with("00"), "{em}");
    assert!(
        db.starts_with(empty) && db.ends_with("01 0123456789abcdeffedcba9876543210".replace(' ', "").as_str()),
        "{db}"
    );
    assert_eq!(
        good.stdout.lines().last(),
        Some(r#"{"tzpk":"0123456789abcdeffedcba9876543210"}"#)
    );

    let other = explain(request("00").to_string()).ends(0);
    assert_eq!(step(&other, "lhash"), format!("{empty}, NOT the hash of the label"));
    assert_eq!(other.stdout.lines().last(), Some("refused: unwrap_failed"));
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Padded base64 without line breaks.
fn base64(text: &str) -> Vec<u8> {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text
        .trim_end_matches('=')
        .chars()
        .map(|digit| alphabet.find(digit).unwrap());
    let bits: Vec<bool> = digits
        .flat_map(|digit| (0..6).rev().map(move |bit| digit >> bit & 1 == 1))
        .collect();
    bits.chunks_exact(8)
        .map(|byte| byte.iter().fold(0, |sum, &bit| sum << 1 | u8::from(bit)))
        .collect()
}

#[test]
fn what_is_wrong_is_not_repeated() {
    for input in [
        "8642975310",
        "{\"op\":\"pin_block.encode\",\"format\":\"iso0\",\"pin\":\"8642975310\"",
        "{\"op\":\"pin_block.encode\",\"format\":\"iso0\",\"pin\":\"8642975310\",\"pan\":\"2101234567890\"} 8642975310",
        "{\"op\":\"pin_block.encode\",\"format\":\"8642975310\",\"pin\":\"1234\"}",
        "{\"op\":\"pin_block.encode\",\"format\":\"iso0\",\"pin\":8642975310}",
        "{\"op\":\"8642975310\"}",
        "{\"op\":\"hello\",\"protocol\":1,\"kit\":{\"name\":\"8642975310\",\"version\":\"1\"}}",
        "{\"op\":\"public_key.check\",\"text\":\"8642975310\"}",
        "{\"op\":\"echo\",\"bytes\":\"8642975310\"}",
        "{\"op\":\"pinproof.probe\",\"8642975310\":\"8642975310\"}",
        "",
    ] {
        let ran = explain(input)
            .ends(4)
            .complains(&["error: ", "\nhelp: give one JSON object of the client protocol"]);
        assert!(
            ran.stdout.is_empty() && !ran.stderr.contains("8642975310"),
            "{input}: {ran}"
        );
    }
    let long = explain("8642975310".repeat(300_000)).ends(4);
    assert!(!long.stderr.contains("8642975310"));
    let not_text = ran(command(["explain"]).write_stdin(b"8642975310\xff".to_vec())).ends(4);
    assert!(!not_text.stderr.contains("8642975310"));
}

#[test]
fn a_fill_that_is_drawn_is_the_same_in_steps_and_answer() {
    let key = "00112233445566778899aabbccddeeff";
    for (request, name) in [
        (
            json!({"op": "pin_block.encode", "format": "iso1", "pin": "1234"}),
            "block",
        ),
        (
            json!({"op": "pin_block.encrypt", "format": "iso1", "kind": "tdes2", "key": key, "pin": "1234"}),
            "encrypted",
        ),
    ] {
        let ran = explain(request.to_string()).ends(0);
        let answer: Value = serde_json::from_str(ran.stdout.lines().last().unwrap()).unwrap();
        assert_eq!(answer[name], step(&ran, name), "{ran}");
    }
}

#[test]
fn refusals_are_answers() {
    let typed =
        json!({"op": "pin_block.encode", "format": "iso0", "pin": "12345678901234567890", "pan": "2101234567890"});
    let ran = explain(typed.to_string()).ends(0);
    assert_eq!(ran.stdout.lines().last(), Some("refused: pin_length"));
}

/// What `vectors show` prints after `request` can be explained as it is.
#[test]
fn a_shown_request_can_be_explained() {
    let vectors = Vectors::small();
    let shown = pinproof([
        "vectors",
        "show",
        "pin_block_encode_iso0/pin4-pan13",
        "--vectors",
        vectors.arg(),
    ])
    .ends(0);
    let request = shown
        .stdout
        .lines()
        .find_map(|line| line.strip_prefix("request"))
        .unwrap()
        .trim();
    explain(request).ends(0).says(&["041215fedcba9876"]);
}
