//! AES for format 4.

use alloc::boxed::Box;
use core::fmt;

use aes::cipher::array::Array;
use aes::cipher::consts::U16;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};

use super::{Either, PinCipher};
use crate::error::Misuse;
use crate::pin_block::{Iso4PanField, Iso4PinField};
use crate::secret::Secret;
use crate::tzpk::{Tzpk, TzpkKind};

/// AES for the two fields of format 4 (FIPS 197; ISO 9564-1, format 4).
///
/// ```text
/// encrypted = AES(AES(PIN field) xor PAN field)
/// ```
pub struct AesCipher(Aes);

enum Aes {
    Aes128(Box<Aes128>),
    Aes192(Box<Aes192>),
    Aes256(Box<Aes256>),
}

impl AesCipher {
    /// Makes the key schedule.
    ///
    /// # Errors
    ///
    /// [`Misuse::FormatKey`] when the key is a TDES key.
    pub fn new(tzpk: &Tzpk) -> Result<Self, Misuse> {
        match PinCipher::new(tzpk) {
            PinCipher(Either::Aes(cipher)) => Ok(cipher),
            PinCipher(Either::Tdes(_)) => Err(Misuse::FormatKey),
        }
    }

    pub(super) fn aes128(key: &Secret<16>) -> Self {
        Self(Aes::Aes128(Box::new(Aes128::new(key.expose().into()))))
    }

    pub(super) fn aes192(key: &Secret<24>) -> Self {
        Self(Aes::Aes192(Box::new(Aes192::new(key.expose().into()))))
    }

    pub(super) fn aes256(key: &Secret<32>) -> Self {
        Self(Aes::Aes256(Box::new(Aes256::new(key.expose().into()))))
    }

    /// The kind of the key: [`TzpkKind::Aes128`], [`TzpkKind::Aes192`] or [`TzpkKind::Aes256`].
    pub fn kind(&self) -> TzpkKind {
        match self.0 {
            Aes::Aes128(_) => TzpkKind::Aes128,
            Aes::Aes192(_) => TzpkKind::Aes192,
            Aes::Aes256(_) => TzpkKind::Aes256,
        }
    }

    /// Encrypts a clear PIN field, bound to a PAN field.
    pub fn encrypt(&self, pin: &Iso4PinField, pan: &Iso4PanField) -> [u8; 16] {
        // The first result and what is made of it open the PIN field to whoever knows the PAN, so they sit in a wiped
        // place.
        let mut block = Secret::copy_from(pin.expose());
        self.encrypt_block(block.expose_mut());
        exclusive_or(block.expose_mut(), pan.expose());
        self.encrypt_block(block.expose_mut());
        *block.expose()
    }

    /// Decrypts to a clear PIN field. Whether it is one, and the PAN the right one, shows in its `decode`.
    pub fn decrypt(&self, encrypted: &[u8; 16], pan: &Iso4PanField) -> Iso4PinField {
        let mut block = Secret::copy_from(encrypted);
        self.decrypt_block(block.expose_mut());
        exclusive_or(block.expose_mut(), pan.expose());
        self.decrypt_block(block.expose_mut());
        Iso4PinField::from_secret(block)
    }

    fn encrypt_block(&self, block: &mut [u8; 16]) {
        let block: &mut Array<u8, U16> = block.into();
        match &self.0 {
            Aes::Aes128(aes) => aes.encrypt_block(block),
            Aes::Aes192(aes) => aes.encrypt_block(block),
            Aes::Aes256(aes) => aes.encrypt_block(block),
        }
    }

    fn decrypt_block(&self, block: &mut [u8; 16]) {
        let block: &mut Array<u8, U16> = block.into();
        match &self.0 {
            Aes::Aes128(aes) => aes.decrypt_block(block),
            Aes::Aes192(aes) => aes.decrypt_block(block),
            Aes::Aes256(aes) => aes.decrypt_block(block),
        }
    }
}

impl fmt::Debug for AesCipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AesCipher")
            .field("kind", &self.kind())
            .finish_non_exhaustive()
    }
}

/// As one number: byte by byte, the loads that follow would wait for sixteen stores.
fn exclusive_or(block: &mut [u8; 16], other: &[u8; 16]) {
    *block = (u128::from_ne_bytes(*block) ^ u128::from_ne_bytes(*other)).to_ne_bytes();
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use alloc::format;
    use alloc::vec::Vec;

    use super::*;
    use crate::error::BlockError;
    use crate::pin_block::testing::{pin, text};
    use crate::tzpk::KeyRules;

    fn cipher(kind: TzpkKind, key: &str) -> AesCipher {
        AesCipher::new(&Tzpk::new(kind, &hex::decode(key).unwrap(), &KeyRules::default()).unwrap()).unwrap()
    }

    fn bytes(text: &str) -> [u8; 16] {
        hex::decode(text).unwrap().try_into().unwrap()
    }

    /// FIPS 197, appendices B and C of the first edition: kind, key, clear, encrypted.
    const FIPS_197: [(TzpkKind, &str, &str, &str); 4] = [
        (
            TzpkKind::Aes128,
            "2b7e151628aed2a6abf7158809cf4f3c",
            "3243f6a8885a308d313198a2e0370734",
            "3925841d02dc09fbdc118597196a0b32",
        ),
        (
            TzpkKind::Aes128,
            "000102030405060708090a0b0c0d0e0f",
            "00112233445566778899aabbccddeeff",
            "69c4e0d86a7b0430d8cdb78070b4c55a",
        ),
        (
            TzpkKind::Aes192,
            "000102030405060708090a0b0c0d0e0f1011121314151617",
            "00112233445566778899aabbccddeeff",
            "dda97ca4864cdfe06eaf70a0ec0d7191",
        ),
        (
            TzpkKind::Aes256,
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            "00112233445566778899aabbccddeeff",
            "8ea2b7ca516745bfeafc49904b496089",
        ),
    ];

    #[test]
    fn single_blocks_are_fips_197() {
        for (kind, key, clear, encrypted) in FIPS_197 {
            let cipher = cipher(kind, key);
            let mut block = bytes(clear);
            cipher.encrypt_block(&mut block);
            assert_eq!(hex::encode(block), encrypted);
            cipher.decrypt_block(&mut block);
            assert_eq!(hex::encode(block), clear);
        }
    }

    #[test]
    fn the_pan_field_goes_between_two_encipherments() {
        // A PAN field that turns AES(clear) back into clear must give AES(clear) again.
        for (kind, key, clear, encrypted) in FIPS_197 {
            let mut difference = bytes(clear);
            exclusive_or(&mut difference, &bytes(encrypted));
            let (pin, pan) = (
                Iso4PinField::from_bytes(bytes(clear)),
                Iso4PanField::from_bytes(difference),
            );
            let made = cipher(kind, key).encrypt(&pin, &pan);
            assert_eq!(hex::encode(made), encrypted);
            assert_eq!(cipher(kind, key).decrypt(&made, &pan).expose(), pin.expose());
        }
    }

    #[test]
    fn a_published_sample_opens() {
        // A block with a token in place of the PAN, from Sebastian Lerch's sample project for Adyen,
        // TestPinReveal.java.
        let cipher = cipher(
            TzpkKind::Aes256,
            "14b784f0f287070f962f8a24a854cec0af3bc73c2358c3f6d1ca5992fc59ab61",
        );
        let block = bytes("2f93f6f3d6eca6192f71bba3d99bd825");
        let token = Iso4PanField::from_token(&"8661218353725212".parse().unwrap());
        let field = cipher.decrypt(&block, &token);
        assert!(hex::encode(field.expose()).starts_with("440287aaaaaaaaaa"));
        assert_eq!(text(&field.decode().unwrap()), "0287");
        assert_eq!(cipher.encrypt(&field, &token), block);

        let other = Iso4PanField::from_token(&"8661218353725213".parse().unwrap());
        assert_eq!(
            cipher.decrypt(&block, &other).decode().unwrap_err(),
            BlockError::Invalid
        );
    }

    #[test]
    fn every_bit_of_block_and_pan_matters() {
        let cipher = cipher(TzpkKind::Aes128, "000102030405060708090a0b0c0d0e0f");
        let pan = Iso4PanField::from_pan(&"4761739001010119".parse().unwrap());
        let block = cipher.encrypt(&Iso4PinField::with_fill(&pin("1234"), &[7; 16]).unwrap(), &pan);
        for bit in 0..128 {
            let flip = |bytes: &[u8; 16]| (u128::from_be_bytes(*bytes) ^ (1 << bit)).to_be_bytes();
            assert_eq!(
                cipher.decrypt(&flip(&block), &pan).decode().unwrap_err(),
                BlockError::Invalid
            );
            let other = Iso4PanField::from_bytes(flip(pan.expose()));
            assert_eq!(
                cipher.decrypt(&block, &other).decode().unwrap_err(),
                BlockError::Invalid
            );
        }
    }

    #[test]
    fn a_tdes_key_is_refused() {
        for kind in [TzpkKind::Tdes2, TzpkKind::Tdes3] {
            let key: Vec<u8> = (0..kind.key_len() as u8).collect();
            let tzpk = Tzpk::new(kind, &key, &KeyRules::default()).unwrap();
            assert_eq!(AesCipher::new(&tzpk).unwrap_err(), Misuse::FormatKey);
        }
    }

    #[test]
    fn debug_shows_the_kind_alone() {
        let (kind, key, ..) = FIPS_197[3];
        assert_eq!(format!("{:?}", cipher(kind, key)), "AesCipher { kind: Aes256, .. }");
    }
}
