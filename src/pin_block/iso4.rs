//! ISO 9564-1, format 4.
//!
//! ```text
//! nibble      0   1   2   3   4   5   6   7   8   9  10  11  12  13  14  15
//!            16  17  18  19  20  21  22  23  24  25  26  27  28  29  30  31
//!
//! PIN field   4   L   P   P   P   P  P/A P/A P/A P/A P/A P/A P/A P/A  A   A
//!             R   R   R   R   R   R   R   R   R   R   R   R   R   R   R   R
//!
//! PAN field   M   N   N   N   N   N   N   N   N   N   N   N   N  N/0 N/0 N/0
//!            N/0 N/0 N/0 N/0  0   0   0   0   0   0   0   0   0   0   0   0
//!
//! L  number of digits of the PIN, 4 to 12 (C)
//! P  digits of the PIN, from the left
//! A  fill, the nibble 10
//! R  random, 64 bits
//! M  number of digits of the PAN less 12, 0 to 7; 0 for a short PAN too
//! N  the whole PAN with its check digit; a PAN of fewer than 12 digits has zeros on its left, to 12
//! ```
//!
//! Encryption is in [`AesCipher`](super::AesCipher): AES of the PIN field, exclusive-or PAN field, AES again.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::field::{self, Fill, clear_block};
use crate::error::BlockError;
use crate::pan::{Pan, PanToken};
use crate::pin::Pin;
use crate::secret::Secret;

const CONTROL: u8 = 4;

clear_block! {
    /// The clear PIN field of format 4: 16 secret bytes, wiped on drop.
    Iso4PinField, 16
}

clear_block! {
    /// The PAN field of format 4: 16 bytes, wiped on drop. It holds the PAN, or the token in its place.
    Iso4PanField, 16
}

impl Iso4PinField {
    /// The field of a PIN, with 64 random bits from `rng`.
    pub fn encode(pin: &Pin, rng: &mut dyn CryptoRng) -> Self {
        Self::filled(pin, *field::random_nibbles(rng))
    }

    /// As [`Iso4PinField::encode`] with this fill in place of the random bits: 16 nibbles, each 0 to 15.
    ///
    /// # Errors
    ///
    /// [`BlockError::Length`] for another number of nibbles, [`BlockError::Invalid`] for a value above 15.
    #[cfg(any(test, feature = "conformance"))]
    pub(crate) fn with_fill(pin: &Pin, fill: &[u8]) -> Result<Self, BlockError> {
        let free = super::Format::Iso4.free_nibbles(pin.len());
        Ok(Self::filled(pin, *field::given(fill, free, 0)?))
    }

    fn filled(pin: &Pin, random: u64) -> Self {
        let left = field::encode(CONTROL, pin, field::FILL_A);
        let mut block = Secret::zeroed();
        *block.expose_mut() = ((u128::from(*left) << 64) | u128::from(random)).to_be_bytes();
        Self(block)
    }

    /// The PIN of a field, whatever its random half.
    ///
    /// # Errors
    ///
    /// [`BlockError::Invalid`] for anything wrong in the first 8 bytes.
    pub fn decode(&self) -> Result<Pin, BlockError> {
        let left = Zeroizing::new((u128::from_be_bytes(*self.0.expose()) >> 64) as u64);
        field::decode(&left, CONTROL, Fill::Only(field::FILL_A))
    }
}

impl Iso4PanField {
    /// The field of a PAN of 1 to 19 digits.
    pub fn from_pan(pan: &Pan) -> Self {
        Self::from_digits(pan.expose_digits())
    }

    /// The field with a token of 1 to 19 digits where the PAN would stand.
    pub fn from_token(token: &PanToken) -> Self {
        Self::from_digits(token.expose_digits())
    }

    fn from_digits(digits: &[u8]) -> Self {
        let extra = digits.len().saturating_sub(12) as u32;
        let number = Zeroizing::new(
            digits
                .iter()
                .fold(u128::from(extra), |acc, digit| (acc << 4) | u128::from(*digit)),
        );
        // M and 12 digits take 13 of the 32 nibbles, each further digit one. With fewer than 12 digits M is 0, and so
        // is all that stands left of them.
        let free = 76u32.saturating_sub(extra.saturating_mul(4));
        let mut block = Secret::zeroed();
        *block.expose_mut() = number.wrapping_shl(free).to_be_bytes();
        Self(block)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use alloc::collections::BTreeSet;
    use alloc::format;
    use alloc::vec;
    use alloc::vec::Vec;

    use super::*;
    use crate::pin_block::testing::{Stuck, field_by_hand, judge, pin, pins, rng, text};

    fn pin_field(hex_digits: &str) -> Iso4PinField {
        Iso4PinField::from_bytes(hex::decode(hex_digits).unwrap().try_into().unwrap())
    }

    #[test]
    fn every_length_there_and_back() {
        for digits in pins() {
            let made = Iso4PinField::encode(&pin(&digits), &mut rng(1));
            assert!(hex::encode(made.expose()).starts_with(&field_by_hand(4, &digits, "a")));
            assert_eq!(text(&made.decode().unwrap()), digits);
        }
    }

    #[test]
    fn given_fill_is_the_second_half() {
        let fill: Vec<u8> = (0..16).collect();
        let made = Iso4PinField::with_fill(&pin("1234"), &fill).unwrap();
        assert_eq!(hex::encode(made.expose()), "441234aaaaaaaaaa0123456789abcdef");
        let made = Iso4PinField::with_fill(&pin("123456789012"), &fill).unwrap();
        assert_eq!(hex::encode(made.expose()), "4c123456789012aa0123456789abcdef");
        for len in (0..20).filter(|len| *len != 16) {
            assert_eq!(
                Iso4PinField::with_fill(&pin("1234"), &vec![0; len]).unwrap_err(),
                BlockError::Length
            );
        }
        assert_eq!(
            Iso4PinField::with_fill(&pin("1234"), &[16; 16]).unwrap_err(),
            BlockError::Invalid
        );
    }

    #[test]
    fn every_nibble_of_the_first_half_is_checked_and_none_of_the_second() {
        for random in ["0000000000000000", "ffffffffffffffff", "441234aaaaaaaaaa"] {
            judge(
                4,
                "a",
                |nibble| nibble == 'a',
                |field| Ok(pin_field(&format!("{field}{random}")).decode()?),
            );
        }
    }

    #[test]
    fn random_half_takes_every_value_and_never_repeats() {
        let (mut rng, four) = (rng(2), pin("1234"));
        let fields: BTreeSet<_> = (0..2000)
            .map(|_| *Iso4PinField::encode(&four, &mut rng).expose())
            .collect();
        assert_eq!(
            fields.iter().map(|field| &field[8..]).collect::<BTreeSet<_>>().len(),
            2000
        );
        for nibble in 16..32 {
            let seen: BTreeSet<_> = fields
                .iter()
                .map(|field| (field[nibble / 2] >> (4 - 4 * (nibble % 2))) & 15)
                .collect();
            assert_eq!(seen.len(), 16, "nibble {nibble}");
        }
        let made = Iso4PinField::encode(&four, &mut Stuck(0x5a));
        assert_eq!(hex::encode(made.expose()), "441234aaaaaaaaaa5a5a5a5a5a5a5a5a");
    }

    #[test]
    fn pan_field_known_answers() {
        for (digits, expected) in [
            ("1", "00000000000010000000000000000000"),
            ("12345678901", "00123456789010000000000000000000"),
            ("123456789012", "01234567890120000000000000000000"),
            ("1234567890123", "11234567890123000000000000000000"),
            ("8661218353725212", "48661218353725212000000000000000"),
            ("1234567890123456789", "71234567890123456789000000000000"),
            ("0000000000000000000", "70000000000000000000000000000000"),
        ] {
            assert_eq!(
                hex::encode(Iso4PanField::from_pan(&digits.parse().unwrap()).expose()),
                expected
            );
            assert_eq!(
                hex::encode(Iso4PanField::from_token(&digits.parse().unwrap()).expose()),
                expected
            );
        }
    }

    #[test]
    fn every_length_of_pan_has_its_field() {
        for len in 1..=19 {
            let digits = &"9876543210987654321"[..len];
            let made = Iso4PanField::from_pan(&digits.parse().unwrap());
            // By hand: M, the PAN filled to 12 with zeros on its left, zeros to the end.
            let by_hand = format!("{:0<32}", format!("{}{digits:0>12}", len.saturating_sub(12)));
            assert_eq!(hex::encode(made.expose()), by_hand);
        }
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(
            format!("{:?}", Iso4PinField::encode(&pin("1234"), &mut rng(3))),
            "Iso4PinField(..)"
        );
        assert_eq!(
            format!("{:?}", Iso4PanField::from_pan(&"4761739001010119".parse().unwrap())),
            "Iso4PanField(..)"
        );
    }
}
