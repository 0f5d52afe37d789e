//! `tzpk_key_tdes.json`: expansion, parity, weak and degenerate keys of TDES.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::super::GenerateError;
use super::super::build::{FileBuilder, group};
use super::{computed, from_hex, weak, wrong_lengths, wrong_method};
use crate::conformance::client::Op;
use crate::conformance::vector::{Case, VectorFile};
use crate::tzpk::CheckMethod::{AesCmac, AesEcb, Tdes};
use crate::tzpk::TzpkKind::{self, Tdes2, Tdes3};

const KEYING: &str = "NIST SP 800-67 rev. 1, section 3.2";
const PARITY: &str = "FIPS 46-3, Explanation";
const WEAK: &str = "NIST SP 800-67 rev. 1, section 3.4.2";

/// The double-length key of every example; its check value is known far and wide.
const TWO: &str = "0123456789abcdeffedcba9876543210";

/// The three keys of the examples in NIST SP 800-67.
const THREE: &str = "0123456789abcdef23456789abcdef01456789abcdef0123";

/// The 4 weak keys of DES and the 12 semi-weak ones, in pairs.
const WEAK_KEYS: [(&str, &str); 16] = [
    ("weak-01", "0101010101010101"),
    ("weak-1f0e", "1f1f1f1f0e0e0e0e"),
    ("weak-e0f1", "e0e0e0e0f1f1f1f1"),
    ("weak-fe", "fefefefefefefefe"),
    ("semi-weak-01fe", "01fe01fe01fe01fe"),
    ("semi-weak-fe01", "fe01fe01fe01fe01"),
    ("semi-weak-1fe0", "1fe01fe00ef10ef1"),
    ("semi-weak-e01f", "e01fe01ff10ef10e"),
    ("semi-weak-01e0", "01e001e001f101f1"),
    ("semi-weak-e001", "e001e001f101f101"),
    ("semi-weak-1ffe", "1ffe1ffe0efe0efe"),
    ("semi-weak-fe1f", "fe1ffe1ffe0efe0e"),
    ("semi-weak-011f", "011f011f010e010e"),
    ("semi-weak-1f01", "1f011f010e010e01"),
    ("semi-weak-e0fe", "e0fee0fef1fef1fe"),
    ("semi-weak-fee0", "fee0fee0fef1fef1"),
];

pub(super) fn file() -> Result<(String, VectorFile), GenerateError> {
    FileBuilder::new(
        "tzpk_key_tdes",
        Op::TzpkCheckValue,
        "TDES keys: expansion, parity, weak keys, check values",
    )
    .param("cipher", "tdes")
    .spec(KEYING)
    .spec(PARITY)
    .spec(WEAK)
    .group(group(
        "expansion",
        "one, two or three keys",
        None,
        Value::Null,
        expansion()?,
    ))
    .group(group(
        "parity",
        "the lowest bit of each byte is not read",
        None,
        Value::Null,
        parity()?,
    ))
    .group(group(
        "weak",
        "weak and semi-weak components",
        None,
        Value::Null,
        weak_components()?,
    ))
    .group(group(
        "degenerate",
        "equal neighbours leave single DES",
        None,
        Value::Null,
        degenerate()?,
    ))
    .group(group("shape", "lengths and methods", None, Value::Null, shape()?))
    .finish()
}

fn expansion() -> Result<Vec<Case>, GenerateError> {
    let cases: [(&str, &str, TzpkKind, String, &[&str]); 7] = [
        (
            "tdes2-two-keys",
            "K1 | K2 is K1 | K2 | K1 to the cipher; expanded K1 | K2 | K2 or with zeros, the check value differs",
            Tdes2,
            TWO.into(),
            &[
                "mutant:C01",
                "mutant:C02",
                "mutant:C03",
                "mutant:C04",
                "mutant:C16",
                "cell:tdes2",
            ],
        ),
        (
            "tdes2-swapped",
            "the same two keys the other way round",
            Tdes2,
            "fedcba98765432100123456789abcdef".into(),
            &["mutant:C01", "mutant:C02", "mutant:C03", "cell:tdes2-swapped"],
        ),
        (
            "tdes3-keying-option-2",
            "K1 | K2 | K1 written out: the check value of K1 | K2",
            Tdes3,
            format!("{TWO}0123456789abcdef"),
            &["mutant:C17", "mutant:C03", "cell:tdes3-k1-k2-k1"],
        ),
        (
            "tdes3-keying-option-2-parity",
            "K1 | K2 | K1 written out, the last one with its parity bits flipped",
            Tdes3,
            format!("{TWO}0022446688aaccee"),
            &["mutant:C10", "mutant:C17", "cell:tdes3-k1-k2-k1-parity"],
        ),
        (
            "tdes3-three-keys",
            "three keys",
            Tdes3,
            THREE.into(),
            &["mutant:C17", "mutant:C04", "cell:tdes3"],
        ),
        (
            "tdes3-third-key-changed",
            "two keys as before, another third one: the check value must change",
            Tdes3,
            "0123456789abcdef23456789abcdef0176543210fedcba98".into(),
            &["mutant:C17", "cell:tdes3-k3"],
        ),
        (
            "tdes3-k1-k3-swapped",
            "the three keys the other way round",
            Tdes3,
            "456789abcdef012323456789abcdef010123456789abcdef".into(),
            &["mutant:C04", "mutant:C17", "cell:tdes3-swapped"],
        ),
    ];
    let built = cases.into_iter().map(|(id, comment, kind, key, reasons)| {
        let mut case = computed(id, comment, kind, &from_hex(&key)?, Tdes)?
            .flag("KeyExpansion")
            .requirement(KEYING);
        for reason in reasons {
            case = case.reason(*reason);
        }
        Ok(case.finish())
    });
    built.collect()
}

fn parity() -> Result<Vec<Case>, GenerateError> {
    let (two, three) = (from_hex(TWO)?, from_hex(THREE)?);
    let flipped = |key: &[u8]| key.iter().map(|byte| byte ^ 1).collect::<Vec<u8>>();
    let mut cases = Vec::new();
    for (id, kind, key) in [("tdes2-parity-all", Tdes2, &two), ("tdes3-parity-all", Tdes3, &three)] {
        let comment = "every parity bit is wrong; the check value is that of the key with odd parity";
        cases.push((String::from(id), String::from(comment), kind, flipped(key)));
    }
    for (place, _) in two.iter().enumerate() {
        let mut key = two.clone();
        if let Some(byte) = key.get_mut(place) {
            *byte ^= 1;
        }
        let comment = format!("the parity bit of byte {place} is wrong; the check value stays");
        cases.push((format!("tdes2-parity-byte-{place}"), comment, Tdes2, key));
    }
    let built = cases.into_iter().map(|(id, comment, kind, key)| {
        let case = computed(&id, &comment, kind, &key, Tdes)?
            .flag("Parity")
            .requirement(PARITY)
            .reason("mutant:C10")
            .reason(format!("boundary:{id}"));
        Ok(case.finish())
    });
    built.collect()
}

fn weak_components() -> Result<Vec<Case>, GenerateError> {
    let (two, three) = (from_hex(TWO)?, from_hex(THREE)?);
    let mut cases = Vec::new();
    for (name, component) in WEAK_KEYS {
        for place in [1, 2] {
            let id = format!("tdes2-k{place}-{name}");
            let comment = format!("K{place} is a {} key of DES", kind_of(name));
            let key = with_component(&two, place, component)?;
            let case = weak(&id, &comment, Tdes2, &key, Tdes, "tdes2-two-keys");
            cases.push(
                case.flag("WeakKey")
                    .requirement(WEAK)
                    .reason(format!("cell:{id}"))
                    .finish(),
            );
        }
    }
    for (place, name, component) in [
        (1, "weak-01", "0101010101010101"),
        (2, "semi-weak-e0fe", "e0fee0fef1fef1fe"),
        (3, "semi-weak-1f01", "1f011f010e010e01"),
    ] {
        let id = format!("tdes3-k{place}-{name}");
        let comment = format!("K{place} of three is a {} key of DES", kind_of(name));
        let key = with_component(&three, place, component)?;
        let case = weak(&id, &comment, Tdes3, &key, Tdes, "tdes3-three-keys");
        cases.push(
            case.flag("WeakKey")
                .requirement(WEAK)
                .reason(format!("cell:{id}"))
                .finish(),
        );
    }
    for (id, comment, component) in [
        (
            "tdes2-k1-all-00",
            "K1 is all zeros: the weak key 01…01 with its parity bits flipped",
            "0000000000000000",
        ),
        (
            "tdes2-k1-all-ff",
            "K1 is all ones: the weak key fe…fe with its parity bits flipped",
            "ffffffffffffffff",
        ),
        (
            "tdes2-k1-semi-weak-parity",
            "K1 is a semi-weak key with some parity bits flipped",
            "00ff01fe00ff01fe",
        ),
    ] {
        let case = weak(
            id,
            comment,
            Tdes2,
            &with_component(&two, 1, component)?,
            Tdes,
            "tdes2-two-keys",
        );
        cases.push(
            case.flag("WeakKey")
                .requirement(WEAK)
                .reason(format!("boundary:{id}"))
                .finish(),
        );
    }
    for (id, comment, component) in [
        (
            "tdes2-k1-one-bit-off-weak",
            "K1 differs from a weak key in one bit that DES reads",
            "0101010101010103",
        ),
        (
            "tdes2-k1-one-bit-off-semi-weak",
            "K1 differs from a semi-weak key in one bit that DES reads",
            "81fe01fe01fe01fe",
        ),
        (
            "tdes2-k1-mixed-weak-halves",
            "K1 has the bytes of weak keys in an order that is not weak",
            "0101010101010e0e",
        ),
    ] {
        let case = computed(id, comment, Tdes2, &with_component(&two, 1, component)?, Tdes)?;
        cases.push(
            case.flag("WeakKey")
                .requirement(WEAK)
                .reason(format!("boundary:{id}"))
                .finish(),
        );
    }
    Ok(cases)
}

fn kind_of(name: &str) -> &'static str {
    if name.starts_with("semi") { "semi-weak" } else { "weak" }
}

/// `key` with its component `place`, counted from 1, replaced.
fn with_component(key: &[u8], place: usize, component: &str) -> Result<Vec<u8>, GenerateError> {
    let mut parts: Vec<Vec<u8>> = key.chunks(8).map(<[u8]>::to_vec).collect();
    if let Some(part) = place.checked_sub(1).and_then(|index| parts.get_mut(index)) {
        *part = from_hex(component)?;
    }
    Ok(parts.concat())
}

fn degenerate() -> Result<Vec<Case>, GenerateError> {
    const K1: &str = "0123456789abcdef";
    const K1_PARITY: &str = "0022446688aaccee";
    const K2: &str = "fedcba9876543210";
    let cases: [(&str, &str, TzpkKind, &[&str]); 6] = [
        ("tdes2-k1-is-k2", "K1 = K2", Tdes2, &[K1, K1]),
        (
            "tdes2-k1-is-k2-but-parity",
            "K1 = K2 but for the parity bits",
            Tdes2,
            &[K1, K1_PARITY],
        ),
        ("tdes3-k1-is-k2", "K1 = K2: what is left is K3", Tdes3, &[K1, K1, K2]),
        ("tdes3-k2-is-k3", "K2 = K3: what is left is K1", Tdes3, &[K1, K2, K2]),
        (
            "tdes3-k2-is-k3-but-parity",
            "K2 = K3 but for the parity bits",
            Tdes3,
            &[K2, K1, K1_PARITY],
        ),
        ("tdes3-all-equal", "K1 = K2 = K3", Tdes3, &[K1, K1, K1]),
    ];
    let mut built = Vec::new();
    for (id, comment, kind, parts) in cases {
        let sibling = if kind == Tdes2 {
            "tdes2-two-keys"
        } else {
            "tdes3-keying-option-2"
        };
        let case = weak(id, comment, kind, &from_hex(&parts.concat())?, Tdes, sibling);
        built.push(
            case.flag("DegenerateKey")
                .requirement(KEYING)
                .reason(format!("boundary:{id}"))
                .finish(),
        );
    }
    let id = "tdes2-k1-k2-one-bit-apart";
    let key = from_hex(&[K1, "0123456789abcdec"].concat())?;
    let case = computed(
        id,
        "K1 and K2 differ in one bit that DES reads, and in the parity bit of the byte",
        Tdes2,
        &key,
        Tdes,
    )?;
    built.push(
        case.flag("DegenerateKey")
            .requirement(KEYING)
            .reason(format!("boundary:{id}"))
            .finish(),
    );
    Ok(built)
}

fn shape() -> Result<Vec<Case>, GenerateError> {
    let (two, three) = (from_hex(TWO)?, from_hex(THREE)?);
    let mut cases = wrong_lengths(
        Tdes2,
        &two,
        Tdes,
        "tdes2-two-keys",
        &[
            (0, &[]),
            (8, &["mutant:C03"]),
            (15, &[]),
            (17, &[]),
            (23, &[]),
            (24, &["mutant:C17"]),
            (25, &[]),
            (32, &[]),
        ],
    );
    cases.extend(wrong_lengths(
        Tdes3,
        &three,
        Tdes,
        "tdes3-three-keys",
        &[
            (0, &[]),
            (8, &["mutant:C03"]),
            (16, &["mutant:C17"]),
            (23, &[]),
            (25, &[]),
            (32, &[]),
        ],
    ));
    for (kind, key, sibling) in [(Tdes2, &two, "tdes2-two-keys"), (Tdes3, &three, "tdes3-three-keys")] {
        for method in [AesCmac, AesEcb] {
            cases.push(wrong_method(kind, key, method, sibling));
        }
    }
    Ok(cases)
}
