//! ISO 9564-1, format 2.
//!
//! ```text
//! nibble   0   1   2   3   4   5   6   7   8   9  10  11  12  13  14  15
//!
//! block    2   L   P   P   P   P  P/F P/F P/F P/F P/F P/F P/F P/F  F   F
//!
//! L  number of digits of the PIN, 4 to 12 (C)
//! P  digits of the PIN, from the left
//! F  fill, the nibble 15
//! ```
//!
//! What a terminal hands to the card itself. It binds nothing and hides nothing, so no cipher of this crate takes it.

use super::field::{self, Fill, clear_block, eight_bytes};
use crate::error::BlockError;
use crate::pin::Pin;

const CONTROL: u8 = 2;

clear_block! {
    /// A clear block of format 2: 8 secret bytes, wiped on drop. For the card itself, never for a message.
    Iso2Block, 8
}
eight_bytes!(Iso2Block);

impl Iso2Block {
    /// The block of a PIN.
    pub fn encode(pin: &Pin) -> Self {
        Self::from_field(*field::encode(CONTROL, pin, field::FILL_F))
    }

    /// The PIN of a block.
    ///
    /// # Errors
    ///
    /// [`BlockError::Invalid`] for anything wrong in the block.
    pub fn decode(&self) -> Result<Pin, BlockError> {
        field::decode(&self.field(), CONTROL, Fill::Only(field::FILL_F))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use alloc::format;

    use super::*;
    use crate::pin_block::testing::{field_by_hand, judge, pin, pins, text};

    fn block(hex_digits: &str) -> Iso2Block {
        Iso2Block::from_bytes(hex::decode(hex_digits).unwrap().try_into().unwrap())
    }

    #[test]
    fn known_answers() {
        for (digits, expected) in [
            ("1234", "241234ffffffffff"),
            ("00420", "2500420fffffffff"),
            ("123456789012", "2c123456789012ff"),
        ] {
            assert_eq!(hex::encode(Iso2Block::encode(&pin(digits)).expose()), expected);
        }
    }

    #[test]
    fn every_length_there_and_back() {
        for digits in pins() {
            let made = Iso2Block::encode(&pin(&digits));
            assert_eq!(hex::encode(made.expose()), field_by_hand(2, &digits, "f"));
            assert_eq!(text(&made.decode().unwrap()), digits);
        }
    }

    #[test]
    fn every_nibble_is_checked() {
        judge(2, "f", |nibble| nibble == 'f', |field| Ok(block(field).decode()?));
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", block("241234ffffffffff")), "Iso2Block(..)");
    }
}
