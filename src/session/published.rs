//! Keys that stand in somebody's documentation.
//!
//! A service that wraps one of them was set up from an example, or somebody put the example in the key's place: whoever
//! reads documentation can open what is encrypted under it.

use subtle::{Choice, ConstantTimeEq};

use crate::tzpk::Tzpk;

/// As words of 8 bytes, big endian.
const KEYS: [&[u64]; 12] = [
    // Enfuce, "PIN operations with pre-shared key": the sample, with K3 = K1 and without.
    &[0x0011_2233_4455_6677, 0x8899_aabb_ccdd_eeff, 0x0011_2233_4455_6677],
    &[0x0011_2233_4455_6677, 0x8899_aabb_ccdd_eeff],
    // The public sample project for Adyen's reveal and change of a PIN.
    &[
        0x14b7_84f0_f287_070f,
        0x962f_8a24_a854_cec0,
        0xaf3b_c73c_2358_c3f6,
        0xd1ca_5992_fc59_ab61,
    ],
    // The double-length key of many a manual, and of the examples of this crate.
    &[0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210, 0x0123_4567_89ab_cdef],
    &[0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210],
    // NIST SP 800-67, appendix B.
    &[0x0123_4567_89ab_cdef, 0x2345_6789_abcd_ef01, 0x4567_89ab_cdef_0123],
    // FIPS 197, appendix A.
    &[0x2b7e_1516_28ae_d2a6, 0xabf7_1588_09cf_4f3c],
    &[0x8e73_b0f7_da0e_6452, 0xc810_f32b_8090_79e5, 0x62f8_ead2_522c_6b7b],
    &[
        0x603d_eb10_15ca_71be,
        0x2b73_aef0_857d_7781,
        0x1f35_2c07_3b61_08d7,
        0x2d98_10a3_0914_dff4,
    ],
    // FIPS 197, appendix C.
    &[0x0001_0203_0405_0607, 0x0809_0a0b_0c0d_0e0f],
    &[0x0001_0203_0405_0607, 0x0809_0a0b_0c0d_0e0f, 0x1011_1213_1415_1617],
    &[
        0x0001_0203_0405_0607,
        0x0809_0a0b_0c0d_0e0f,
        0x1011_1213_1415_1617,
        0x1819_1a1b_1c1d_1e1f,
    ],
];

/// Whether the key was published, in time that depends on its length alone. For TDES the parity bits do not count.
pub(super) fn is_published(tzpk: &Tzpk) -> Choice {
    let significant = if tzpk.kind().is_tdes() {
        0xfefe_fefe_fefe_fefe
    } else {
        u64::MAX
    };
    let same_length = KEYS
        .iter()
        .filter(|known| known.len().saturating_mul(8) == tzpk.expose().len());
    same_length.fold(Choice::from(0), |found, known| {
        let words = tzpk.expose().chunks_exact(8).zip(*known);
        let difference = words.fold(0, |difference, (word, known)| {
            let word = word.iter().fold(0_u64, |word, byte| (word << 8) | u64::from(*byte));
            difference | ((word ^ known) & significant)
        });
        found | difference.ct_eq(&0)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::tzpk::{KeyRules, TzpkKind};

    fn published(kind: TzpkKind, key: &[u8]) -> bool {
        is_published(&Tzpk::new(kind, key, &KeyRules::default()).unwrap()).into()
    }

    #[test]
    fn every_key_of_the_table_for_every_kind_of_its_length() {
        let mut asked = 0;
        for known in KEYS {
            let key: Vec<u8> = known.iter().flat_map(|word| word.to_be_bytes()).collect();
            for kind in TzpkKind::ALL.into_iter().filter(|kind| kind.key_len() == key.len()) {
                asked += 1;
                assert!(published(kind, &key), "{kind} {key:02x?}");
                for place in [0, key.len() - 1] {
                    let mut other = key.clone();
                    other[place] ^= 1;
                    assert_eq!(published(kind, &other), kind.is_tdes(), "{kind} {other:02x?}");
                    other[place] ^= 2;
                    assert!(!published(kind, &other), "{kind} {other:02x?}");
                }
            }
        }
        assert_eq!(asked, 21);
    }

    #[test]
    fn the_samples_of_the_vectors() {
        for (kind, key) in [
            (TzpkKind::Tdes3, "00112233445566778899aabbccddeeff0011223344556677"),
            (TzpkKind::Tdes2, "00112233445566778899aabbccddeeff"),
            (
                TzpkKind::Aes256,
                "14b784f0f287070f962f8a24a854cec0af3bc73c2358c3f6d1ca5992fc59ab61",
            ),
        ] {
            assert!(published(kind, &hex::decode(key).unwrap()));
        }
    }
}
