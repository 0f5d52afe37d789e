//! Secrets in what a client sends: anywhere but inside the one ciphertext.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use base64ct::{Base64Unpadded, Encoding as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::record::Secret;
use crate::conformance::client::Step;
use crate::conformance::forms;

/// Digits that do not come by chance in a text of the client's own choice.
const LONG: usize = 6;

/// Fewest characters of a token or a PAN that are sought in other forms.
const MARK: usize = 12;

/// Characters that a token may lack at one end and still be known.
const LACKING: usize = 2;

/// A session's control id and PAN in the forms of a log, none of them short enough to come by chance.
pub(super) struct Marks(Vec<(&'static str, String)>);

impl Marks {
    pub(super) fn of(control_id: &str, pan: Option<&str>) -> Self {
        let mut marks = Vec::new();
        let mut add = |kind, forms: Vec<forms::Form>| {
            let texts = forms.into_iter().filter_map(|(_, bytes)| String::from_utf8(bytes).ok());
            marks.extend(texts.filter(|text| text.len() >= MARK).map(|text| (kind, text)));
        };
        if control_id.len() >= MARK {
            add("the control id", forms::of_text(control_id));
            let most = control_id.len().saturating_sub(LACKING);
            for part in [control_id.get(..most), control_id.get(LACKING..)]
                .into_iter()
                .flatten()
            {
                add("a part of the control id", [("plain text", part.into())].into());
            }
        }
        if let Some(pan) = pan.filter(|pan| pan.len() >= MARK) {
            add("the PAN", forms::of_digits(pan));
            let shorter = pan.len().saturating_sub(1);
            add(
                "the PAN",
                [("plain text", pan.get(..shorter).unwrap_or_default().into())].into(),
            );
            add("the hash of the PAN", forms::of_bytes(&Sha256::digest(pan)));
        }
        Self(marks)
    }

    /// The first one that stands in `texts`, as they are or escaped as in a URL.
    fn find(&self, texts: &[String]) -> Option<&'static str> {
        let mut all = texts.join("\n");
        if all.contains('%') {
            let decoded = unescaped(&all);
            all = format!("{all}\n{decoded}");
        }
        let found = self.0.iter().find(|(_, text)| all.contains(text.as_str()));
        found.map(|(kind, _)| *kind)
    }
}

/// `text` with `%2e` and its like as the characters that they are for.
fn unescaped(text: &str) -> String {
    let mut parts = text.split('%');
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let code = part.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok());
        match (code, part.get(2..)) {
            (Some(code), Some(rest)) => {
                out.push(char::from(code));
                out.push_str(rest);
            }
            _ => {
                out.push('%');
                out.push_str(part);
            }
        }
    }
    out
}

/// What `step` must not hold. The fields that are judged by themselves are left out: the control id, the public key, the PIN
/// block, the digits that are shown.
pub(super) fn find(step: &Step, control_id: &str, marks: &Marks, secrets: &[Secret]) -> Result<(), String> {
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
    if let Some(kind) = marks.find(&ours).or_else(|| marks.find(&free)) {
        return Err(format!(
            "{kind} stands where it does not belong, in another form or field"
        ));
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
    use crate::conformance::client::{Sent, StateName};

    fn says(handle: &str) -> Result<(), String> {
        let key: Vec<u8> = (0x20..0x30).chain([0xda]).collect();
        let step = Step {
            session: handle.to_string(),
            events: Vec::new(),
            send: None,
            state: StateName::Ready,
        };
        find(&step, "c0ffee", &Marks::of("c0ffee", None), &[Secret::Key(key)])
    }

    fn in_a_header(value: &str) -> Result<(), String> {
        let step = Step {
            session: "s1".to_string(),
            events: Vec::new(),
            send: Some(Sent {
                method: "POST".to_string(),
                path: "/tzpk".to_string(),
                query: [("auditUser".to_string(), "app".to_string())].into(),
                headers: [("x-mark".to_string(), value.to_string())].into(),
                json: None,
                form: None,
            }),
            state: StateName::Ready,
        };
        let id = "session-tzpk.sha1";
        let pan = Some("4539578763621486");
        find(&step, id, &Marks::of(id, pan), &[])
    }

    #[test]
    fn a_token_and_a_pan_are_known_in_other_forms() {
        for value in [
            "Basic cGluOnNlc3Npb24tdHpway5zaGEx",
            "session-tzpk.sha",
            "SESSION-TZPK.SHA1",
            "session%2Dtzpk%2Esha1",
            "4539578763621486",
            "4539 5787 6362 1486",
            "453957876362148",
            &hex::encode(Sha256::digest("4539578763621486")),
        ] {
            assert!(in_a_header(value).is_err(), "{value}");
        }
        for value in [
            "session",
            "453957",
            "453957******1486",
            "application/json",
            "100%",
            "%zz",
        ] {
            assert_eq!(in_a_header(value), Ok(()), "{value}");
        }
    }

    #[test]
    fn a_half_of_a_key_is_found_and_the_rest_of_one_byte_is_not_sought() {
        assert_eq!(says("session-da"), Ok(()));
        assert!(says("28292a2b2c2d2e2f").is_err());
    }
}
