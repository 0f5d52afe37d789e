//! The leading byte of EM and the hash of the label.

use super::Scheme;

/// How the leading byte is checked.
#[derive(Clone, Copy, Default)]
pub(crate) enum YRule {
    /// 00.
    #[default]
    Zero,
    /// Not at all.
    Any,
    /// Its top bit is 0.
    TopBitClear,
    /// 00 or 01.
    BelowTwo,
    /// Even: its lowest bit is 0.
    Even,
}

impl YRule {
    pub(super) fn accepts(self, y: u8) -> bool {
        match self {
            Self::Zero => y == 0,
            Self::Any => true,
            Self::TopBitClear => y & 0x80 == 0,
            Self::BelowTwo => y < 2,
            Self::Even => y & 1 == 0,
        }
    }
}

/// How the hash of the label is compared.
#[derive(Clone, Copy, Default)]
pub(crate) enum LabelHashRule {
    /// Every byte.
    #[default]
    All,
    /// Not at all.
    Never,
    /// Only so many bytes at the start.
    First(usize),
    /// Only the first half.
    FirstHalf,
    /// Every byte but the last.
    AllButLast,
    /// Only the last byte.
    Last,
    /// Every byte but the first.
    AllButFirst,
    /// As C strings: up to the first 00 of both.
    CString,
    /// Not when there is no label.
    WithLabelOnly,
    /// Not when there is a label.
    WithoutLabelOnly,
    /// The differences of all bytes are XORed, and can cancel each other.
    XorOfDifferences,
    /// The sum of all bytes modulo 256.
    Sum,
}

impl LabelHashRule {
    /// Whether the client takes `lhash` for the right one.
    pub(super) fn accepts(self, lhash: &[u8], scheme: &Scheme) -> bool {
        let right = scheme.lhash.as_slice();
        let half = right.len() >> 1;
        let last = right.len().saturating_sub(1);
        let differences = || lhash.iter().zip(right).map(|(left, right)| left ^ right);
        let first_bytes = |len: usize| !differences().take(len).any(|difference| difference != 0);
        let from = |start: usize| !differences().skip(start).any(|difference| difference != 0);
        match self {
            Self::All => lhash == right,
            Self::Never => true,
            Self::First(len) => first_bytes(len),
            Self::FirstHalf => first_bytes(half),
            Self::AllButLast => first_bytes(last),
            Self::Last => from(last),
            Self::AllButFirst => from(1),
            Self::CString => string(lhash) == string(right),
            Self::WithLabelOnly => scheme.label.is_empty() || lhash == right,
            Self::WithoutLabelOnly => !scheme.label.is_empty() || lhash == right,
            Self::XorOfDifferences => differences().fold(0, |all, difference| all ^ difference) == 0,
            Self::Sum => sum(lhash) == sum(right),
        }
    }
}

fn string(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}

fn sum(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum, byte| sum.wrapping_add(*byte))
}
