//! From digits to the PIN field, and from PIN field and PAN field to the block.

use alloc::vec::Vec;

use crate::conformance::client::RejectClass;
use crate::pin_block::Format;

/// What a client writes into the PIN field, and how it mixes the PAN in.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Layout {
    /// The first nibble.
    pub(crate) control: Control,
    /// The second nibble.
    pub(crate) length: Length,
    /// What an odd number of digits leads to.
    pub(crate) odd: Odd,
    /// The fill nibble of formats 0 and 2, where it is not F.
    pub(crate) fill_02: Option<u8>,
    /// The fill nibble of format 4's PIN half, where it is not A.
    pub(crate) fill_4: Option<u8>,
    /// The last fill nibble of formats 0, 2 and 4 is left 0.
    pub(crate) last_unwritten: bool,
    /// The nibbles of each byte behind the first are swapped, in writing and in reading.
    pub(crate) swapped: bool,
    /// Format 4: the random half stands in front of the PIN half.
    pub(crate) halves_swapped: bool,
    /// How the PAN field comes into the block of formats 0 and 3.
    pub(crate) mixing: Mixing,
    /// Format 1: a PAN that is there is mixed in.
    pub(crate) format_1_mixed: bool,
}

/// The control nibble.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Control {
    /// The number of the format.
    #[default]
    Right,
    /// Always 0.
    Zero,
    /// A byte of its own, and the length another.
    Byte,
}

/// The length nibble.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Length {
    /// Number of digits, 4 to C.
    #[default]
    Right,
    /// Always 0.
    Missing,
    /// Always 4.
    Four,
    /// Decimal: the tens run over into the control nibble.
    Decimal,
    /// Number of bytes that the digits take.
    Bytes,
}

/// What an odd number of digits leads to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Odd {
    /// Nothing.
    #[default]
    AsIs,
    /// A 0 behind the last digit.
    ZeroBehind,
    /// A 0 behind the last digit, and the length says that it is one.
    ZeroCounted,
}

/// How PIN field and PAN field become one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mixing {
    /// Exclusive-or.
    #[default]
    Xor,
    /// The PAN field is left out.
    Nothing,
    /// Inclusive-or.
    Or,
    /// Exclusive-or over the first four bytes only.
    FirstHalf,
}

impl Layout {
    /// The PIN field: 16 nibbles, 32 in format 4.
    pub(crate) fn write(&self, format: Format, digits: &[u8], fill: &[u8]) -> Vec<u8> {
        let odd = !digits.len().is_multiple_of(2);
        let length = digits
            .len()
            .saturating_add(usize::from(odd && self.odd == Odd::ZeroCounted));
        let mut field = self.head(control(format), nibble(length));
        field.extend(digits);
        if odd && self.odd != Odd::AsIs {
            field.push(0);
        }
        let (fixed, written) = match format {
            Format::Iso0 | Format::Iso2 => (Some(self.fill_02.unwrap_or(0xf)), fill),
            Format::Iso4 => (Some(self.fill_4.unwrap_or(0xa)), fill),
            Format::Iso1 | Format::Iso3 => (None, fill),
        };
        let lacking = 16_usize.saturating_sub(field.len());
        match fixed {
            Some(nibble) => field.resize(16, nibble),
            // Fill for a PIN of another length is used as far as it goes.
            None => field.extend(written.iter().copied().cycle().take(lacking)),
        }
        field.resize(16, 0);
        if let (Some(last), Some(_), true) = (field.last_mut(), fixed, self.last_unwritten) {
            *last = 0;
        }
        self.swap(&mut field);
        if format != Format::Iso4 {
            return field;
        }
        if self.halves_swapped {
            [fill, &field].concat()
        } else {
            [&field, fill].concat()
        }
    }

    fn head(&self, control: u8, length: u8) -> Vec<u8> {
        let control = if self.control == Control::Zero { 0 } else { control };
        let (control, length) = match self.length {
            Length::Right => (control, length),
            Length::Missing => (control, 0),
            Length::Four => (control, 4),
            Length::Decimal if length > 9 => (control.wrapping_add(1), length.wrapping_sub(10)),
            Length::Decimal => (control, length),
            Length::Bytes => (control, length.div_ceil(2)),
        };
        if self.control == Control::Byte {
            Vec::from([0, control, 0, length])
        } else {
            Vec::from([control, length])
        }
    }

    /// Swaps the nibbles of each byte but the first, where that is the fault.
    pub(crate) fn swap(&self, field: &mut [u8]) {
        if self.swapped {
            field.chunks_exact_mut(2).skip(1).for_each(<[u8]>::reverse);
        }
    }

    /// The PIN half of format 4's PIN field.
    pub(crate) fn pin_half<'a>(&self, field: &'a [u8]) -> &'a [u8] {
        let (first, second) = field.split_at_checked(16).unwrap_or((field, &[]));
        if self.halves_swapped { second } else { first }
    }

    /// Mixes the PAN field into the PIN field, or out of the block again.
    pub(crate) fn mix(&self, field: &[u8], pan_field: &[u8]) -> Vec<u8> {
        let pairs = field.iter().zip(pan_field).enumerate();
        pairs
            .map(|(place, (field, pan))| match self.mixing {
                Mixing::Xor => field ^ pan,
                Mixing::Nothing => *field,
                Mixing::Or => field | pan,
                Mixing::FirstHalf if place < 8 => field ^ pan,
                Mixing::FirstHalf => *field,
            })
            .collect()
    }
}

/// The control nibble of a format.
pub(crate) fn control(format: Format) -> u8 {
    match format {
        Format::Iso0 => 0,
        Format::Iso1 => 1,
        Format::Iso2 => 2,
        Format::Iso3 => 3,
        Format::Iso4 => 4,
    }
}

/// The lowest nibble of a number.
pub(crate) fn nibble(number: usize) -> u8 {
    u8::try_from(number & 0x0f).unwrap_or_default()
}

/// Hex digits as values.
pub(crate) fn nibbles(text: &str) -> Result<Vec<u8>, RejectClass> {
    let value = |c: char| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    text.chars()
        .map(value)
        .collect::<Option<_>>()
        .ok_or(RejectClass::Encoding)
}

/// Bytes as nibbles.
pub(crate) fn split(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 0x0f]).collect()
}

/// Nibbles as bytes.
pub(crate) fn join(nibbles: &[u8]) -> Vec<u8> {
    nibbles
        .chunks(2)
        .map(|pair| pair.iter().fold(0, |byte, nibble| (byte << 4) | (nibble & 0x0f)))
        .collect()
}
