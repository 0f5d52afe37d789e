//! PIN blocks of ISO 9564-1, formats 0 to 4: from a PIN to what crosses the network, and back.
//!
//! Each format has a type for its clear block, drawn nibble by nibble at the top of its file. Clear blocks are
//! secret: wiped on drop, not comparable, not printable. What a cipher gives is an [`EncryptedPinBlock`], which is
//! public. The ciphers take only what they may encrypt:
//!
//! | format | binds | cipher | clear form |
//! |---|---|---|---|
//! | [`Format::Iso0`] | PAN | TDES | [`Iso0Block`] |
//! | [`Format::Iso1`] | nothing | TDES | [`Iso1Block`] |
//! | [`Format::Iso2`] | nothing | none: for the card itself | [`Iso2Block`] |
//! | [`Format::Iso3`] | PAN | TDES | [`Iso3Block`] |
//! | [`Format::Iso4`] | PAN or its token | AES, twice | [`Iso4PinField`] and [`Iso4PanField`] |
//!
//! A block that does not decode gives [`BlockError::Invalid`], whatever is wrong with it. Decoding checks all 16
//! nibbles of the PIN field and collects the faults without branching on them.
//!
//! ```
//! use pinproof::pin_block::{BlockContext, Format, PinCipher};
//! use pinproof::tzpk::{KeyRules, Tzpk, TzpkKind};
//!
//! # fn main() -> Result<(), pinproof::Error> {
//! # use rand_chacha::rand_core::SeedableRng;
//! # let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1); // A doctest may; a device must not.
//! let tzpk = Tzpk::generate(TzpkKind::Tdes2, &mut rng)?;
//! let cipher = PinCipher::new(&tzpk);
//! let encrypted = cipher.encrypt(Format::Iso1, &"0042".parse()?, &BlockContext::NoPan, &mut rng)?;
//! assert_eq!(encrypted.as_bytes().len(), 8);
//! let pin = cipher.decrypt(&encrypted, &BlockContext::NoPan)?;
//! assert_eq!(pin.expose_digits(), [0, 0, 4, 2]);
//! # Ok(())
//! # }
//! ```

mod cipher;
mod field;
mod format;
mod iso0;
mod iso1;
mod iso2;
mod iso3;
mod iso4;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod testing;
mod translate;

use core::fmt;

use crate::error::BlockError;
use crate::pan::{Pan, PanToken};

pub use cipher::{AesCipher, PinCipher, TdesBlock, TdesCipher};
pub use format::Format;
pub use iso0::Iso0Block;
pub use iso1::Iso1Block;
pub use iso2::Iso2Block;
pub use iso3::Iso3Block;
pub use iso4::{Iso4PanField, Iso4PinField};
pub use translate::{may_translate, translate};

/// What a PIN block is bound to beside the PIN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockContext {
    /// Nothing: format 1.
    NoPan,
    /// The PAN: formats 0, 3 and 4.
    Pan(Pan),
    /// A token in place of the PAN: format 4.
    Token(PanToken),
}

/// An encrypted PIN block: public bytes with their format, 8 for TDES or 16 for AES.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct EncryptedPinBlock {
    format: Format,
    bytes: Bytes,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Bytes {
    Eight([u8; 8]),
    Sixteen([u8; 16]),
}

impl EncryptedPinBlock {
    /// Takes a block as it came from the other side.
    ///
    /// # Errors
    ///
    /// [`BlockError::Length`] when `bytes` is not [`Format::block_len`] bytes long.
    pub fn new(format: Format, bytes: &[u8]) -> Result<Self, BlockError> {
        let bytes = match format {
            Format::Iso4 => bytes.try_into().map(Bytes::Sixteen),
            Format::Iso0 | Format::Iso1 | Format::Iso2 | Format::Iso3 => bytes.try_into().map(Bytes::Eight),
        };
        bytes
            .map(|bytes| Self { format, bytes })
            .map_err(|_| BlockError::Length)
    }

    /// The format of the clear block inside. The bytes themselves do not tell.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The bytes, 8 or 16.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Eight(bytes) => bytes,
            Bytes::Sixteen(bytes) => bytes,
        }
    }
}

impl AsRef<[u8]> for EncryptedPinBlock {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

/// The format and the bytes in lower-case hex. They are public.
impl fmt::Debug for EncryptedPinBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EncryptedPinBlock({} ", self.format)?;
        self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str(")")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use alloc::format;
    use alloc::vec;

    use super::*;

    #[test]
    fn an_encrypted_block_has_the_length_of_its_format() {
        for format in Format::ALL {
            for len in 0..=24 {
                let made = EncryptedPinBlock::new(format, &vec![0x5a; len]);
                if len == format.block_len() {
                    let made = made.unwrap();
                    assert_eq!((made.format(), made.as_bytes().len()), (format, len));
                } else {
                    assert_eq!(made, Err(BlockError::Length));
                }
            }
        }
    }

    #[test]
    fn debug_shows_the_public_bytes() {
        let block = EncryptedPinBlock::new(Format::Iso1, &[0x0a, 1, 2, 3, 4, 5, 6, 0xff]).unwrap();
        assert_eq!(format!("{block:?}"), "EncryptedPinBlock(iso1 0a010203040506ff)");
    }

    #[test]
    fn the_same_bytes_of_another_format_are_another_block() {
        let [a, b] = [Format::Iso0, Format::Iso3].map(|format| EncryptedPinBlock::new(format, &[7; 8]).unwrap());
        assert_ne!(a, b);
    }
}
