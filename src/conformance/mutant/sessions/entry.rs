//! What becomes of an entry on its way from the field to the policy.

use alloc::string::{String, ToString};

/// Which text counts.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Entry {
    /// What stands there, all of it.
    #[default]
    Right,
    /// White space around what is submitted is dropped.
    Trimmed,
    /// Blanks, dashes and dots in what is submitted are dropped.
    Cleaned,
    /// Digits of other scripts are submitted as if they were ASCII.
    OtherDigits,
    /// Characters that nobody sees are dropped from what is submitted.
    UnseenDropped,
    /// Four digits of the repeat entry are compared.
    RepeatStart,
    /// The repeat entry is compared as far as it goes.
    RepeatPrefix,
    /// The repeat entry loses white space around it.
    RepeatTrimmed,
    /// PIN and repeat entry are compared as numbers.
    RepeatNumber,
    /// The repeat entry counts in the first try only.
    RepeatOnce,
    /// The call of the app finds the last text that was a PIN.
    LastValid,
    /// The call finds the first 12 characters of the field.
    FieldCut,
    /// The call finds the first 6.
    FieldCutShort,
    /// The call finds the digits of the field.
    FieldCleaned,
    /// The call finds the field as a number.
    FieldNumber,
    /// All sessions have one field.
    OneField,
}

impl Entry {
    /// What is submitted in place of `pin`.
    pub(super) fn pin(self, pin: &str) -> String {
        match self {
            Self::Trimmed => pin.trim().to_string(),
            Self::Cleaned => pin.chars().filter(|c| !matches!(c, ' ' | '-' | '.')).collect(),
            Self::OtherDigits => pin.chars().map(ascii).collect(),
            Self::UnseenDropped => pin
                .chars()
                .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'))
                .collect(),
            _ => pin.to_string(),
        }
    }

    /// What `pin` is compared with; `again` says that the issuer has refused a PIN before.
    pub(super) fn repeat(self, pin: &str, repeat: Option<&str>, again: bool) -> Option<String> {
        let repeat = repeat?;
        let number = |text: &str| text.parse::<u64>().ok();
        let same = match self {
            Self::RepeatStart => repeat.get(..4).is_some_and(|start| pin.get(..4) == Some(start)),
            Self::RepeatPrefix => !repeat.is_empty() && pin.starts_with(repeat),
            Self::RepeatTrimmed => pin == repeat.trim(),
            Self::RepeatNumber => number(pin).is_some() && number(pin) == number(repeat),
            Self::RepeatOnce => again,
            _ => false,
        };
        Some(if same { pin.to_string() } else { repeat.to_string() })
    }

    /// What a call finds in the field: `typed` stands there, `valid` was the last PIN there, `any` was typed last anywhere.
    pub(super) fn field(self, typed: &str, valid: &str, any: &str) -> String {
        match self {
            Self::LastValid if !valid.is_empty() => valid.to_string(),
            Self::FieldCut => typed.chars().take(12).collect(),
            Self::FieldCutShort => typed.chars().take(6).collect(),
            Self::FieldCleaned => typed.chars().filter(char::is_ascii_digit).collect(),
            Self::FieldNumber => typed
                .parse::<u64>()
                .map_or(typed.to_string(), |number| number.to_string()),
            Self::OneField => any.to_string(),
            _ => typed.to_string(),
        }
    }
}

/// Arabic-Indic and fullwidth digits as ASCII.
fn ascii(c: char) -> char {
    let from = |zero: u32| {
        let digit = u32::from(c).checked_sub(zero).filter(|digit| *digit < 10)?;
        char::from_digit(digit, 10)
    };
    from(0x660).or_else(|| from(0xff10)).unwrap_or(c)
}
