//! Clear blocks of a format that is known only at run time, with fill given or drawn.
//!
//! The typed blocks of [`crate::pin_block`] are what runs; here the format, the PAN and the fill come from a request.

use alloc::vec::Vec;

use aes::cipher::array::Array;
use aes::cipher::consts::U16;
use aes::cipher::{BlockCipherEncrypt, BlockSizeUser, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use rand_core::CryptoRng;

use super::reject::RejectClass;
use crate::error::BlockError;
use crate::pan::Pan;
use crate::pin::Pin;
use crate::pin_block::{
    AesCipher, Format, Iso0Block, Iso1Block, Iso2Block, Iso3Block, Iso4PanField, Iso4PinField, TdesCipher,
};
use crate::secret::Secret;
use crate::tzpk::{KeyRules, Tzpk, TzpkKind};

/// Fewest digits of a PAN in formats 0 and 3: twelve and the check digit.
pub(crate) const SHORTEST_PAN: usize = 13;

/// A clear block, or format 4's two fields.
pub(crate) enum Clear {
    /// Format 0.
    Iso0(Iso0Block),
    /// Format 1.
    Iso1(Iso1Block),
    /// Format 2.
    Iso2(Iso2Block),
    /// Format 3.
    Iso3(Iso3Block),
    /// Format 4.
    Iso4(Iso4PinField, Iso4PanField),
}

/// The fields of a request that make a clear block.
pub(crate) struct Wanted<'a> {
    pub(crate) format: Format,
    pub(crate) pin: &'a str,
    pub(crate) pan: Option<&'a str>,
    pub(crate) fill: Option<&'a str>,
}

impl Wanted<'_> {
    /// Builds the block. Faults of the PIN come before faults of the PAN.
    pub(crate) fn encode(&self, rng: &mut dyn CryptoRng) -> Result<Clear, RejectClass> {
        let fill = self.fill.map(nibbles).transpose()?;
        let pin = Pin::from_ascii(self.pin.as_bytes())?;
        let pan = bound_pan(self.format, self.pan)?;
        let free = self.format.free_nibbles(pin.len());
        if fill.as_ref().is_some_and(|fill| fill.len() != free || free == 0) {
            return Err(RejectClass::Message);
        }
        let block = match (self.format, pan, fill) {
            (Format::Iso0, Some(pan), _) => Clear::Iso0(Iso0Block::encode(&pin, &pan).map_err(reject)?),
            (Format::Iso1, _, None) => Clear::Iso1(Iso1Block::encode(&pin, rng)),
            (Format::Iso1, _, Some(fill)) => Clear::Iso1(Iso1Block::with_fill(&pin, &fill).map_err(unfit)?),
            (Format::Iso2, _, _) => Clear::Iso2(Iso2Block::encode(&pin)),
            (Format::Iso3, Some(pan), None) => Clear::Iso3(Iso3Block::encode(&pin, &pan, rng).map_err(reject)?),
            (Format::Iso3, Some(pan), Some(fill)) => {
                Clear::Iso3(Iso3Block::with_fill(&pin, &pan, &fill).map_err(|_| RejectClass::Message)?)
            }
            (Format::Iso4, Some(pan), fill) => {
                let field = match fill {
                    Some(fill) => Iso4PinField::with_fill(&pin, &fill).map_err(unfit)?,
                    None => Iso4PinField::encode(&pin, rng),
                };
                Clear::Iso4(field, Iso4PanField::from_pan(&pan))
            }
            (Format::Iso0 | Format::Iso3 | Format::Iso4, None, _) => return Err(RejectClass::Message),
        };
        Ok(block)
    }
}

/// The clear block in `bytes`, opened.
pub(crate) fn decode(format: Format, bytes: &[u8], pan: Option<&str>) -> Result<Pin, RejectClass> {
    // The PIN field of format 4 opens without a PAN.
    let pan = if format == Format::Iso4 {
        None
    } else {
        bound_pan(format, pan)?
    };
    match (format, pan) {
        (Format::Iso0, Some(pan)) => Iso0Block::from_bytes(exact(bytes)?).decode(&pan).map_err(reject),
        (Format::Iso1, _) => Iso1Block::from_bytes(exact(bytes)?).decode().map_err(reject),
        (Format::Iso2, _) => Iso2Block::from_bytes(exact(bytes)?).decode().map_err(reject),
        (Format::Iso3, Some(pan)) => Iso3Block::from_bytes(exact(bytes)?).decode(&pan).map_err(reject),
        (Format::Iso4, _) => Iso4PinField::from_bytes(exact(bytes)?).decode().map_err(reject),
        (Format::Iso0 | Format::Iso3, None) => Err(RejectClass::Message),
    }
}

impl Clear {
    /// Encrypts under `key`, which goes with the format.
    pub(crate) fn encrypt(&self, key: &Tzpk) -> Result<Vec<u8>, RejectClass> {
        self.encrypt_with(&BlockCipher::new(key)?)
    }

    /// The same under a key that serves many blocks.
    pub(crate) fn encrypt_with(&self, cipher: &BlockCipher) -> Result<Vec<u8>, RejectClass> {
        Ok(match (self, cipher) {
            (Self::Iso0(block), BlockCipher::Tdes(cipher)) => cipher.encrypt(block).to_vec(),
            (Self::Iso1(block), BlockCipher::Tdes(cipher)) => cipher.encrypt(block).to_vec(),
            (Self::Iso3(block), BlockCipher::Tdes(cipher)) => cipher.encrypt(block).to_vec(),
            (Self::Iso4(pin, pan), BlockCipher::Aes(cipher)) => cipher.encrypt(pin, pan).to_vec(),
            _ => return Err(RejectClass::Message),
        })
    }
}

/// The cipher of a key, its schedule made.
pub(crate) enum BlockCipher {
    Tdes(TdesCipher),
    Aes(AesCipher),
}

impl BlockCipher {
    pub(crate) fn new(key: &Tzpk) -> Result<Self, RejectClass> {
        Ok(if key.kind().is_tdes() {
            Self::Tdes(TdesCipher::new(key).map_err(reject)?)
        } else {
            Self::Aes(AesCipher::new(key).map_err(reject)?)
        })
    }
}

/// A decrypted block that is not opened yet.
pub(crate) enum Decrypted {
    /// Formats 0, 1 and 3.
    Eight(Secret<8>),
    /// The PIN field of format 4.
    Sixteen(Secret<16>),
}

impl Decrypted {
    /// The clear bytes.
    pub(crate) fn expose(&self) -> &[u8] {
        match self {
            Self::Eight(block) => block.expose(),
            Self::Sixteen(field) => field.expose(),
        }
    }
}

/// Decrypts `encrypted` under `key`, up to the clear block.
pub(crate) fn open(format: Format, key: &Tzpk, encrypted: &[u8], pan: Option<&str>) -> Result<Decrypted, RejectClass> {
    let pan = bound_pan(format, pan)?;
    match (format, pan) {
        (Format::Iso2, _) => Err(RejectClass::Message),
        (Format::Iso4, Some(pan)) => {
            let cipher = AesCipher::new(key).map_err(reject)?;
            let field = cipher.decrypt(&exact(encrypted)?, &Iso4PanField::from_pan(&pan));
            Ok(Decrypted::Sixteen(Secret::copy_from(field.expose())))
        }
        (Format::Iso4, None) => Err(RejectClass::Message),
        (Format::Iso0 | Format::Iso1 | Format::Iso3, _) => {
            // The three formats share the cipher; which block it is read as is settled in decoding.
            let cipher = TdesCipher::new(key).map_err(reject)?;
            let block: Iso1Block = cipher.decrypt(&exact(encrypted)?);
            Ok(Decrypted::Eight(Secret::copy_from(block.expose())))
        }
    }
}

/// Decrypts `encrypted` under `key` and opens it.
pub(crate) fn decrypt(format: Format, key: &Tzpk, encrypted: &[u8], pan: Option<&str>) -> Result<Pin, RejectClass> {
    decode(format, open(format, key, encrypted, pan)?.expose(), pan)
}

/// One AES block by itself, the first of format 4's two encipherments; none under a key that is not of AES.
pub(crate) fn aes_block(key: &Tzpk, block: &[u8; 16]) -> Option<[u8; 16]> {
    fn encrypt<C: KeyInit + BlockCipherEncrypt + BlockSizeUser<BlockSize = U16>>(
        key: &Tzpk,
        block: &[u8; 16],
    ) -> Option<[u8; 16]> {
        let mut block = Array::from(*block);
        C::new_from_slice(key.expose()).ok()?.encrypt_block(&mut block);
        Some(block.into())
    }
    match key.kind() {
        TzpkKind::Aes128 => encrypt::<Aes128>(key, block),
        TzpkKind::Aes192 => encrypt::<Aes192>(key, block),
        TzpkKind::Aes256 => encrypt::<Aes256>(key, block),
        TzpkKind::Tdes2 | TzpkKind::Tdes3 => None,
    }
}

/// The key of a block operation: a forbidden combination first, then the key itself.
pub(crate) fn block_key(format: Format, kind: TzpkKind, key: &[u8]) -> Result<Tzpk, RejectClass> {
    format.check_key(kind).map_err(reject)?;
    Tzpk::new(kind, key, &KeyRules::default()).map_err(reject)
}

/// ASCII digits of a PIN, for an answer of the client protocol.
pub(crate) fn ascii(pin: &Pin) -> alloc::string::String {
    pin.expose_digits()
        .iter()
        .map(|digit| char::from(b'0'.wrapping_add(*digit)))
        .collect()
}

/// The PAN that the format binds; a PAN next to a format that binds none is not looked at.
pub(crate) fn bound_pan(format: Format, pan: Option<&str>) -> Result<Option<Pan>, RejectClass> {
    if !format.wants_pan() {
        return Ok(None);
    }
    let Some(pan) = pan else { return Ok(None) };
    let pan = Pan::from_ascii(pan.as_bytes()).map_err(reject)?;
    let shortest = if format == Format::Iso4 {
        Pan::MIN_LEN
    } else {
        SHORTEST_PAN
    };
    if pan.len() < shortest {
        return Err(RejectClass::PanLength);
    }
    Ok(Some(pan))
}

fn exact<const N: usize>(bytes: &[u8]) -> Result<[u8; N], RejectClass> {
    bytes.try_into().map_err(|_| RejectClass::BlockLength)
}

fn nibbles(text: &str) -> Result<Vec<u8>, RejectClass> {
    text.bytes()
        .map(|byte| match byte {
            b'0'..=b'9' => Some(byte.wrapping_sub(b'0')),
            b'a'..=b'f' => Some(byte.wrapping_sub(b'a').wrapping_add(10)),
            _ => None,
        })
        .collect::<Option<_>>()
        .ok_or(RejectClass::Encoding)
}

fn reject(error: impl Into<crate::Error>) -> RejectClass {
    error.into().into()
}

/// Given fill of the wrong size or range is the request's fault, not a block's.
fn unfit(_: BlockError) -> RejectClass {
    RejectClass::Message
}
