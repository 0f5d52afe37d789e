//! The PAN that a clear block is opened with: the right one, another, none at all.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::json;

use super::super::clear::{Clear, must_not_read};
use super::super::draw::{DIGITS, Draw, LETTERS};
use super::super::typed::NO_PAN;
use super::super::{PAN_DIGITS, PIN_LENGTHS, TEST_PAN, WRITTEN, layout_clause, layout_oracles};
use super::{Base, accepted, input};
use crate::conformance::client::RejectClass;
use crate::conformance::generate::GenerateError;
use crate::conformance::generate::build::{CaseBuilder, at};
use crate::conformance::vector::{Case, Level};
use crate::pin_block::Format;

/// Formats 0 and 3.
pub(super) fn pans(base: &Base) -> Result<Vec<Case>, GenerateError> {
    let format = base.format;
    let block = base.block();
    let good = |id, comment, pan| accepted(format, id, comment, &base.clear, base.pin, Some(pan));
    let mut cases = Vec::from([
        good(
            "pan-plain",
            "The PAN that the others of this group stand beside",
            TEST_PAN,
        )
        .reason("boundary:pan-length-16")
        .finish(),
        good(
            "pan-check-digit",
            "Only the check digit differs, which the block does not bind",
            "4111111111111118",
        )
        .reason("mutant:D07")
        .flag("CheckDigitNotUsed")
        .finish(),
        good(
            "pan-front",
            "Only digits before the rightmost 13 differ, which the block does not bind",
            "9994111111111111111",
        )
        .reason("mutant:D09")
        .flag("PanDigits")
        .finish(),
    ]);
    let one_digit = one_digit_off(base)?;
    let others = [
        ("pan-other", "5589898989898984", "Another PAN"),
        (
            "pan-one-digit",
            &one_digit,
            "The PAN with one wrong digit, which meets a fill nibble",
        ),
    ];
    for (id, pan, comment) in others {
        must_not_read(format, &block, Some(pan), id)?;
        let case = CaseBuilder::new(id, comment, input(format, &block, Some(pan)))
            .reject(RejectClass::BlockInvalid, "pan-plain")
            .requirement(layout_clause(format))
            .reason(format!("boundary:{id}"))
            .flag("WrongPan")
            .agreed(layout_oracles(format));
        cases.push(case.finish());
    }
    cases.extend(refusals(base));
    cases.extend(short(base)?);
    Ok(cases)
}

/// The last digit before the check digit changed so that the block does not decode: in format 3 some changes lead from one
/// letter to another.
fn one_digit_off(base: &Base) -> Result<String, GenerateError> {
    let front: String = TEST_PAN.chars().take(14).collect();
    DIGITS
        .chars()
        .map(|digit| format!("{front}{digit}1"))
        .find(|pan| must_not_read(base.format, &base.block(), Some(pan), "").is_ok())
        .ok_or_else(|| at("pan-one-digit")("no digit spoils the block"))
}

fn refusals(base: &Base) -> Vec<Case> {
    let format = base.format;
    let refused = |id: String, comment: String, pan, class| {
        CaseBuilder::new(id, comment, input(format, &base.block(), pan))
            .reject(class, "pan-plain")
            .requirement(PAN_DIGITS)
    };
    let mut cases = Vec::new();
    for (pan, agreed) in [("", layout_oracles(format)), ("41111111111111111114", WRITTEN)] {
        let length = pan.len();
        let case = refused(
            format!("pan-of-{length}-digits"),
            format!("{length} digits"),
            Some(pan),
            RejectClass::PanLength,
        )
        .reason(format!("boundary:pan-length-{length}"))
        .flag("PanLength")
        .agreed(agreed);
        let case = if pan.is_empty() {
            case
        } else {
            case.reason("mutant:D16")
        };
        cases.push(case.finish());
    }
    cases.push(
        refused(
            "pan-absent".into(),
            "A format that binds the PAN, and no PAN".into(),
            None,
            RejectClass::Message,
        )
        .reason("boundary:pan-absent")
        .flag("PanAbsent")
        .agreed(WRITTEN)
        .finish(),
    );
    for typed in NO_PAN.iter().filter(|typed| typed.everywhere) {
        let comment = format!("In place of the PAN {TEST_PAN}: {}", typed.what);
        let case = refused(
            format!("pan-{}", typed.id),
            comment,
            Some(typed.text),
            RejectClass::PanCharset,
        )
        .reason(typed.reason)
        .flag(typed.flag)
        .agreed(layout_oracles(format));
        cases.push(case.finish());
    }
    cases
}

/// Formats 0 and 3: PINs of 4 to 12 digits with PANs of 12 to 19. Of a PAN of 12 digits, 11 are left without the check digit.
pub(super) fn cells(format: Format) -> Result<Vec<Case>, GenerateError> {
    let mut draw = Draw::new(&format!("pin_block_decode_{format}/pan-lengths"));
    let mut cases = Vec::new();
    for (row, pin_length) in PIN_LENGTHS.enumerate() {
        for (column, pan_length) in (12..=19).enumerate() {
            let pin = draw.pin(pin_length, row.saturating_add(column));
            let pan = draw.pan(pan_length, row.saturating_mul(3).saturating_add(column));
            let fill = draw.text(LETTERS, format.free_nibbles(pin_length));
            let clear = Clear::new(format, &pin, Some(&format!("{pan:0>13}")), &fill)?;
            let id = format!("pin{pin_length}-pan{pan_length}");
            let comment = format!("PIN of {pin_length} digits, PAN of {pan_length}");
            let case = if pan_length == 12 {
                short_pan(format, id.clone(), comment, &clear, &pin, &pan)
            } else {
                accepted(format, id.clone(), comment, &clear, &pin, Some(&pan))
            };
            cases.push(case.reason(format!("cell:{id}")).finish());
        }
    }
    Ok(cases)
}

/// A PAN that is too short: what a client does with it is its own affair.
fn short_pan(format: Format, id: String, comment: String, clear: &Clear, pin: &str, pan: &str) -> CaseBuilder {
    let comment = format!("{comment}: refused, or filled up with zeros on the left");
    let case = CaseBuilder::new(id, comment, input(format, &clear.block(format), Some(pan)))
        .either(json!({ "pin": pin }), RejectClass::PanLength)
        .level(Level::May);
    clear
        .field_steps(case)
        .flag("ShortPan")
        .requirement(PAN_DIGITS)
        .agreed(layout_oracles(format))
}

/// Refused, or opened with the PAN filled up with zeros on the left.
fn short(base: &Base) -> Result<Vec<Case>, GenerateError> {
    let format = base.format;
    let mut draw = Draw::new(&format!("pin_block_decode_{format}/short"));
    [12, 11, 1]
        .into_iter()
        .map(|length| {
            let pan = draw.pan(length, length);
            let fill: String = "cafedbeafa".chars().take(format.free_nibbles(base.pin.len())).collect();
            let clear = Clear::new(format, base.pin, Some(&format!("{pan:0>13}")), &fill)?;
            let id = format!("pan-of-{length}-digits");
            let comment = format!("A PAN of {length} digits");
            let case = short_pan(format, id, comment, &clear, base.pin, &pan);
            Ok(case
                .reason(format!("boundary:pan-length-{length}"))
                .reason("mutant:D16")
                .finish())
        })
        .collect()
}

/// Format 1.
pub(super) fn ignored(base: &Base) -> Vec<Case> {
    let good = |id: String, comment: String, pan| accepted(base.format, id, comment, &base.clear, base.pin, pan);
    let without = good("without-pan".into(), "The block without a PAN".into(), None).reason("boundary:pan-absent");
    let mut cases = Vec::from([without.finish()]);
    for pan in [TEST_PAN, "9007199254740993123", "500000000007"] {
        let length = pan.len();
        let comment = format!("A PAN of {length} digits is there; the PIN is the one without it");
        let case = good(format!("with-pan-of-{length}"), comment, Some(pan));
        cases.push(
            case.reason("mutant:D19")
                .flag("PanIgnored")
                .sibling("without-pan")
                .finish(),
        );
    }
    cases
}
