//! PIN blocks under a key: TDES for formats 0, 1 and 3, AES for format 4.
//!
//! Each object makes its key schedule once and keeps it behind a pointer, wiped on drop.

mod aes;
mod tdes;

use rand_core::CryptoRng;

pub use self::aes::AesCipher;
pub use self::tdes::{TdesBlock, TdesCipher};
use super::{
    BlockContext, Bytes, EncryptedPinBlock, Format, Iso0Block, Iso1Block, Iso3Block, Iso4PanField, Iso4PinField,
};
use crate::error::{Error, Misuse};
use crate::pin::Pin;
use crate::tzpk::{Key, Tzpk, TzpkKind};

/// A cipher for whichever formats go with the key: 0, 1 and 3 for TDES, 4 for AES.
///
/// The typed [`TdesCipher`] and [`AesCipher`] refuse a wrong combination when they are compiled; this one, for
/// formats that come from a profile, when it is called.
#[derive(Debug)]
pub struct PinCipher(Either);

#[derive(Debug)]
enum Either {
    Tdes(TdesCipher),
    Aes(AesCipher),
}

impl PinCipher {
    /// Makes the key schedule. It serves any number of blocks.
    pub fn new(tzpk: &Tzpk) -> Self {
        Self(match tzpk.key() {
            Key::Tdes2(key) => Either::Tdes(TdesCipher::two(key)),
            Key::Tdes3(key) => Either::Tdes(TdesCipher::three(key)),
            Key::Aes128(key) => Either::Aes(AesCipher::aes128(key)),
            Key::Aes192(key) => Either::Aes(AesCipher::aes192(key)),
            Key::Aes256(key) => Either::Aes(AesCipher::aes256(key)),
        })
    }

    /// The kind of the key.
    pub fn kind(&self) -> TzpkKind {
        match &self.0 {
            Either::Tdes(cipher) => cipher.kind(),
            Either::Aes(cipher) => cipher.kind(),
        }
    }

    /// Encodes and encrypts a PIN. `rng` gives the fill of formats 1, 3 and 4; format 0 has none.
    ///
    /// Takes any [`Pin`] and asks no policy. A device passes that of an
    /// [`AcceptedPin`](crate::pin::policy::AcceptedPin); until there are sessions, nothing enforces it.
    ///
    /// # Errors
    ///
    /// [`Misuse`] as [`Format::check_key`] and then [`Format::check_context`] say;
    /// [`PanError::Length`](crate::error::PanError::Length) for a PAN under 13 digits in formats 0 and 3.
    pub fn encrypt(
        &self,
        format: Format,
        pin: &Pin,
        context: &BlockContext,
        rng: &mut dyn CryptoRng,
    ) -> Result<EncryptedPinBlock, Error> {
        self.check(format, context)?;
        let bytes = match (&self.0, format, context) {
            (Either::Tdes(cipher), Format::Iso0, BlockContext::Pan(pan)) => {
                Bytes::Eight(cipher.encrypt(&Iso0Block::encode(pin, pan)?))
            }
            (Either::Tdes(cipher), Format::Iso1, BlockContext::NoPan) => {
                Bytes::Eight(cipher.encrypt(&Iso1Block::encode(pin, rng)))
            }
            (Either::Tdes(cipher), Format::Iso3, BlockContext::Pan(pan)) => {
                Bytes::Eight(cipher.encrypt(&Iso3Block::encode(pin, pan, rng)?))
            }
            (Either::Aes(cipher), Format::Iso4, BlockContext::Pan(pan)) => {
                Bytes::Sixteen(cipher.encrypt(&Iso4PinField::encode(pin, rng), &Iso4PanField::from_pan(pan)))
            }
            (Either::Aes(cipher), Format::Iso4, BlockContext::Token(token)) => {
                Bytes::Sixteen(cipher.encrypt(&Iso4PinField::encode(pin, rng), &Iso4PanField::from_token(token)))
            }
            // The check above leaves nothing for this arm.
            _ => return Err(Misuse::FormatKey.into()),
        };
        Ok(EncryptedPinBlock { format, bytes })
    }

    /// Decrypts and decodes a block.
    ///
    /// # Errors
    ///
    /// As [`PinCipher::encrypt`]; then [`BlockError::Invalid`](crate::error::BlockError::Invalid) for a wrong key, a
    /// wrong PAN where the format can notice it, and anything wrong in the block.
    pub fn decrypt(&self, block: &EncryptedPinBlock, context: &BlockContext) -> Result<Pin, Error> {
        self.check(block.format, context)?;
        match (&self.0, block.format, &block.bytes, context) {
            (Either::Tdes(cipher), Format::Iso0, Bytes::Eight(bytes), BlockContext::Pan(pan)) => {
                cipher.decrypt::<Iso0Block>(bytes).decode(pan)
            }
            (Either::Tdes(cipher), Format::Iso1, Bytes::Eight(bytes), BlockContext::NoPan) => {
                Ok(cipher.decrypt::<Iso1Block>(bytes).decode()?)
            }
            (Either::Tdes(cipher), Format::Iso3, Bytes::Eight(bytes), BlockContext::Pan(pan)) => {
                cipher.decrypt::<Iso3Block>(bytes).decode(pan)
            }
            (Either::Aes(cipher), Format::Iso4, Bytes::Sixteen(bytes), BlockContext::Pan(pan)) => {
                Ok(cipher.decrypt(bytes, &Iso4PanField::from_pan(pan)).decode()?)
            }
            (Either::Aes(cipher), Format::Iso4, Bytes::Sixteen(bytes), BlockContext::Token(token)) => {
                Ok(cipher.decrypt(bytes, &Iso4PanField::from_token(token)).decode()?)
            }
            // The check above leaves nothing for this arm.
            _ => Err(Misuse::FormatKey.into()),
        }
    }

    fn check(&self, format: Format, context: &BlockContext) -> Result<(), Misuse> {
        format.check_key(self.kind())?;
        format.check_context(context)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use alloc::format;

    use super::*;
    use crate::error::{BlockError, PanError};
    use crate::pin_block::testing::{PAN, contexts, pin, pins, rng, text};

    #[test]
    fn every_allowed_combination_goes_there_and_back_and_every_other_is_misuse() {
        let mut rng = rng(1);
        let mut allowed = 0;
        for kind in TzpkKind::ALL {
            let cipher = PinCipher::new(&Tzpk::generate(kind, &mut rng).unwrap());
            assert_eq!(cipher.kind(), kind);
            for format in Format::ALL {
                for context in contexts() {
                    let expected = format.check_key(kind).and_then(|()| format.check_context(&context));
                    let made = cipher.encrypt(format, &pin("1234"), &context, &mut rng);
                    let Ok(made) = made else {
                        assert_eq!(made.unwrap_err(), expected.unwrap_err().into());
                        let block = EncryptedPinBlock::new(format, &[0x5a; 16][..format.block_len()]).unwrap();
                        let misuse = expected.unwrap_err().into();
                        assert_eq!(cipher.decrypt(&block, &context).unwrap_err(), misuse);
                        continue;
                    };
                    assert_eq!(expected, Ok(()));
                    assert_eq!((made.format(), made.as_bytes().len()), (format, format.block_len()));
                    allowed += 1;
                    for digits in pins() {
                        let made = cipher.encrypt(format, &pin(&digits), &context, &mut rng).unwrap();
                        assert_eq!(
                            text(&cipher.decrypt(&made, &context).unwrap()),
                            digits,
                            "{kind} {format}"
                        );
                    }
                }
            }
        }
        // TDES: two kinds of key and three formats. AES: three kinds of key, with a PAN and with a token.
        assert_eq!(allowed, 12);
    }

    #[test]
    fn blocks_of_one_pin_differ_where_the_format_has_fill() {
        let mut rng = rng(2);
        let [none, pan, _] = contexts();
        for (kind, format, context, differ) in [
            (TzpkKind::Tdes2, Format::Iso0, &pan, false),
            (TzpkKind::Tdes2, Format::Iso1, &none, true),
            (TzpkKind::Tdes2, Format::Iso3, &pan, true),
            (TzpkKind::Aes128, Format::Iso4, &pan, true),
        ] {
            let cipher = PinCipher::new(&Tzpk::generate(kind, &mut rng).unwrap());
            let [a, b] = [(); 2].map(|()| cipher.encrypt(format, &pin("1234"), context, &mut rng).unwrap());
            assert_eq!(a != b, differ, "{format}");
        }
    }

    #[test]
    fn token_and_pan_with_the_same_digits_give_the_same_field() {
        let mut rng = rng(3);
        let cipher = PinCipher::new(&Tzpk::generate(TzpkKind::Aes256, &mut rng).unwrap());
        let [pan, token] = [
            BlockContext::Pan(PAN.parse().unwrap()),
            BlockContext::Token(PAN.parse().unwrap()),
        ];
        let made = cipher.encrypt(Format::Iso4, &pin("1234"), &pan, &mut rng).unwrap();
        assert_eq!(text(&cipher.decrypt(&made, &token).unwrap()), "1234");
    }

    #[test]
    fn short_pans_are_refused_in_formats_0_and_3_and_taken_in_format_4() {
        let mut rng = rng(4);
        let short = BlockContext::Pan("476173900101".parse().unwrap());
        let tdes = PinCipher::new(&Tzpk::generate(TzpkKind::Tdes2, &mut rng).unwrap());
        for format in [Format::Iso0, Format::Iso3] {
            let made = tdes.encrypt(format, &pin("1234"), &short, &mut rng);
            assert_eq!(made.unwrap_err(), PanError::Length.into());
        }
        let aes = PinCipher::new(&Tzpk::generate(TzpkKind::Aes128, &mut rng).unwrap());
        assert!(aes.encrypt(Format::Iso4, &pin("1234"), &short, &mut rng).is_ok());
    }

    #[test]
    fn another_key_does_not_open_the_block() {
        let mut rng = rng(5);
        let [_, pan, _] = contexts();
        for (kind, format) in [(TzpkKind::Tdes2, Format::Iso0), (TzpkKind::Aes128, Format::Iso4)] {
            let [a, b] = [(); 2].map(|()| PinCipher::new(&Tzpk::generate(kind, &mut rng).unwrap()));
            let made = a.encrypt(format, &pin("1234"), &pan, &mut rng).unwrap();
            assert_eq!(b.decrypt(&made, &pan).unwrap_err(), BlockError::Invalid.into());
        }
    }

    #[test]
    fn debug_shows_the_kind_alone() {
        let cipher = PinCipher::new(&Tzpk::generate(TzpkKind::Tdes3, &mut rng(6)).unwrap());
        assert_eq!(format!("{cipher:?}"), "PinCipher(Tdes(TdesCipher { kind: Tdes3, .. }))");
    }
}
