//! What can be wrong with fill: one case for each, in each format that leaves fill free.

use alloc::format;
use alloc::string::String;

use crate::conformance::vector::Level;
use crate::pin_block::Format;

/// Where these cases stand in a report.
pub(super) const FILE: &str = "kit_randomness";

/// Something that can be wrong with the fill of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Finding {
    /// A block does not open to its PIN, or there is none.
    Opens,
    /// Nothing but 0.
    Constant0,
    /// Nothing but F.
    ConstantF,
    /// Nothing but A, as in a sample that an issuer published for format 1.
    IssuerSample,
    /// Nothing but one other nibble.
    Constant,
    /// One nibble, repeated to the end of the block.
    SameNibble,
    /// Digits where letters must stand, or no letters where all sixteen must.
    RangeDigits,
    /// No digits.
    RangeLetters,
    /// A nibble that may not stand there, or one that never does.
    Range,
    /// The same fill in several blocks.
    Repeated,
    /// The same fill again after a restart.
    Restart,
    /// Fill that follows from the PIN.
    PinDigits,
    /// Fill that follows from the PAN.
    PanDigits,
    /// A number that goes up by one step.
    Counter,
    /// A number that goes up.
    Clock,
    /// Nibbles that are not evenly spread.
    ChiSquare,
    /// Nibbles that depend on others.
    Serial,
    /// The output of a generator that can be computed ahead.
    Predictable,
    /// One fill for all PINs of some length, by some operation or under some kind of key.
    LengthsConstant,
    /// Fill that is not evenly spread for PINs of some length, by some operation or under some kind of key.
    Lengths,
}

impl Finding {
    pub(super) const ALL: [Self; 20] = [
        Self::Opens,
        Self::Constant0,
        Self::ConstantF,
        Self::IssuerSample,
        Self::Constant,
        Self::SameNibble,
        Self::RangeDigits,
        Self::RangeLetters,
        Self::Range,
        Self::Repeated,
        Self::Restart,
        Self::PinDigits,
        Self::PanDigits,
        Self::Counter,
        Self::Clock,
        Self::ChiSquare,
        Self::Serial,
        Self::Predictable,
        Self::LengthsConstant,
        Self::Lengths,
    ];

    /// Those that a format can have.
    pub(super) fn of(format: Format) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |finding| match finding {
            Self::IssuerSample => format == Format::Iso1,
            // In format 3 letters are right, and its six values are no bits.
            Self::RangeLetters | Self::Predictable => format != Format::Iso3,
            Self::PanDigits => format.wants_pan(),
            _ => true,
        })
    }

    /// Whether it is judged over blocks of its own, with PINs of every length.
    pub(super) fn of_lengths(self) -> bool {
        matches!(self, Self::LengthsConstant | Self::Lengths)
    }

    /// The id of its case.
    pub(super) fn id(self, format: Format) -> String {
        let slug = match self {
            Self::Opens => "opens",
            Self::Constant0 => "constant-0",
            Self::ConstantF => "constant-f",
            Self::IssuerSample => "issuer-sample",
            Self::Constant => "constant",
            Self::SameNibble => "same-nibble",
            Self::RangeDigits => "range-digits",
            Self::RangeLetters => "range-letters",
            Self::Range => "range",
            Self::Repeated => "repeated",
            Self::Restart => "restart",
            Self::PinDigits => "pin-digits",
            Self::PanDigits => "pan-digits",
            Self::Counter => "counter",
            Self::Clock => "clock",
            Self::ChiSquare => "chi-square",
            Self::Serial => "serial",
            Self::Predictable => "predictable",
            Self::LengthsConstant => "lengths-constant",
            Self::Lengths => "lengths",
        };
        format!("{FILE}/{}-{slug}", format.name())
    }

    /// Formats 3 and 4 ask for random fill. Format 1 asks for fill that is unique, of which a random number is one kind and a
    /// sequence number or a time stamp another.
    pub(super) fn level(self, format: Format) -> Level {
        match self {
            Self::Counter | Self::Clock | Self::ChiSquare | Self::Serial | Self::Predictable | Self::Lengths
                if format == Format::Iso1 =>
            {
                Level::Should
            }
            _ => Level::Must,
        }
    }
}
