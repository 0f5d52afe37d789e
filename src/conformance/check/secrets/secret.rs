//! Which parts of a request and its answer are secret.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use rsa::pkcs1::RsaPrivateKeyRef;
use rsa::pkcs8::PrivateKeyInfoRef;
use rsa::pkcs8::der::Decode;

use crate::conformance::clear::{Clear, Wanted};
use crate::conformance::client::{Output, PrivateKeySource, Request};
use crate::pin_block::Format;

/// Fewest digits that are looked for: fewer turn up in any log.
const DIGITS: usize = 12;
/// Fewest bytes that are looked for, and the parts in which keys are looked for.
const BYTES: usize = 8;
/// Parts in which the numbers of a private key are looked for.
const NUMBER_PART: usize = 16;
/// Fewest different digits, or different bytes.
const DIFFERENT: usize = 5;

/// One secret.
pub(super) struct Secret {
    /// What it is, with an article.
    pub(super) kind: &'static str,
    /// The request that it is part of.
    pub(super) place: String,
    pub(super) value: Value,
}

/// A secret's value.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    Digits(String),
    Text(String),
    Bytes(Vec<u8>),
}

/// The secrets of one request, collected.
pub(super) struct Collector<'s> {
    pub(super) place: &'s str,
    pub(super) secrets: &'s mut Vec<Secret>,
}

impl Collector<'_> {
    /// What `request` holds that is secret.
    pub(super) fn request(&mut self, request: &Request) {
        match request {
            Request::TzpkUnwrap {
                key: PrivateKeySource::Pkcs8 { pkcs8 },
                ..
            } => self.private_key(&hex::decode(pkcs8).unwrap_or_default()),
            Request::TzpkCheckValue { key, .. } => self.hex("a key", key),
            Request::PinBlockEncode { format, pin, pan, fill } => {
                self.entry(*format, pin, pan.as_deref(), fill.as_deref());
            }
            Request::PinBlockEncrypt {
                format,
                key,
                pin,
                pan,
                fill,
                ..
            } => {
                self.hex("a key", key);
                self.entry(*format, pin, pan.as_deref(), fill.as_deref());
            }
            Request::PinBlockDecode {
                block, pin_field, pan, ..
            } => {
                self.hex("a clear block", block.as_deref().unwrap_or_default());
                self.hex("a clear block", pin_field.as_deref().unwrap_or_default());
                self.digits("a PAN", pan.as_deref().unwrap_or_default());
            }
            Request::PinBlockDecrypt { key, pan, .. } => {
                self.hex("a key", key);
                self.digits("a PAN", pan.as_deref().unwrap_or_default());
            }
            Request::PinCheck { pin, repeat, facts, .. } => {
                self.digits("a PIN", pin);
                self.digits("a PIN", repeat.as_deref().unwrap_or_default());
                if let Some(facts) = facts {
                    self.digits("a PAN", facts.pan.as_deref().unwrap_or_default());
                    self.digits("a PIN", facts.old_pin.as_deref().unwrap_or_default());
                }
            }
            _ => {}
        }
    }

    /// What an answer holds that is secret.
    pub(super) fn output(&mut self, output: &Output) {
        match output {
            Output::Pin(pin) => self.digits("a PIN", &pin.pin),
            Output::Unwrapped(unwrapped) => self.hex("a key", unwrapped.tzpk.as_deref().unwrap_or_default()),
            Output::Block(block) => self.hex("a clear block", &block.block),
            Output::Fields(fields) => self.hex("a clear block", &fields.pin_field),
            _ => {}
        }
    }

    /// Digits, from the first to the last one in `text`, whatever else stands around them.
    pub(super) fn digits(&mut self, kind: &'static str, text: &str) {
        for digits in text.split(|c: char| !c.is_ascii_digit()) {
            if digits.len() >= DIGITS && is_distinctive(digits.as_bytes()) {
                self.add(kind, Value::Digits(digits.to_owned()));
            }
        }
    }

    /// A text that is not too short to be sought.
    pub(super) fn text(&mut self, kind: &'static str, text: &str) {
        if text.len() >= DIGITS {
            self.add(kind, Value::Text(text.to_owned()));
        }
    }

    /// Bytes in hex, whole and in parts: half a key is too much.
    pub(super) fn hex(&mut self, kind: &'static str, text: &str) {
        self.parts(kind, &hex::decode(text).unwrap_or_default(), BYTES);
    }

    /// The secret numbers of an RSA key. Of a key that cannot be read, the half that has no public part.
    pub(super) fn private_key(&mut self, der: &[u8]) {
        const KIND: &str = "a private key";
        let info = PrivateKeyInfoRef::from_der(der).ok();
        let numbers = info.and_then(|info| RsaPrivateKeyRef::from_der(info.private_key.as_bytes()).ok());
        let Some(key) = numbers else {
            let half = der.len() >> 1;
            return self.parts(KIND, der.get(half..).unwrap_or_default(), NUMBER_PART);
        };
        for number in [
            key.private_exponent,
            key.prime1,
            key.prime2,
            key.exponent1,
            key.exponent2,
            key.coefficient,
        ] {
            self.parts(KIND, number.as_bytes(), NUMBER_PART);
        }
    }

    /// PIN, PAN and the clear block that they make, as far as no fill is drawn for it.
    fn entry(&mut self, format: Format, pin: &str, pan: Option<&str>, fill: Option<&str>) {
        self.digits("a PIN", pin);
        self.digits("a PAN", pan.unwrap_or_default());
        let wanted = Wanted { format, pin, pan, fill };
        let Ok(clear) = wanted.encode(&mut crate::os_rng()) else {
            return;
        };
        let free = format.free_nibbles(pin.len());
        let drawn = if fill.is_some() { 0 } else { free.div_ceil(2) };
        let bytes = match &clear {
            Clear::Iso0(block) => block.expose().as_slice(),
            Clear::Iso1(block) => block.expose().as_slice(),
            Clear::Iso2(block) => block.expose().as_slice(),
            Clear::Iso3(block) => block.expose().as_slice(),
            Clear::Iso4(field, _) => field.expose().as_slice(),
        };
        let fixed = bytes.get(..bytes.len().saturating_sub(drawn)).unwrap_or_default();
        if fixed.len() >= DIGITS >> 1 && is_distinctive(fixed) {
            self.add("a clear block", Value::Bytes(fixed.to_vec()));
        }
    }

    fn parts(&mut self, kind: &'static str, bytes: &[u8], part: usize) {
        for part in bytes.chunks_exact(part).filter(|part| is_distinctive(part)) {
            self.add(kind, Value::Bytes(part.to_vec()));
        }
    }

    fn add(&mut self, kind: &'static str, value: Value) {
        self.secrets.push(Secret {
            kind,
            place: self.place.to_owned(),
            value,
        });
    }
}

/// Whether nobody writes this by chance: enough different bytes, and no row like 01 23 45 67 or 11 22 33.
fn is_distinctive(bytes: &[u8]) -> bool {
    let mut different = bytes.to_vec();
    different.sort_unstable();
    different.dedup();
    let steps = bytes.windows(2).filter_map(|pair| match pair {
        [first, second] => Some(second.wrapping_sub(*first)),
        _ => None,
    });
    let mut steps: Vec<u8> = steps.collect();
    let count = steps.len();
    steps.sort_unstable();
    let most = steps.chunk_by(|a, b| a == b).map(<[u8]>::len).max().unwrap_or_default();
    different.len() >= DIFFERENT && most.saturating_mul(2) <= count
}

/// A name for a request in a message: the operation, the format, and what is special about it.
pub(super) fn place(request: &Request, what: &str) -> String {
    let op = request.op().map_or("", |op| op.name());
    let format = match request {
        Request::PinBlockEncode { format, .. }
        | Request::PinBlockDecode { format, .. }
        | Request::PinBlockEncrypt { format, .. }
        | Request::PinBlockDecrypt { format, .. } => format!(" {}", format.name()),
        _ => String::new(),
    };
    format!("{op}{format}, {what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_anybody_writes_is_not_looked_for() {
        for (text, expected) in [
            ("483920175566", true),
            ("123456789012", false),
            ("4111111111111111", false),
            ("9007199254740993123", true),
            ("210987654321", false),
        ] {
            assert_eq!(is_distinctive(text.as_bytes()), expected, "{text}");
        }
        assert!(!is_distinctive(&[0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef]));
        assert!(is_distinctive(&[0x8f, 0x03, 0xa5, 0xc7, 0xd9, 0x1e, 0x4b, 0x62]));
    }
}
