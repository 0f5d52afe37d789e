//! Weak, semi-weak and degenerate keys, and DES parity.
//!
//! Everything here runs over the whole key and leaves one choice, whatever the bytes.

use subtle::{Choice, ConstantTimeEq};

use super::Key;

/// The bits of a byte of a DES key that DES reads.
pub(super) const NO_PARITY_BYTE: u8 = 0xfe;

/// The same for the eight bytes of a DES key.
const NO_PARITY: u64 = 0xfefe_fefe_fefe_fefe;

/// The 4 weak and 12 semi-weak keys of DES (NIST SP 800-67), in odd parity. The semi-weak ones stand in their pairs.
const WEAK_DES_KEYS: [u64; 16] = [
    0x0101_0101_0101_0101,
    0xfefe_fefe_fefe_fefe,
    0xe0e0_e0e0_f1f1_f1f1,
    0x1f1f_1f1f_0e0e_0e0e,
    //
    0x01fe_01fe_01fe_01fe,
    0xfe01_fe01_fe01_fe01,
    0x1fe0_1fe0_0ef1_0ef1,
    0xe01f_e01f_f10e_f10e,
    0x01e0_01e0_01f1_01f1,
    0xe001_e001_f101_f101,
    0x1ffe_1ffe_0efe_0efe,
    0xfe1f_fe1f_fe0e_fe0e,
    0x011f_011f_010e_010e,
    0x1f01_1f01_0e01_0e01,
    0xe0fe_e0fe_f1fe_f1fe,
    0xfee0_fee0_fef1_fef1,
];

/// Whether each byte has odd parity.
pub(super) fn has_odd_parity(key: &[u8]) -> Choice {
    let even = key.iter().fold(0u8, |acc, byte| acc | (!parity(*byte) & 1));
    even.ct_eq(&0)
}

/// The sum of the bits of a byte modulo 2, in the lowest bit.
fn parity(byte: u8) -> u8 {
    let byte = byte ^ (byte >> 4);
    let byte = byte ^ (byte >> 2);
    (byte ^ (byte >> 1)) & 1
}

/// Whether the key is weak, semi-weak or degenerate, as [`super::WeakKeys::Refuse`] says.
pub(super) fn is_weak(key: &Key) -> Choice {
    match key {
        Key::Tdes2(key) => {
            let [k1, k2] = des_keys(key.expose());
            is_weak_des_key(k1) | is_weak_des_key(k2) | k1.ct_eq(&k2)
        }
        Key::Tdes3(key) => {
            let [k1, k2, k3] = des_keys(key.expose());
            is_weak_des_key(k1) | is_weak_des_key(k2) | is_weak_des_key(k3) | k1.ct_eq(&k2) | k2.ct_eq(&k3)
        }
        Key::Aes128(key) => is_one_byte_repeated(key.expose()),
        Key::Aes192(key) => is_one_byte_repeated(key.expose()),
        Key::Aes256(key) => is_one_byte_repeated(key.expose()),
    }
}

/// The components of a TDES key, without parity bits.
fn des_keys<const N: usize>(key: &[u8]) -> [u64; N] {
    let mut parts = key.chunks_exact(8);
    core::array::from_fn(|_| {
        let part = parts.next().unwrap_or_default();
        part.iter().fold(0u64, |acc, byte| (acc << 8) | u64::from(*byte)) & NO_PARITY
    })
}

fn is_weak_des_key(key: u64) -> Choice {
    WEAK_DES_KEYS
        .iter()
        .fold(Choice::from(0), |acc, weak| acc | key.ct_eq(&(weak & NO_PARITY)))
}

fn is_one_byte_repeated(key: &[u8]) -> Choice {
    let first = key.first().copied().unwrap_or_default();
    key.iter().fold(0, |acc, byte| acc | (byte ^ first)).ct_eq(&0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use alloc::vec::Vec;

    use des::Des;
    use des::cipher::{BlockCipherEncrypt, KeyInit};

    use super::*;
    use crate::error::KeyError;
    use crate::tzpk::{CheckMethod, KeyRules, Tzpk, TzpkKind, WeakKeys};

    const GOOD: [u64; 3] = [0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210, 0x89ab_cdef_0123_4567];

    fn join(parts: &[u64]) -> Vec<u8> {
        parts.iter().flat_map(|part| part.to_be_bytes()).collect()
    }

    fn refused(kind: TzpkKind, key: &[u8]) -> bool {
        // What `refuse` refuses is taken under `allow`.
        let allow = KeyRules {
            weak: WeakKeys::Allow,
            ..KeyRules::default()
        };
        assert_eq!(Tzpk::new(kind, key, &allow).unwrap().expose(), key);
        match Tzpk::new(kind, key, &KeyRules::default()) {
            Ok(_) => false,
            Err(error) => {
                assert_eq!(error, KeyError::Weak);
                true
            }
        }
    }

    fn encrypt_with(key: u64, block: u64) -> u64 {
        let mut block = block.to_be_bytes().into();
        Des::new(&key.to_be_bytes().into()).encrypt_block(&mut block);
        u64::from_be_bytes(block.into())
    }

    #[test]
    fn the_table_says_what_it_claims() {
        // The definition itself: enciphering twice, with the key or with its partner, gives the block back.
        let block = 0x0011_2233_4455_6677;
        let (weak, semi_weak) = WEAK_DES_KEYS.split_at(4);
        for key in weak {
            assert_eq!(encrypt_with(*key, encrypt_with(*key, block)), block, "{key:016x}");
        }
        for pair in semi_weak.chunks_exact(2) {
            assert_eq!(
                encrypt_with(pair[0], encrypt_with(pair[1], block)),
                block,
                "{:016x}",
                pair[0]
            );
            assert_ne!(
                encrypt_with(pair[0], encrypt_with(pair[0], block)),
                block,
                "{:016x}",
                pair[0]
            );
        }
        for (i, key) in WEAK_DES_KEYS.iter().enumerate() {
            assert!(bool::from(has_odd_parity(&key.to_be_bytes())), "{key:016x}");
            assert!(!WEAK_DES_KEYS[..i].contains(key), "{key:016x}");
        }
    }

    #[test]
    fn every_weak_key_in_every_place_with_any_parity() {
        for weak in WEAK_DES_KEYS {
            for key in [weak, weak ^ !NO_PARITY, weak & NO_PARITY, weak ^ 0x0100_0000_0001_0000] {
                for place in 0..2 {
                    let mut parts = [GOOD[0], GOOD[1]];
                    parts[place] = key;
                    assert!(refused(TzpkKind::Tdes2, &join(&parts)), "{key:016x} at {place} of 2");
                }
                for place in 0..3 {
                    let mut parts = GOOD;
                    parts[place] = key;
                    assert!(refused(TzpkKind::Tdes3, &join(&parts)), "{key:016x} at {place} of 3");
                }
            }
        }
    }

    #[test]
    fn one_bit_off_a_weak_key_is_not_weak() {
        for weak in WEAK_DES_KEYS {
            for bit in (0..64).filter(|bit| bit % 8 != 0) {
                let near = weak ^ (1 << bit);
                assert_eq!(
                    refused(TzpkKind::Tdes2, &join(&[near, GOOD[1]])),
                    WEAK_DES_KEYS.contains(&near)
                );
            }
        }
    }

    #[test]
    fn equal_neighbours_are_degenerate_modulo_parity() {
        let [a, b, _] = GOOD;
        for flip in [0, 0x0100_0000_0000_0000, 1, !NO_PARITY] {
            assert!(refused(TzpkKind::Tdes2, &join(&[a, a ^ flip])));
            assert!(refused(TzpkKind::Tdes3, &join(&[a, a ^ flip, b])));
            assert!(refused(TzpkKind::Tdes3, &join(&[b, a, a ^ flip])));
            assert!(refused(TzpkKind::Tdes3, &join(&[a, a ^ flip, a])));
            // Keying option 2 in 24 bytes.
            assert!(!refused(TzpkKind::Tdes3, &join(&[a, b, a ^ flip])));
        }
        assert!(!refused(TzpkKind::Tdes2, &join(&[a, a ^ 2])));
        assert!(!refused(TzpkKind::Tdes3, &join(&GOOD)));
    }

    #[test]
    fn an_aes_key_of_one_byte_is_degenerate() {
        for kind in [TzpkKind::Aes128, TzpkKind::Aes192, TzpkKind::Aes256] {
            for byte in 0..=255 {
                let mut key = Vec::new();
                key.resize(kind.key_len(), byte);
                assert!(refused(kind, &key));
                for i in [0, 1, kind.key_len() - 1] {
                    let mut other = key.clone();
                    other[i] ^= 1;
                    assert!(!refused(kind, &other));
                }
            }
            // DES rules are not for AES: K1 = K2 and a weak DES key stand.
            assert!(!refused(kind, &join(&[GOOD[0]; 4])[..kind.key_len()]));
            assert!(!refused(kind, &join(&[WEAK_DES_KEYS[4]; 4])[..kind.key_len()]));
        }
    }

    #[test]
    fn parity_counts_bits() {
        for byte in 0..=255u8 {
            assert_eq!(u32::from(parity(byte)), byte.count_ones() % 2);
        }
    }

    #[test]
    fn single_des_is_what_equal_neighbours_leave() {
        // The reason for the rule.
        let [a, b, _] = GOOD;
        let allow = KeyRules {
            weak: WeakKeys::Allow,
            ..KeyRules::default()
        };
        for parts in [[a, a, b], [b, a, a]] {
            let tzpk = Tzpk::new(TzpkKind::Tdes3, &join(&parts), &allow).unwrap();
            let single = encrypt_with(b, 0).to_be_bytes();
            assert_eq!(tzpk.check_value(CheckMethod::Tdes).unwrap().as_bytes(), &single[..3]);
        }
    }
}
