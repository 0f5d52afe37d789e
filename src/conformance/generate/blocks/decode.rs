//! `pin_block.decode`, a file for each format.
//!
//! A good block stands first in each group; every block beside it differs in one nibble, or in one other thing.

mod context;
mod nibbles;
mod whole;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Value, json};

use super::clear::{Clear, must_not_read, read};
use super::draw::{DIGITS, Draw, LETTERS, NIBBLES, repeat};
use super::{PIN_LENGTHS, TEST_PAN, control, inside_a_block, layout_clause, layout_oracles};
use crate::conformance::client::{Op, RejectClass};
use crate::conformance::generate::GenerateError;
use crate::conformance::generate::build::{CaseBuilder, FileBuilder, at, group};
use crate::conformance::vector::{Case, VectorFile};
use crate::pin_block::Format;

pub(super) fn files() -> Result<Vec<(String, VectorFile)>, GenerateError> {
    Format::ALL.into_iter().map(file).collect()
}

fn file(format: Format) -> Result<(String, VectorFile), GenerateError> {
    let name = control(format);
    let mut file = FileBuilder::new(
        format!("pin_block_decode_{format}"),
        Op::PinBlockDecode,
        format!("Reading clear PIN blocks, ISO 9564-1, format {name}"),
    )
    .param("format", format.name())
    .spec(&format!("ISO 9564-1, format {name}"))
    .group(group(
        "lengths",
        "Every PIN length, every kind of fill",
        None,
        shared(format, None),
        lengths(format)?,
    ));
    for base in bases(format)? {
        let id = format!("pin{}", base.pin.len());
        let comment = format!(
            "One good block with a PIN of {} digits, and what one wrong nibble makes of it",
            base.pin.len()
        );
        file = file.group(group(
            id,
            comment,
            None,
            shared(format, base.pan),
            nibbles::cases(&base)?,
        ));
    }
    let good = base(format, "2580")?;
    file = file.group(group(
        "whole-blocks",
        "Blocks that are something else",
        None,
        shared(format, good.pan),
        whole::cases(&good)?,
    ));
    if format == Format::Iso0 || format == Format::Iso3 {
        file = file.group(group(
            "pan-lengths",
            "Every PIN length with every PAN length",
            None,
            shared(format, None),
            context::cells(format)?,
        ));
        let good = base_with(format, "2580", TEST_PAN)?;
        file = file.group(group(
            "pans",
            "The PAN that the block is opened with",
            None,
            shared(format, None),
            context::pans(&good)?,
        ));
    }
    if format == Format::Iso1 {
        let good = base(format, "7391")?;
        file = file.group(group(
            "pan-ignored",
            "A PAN that is there and does not count",
            None,
            shared(format, None),
            context::ignored(&good),
        ));
    }
    file.indistinguishable(inside_a_block).finish()
}

/// A good block.
struct Base {
    format: Format,
    pin: &'static str,
    pan: Option<&'static str>,
    clear: Clear,
}

impl Base {
    /// The PIN field in hex: the block before the PAN is mixed in.
    fn field(&self) -> String {
        hex::encode(&self.clear.pin_field)
    }

    fn block(&self) -> Vec<u8> {
        self.clear.block(self.format)
    }

    /// The good case of a group that shares the PAN.
    fn accepted(&self, id: impl Into<String>, comment: impl Into<String>) -> CaseBuilder {
        accepted(self.format, id, comment, &self.clear, self.pin, None)
    }

    /// A case beside `sibling` whose PIN field is `field`.
    fn refused(&self, id: String, comment: String, field: &str, sibling: &str) -> Result<CaseBuilder, GenerateError> {
        let clear = self.clear.with_pin_field(field)?;
        let block = clear.block(self.format);
        must_not_read(self.format, &block, self.pan, &id)?;
        let case =
            CaseBuilder::new(id, comment, input(self.format, &block, None)).reject(RejectClass::BlockInvalid, sibling);
        Ok(clear
            .field_steps(case)
            .requirement(layout_clause(self.format))
            .agreed(layout_oracles(self.format)))
    }
}

/// A PAN whose 8 and 9 turn a letter into a digit, so that a block without it does not read as another PIN.
const BASE_PAN: &str = "5413330089099130";

fn base(format: Format, pin: &'static str) -> Result<Base, GenerateError> {
    base_with(format, pin, BASE_PAN)
}

/// Fill of A to F where the format leaves it free, so that no wrong length reads it as digits.
fn base_with(format: Format, pin: &'static str, pan: &'static str) -> Result<Base, GenerateError> {
    let mut draw = Draw::new(&format!("pin_block_decode_{format}/{pin}"));
    let fill = draw.text(LETTERS, format.free_nibbles(pin.len()));
    let clear = Clear::new(format, pin, Some(pan), &fill)?;
    // In format 4 the PAN is no part of the clear PIN field.
    let clear = if format == Format::Iso4 {
        Clear {
            pan_field: None,
            ..clear
        }
    } else {
        clear
    };
    let pan = (format == Format::Iso0 || format == Format::Iso3).then_some(pan);
    Ok(Base {
        format,
        pin,
        pan,
        clear,
    })
}

fn bases(format: Format) -> Result<[Base; 3], GenerateError> {
    Ok([
        base(format, "1379")?,
        base(format, "0481516")?,
        base(format, "230481516234")?,
    ])
}

fn shared(format: Format, pan: Option<&str>) -> Value {
    match pan {
        Some(pan) => json!({"format": format.name(), "pan": pan}),
        None => json!({"format": format.name()}),
    }
}

/// The request fields of a block.
fn input(format: Format, block: &[u8], pan: Option<&str>) -> Value {
    let name = if format == Format::Iso4 { "pin_field" } else { "block" };
    match pan {
        Some(pan) => json!({name: hex::encode(block), "pan": pan}),
        None => json!({name: hex::encode(block)}),
    }
}

fn accepted(
    format: Format,
    id: impl Into<String>,
    comment: impl Into<String>,
    clear: &Clear,
    pin: &str,
    pan: Option<&str>,
) -> CaseBuilder {
    let case = CaseBuilder::new(id, comment, input(format, &clear.block(format), pan)).accept(json!({ "pin": pin }));
    clear
        .field_steps(case)
        .requirement(layout_clause(format))
        .agreed(layout_oracles(format))
}

/// Kinds of fill that a decoder of this format must take: name, characters, what it is.
fn fill_kinds(format: Format) -> &'static [(&'static str, &'static str, &'static str)] {
    match format {
        Format::Iso0 | Format::Iso2 => &[("fixed", "", "as the format fixes it")],
        Format::Iso1 => &[
            ("zero", "0", "all 0"),
            ("f", "f", "all F"),
            ("digits", DIGITS, "all digits, as if the PIN went on"),
            ("mixed", NIBBLES, "mixed"),
        ],
        Format::Iso3 => &[("a", "a", "all A"), ("f", "f", "all F"), ("mixed", LETTERS, "mixed")],
        Format::Iso4 => &[
            ("zero", "0", "random half all 0"),
            ("f", "f", "random half all F"),
            ("digits", DIGITS, "random half all digits"),
            ("mixed", NIBBLES, "random half mixed"),
        ],
    }
}

fn lengths(format: Format) -> Result<Vec<Case>, GenerateError> {
    let mut draw = Draw::new(&format!("pin_block_decode_{format}/lengths"));
    let mut cases = Vec::new();
    for length in PIN_LENGTHS {
        for (turn, (name, alphabet, what)) in fill_kinds(format).iter().enumerate() {
            let pin = draw.pin(length, length.saturating_add(turn));
            let free = format.free_nibbles(length);
            let fill = if alphabet.len() == 1 {
                repeat(alphabet, free)
            } else {
                draw.text(alphabet, free)
            };
            let binds = format == Format::Iso0 || format == Format::Iso3;
            // Every PAN length comes up, beginning with the shortest.
            let pan_length = length
                .saturating_add(turn)
                .saturating_sub(4)
                .checked_rem(7)
                .unwrap_or(0)
                .saturating_add(13);
            let pan = draw.pan(pan_length, length);
            let mut clear = Clear::new(format, &pin, Some(&pan), &fill)?;
            if format == Format::Iso4 {
                clear.pan_field = None;
            }
            let pan = binds.then_some(pan.as_str());
            let block = clear.block(format);
            if read(format, &block, pan).map_err(at(&pin))? != pin {
                return Err(at(&pin)("the block reads as another PIN"));
            }
            let id = format!("pin{length}-fill-{name}");
            let mut case = accepted(
                format,
                id,
                format!("PIN of {length} digits, fill {what}"),
                &clear,
                &pin,
                pan,
            )
            .reason(format!("cell:pin{length}-fill-{name}"));
            if binds {
                case = case.reason(format!("cell:pan{pan_length}"));
            }
            if pin.starts_with('0') {
                case = case.reason("mutant:E01");
            }
            // A decoder that looks for F where the PIN ends.
            if matches!(format, Format::Iso1 | Format::Iso3) && !fill.contains('f') {
                case = case.reason("mutant:D36");
            }
            if format == Format::Iso1 && *name != "mixed" {
                case = case.flag("FillLikeDigits");
            }
            cases.push(case.finish());
        }
    }
    Ok(cases)
}
