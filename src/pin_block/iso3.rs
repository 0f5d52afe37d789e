//! ISO 9564-1, format 3.
//!
//! ```text
//! nibble      0   1   2   3   4   5   6   7   8   9  10  11  12  13  14  15
//!
//! PIN field   3   L   P   P   P   P  P/X P/X P/X P/X P/X P/X P/X P/X  X   X
//! PAN field   0   0   0   0   A   A   A   A   A   A   A   A   A   A   A   A
//! block       PIN field exclusive-or PAN field
//!
//! L  number of digits of the PIN, 4 to 12 (C)
//! P  digits of the PIN, from the left
//! X  fill, random, each nibble A to F
//! A  the 12 rightmost digits of the PAN without its check digit
//! ```

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::field::{self, Fill, clear_block, eight_bytes};
use crate::error::{Error, PanError};
use crate::pan::Pan;
use crate::pin::Pin;

const CONTROL: u8 = 3;

clear_block! {
    /// A clear block of format 3: 8 secret bytes, wiped on drop.
    Iso3Block, 8
}
eight_bytes!(Iso3Block);

impl Iso3Block {
    /// The block of a PIN and a PAN of 13 to 19 digits, with fill from `rng`: one draw of 64 bits.
    ///
    /// # Errors
    ///
    /// [`PanError::Length`] when the PAN has fewer than 12 digits before its check digit; nothing is drawn then.
    pub fn encode(pin: &Pin, pan: &Pan, rng: &mut dyn CryptoRng) -> Result<Self, PanError> {
        let pan = field::pan_field(pan)?;
        Ok(Self::filled(pin, &pan, *field::random_letters(rng)))
    }

    /// As [`Iso3Block::encode`] with this fill: 14 - L nibbles, each 10 to 15.
    ///
    /// # Errors
    ///
    /// As [`Iso3Block::encode`]; then [`BlockError::Length`](crate::error::BlockError::Length) for another number of
    /// nibbles, [`BlockError::Invalid`](crate::error::BlockError::Invalid) for a value out of range.
    #[cfg(any(test, feature = "conformance"))]
    pub(crate) fn with_fill(pin: &Pin, pan: &Pan, fill: &[u8]) -> Result<Self, Error> {
        let pan = field::pan_field(pan)?;
        let free = super::Format::Iso3.free_nibbles(pin.len());
        Ok(Self::filled(pin, &pan, *field::given(fill, free, 0xa)?))
    }

    fn filled(pin: &Pin, pan_field: &Zeroizing<u64>, fill: u64) -> Self {
        Self::from_field(*field::encode(CONTROL, pin, fill) ^ **pan_field)
    }

    /// The PIN of a block that was made with the same PAN.
    ///
    /// # Errors
    ///
    /// [`PanError::Length`] as in [`Iso3Block::encode`]; [`BlockError::Invalid`](crate::error::BlockError::Invalid)
    /// for anything wrong in the block. Another PAN often is such a fault but need not be: fill can become other
    /// fill, and a digit another digit.
    pub fn decode(&self, pan: &Pan) -> Result<Pin, Error> {
        let pan = field::pan_field(pan)?;
        let field = Zeroizing::new(*self.field() ^ *pan);
        Ok(field::decode(&field, CONTROL, Fill::Letters)?)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use alloc::collections::BTreeSet;
    use alloc::format;
    use alloc::string::ToString;
    use alloc::vec;
    use alloc::vec::Vec;

    use super::*;
    use crate::error::BlockError;
    use crate::pin_block::testing::{
        PAN, Stuck, field_by_hand, judge, pan_field_by_hand, pans, pin, pins, rng, text, xor,
    };

    fn pan(digits: &str) -> Pan {
        digits.parse().unwrap()
    }

    fn block(hex_digits: &str) -> Iso3Block {
        Iso3Block::from_bytes(hex::decode(hex_digits).unwrap().try_into().unwrap())
    }

    /// The PIN field inside a block.
    fn field(block: &Iso3Block, account: &str) -> alloc::string::String {
        xor(&hex::encode(block.expose()), &pan_field_by_hand(account))
    }

    #[test]
    fn every_length_of_pin_and_pan_there_and_back() {
        let mut rng = rng(1);
        for account in pans() {
            for digits in pins() {
                let made = Iso3Block::encode(&pin(&digits), &pan(&account), &mut rng).unwrap();
                assert!(field(&made, &account).starts_with(&format!("3{:x}{digits}", digits.len())));
                assert_eq!(text(&made.decode(&pan(&account)).unwrap()), digits);
            }
        }
    }

    #[test]
    fn given_fill_stands_where_the_layout_says() {
        for digits in pins() {
            let fill: Vec<u8> = (0..14 - digits.len() as u8).map(|i| 10 + i % 6).collect();
            let made = Iso3Block::with_fill(&pin(&digits), &pan(PAN), &fill).unwrap();
            assert_eq!(field(&made, PAN), field_by_hand(3, &digits, "abcdef"));
        }
    }

    #[test]
    fn given_fill_is_checked() {
        let (four, pan) = (pin("1234"), pan(PAN));
        for len in (0..20).filter(|len| *len != 10) {
            let made = Iso3Block::with_fill(&four, &pan, &vec![10; len]);
            assert_eq!(made.unwrap_err(), BlockError::Length.into());
        }
        for value in (0..=255).filter(|value| !(10..=15).contains(value)) {
            let made = Iso3Block::with_fill(&four, &pan, &[10, 10, 10, 10, 10, 10, 10, 10, 10, value]);
            assert_eq!(made.unwrap_err(), BlockError::Invalid.into());
        }
    }

    #[test]
    fn every_nibble_is_checked() {
        let pan_field = pan_field_by_hand(PAN);
        for fill in ["a", "f", "abcdef"] {
            let is_fill = |nibble: char| nibble.is_ascii_hexdigit() && !nibble.is_ascii_digit();
            judge(3, fill, is_fill, |field| {
                block(&xor(field, &pan_field)).decode(&pan(PAN))
            });
        }
    }

    #[test]
    fn fill_takes_every_letter_equally_in_every_place() {
        let (mut rng, four, pan) = (rng(2), pin("1234"), pan(PAN));
        let fields: Vec<_> = (0..6000)
            .map(|_| field(&Iso3Block::encode(&four, &pan, &mut rng).unwrap(), PAN))
            .collect();
        assert!(fields.iter().collect::<BTreeSet<_>>().len() > 5990);
        for nibble in 6..16 {
            for letter in b'a'..=b'f' {
                let count = fields.iter().filter(|field| field.as_bytes()[nibble] == letter).count();
                // 1000 expected, standard deviation 29.
                assert!((850..1150).contains(&count), "nibble {nibble}: {count} times {letter}");
            }
        }
    }

    #[test]
    fn a_stuck_generator_ends_and_stays_in_range() {
        for byte in [0x00, 0xff, 0x5a] {
            let made = Iso3Block::encode(&pin("1234"), &pan(PAN), &mut Stuck(byte)).unwrap();
            assert_eq!(text(&made.decode(&pan(PAN)).unwrap()), "1234");
        }
    }

    #[test]
    fn fill_does_not_depend_on_pin_or_pan() {
        let fills = ["1234", "9876"].map(|digits| {
            [PAN, "5544332211009966"].map(|account| {
                let made = Iso3Block::encode(&pin(digits), &pan(account), &mut rng(3)).unwrap();
                field(&made, account)[6..].to_string()
            })
        });
        assert_eq!(fills.concat().iter().collect::<BTreeSet<_>>().len(), 1);
    }

    #[test]
    fn short_pans_are_refused() {
        for len in 1..13 {
            let short = pan(&PAN[..len]);
            assert_eq!(
                Iso3Block::encode(&pin("1234"), &short, &mut rng(4)).unwrap_err(),
                PanError::Length
            );
            assert_eq!(
                block("341234ffffffffff").decode(&short).unwrap_err(),
                PanError::Length.into()
            );
        }
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", block("341234ffffffffff")), "Iso3Block(..)");
    }
}
