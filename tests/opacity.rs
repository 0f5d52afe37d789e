//! Every way in which an unwrap can fail gives the same value, the same text and the same `Debug`; every way in which a
//! block can be wrong as well.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test may stop at the first fault"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error as _;

use pinproof::conformance::client::{ExpectedKind, PrivateKeySource, RejectClass, Request};
use pinproof::conformance::vector::{Suite, TestCase, Verdict};
use pinproof::device::{DeviceKey, Hash, OaepScheme, RsaBits, SoftwareKey, WrapScheme, WrappedTzpk};
use pinproof::error::{BlockError, CiphertextLength, Error, UnwrapFailed};
use pinproof::issuer;
use pinproof::pan::Pan;
use pinproof::pin_block::{Iso0Block, Iso1Block, Iso2Block, Iso3Block, Iso4PinField};
use pinproof::tzpk::{KeyRules, Parity, Tzpk, TzpkKind, WeakKeys};

/// Everything that can be seen of a failure: text and `Debug` of the value, and of the library's error around it.
fn shown(failed: UnwrapFailed) -> String {
    let error = Error::from(failed);
    assert!(failed.source().is_none() && error.source().is_none());
    format!("{failed} | {failed:?} | {failed:#?} | {error} | {error:?} | {error:#?}")
}

/// Unwraps as the case says; for each of `any` where it expects any kind of key.
fn unwrap(test: &TestCase, any: &[TzpkKind]) -> Vec<Result<Tzpk, UnwrapFailed>> {
    let Request::TzpkUnwrap {
        key: PrivateKeySource::Pkcs8 { pkcs8 },
        scheme,
        wrapped,
        expect,
    } = &test.prompt.request
    else {
        panic!("{} is no unwrap with a key", test.id);
    };
    let kinds = match expect {
        ExpectedKind::Only(kind) => vec![*kind],
        ExpectedKind::Any => any.to_vec(),
    };
    let attempt = |kind| {
        let device = SoftwareKey::from_pkcs8_der(&hex::decode(pkcs8).unwrap()).unwrap();
        let wrapped = WrappedTzpk::new(&hex::decode(wrapped).unwrap(), device.public_key()).unwrap();
        let label = hex::decode(&scheme.label).unwrap();
        let oaep = OaepScheme {
            hash: scheme.hash,
            mgf_hash: scheme.mgf_hash,
            label,
        };
        let rules = KeyRules {
            weak: WeakKeys::Allow,
            ..KeyRules::default()
        };
        device.unwrap(&wrapped, &WrapScheme { oaep, kind, rules }, &mut pinproof::os_rng())
    };
    kinds.into_iter().map(attempt).collect()
}

/// What the cases must be about at least, as the vectors name the mutants that they find: another pair of hashes, another
/// scheme (A03, A04, A06, A07), the hash of the label (A08 to A10), the label (A17), the first byte (A18, A20), separator
/// and padding string (A21, A22, A24), the range (A30), the length of the content (A37).
const FAULTS: [&str; 15] = [
    "A03", "A04", "A06", "A07", "A08", "A09", "A10", "A17", "A18", "A20", "A21", "A22", "A24", "A30", "A37",
];

#[test]
fn every_unwrap_failure_looks_the_same() {
    let suite = Suite::embedded().unwrap();
    let by_id: BTreeMap<&str, &TestCase> = suite.cases().iter().map(|test| (test.id.as_str(), test)).collect();
    let (mut looks, mut mutants, mut siblings) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for test in suite
        .cases()
        .iter()
        .filter(|test| test.id.starts_with("tzpk_unwrap_2048"))
    {
        if test.case.verdict != Verdict::Reject || test.case.class != Some(RejectClass::UnwrapFailed) {
            continue;
        }
        for result in unwrap(test, &[TzpkKind::Tdes2]) {
            looks.insert(shown(result.map(drop).expect_err(&test.id)));
        }
        mutants.extend(
            test.case
                .reasons
                .iter()
                .filter_map(|reason| reason.strip_prefix("mutant:")),
        );
        siblings.extend(test.sibling.as_deref());
    }
    // It was the fault of the case, and not of this test: what differs in one thing opens.
    assert!(!siblings.is_empty());
    for sibling in siblings {
        assert!(
            unwrap(by_id[sibling], &TzpkKind::ALL).iter().any(Result::is_ok),
            "{sibling}"
        );
    }
    for fault in FAULTS {
        assert!(mutants.contains(fault), "no case of {fault}: {mutants:?}");
    }
    assert_eq!(looks, BTreeSet::from([shown(UnwrapFailed)]));
}

/// The padding is right, and the key inside is not: length, weak key, parity.
#[test]
fn the_rules_of_the_key_look_like_padding() {
    let rng = &mut pinproof::os_rng();
    let weak = KeyRules {
        weak: WeakKeys::Allow,
        ..KeyRules::default()
    };
    let parity = KeyRules {
        parity: Parity::Require,
        ..KeyRules::default()
    };
    let even: [u8; 16] = core::array::from_fn(|index| 0x03 ^ (index as u8) << 4);
    let pkcs8 = SoftwareKey::generate(RsaBits::B2048, rng).unwrap().to_pkcs8_der();
    for (content, kind, rules) in [
        (&even, TzpkKind::Tdes3, KeyRules::default()),
        (&[1_u8; 16], TzpkKind::Tdes2, KeyRules::default()),
        (&[7; 16], TzpkKind::Aes128, KeyRules::default()),
        (&even, TzpkKind::Tdes2, parity),
    ] {
        let device = SoftwareKey::from_pkcs8_der(pkcs8.expose()).unwrap();
        let oaep = OaepScheme::new(Hash::Sha256);
        let tzpk = Tzpk::new(TzpkKind::Tdes2, content, &weak).unwrap();
        let wrapped = issuer::wrap_tzpk(&tzpk, device.public_key(), &oaep, rng).unwrap();
        let refused = device
            .unwrap(&wrapped, &WrapScheme { oaep, kind, rules }, rng)
            .unwrap_err();
        assert_eq!(shown(refused), shown(UnwrapFailed));
    }
}

#[test]
fn only_the_public_length_may_differ() {
    assert_eq!(size_of::<UnwrapFailed>(), 0, "a unit value cannot tell anything");
    let key = SoftwareKey::generate(RsaBits::B2048, &mut pinproof::os_rng()).unwrap();
    for len in 0..600 {
        let taken = WrappedTzpk::new(&vec![0xff; len], key.public_key()).map(drop);
        assert_eq!(
            taken,
            if len == 256 { Ok(()) } else { Err(CiphertextLength) },
            "{len} bytes"
        );
    }
}

#[test]
fn every_fault_inside_a_block_looks_the_same() {
    let pan: Pan = "5432101234567891".parse().unwrap();
    let mut looks = BTreeSet::new();
    let mut opened = 0;
    for byte in 0..8 {
        for bit in 0..8 {
            let mut block = *Iso3Block::encode(&"0739".parse().unwrap(), &pan, &mut pinproof::os_rng())
                .unwrap()
                .expose();
            block[byte] ^= 1 << bit;
            let results = [
                Iso0Block::from_bytes(block).decode(&pan).map(drop),
                Iso1Block::from_bytes(block).decode().map(drop).map_err(Error::from),
                Iso2Block::from_bytes(block).decode().map(drop).map_err(Error::from),
                Iso3Block::from_bytes(block).decode(&pan).map(drop),
                Iso4PinField::from_bytes([block, block].concat().try_into().unwrap())
                    .decode()
                    .map(drop)
                    .map_err(Error::from),
            ];
            for result in results {
                match result {
                    Ok(()) => opened += 1,
                    Err(error) => {
                        looks.insert(format!("{error} | {error:?}"));
                    }
                }
            }
        }
    }
    let error = Error::from(BlockError::Invalid);
    assert_eq!(looks, BTreeSet::from([format!("{error} | {error:?}")]));
    assert!(
        (1..64).contains(&opened),
        "flipping a bit must nearly always break a block"
    );
}
