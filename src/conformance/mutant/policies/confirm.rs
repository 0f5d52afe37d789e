//! The repeat entry.

use alloc::vec::Vec;

use super::blocks::typed::decimal_digit;
use crate::conformance::client::RejectClass;

/// How a client compares the two entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Confirm {
    /// Byte for byte.
    #[default]
    Right,
    /// Not at all.
    Dropped,
    /// As far as the repeat entry goes.
    AsFarAsRepeated,
    /// As far as the first entry goes.
    AsFarAsTyped,
    /// As numbers.
    Number,
    /// Without white space at the ends.
    Trimmed,
    /// Digits of other scripts are the ASCII ones.
    Scripts,
    /// Nothing typed again passes.
    EmptyPasses,
    /// The lengths only.
    Length,
    /// The same digits in any order.
    AnyOrder,
    /// All but the last character.
    NotTheLast,
    /// Invisible characters are dropped.
    MarksDropped,
    /// The first four characters.
    FirstFour,
    /// Only for PINs that do not have this many digits.
    NotOf(usize),
}

impl Confirm {
    /// Whether the entries differ.
    pub(crate) fn ask(self, typed: &str, repeat: Option<&str>) -> Result<(), RejectClass> {
        let Some(repeat) = repeat else { return Ok(()) };
        let sorted = |text: &str| {
            let mut bytes: Vec<u8> = text.bytes().collect();
            bytes.sort_unstable();
            bytes
        };
        let digits = |text: &str| text.chars().map(decimal_digit).collect::<Option<Vec<u8>>>();
        let number = |text: &str| text.parse::<u64>().ok();
        let front = |text: &str| text.chars().rev().skip(1).collect::<Vec<char>>();
        let equal = match self {
            Self::Right => typed == repeat,
            Self::Dropped => true,
            Self::AsFarAsRepeated => typed.starts_with(repeat),
            Self::AsFarAsTyped => repeat.starts_with(typed),
            Self::Number => number(typed).is_some() && number(typed) == number(repeat),
            Self::Trimmed => typed.trim() == repeat.trim(),
            Self::Scripts => digits(typed).is_some() && digits(typed) == digits(repeat),
            Self::EmptyPasses => repeat.is_empty() || typed == repeat,
            Self::Length => typed.len() == repeat.len(),
            Self::AnyOrder => sorted(typed) == sorted(repeat),
            Self::NotTheLast => front(typed) == front(repeat),
            Self::FirstFour => typed.len() == repeat.len() && typed.get(..4) == repeat.get(..4),
            Self::NotOf(length) => typed.len() == length || typed == repeat,
            Self::MarksDropped => {
                typed == repeat.replace(|c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}'), "")
            }
        };
        if equal { Ok(()) } else { Err(RejectClass::PinMismatch) }
    }
}
