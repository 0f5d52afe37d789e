//! The PIN: four to twelve decimal digits, exactly as the cardholder typed them.
//!
//! Whether a PIN is good enough to be set is a question for [`policy`]; this type only says that it is one.

mod facts;
pub mod policy;
mod rules;

use core::fmt;
use core::str::FromStr;

use subtle::Choice;
use zeroize::Zeroizing;

use crate::error::PinRefused;
use crate::secret::SecretBytes;

/// A PIN of 4 to 12 digits (ISO 9564-1), leading zeros kept.
///
/// Only the ten ASCII characters `0` to `9` are digits. Arabic-Indic, full-width and superscript digits, signs, spaces, line
/// ends, bidirectional marks and NUL are refused and never normalised or trimmed: a PIN that was silently changed locks the
/// card at the first terminal. No integer is involved, so `0042` stays `0042`.
///
/// The digits sit behind one heap pointer, so moving a `Pin` leaves no copy behind, and are wiped on drop. There is no
/// `Clone`, `PartialEq` or serde, and `Debug` prints `Pin(..)`.
///
/// ```
/// use pinproof::error::PinRefused;
/// use pinproof::pin::Pin;
///
/// let pin: Pin = "0042".parse()?;
/// assert_eq!(pin.expose_digits(), [0, 0, 4, 2]);
/// assert_eq!(format!("{pin:?}"), "Pin(..)");
///
/// assert_eq!("123".parse::<Pin>().unwrap_err(), PinRefused::Length);
/// assert_eq!("1234\n".parse::<Pin>().unwrap_err(), PinRefused::Charset);
/// assert_eq!("１２３４".parse::<Pin>().unwrap_err(), PinRefused::Charset);
/// # Ok::<(), PinRefused>(())
/// ```
///
/// Two PINs compare only through [`Pin::ct_eq`]:
///
/// ```compile_fail,E0369
/// # use pinproof::pin::Pin;
/// fn same(a: &Pin, b: &Pin) -> bool {
///     a == b
/// }
/// ```
pub struct Pin(SecretBytes);

impl Pin {
    /// The smallest number of digits.
    pub const MIN_LEN: usize = 4;
    /// The largest number of digits.
    pub const MAX_LEN: usize = 12;

    /// Reads ASCII digits, most significant first. The caller still owns, and has to wipe, `bytes`.
    ///
    /// # Errors
    ///
    /// [`PinRefused::Charset`] when any byte is not `0` to `9`, however many there are; then [`PinRefused::Length`].
    pub fn from_ascii(bytes: &[u8]) -> Result<Self, PinRefused> {
        // Every byte below `0` wraps to a large value, so one bound is enough.
        Self::from_digits(bytes.iter().map(|byte| byte.wrapping_sub(b'0')))
    }

    /// Collects digits given as values 0 to 9, most significant first. The iterator is read to its end.
    ///
    /// # Errors
    ///
    /// [`PinRefused::Charset`] when any value is larger than 9, however many there are; then [`PinRefused::Length`].
    pub fn from_digits<I: IntoIterator<Item = u8>>(digits: I) -> Result<Self, PinRefused> {
        let mut held = Zeroizing::new([0; Self::MAX_LEN]);
        let mut slots = held.iter_mut();
        let mut count = 0_usize;
        let mut decimal = true;
        for digit in digits {
            decimal &= digit <= 9;
            count = count.saturating_add(1);
            if let Some(slot) = slots.next() {
                *slot = digit;
            }
        }
        if !decimal {
            return Err(PinRefused::Charset);
        }
        match held.get(..count) {
            Some(digits) if count >= Self::MIN_LEN => Ok(Self(SecretBytes::copy_from(digits))),
            _ => Err(PinRefused::Length),
        }
    }

    /// The number of digits, 4 to 12. Not a secret: a clear PIN block of any format carries it, and so does the screen.
    #[expect(clippy::len_without_is_empty, reason = "a PIN has at least 4 digits")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The digits as values 0 to 9, for reading. The one way to the content.
    pub fn expose_digits(&self) -> &[u8] {
        self.0.expose()
    }

    /// Equality in constant time for PINs of equal length. Of different length: unequal, at once.
    pub fn ct_eq(&self, other: &Self) -> Choice {
        self.0.ct_eq(&other.0)
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(..)")
    }
}

impl FromStr for Pin {
    type Err = PinRefused;

    fn from_str(text: &str) -> Result<Self, PinRefused> {
        Self::from_ascii(text.as_bytes())
    }
}

impl TryFrom<&str> for Pin {
    type Error = PinRefused;

    fn try_from(text: &str) -> Result<Self, PinRefused> {
        Self::from_ascii(text.as_bytes())
    }
}

impl TryFrom<&[u8]> for Pin {
    type Error = PinRefused;

    fn try_from(bytes: &[u8]) -> Result<Self, PinRefused> {
        Self::from_ascii(bytes)
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::String;

    use super::*;

    fn refusal(text: &str) -> PinRefused {
        text.parse::<Pin>().unwrap_err()
    }

    #[test]
    fn lengths_4_to_12_are_pins() {
        for len in 0..=40 {
            let text: String = "1234567890".chars().cycle().take(len).collect();
            match text.parse::<Pin>() {
                Ok(pin) => {
                    assert!((4..=12).contains(&len), "{len} digits");
                    assert_eq!(pin.len(), len);
                }
                Err(refused) => {
                    assert!(!(4..=12).contains(&len), "{len} digits");
                    assert_eq!(refused, PinRefused::Length);
                }
            }
        }
    }

    #[test]
    fn leading_zeros_stay() {
        for (text, digits) in [
            ("0000", &[0, 0, 0, 0][..]),
            ("0042", &[0, 0, 4, 2]),
            ("00042", &[0, 0, 0, 4, 2]),
            ("000000000001", &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        ] {
            assert_eq!(text.parse::<Pin>().unwrap().expose_digits(), digits);
        }
    }

    #[test]
    fn every_other_character_is_refused_for_its_charset() {
        for text in [
            "١٢٣٤",         // Arabic-Indic
            "۱۲۳۴",         // extended Arabic-Indic
            "१२३४",         // Devanagari
            "１２３４",     // full-width
            "123４",        // one full-width digit
            "¹²³⁴",         // superscript
            "①②③④",         // circled
            "½234",         // fraction
            "+1234",        // signs
            "-1234",        //
            "1234 ",        // spaces
            " 1234",        //
            "12 34",        //
            "1234\u{a0}",   //
            "1234\n",       // line ends
            "1234\r\n",     //
            "\t1234",       //
            "1234\u{2028}", //
            "\u{200f}1234", // bidirectional and zero-width marks
            "12\u{202e}34", //
            "12\u{200d}34", //
            "\u{feff}1234", //
            "1234\0",       // NUL
            "12.4",         // numbers in other notations
            "0x10",         //
            "1e33",         //
            "1_234",        //
            "12AF",         //
            "****",         // what a masked field holds
        ] {
            assert_eq!(refusal(text), PinRefused::Charset, "{text:?}");
        }
    }

    #[test]
    fn exactly_ten_byte_values_are_digits() {
        for byte in 0..=u8::MAX {
            let pin = Pin::from_ascii(&[byte, b'1', b'2', b'3']);
            assert_eq!(pin.is_ok(), byte.is_ascii_digit(), "{byte:#04x}");
        }
        for value in 0..=u8::MAX {
            let pin = Pin::from_digits([1, 2, 3, value]);
            assert_eq!(pin.is_ok(), value <= 9, "{value}");
        }
    }

    #[test]
    fn charset_goes_before_length() {
        assert_eq!(refusal(""), PinRefused::Length);
        assert_eq!(refusal("x"), PinRefused::Charset);
        assert_eq!(refusal("123 "), PinRefused::Charset);
        assert_eq!(refusal("123456789012x"), PinRefused::Charset);
        assert_eq!(refusal("1234567890123"), PinRefused::Length);
        assert_eq!(Pin::from_digits([1, 10]).unwrap_err(), PinRefused::Charset);
        assert_eq!(Pin::from_digits([1; 13]).unwrap_err(), PinRefused::Length);
    }

    #[test]
    fn all_ways_in_agree() {
        let pin = Pin::from_digits([0, 9, 8, 7, 6]).unwrap();
        for other in [
            Pin::from_ascii(b"09876"),
            "09876".parse(),
            Pin::try_from("09876"),
            Pin::try_from(&b"09876"[..]),
        ] {
            assert!(bool::from(pin.ct_eq(&other.unwrap())));
        }
    }

    #[test]
    fn equality_sees_every_digit_and_the_length() {
        let pin = Pin::from_ascii(b"1234").unwrap();
        for other in [&b"0234"[..], b"1034", b"1204", b"1230", b"12340", b"01234"] {
            assert!(!bool::from(pin.ct_eq(&Pin::from_ascii(other).unwrap())));
        }
    }

    #[test]
    fn debug_shows_neither_digits_nor_length() {
        for text in ["1234", "123456789012"] {
            let pin: Pin = text.parse().unwrap();
            assert_eq!(format!("{pin:?}"), "Pin(..)");
            assert_eq!(format!("{pin:#?}"), "Pin(..)");
        }
    }

    #[test]
    fn refusals_quote_no_input() {
        for text in ["77777777777777", "7x7x", "7"] {
            let refused = refusal(text);
            assert!(!format!("{refused}{refused:?}").contains('7'));
        }
    }
}
