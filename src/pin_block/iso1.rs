//! ISO 9564-1, format 1.
//!
//! ```text
//! nibble   0   1   2   3   4   5   6   7   8   9  10  11  12  13  14  15
//!
//! block    1   L   P   P   P   P  P/R P/R P/R P/R P/R P/R P/R P/R  R   R
//!
//! L  number of digits of the PIN, 4 to 12 (C)
//! P  digits of the PIN, from the left
//! R  fill, random, each nibble 0 to F
//! ```
//!
//! Binds no PAN. The fill carries nothing, so a decoder takes any; that is why a changed length nibble can go
//! unnoticed here.

use rand_core::CryptoRng;

use super::field::{self, Fill, clear_block, eight_bytes};
use crate::error::BlockError;
use crate::pin::Pin;

const CONTROL: u8 = 1;

clear_block! {
    /// A clear block of format 1: 8 secret bytes, wiped on drop.
    Iso1Block, 8
}
eight_bytes!(Iso1Block);

impl Iso1Block {
    /// The block of a PIN, with fill from `rng`: one draw of 64 bits.
    pub fn encode(pin: &Pin, rng: &mut dyn CryptoRng) -> Self {
        Self::filled(pin, *field::random_nibbles(rng))
    }

    /// As [`Iso1Block::encode`] with this fill: 14 - L nibbles, each 0 to 15.
    ///
    /// # Errors
    ///
    /// [`BlockError::Length`] for another number of nibbles, [`BlockError::Invalid`] for a value above 15.
    #[cfg(any(test, feature = "conformance"))]
    pub(crate) fn with_fill(pin: &Pin, fill: &[u8]) -> Result<Self, BlockError> {
        let free = super::Format::Iso1.free_nibbles(pin.len());
        Ok(Self::filled(pin, *field::given(fill, free, 0)?))
    }

    fn filled(pin: &Pin, fill: u64) -> Self {
        Self::from_field(*field::encode(CONTROL, pin, fill))
    }

    /// The PIN of a block, whatever its fill.
    ///
    /// # Errors
    ///
    /// [`BlockError::Invalid`] for anything wrong in the block.
    pub fn decode(&self) -> Result<Pin, BlockError> {
        field::decode(&self.field(), CONTROL, Fill::Any)
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

    fn block(hex_digits: &str) -> Iso1Block {
        Iso1Block::from_bytes(hex::decode(hex_digits).unwrap().try_into().unwrap())
    }

    #[test]
    fn every_length_there_and_back() {
        for digits in pins() {
            let made = Iso1Block::encode(&pin(&digits), &mut rng(1));
            assert!(hex::encode(made.expose()).starts_with(&format!("1{:x}{digits}", digits.len())));
            assert_eq!(text(&made.decode().unwrap()), digits);
        }
    }

    #[test]
    fn given_fill_stands_where_the_layout_says() {
        for digits in pins() {
            let fill: Vec<u8> = (0..14 - digits.len() as u8).map(|i| 15 - i).collect();
            let made = Iso1Block::with_fill(&pin(&digits), &fill).unwrap();
            assert_eq!(
                hex::encode(made.expose()),
                field_by_hand(1, &digits, "fedcba9876543210")
            );
        }
    }

    #[test]
    fn given_fill_is_checked() {
        let four = pin("1234");
        for len in (0..20).filter(|len| *len != 10) {
            assert_eq!(
                Iso1Block::with_fill(&four, &vec![0; len]).unwrap_err(),
                BlockError::Length
            );
        }
        assert_eq!(
            Iso1Block::with_fill(&four, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 16]).unwrap_err(),
            BlockError::Invalid
        );
    }

    #[test]
    fn every_nibble_but_the_fill_is_checked() {
        judge(1, "0", |_| true, |field| Ok(block(field).decode()?));
        judge(1, "a", |_| true, |field| Ok(block(field).decode()?));
    }

    #[test]
    fn fill_takes_every_value_in_every_place_and_never_repeats() {
        let (mut rng, four) = (rng(2), pin("1234"));
        let blocks: BTreeSet<_> = (0..2000)
            .map(|_| *Iso1Block::encode(&four, &mut rng).expose())
            .collect();
        assert_eq!(blocks.len(), 2000);
        for nibble in 6..16 {
            let seen: BTreeSet<_> = blocks
                .iter()
                .map(|block| (block[nibble / 2] >> (4 - 4 * (nibble % 2))) & 15)
                .collect();
            assert_eq!(seen.len(), 16, "nibble {nibble}");
        }
    }

    #[test]
    fn fill_does_not_depend_on_the_pin() {
        let [a, b] = ["1234", "9876"].map(|digits| *Iso1Block::encode(&pin(digits), &mut rng(3)).expose());
        assert_eq!(a[3..], b[3..]);
        assert_eq!(
            hex::encode(Iso1Block::encode(&pin("1234"), &mut Stuck(0x5a)).expose()),
            "1412345a5a5a5a5a"
        );
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", block("141234ffffffffff")), "Iso1Block(..)");
    }
}
