//! What others may know about the cardholder, for the context rules of [`PinPolicy`](super::policy::PinPolicy).

use core::fmt;

use super::Pin;
use super::rules::occurs_in_text;
use crate::pan::Pan;

/// What a PIN is compared with. A fact that is `None` makes its rules pass.
///
/// `Debug` prints none of it: each of these may be the PIN.
#[derive(Clone, Copy, Default)]
pub struct PinFacts<'a> {
    /// The card number, for `pan_tail` and `pan_part`.
    pub pan: Option<&'a Pan>,
    /// For `birth_date`.
    pub birth_date: Option<BirthDate>,
    /// The phone number in any notation, for `phone_part`: only its ASCII digits count.
    pub phone: Option<&'a str>,
    /// The PIN that is being replaced, for `old_pin`.
    pub old_pin: Option<&'a Pin>,
}

impl PinFacts<'_> {
    /// The PIN is the last digits of the PAN. A PAN with fewer digits than the PIN has no such tail.
    pub(super) fn is_pan_tail(&self, pin: &Pin) -> bool {
        self.pan
            .is_some_and(|pan| pan.expose_digits().ends_with(pin.expose_digits()))
    }

    /// The PIN stands anywhere in the PAN.
    pub(super) fn is_pan_part(&self, pin: &Pin) -> bool {
        self.pan.is_some_and(|pan| {
            pan.expose_digits()
                .windows(pin.len())
                .any(|window| window == pin.expose_digits())
        })
    }

    /// The PIN stands anywhere in the digits of the phone number.
    pub(super) fn is_phone_part(&self, pin: &Pin) -> bool {
        self.phone
            .is_some_and(|phone| occurs_in_text(pin.expose_digits(), phone))
    }

    /// The PIN is one of the usual ways to write the birth date.
    pub(super) fn is_birth_date(&self, pin: &Pin) -> bool {
        self.birth_date
            .is_some_and(|date| date.is_written_as(pin.expose_digits()))
    }

    /// The PIN is the old one. In constant time for equal lengths.
    pub(super) fn is_old_pin(&self, pin: &Pin) -> bool {
        self.old_pin.is_some_and(|old| old.ct_eq(pin).into())
    }
}

impl fmt::Debug for PinFacts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PinFacts").finish_non_exhaustive()
    }
}

/// A day of the Gregorian calendar, year 0000 to 9999. `Debug` prints `BirthDate(..)`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct BirthDate {
    // Pairs of digits, because every way to write a date is made of these.
    century: [u8; 2],
    year: [u8; 2],
    month: [u8; 2],
    day: [u8; 2],
}

impl BirthDate {
    /// Reads `YYYY-MM-DD`: exactly ten ASCII characters, and a day that exists.
    ///
    /// # Errors
    ///
    /// [`BirthDateError`] for everything else, `1987-2-9`, `1987-02-30` and a trailing space included.
    pub fn parse(text: &str) -> Result<Self, BirthDateError> {
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else {
            return Err(BirthDateError);
        };
        let ascii = [y1, y2, y3, y4, m1, m2, d1, d2];
        if !ascii.iter().all(u8::is_ascii_digit) {
            return Err(BirthDateError);
        }
        let [y1, y2, y3, y4, m1, m2, d1, d2] = ascii.map(|byte| byte & 0x0f);
        let date = Self {
            century: [y1, y2],
            year: [y3, y4],
            month: [m1, m2],
            day: [d1, d2],
        };
        if (1..=date.days_in_month()).contains(&number(&[d1, d2])) {
            Ok(date)
        } else {
            Err(BirthDateError)
        }
    }

    /// 0 for a month that does not exist.
    fn days_in_month(&self) -> u16 {
        let [y1, y2] = self.century;
        let [y3, y4] = self.year;
        let year = number(&[y1, y2, y3, y4]);
        match number(&self.month) {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
            2 => 28,
            _ => 0,
        }
    }

    fn is_written_as(&self, digits: &[u8]) -> bool {
        let Self {
            century: c,
            year: y,
            month: m,
            day: d,
        } = self;
        let forms: [&[&[u8; 2]]; 13] = [
            &[c, y],
            &[y, m],
            &[m, y],
            &[m, d],
            &[d, m],
            &[y, d],
            &[d, y],
            &[y, m, d],
            &[d, m, y],
            &[m, d, y],
            &[c, y, m, d],
            &[d, m, c, y],
            &[m, d, c, y],
        ];
        forms.iter().any(|form| form.iter().copied().flatten().eq(digits))
    }
}

/// At most four digits, so nothing wraps.
fn number(digits: &[u8]) -> u16 {
    digits.iter().fold(0, |sum: u16, digit| {
        sum.wrapping_mul(10).wrapping_add(u16::from(*digit))
    })
}

impl fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BirthDate(..)")
    }
}

/// The text is not a date of the form `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BirthDateError;

impl fmt::Display for BirthDateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the birth date is not a day of the calendar written YYYY-MM-DD")
    }
}

impl core::error::Error for BirthDateError {}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn dates_of_the_calendar_are_read() {
        for text in [
            "1987-02-09",
            "0000-01-01",
            "9999-12-31",
            "2000-02-29",
            "2024-02-29",
            "1990-04-30",
        ] {
            assert!(BirthDate::parse(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "19870209",
            "1987-2-9",
            "87-02-09",
            "1987-02-09 ",
            " 1987-02-09",
            "1987/02/09",
            "1987-02-09T",
            "1987-00-09",
            "1987-13-09",
            "1987-02-00",
            "1987-02-29",
            "1800-02-29",
            "1900-02-29",
            "1987-04-31",
            "1987-01-32",
            "+987-02-09",
            "1987--2-09",
            "1987-02-٠٩",
            "１987-02-09",
            "1987-0a-09",
        ] {
            assert_eq!(BirthDate::parse(text), Err(BirthDateError), "{text}");
        }
    }

    #[test]
    fn thirteen_ways_to_write_a_date_and_no_other() {
        // Year, month and day share no digit, so each way is a different PIN.
        let date = BirthDate::parse("1987-06-25").unwrap();
        let ways = [
            "1987", "8706", "0687", "0625", "2506", "8725", "2587", "870625", "250687", "062587", "19870625",
            "25061987", "06251987",
        ];
        let digits = |text: &str| text.bytes().map(|byte| byte - b'0').collect::<Vec<u8>>();
        for way in ways {
            assert!(date.is_written_as(&digits(way)), "{way}");
        }
        for other in [
            "8719",
            "9870",
            "1906",
            "0619",
            "7891",
            "062519",
            "190625",
            "870625250",
            "198706",
            "061987",
            "87062519",
        ] {
            assert!(!date.is_written_as(&digits(other)), "{other}");
        }
        // Of all 4-digit PINs, only the seven.
        let matches = (0..10_000)
            .filter(|n| date.is_written_as(&digits(&format!("{n:04}"))))
            .count();
        assert_eq!(matches, 7);
    }

    #[test]
    fn an_error_says_how_a_date_is_written() {
        assert!(BirthDateError.to_string().contains("YYYY-MM-DD"));
    }

    #[test]
    fn debug_shows_no_fact() {
        let pan: Pan = "4111111111111111".parse().unwrap();
        let old: Pin = "4111".parse().unwrap();
        let facts = PinFacts {
            pan: Some(&pan),
            birth_date: Some(BirthDate::parse("1987-06-25").unwrap()),
            phone: Some("+46 70 123 45 67"),
            old_pin: Some(&old),
        };
        assert_eq!(format!("{facts:?}"), "PinFacts { .. }");
        assert_eq!(format!("{:?}", facts.birth_date.unwrap()), "BirthDate(..)");
        assert!(!BirthDateError.to_string().contains(|c: char| c.is_ascii_digit()));
    }
}
