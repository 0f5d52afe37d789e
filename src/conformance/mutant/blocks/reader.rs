//! From a PIN field back to the PIN.

use alloc::string::String;
use alloc::vec::Vec;

use super::field::control;
use super::typed::{Entry, without_leading_zeros};
use crate::conformance::client::RejectClass;
use crate::pin::Pin;
use crate::pin_block::Format;

/// What a client checks when it reads a block, and how it shows the PIN.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reader {
    /// The size of a clear block.
    pub(crate) size: Size,
    /// The control nibble.
    pub(crate) control: ControlCheck,
    /// The length nibble: 0 to 14 are taken.
    pub(crate) any_length: bool,
    /// Where the PIN ends.
    pub(crate) end: End,
    /// The digits of the PIN.
    pub(crate) digits: DigitCheck,
    /// The fill.
    pub(crate) fill: FillCheck,
    /// Format 3 takes fill from 0.
    pub(crate) any_fill_3: bool,
    /// How the PIN is written.
    pub(crate) shown: Shown,
}

/// What becomes of a block of the wrong size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Size {
    /// It is refused.
    #[default]
    Exact,
    /// What is too much is cut off.
    Cut,
    /// What is missing is F.
    Filled,
}

/// What is done with the control nibble.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ControlCheck {
    /// It must be the number of the format.
    #[default]
    Checked,
    /// Nothing.
    Ignored,
    /// It decides the format, whatever was asked for.
    Decides,
}

/// Where the PIN ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum End {
    /// Where the length nibble says.
    #[default]
    Length,
    /// Before the first nibble above 9.
    Letter,
    /// Before the first F.
    F,
}

/// Which digits are checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum DigitCheck {
    /// All.
    #[default]
    All,
    /// None.
    Nothing,
    /// The first four.
    FirstFour,
}

/// Which fill nibbles are checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum FillCheck {
    /// Each.
    #[default]
    Each,
    /// All but the last.
    NotTheLast,
    /// The first.
    First,
    /// None.
    Nothing,
    /// None in formats 0 and 2.
    NotIn02,
    /// None in format 4.
    NotIn4,
    /// Whole bytes only: a fill nibble that shares one with a digit is not looked at.
    WholeBytes,
}

/// How a PIN is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Every digit.
    #[default]
    Text,
    /// As an integer.
    Integer,
    /// In the digits of an Arabic locale.
    Arabic,
    /// The first four digits.
    FourDigits,
}

impl Reader {
    /// The bytes of a block, where their number will do.
    pub(crate) fn sized(&self, mut bytes: Vec<u8>, wanted: usize) -> Result<Vec<u8>, RejectClass> {
        match self.size {
            Size::Cut if bytes.len() > wanted => bytes.truncate(wanted),
            Size::Filled if bytes.len() < wanted => bytes.resize(wanted, 0xff),
            _ => {}
        }
        if bytes.len() == wanted {
            Ok(bytes)
        } else {
            Err(RejectClass::BlockLength)
        }
    }

    /// The format that a block of 8 bytes is read as.
    pub(crate) fn format(&self, asked: Format, first: Option<u8>) -> Format {
        if self.control != ControlCheck::Decides || asked == Format::Iso4 {
            return asked;
        }
        let eight = [Format::Iso0, Format::Iso1, Format::Iso2, Format::Iso3];
        eight
            .into_iter()
            .find(|format| first == Some(control(*format)))
            .unwrap_or(asked)
    }

    /// The digits in the 16 nibbles of a PIN field.
    pub(crate) fn read(&self, format: Format, entry: &Entry, field: &[u8]) -> Result<Vec<u8>, RejectClass> {
        let Some(([first, length], body)) = field.split_first_chunk::<2>() else {
            return Err(RejectClass::BlockInvalid);
        };
        let control_good = self.control == ControlCheck::Ignored || *first == control(format);
        let length = match self.end {
            End::Length => usize::from(*length),
            End::Letter => body.iter().take_while(|nibble| **nibble <= 9).count(),
            End::F => body.iter().take_while(|nibble| **nibble < 0xf).count(),
        };
        let length_good = self.any_length || entry.fits(length, Pin::MIN_LEN, Pin::MAX_LEN);
        let Some((digits, fill)) = body.split_at_checked(length) else {
            return Err(RejectClass::BlockInvalid);
        };
        let checked = match self.digits {
            DigitCheck::All => usize::MAX,
            DigitCheck::Nothing => 0,
            DigitCheck::FirstFour => 4,
        };
        let digits_good = digits.iter().take(checked).all(|digit| *digit <= 9);
        if control_good && length_good && digits_good && self.fill_good(format, fill) {
            Ok(digits.to_vec())
        } else {
            Err(RejectClass::BlockInvalid)
        }
    }

    fn fill_good(&self, format: Format, fill: &[u8]) -> bool {
        let last = fill.len().saturating_sub(1);
        let shares_a_byte = !fill.len().is_multiple_of(2);
        let looked_at = fill.iter().enumerate().filter(|(place, _)| match self.fill {
            FillCheck::Each => true,
            FillCheck::NotTheLast => *place < last,
            FillCheck::First => *place == 0,
            FillCheck::Nothing => false,
            FillCheck::NotIn02 => !matches!(format, Format::Iso0 | Format::Iso2),
            FillCheck::NotIn4 => format != Format::Iso4,
            FillCheck::WholeBytes => !(shares_a_byte && *place == 0),
        });
        let fits = |nibble: u8| match format {
            Format::Iso0 | Format::Iso2 => nibble == 0xf,
            Format::Iso1 => true,
            Format::Iso3 => nibble >= 0xa || self.any_fill_3,
            Format::Iso4 => nibble == 0xa,
        };
        looked_at.map(|(_, nibble)| *nibble).all(fits)
    }

    /// The PIN as the client shows it. A digit above 9 that nobody checked is a letter.
    pub(crate) fn show(&self, digits: Vec<u8>) -> String {
        let digits = if self.shown == Shown::Integer {
            without_leading_zeros(digits)
        } else {
            digits
        };
        let shown = if self.shown == Shown::FourDigits {
            4
        } else {
            digits.len()
        };
        let zero = if self.shown == Shown::Arabic { 0x660 } else { 0x30 };
        let character = |digit: &u8| match digit {
            0..=9 => char::from_u32(u32::from(*digit).wrapping_add(zero)),
            _ => char::from_digit(u32::from(*digit), 16),
        };
        digits.iter().take(shown).filter_map(character).collect()
    }
}
