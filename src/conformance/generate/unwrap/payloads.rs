//! Payloads that must come out as they went in.

use alloc::format;
use alloc::vec::Vec;

use super::super::GenerateError;
use super::wrapper::{Basis, Wrapper, because, last, opened, put};
use crate::conformance::vector::Case;
use crate::device::Hash;

const OUT: &str = "RFC 8017, section 7.1.2, step 4";

pub(super) fn cases(wrapper: &Wrapper<'_>, basis: &Basis) -> Result<Vec<Case>, GenerateError> {
    let mut cases = kinds(wrapper, basis)?;
    cases.extend(edges(wrapper)?);
    for payload in PAYLOADS {
        let mut bytes = wrapper.bytes(payload.id, payload.len);
        (payload.change)(&mut bytes);
        let mut case = wrapper
            .opens(payload.id, payload.comment, &bytes, payload.expect)?
            .requirement(OUT);
        for flag in payload.flags {
            case = case.flag(flag);
        }
        cases.push(because(case, payload.reasons));
    }
    Ok(cases)
}

/// Every kind of key, and any kind of the same length: three readings of one ciphertext.
fn kinds(wrapper: &Wrapper<'_>, basis: &Basis) -> Result<Vec<Case>, GenerateError> {
    let lengths = [
        ["any", "tdes2", "aes128"],
        ["any", "tdes3", "aes192"],
        ["any", "aes256", ""],
    ];
    let mut cases = Vec::new();
    for ((names, payload), ciphertext) in lengths.into_iter().zip(&basis.keys).zip(&basis.ciphertexts) {
        for expect in names.into_iter().filter(|name| !name.is_empty()) {
            let (id, comment) = if expect == "any" {
                let id = format!("any-{}", payload.len());
                (id, format!("a key of {} bytes, its kind left open", payload.len()))
            } else {
                (expect.into(), format!("a key of kind {expect}"))
            };
            let mut case = wrapper
                .case(&id, &comment, ciphertext, expect)?
                .accept(opened(expect, payload)?)
                .flag("Ordinary")
                .requirement(OUT)
                .reason(format!("cell:expect-{id}"))
                .reason("mutant:A33");
            if wrapper.scheme.hash != Hash::Sha1 {
                case = case.reason("mutant:A02");
                if wrapper.scheme.mgf_hash != Hash::Sha1 {
                    case = case.reason("mutant:A01");
                }
            }
            cases.push(case.finish());
        }
    }
    Ok(cases)
}

/// Bytes at both ends that text handling takes away, for the two kinds of key in use.
fn edges(wrapper: &Wrapper<'_>) -> Result<Vec<Case>, GenerateError> {
    let mut cases = Vec::new();
    for kind in ["tdes2", "aes128"] {
        for (start, end) in [(0x00, 0x0a), (0x0a, 0x20), (0x20, 0xff), (0xff, 0x00)] {
            let id = format!("{kind}-from-{start:02x}-to-{end:02x}");
            let mut payload = wrapper.bytes(&id, 16);
            let place = last(&payload);
            put(&mut payload, 0, &[start]);
            put(&mut payload, place, &[end]);
            let case = wrapper
                .opens(
                    &id,
                    &format!("the key starts with {start:02x} and ends with {end:02x}"),
                    &payload,
                    kind,
                )?
                .flag("KeyBytesAsText")
                .requirement(OUT)
                .reason("mutant:A36")
                .reason(format!("boundary:payload-first-{start:02x}"))
                .reason(format!("boundary:payload-last-{end:02x}"));
            cases.push(case.finish());
        }
    }
    Ok(cases)
}

struct Payload {
    id: &'static str,
    expect: &'static str,
    len: usize,
    change: fn(&mut [u8]),
    comment: &'static str,
    flags: &'static [&'static str],
    reasons: &'static [&'static str],
}

const TEXT: &[&str] = &["KeyBytesAsText"];

const PAYLOADS: &[Payload] = &[
    Payload {
        id: "tdes2-odd-parity",
        expect: "tdes2",
        len: 16,
        change: |key| set_parity(key, 1),
        comment: "every byte of the key has odd parity",
        flags: &["Parity"],
        reasons: &["cell:tdes2-parity-odd"],
    },
    Payload {
        id: "tdes2-even-parity",
        expect: "tdes2",
        len: 16,
        change: |key| set_parity(key, 0),
        comment: "every byte of the key has even parity, which is left as it is",
        flags: &["Parity"],
        reasons: &["cell:tdes2-parity-even"],
    },
    Payload {
        id: "tdes3-even-parity",
        expect: "tdes3",
        len: 24,
        change: |key| set_parity(key, 0),
        comment: "every byte of the key has even parity, which is left as it is",
        flags: &["Parity"],
        reasons: &["cell:tdes3-parity-even"],
    },
    Payload {
        id: "aes128-high-bytes",
        expect: "aes128",
        len: 16,
        change: |key| key.iter_mut().for_each(|byte| *byte |= 0x80),
        comment: "every byte is 80 or more: not ASCII, not UTF-8",
        flags: TEXT,
        reasons: &["mutant:A36", "boundary:payload-bytes-80-ff"],
    },
    Payload {
        id: "tdes2-hex-digits",
        expect: "tdes2",
        len: 16,
        change: |key| key.copy_from_slice(b"8f03a5c7d91e4b62"),
        comment: "the bytes of the key are ASCII hex digits, and still the key itself",
        flags: TEXT,
        reasons: &["mutant:A40", "boundary:payload-hex-digits-16"],
    },
    Payload {
        id: "any-32-hex-digits",
        expect: "any",
        len: 32,
        change: |key| key.copy_from_slice(b"0123456789abcdeffedcba9876543210"),
        comment: "32 ASCII hex digits are a key of 32 bytes, not one of 16",
        flags: TEXT,
        reasons: &["mutant:A40", "boundary:payload-hex-digits-32"],
    },
    Payload {
        id: "any-24-base64",
        expect: "any",
        len: 24,
        change: |key| key.copy_from_slice(b"ASNFZ4mrze/+3LqYdlQyEA=="),
        comment: "24 characters of base64 are a key of 24 bytes, not one of 16",
        flags: TEXT,
        reasons: &["mutant:A40", "boundary:payload-base64-24"],
    },
    Payload {
        id: "any-32-two-byte-characters",
        expect: "any",
        len: 32,
        change: |key| {
            key.chunks_exact_mut(2)
                .for_each(|pair| put(pair, 0, "\u{e9}".as_bytes()))
        },
        comment: "16 characters of UTF-8 in two bytes each are a key of 32 bytes, not one of 16",
        flags: TEXT,
        reasons: &["mutant:A36", "boundary:payload-utf8-two-bytes"],
    },
    Payload {
        id: "any-32-with-00-inside",
        expect: "any",
        len: 32,
        change: |key| put(key, 16, &[0x00]),
        comment: "a 00 in the middle: a C string would end after 16 bytes",
        flags: TEXT,
        reasons: &["mutant:A36", "boundary:payload-00-inside"],
    },
    Payload {
        id: "any-32-from-eight-00",
        expect: "any",
        len: 32,
        change: |key| put(key, 0, &[0; 8]),
        comment: "eight 00 at the start: a big integer would have 24 bytes",
        flags: TEXT,
        reasons: &["mutant:A36", "boundary:payload-first-00x8"],
    },
    Payload {
        id: "any-24-to-eight-20",
        expect: "any",
        len: 24,
        change: |key| put(key, 16, b"        "),
        comment: "eight spaces at the end: trimmed text would have 16 bytes",
        flags: TEXT,
        reasons: &["mutant:A36", "boundary:payload-last-20x8"],
    },
    Payload {
        id: "tdes2-from-01",
        expect: "tdes2",
        len: 16,
        change: |key| put(key, 0, &[0x01]),
        comment: "the key starts with the value of the separator",
        flags: &["SeparatorInKey"],
        reasons: &["mutant:A23", "boundary:payload-first-01"],
    },
    Payload {
        id: "aes128-to-01",
        expect: "aes128",
        len: 16,
        change: |key| put(key, 15, &[0x01]),
        comment: "the key ends with the value of the separator",
        flags: &["SeparatorInKey"],
        reasons: &["mutant:A23", "boundary:payload-last-01"],
    },
    Payload {
        id: "any-32-with-01-inside",
        expect: "any",
        len: 32,
        change: |key| put(key, 15, &[0x01]),
        comment: "the value of the separator in the middle, with 16 bytes after it",
        flags: &["SeparatorInKey"],
        reasons: &["mutant:A23", "boundary:payload-01-inside"],
    },
    Payload {
        id: "any-16-all-01",
        expect: "any",
        len: 16,
        change: |key| key.fill(0x01),
        comment: "the key is nothing but the value of the separator",
        flags: &["SeparatorInKey"],
        reasons: &["mutant:A23", "boundary:payload-all-01"],
    },
    Payload {
        id: "any-16-all-00",
        expect: "any",
        len: 16,
        change: |key| key.fill(0x00),
        comment: "the key is all zeros; unwrapping does not judge keys",
        flags: TEXT,
        reasons: &["mutant:A36", "boundary:payload-all-00"],
    },
    Payload {
        id: "tdes2-all-00",
        expect: "tdes2",
        len: 16,
        change: |key| key.fill(0x00),
        comment: "the key is all zeros, a weak one; unwrapping does not judge keys",
        flags: &["WeakKey"],
        reasons: &["boundary:tdes2-all-00"],
    },
    Payload {
        id: "tdes2-k1-is-k2",
        expect: "tdes2",
        len: 16,
        change: |key| key.copy_within(..8, 8),
        comment: "K1 = K2, which is single DES; unwrapping does not judge keys",
        flags: &["WeakKey"],
        reasons: &["boundary:tdes2-k1-is-k2"],
    },
    Payload {
        id: "tdes3-k1-is-k2",
        expect: "tdes3",
        len: 24,
        change: |key| key.copy_within(..8, 8),
        comment: "K1 = K2, which leaves single DES; unwrapping does not judge keys",
        flags: &["WeakKey"],
        reasons: &["boundary:tdes3-k1-is-k2"],
    },
    Payload {
        id: "tdes3-k1-is-k3",
        expect: "tdes3",
        len: 24,
        change: |key| key.copy_within(..8, 16),
        comment: "K1 = K3, keying option 2 written out: all 24 bytes come out",
        flags: &["KeyingOption2In24Bytes"],
        reasons: &["boundary:tdes3-k1-is-k3"],
    },
    Payload {
        id: "any-16-all-ff",
        expect: "any",
        len: 16,
        change: |key| key.fill(0xff),
        comment: "the key is all ones; unwrapping does not judge keys",
        flags: TEXT,
        reasons: &["mutant:A36", "boundary:payload-all-ff"],
    },
];

/// Sets the lowest bit of each byte so that the number of ones is `wanted` modulo 2.
fn set_parity(key: &mut [u8], wanted: u32) {
    for byte in key {
        if byte.count_ones() % 2 != wanted {
            *byte ^= 1;
        }
    }
}
