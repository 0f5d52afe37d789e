//! The primary account number and the token that may stand in its place in a PIN block.
//!
//! Two types with no way from one to the other: a block bound to a token must not be opened with the PAN, and a token in
//! place of a PAN in formats 0 and 3 would give a block that no issuer can open.

use core::fmt::{self, Write};
use core::str::FromStr;

use subtle::Choice;
use zeroize::Zeroizing;

use crate::error::PanError;
use crate::secret::SecretBytes;

/// Digits shown at the front and at the end of a masked number (PCI DSS, requirement 3.4.1: the BIN and the last four).
const SHOWN_FRONT: usize = 6;
const SHOWN_END: usize = 4;
/// With fewer digits, first six and last four would leave one or two hidden, and the check digit gives one away.
const SHOWN_FROM_LEN: usize = 13;

macro_rules! account_number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        pub struct $name(SecretBytes);

        impl $name {
            /// The smallest number of digits.
            pub const MIN_LEN: usize = 1;
            /// The largest number of digits.
            pub const MAX_LEN: usize = 19;

            /// Reads ASCII digits, most significant first. The caller still owns, and has to wipe, `bytes`.
            ///
            /// # Errors
            ///
            /// [`PanError::Charset`] when any byte is not `0` to `9` (blanks and dashes are not removed), however many there
            /// are; then [`PanError::Length`] for none or more than 19.
            pub fn from_ascii(bytes: &[u8]) -> Result<Self, PanError> {
                parse(bytes).map(Self)
            }

            /// The number of digits, 1 to 19.
            #[expect(clippy::len_without_is_empty, reason = "at least one digit by construction")]
            pub fn len(&self) -> usize {
                self.0.len()
            }

            /// The digits as values 0 to 9, for reading. The one way to the content.
            pub fn expose_digits(&self) -> &[u8] {
                self.0.expose()
            }

            /// Equality in constant time for equal lengths. `==` is the same.
            pub fn ct_eq(&self, other: &Self) -> Choice {
                self.0.ct_eq(&other.0)
            }
        }

        impl Clone for $name {
            fn clone(&self) -> Self {
                Self(SecretBytes::copy_from(self.0.expose()))
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.ct_eq(other).into()
            }
        }

        impl Eq for $name {}

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_masked(self.0.expose(), f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = PanError;

            fn from_str(text: &str) -> Result<Self, PanError> {
                Self::from_ascii(text.as_bytes())
            }
        }

        impl TryFrom<&str> for $name {
            type Error = PanError;

            fn try_from(text: &str) -> Result<Self, PanError> {
                Self::from_ascii(text.as_bytes())
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = PanError;

            fn try_from(bytes: &[u8]) -> Result<Self, PanError> {
                Self::from_ascii(bytes)
            }
        }
    };
}

account_number! {
    /// A primary account number of 1 to 19 digits (ISO/IEC 7812-1 ends at 19; format 4 takes short ones, and each PIN block
    /// format states its own minimum).
    ///
    /// Never an integer, so leading zeros stay and 19 digits lose nothing. The check digit is a question of its own
    /// ([`Pan::has_valid_check_digit`]): PIN blocks are defined for PANs that fail it too.
    ///
    /// `Display` and `Debug` show the first six and the last four digits of a PAN with 13 digits or more, and no digit of a
    /// shorter one. Wiped on drop.
    ///
    /// ```
    /// use pinproof::error::PanError;
    /// use pinproof::pan::Pan;
    ///
    /// let pan: Pan = "4111111111111111".parse()?;
    /// assert_eq!(pan.to_string(), "411111******1111");
    /// assert!(pan.has_valid_check_digit());
    /// assert_eq!("4111 1111 1111 1111".parse::<Pan>().unwrap_err(), PanError::Charset);
    /// # Ok::<(), PanError>(())
    /// ```
    Pan
}

account_number! {
    /// A PAN token of 1 to 19 digits: takes the place of the PAN in the PAN field of format 4, so that the device never
    /// sees the PAN.
    ///
    /// Same shape, masking and wiping as [`Pan`], and no conversion between the two:
    ///
    /// ```compile_fail,E0277
    /// # use pinproof::pan::{Pan, PanToken};
    /// fn confuse(token: PanToken) -> Pan {
    ///     token.into()
    /// }
    /// ```
    PanToken
}

impl Pan {
    /// Whether the last digit is the Luhn check digit of those before it (ISO/IEC 7812-1, annex B).
    ///
    /// A PAN of one digit is a check digit over nothing: only `0` satisfies it.
    pub fn has_valid_check_digit(&self) -> bool {
        let sum: u32 = self
            .expose_digits()
            .iter()
            .rev()
            .zip([false, true].into_iter().cycle())
            .map(|(digit, doubled)| match (doubled, u32::from(*digit)) {
                (false, digit) => digit,
                // Twice the digit, and the two digits of the result added up.
                (true, 9) => 9,
                (true, digit) => digit.wrapping_mul(2) % 9,
            })
            .sum();
        sum.is_multiple_of(10)
    }

    /// [`Pan::has_valid_check_digit`] as a step that can fail.
    ///
    /// # Errors
    ///
    /// [`PanError::CheckDigit`].
    pub fn require_check_digit(&self) -> Result<(), PanError> {
        if self.has_valid_check_digit() {
            Ok(())
        } else {
            Err(PanError::CheckDigit)
        }
    }
}

fn parse(ascii: &[u8]) -> Result<SecretBytes, PanError> {
    if !ascii.iter().all(u8::is_ascii_digit) {
        return Err(PanError::Charset);
    }
    let mut digits = Zeroizing::new([0; Pan::MAX_LEN]);
    match digits.get_mut(..ascii.len()) {
        Some(digits) if !digits.is_empty() => {
            digits.copy_from_slice(ascii);
            for digit in digits.iter_mut() {
                *digit &= 0x0f;
            }
            Ok(SecretBytes::copy_from(digits))
        }
        _ => Err(PanError::Length),
    }
}

fn write_masked(digits: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let hidden = if digits.len() < SHOWN_FROM_LEN {
        0..digits.len()
    } else {
        SHOWN_FRONT..digits.len().saturating_sub(SHOWN_END)
    };
    digits.iter().enumerate().try_for_each(|(i, digit)| {
        f.write_char(if hidden.contains(&i) {
            '*'
        } else {
            char::from(digit | 0x30)
        })
    })
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::{String, ToString};

    use super::*;

    fn pan(text: &str) -> Pan {
        text.parse().unwrap()
    }

    #[test]
    fn lengths_1_to_19() {
        for len in 0..=24 {
            let text: String = "9876543210".chars().cycle().take(len).collect();
            let wanted = if (1..=19).contains(&len) {
                Ok(len)
            } else {
                Err(PanError::Length)
            };
            assert_eq!(text.parse::<Pan>().map(|pan| pan.len()), wanted);
            assert_eq!(text.parse::<PanToken>().map(|token| token.len()), wanted);
        }
    }

    #[test]
    fn nothing_is_normalised() {
        for text in [
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "+4111111111111111",
            "4111111111111111\n",
            " ",
            "４111",
            "٤111",
            "4111\0",
            "4.11e15",
            "41111111111111111111x",
        ] {
            assert_eq!(text.parse::<Pan>().unwrap_err(), PanError::Charset, "{text:?}");
            assert_eq!(text.parse::<PanToken>().unwrap_err(), PanError::Charset, "{text:?}");
        }
        for byte in 0..=u8::MAX {
            assert_eq!(Pan::from_ascii(&[byte]).is_ok(), byte.is_ascii_digit(), "{byte:#04x}");
        }
    }

    #[test]
    fn no_integer_is_involved() {
        // More digits than a double holds, and zeros that an integer drops.
        let long = pan("9007199254740993123");
        assert_eq!(
            long.expose_digits(),
            [9, 0, 0, 7, 1, 9, 9, 2, 5, 4, 7, 4, 0, 9, 9, 3, 1, 2, 3]
        );
        assert_eq!(pan("0000000000000000").expose_digits(), [0; 16]);
        assert_eq!(pan("0004").expose_digits(), [0, 0, 0, 4]);
    }

    #[test]
    fn all_ways_in_agree() {
        assert_eq!(Pan::try_from("0123").unwrap(), pan("0123"));
        assert_eq!(Pan::try_from(&b"0123"[..]).unwrap(), pan("0123"));
        assert_eq!(Pan::from_ascii(b"0123").unwrap().clone(), pan("0123"));
        assert_ne!(pan("0123"), pan("123"));
        assert_ne!(pan("0123"), pan("0124"));
        assert_ne!("0123".parse::<PanToken>().unwrap(), "1123".parse().unwrap());
    }

    #[test]
    fn luhn() {
        // 79927398713 is the usual worked example; the others are published test card numbers of 13 to 19 digits.
        for text in [
            "79927398713",
            "4222222222222",
            "30569309025904",
            "371449635398431",
            "4111111111111111",
            "5555555555554444",
            "6304000000000000000",
            "0000000000000000",
            "0",
            "00",
            "18",
            "91",
        ] {
            assert!(pan(text).has_valid_check_digit(), "{text}");
            assert_eq!(pan(text).require_check_digit(), Ok(()));
        }
        for text in [
            "79927398710",
            "4111111111111112",
            "1411111111111111",
            "9007199254740993123",
            "1",
            "9",
            "10",
            "19",
        ] {
            assert!(!pan(text).has_valid_check_digit(), "{text}");
            assert_eq!(pan(text).require_check_digit(), Err(PanError::CheckDigit));
        }
    }

    #[test]
    fn every_body_has_exactly_one_check_digit() {
        for body in [
            "",
            "1",
            "9007199254740993",
            "900719925474099312",
            "41111111111",
            "99999999999999999",
            "0000005",
        ] {
            let good = (0..10)
                .filter(|digit| pan(&format!("{body}{digit}")).has_valid_check_digit())
                .count();
            assert_eq!(good, 1, "{body}");
        }
    }

    #[test]
    fn masked_from_13_digits_hidden_below() {
        for (text, shown) in [
            ("7", "*"),
            ("12345", "*****"),
            ("1234567890", "**********"),
            ("12345678901", "***********"),
            ("123456789012", "************"),
            ("1234567890123", "123456***0123"),
            ("4111111111111111", "411111******1111"),
            ("9007199254740993123", "900719*********3123"),
        ] {
            assert_eq!(pan(text).to_string(), shown);
            assert_eq!(format!("{:?}", pan(text)), format!("Pan({shown})"));
            let token: PanToken = text.parse().unwrap();
            assert_eq!(token.to_string(), shown);
            assert_eq!(format!("{token:?}"), format!("PanToken({shown})"));
        }
    }

    #[test]
    fn errors_quote_no_input() {
        for text in ["7777x", "77777777777777777777"] {
            let error = text.parse::<Pan>().unwrap_err();
            assert!(!format!("{error}{error:?}").contains('7'));
        }
    }
}
