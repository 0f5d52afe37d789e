//! The client as a script drives it, with software keys in the place of `WebCrypto`'s.

use std::collections::BTreeMap;

use pinproof::conformance::client::{
    Answer, Capabilities, Client, Description, Fault, Identity, Output, PROTOCOL, Prompt, Reference, Request,
    request_line,
};
use pinproof::conformance::runner::{self, Plan};
use pinproof::conformance::vector::{Selection, Suite};
use pinproof::conformance::verdict::Outcome;
use pinproof::device::{DeviceKey as _, RsaBits, SoftwareKey};
use serde_json::{Value, json};

use super::{ConformanceClient, hex};

/// What the script does: private keys, and the order of things.
#[derive(Default)]
struct Script {
    client: ConformanceClient,
    keys: BTreeMap<String, SoftwareKey>,
    reference: Reference,
}

impl Script {
    fn bring(&mut self, line: &str) {
        let Some(needs) = self.client.needs(line) else { return };
        let needs: Value = serde_json::from_str(&needs).unwrap();
        if let Some(bits) = needs["generate"].as_u64() {
            let size = RsaBits::from_bits(u32::try_from(bits).unwrap()).unwrap();
            let key = SoftwareKey::generate(size, &mut pinproof::os_rng()).unwrap();
            let spki = key.public_key().to_spki_der().to_vec();
            assert!(self.client.bring_key(&spki));
            self.keys.insert(hex(&spki), key);
        }
        if let Some(unwrap) = needs.get("unwrap") {
            let spki = unwrap["spki"].as_str().unwrap();
            let key = self.keys.remove(spki).unwrap();
            if let Some(bytes) = self.unwrapped(&key, &unwrap["wrapped"]) {
                self.client.bring_unwrapped(&unhex(spki), bytes);
            }
        }
    }

    fn unwrapped(&mut self, key: &SoftwareKey, wrapped: &Value) -> Option<Vec<u8>> {
        let request = json!({
            "op": "tzpk.unwrap", "key": {"pkcs8": hex(key.to_pkcs8_der().expose())},
            "scheme": {"hash": "sha256", "mgf_hash": "sha256", "label": ""}, "wrapped": wrapped, "expect": "any",
        });
        let request: Request = serde_json::from_value(request).unwrap();
        match self.reference.answer(&Prompt::probe(request)).unwrap() {
            Answer::Ok(Output::Unwrapped(unwrapped)) => unwrapped.tzpk.map(|tzpk| unhex(&tzpk)),
            _ => None,
        }
    }
}

impl Client for Script {
    fn hello(&mut self) -> Result<Description, Fault> {
        Ok(Description {
            client: Identity {
                name: "script".into(),
                version: "1".into(),
                language: None,
                runtime: None,
            },
            protocol: PROTOCOL,
            capabilities: Capabilities::full(),
        })
    }

    fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
        let line = request_line(7, prompt);
        self.bring(&line);
        let answer: Value = serde_json::from_str(&self.client.answer(&line)).unwrap();
        assert_eq!(answer["id"], 7);
        if let Some(ok) = answer.get("ok") {
            return match prompt.request.op() {
                None => panic!("the probe was accepted"),
                Some(op) => Ok(Answer::Ok(Output::parse(op, false, ok).unwrap())),
            };
        }
        if let Some(class) = answer.get("reject") {
            let class = serde_json::from_value(class.clone()).unwrap();
            return Ok(Answer::Reject { class, native: None });
        }
        Ok(Answer::Unsupported(answer["unsupported"].as_str().unwrap().to_owned()))
    }

    fn restart(&mut self) -> Result<(), Fault> {
        *self = Self::default();
        Ok(())
    }
}

fn unhex(text: &str) -> Vec<u8> {
    let pairs = (0..text.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

fn played(only: &str) -> usize {
    let suite = Suite::embedded().unwrap();
    let selection = Selection {
        only: Some(only.into()),
        ..Selection::default()
    };
    let results = runner::run(
        &mut Script::default(),
        &Plan::cases_only(&suite, &selection),
        &mut pinproof::os_rng(),
        &mut |_| {},
    );
    assert_eq!(results.faults, Vec::<String>::new());
    let wrong = results.cases.iter().filter(|case| case.outcome != Outcome::Pass);
    let wrong: Vec<_> = wrong.map(|case| (&case.id, &case.detail)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    results.totals.passed
}

#[test]
fn sessions_with_keys_from_elsewhere() {
    assert!(played("session_entry/*") >= 20);
    assert!(played("session_order/*") >= 20);
}

#[test]
fn what_needs_no_key_is_answered_at_once() {
    assert!(played("pin_block_encode_iso1/*") > 0);
    let client = ConformanceClient::new();
    assert_eq!(client.needs(r#"{"id":1,"op":"echo","bytes":"00"}"#), None);
    assert_eq!(client.needs("{"), None);
}

#[test]
fn a_session_without_a_key_does_not_begin() {
    let mut client = ConformanceClient::new();
    let open = r#"{"id":1,"op":"session.open","flow":"set_pin","profile":"enfuce-v3","control_id":"c","bridge":"ios","now_ms":0}"#;
    assert_eq!(client.needs(open).unwrap(), r#"{"generate":2048}"#);
    assert!(!client.bring_key(b"no key"));
    let step: Value = serde_json::from_str(&client.answer(open)).unwrap();
    assert_eq!(step["ok"]["state"], "failed");
    assert_eq!(step["ok"]["events"][0]["name"], "set_pin_error");
}
