//! The AES-CMAC set of Wycheproof, on the types that make the check value.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use alloc::vec::Vec;
use std::collections::BTreeMap;

use aes::{Aes128, Aes192, Aes256};
use cmac::{Cmac, KeyInit, Mac};
use wycheproof::mac::{TestName, TestSet};

use crate::error::KeyError;
use crate::tzpk::{KeyRules, Tzpk, TzpkKind};

fn mac<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = <M as KeyInit>::new_from_slice(key).unwrap();
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

#[test]
fn every_tag() {
    // Valid and invalid tags for keys of 128, 192 and 256 bits; and keys of other sizes, which are no keys.
    let (mut good, mut bad, mut no_key) = (0, 0, BTreeMap::new());
    for group in &TestSet::load(TestName::AesCmac).unwrap().test_groups {
        for test in &group.tests {
            let tag = match group.key_size {
                128 => mac::<Cmac<Aes128>>(&test.key, &test.msg),
                192 => mac::<Cmac<Aes192>>(&test.key, &test.msg),
                256 => mac::<Cmac<Aes256>>(&test.key, &test.msg),
                other => {
                    assert!(test.result.must_fail());
                    for kind in [TzpkKind::Aes128, TzpkKind::Aes192, TzpkKind::Aes256] {
                        let made = Tzpk::new(kind, &test.key, &KeyRules::default());
                        assert_eq!(made.unwrap_err(), KeyError::Length);
                    }
                    *no_key.entry(other).or_insert(0) += 1;
                    continue;
                }
            };
            assert_eq!(group.tag_size, 128);
            assert_eq!(
                tag == test.tag.as_slice(),
                !test.result.must_fail(),
                "test {}",
                test.tc_id
            );
            if test.result.must_fail() {
                bad += 1;
            } else {
                good += 1;
            }
        }
    }
    assert_eq!((good, bad), (63, 243));
    assert_eq!(no_key, BTreeMap::from([(0, 1), (8, 1), (64, 1), (160, 1), (320, 1)]));
}
