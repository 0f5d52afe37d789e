//! From a PAN as text to the PAN field of a block.

use alloc::format;
use alloc::vec::Vec;

use super::typed::{ascii_digit, decimal_digit, dropping, each, is_js_number, without_leading_zeros};
use crate::conformance::client::RejectClass;
use crate::pan::Pan;

/// What a client does with the PAN.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Account {
    /// Which characters are digits.
    pub(crate) reading: PanReading,
    /// A PAN that is missing or empty is one of zeros.
    pub(crate) missing_is_zeros: bool,
    /// No block of format 2 is built where there is one.
    pub(crate) refused_in_2: bool,
    /// How many digits it may have.
    pub(crate) length: PanLength,
    /// Formats 0 and 3: a PAN with fewer than 12 digits before the check digit is filled up with zeros on the right.
    pub(crate) short_filled: bool,
    /// Formats 0 and 3: the digits that go into the block.
    pub(crate) part: PanPart,
    /// Formats 0 and 3: where the digits stand.
    pub(crate) place: PanPlace,
    /// Format 4: the first nibble.
    pub(crate) count: PanCount,
    /// Format 4: the digits behind it.
    pub(crate) body: PanBody,
}

/// Which characters are digits, and what becomes of the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PanReading {
    /// `0` to `9` and nothing else.
    #[default]
    Digits,
    /// Through a double, as a JavaScript number.
    Double,
    /// Through an integer with room for every digit.
    Integer,
    /// Blanks and dashes are dropped.
    Separators,
    /// White space at both ends is dropped.
    Trimmed,
    /// Everything but `0` to `9` is dropped.
    DigitsOnly,
    /// Decimal digits of every script.
    Scripts,
}

/// How many digits a PAN may have, before the format asks for more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PanLength {
    /// 1 to 19.
    #[default]
    Right,
    /// 1 and more.
    NoUpperBound,
    /// None and more.
    Any,
    /// 1 to 16.
    AtMost16,
    /// 16 to 19.
    AtLeast16,
}

/// The digits of the PAN that formats 0 and 3 take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PanPart {
    /// The 12 rightmost without the check digit.
    #[default]
    WithoutCheckDigit,
    /// The 12 rightmost.
    WithCheckDigit,
    /// The first 12.
    First,
    /// The 12 after the six of the BIN, as many as there are, without the check digit.
    AfterBin,
    /// The check digit goes only when Luhn's rule holds.
    ByLuhn,
    /// The last two digits go.
    TwoDropped,
    /// The 16 rightmost without the check digit, as many as there are.
    Sixteen,
}

/// Where the 12 digits stand in the 16 nibbles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PanPlace {
    /// On the right.
    #[default]
    Right,
    /// On the left.
    Left,
    /// One nibble too far to the left.
    OneToTheLeft,
    /// On the right, the nibbles of each byte swapped.
    Swapped,
}

/// The first nibble of format 4's PAN field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PanCount {
    /// Digits less 12, and 0 for fewer.
    #[default]
    LessTwelve,
    /// Digits, cut to a nibble.
    Whole,
    /// Digits less 12, and below zero around to F.
    Wrapping,
    /// Always 0.
    Zero,
}

/// The digits of format 4's PAN field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PanBody {
    /// All, zeros behind, and short ones zeros in front up to 12.
    #[default]
    Whole,
    /// The check digit is left out.
    WithoutCheckDigit,
    /// F behind, not 0.
    TailF,
    /// Fewer than 12 are refused.
    ShortRefused,
    /// Short ones have their zeros behind.
    ShortFilledRight,
    /// The 12 of formats 0 and 3.
    TwelveOnly,
}

impl Account {
    /// The digits of the PAN, 1 to 19.
    pub(crate) fn read(&self, text: &str) -> Result<Vec<u8>, RejectClass> {
        let digits = self.reading.digits(text).ok_or(RejectClass::PanCharset)?;
        let taken = match self.length {
            PanLength::Right => 1..=Pan::MAX_LEN,
            PanLength::NoUpperBound => 1..=usize::MAX,
            PanLength::Any => 0..=usize::MAX,
            PanLength::AtMost16 => 1..=16,
            PanLength::AtLeast16 => 16..=Pan::MAX_LEN,
        };
        if taken.contains(&digits.len()) {
            Ok(digits)
        } else {
            Err(RejectClass::PanLength)
        }
    }

    /// The 16 nibbles of formats 0 and 3.
    pub(crate) fn field(&self, pan: &[u8]) -> Result<Vec<u8>, RejectClass> {
        let mut pan = pan.to_vec();
        if pan.len() < 13 {
            if !self.short_filled {
                return Err(RejectClass::PanLength);
            }
            pan.resize(13, 0);
        }
        let part = self.part.of(&pan);
        let zeros = |count: usize| core::iter::repeat_n(0_u8, count);
        let missing = 16_usize.saturating_sub(part.len());
        let mut field: Vec<u8> = match self.place {
            PanPlace::Right | PanPlace::Swapped => zeros(missing).chain(part).collect(),
            PanPlace::Left => part.into_iter().chain(zeros(missing)).collect(),
            PanPlace::OneToTheLeft => zeros(missing.saturating_sub(1))
                .chain(part)
                .chain(zeros(missing.min(1)))
                .collect(),
        };
        if self.place == PanPlace::Swapped {
            field.chunks_exact_mut(2).for_each(<[u8]>::reverse);
        }
        Ok(field)
    }

    /// The 32 nibbles of format 4.
    pub(crate) fn long_field(&self, pan: &[u8]) -> Result<Vec<u8>, RejectClass> {
        let short = 12_usize.saturating_sub(pan.len());
        if self.body == PanBody::ShortRefused && short > 0 {
            return Err(RejectClass::PanLength);
        }
        let mut digits = match self.body {
            PanBody::WithoutCheckDigit => without_last(pan, 1).to_vec(),
            PanBody::TwelveOnly => rightmost(without_last(pan, 1), 12).to_vec(),
            _ => pan.to_vec(),
        };
        let count = match self.count {
            PanCount::LessTwelve => digits.len().saturating_sub(12),
            PanCount::Whole => digits.len(),
            PanCount::Wrapping => digits.len().wrapping_sub(12),
            PanCount::Zero => 0,
        };
        let lacking = 12_usize.saturating_sub(digits.len());
        let at = if self.body == PanBody::ShortFilledRight {
            digits.len()
        } else {
            0
        };
        digits.splice(at..at, core::iter::repeat_n(0, lacking));
        let mut field = Vec::from([u8::try_from(count & 0x0f).unwrap_or_default()]);
        field.extend(digits);
        field.resize(32, if self.body == PanBody::TailF { 0x0f } else { 0 });
        Ok(field)
    }
}

impl PanReading {
    fn digits(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Digits => each(text, ascii_digit),
            Self::Double => is_js_number(text).then(|| through_a_double(text.trim())),
            Self::Integer => each(text, ascii_digit).map(without_leading_zeros),
            Self::Separators => dropping(text, |c| matches!(c, ' ' | '-')),
            Self::Trimmed => each(text.trim(), ascii_digit),
            Self::DigitsOnly => dropping(text, |c| !c.is_ascii_digit()),
            Self::Scripts => each(text, decimal_digit),
        }
    }
}

impl PanPart {
    /// Of at least 13 digits.
    fn of(self, pan: &[u8]) -> Vec<u8> {
        match self {
            Self::WithoutCheckDigit => rightmost(without_last(pan, 1), 12).to_vec(),
            Self::WithCheckDigit => rightmost(pan, 12).to_vec(),
            Self::First => pan.iter().copied().take(12).collect(),
            Self::AfterBin => without_last(pan, 1).iter().copied().skip(6).take(12).collect(),
            Self::ByLuhn if has_check_digit(pan) => rightmost(without_last(pan, 1), 12).to_vec(),
            Self::ByLuhn => rightmost(pan, 12).to_vec(),
            Self::TwoDropped => rightmost(without_last(pan, 2), 12).to_vec(),
            Self::Sixteen => rightmost(without_last(pan, 1), 16).to_vec(),
        }
    }
}

/// What JavaScript prints of the number that `text` reads as.
fn through_a_double(text: &str) -> Vec<u8> {
    if text.is_empty() {
        return Vec::new();
    }
    let number: f64 = text.parse().unwrap_or_default();
    let shortest = format!("{number:e}");
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let mut digits: Vec<u8> = mantissa.chars().filter_map(ascii_digit).collect();
    digits.resize(exponent.parse::<usize>().unwrap_or_default().saturating_add(1), 0);
    digits
}

fn has_check_digit(pan: &[u8]) -> bool {
    let ascii: Vec<u8> = pan.iter().map(|digit| digit.wrapping_add(b'0')).collect();
    Pan::from_ascii(&ascii).is_ok_and(|pan| pan.has_valid_check_digit())
}

fn without_last(digits: &[u8], count: usize) -> &[u8] {
    digits.get(..digits.len().saturating_sub(count)).unwrap_or_default()
}

fn rightmost(digits: &[u8], count: usize) -> &[u8] {
    digits.get(digits.len().saturating_sub(count)..).unwrap_or_default()
}
