//! Encrypted blocks of cases, made and read through the library's ciphers.

use alloc::vec::Vec;

use aes::cipher::{BlockCipherEncrypt as _, KeyInit as _};
use aes::{Aes128, Aes192, Aes256};

use super::super::GenerateError;
use super::super::build::{CaseBuilder, at};
use super::clear::{Clear, as_text};
use crate::conformance::oaep::xor;
use crate::error::{BlockError, Error};
use crate::pan::{Pan, PanToken};
use crate::pin_block::{
    AesCipher, BlockContext, EncryptedPinBlock, Format, Iso0Block, Iso1Block, Iso3Block, Iso4PanField, Iso4PinField,
    PinCipher, TdesCipher,
};
use crate::tzpk::{KeyRules, Parity, Tzpk, TzpkKind, WeakKeys};

/// A key as a case names it.
#[derive(Clone)]
pub(in super::super) struct NamedKey {
    pub(in super::super) kind: TzpkKind,
    pub(in super::super) bytes: Vec<u8>,
}

impl NamedKey {
    pub(in super::super) fn hex(kind: TzpkKind, text: &str) -> Result<Self, GenerateError> {
        Ok(Self {
            kind,
            bytes: hex::decode(text).map_err(at(text))?,
        })
    }

    pub(in super::super) fn text(&self) -> alloc::string::String {
        hex::encode(&self.bytes)
    }

    /// Every bit that means nothing to DES turned over.
    pub(in super::super) fn parity_flipped(&self) -> Self {
        Self {
            kind: self.kind,
            bytes: self.bytes.iter().map(|byte| byte ^ 1).collect(),
        }
    }

    fn tzpk(&self) -> Result<Tzpk, GenerateError> {
        let rules = KeyRules {
            parity: Parity::Ignore,
            weak: WeakKeys::Allow,
        };
        Tzpk::new(self.kind, &self.bytes, &rules).map_err(at("key"))
    }

    /// TDES: the 24 bytes that run, K1 | K2 | K1 for keying option 2.
    fn expanded(&self) -> Vec<u8> {
        self.bytes.iter().copied().cycle().take(24).collect()
    }

    /// The clear block, right or wrong, under this key.
    pub(in super::super) fn seal(&self, format: Format, clear: &Clear) -> Result<Vec<u8>, GenerateError> {
        let tzpk = self.tzpk()?;
        let block = clear.block(format);
        let place = "clear block";
        let eight = || {
            <[u8; 8]>::try_from(block.as_slice())
                .map_err(|_| BlockError::Length)
                .map_err(at(place))
        };
        let sixteen = |bytes: &[u8]| {
            <[u8; 16]>::try_from(bytes)
                .map_err(|_| BlockError::Length)
                .map_err(at(place))
        };
        let tdes = || TdesCipher::new(&tzpk).map_err(at(place));
        Ok(match format {
            Format::Iso0 => tdes()?.encrypt(&Iso0Block::from_bytes(eight()?)).into(),
            Format::Iso1 => tdes()?.encrypt(&Iso1Block::from_bytes(eight()?)).into(),
            Format::Iso3 => tdes()?.encrypt(&Iso3Block::from_bytes(eight()?)).into(),
            Format::Iso4 => {
                let pan_field = clear.pan_field.as_deref().unwrap_or_default();
                let pin_field = Iso4PinField::from_bytes(sixteen(&block)?);
                let pan_field = Iso4PanField::from_bytes(sixteen(pan_field)?);
                AesCipher::new(&tzpk)
                    .map_err(at(place))?
                    .encrypt(&pin_field, &pan_field)
                    .into()
            }
            Format::Iso2 => return Err(at(place)("format 2 is not encrypted")),
        })
    }

    /// The PIN of an encrypted block.
    pub(in super::super) fn open(
        &self,
        format: Format,
        encrypted: &[u8],
        pan: Option<&str>,
    ) -> Result<alloc::string::String, Error> {
        let rules = KeyRules {
            parity: Parity::Ignore,
            weak: WeakKeys::Allow,
        };
        let tzpk = Tzpk::new(self.kind, &self.bytes, &rules)?;
        let context = match pan {
            Some(pan) if format.wants_pan() => BlockContext::Pan(pan.parse::<Pan>()?),
            _ => BlockContext::NoPan,
        };
        let block = EncryptedPinBlock::new(format, encrypted)?;
        PinCipher::new(&tzpk).decrypt(&block, &context).map(|pin| as_text(&pin))
    }

    /// The clear PIN field of an encrypted block of format 4.
    pub(in super::super) fn pin_field(&self, encrypted: &[u8], token: &str) -> Result<[u8; 16], GenerateError> {
        let encrypted = <[u8; 16]>::try_from(encrypted)
            .map_err(|_| BlockError::Length)
            .map_err(at("encrypted block"))?;
        let pan_field = Iso4PanField::from_token(&token.parse::<PanToken>().map_err(at(token))?);
        let cipher = AesCipher::new(&self.tzpk()?).map_err(at("key"))?;
        Ok(*cipher.decrypt(&encrypted, &pan_field).expose())
    }

    /// That the library refuses this block under this key: a case that says so must be right.
    pub(in super::super) fn must_not_open(
        &self,
        format: Format,
        encrypted: &[u8],
        pan: Option<&str>,
        id: &str,
    ) -> Result<(), GenerateError> {
        match self.open(format, encrypted, pan) {
            Err(Error::Block(BlockError::Invalid)) => Ok(()),
            Err(error) => Err(at(id)(error)),
            Ok(_) => Err(at(id)("the block opens")),
        }
    }

    /// One run of the cipher over one block of its own size.
    pub(in super::super) fn run(&self, block: &[u8]) -> Result<Vec<u8>, GenerateError> {
        if self.kind.is_aes() {
            return Ok(aes_block(&self.bytes, block));
        }
        let block = <[u8; 8]>::try_from(block).map_err(at("cipher block"))?;
        // Every type of block goes through the cipher alike.
        let block = Iso1Block::from_bytes(block);
        Ok(TdesCipher::new(&self.tzpk()?)
            .map_err(at("key"))?
            .encrypt(&block)
            .into())
    }

    /// Adds what the cipher goes through as steps: the expanded key, or what stands between the two runs of AES.
    pub(in super::super) fn steps(&self, format: Format, clear: &Clear, case: CaseBuilder) -> CaseBuilder {
        let case = clear.steps(format, case);
        if self.kind.is_tdes() {
            return case.step("expanded_key", &self.expanded());
        }
        let first = aes_block(&self.bytes, &clear.pin_field);
        let second = xor(&first, clear.pan_field.as_deref().unwrap_or_default());
        case.step("intermediate_a", &first).step("intermediate_b", &second)
    }
}

/// One run of AES, which the library does not offer by itself. Nothing for a key or block of another length.
fn aes_block(key: &[u8], block: &[u8]) -> Vec<u8> {
    let Ok(bytes) = <[u8; 16]>::try_from(block) else {
        return Vec::new();
    };
    let mut block = bytes.into();
    if let Ok(cipher) = Aes128::new_from_slice(key) {
        cipher.encrypt_block(&mut block);
    } else if let Ok(cipher) = Aes192::new_from_slice(key) {
        cipher.encrypt_block(&mut block);
    } else if let Ok(cipher) = Aes256::new_from_slice(key) {
        cipher.encrypt_block(&mut block);
    }
    block.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of expansions in circulation: K1 | K2 | K1 gives this block, single DES and zero filling others.
    #[test]
    fn textbook_key_and_block() {
        let clear = Clear::new(Format::Iso0, "1234", Some("5432101234567890"), "").unwrap();
        assert_eq!(hex::encode(clear.block(Format::Iso0)), "041215fedcba9876");
        let key = NamedKey::hex(TzpkKind::Tdes2, "0123456789abcdeffedcba9876543210").unwrap();
        for key in [key.clone(), key.parity_flipped()] {
            let sealed = key.seal(Format::Iso0, &clear).unwrap();
            assert_eq!(hex::encode(&sealed), "ba2adc4eba48f711");
            assert_eq!(
                key.open(Format::Iso0, &sealed, Some("5432101234567890")).unwrap(),
                "1234"
            );
            key.must_not_open(Format::Iso0, &sealed, Some("5432109876543210"), "other PAN")
                .unwrap();
            key.must_not_open(Format::Iso0, &sealed, Some("5432101234567890"), "right PAN")
                .unwrap_err();
        }
    }

    /// FIPS 197, appendix C.1 to C.3.
    #[test]
    fn one_run_of_aes() {
        let block = hex::decode("00112233445566778899aabbccddeeff").unwrap();
        let key: Vec<u8> = (0..32).collect();
        for (length, expected) in [
            (16, "69c4e0d86a7b0430d8cdb78070b4c55a"),
            (24, "dda97ca4864cdfe06eaf70a0ec0d7191"),
            (32, "8ea2b7ca516745bfeafc49904b496089"),
        ] {
            assert_eq!(hex::encode(aes_block(&key[..length], &block)), expected);
        }
    }
}
