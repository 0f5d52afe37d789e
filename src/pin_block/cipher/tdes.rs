//! TDES for formats 0, 1 and 3.

use alloc::boxed::Box;
use core::fmt;

use des::cipher::array::Array;
use des::cipher::consts::U8;
use des::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use des::{TdesEde2, TdesEde3};

use super::{Either, PinCipher};
use crate::error::Misuse;
use crate::pin_block::{Format, Iso0Block, Iso1Block, Iso3Block};
use crate::secret::Secret;
use crate::tzpk::{Tzpk, TzpkKind};

mod sealed {
    use crate::secret::Secret;

    pub trait Sealed {
        fn clear(&self) -> &[u8; 8];
        fn from_clear(bytes: Secret<8>) -> Self;
    }
}

/// A clear block that TDES may encrypt: format 0, 1 or 3. Nobody else can implement it.
pub trait TdesBlock: sealed::Sealed {
    /// The format of the block.
    const FORMAT: Format;
}

macro_rules! tdes_block {
    ($($block:ident $format:ident,)+) => {$(
        impl sealed::Sealed for $block {
            fn clear(&self) -> &[u8; 8] {
                self.expose()
            }

            fn from_clear(bytes: Secret<8>) -> Self {
                Self::from_secret(bytes)
            }
        }

        impl TdesBlock for $block {
            const FORMAT: Format = Format::$format;
        }
    )+};
}

tdes_block! {
    Iso0Block Iso0,
    Iso1Block Iso1,
    Iso3Block Iso3,
}

/// TDES in ECB mode for single blocks, without padding (NIST SP 800-67).
///
/// It takes formats 0, 1 and 3. Format 2 is not for a message:
///
/// ```compile_fail,E0277
/// use pinproof::pin_block::{Iso2Block, TdesCipher};
///
/// fn encrypt(cipher: &TdesCipher, block: &Iso2Block) -> [u8; 8] {
///     cipher.encrypt(block)
/// }
/// ```
///
/// and format 4 is for AES:
///
/// ```compile_fail,E0277
/// use pinproof::pin_block::{Iso4PinField, TdesCipher};
///
/// fn encrypt(cipher: &TdesCipher, field: &Iso4PinField) -> [u8; 8] {
///     cipher.encrypt(field)
/// }
/// ```
///
/// while this compiles:
///
/// ```
/// use pinproof::pin_block::{Iso3Block, TdesCipher};
///
/// fn encrypt(cipher: &TdesCipher, block: &Iso3Block) -> [u8; 8] {
///     cipher.encrypt(block)
/// }
/// ```
pub struct TdesCipher(Tdes);

enum Tdes {
    Two(Box<TdesEde2>),
    Three(Box<TdesEde3>),
}

impl TdesCipher {
    /// Makes the key schedule.
    ///
    /// # Errors
    ///
    /// [`Misuse::FormatKey`] when the key is an AES key.
    pub fn new(tzpk: &Tzpk) -> Result<Self, Misuse> {
        match PinCipher::new(tzpk) {
            PinCipher(Either::Tdes(cipher)) => Ok(cipher),
            PinCipher(Either::Aes(_)) => Err(Misuse::FormatKey),
        }
    }

    pub(super) fn two(key: &Secret<16>) -> Self {
        Self(Tdes::Two(Box::new(TdesEde2::new(key.expose().into()))))
    }

    pub(super) fn three(key: &Secret<24>) -> Self {
        Self(Tdes::Three(Box::new(TdesEde3::new(key.expose().into()))))
    }

    /// The kind of the key: [`TzpkKind::Tdes2`] or [`TzpkKind::Tdes3`].
    pub fn kind(&self) -> TzpkKind {
        match self.0 {
            Tdes::Two(_) => TzpkKind::Tdes2,
            Tdes::Three(_) => TzpkKind::Tdes3,
        }
    }

    /// Encrypts a clear block.
    pub fn encrypt<B: TdesBlock>(&self, block: &B) -> [u8; 8] {
        let clear: &Array<u8, U8> = block.clear().into();
        let mut encrypted = Array::default();
        match &self.0 {
            Tdes::Two(des) => des.encrypt_block_b2b(clear, &mut encrypted),
            Tdes::Three(des) => des.encrypt_block_b2b(clear, &mut encrypted),
        }
        encrypted.into()
    }

    /// Decrypts to a clear block of the format that the caller expects. Whether it is one shows in its `decode`.
    pub fn decrypt<B: TdesBlock>(&self, encrypted: &[u8; 8]) -> B {
        let encrypted: &Array<u8, U8> = encrypted.into();
        let mut clear = Secret::<8>::zeroed();
        let out: &mut Array<u8, U8> = clear.expose_mut().into();
        match &self.0 {
            Tdes::Two(des) => des.decrypt_block_b2b(encrypted, out),
            Tdes::Three(des) => des.decrypt_block_b2b(encrypted, out),
        }
        B::from_clear(clear)
    }
}

impl fmt::Debug for TdesCipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TdesCipher")
            .field("kind", &self.kind())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod known_answers;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use alloc::format;

    use super::*;
    use crate::tzpk::KeyRules;

    fn cipher(kind: TzpkKind, key: &str) -> TdesCipher {
        TdesCipher::new(&Tzpk::new(kind, &hex::decode(key).unwrap(), &KeyRules::default()).unwrap()).unwrap()
    }

    fn bytes(text: &str) -> [u8; 8] {
        hex::decode(text).unwrap().try_into().unwrap()
    }

    const DOUBLE: &str = "0123456789abcdeffedcba9876543210";

    #[test]
    fn double_length_known_answer() {
        let cipher = cipher(TzpkKind::Tdes2, DOUBLE);
        let encrypted = cipher.encrypt(&Iso0Block::from_bytes(bytes("041215fedcba9876")));
        assert_eq!(hex::encode(encrypted), "ba2adc4eba48f711");
        assert_eq!(
            hex::encode(cipher.decrypt::<Iso0Block>(&encrypted).expose()),
            "041215fedcba9876"
        );
    }

    #[test]
    fn triple_length_known_answer() {
        // The example of NIST SP 800-67, "The qufck brown fox jump" (sic), block by block.
        let cipher = cipher(TzpkKind::Tdes3, "0123456789abcdef23456789abcdef01456789abcdef0123");
        for (clear, encrypted) in [
            ("5468652071756663", "a826fd8ce53b855f"),
            ("6b2062726f776e20", "cce21c8112256fe6"),
            ("666f78206a756d70", "68d5c05dd9b6b900"),
        ] {
            assert_eq!(
                hex::encode(cipher.encrypt(&Iso1Block::from_bytes(bytes(clear)))),
                encrypted
            );
            assert_eq!(
                hex::encode(cipher.decrypt::<Iso1Block>(&bytes(encrypted)).expose()),
                clear
            );
        }
    }

    #[test]
    fn keying_option_2_in_24_bytes_is_the_double_length_key() {
        let double = cipher(TzpkKind::Tdes2, DOUBLE);
        let triple = cipher(TzpkKind::Tdes3, &format!("{DOUBLE}{}", &DOUBLE[..16]));
        let block = Iso3Block::from_bytes(bytes("341215fedcba9876"));
        assert_eq!(double.encrypt(&block), triple.encrypt(&block));
    }

    #[test]
    fn parity_bits_do_not_reach_the_block() {
        let flip = |key: &str| {
            hex::encode(
                hex::decode(key)
                    .unwrap()
                    .iter()
                    .map(|byte| byte ^ 1)
                    .collect::<alloc::vec::Vec<_>>(),
            )
        };
        let triple = "0123456789abcdef23456789abcdef01456789abcdef0123";
        for (kind, key) in [(TzpkKind::Tdes2, DOUBLE), (TzpkKind::Tdes3, triple)] {
            let block = Iso1Block::from_bytes(bytes("141215fedcba9876"));
            assert_eq!(
                cipher(kind, key).encrypt(&block),
                cipher(kind, &flip(key)).encrypt(&block)
            );
        }
    }

    #[test]
    fn each_block_type_has_its_format() {
        assert_eq!(
            [Iso0Block::FORMAT, Iso1Block::FORMAT, Iso3Block::FORMAT],
            [Format::Iso0, Format::Iso1, Format::Iso3]
        );
    }

    #[test]
    fn an_aes_key_is_refused() {
        for kind in [TzpkKind::Aes128, TzpkKind::Aes192, TzpkKind::Aes256] {
            let key: alloc::vec::Vec<u8> = (0..kind.key_len() as u8).collect();
            let tzpk = Tzpk::new(kind, &key, &KeyRules::default()).unwrap();
            assert_eq!(TdesCipher::new(&tzpk).unwrap_err(), Misuse::FormatKey);
        }
    }

    #[test]
    fn debug_shows_the_kind_alone() {
        assert_eq!(
            format!("{:?}", cipher(TzpkKind::Tdes2, DOUBLE)),
            "TdesCipher { kind: Tdes2, .. }"
        );
    }
}
