#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod report;

use alloc::vec::Vec;

use base64ct::{Base64, Encoding as _};
use serde_json::Value;

use super::record::Secret;
use super::{blocks, played};
use crate::conformance::client::Reference;
use crate::conformance::mutant::{MutantClient, find};
use crate::conformance::vector::{Suite, TestCase};
use crate::conformance::verdict::Outcome;
use crate::pan::Pan;
use crate::pin_block::BlockContext;
use crate::profile::Profile;

fn test(id: &str) -> TestCase {
    let suite = Suite::embedded().unwrap();
    suite.cases().iter().find(|test| test.id == id).unwrap().clone()
}

/// Every field of every message, decoded in each way that gives bytes, and the text itself.
fn everything(relayed: &[alloc::string::String]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let mut open: Vec<Value> = relayed.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Object(fields) => open.extend(fields.into_iter().map(|(_, value)| value)),
            Value::Array(items) => open.extend(items),
            Value::String(text) => {
                open.extend(serde_json::from_str::<Value>(&text).ok());
                all.extend(Base64::decode_vec(&text).ok());
                all.extend(hex::decode(&text).ok());
                all.push(text.into_bytes());
            }
            _ => {}
        }
    }
    all
}

#[test]
fn a_back_end_in_between_opens_nothing() {
    let card = |pan: &str| BlockContext::Pan(Pan::from_ascii(pan.as_bytes()).unwrap());
    for (id, profile, context) in [
        ("session_set_pin/pin-of-12", Profile::enfuce_v3(), BlockContext::NoPan),
        ("session_view_pin/pin-of-12", Profile::enfuce_v3(), BlockContext::NoPan),
        ("session_set_pin_aes/pin-of-12-pan-of-1", Profile::aes_iso4(), card("3")),
        (
            "session_view_pin_aes/pin-of-12-pan-of-19",
            Profile::aes_iso4(),
            card("6011000990139424123"),
        ),
    ] {
        let played = played(&mut Reference::new(), &test(id), 1);
        assert_eq!(played.judgement.outcome, Outcome::Pass);
        let seen = everything(&played.record.relayed);
        let modulus = usize::try_from(u32::from(profile.rsa_bits)).unwrap() / 8;
        assert!(
            seen.iter().any(|bytes| bytes.len() == modulus),
            "no wrapped key in {id}"
        );
        let block = if profile.tzpk.kind.is_tdes() { 8 } else { 16 };
        let encrypted: Vec<&Vec<u8>> = seen.iter().filter(|bytes| bytes.len() == block).collect();
        assert!(!encrypted.is_empty(), "no PIN block in {id}");
        let kind = profile.tzpk.kind;
        // Whatever 16 bytes it takes for a key, no block opens to the PIN.
        let pins: Vec<&str> = played
            .record
            .secrets
            .iter()
            .filter_map(|secret| match secret {
                Secret::Pin(pin) => Some(pin.as_str()),
                _ => None,
            })
            .collect();
        assert!(!pins.is_empty());
        let mut tried = 0;
        for bytes in &seen {
            for key in bytes.windows(kind.key_len()) {
                for block in &encrypted {
                    tried += 1;
                    let opened = blocks::open(&profile, key, &context, block);
                    assert!(!opened.is_ok_and(|opened| pins.contains(&opened.pin.as_str())), "{id}");
                }
            }
            for secret in &played.record.secrets {
                let secret = match secret {
                    Secret::Pin(pin) => pin.as_bytes(),
                    Secret::Key(bytes) | Secret::Block(bytes) => bytes,
                };
                assert!(!bytes.windows(secret.len()).any(|part| part == secret), "{id}");
            }
        }
        assert!(tried > 500, "{tried}");
        // The device can: the test would see it.
        let key = played.record.secrets.iter().find_map(|secret| match secret {
            Secret::Key(key) => Some(key),
            _ => None,
        });
        assert!(
            encrypted
                .iter()
                .any(|block| blocks::open(&profile, key.unwrap(), &context, block).is_ok())
        );
    }
}

#[test]
fn a_failure_names_the_step_and_no_secret() {
    for (mutant, id, start) in [
        (
            "F01",
            "session_set_pin/on-ios",
            "step 3 (submit): an event `set_pin_success` that is not due",
        ),
        (
            "F08",
            "session_set_pin/side-by-side",
            "step 6 (submit in session b): the PIN block does not open under the TZPK",
        ),
        (
            "G22",
            "session_set_pin/pin-of-12",
            "step 3 (submit): the PIN stands outside",
        ),
        (
            "G24",
            "session_set_pin/pin-of-12",
            "step 3 (submit): the TZPK stands outside",
        ),
    ] {
        let mut client = MutantClient::new(find(mutant).unwrap());
        let judgement = played(&mut client, &test(id), 1).judgement;
        assert_eq!(judgement.outcome, Outcome::Fail);
        let detail = judgement.detail.unwrap();
        assert!(detail.starts_with(start), "{mutant}: {detail}");
        assert!(!detail.contains("297480163550") && !detail.contains("2580"), "{detail}");
    }
}

#[test]
fn who_has_no_bug_in_the_open_session_passes_all() {
    // The pipeline of the mutants, with the bug in a place that no session reaches.
    let mut client = MutantClient::new(find("A13").unwrap());
    let suite = Suite::embedded().unwrap();
    let scripts = suite
        .cases()
        .iter()
        .filter(|test| test.id.starts_with("session_set_pin/") || test.id.starts_with("session_order/"));
    for (seed, test) in (0..).zip(scripts) {
        let judgement = played(&mut client, test, seed).judgement;
        assert_eq!(judgement.outcome, Outcome::Pass, "{}: {:?}", test.id, judgement.detail);
    }
}
