//! From a clear block to an encrypted one and back; check values.

use alloc::vec::Vec;

use rand_core::CryptoRng;

use super::key::Cipher;
use crate::conformance::client::RejectClass;
use crate::conformance::oaep::xor;
use crate::pin_block::Format;
use crate::tzpk::{CheckMethod, TzpkKind};

/// How a client runs its cipher over a block.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seal {
    /// Which kinds of key go with which format.
    pub(crate) pairs: Pairs,
    /// Mode and padding.
    pub(crate) mode: Mode,
    /// The two encipherments of format 4.
    pub(crate) format_4: Format4,
}

/// Which kinds of key go with which format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Pairs {
    /// Those of ISO 9564-1.
    #[default]
    Right,
    /// Format 4 goes with TDES too.
    Format4UnderTdes,
    /// Formats 0, 1 and 3 go with AES too.
    Format0UnderAes,
    /// Format 2 goes on line.
    Format2,
}

/// Mode and padding of the last encipherment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mode {
    /// The one block by itself.
    #[default]
    Block,
    /// A block of PKCS#7 padding behind it.
    Padded,
    /// CBC with a random initial value, which stands in front.
    CbcSent,
    /// CBC with a random initial value that is thrown away.
    CbcLost,
    /// CBC with an initial value of ones.
    CbcOnes,
    /// Zeros behind it, up to 16 bytes; of what comes back the first block is read.
    SixteenBytes,
    /// What comes back short has zeros put behind it.
    Filled,
    /// What comes back long is cut.
    Cut,
}

/// The two encipherments of format 4.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format4 {
    /// PIN field, encipher, PAN field, encipher.
    #[default]
    Right,
    /// The second is left out.
    SecondMissing,
    /// The first is left out.
    FirstMissing,
    /// The PAN field is mixed in before the first.
    PanFirst,
    /// No PAN field.
    NoPan,
    /// PIN field and PAN field in each other's place.
    Swapped,
    /// One CBC object for both, so that the second has the first's output as initial value.
    Chained,
}

/// How a client makes check values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum CheckValues {
    /// As each method says.
    #[default]
    Right,
    /// Of a block of ones, in the methods that encipher a block.
    Ones,
    /// All bytes of the block.
    Whole,
    /// The last bytes of the block.
    Last,
    /// Three bytes of the CMAC.
    CmacOfThree,
    /// The CMAC of no bytes.
    CmacOfNothing,
    /// The enciphered block where the CMAC is asked.
    BlockForCmac,
    /// The CMAC where the enciphered block is asked.
    CmacForBlock,
    /// A method of the other cipher is answered.
    AnyMethod,
}

impl Seal {
    /// Whether the combination is allowed.
    pub(crate) fn check(&self, format: Format, kind: TzpkKind) -> Result<(), RejectClass> {
        let taken = match self.pairs {
            Pairs::Right => false,
            Pairs::Format4UnderTdes => format == Format::Iso4 && kind.is_tdes(),
            Pairs::Format0UnderAes => matches!(format, Format::Iso0 | Format::Iso1 | Format::Iso3) && kind.is_aes(),
            Pairs::Format2 => format == Format::Iso2,
        };
        if taken || format.check_key(kind).is_ok() {
            Ok(())
        } else {
            Err(RejectClass::Message)
        }
    }

    /// Enciphers a block of 8 bytes.
    pub(crate) fn encrypt(&self, cipher: &Cipher, block: &[u8], rng: &mut dyn CryptoRng) -> Vec<u8> {
        match self.mode {
            Mode::Block | Mode::Filled | Mode::Cut => cipher.encrypt(block),
            Mode::Padded => {
                let size = cipher.block_len();
                let padding: Vec<u8> = core::iter::repeat_n(u8::try_from(size).unwrap_or_default(), size).collect();
                cipher.encrypt(&[block, &padding].concat())
            }
            Mode::CbcSent | Mode::CbcLost => {
                let initial: Vec<u8> = core::iter::repeat_with(|| rng.next_u32().to_le_bytes())
                    .flatten()
                    .take(block.len())
                    .collect();
                let encrypted = cipher.encrypt(&xor(block, &initial));
                if self.mode == Mode::CbcSent {
                    [initial, encrypted].concat()
                } else {
                    encrypted
                }
            }
            Mode::CbcOnes => cipher.encrypt(&inverted(block)),
            Mode::SixteenBytes => {
                let mut block = block.to_vec();
                block.resize(16, 0);
                cipher.encrypt(&block)
            }
        }
    }

    /// Deciphers a block of `size` bytes.
    pub(crate) fn decrypt(&self, cipher: &Cipher, encrypted: &[u8], size: usize) -> Result<Vec<u8>, RejectClass> {
        let whole = !encrypted.is_empty() && encrypted.len().is_multiple_of(cipher.block_len());
        let exact = encrypted.len() == size;
        match self.mode {
            Mode::Block | Mode::CbcLost | Mode::Filled | Mode::Cut if exact => Ok(cipher.decrypt(encrypted)),
            Mode::Filled if encrypted.len() < size => {
                let mut block = encrypted.to_vec();
                block.resize(size, 0);
                Ok(cipher.decrypt(&block))
            }
            Mode::Cut if encrypted.len() > size => Ok(cipher.decrypt(encrypted.get(..size).unwrap_or_default())),
            Mode::CbcOnes if exact => Ok(inverted(&cipher.decrypt(encrypted))),
            Mode::Padded if whole => unpadded(&cipher.decrypt(encrypted), cipher.block_len())
                .filter(|block| block.len() == size)
                .ok_or(RejectClass::BlockInvalid),
            Mode::CbcSent if encrypted.len() == size.saturating_mul(2) => {
                let (initial, block) = encrypted.split_at_checked(size).unwrap_or_default();
                Ok(xor(&cipher.decrypt(block), initial))
            }
            Mode::SixteenBytes if whole => {
                let mut block = cipher.decrypt(encrypted);
                block.truncate(size);
                Ok(block)
            }
            _ => Err(RejectClass::BlockLength),
        }
    }

    /// Format 4: PIN field and PAN field into one block.
    pub(crate) fn encrypt_fields(&self, cipher: &Cipher, pin: &[u8], pan: &[u8], rng: &mut dyn CryptoRng) -> Vec<u8> {
        let mut last = |block: &[u8]| self.encrypt(cipher, block, rng);
        match self.format_4 {
            Format4::Right => last(&xor(&cipher.encrypt(pin), pan)),
            Format4::SecondMissing => xor(&cipher.encrypt(pin), pan),
            Format4::FirstMissing => last(&xor(pin, pan)),
            Format4::PanFirst => last(&cipher.encrypt(&xor(pin, pan))),
            Format4::NoPan => last(&cipher.encrypt(pin)),
            Format4::Swapped => last(&xor(&cipher.encrypt(pan), pin)),
            Format4::Chained => last(pan),
        }
    }

    /// Format 4: the PIN field of a block.
    pub(crate) fn decrypt_fields(&self, cipher: &Cipher, encrypted: &[u8], pan: &[u8]) -> Result<Vec<u8>, RejectClass> {
        let first = || self.decrypt(cipher, encrypted, 16);
        Ok(match self.format_4 {
            Format4::SecondMissing if encrypted.len() != 16 => return Err(RejectClass::BlockLength),
            Format4::Right => cipher.decrypt(&xor(&first()?, pan)),
            Format4::SecondMissing => cipher.decrypt(&xor(encrypted, pan)),
            Format4::FirstMissing => xor(&first()?, pan),
            Format4::PanFirst => xor(&cipher.decrypt(&first()?), pan),
            Format4::NoPan => cipher.decrypt(&first()?),
            Format4::Swapped => xor(&first()?, &cipher.encrypt(pan)),
            Format4::Chained => xor(&cipher.decrypt(&xor(&first()?, pan)), encrypted),
        })
    }
}

impl CheckValues {
    /// The check value.
    pub(crate) fn make(self, cipher: &Cipher, method: CheckMethod) -> Vec<u8> {
        let by_mac = match self {
            Self::BlockForCmac => false,
            Self::CmacForBlock => method != CheckMethod::Tdes,
            _ => method == CheckMethod::AesCmac,
        };
        let zeros: Vec<u8> = core::iter::repeat_n(0, cipher.block_len()).collect();
        let block = match (by_mac, self) {
            (true, Self::CmacOfNothing) => cmac(cipher, &[]),
            (true, _) => cmac(cipher, &[0; 16]),
            (false, Self::Ones) => cipher.encrypt(&inverted(&zeros)),
            (false, _) => cipher.encrypt(&zeros),
        };
        let count = match (method, self) {
            (_, Self::Whole) => block.len(),
            (CheckMethod::AesCmac, Self::CmacOfThree) => 3,
            (CheckMethod::AesCmac, _) => 5,
            _ => 3,
        };
        if self == Self::Last {
            block
                .get(block.len().saturating_sub(count)..)
                .unwrap_or_default()
                .to_vec()
        } else {
            block.into_iter().take(count).collect()
        }
    }
}

/// NIST SP 800-38B.
fn cmac(cipher: &Cipher, message: &[u8]) -> Vec<u8> {
    let size = cipher.block_len();
    let zeros: Vec<u8> = core::iter::repeat_n(0, size).collect();
    let first = doubled(&cipher.encrypt(&zeros));
    let complete = !message.is_empty() && message.len().is_multiple_of(size);
    let mut message = message.to_vec();
    let subkey = if complete {
        first
    } else {
        message.push(0x80);
        message.resize(message.len().next_multiple_of(size), 0);
        doubled(&first)
    };
    let mut blocks = message.chunks(size).peekable();
    let mut state = zeros;
    while let Some(block) = blocks.next() {
        let mut input = xor(&state, block);
        if blocks.peek().is_none() {
            input = xor(&input, &subkey);
        }
        state = cipher.encrypt(&input);
    }
    state
}

/// Multiplication by x in the field that CMAC uses.
fn doubled(block: &[u8]) -> Vec<u8> {
    let carries = block.iter().skip(1).map(|byte| byte >> 7).chain([0]);
    let mut shifted: Vec<u8> = block
        .iter()
        .zip(carries)
        .map(|(byte, carry)| (byte << 1) | carry)
        .collect();
    let reduction = if block.len() == 8 { 0x1b } else { 0x87 };
    if let (Some(last), true) = (shifted.last_mut(), block.first().is_some_and(|byte| byte >= &0x80)) {
        *last ^= reduction;
    }
    shifted
}

/// What stands before PKCS#7 padding; none when that is not there.
fn unpadded(block: &[u8], size: usize) -> Option<Vec<u8>> {
    let count = block
        .last()
        .map(|last| usize::from(*last))
        .filter(|count| (1..=size).contains(count))?;
    let (body, padding) = block.split_at_checked(block.len().checked_sub(count)?)?;
    padding
        .iter()
        .all(|byte| usize::from(*byte) == count)
        .then(|| body.to_vec())
}

fn inverted(block: &[u8]) -> Vec<u8> {
    block.iter().map(|byte| !byte).collect()
}
