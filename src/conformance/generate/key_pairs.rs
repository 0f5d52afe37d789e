//! `public_key_check.json` and `key_generate.json`: what a device sends, and what it must not send.

mod der;
pub(super) mod fresh;
mod generated;
mod numbers;
mod shapes;
mod texts;

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Value, json};

use self::der::{integer, pkcs1_public, spki};
use super::GenerateError;
use super::build::{CaseBuilder, FileBuilder, group};
use super::keys::RsaKey;
use crate::conformance::client::{Op, RejectClass};
use crate::conformance::vector::{Case, VectorFile};

pub(super) fn files() -> Result<Vec<(String, VectorFile)>, GenerateError> {
    Ok([public_key_check()?, generated::file()?].into())
}

/// The public exponent 65537.
const F4: &[u8] = &[0x01, 0x00, 0x01];

const SHAPE: &str = "RFC 5280, section 4.1.2.7";
const RSA_KEY: &str = "RFC 3279, section 2.3.1";
const BASE64: &str = "RFC 4648, section 4";
const DER: &str = "ITU-T X.690, clauses 8 and 10";
const SIZE: &str = "vectors/PROTOCOL.md, public_key.check";

/// The accepted case that the refused ones differ from.
const PLAIN: &str = "rsa-2048";

fn public_key_check() -> Result<(String, VectorFile), GenerateError> {
    let key = RsaKey::load("rsa-2048-a")?;
    // The shortest key whose base64 ends in two characters of padding.
    let padded = RsaKey::load("rsa-4096-a")?;
    FileBuilder::new(
        "public_key_check",
        Op::PublicKeyCheck,
        "Public keys as a device sends them: shape, text, numbers",
    )
    .param("shape", "spki")
    .spec(SHAPE)
    .spec(RSA_KEY)
    .spec(BASE64)
    .spec(DER)
    .group(group(
        "numbers",
        "modulus and exponent",
        None,
        Value::Null,
        numbers::cases(&key)?,
    ))
    .group(group(
        "shapes",
        "the DER around the key",
        None,
        Value::Null,
        shapes::cases(&key),
    ))
    .group(group(
        "texts",
        "the field as it travels",
        None,
        Value::Null,
        texts::cases(&padded),
    ))
    .finish()
}

/// The key of `key` as SubjectPublicKeyInfo.
fn plain_spki(key: &RsaKey) -> Vec<u8> {
    spki(&pkcs1_public(&integer(&key.modulus), &integer(F4)))
}

fn from_spki(id: &str, comment: &str, der: &[u8]) -> CaseBuilder {
    CaseBuilder::new(id, comment, json!({"spki": hex::encode(der)}))
}

/// The oracles that take a good key: all.
const ACCEPTED_BY: [&str; 4] = ["py-cryptography", "java-jca", "py-written", "java-written"];

const WRITTEN: [&str; 2] = ["py-written", "java-written"];

/// Refused keys that Python cryptography takes: it has other bounds for numbers, and reads some shapes that are no SPKI.
const TAKEN_BY_PYTHON: [&str; 19] = [
    "modulus-1024",
    "modulus-2047",
    "modulus-2049",
    "modulus-2056",
    "modulus-3071",
    "modulus-3073",
    "modulus-4095",
    "modulus-4097",
    "modulus-5120",
    "exponent-f4-above-32-bits",
    "modulus-8192",
    "modulus-even",
    "exponent-3",
    "exponent-65535",
    "exponent-33-bits",
    "pkcs1-public-key",
    "text-pkcs1",
    "null-missing",
    "algorithm-rsassa-pss",
];

/// Refused keys that the JDK takes: it has other bounds for numbers, and does not insist on DER.
const TAKEN_BY_JAVA: [&str; 26] = [
    "modulus-1024",
    "modulus-2047",
    "modulus-2049",
    "modulus-2056",
    "modulus-3071",
    "modulus-3073",
    "modulus-4095",
    "modulus-4097",
    "modulus-5120",
    "exponent-f4-above-32-bits",
    "modulus-8192",
    "modulus-even",
    "exponent-3",
    "exponent-65535",
    "exponent-65536",
    "exponent-65538",
    "exponent-33-bits",
    "null-missing",
    "parameters-not-null",
    "byte-after",
    "negative-modulus",
    "modulus-two-zeros",
    "exponent-zero-before",
    "length-indefinite",
    "inner-length-8103",
    "unused-bits",
];

/// A case that is refused because of its key, whichever field that came in.
fn key_refused(case: CaseBuilder, id: &str, sibling: &str) -> CaseBuilder {
    let mut case = case.reject(RejectClass::KeyInvalid, sibling).agreed(&WRITTEN);
    for (library, taken) in [
        ("py-cryptography", TAKEN_BY_PYTHON.as_slice()),
        ("java-jca", &TAKEN_BY_JAVA),
    ] {
        if !taken.contains(&id) {
            case = case.agreed(&[library]);
        }
    }
    case
}

/// A refused key.
struct Refused {
    id: &'static str,
    comment: &'static str,
    der: Vec<u8>,
    flag: &'static str,
    clause: &'static str,
    reasons: &'static [&'static str],
}

impl Refused {
    fn case(self) -> Case {
        let case = from_spki(self.id, self.comment, &self.der);
        let mut case = key_refused(case, self.id, PLAIN)
            .flag(self.flag)
            .requirement(self.clause);
        for reason in self.reasons {
            case = case.reason(*reason);
        }
        case.finish()
    }
}
