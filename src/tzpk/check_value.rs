//! Key check values.

use core::fmt;
use core::str::FromStr;

use aes::{Aes128, Aes192, Aes256};
use cmac::{Cmac, Mac};
use des::cipher::array::Array;
use des::cipher::{BlockCipherEncrypt, BlockSizeUser, KeyInit};
use des::{TdesEde2, TdesEde3};
use zeroize::Zeroizing;

use super::{Key, UnknownName};
use crate::error::Misuse;

/// How a check value is made from a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum CheckMethod {
    /// TDES of one block of zeros, the first 3 bytes.
    Tdes,
    /// AES-CMAC (NIST SP 800-38B) over one block of 16 zero bytes, the first 5 bytes.
    AesCmac,
    /// AES of one block of zeros, the first 3 bytes.
    AesEcb,
}

impl CheckMethod {
    /// Every method.
    pub const ALL: [Self; 3] = [Self::Tdes, Self::AesCmac, Self::AesEcb];

    /// The name on the wire: `tdes`, `aes_cmac`, `aes_ecb`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tdes => "tdes",
            Self::AesCmac => "aes_cmac",
            Self::AesEcb => "aes_ecb",
        }
    }
}

impl fmt::Display for CheckMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for CheckMethod {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|method| method.name() == name)
            .ok_or(UnknownName)
    }
}

/// A check value: 3 or 5 bytes, public. `Display` and `Debug` are lower-case hex.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CheckValue(Bytes);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Bytes {
    Three([u8; 3]),
    Five([u8; 5]),
}

impl CheckValue {
    /// The bytes: 3, or 5 for [`CheckMethod::AesCmac`].
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Bytes::Three(bytes) => bytes,
            Bytes::Five(bytes) => bytes,
        }
    }
}

impl fmt::Display for CheckValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for CheckValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CheckValue({self})")
    }
}

/// The check value of `key`.
pub(super) fn compute(key: &Key, method: CheckMethod) -> Result<CheckValue, Misuse> {
    let bytes = match (method, key) {
        (CheckMethod::Tdes, Key::Tdes2(key)) => zero_block(&TdesEde2::new(key.expose().into())),
        (CheckMethod::Tdes, Key::Tdes3(key)) => zero_block(&TdesEde3::new(key.expose().into())),
        (CheckMethod::AesEcb, Key::Aes128(key)) => zero_block(&Aes128::new(key.expose().into())),
        (CheckMethod::AesEcb, Key::Aes192(key)) => zero_block(&Aes192::new(key.expose().into())),
        (CheckMethod::AesEcb, Key::Aes256(key)) => zero_block(&Aes256::new(key.expose().into())),
        (CheckMethod::AesCmac, Key::Aes128(key)) => zero_mac(<Cmac<Aes128> as KeyInit>::new(key.expose().into())),
        (CheckMethod::AesCmac, Key::Aes192(key)) => zero_mac(<Cmac<Aes192> as KeyInit>::new(key.expose().into())),
        (CheckMethod::AesCmac, Key::Aes256(key)) => zero_mac(<Cmac<Aes256> as KeyInit>::new(key.expose().into())),
        _ => return Err(Misuse::CheckMethod),
    };
    Ok(CheckValue(bytes))
}

/// The first 3 bytes of a block of zeros under the cipher. The rest is wiped: under AES it is where CMAC gets its
/// subkeys.
fn zero_block<C: BlockCipherEncrypt + BlockSizeUser>(cipher: &C) -> Bytes {
    let mut block = Zeroizing::new(Array::<u8, C::BlockSize>::default());
    cipher.encrypt_block(&mut block);
    Bytes::Three(first(&block))
}

/// The first 5 bytes of the MAC over 16 zero bytes.
fn zero_mac<M: Mac>(mut mac: M) -> Bytes {
    mac.update(&[0; 16]);
    Bytes::Five(first(&Zeroizing::new(mac.finalize().into_bytes())))
}

/// The first `N` of at least `N` bytes.
fn first<const N: usize>(block: &[u8]) -> [u8; N] {
    block.first_chunk().copied().unwrap_or([0; N])
}

#[cfg(test)]
mod wycheproof;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use alloc::format;
    use alloc::string::{String, ToString};

    use super::*;
    use crate::tzpk::{KeyRules, Tzpk, TzpkKind, WeakKeys};

    fn check(kind: TzpkKind, key: &str, method: CheckMethod) -> Result<String, Misuse> {
        let rules = KeyRules {
            weak: WeakKeys::Allow,
            ..KeyRules::default()
        };
        let tzpk = Tzpk::new(kind, &hex::decode(key).unwrap(), &rules).unwrap();
        tzpk.check_value(method).map(|value| value.to_string())
    }

    #[test]
    fn tdes_known_answers() {
        // Zero block under K1 = K2 = 0101…: single DES of the all-zero key, the NIST variable-plaintext table's base.
        assert_eq!(
            check(TzpkKind::Tdes2, &"01".repeat(16), CheckMethod::Tdes).unwrap(),
            "8ca64d"
        );
        assert_eq!(
            check(TzpkKind::Tdes2, "0123456789abcdeffedcba9876543210", CheckMethod::Tdes).unwrap(),
            "08d7b4"
        );
    }

    #[test]
    fn keying_option_2_is_the_same_key_in_24_bytes() {
        let double = "0123456789abcdeffedcba9876543210";
        let triple = format!("{double}0123456789abcdef");
        assert_eq!(
            check(TzpkKind::Tdes3, &triple, CheckMethod::Tdes),
            check(TzpkKind::Tdes2, double, CheckMethod::Tdes)
        );
        // Not K1|K2|K2 and not K1|K2|00…
        for wrong in ["fedcba9876543210", "0000000000000000"] {
            assert_ne!(
                check(TzpkKind::Tdes3, &format!("{double}{wrong}"), CheckMethod::Tdes),
                check(TzpkKind::Tdes2, double, CheckMethod::Tdes)
            );
        }
    }

    #[test]
    fn aes_zero_block_known_answers() {
        // NIST AESAVS: zero plaintext under the all-zero key.
        assert_eq!(
            check(TzpkKind::Aes128, &"00".repeat(16), CheckMethod::AesEcb).unwrap(),
            "66e94b"
        );
        assert_eq!(
            check(TzpkKind::Aes192, &"00".repeat(24), CheckMethod::AesEcb).unwrap(),
            "aae069"
        );
        assert_eq!(
            check(TzpkKind::Aes256, &"00".repeat(32), CheckMethod::AesEcb).unwrap(),
            "dc95c0"
        );
    }

    #[test]
    fn the_subkey_seeds_of_sp_800_38b_are_zero_blocks() {
        // NIST SP 800-38B, appendix D, prints CIPH_K(0) before its subkeys.
        for (kind, key, method, seed) in [
            (
                TzpkKind::Aes128,
                "2b7e151628aed2a6abf7158809cf4f3c",
                CheckMethod::AesEcb,
                "7df76b",
            ),
            (
                TzpkKind::Aes192,
                "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
                CheckMethod::AesEcb,
                "22452d",
            ),
            (
                TzpkKind::Aes256,
                "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
                CheckMethod::AesEcb,
                "e568f6",
            ),
            (
                TzpkKind::Tdes3,
                "8aa83bf8cbda10620bc1bf19fbb6cd58bc313d4a371ca8b5",
                CheckMethod::Tdes,
                "c8cc74",
            ),
            (
                TzpkKind::Tdes2,
                "4cf15134a2850dd58a3d10ba80570d38",
                CheckMethod::Tdes,
                "c7679b",
            ),
        ] {
            assert_eq!(check(kind, key, method).unwrap(), seed);
        }
    }

    #[test]
    fn fips_197_examples_reach_the_cipher() {
        let plain = "00112233445566778899aabbccddeeff";
        let key = hex::decode("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f").unwrap();
        fn run<C: BlockCipherEncrypt + KeyInit>(key: &[u8], plain: &str) -> String {
            let mut block = Array::<u8, C::BlockSize>::try_from(hex::decode(plain).unwrap().as_slice()).unwrap();
            C::new_from_slice(key).unwrap().encrypt_block(&mut block);
            hex::encode(block)
        }
        assert_eq!(run::<Aes128>(&key[..16], plain), "69c4e0d86a7b0430d8cdb78070b4c55a");
        assert_eq!(run::<Aes192>(&key[..24], plain), "dda97ca4864cdfe06eaf70a0ec0d7191");
        assert_eq!(run::<Aes256>(&key, plain), "8ea2b7ca516745bfeafc49904b496089");
    }

    #[test]
    fn sp_800_38b_examples_reach_the_mac() {
        // NIST SP 800-38B, appendices D.1 to D.3: nothing, one block, two and a half, four.
        let message = hex::decode(
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51\
             30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
        )
        .unwrap();
        fn run<M: Mac + KeyInit>(key: &str, message: &[u8], tags: [&str; 4]) {
            for (len, tag) in [0, 16, 40, 64].into_iter().zip(tags) {
                let mut mac = <M as KeyInit>::new_from_slice(&hex::decode(key).unwrap()).unwrap();
                mac.update(&message[..len]);
                assert_eq!(hex::encode(mac.finalize().into_bytes()), tag, "{len} bytes");
            }
        }
        run::<Cmac<Aes128>>(
            "2b7e151628aed2a6abf7158809cf4f3c",
            &message,
            [
                "bb1d6929e95937287fa37d129b756746",
                "070a16b46b4d4144f79bdd9dd04a287c",
                "dfa66747de9ae63030ca32611497c827",
                "51f0bebf7e3b9d92fc49741779363cfe",
            ],
        );
        run::<Cmac<Aes192>>(
            "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
            &message,
            [
                "d17ddf46adaacde531cac483de7a9367",
                "9e99a7bf31e710900662f65e617c5184",
                "8a1de5be2eb31aad089a82e6ee908b0e",
                "a1d5df0eed790f794d77589659f39a11",
            ],
        );
        run::<Cmac<Aes256>>(
            "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
            &message,
            [
                "028962f61b7bf89efc6b551f4667d983",
                "28a7023f452e8f82bd4bf28d8c37c35c",
                "aaf3d8f1de5640c232f5b169b9c911e6",
                "e1992190549f6ed5696a2c056c315410",
            ],
        );
    }

    #[test]
    fn cmac_is_the_block_cipher_of_the_first_subkey() {
        // SP 800-38B for one whole block of zeros: T = E(0 xor K1), with K1 = dbl(E(0)). Done here by hand.
        for kind in [TzpkKind::Aes128, TzpkKind::Aes192, TzpkKind::Aes256] {
            for seed in 0..8u8 {
                let key: alloc::vec::Vec<u8> = (0..kind.key_len()).map(|i| (i as u8).wrapping_mul(29) ^ seed).collect();
                let encrypt = |block: u128| {
                    let mut block = Array::from(block.to_be_bytes());
                    match kind {
                        TzpkKind::Aes128 => Aes128::new_from_slice(&key).unwrap().encrypt_block(&mut block),
                        TzpkKind::Aes192 => Aes192::new_from_slice(&key).unwrap().encrypt_block(&mut block),
                        _ => Aes256::new_from_slice(&key).unwrap().encrypt_block(&mut block),
                    }
                    u128::from_be_bytes(block.into())
                };
                let l = encrypt(0);
                let k1 = (l << 1) ^ (0x87 * (l >> 127));
                let expected = hex::encode(&encrypt(k1).to_be_bytes()[..5]);
                assert_eq!(check(kind, &hex::encode(&key), CheckMethod::AesCmac).unwrap(), expected);
            }
        }
    }

    #[test]
    fn a_method_of_the_other_algorithm_is_misuse() {
        for kind in TzpkKind::ALL {
            for method in CheckMethod::ALL {
                let key = "0123456789abcdeffedcba987654321089abcdef012345670011223344556677";
                let fits = kind.is_tdes() == (method == CheckMethod::Tdes);
                let value = check(kind, &key[..kind.key_len() * 2], method);
                assert_eq!(value.is_ok(), fits, "{kind} {method}");
                match value {
                    Ok(value) => assert_eq!(value.len(), if method == CheckMethod::AesCmac { 10 } else { 6 }),
                    Err(error) => assert_eq!(error, Misuse::CheckMethod),
                }
            }
            assert!(check(kind, &"5a".repeat(kind.key_len()), kind.check_method()).is_ok());
        }
    }

    #[test]
    fn names_go_there_and_back() {
        for method in CheckMethod::ALL {
            assert_eq!(method.name().parse(), Ok(method));
            assert_eq!(format!("{method}"), method.name());
            #[cfg(feature = "serde")]
            assert_eq!(serde_json::to_string(&method).unwrap(), format!("\"{method}\""));
        }
        assert_eq!("cmac".parse::<CheckMethod>(), Err(UnknownName));
    }

    #[test]
    fn text_is_lower_case_hex() {
        let value = CheckValue(Bytes::Three([0x0a, 0xbc, 0x01]));
        assert_eq!(
            (format!("{value}"), format!("{value:?}")),
            ("0abc01".into(), "CheckValue(0abc01)".into())
        );
    }
}
