//! What a device sends for a public key.

use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64, Encoding as _};

use super::der::{
    BIT_STRING, INTEGER, NULL, OCTET_STRING, RSA_ENCRYPTION, RSAES_OAEP, SEQUENCE, bit_string, element, integer,
    sequence,
};
use crate::conformance::mutant::device::Made;

/// What is sent.
#[derive(Clone, Copy, Default)]
pub(crate) enum Form {
    /// SubjectPublicKeyInfo, DER.
    #[default]
    Spki,
    /// Only the PKCS#1 body.
    Pkcs1,
    /// The private key, PKCS#8.
    Pkcs8,
    /// SubjectPublicKeyInfo with the private key inside.
    PrivateInside,
    /// PEM.
    Pem,
    /// The text in base64, not its bytes.
    Base64Text,
    /// rsaEncryption without NULL.
    NoNull,
    /// id-RSAES-OAEP.
    RsaesOaep,
    /// A byte follows.
    ByteAfter,
    /// The modulus without the 00 that keeps it positive.
    NegativeModulus,
    /// The modulus with one 00 more than it needs.
    PaddedModulus,
    /// The exponent in four bytes.
    PaddedExponent,
    /// Exponent before modulus.
    Swapped,
    /// In an OCTET STRING.
    Wrapped,
    /// The outer length in one byte more than it needs.
    LongLength,
}

impl Form {
    pub(super) fn write(self, made: &Made) -> Vec<u8> {
        let n = integer(&made.modulus);
        let e = integer(&made.exponent);
        let pkcs1 = sequence(&[&n, &e]);
        let algorithm = sequence(&[RSA_ENCRYPTION, NULL]);
        let spki_of = |algorithm: &[u8], pkcs1: &[u8]| sequence(&[algorithm, &bit_string(pkcs1)]);
        let spki = spki_of(&algorithm, &pkcs1);
        match self {
            Self::Spki => spki,
            Self::Pkcs1 => pkcs1,
            Self::Pkcs8 => made.pkcs8.clone(),
            Self::PrivateInside => spki_of(&algorithm, &made.pkcs1),
            Self::Pem => pem(&spki).into_bytes(),
            Self::Base64Text => Base64::encode_string(&spki).into_bytes(),
            Self::NoNull => spki_of(&sequence(&[RSA_ENCRYPTION]), &pkcs1),
            Self::RsaesOaep => spki_of(&sequence(&[RSAES_OAEP]), &pkcs1),
            Self::ByteAfter => [spki.as_slice(), &[0]].concat(),
            Self::NegativeModulus => spki_of(&algorithm, &sequence(&[&element(INTEGER, &made.modulus), &e])),
            Self::PaddedModulus => {
                let padded = element(INTEGER, &[&[0, 0], made.modulus.as_slice()].concat());
                spki_of(&algorithm, &sequence(&[&padded, &e]))
            }
            Self::PaddedExponent => {
                let padded = element(INTEGER, &[&[0], made.exponent.as_slice()].concat());
                spki_of(&algorithm, &sequence(&[&n, &padded]))
            }
            Self::Swapped => spki_of(&algorithm, &sequence(&[&e, &n])),
            Self::Wrapped => element(OCTET_STRING, &spki),
            Self::LongLength => {
                let content = [algorithm, element(BIT_STRING, &[&[0], pkcs1.as_slice()].concat())].concat();
                let [high, low] = u16::try_from(content.len()).unwrap_or_default().to_be_bytes();
                [&[SEQUENCE, 0x83, 0x00, high, low], content.as_slice()].concat()
            }
        }
    }
}

fn pem(der: &[u8]) -> String {
    let text = Base64::encode_string(der);
    let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
    for (place, character) in text.chars().enumerate() {
        if place > 0 && place.is_multiple_of(64) {
            pem.push('\n');
        }
        pem.push(character);
    }
    pem.push_str("\n-----END PUBLIC KEY-----\n");
    pem
}
