//! `pin_block.encode`, a file for each format.

mod bound;
mod format4;
mod refusals;
mod unbound;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Map, Value, json};

use super::clear::Clear;
use super::draw::has_right_check_digit;
use super::{layout_clause, layout_oracles};
use crate::conformance::client::Op;
use crate::conformance::generate::GenerateError;
use crate::conformance::generate::build::{CaseBuilder, FileBuilder};
use crate::conformance::vector::{Judge, VectorFile};
use crate::pin_block::Format;

pub(super) fn files() -> Result<Vec<(String, VectorFile)>, GenerateError> {
    Ok([
        bound::file(Format::Iso0)?,
        unbound::format1()?,
        unbound::format2()?,
        bound::file(Format::Iso3)?,
        format4::file()?,
    ]
    .into())
}

fn builder(format: Format) -> FileBuilder {
    FileBuilder::new(
        format!("pin_block_encode_{format}"),
        Op::PinBlockEncode,
        format!("Clear PIN blocks, ISO 9564-1, format {}", super::control(format)),
    )
    .param("format", format.name())
    .spec(&format!("ISO 9564-1, format {}", super::control(format)))
}

/// What a cardholder and a card bring to a block.
#[derive(Clone, Copy)]
struct Entry<'a> {
    pin: &'a str,
    pan: Option<&'a str>,
    /// None: the client draws its own.
    fill: Option<&'a str>,
}

impl Entry<'_> {
    fn input(&self) -> Value {
        let mut fields = Map::new();
        for (name, value) in [("pin", Some(self.pin)), ("pan", self.pan), ("fill", self.fill)] {
            if let Some(value) = value {
                fields.insert(name.to_string(), Value::from(value));
            }
        }
        Value::Object(fields)
    }
}

/// A case that has one right answer.
fn accepted(
    format: Format,
    id: impl Into<String>,
    comment: impl Into<String>,
    entry: Entry<'_>,
) -> Result<CaseBuilder, GenerateError> {
    let clear = Clear::new(format, entry.pin, entry.pan, entry.fill.unwrap_or_default())?;
    let case = CaseBuilder::new(id, comment, entry.input()).accept(clear.output(format));
    Ok(clear
        .steps(format, case)
        .requirement(layout_clause(format))
        .agreed(layout_oracles(format)))
}

/// A case that the kit judges by opening the block.
fn opened(format: Format, id: impl Into<String>, comment: impl Into<String>, entry: Entry<'_>) -> CaseBuilder {
    CaseBuilder::new(id, comment, entry.input())
        .judged(Judge::Opens)
        .requirement(layout_clause(format))
        .agreed(layout_oracles(format))
}

/// The bugs that an ordinary PIN shows by its digits alone.
fn pin_mutants(pin: &str) -> Vec<&'static str> {
    let length = pin.len();
    [
        (pin.starts_with('0'), "E01"),
        (length > 9, "D02"),
        (!length.is_multiple_of(2), "D06"),
    ]
    .into_iter()
    .filter_map(|(shows, mutant)| shows.then_some(mutant))
    .collect()
}

/// What there is to say about the digits of a PIN and a PAN.
fn described(pin: &str, pan: &str) -> String {
    let mut text = format!("PIN of {} digits", pin.len());
    if pin.starts_with('0') {
        text.push_str(" with a leading zero");
    } else if pin.ends_with('0') {
        text.push_str(" with a trailing zero");
    }
    text.push_str(&format!(", PAN of {}", pan.len()));
    if pan.starts_with('0') {
        text.push_str(" with a leading zero");
    }
    text.push_str(if has_right_check_digit(pan) {
        ", check digit right"
    } else {
        ", check digit wrong"
    });
    text
}

/// The PAN as JavaScript prints it after it went through a number: a double, shortest digits.
fn through_a_double(pan: &str) -> String {
    let number: f64 = pan.parse().unwrap_or_default();
    let shortest = format!("{number:e}");
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let length = exponent.parse::<usize>().unwrap_or_default().saturating_add(1);
    format!("{digits:0<length$}")
}

fn shared(format: Format) -> Value {
    json!({"format": format.name()})
}

#[cfg(test)]
mod tests {
    use super::through_a_double;

    #[test]
    fn a_double_loses_what_javascript_loses() {
        for (pan, printed) in [
            ("9007199254740993123", "9007199254740993000"),
            ("4111111111111111", "4111111111111111"),
            ("0000012345678", "12345678"),
            ("0000000000000000", "0"),
            ("1000000000000000000", "1000000000000000000"),
            ("10", "10"),
        ] {
            assert_eq!(through_a_double(pan), printed);
        }
    }
}
