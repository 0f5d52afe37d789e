//! Clear blocks of cases, made and read through the library's types.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Value, json};

use super::super::GenerateError;
use super::super::build::{CaseBuilder, at};
use crate::conformance::oaep::xor;
use crate::error::{BlockError, Error};
use crate::pan::Pan;
use crate::pin::Pin;
use crate::pin_block::{Format, Iso0Block, Iso1Block, Iso2Block, Iso3Block, Iso4PanField, Iso4PinField};

/// A clear block and the fields that it is made of.
pub(in super::super) struct Clear {
    pub(in super::super) pin_field: Vec<u8>,
    /// Formats 0, 3 and 4.
    pub(in super::super) pan_field: Option<Vec<u8>>,
}

impl Clear {
    /// Lays `pin` out. `fill` is the free nibbles in hex, empty where the format leaves none.
    pub(in super::super) fn new(
        format: Format,
        pin: &str,
        pan: Option<&str>,
        fill: &str,
    ) -> Result<Self, GenerateError> {
        let place = format!("{format} block of PIN {pin}, PAN {pan:?}, fill {fill}");
        let digits: Pin = pin.parse().map_err(at(&place))?;
        let fill = nibbles(fill);
        let account = || pan.unwrap_or_default().parse::<Pan>().map_err(at(&place));
        let bound = |block: &[u8]| {
            let pan_field = tdes_pan_field(pan.unwrap_or_default()).map_err(at(&place))?;
            Ok(Self {
                pin_field: xor(block, &pan_field),
                pan_field: Some(pan_field),
            })
        };
        let unbound = |block: &[u8]| {
            Ok(Self {
                pin_field: block.to_vec(),
                pan_field: None,
            })
        };
        match format {
            Format::Iso0 => bound(Iso0Block::encode(&digits, &account()?).map_err(at(&place))?.expose()),
            Format::Iso1 => unbound(Iso1Block::with_fill(&digits, &fill).map_err(at(&place))?.expose()),
            Format::Iso2 => unbound(Iso2Block::encode(&digits).expose()),
            Format::Iso3 => bound(
                Iso3Block::with_fill(&digits, &account()?, &fill)
                    .map_err(at(&place))?
                    .expose(),
            ),
            Format::Iso4 => Ok(Self {
                pin_field: Iso4PinField::with_fill(&digits, &fill)
                    .map_err(at(&place))?
                    .expose()
                    .to_vec(),
                pan_field: Some(Iso4PanField::from_pan(&account()?).expose().to_vec()),
            }),
        }
    }

    /// The same block with another PIN field, right or wrong.
    pub(in super::super) fn with_pin_field(&self, field: &str) -> Result<Self, GenerateError> {
        let pin_field = hex::decode(field).map_err(at(field))?;
        Ok(Self {
            pin_field,
            pan_field: self.pan_field.clone(),
        })
    }

    /// The block of formats 0 to 3; the PIN field of format 4.
    pub(in super::super) fn block(&self, format: Format) -> Vec<u8> {
        match &self.pan_field {
            Some(pan_field) if format != Format::Iso4 => xor(&self.pin_field, pan_field),
            _ => self.pin_field.clone(),
        }
    }

    /// The answer to `pin_block.encode`.
    pub(in super::super) fn output(&self, format: Format) -> Value {
        let block = hex::encode(self.block(format));
        match &self.pan_field {
            Some(pan_field) if format == Format::Iso4 => {
                json!({"pin_field": block, "pan_field": hex::encode(pan_field)})
            }
            _ => json!({ "block": block }),
        }
    }

    /// Adds the fields as steps.
    pub(in super::super) fn field_steps(&self, case: CaseBuilder) -> CaseBuilder {
        let case = case.step("pin_field", &self.pin_field);
        match &self.pan_field {
            Some(pan_field) => case.step("pan_field", pan_field),
            None => case,
        }
    }

    /// Adds the fields as steps and, in formats 0 to 3, the block.
    pub(in super::super) fn steps(&self, format: Format, case: CaseBuilder) -> CaseBuilder {
        let case = self.field_steps(case);
        if format == Format::Iso4 {
            case
        } else {
            case.step("block", &self.block(format))
        }
    }
}

/// The PIN that a clear block holds.
pub(in super::super) fn read(format: Format, block: &[u8], pan: Option<&str>) -> Result<String, Error> {
    let account = || pan.unwrap_or_default().parse::<Pan>();
    let pin = match format {
        Format::Iso4 => Iso4PinField::from_bytes(sized(block)?).decode()?,
        Format::Iso0 => Iso0Block::from_bytes(sized(block)?).decode(&account()?)?,
        Format::Iso1 => Iso1Block::from_bytes(sized(block)?).decode()?,
        Format::Iso2 => Iso2Block::from_bytes(sized(block)?).decode()?,
        Format::Iso3 => Iso3Block::from_bytes(sized(block)?).decode(&account()?)?,
    };
    Ok(as_text(&pin))
}

/// That the library refuses this block: a case that says so must be right.
pub(in super::super) fn must_not_read(
    format: Format,
    block: &[u8],
    pan: Option<&str>,
    id: &str,
) -> Result<(), GenerateError> {
    match read(format, block, pan) {
        Err(Error::Block(BlockError::Invalid)) => Ok(()),
        Err(error) => Err(at(id)(error)),
        Ok(_) => Err(at(id)("the block decodes")),
    }
}

pub(in super::super) fn as_text(pin: &Pin) -> String {
    pin.expose_digits()
        .iter()
        .filter_map(|digit| char::from_digit(u32::from(*digit), 10))
        .collect()
}

fn sized<const N: usize>(block: &[u8]) -> Result<[u8; N], BlockError> {
    block.try_into().map_err(|_| BlockError::Length)
}

/// 0000 and the 12 rightmost digits without the check digit.
fn tdes_pan_field(pan: &str) -> Result<Vec<u8>, hex::FromHexError> {
    let part: Vec<char> = pan.chars().rev().skip(1).take(12).collect();
    let part: String = part.into_iter().rev().collect();
    hex::decode(format!("0000{part}"))
}

fn nibbles(text: &str) -> Vec<u8> {
    text.chars()
        .filter_map(|nibble| nibble.to_digit(16))
        .filter_map(|nibble| u8::try_from(nibble).ok())
        .collect()
}

/// The hex text with one nibble replaced.
pub(in super::super) fn with_nibble(field: &str, position: usize, nibble: char) -> String {
    field
        .chars()
        .enumerate()
        .map(|(at, old)| if at == position { nibble } else { old })
        .collect()
}

/// The nibble at a position of hex text.
pub(in super::super) fn nibble(field: &str, position: usize) -> char {
    field.chars().nth(position).unwrap_or('0')
}
