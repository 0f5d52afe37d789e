//! The little DER that keys need, written so that any part of it can be wrong.

use alloc::vec::Vec;

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const SEQUENCE: u8 = 0x30;

/// 1.2.840.113549.1.1.1, rsaEncryption, as a whole element.
pub(super) const RSA_ENCRYPTION: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// 1.2.840.113549.1.1.7, id-RSAES-OAEP, as a whole element.
pub(super) const RSAES_OAEP: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x07];

/// 1.2.840.10045.2.1, id-ecPublicKey, as a whole element.
pub(super) const EC_PUBLIC_KEY: &[u8] = &[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];

/// 1.2.840.113549.1.1.10, id-RSASSA-PSS, as a whole element.
pub(super) const RSASSA_PSS: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];

pub(super) const NULL: &[u8] = &[0x05, 0x00];

/// Tag, length in its shortest form, content.
pub(super) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag], length(content.len()).as_slice(), content].concat()
}

/// The shortest form of a length.
fn length(len: usize) -> Vec<u8> {
    let bytes = len.to_be_bytes();
    let significant: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
    match significant.as_slice() {
        [] => [0].into(),
        [short] if *short < 0x80 => significant,
        _ => {
            let count = u8::try_from(significant.len()).unwrap_or_default();
            [&[0x80 | count], significant.as_slice()].concat()
        }
    }
}

pub(super) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(SEQUENCE, &parts.concat())
}

/// An INTEGER that is not negative, from big-endian bytes without leading zeros.
pub(super) fn integer(bytes: &[u8]) -> Vec<u8> {
    let sign: &[u8] = if bytes.first().is_none_or(|byte| byte & 0x80 != 0) {
        &[0]
    } else {
        &[]
    };
    element(INTEGER, &[sign, bytes].concat())
}

/// PKCS#1 `RSAPublicKey` from two whole elements.
pub(super) fn pkcs1_public(n: &[u8], e: &[u8]) -> Vec<u8> {
    sequence(&[n, e])
}

/// SubjectPublicKeyInfo of rsaEncryption around a PKCS#1 body.
pub(super) fn spki(pkcs1: &[u8]) -> Vec<u8> {
    spki_with(&sequence(&[RSA_ENCRYPTION, NULL]), pkcs1)
}

/// SubjectPublicKeyInfo with any AlgorithmIdentifier.
pub(super) fn spki_with(algorithm: &[u8], body: &[u8]) -> Vec<u8> {
    sequence(&[algorithm, &bit_string(0, body)])
}

/// BIT STRING with a count of unused bits.
pub(super) fn bit_string(unused: u8, bytes: &[u8]) -> Vec<u8> {
    element(BIT_STRING, &[&[unused], bytes].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_the_shortest() {
        for (len, head) in [
            (0, "0400"),
            (0x7f, "047f"),
            (0x80, "048180"),
            (0xff, "0481ff"),
            (0x100, "04820100"),
        ] {
            let made = element(OCTET_STRING, &alloc::vec![0; len]);
            assert!(hex::encode(&made).starts_with(head), "{len}");
            assert_eq!(made.len(), len + head.len() / 2);
        }
    }

    #[test]
    fn integers_are_not_negative() {
        assert_eq!(integer(&[0x7f]), [2, 1, 0x7f]);
        assert_eq!(integer(&[0x80]), [2, 2, 0, 0x80]);
        assert_eq!(integer(&[]), [2, 1, 0]);
    }

    #[test]
    fn it_is_what_the_library_writes() {
        let key = super::super::RsaKey::load("rsa-2048-a").unwrap();
        let der = super::super::plain_spki(&key);
        assert_eq!(
            crate::device::PublicKey::from_spki_der(&der).unwrap().to_spki_der(),
            der
        );
    }
}
