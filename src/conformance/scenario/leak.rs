//! Secrets in what a client sends: anywhere but inside the one ciphertext.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use base64ct::{Base64Unpadded, Encoding as _};
use serde_json::Value;

use super::record::Secret;
use crate::conformance::client::Step;

/// Digits that do not come by chance in a text of the client's own choice.
const LONG: usize = 6;

/// What `step` must not hold. The fields that are judged by themselves are left out: the control id, the public key, the PIN
/// block, the digits that are shown.
pub(super) fn find(step: &Step, control_id: &str, secrets: &[Secret]) -> Result<(), String> {
    let mut ours = Vec::new();
    let mut free = alloc::vec![step.session.clone()];
    for event in &step.events {
        ours.push(event.name.clone());
        ours.extend(event.wire.as_ref().map(text));
    }
    if let Some(sent) = &step.send {
        ours.push(sent.method.clone());
        ours.push(sent.path.clone());
        ours.extend(
            sent.query
                .iter()
                .flat_map(|(name, value)| [name.clone(), value.clone()]),
        );
        free.extend(
            sent.headers
                .iter()
                .flat_map(|(name, value)| [name.clone(), value.clone()]),
        );
    }
    for (place, texts) in [("path, query or an event", &ours), ("a header field", &free)] {
        if texts.iter().any(|text| text.contains(control_id)) {
            return Err(format!(
                "the control id stands outside of the body, in {place}: these are logged"
            ));
        }
    }
    if let Some(Value::Object(fields)) = step.send.as_ref().and_then(|sent| sent.json.as_ref()) {
        let known = ["controlId", "publicKey", "pinBlock"];
        let others = fields.iter().filter(|(name, _)| !known.contains(&name.as_str()));
        ours.extend(others.map(|(name, value)| format!("{name} {}", text(value))));
    }
    for secret in secrets {
        let (kind, forms, short) = forms(secret);
        let found = |texts: &[String]| {
            texts
                .iter()
                .any(|text| forms.iter().any(|form| text.contains(form.as_str())))
        };
        if found(&ours) || (!short && found(&free)) {
            return Err(format!("{kind} stands outside of the encrypted PIN block"));
        }
    }
    Ok(())
}

fn text(value: &Value) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The forms of a secret, and whether the plain one may come by chance.
fn forms(secret: &Secret) -> (&'static str, Vec<String>, bool) {
    let digits = |text: &str| {
        let reversed: String = text.chars().rev().collect();
        let mut forms = alloc::vec![text.to_string(), reversed, hex::encode(text)];
        forms.push(Base64Unpadded::encode_string(text.as_bytes()));
        forms
    };
    let bytes = |bytes: &[u8]| {
        // What is left over of a key of a wrong length is too short: it comes by chance.
        let halves = bytes
            .chunks_exact(8)
            .flat_map(|half| [hex::encode(half), hex::encode_upper(half)]);
        let mut forms: Vec<String> = halves.collect();
        forms.push(Base64Unpadded::encode_string(bytes));
        forms
    };
    match secret {
        Secret::Pin(pin) => ("the PIN", digits(pin), pin.len() < LONG),
        Secret::Key(key) if key.len() < 8 => ("the TZPK", Vec::new(), false),
        Secret::Key(key) => ("the TZPK", bytes(key), false),
        Secret::Block(block) => ("the clear PIN block", bytes(block), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::client::StateName;

    fn says(handle: &str) -> Result<(), String> {
        let key: Vec<u8> = (0x20..0x30).chain([0xda]).collect();
        let step = Step {
            session: handle.to_string(),
            events: Vec::new(),
            send: None,
            state: StateName::Ready,
        };
        find(&step, "c0ffee", &[Secret::Key(key)])
    }

    #[test]
    fn a_half_of_a_key_is_found_and_the_rest_of_one_byte_is_not_sought() {
        assert_eq!(says("session-da"), Ok(()));
        assert!(says("28292a2b2c2d2e2f").is_err());
    }
}
