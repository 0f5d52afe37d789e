//! Repeated digits, the deny list, and rules that nobody asked for.

use alloc::string::String;

use super::text;

/// How a client counts one digit anywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Same {
    /// The most frequent digit, over the limit.
    #[default]
    Right,
    /// Not at all.
    Dropped,
    /// Only when all digits are the same.
    AllEqual,
    /// Side by side only.
    InARow,
    /// At the limit already.
    AtTheLimit,
    /// Only one over the limit.
    OneMore,
    /// The first digit only.
    FirstDigit,
    /// Repetitions of all digits added up.
    Added,
}

/// How a client counts one digit side by side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Row {
    /// The longest stretch, over the limit.
    #[default]
    Right,
    /// Not at all.
    Dropped,
    /// Only when all digits are the same.
    AllEqual,
    /// Anywhere, not side by side.
    Anywhere,
    /// At the limit already.
    AtTheLimit,
    /// Only one over the limit.
    OneMore,
    /// At the start only.
    AtTheStart,
}

/// How a client reads the deny list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Deny {
    /// Entries as strings.
    #[default]
    Right,
    /// Not at all.
    Dropped,
    /// Entries as numbers.
    Numbers,
    /// The entries as numbers written out again, the PIN as a string.
    NumbersWritten,
    /// PINs that begin with an entry.
    BeginsWith,
    /// PINs that hold an entry.
    Holds,
    /// Entries of four digits only.
    FourDigitsOnly,
    /// The last entry is left out.
    LastLeftOut,
    /// Entries backwards as well.
    Backwards,
}

/// A rule that no policy asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Extra {
    /// None.
    #[default]
    Nothing,
    /// A pair twice and two pairs: 1212 and 1122.
    Pairs,
    /// The same backwards: 1221.
    Palindromes,
    /// All digits the same, whatever the policy.
    AllEqual,
    /// All digits in one run, whatever the policy.
    Runs,
    /// Years from 1900 to 2099.
    Years,
    /// A column of the keypad.
    Keypad,
}

impl Same {
    pub(crate) fn objects(self, digits: &[u8], limit: u8) -> bool {
        let limit = usize::from(limit);
        let count = |value: u8| digits.iter().filter(|digit| **digit == value).count();
        let most = (0..=9).map(count).max().unwrap_or(0);
        match self {
            Self::Right => most > limit,
            Self::Dropped => false,
            Self::AllEqual => most == digits.len(),
            Self::InARow => most_in_a_row(digits) > limit,
            Self::AtTheLimit => most >= limit,
            Self::OneMore => most > limit.saturating_add(1),
            Self::FirstDigit => digits.first().is_some_and(|first| count(*first) > limit),
            Self::Added => (0..=9).map(|value| count(value).saturating_sub(1)).sum::<usize>() >= limit,
        }
    }
}

impl Row {
    pub(crate) fn objects(self, digits: &[u8], limit: u8) -> bool {
        let limit = usize::from(limit);
        let most = most_in_a_row(digits);
        match self {
            Self::Right => most > limit,
            Self::Dropped => false,
            Self::AllEqual => most == digits.len(),
            Self::Anywhere => Same::Right.objects(digits, u8::try_from(limit).unwrap_or(u8::MAX)),
            Self::AtTheLimit => most >= limit,
            Self::OneMore => most > limit.saturating_add(1),
            Self::AtTheStart => digits
                .chunk_by(|a, b| a == b)
                .next()
                .is_some_and(|first| first.len() > limit),
        }
    }
}

fn most_in_a_row(digits: &[u8]) -> usize {
    digits.chunk_by(|a, b| a == b).map(<[u8]>::len).max().unwrap_or(0)
}

impl Deny {
    pub(crate) fn objects(self, digits: &[u8], list: &[String]) -> bool {
        if list.is_empty() {
            return false;
        }
        let pin = text(digits);
        let number = |text: &str| text.parse::<u64>().unwrap_or_default();
        let read = match self {
            Self::LastLeftOut => list.split_last().map_or(list, |(_, others)| others),
            _ => list,
        };
        read.iter().any(|entry| match self {
            Self::Right | Self::LastLeftOut => *entry == pin,
            Self::Dropped => false,
            Self::Numbers => number(entry) == number(&pin),
            Self::NumbersWritten => alloc::format!("{}", number(entry)) == pin,
            Self::BeginsWith => pin.starts_with(entry.as_str()),
            Self::Holds => pin.contains(entry.as_str()),
            Self::FourDigitsOnly => *entry == pin && pin.len() == 4,
            Self::Backwards => *entry == pin || entry.chars().rev().eq(pin.chars()),
        })
    }
}

impl Extra {
    /// Whether it is refused as a run.
    pub(crate) fn is_sequence(self, digits: &[u8]) -> bool {
        let neighbours = || digits.iter().zip(digits.iter().skip(1));
        match self {
            Self::Runs => {
                neighbours().all(|(a, b)| a.checked_add(1) == Some(*b))
                    || neighbours().all(|(a, b)| b.checked_add(1) == Some(*a))
            }
            Self::Keypad => ["0852", "2580", "147", "741", "369", "963"]
                .iter()
                .any(|column| text(digits).starts_with(column)),
            _ => false,
        }
    }

    /// Whether it is refused for repeated digits.
    pub(crate) fn is_repeat(self, digits: &[u8]) -> bool {
        match (self, digits) {
            (Self::Pairs, [a, b, c, d]) => (a, b) == (c, d) || (a == b && c == d),
            (Self::Palindromes, _) => digits.iter().eq(digits.iter().rev()),
            (Self::AllEqual, _) => most_in_a_row(digits) == digits.len(),
            (Self::Years, [century @ .., _, _]) => matches!(century, [1, 9] | [2, 0]),
            _ => false,
        }
    }
}
