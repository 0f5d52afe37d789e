//! From one encrypted PIN block to another, inside the device.
//!
//! | from | to 0 | to 1 | to 2 | to 3 | to 4 |
//! |---|---|---|---|---|---|
//! | 0 | yes | no | no | yes | yes |
//! | 1 | yes | yes | no | yes | yes |
//! | 2 | no | no | no | no | no |
//! | 3 | yes | no | no | yes | yes |
//! | 4 | yes | no | no | yes | yes |
//!
//! PCI PIN Security, requirement 3-3: a block that binds the PAN stays bound to it, and to the same one. Otherwise a
//! device that translates could be asked for the PIN of one card as a block of another.

use rand_core::CryptoRng;

use super::{BlockContext, EncryptedPinBlock, Format, PinCipher};
use crate::error::{Error, Misuse};

/// Whether a block of one format may become a block of another.
///
/// # Errors
///
/// [`Misuse::Translation`] when it may not.
pub const fn may_translate(from: Format, to: Format) -> Result<(), Misuse> {
    match (from, to) {
        (Format::Iso0 | Format::Iso1 | Format::Iso3 | Format::Iso4, Format::Iso0 | Format::Iso3 | Format::Iso4)
        | (Format::Iso1, Format::Iso1) => Ok(()),
        _ => Err(Misuse::Translation),
    }
}

/// Decrypts a block under one key and encrypts its PIN under another, perhaps in another format.
///
/// There is one `context`: for both sides where both bind it, for the new block where the old one is of format 1. So
/// the PAN cannot change on the way. Everything that the caller can get wrong is checked before anything is
/// decrypted.
///
/// # Errors
///
/// [`Misuse::Translation`] as [`may_translate`] says, then those of [`PinCipher::encrypt`] for the new block and of
/// [`PinCipher::decrypt`] for the old one.
pub fn translate(
    block: &EncryptedPinBlock,
    from: &PinCipher,
    to_format: Format,
    to: &PinCipher,
    context: &BlockContext,
    rng: &mut dyn CryptoRng,
) -> Result<EncryptedPinBlock, Error> {
    may_translate(block.format(), to_format)?;
    to_format.check_key(to.kind())?;
    to_format.check_context(context)?;
    let old_context = if block.format().wants_pan() {
        context
    } else {
        &BlockContext::NoPan
    };
    to.encrypt(to_format, &from.decrypt(block, old_context)?, context, rng)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use crate::error::BlockError;
    use crate::pin_block::testing::{contexts, pin, rng, text};
    use crate::tzpk::{Tzpk, TzpkKind};

    /// Rows: from; columns: to.
    const TABLE: [[bool; 5]; 5] = [
        [true, false, false, true, true],
        [true, true, false, true, true],
        [false, false, false, false, false],
        [true, false, false, true, true],
        [true, false, false, true, true],
    ];

    fn cipher_for(format: Format, seed: u64) -> PinCipher {
        let kind = if format == Format::Iso4 {
            TzpkKind::Aes128
        } else {
            TzpkKind::Tdes2
        };
        PinCipher::new(&Tzpk::generate(kind, &mut rng(seed)).unwrap())
    }

    fn context_for(format: Format) -> BlockContext {
        let [none, pan, _] = contexts();
        if format.wants_pan() { pan } else { none }
    }

    #[test]
    fn the_whole_table() {
        let mut rng = rng(1);
        for (from, row) in Format::ALL.into_iter().zip(TABLE) {
            for (to, allowed) in Format::ALL.into_iter().zip(row) {
                assert_eq!(
                    may_translate(from, to),
                    if allowed { Ok(()) } else { Err(Misuse::Translation) }
                );
                let (old, new) = (cipher_for(from, 2), cipher_for(to, 3));
                // Format 2 cannot be encrypted, so any bytes stand for it.
                let block = old
                    .encrypt(from, &pin("004212"), &context_for(from), &mut rng)
                    .unwrap_or_else(|_| EncryptedPinBlock::new(from, &[0x5a; 8]).unwrap());
                let made = translate(&block, &old, to, &new, &context_for(to), &mut rng);
                if allowed {
                    let made = made.unwrap();
                    assert_eq!(made.format(), to);
                    assert_eq!(
                        text(&new.decrypt(&made, &context_for(to)).unwrap()),
                        "004212",
                        "{from} to {to}"
                    );
                } else {
                    assert_eq!(made.unwrap_err(), Misuse::Translation.into(), "{from} to {to}");
                }
            }
        }
    }

    #[test]
    fn misuse_shows_before_the_block_is_opened() {
        let mut rng = rng(4);
        let (tdes, aes) = (cipher_for(Format::Iso0, 5), cipher_for(Format::Iso4, 5));
        let [none, pan, token] = contexts();
        // A block that no key opens.
        let broken = EncryptedPinBlock::new(Format::Iso0, &[0x5a; 8]).unwrap();
        let mut attempt = |to, cipher, context| translate(&broken, &tdes, to, cipher, context, &mut rng).unwrap_err();
        assert_eq!(attempt(Format::Iso4, &tdes, &pan), Misuse::FormatKey.into());
        assert_eq!(attempt(Format::Iso3, &aes, &pan), Misuse::FormatKey.into());
        assert_eq!(attempt(Format::Iso3, &tdes, &none), Misuse::ContextMissing.into());
        assert_eq!(attempt(Format::Iso3, &tdes, &token), Misuse::ContextUnexpected.into());
        assert_eq!(attempt(Format::Iso4, &aes, &token), Misuse::ContextUnexpected.into());
        assert_eq!(attempt(Format::Iso3, &tdes, &pan), BlockError::Invalid.into());
    }

    #[test]
    fn the_pan_cannot_change() {
        let mut rng = rng(6);
        let [none, pan, token] = contexts();
        let other = BlockContext::Pan("5544332211009966".parse().unwrap());
        let (tdes, aes) = (cipher_for(Format::Iso0, 7), cipher_for(Format::Iso4, 7));
        let block = tdes.encrypt(Format::Iso0, &pin("1234"), &pan, &mut rng).unwrap();
        let made = translate(&block, &tdes, Format::Iso4, &aes, &other, &mut rng);
        assert_eq!(made.unwrap_err(), BlockError::Invalid.into());
        // Nor be put in place of a token, nor be given to a format that binds none.
        let block = aes.encrypt(Format::Iso4, &pin("1234"), &token, &mut rng).unwrap();
        let made = translate(&block, &aes, Format::Iso4, &aes, &pan, &mut rng);
        assert_eq!(made.unwrap_err(), BlockError::Invalid.into());
        let block = tdes.encrypt(Format::Iso1, &pin("1234"), &none, &mut rng).unwrap();
        let made = translate(&block, &tdes, Format::Iso1, &tdes, &pan, &mut rng);
        assert_eq!(made.unwrap_err(), Misuse::ContextUnexpected.into());
    }
}
