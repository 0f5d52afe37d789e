//! ISO 9564-1, format 0.
//!
//! ```text
//! nibble      0   1   2   3   4   5   6   7   8   9  10  11  12  13  14  15
//!
//! PIN field   0   L   P   P   P   P  P/F P/F P/F P/F P/F P/F P/F P/F  F   F
//! PAN field   0   0   0   0   A   A   A   A   A   A   A   A   A   A   A   A
//! block       PIN field exclusive-or PAN field
//!
//! L  number of digits of the PIN, 4 to 12 (C)
//! P  digits of the PIN, from the left
//! F  fill, the nibble 15
//! A  the 12 rightmost digits of the PAN without its check digit
//! ```
//!
//! Nothing is random: the same PIN and PAN give the same block, so under one key an observer sees that a PIN is the
//! old one.

use zeroize::Zeroizing;

use super::field::{self, Fill, clear_block, eight_bytes};
use crate::error::{Error, PanError};
use crate::pan::Pan;
use crate::pin::Pin;

const CONTROL: u8 = 0;

clear_block! {
    /// A clear block of format 0: 8 secret bytes, wiped on drop.
    Iso0Block, 8
}
eight_bytes!(Iso0Block);

impl Iso0Block {
    /// The block of a PIN and a PAN of 13 to 19 digits.
    ///
    /// # Errors
    ///
    /// [`PanError::Length`] when the PAN has fewer than 12 digits before its check digit.
    pub fn encode(pin: &Pin, pan: &Pan) -> Result<Self, PanError> {
        let pan = field::pan_field(pan)?;
        Ok(Self::from_field(*field::encode(CONTROL, pin, field::FILL_F) ^ *pan))
    }

    /// The PIN of a block that was made with the same PAN.
    ///
    /// # Errors
    ///
    /// [`PanError::Length`] as in [`Iso0Block::encode`]; [`BlockError::Invalid`](crate::error::BlockError::Invalid)
    /// for anything wrong in the block. Another PAN is such a fault, except where it differs only under digits of the
    /// PIN: then another PIN comes out, which the format cannot notice.
    pub fn decode(&self, pan: &Pan) -> Result<Pin, Error> {
        let pan = field::pan_field(pan)?;
        let field = Zeroizing::new(*self.field() ^ *pan);
        Ok(field::decode(&field, CONTROL, Fill::Only(field::FILL_F))?)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use alloc::format;

    use super::*;
    use crate::error::BlockError;
    use crate::pin_block::testing::{PAN, field_by_hand, judge, pan_field_by_hand, pans, pin, pins, text, xor};

    fn pan(digits: &str) -> Pan {
        digits.parse().unwrap()
    }

    fn block(hex_digits: &str) -> Iso0Block {
        Iso0Block::from_bytes(hex::decode(hex_digits).unwrap().try_into().unwrap())
    }

    #[test]
    fn known_answers() {
        for (digits, account, expected) in [
            ("1234", "43219876543210987", "0412ac89abcdef67"),
            ("1234", "5544332211009966", "041277cddeeff669"),
            ("123456789012", "4761739001010119", "0c12236f788002ee"),
        ] {
            assert_eq!(
                hex::encode(Iso0Block::encode(&pin(digits), &pan(account)).unwrap().expose()),
                expected
            );
        }
    }

    #[test]
    fn every_length_of_pin_and_pan_there_and_back() {
        for account in pans() {
            for digits in pins() {
                let made = Iso0Block::encode(&pin(&digits), &pan(&account)).unwrap();
                let by_hand = xor(&field_by_hand(0, &digits, "f"), &pan_field_by_hand(&account));
                assert_eq!(hex::encode(made.expose()), by_hand, "{digits} {account}");
                assert_eq!(text(&made.decode(&pan(&account)).unwrap()), digits);
            }
        }
    }

    #[test]
    fn every_nibble_is_checked() {
        let pan_field = pan_field_by_hand(PAN);
        judge(
            0,
            "f",
            |nibble| nibble == 'f',
            |field| block(&xor(field, &pan_field)).decode(&pan(PAN)),
        );
    }

    #[test]
    fn the_check_digit_does_not_matter_and_every_other_does() {
        let made = Iso0Block::encode(&pin("1234"), &pan(PAN)).unwrap();
        for check in 0..=9 {
            let other = pan(&format!("{}{check}", &PAN[..15]));
            assert_eq!(Iso0Block::encode(&pin("1234"), &other).unwrap().expose(), made.expose());
        }
        // PAN digits 5 to 14 stand under the fill.
        for i in 5..15 {
            let mut other = PAN.as_bytes().to_vec();
            other[i] = b'0' + (other[i] - b'0' + 1) % 10;
            let other = Pan::from_ascii(&other).unwrap();
            assert_eq!(
                made.decode(&other).unwrap_err(),
                BlockError::Invalid.into(),
                "digit {i}"
            );
        }
    }

    #[test]
    fn short_pans_are_refused() {
        for len in 1..13 {
            let short = pan(&PAN[..len]);
            assert_eq!(Iso0Block::encode(&pin("1234"), &short).unwrap_err(), PanError::Length);
            assert_eq!(
                block("041234ffffffffff").decode(&short).unwrap_err(),
                PanError::Length.into()
            );
        }
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", block("041234ffffffffff")), "Iso0Block(..)");
    }
}
