//! `tzpk_key_aes.json`: sizes, check values and degenerate keys of AES.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::super::GenerateError;
use super::super::build::{FileBuilder, group};
use super::{PROTOCOL, computed, from_hex, slug, weak, wrong_lengths, wrong_method};
use crate::conformance::client::Op;
use crate::conformance::vector::{Case, VectorFile};
use crate::tzpk::CheckMethod::{AesCmac, AesEcb, Tdes};
use crate::tzpk::TzpkKind::{self, Aes128, Aes192, Aes256};

const CMAC: &str = "NIST SP 800-38B, section 6.2";
const CIPHER: &str = "FIPS 197, section 5";

/// The keys of the examples in NIST SP 800-38B, appendix D. The AES of a zero block under each is printed there.
const SP800_38B: [(TzpkKind, &str); 3] = [
    (Aes128, "2b7e151628aed2a6abf7158809cf4f3c"),
    (Aes192, "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b"),
    (
        Aes256,
        "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
    ),
];

/// The keys of the examples in FIPS 197, appendix C.
const FIPS_197: [(TzpkKind, &str); 3] = [
    (Aes128, "000102030405060708090a0b0c0d0e0f"),
    (Aes192, "000102030405060708090a0b0c0d0e0f1011121314151617"),
    (
        Aes256,
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    ),
];

pub(super) fn file() -> Result<(String, VectorFile), GenerateError> {
    FileBuilder::new(
        "tzpk_key_aes",
        Op::TzpkCheckValue,
        "AES keys: sizes, check values, keys that were never filled in",
    )
    .param("cipher", "aes")
    .spec(CIPHER)
    .spec(CMAC)
    .group(group(
        "sizes",
        "every size with every check value",
        None,
        Value::Null,
        sizes()?,
    ))
    .group(group(
        "not-tdes",
        "what holds for TDES keys does not hold here",
        None,
        Value::Null,
        not_tdes()?,
    ))
    .group(group(
        "degenerate",
        "one byte repeated",
        None,
        Value::Null,
        degenerate()?,
    ))
    .group(group("shape", "lengths and methods", None, Value::Null, shape()?))
    .finish()
}

/// The accepted case that others of its kind differ from.
fn sibling(kind: TzpkKind, method: crate::tzpk::CheckMethod) -> String {
    format!("{kind}-sp800-38b-{}", slug(method))
}

fn sizes() -> Result<Vec<Case>, GenerateError> {
    let mut cases = Vec::new();
    for (source, comment, keys) in [
        ("sp800-38b", "the example key of NIST SP 800-38B", SP800_38B),
        ("fips-197", "the example key of FIPS 197", FIPS_197),
    ] {
        for (kind, key) in keys {
            for method in [AesCmac, AesEcb] {
                let id = format!("{kind}-{source}-{}", slug(method));
                let mut case = computed(&id, comment, kind, &from_hex(key)?, method)?
                    .flag("KeySize")
                    .requirement(if method == AesCmac { CMAC } else { CIPHER })
                    .reason("mutant:C16")
                    .reason(format!("cell:{id}"));
                // A client that takes one size for another cuts a key or fills it up; the shortest it takes as it is.
                if kind != Aes128 {
                    case = case.reason("mutant:C14");
                }
                if source == "sp800-38b" && method == AesEcb {
                    case = case.agreed(&["nist-sp800-38b"]);
                }
                cases.push(case.finish());
            }
        }
    }
    Ok(cases)
}

fn not_tdes() -> Result<Vec<Case>, GenerateError> {
    let cases: [(&str, &str, &str, &[&str]); 5] = [
        (
            "aes128-tdes-key",
            "the bytes of the double-length key of every TDES example",
            "0123456789abcdeffedcba9876543210",
            &["mutant:C13"],
        ),
        (
            "aes128-lowest-bits-flipped",
            "the same with the lowest bit of each byte flipped: in AES another key",
            "0022446688aacceeffddbb9977553311",
            &["mutant:C10", "mutant:C13"],
        ),
        (
            "aes128-equal-halves",
            "both halves are equal, which is no fault in AES",
            "0123456789abcdef0123456789abcdef",
            &["mutant:C11", "mutant:C13"],
        ),
        (
            "aes128-weak-des-half",
            "one half is a semi-weak key of DES, which is no fault in AES",
            "01fe01fe01fe01fefedcba9876543210",
            &["mutant:C11", "mutant:C13"],
        ),
        (
            "aes128-one-byte-different",
            "all bytes are equal but the last",
            "00000000000000000000000000000001",
            &["mutant:C11"],
        ),
    ];
    let mut built = Vec::new();
    for (id, comment, key, reasons) in cases {
        for method in [AesCmac, AesEcb] {
            let id = format!("{id}-{}", slug(method));
            let mut case = computed(&id, comment, Aes128, &from_hex(key)?, method)?
                .flag("AesIsNotTdes")
                .requirement(CIPHER)
                .reason(format!("boundary:{id}"));
            for reason in reasons {
                case = case.reason(*reason);
            }
            built.push(case.finish());
        }
    }
    Ok(built)
}

fn degenerate() -> Result<Vec<Case>, GenerateError> {
    let mut cases = Vec::new();
    for kind in [Aes128, Aes192, Aes256] {
        for (byte, method) in [(0x00, AesCmac), (0x00, AesEcb), (0xff, AesCmac), (0x5a, AesCmac)] {
            let id = format!("{kind}-all-{byte:02x}-{}", slug(method));
            let comment = format!("every byte of the key is {byte:02x}");
            let case = weak(
                &id,
                &comment,
                kind,
                &vec![byte; kind.key_len()],
                method,
                &sibling(kind, method),
            );
            cases.push(
                case.flag("DegenerateKey")
                    .requirement(PROTOCOL)
                    .reason(format!("boundary:{id}"))
                    .finish(),
            );
        }
    }
    Ok(cases)
}

fn shape() -> Result<Vec<Case>, GenerateError> {
    let mut cases = Vec::new();
    for (kind, key) in SP800_38B {
        let lengths: &[(usize, &'static [&'static str])] = match kind {
            Aes128 => &[
                (0, &[]),
                (8, &[]),
                (15, &[]),
                (17, &[]),
                (24, &["mutant:C14"]),
                (32, &["mutant:C14"]),
            ],
            Aes192 => &[(16, &["mutant:C14"]), (23, &[]), (25, &[]), (32, &["mutant:C14"])],
            _ => &[(16, &["mutant:C14"]), (24, &["mutant:C14"]), (31, &[]), (33, &[])],
        };
        let key = from_hex(key)?;
        cases.extend(wrong_lengths(kind, &key, AesCmac, &sibling(kind, AesCmac), lengths));
        cases.push(wrong_method(kind, &key, Tdes, &sibling(kind, AesCmac)));
    }
    Ok(cases)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::vector::Verdict;

    /// What `agreed` claims: NIST SP 800-38B, appendix D, prints CIPH_K(0^128) for these keys.
    #[test]
    fn the_published_values_are_those_of_the_table() {
        let (_, file) = file().unwrap();
        let cases = file.groups.iter().flat_map(|group| &group.cases);
        let named: Vec<_> = cases
            .filter(|case| case.agreed.iter().any(|key| key == "nist-sp800-38b"))
            .collect();
        let table = [
            "7df76b0c1ab899b33e42f047b91b546f",
            "22452d8e49a8a5939f7321ceea6d514b",
            "e568f68194cf76d6174d4cc04310a854",
        ];
        assert_eq!(named.len(), table.len());
        for (case, printed) in named.iter().zip(table) {
            assert_eq!(case.verdict, Verdict::Accept);
            assert_eq!(case.output.as_ref().unwrap()["check_value"], printed[..6]);
        }
    }
}
