//! What is wrong with a policy itself.

use core::fmt;

/// A [`PinPolicy`](super::PinPolicy) that does not make sense; says which field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PolicyError {
    /// `min` is not 4 to 12.
    Min,
    /// `max` is not `min` to 12.
    Max,
    /// `ascending_run` is not 2 to 12.
    AscendingRun,
    /// `descending_run` is not 2 to 12.
    DescendingRun,
    /// `wrap` without a run.
    Wrap,
    /// `max_same` is not 1 to 11.
    MaxSame,
    /// `max_in_a_row` is not 1 to 11.
    MaxInARow,
    /// An entry of `deny` is not a PIN.
    Deny,
}

impl PolicyError {
    /// The name of the field, as it is written in data.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Min => "min",
            Self::Max => "max",
            Self::AscendingRun => "ascending_run",
            Self::DescendingRun => "descending_run",
            Self::Wrap => "wrap",
            Self::MaxSame => "max_same",
            Self::MaxInARow => "max_in_a_row",
            Self::Deny => "deny",
        }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wanted = match self {
            Self::Min => "must be 4 to 12",
            Self::Max => "must be 12 or less and not less than `min`",
            Self::AscendingRun | Self::DescendingRun => "must be 2 to 12 digits",
            Self::Wrap => "needs `ascending_run` or `descending_run`",
            Self::MaxSame | Self::MaxInARow => "must be 1 to 11 times",
            Self::Deny => "must hold strings of 4 to 12 digits",
        };
        write!(f, "`{}` {wanted}", self.field())
    }
}

impl core::error::Error for PolicyError {}
