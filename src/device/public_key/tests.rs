//! Shapes of a public key that may and may not come in.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::format;
use alloc::string::ToString;
use alloc::vec;

use super::*;

const F4: &[u8] = &[0x01, 0x00, 0x01];
const RSA_ENCRYPTION: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const RSAES_OAEP: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x07];
const NULL: &[u8] = &[0x05, 0x00];

/// An odd number of `bits` bits; nothing here factors it.
fn modulus(bits: usize) -> Vec<u8> {
    let mut n: Vec<u8> = (0..bits.div_ceil(8)).map(|i| (i * 37 + 11) as u8).collect();
    let spare = n.len() * 8 - bits;
    n[0] = 0x80 >> spare;
    let last = n.len() - 1;
    n[last] |= 1;
    n
}

/// DER written by hand, so that the tests do not lean on the crates that the code leans on.
fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match value.len() {
        len @ 0..=0x7f => out.push(len as u8),
        len @ 0x80..=0xff => out.extend([0x81, len as u8]),
        len => out.extend([0x82, (len >> 8) as u8, len as u8]),
    }
    out.extend(value);
    out
}

fn cat(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

fn int(bytes: &[u8]) -> Vec<u8> {
    if bytes[0] & 0x80 == 0 {
        tlv(0x02, bytes)
    } else {
        tlv(0x02, &cat(&[&[0], bytes]))
    }
}

fn pkcs1(n: &[u8], e: &[u8]) -> Vec<u8> {
    tlv(0x30, &cat(&[&int(n), &int(e)]))
}

fn spki_with(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    tlv(0x30, &cat(&[&tlv(0x30, algorithm), &tlv(0x03, &cat(&[&[0], key]))]))
}

fn spki(n: &[u8], e: &[u8]) -> Vec<u8> {
    spki_with(&cat(&[RSA_ENCRYPTION, NULL]), &pkcs1(n, e))
}

fn refused(der: &[u8]) {
    assert_eq!(PublicKey::from_spki_der(der), Err(PublicKeyError::Invalid));
}

#[test]
fn takes_the_three_lengths_and_gives_the_same_bytes_back() {
    for size in RsaBits::ALL {
        let n = modulus(size.bits() as usize);
        let der = spki(&n, F4);
        let key = PublicKey::from_spki_der(&der).unwrap();
        assert_eq!(key.to_spki_der(), der);
        assert_eq!(key.modulus(), n);
        assert_eq!(key.exponent(), 65537);
        assert_eq!(key.size(), size);
        assert_eq!(key.bits(), size.bits());
        assert_eq!(key.modulus_len(), n.len());
        assert_eq!(PublicKey::from_base64(&key.to_base64()), Ok(key));
    }
}

#[test]
fn exponent_from_f4_to_32_bits_odd() {
    let n = modulus(2048);
    for e in [&[0x01, 0x00, 0x03][..], &[0xff, 0xff, 0xff, 0xff]] {
        assert!(PublicKey::from_spki_der(&spki(&n, e)).is_ok());
    }
    for e in [
        &[1][..],
        &[3],
        &[17],
        &[0xff, 0xff],
        &[0x01, 0x00, 0x00],
        &[0x01, 0x00, 0x02],
        &[0x01, 0x00, 0x00, 0x00, 0x01],
        &[0],
    ] {
        refused(&spki(&n, e));
    }
    // An exponent as long as the modulus: cost for whoever encrypts with it.
    refused(&spki(&n, &n));
}

#[test]
fn modulus_of_another_length_or_even() {
    for bits in [512, 1024, 2040, 2047, 2049, 2056, 3071, 3073, 4095, 4097, 8192] {
        refused(&spki(&modulus(bits), F4));
    }
    let mut even = modulus(2048);
    even[255] &= 0xfe;
    refused(&spki(&even, F4));
}

#[test]
fn modulus_negative_or_padded() {
    let n = modulus(2048);
    let negative = tlv(0x30, &cat(&[&tlv(0x02, &n), &int(F4)]));
    let padded = tlv(0x30, &cat(&[&tlv(0x02, &cat(&[&[0, 0], &n])), &int(F4)]));
    let padded_e = tlv(0x30, &cat(&[&int(&n), &tlv(0x02, &cat(&[&[0], F4]))]));
    for key in [negative, padded, padded_e] {
        refused(&spki_with(&cat(&[RSA_ENCRYPTION, NULL]), &key));
    }
}

#[test]
fn algorithm_is_rsa_encryption_with_null_only() {
    let key = pkcs1(&modulus(2048), F4);
    assert!(
        PublicKey::from_spki_der(&spki_with(&cat(&[RSA_ENCRYPTION, NULL]), &key)).is_ok(),
        "the twin that is fine"
    );
    refused(&spki_with(RSA_ENCRYPTION, &key));
    refused(&spki_with(&cat(&[RSA_ENCRYPTION, &tlv(0x30, &[])]), &key));
    refused(&spki_with(&cat(&[RSA_ENCRYPTION, &[0x05, 0x81, 0x00]]), &key));
    refused(&spki_with(&cat(&[RSA_ENCRYPTION, NULL, NULL]), &key));
    refused(&spki_with(&cat(&[RSAES_OAEP, NULL]), &key));
    refused(&spki_with(&cat(&[RSAES_OAEP, &tlv(0x30, &[])]), &key));
}

#[test]
fn other_containers() {
    let (n, algorithm) = (modulus(2048), cat(&[RSA_ENCRYPTION, NULL]));
    let key = pkcs1(&n, F4);
    refused(&key);
    refused(&[]);
    refused(&[0x30, 0x00]);
    // PKCS#8: version, algorithm, OCTET STRING with an RSAPrivateKey.
    let half = &modulus(1024);
    let private = tlv(
        0x30,
        &cat(&[
            &int(&[0]),
            &int(&n),
            &int(F4),
            &int(&n),
            &int(half),
            &int(half),
            &int(half),
            &int(half),
            &int(half),
        ]),
    );
    refused(&tlv(
        0x30,
        &cat(&[&int(&[0]), &tlv(0x30, &algorithm), &tlv(0x04, &private)]),
    ));
    refused(&private);
    refused(&spki_with(&algorithm, &private));
}

#[test]
fn bytes_too_many_too_few_or_not_der() {
    let der = spki(&modulus(2048), F4);
    refused(&cat(&[&der, &[0]]));
    refused(&cat(&[&[0], &der]));
    refused(&der[..der.len() - 1]);
    let algorithm = cat(&[RSA_ENCRYPTION, NULL]);
    let key = pkcs1(&modulus(2048), F4);
    // After the key inside the BIT STRING, after the exponent, after the BIT STRING.
    refused(&spki_with(&algorithm, &cat(&[&key, &[0]])));
    let three = tlv(0x30, &cat(&[&int(&modulus(2048)), &int(F4), &int(&[1])]));
    refused(&spki_with(&algorithm, &three));
    refused(&tlv(
        0x30,
        &cat(&[&tlv(0x30, &algorithm), &tlv(0x03, &cat(&[&[0], &key])), NULL]),
    ));
    // Unused bits in the BIT STRING; indefinite length; a length with a byte too many.
    refused(&tlv(
        0x30,
        &cat(&[&tlv(0x30, &algorithm), &tlv(0x03, &cat(&[&[1], &key]))]),
    ));
    let body = &der[4..];
    refused(&cat(&[&[0x30, 0x80], body, &[0, 0]]));
    refused(&cat(&[
        &[0x30, 0x83, 0, (body.len() >> 8) as u8, body.len() as u8],
        body,
    ]));
}

#[test]
fn no_single_byte_of_the_frame_is_ignored() {
    let der = spki(&modulus(2048), F4);
    let modulus_start = der.len() - 5 - 256;
    let frame = (0..modulus_start).chain(der.len() - 5..der.len());
    for i in frame {
        let mut changed = der.clone();
        changed[i] ^= 0x02;
        match PublicKey::from_spki_der(&changed) {
            Err(error) => assert_eq!(error, PublicKeyError::Invalid),
            // Only the value of e may change and still make a key: another key.
            Ok(key) => {
                assert!(i >= der.len() - 3, "byte {i}");
                assert_eq!(key.to_spki_der(), changed);
                assert_ne!(key.exponent(), 65537);
            }
        }
    }
}

#[test]
fn text_is_bare_base64() {
    // 550 bytes: two padding characters. The 294 bytes of an RSA-2048 key have none.
    let der = spki(&modulus(4096), F4);
    let text = Base64::encode_string(&der);
    assert!(PublicKey::from_base64(&text).is_ok());
    assert!(text.contains(['+', '/']) && text.ends_with("AQ=="));

    let wrapped: Vec<&str> = text
        .as_bytes()
        .chunks(64)
        .map(|line| core::str::from_utf8(line).unwrap())
        .collect();
    let lines = wrapped.join("\n");
    for bad in [
        format!("-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n"),
        format!("-----BEGIN PUBLIC KEY-----{text}-----END PUBLIC KEY-----"),
        wrapped.join("\r\n"),
        lines,
        format!("{text}\n"),
        format!(" {text}"),
        text.replace('+', "-").replace('/', "_"),
        text.trim_end_matches('=').to_string(),
        format!("{text}="),
        format!("{text}===="),
        format!("{}!", &text[1..]),
        text.replacen('A', "\u{410}", 1),
    ] {
        let error = PublicKey::from_base64(&bad).unwrap_err();
        assert_eq!(error, PublicKeyError::Encoding, "{bad:?}");
    }
    // Bits that no byte uses must be zero, or one key would have sixteen texts.
    for last in ["AR==", "Af==", "AQ=A", "A==="] {
        let other = text.replace("AQ==", last);
        assert_ne!(other, text);
        assert_eq!(PublicKey::from_base64(&other), Err(PublicKeyError::Encoding), "{last}");
    }
    // Good base64 of something else; hex is made of letters of the alphabet.
    for other in ["", "AAAA", &hex::encode(&der)] {
        assert_eq!(PublicKey::from_base64(other), Err(PublicKeyError::Invalid), "{other:?}");
    }
}

#[test]
fn debug_is_short() {
    let key = PublicKey::from_spki_der(&spki(&modulus(3072), F4)).unwrap();
    assert_eq!(format!("{key:?}"), "PublicKey { bits: 3072, exponent: 65537, .. }");
}
