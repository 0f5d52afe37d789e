//! The twelve clients that a runner must not be taken in by. None may exit with 0.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pinproof::conformance::client::{Client as _, Op, Output, Reference};
use pinproof::conformance::vector::{EMBEDDED, Suite, TestCase};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Ran, Vectors, pinproof};

fn fake(name: &str) -> String {
    format!("{}/tests/cli/fakes/{name}.sh", env!("CARGO_MANIFEST_DIR"))
}

fn check(vectors: &Vectors, script: &str, argument: &str) -> Ran {
    let start = ["check", "--vectors", vectors.arg(), "--timeout", "1"];
    pinproof(start.iter().chain(&["--", "sh", &fake(script), argument]))
}

#[test]
fn clients_that_a_shell_can_be() {
    let echoes = Vectors::echoes();
    for (client, fault, code, words) in [
        ("accepts all", "accepts_all", 3, "self-test, must-reject"),
        (
            "rejects all",
            "rejects_all",
            3,
            "the client must give the bytes back; it refused",
        ),
        ("gives a constant answer", "constant", 3, "other bytes came back"),
        (
            "answers with the wrong id",
            "wrong_id",
            3,
            "an answer to id 4711, which was not asked",
        ),
        ("does not flush", "no_flush", 3, "no answer within 1.0 s"),
        ("does not speak JSON", "garbage", 3, "protocol error: "),
        ("logs to standard output", "logs", 3, "a line that is not JSON"),
        ("dies", "dies_at_n50", 1, "CRASH echo/n50"),
        ("hangs", "sleeps_at_n30", 1, "HANG echo/n30"),
        ("answers twice", "twice", 3, "a second answer to id "),
    ] {
        let ran = check(&echoes, "client", fault);
        assert_eq!(ran.code, Some(code), "a client that {client}: {ran}");
        ran.says(&[words]);
    }
    check(&Vectors::small(), "client", "lies_on_capabilities")
        .ends(1)
        .says(&["declared in its capabilities, but answered unsupported"]);
}

/// What stands behind the id in an answer that `test` expects.
fn expected(test: &TestCase) -> String {
    match (&test.output, test.case.class) {
        (Some(Output::Unwrapped(unwrapped)), _) => format!("\"ok\":{}", json!({ "tzpk": unwrapped.tzpk })),
        (Some(output), _) => format!("\"ok\":{}", serde_json::to_string(output).unwrap()),
        (None, Some(class)) => format!("\"reject\":\"{class}\""),
        (None, None) => panic!("{} expects nothing that can be written down", test.id),
    }
}

/// Three files whose expectations are whole, the answers to all of them, and public keys for what asks for a key pair.
fn stolen() -> (Vectors, TempDir) {
    const FILES: [&str; 3] = [
        "key_generate",
        "pin_block_encode_iso0",
        "tzpk_unwrap_2048_sha256_mgf1sha256",
    ];
    let (vectors, folder) = (Vectors::echoes(), TempDir::new().unwrap());
    fs::remove_file(vectors.path().join("echo.json")).unwrap();
    for (stem, text) in EMBEDDED.iter().filter(|(stem, _)| FILES.contains(stem)) {
        fs::write(vectors.path().join(format!("{stem}.json")), text).unwrap();
    }
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("{text}\n")).unwrap();
    };
    let hello = serde_json::to_string(&Reference::new().hello().unwrap()).unwrap();
    write("hello", &format!("\"ok\":{hello}"));
    let suite = Suite::from_folder(vectors.path()).unwrap();
    let (keys, mut made) = (public_keys(), 0);
    let mut key_pair = |bits: u64| {
        let of_size = &keys[&bits];
        made += 1;
        format!(
            "\"ok\":{}",
            json!({ "spki": of_size[made % of_size.len()], "handle": made.to_string() })
        )
    };
    for test in suite.cases() {
        let bits = test.case.input.get("bits").and_then(Value::as_u64);
        let answer = match bits.filter(|_| test.case.judge.is_some()) {
            Some(bits) => key_pair(bits),
            None => expected(test),
        };
        write(&test.id, &answer);
    }
    for name in ["pair-0", "pair-1"] {
        write(name, &key_pair(2048));
    }
    (vectors, folder)
}

/// Public keys that stand in the vectors, by size.
fn public_keys() -> BTreeMap<u64, Vec<String>> {
    let suite = Suite::embedded().unwrap();
    let mut keys: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for test in suite
        .cases()
        .iter()
        .filter(|test| test.op == Op::PublicKeyCheck && test.case.class.is_none())
    {
        let spki = test.case.input.get("spki").and_then(Value::as_str);
        if let Some(spki) = spki.filter(|spki| spki.ends_with("0203010001")) {
            // The modulus and a hundred bytes or less around it.
            let bits = u64::try_from(spki.len() * 4).unwrap() / 512 * 512;
            keys.entry(bits).or_default().push(spki.to_owned());
        }
    }
    keys
}

/// Whoever has the files can answer them; what the kit makes up in each run is in no file.
#[test]
fn a_client_that_answers_from_a_stolen_expectations_file() {
    let (vectors, folder) = stolen();
    let path: &Path = folder.path();
    let start = ["check", "--vectors", vectors.arg(), "--seed", "7", "--", "sh"];
    let ran = pinproof(start.iter().chain(&[fake("thief").as_str(), path.to_str().unwrap()])).ends(1);
    let ran = ran.says(&[
        "client pinproof reference device",
        "FAIL kit_key_pair/opens (must)",
        "FAIL fresh_",
    ]);
    for file in vectors.path().read_dir().unwrap() {
        let file = file.unwrap().file_name().into_string().unwrap();
        let stem = file.trim_end_matches(".json");
        assert!(!ran.stdout.contains(&format!("FAIL {stem}/")), "{ran}");
    }
}
