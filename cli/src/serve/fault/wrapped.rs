//! Faults in the wrapped key, and in the fields of the answer.

use base64ct::{Base64, Encoding as _};
use pinproof::device::{DeviceKey as _, Hash, OaepScheme, PublicKey, SoftwareKey};
use pinproof::issuer;
use pinproof::message::{Body, TzpkRequest, TzpkResponse, ViewRequest};
use pinproof::pin_block::{BlockContext, EncryptedPinBlock};
use pinproof::profile::Encoding;
use pinproof::rand_core::Rng as _;
use pinproof::tzpk::{KeyRules, Parity, Tzpk, TzpkKind, WeakKeys};
use serde_json::{Map, Value, json};

use super::apply::Asked;
use super::table::Fault;
use crate::serve::route::Route;

/// The keys of the samples that issuers publish, by their length.
const SAMPLE_TDES: [u8; 16] = [
    0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff,
];
const SAMPLE_AES: [u8; 16] = [
    0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c,
];

/// The body with the fault in it; `None` when it cannot be made.
pub(super) fn body(fault: Fault, right: &str, asked: Asked<'_>) -> Option<String> {
    let mut fields: Map<String, Value> = serde_json::from_str(right).ok()?;
    let text = fields
        .get("tzpk")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let profile = asked.profile;
    let encoding = profile.encoding.tzpk;
    match fault {
        Fault::FieldMissing => drop(fields.remove("tzpk")),
        Fault::FieldNull => drop(fields.insert("tzpk".to_owned(), Value::Null)),
        Fault::TzpkTampered | Fault::TzpkShort | Fault::TzpkLong => {
            let mut bytes = decode(encoding, &text)?;
            match fault {
                Fault::TzpkShort => drop(bytes.pop()),
                Fault::TzpkLong => bytes.push(0),
                _ => *bytes.get_mut(100)? ^= 0x10,
            }
            fields.insert("tzpk".to_owned(), json!(encode(encoding, &bytes)));
        }
        Fault::TzpkHex => {
            let other = match encoding {
                Encoding::Base64 => Encoding::Hex,
                Encoding::Hex => Encoding::Base64,
            };
            fields.insert("tzpk".to_owned(), json!(encode(other, &decode(encoding, &text)?)));
        }
        Fault::TzpkLineBreaks => {
            let (first, rest) = text.split_at_checked(64)?;
            fields.insert("tzpk".to_owned(), json!(format!("{first}\r\n{rest}")));
        }
        Fault::BlockTampered => {
            let (tzpk, block) = block_that_does_not_open(asked)?;
            fields.insert("tzpk".to_owned(), json!(tzpk));
            fields.insert("pinBlock".to_owned(), json!(block));
        }
        _ => {
            let wrapped = wrapped(fault, asked)?;
            fields.insert("tzpk".to_owned(), json!(wrapped));
        }
    }
    Some(Value::Object(fields).to_string())
}

/// A key that is wrong, or wrapped wrongly, as text.
fn wrapped(fault: Fault, asked: Asked<'_>) -> Option<String> {
    let profile = asked.profile;
    let device = device_key(asked)?;
    let rng = &mut pinproof::os_rng();
    let kind = profile.tzpk.kind;
    let mut scheme: OaepScheme = profile.oaep.clone();
    let mut to = device;
    let tzpk = match fault {
        Fault::TzpkWrongLength => Tzpk::generate(other_length(kind), rng).ok()?,
        Fault::TzpkWeak => known(kind, &weak(kind))?,
        Fault::TzpkSample if kind.is_tdes() => known(kind, SAMPLE_TDES.get(..kind.key_len())?)?,
        Fault::TzpkSample => known(kind, SAMPLE_AES.get(..kind.key_len())?)?,
        _ => Tzpk::generate(kind, rng).ok()?,
    };
    match fault {
        Fault::TzpkOtherKey => to = SoftwareKey::generate(profile.rsa_bits, rng).ok()?.public_key().clone(),
        Fault::TzpkSha1 => (scheme.hash, scheme.mgf_hash) = (Hash::Sha1, Hash::Sha1),
        Fault::TzpkMgf1Sha1 => scheme.mgf_hash = Hash::Sha1,
        Fault::TzpkLabel => scheme.label = b"tzpk".to_vec(),
        _ => {}
    }
    let wrapped = issuer::wrap_tzpk(&tzpk, &to, &scheme, rng).ok()?;
    Some(TzpkResponse::new(&wrapped, profile).tzpk)
}

/// A right TZPK and random bytes in the place of the block. Random bytes are a block of format 1 once in some hundred times, so
/// they are looked at first; with a PAN in it, that does not happen.
fn block_that_does_not_open(asked: Asked<'_>) -> Option<(String, String)> {
    let (profile, rng) = (asked.profile, &mut pinproof::os_rng());
    let tzpk = Tzpk::generate(profile.tzpk.kind, rng).ok()?;
    let wrapped = issuer::wrap_tzpk(&tzpk, &device_key(asked)?, &profile.oaep, rng).ok()?;
    let mut bytes = vec![0; if profile.tzpk.kind.is_tdes() { 8 } else { 16 }];
    for _ in 0..100 {
        rng.fill_bytes(&mut bytes);
        let block = EncryptedPinBlock::new(profile.pin_block.format, &bytes).ok()?;
        if issuer::open_pin_block(&tzpk, &block, &BlockContext::NoPan).is_err() {
            break;
        }
    }
    let wrapped = TzpkResponse::new(&wrapped, profile).tzpk;
    Some((wrapped, encode(profile.encoding.pin_block, &bytes)))
}

fn device_key(asked: Asked<'_>) -> Option<PublicKey> {
    let Body::Json(json) = &asked.request.body else {
        return None;
    };
    let bytes = json.expose().as_bytes();
    match asked.route {
        Route::View => ViewRequest::from_json(bytes).ok()?.key(asked.profile).ok(),
        _ => TzpkRequest::from_json(bytes).ok()?.key(asked.profile).ok(),
    }
}

const fn other_length(kind: TzpkKind) -> TzpkKind {
    match kind {
        TzpkKind::Tdes2 => TzpkKind::Tdes3,
        TzpkKind::Tdes3 => TzpkKind::Tdes2,
        TzpkKind::Aes128 => TzpkKind::Aes192,
        _ => TzpkKind::Aes128,
    }
}

/// Equal parts for TDES, one byte again and again for AES.
fn weak(kind: TzpkKind) -> Vec<u8> {
    let part: &[u8] = if kind.is_tdes() {
        &[0x13, 0x34, 0x57, 0x79, 0x9b, 0xbc, 0xdf, 0xf1]
    } else {
        &[0x5a; 8]
    };
    part.iter().copied().cycle().take(kind.key_len()).collect()
}

fn known(kind: TzpkKind, bytes: &[u8]) -> Option<Tzpk> {
    let rules = KeyRules {
        parity: Parity::Ignore,
        weak: WeakKeys::Allow,
    };
    Tzpk::new(kind, bytes, &rules).ok()
}

fn decode(encoding: Encoding, text: &str) -> Option<Vec<u8>> {
    match encoding {
        Encoding::Base64 => Base64::decode_vec(text).ok(),
        Encoding::Hex => hex::decode(text).ok(),
    }
}

fn encode(encoding: Encoding, bytes: &[u8]) -> String {
    match encoding {
        Encoding::Base64 => Base64::encode_string(bytes),
        Encoding::Hex => hex::encode(bytes),
    }
}
