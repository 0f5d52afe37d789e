//! From the message inside the padding to a key.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use base64ct::{Base64, Encoding as _};

use super::Fault;
use super::ciphertext::{left_padded, without_zeros};
use crate::conformance::client::ExpectedKind;
use crate::tzpk::{KeyRules, Parity, Tzpk, TzpkKind, WeakKeys};

/// The lengths in bytes that a payload may have, shortest first.
pub(super) fn expected_lengths(expect: ExpectedKind) -> Vec<usize> {
    match expect {
        ExpectedKind::Only(kind) => vec![kind.key_len()],
        ExpectedKind::Any => vec![16, 24, 32],
    }
}

/// What happens to the payload before it is a key.
#[derive(Clone, Copy, Default)]
pub(crate) enum Payload {
    /// Nothing.
    #[default]
    AsIs,
    /// Decoded as UTF-8 with U+FFFD for what is none, and encoded again.
    Utf8,
    /// Each character of a valid UTF-8 text is one byte.
    Utf8Characters,
    /// Decoded as Latin-1, and encoded as UTF-8.
    Latin1ToUtf8,
    /// Decoded as ASCII: the top bit of each byte is lost.
    Ascii,
    /// Ends before the first 00.
    CString,
    /// Line feeds, carriage returns, tabs and blanks are taken off both ends.
    Trim,
    /// A line feed is taken off the end.
    TrimLine,
    /// 00 is taken off the start, as a number has none.
    Number,
    /// As a signed number: no 00 at the start but the one that is needed before a set top bit.
    SignedNumber,
    /// Zeros are taken off the end, as after zero padding.
    TrimZeros,
    /// Hex digits are decoded.
    HexDecoded,
    /// Base64 is decoded.
    Base64Decoded,
    /// The text of the key in hex is the key.
    HexText,
    /// The text of the key in base64 is the key.
    Base64Text,
    /// The bytes are in reverse order.
    Reversed,
    /// Cut at the end to the length of a key.
    Cut,
    /// Filled with 00 at the end to the length of a key.
    Pad,
    /// Filled with 00 at the start to the length of a key.
    PadLeft,
}

impl Payload {
    pub(super) fn read(self, payload: Vec<u8>, expect: ExpectedKind) -> Vec<u8> {
        let text = || core::str::from_utf8(&payload).ok();
        let up_to = |len: &usize| *len <= payload.len();
        match self {
            Self::AsIs => payload,
            Self::Utf8 => String::from_utf8_lossy(&payload).into_owned().into_bytes(),
            Self::Utf8Characters => match text() {
                Some(text) => text
                    .chars()
                    .map(|character| u32::from(character).to_le_bytes()[0])
                    .collect(),
                None => payload,
            },
            Self::Latin1ToUtf8 => {
                let text: String = payload.iter().map(|byte| char::from(*byte)).collect();
                text.into_bytes()
            }
            Self::Ascii => payload.iter().map(|byte| byte & 0x7f).collect(),
            Self::CString => payload.into_iter().take_while(|byte| *byte != 0).collect(),
            Self::Trim => payload.trim_ascii().to_vec(),
            Self::TrimLine => payload.strip_suffix(b"\n").unwrap_or(&payload).to_vec(),
            Self::Number => without_zeros(&payload).to_vec(),
            Self::SignedNumber => signed(without_zeros(&payload)),
            Self::TrimZeros => {
                let zeros = payload.iter().rev().take_while(|byte| **byte == 0).count();
                let len = payload.len().saturating_sub(zeros);
                payload.into_iter().take(len).collect()
            }
            Self::HexDecoded => hex::decode(&payload).unwrap_or(payload),
            Self::Base64Decoded => text().and_then(|text| Base64::decode_vec(text).ok()).unwrap_or(payload),
            Self::HexText => hex::encode(payload).into_bytes(),
            Self::Base64Text => Base64::encode_string(&payload).into_bytes(),
            Self::Reversed => payload.into_iter().rev().collect(),
            Self::Cut => {
                let lengths = expected_lengths(expect);
                let len = lengths.into_iter().rev().find(up_to).unwrap_or(payload.len());
                payload.into_iter().take(len).collect()
            }
            Self::Pad => {
                let mut key = payload;
                let len = longer(key.len(), expect);
                key.resize(len, 0);
                key
            }
            Self::PadLeft => left_padded(&payload, longer(payload.len(), expect)),
        }
    }
}

/// The next length of a key that is not below `len`; `len` itself when there is none.
fn longer(len: usize, expect: ExpectedKind) -> usize {
    let lengths = expected_lengths(expect);
    lengths.into_iter().find(|longer| *longer >= len).unwrap_or(len)
}

/// A number in two's complement that is not negative.
fn signed(number: &[u8]) -> Vec<u8> {
    let sign = number.first().is_none_or(|byte| byte & 0x80 != 0);
    left_padded(number, number.len().saturating_add(usize::from(sign)))
}

/// How long the payload may be.
#[derive(Clone, Copy, Default)]
pub(crate) enum PayloadLength {
    /// As long as a key of the expected kind.
    #[default]
    Exact,
    /// Not checked.
    Unchecked,
    /// Any multiple of a DES block.
    Multiple8,
    /// At least as long as a key of the expected kind.
    AtLeast,
    /// At most as long as a key of the expected kind.
    AtMost,
    /// As long as a key of any kind.
    AnyKind,
    /// 24 bytes are refused.
    No24,
    /// 32 bytes are refused.
    No32,
    /// A double-length TDES key must have 24 bytes, as libraries ask for.
    Tdes2As24,
    /// A triple-length TDES key may also have 16 bytes.
    Tdes3As16,
}

impl PayloadLength {
    pub(super) fn check(self, len: usize, expect: ExpectedKind) -> Result<(), Fault> {
        let only = |kind| matches!(expect, ExpectedKind::Only(only) if only == kind);
        let lengths = expected_lengths(expect);
        let exact = lengths.contains(&len);
        let fits = match self {
            Self::Exact => exact,
            Self::Unchecked => true,
            Self::Multiple8 => len > 0 && len.is_multiple_of(8),
            Self::AtLeast => lengths.iter().any(|expected| len >= *expected),
            Self::AtMost => lengths.iter().any(|expected| len <= *expected),
            Self::AnyKind => TzpkKind::ALL.iter().any(|kind| kind.key_len() == len),
            Self::No24 => exact && len != 24,
            Self::No32 => exact && len != 32,
            Self::Tdes2As24 if only(TzpkKind::Tdes2) => len == 24,
            Self::Tdes2As24 => exact,
            Self::Tdes3As16 => exact || only(TzpkKind::Tdes3) && len == 16,
        };
        if fits { Ok(()) } else { Err(Fault::PayloadLength) }
    }
}

/// Which keys a client refuses, or changes.
#[derive(Clone, Copy, Default)]
pub(crate) enum KeyRule {
    /// Neither: an unwrap does not judge keys.
    #[default]
    None,
    /// TDES keys with a byte of even parity are refused.
    OddParity,
    /// The parity of TDES keys is set to odd.
    SetParity,
    /// Weak keys are refused.
    NoWeak,
    /// A double-length TDES key comes out as K1 K2 K1.
    Expand,
}

impl KeyRule {
    pub(super) fn apply(self, key: Vec<u8>, expect: ExpectedKind) -> Result<Vec<u8>, Fault> {
        let kind = match expect {
            ExpectedKind::Only(kind) => kind,
            // What a client makes of a key whose kind is open.
            ExpectedKind::Any if key.len() == 24 => TzpkKind::Tdes3,
            ExpectedKind::Any if key.len() == 32 => TzpkKind::Aes256,
            ExpectedKind::Any => TzpkKind::Tdes2,
        };
        let tdes = matches!(expect, ExpectedKind::Only(TzpkKind::Tdes2 | TzpkKind::Tdes3));
        let passes = |parity, weak| Tzpk::new(kind, &key, &KeyRules { parity, weak }).is_ok();
        match self {
            Self::None => Ok(key),
            Self::OddParity if tdes && !passes(Parity::Require, WeakKeys::Allow) => Err(Fault::PayloadKey),
            Self::NoWeak if !passes(Parity::Ignore, WeakKeys::Refuse) => Err(Fault::PayloadKey),
            Self::SetParity if tdes => Ok(key.into_iter().map(odd).collect()),
            Self::Expand if expect == ExpectedKind::Only(TzpkKind::Tdes2) => {
                let first = key.get(..8).unwrap_or_default();
                Ok([&key, first].concat())
            }
            Self::OddParity | Self::NoWeak | Self::SetParity | Self::Expand => Ok(key),
        }
    }
}

/// With its lowest bit set so that the number of ones is odd.
fn odd(byte: u8) -> u8 {
    if byte.count_ones().is_multiple_of(2) {
        byte ^ 1
    } else {
        byte
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TDES2: ExpectedKind = ExpectedKind::Only(TzpkKind::Tdes2);

    #[test]
    fn payloads_are_cut_and_filled_to_the_nearest_key() {
        for (payload, len, expect, expected) in [
            (Payload::Cut, 33, ExpectedKind::Any, 32),
            (Payload::Cut, 25, ExpectedKind::Any, 24),
            (Payload::Cut, 25, TDES2, 16),
            (Payload::Cut, 15, TDES2, 15),
            (Payload::Pad, 15, TDES2, 16),
            (Payload::Pad, 17, ExpectedKind::Any, 24),
            (Payload::Pad, 17, TDES2, 17),
            (Payload::PadLeft, 31, ExpectedKind::Any, 32),
        ] {
            assert_eq!(payload.read(vec![0xa5; len], expect).len(), expected);
        }
    }

    #[test]
    fn signed_numbers_have_one_sign() {
        assert_eq!(Payload::SignedNumber.read(vec![0, 0, 0x7f], TDES2), [0x7f]);
        assert_eq!(Payload::SignedNumber.read(vec![0x80], TDES2), [0, 0x80]);
    }

    #[test]
    fn parity_is_odd() {
        for byte in 0..=255 {
            assert_eq!(odd(byte).count_ones() % 2, 1);
            assert_eq!(odd(byte) | 1, byte | 1);
        }
    }
}
