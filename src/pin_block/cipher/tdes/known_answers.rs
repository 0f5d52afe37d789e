//! Published answers of NIST for TDES, on the cipher objects.
#![allow(clippy::unwrap_used)]

use alloc::format;

use super::TdesCipher;
use crate::pin_block::Iso1Block;
use crate::tzpk::{KeyRules, Tzpk, TzpkKind, WeakKeys};

#[track_caller]
fn check(kind: TzpkKind, key: &str, clear: &str, encrypted: &str) {
    let rules = KeyRules {
        weak: WeakKeys::Allow,
        ..KeyRules::default()
    };
    let cipher = TdesCipher::new(&Tzpk::new(kind, &hex::decode(key).unwrap(), &rules).unwrap()).unwrap();
    let bytes = |text: &str| -> [u8; 8] { hex::decode(text).unwrap().try_into().unwrap() };
    assert_eq!(
        hex::encode(cipher.encrypt(&Iso1Block::from_bytes(bytes(clear)))),
        encrypted
    );
    assert_eq!(
        hex::encode(cipher.decrypt::<Iso1Block>(&bytes(encrypted)).expose()),
        clear
    );
}

/// NIST's examples with intermediate values for both keying options, ECB, four blocks.
#[test]
fn examples_for_two_and_three_keys() {
    let two = "0123456789abcdef23456789abcdef01";
    let three = "0123456789abcdef23456789abcdef01456789abcdef0123";
    for (clear, with_two, with_three) in [
        ("6bc1bee22e409f96", "06ede3d82884090a", "714772f339841d34"),
        ("e93d7e117393172a", "ff322c19f0518486", "267fcc4bd2949cc3"),
        ("ae2d8a571e03ac9c", "730576972a666e58", "ee11c22a576a3038"),
        ("9eb76fac45af8e51", "b6c88cf107340d3d", "76183f99c0b6de87"),
    ] {
        check(TzpkKind::Tdes2, two, clear, with_two);
        check(TzpkKind::Tdes3, &format!("{two}{}", &two[..16]), clear, with_two);
        check(TzpkKind::Tdes3, three, clear, with_three);
    }
}

/// NIST SP 800-20, the table that reaches every entry of every S-box. Its three keys are equal.
#[test]
fn substitution_tables() {
    for (key, clear, encrypted) in [
        ("7ca110454a1a6e57", "01a1d6d039776742", "690f5b0d9a26939b"),
        ("0131d9619dc1376e", "5cd54ca83def57da", "7a389d10354bd271"),
        ("07a1133e4a0b2686", "0248d43806f67172", "868ebb51cab4599a"),
        ("3849674c2602319e", "51454b582ddf440a", "7178876e01f19b2a"),
        ("04b915ba43feb5b6", "42fd443059577fa2", "af37fb421f8c4095"),
        ("0113b970fd34f2ce", "059b5e0851cf143a", "86a560f10ec6d85b"),
        ("0170f175468fb5e6", "0756d8e0774761d2", "0cd3da020021dc09"),
        ("43297fad38e373fe", "762514b829bf486a", "ea676b2cb7db2b7a"),
        ("07a7137045da2a16", "3bdd119049372802", "dfd64a815caf1a0f"),
        ("04689104c2fd3b2f", "26955f6835af609a", "5c513c9c4886c088"),
        ("37d06bb516cb7546", "164d5e404f275232", "0a2aeeae3ff4ab77"),
        ("1f08260d1ac2465e", "6b056e18759f5cca", "ef1bf03e5dfa575a"),
        ("584023641aba6176", "004bd6ef09176062", "88bf0db6d70dee56"),
        ("025816164629b007", "480d39006ee762f2", "a1f9915541020b56"),
        ("49793ebc79b3258f", "437540c8698f3cfa", "6fbf1cafcffd0556"),
        ("4fb05e1515ab73a7", "072d43a077075292", "2f22e49bab7ca1ac"),
        ("49e95d6d4ca229bf", "02fe55778117f12a", "5a6b612cc26cce4a"),
        ("018310dc409b26d6", "1d9d5c5018f728c2", "5f4c038ed12b2e41"),
        ("1c587f1c13924fef", "305532286d6f295a", "63fac0d034d9f793"),
    ] {
        check(TzpkKind::Tdes2, &key.repeat(2), clear, encrypted);
        check(TzpkKind::Tdes3, &key.repeat(3), clear, encrypted);
    }
}
