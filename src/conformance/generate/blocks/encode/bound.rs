//! Formats 0 and 3, which bind the PAN and need 12 digits before its check digit.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::clear::Clear;
use super::super::draw::{Draw, LETTERS};
use super::super::{PAN_DIGITS, PAN_LENGTHS, PIN_LENGTHS, TEST_PAN, kills, layout_oracles};
use super::{Entry, accepted, builder, described, opened, pin_mutants, refusals, shared, through_a_double};
use crate::conformance::client::RejectClass;
use crate::conformance::generate::GenerateError;
use crate::conformance::generate::build::{CaseBuilder, group};
use crate::conformance::vector::{Case, Level, VectorFile};
use crate::pin_block::Format;

pub(super) fn file(format: Format) -> Result<(String, VectorFile), GenerateError> {
    let mut file = builder(format)
        .group(group(
            "lengths",
            "Every PIN length with every PAN length",
            None,
            shared(format),
            cells(format)?,
        ))
        .group(group(
            "digits",
            "PINs and PANs whose digits show a bug of their own",
            None,
            shared(format),
            digits(format)?,
        ));
    if format == Format::Iso3 {
        file = file
            .group(group(
                "fills",
                "Given fill at both ends of its range",
                None,
                shared(format),
                fills(format)?,
            ))
            .group(group(
                "free-fill",
                "The client draws the fill",
                None,
                shared(format),
                free(format),
            ));
    }
    file.group(group(
        "short-pans",
        "PANs with fewer than 12 digits before the check digit",
        None,
        shared(format),
        short_pans(format)?,
    ))
    .group(group(
        "pin-entries",
        "PIN entries that are no PIN",
        None,
        shared(format),
        refusals::pins(format)?,
    ))
    .group(group(
        "pan-entries",
        "PANs that are no PAN",
        None,
        shared(format),
        refusals::pans(format, TEST_PAN)?,
    ))
    .finish()
}

/// Fill for a PIN: none in format 0.
fn fill_for(format: Format, pin: &str, draw: &mut Draw) -> Option<String> {
    (format == Format::Iso3).then(|| draw.text(LETTERS, format.free_nibbles(pin.len())))
}

fn cells(format: Format) -> Result<Vec<Case>, GenerateError> {
    let mut draw = Draw::new(&format!("pin_block_encode_{format}/lengths"));
    let mut cases = Vec::new();
    for (row, pin_length) in PIN_LENGTHS.enumerate() {
        for (column, pan_length) in PAN_LENGTHS.enumerate() {
            let pin = draw.pin(pin_length, row.saturating_add(column));
            let pan = draw.pan(pan_length, row.saturating_mul(3).saturating_add(column));
            let fill = fill_for(format, &pin, &mut draw);
            let entry = Entry {
                pin: &pin,
                pan: Some(&pan),
                fill: fill.as_deref(),
            };
            let id = format!("pin{pin_length}-pan{pan_length}");
            let case = accepted(format, id, described(&pin, &pan), entry)?
                .reason(format!("cell:pin{pin_length}-pan{pan_length}"));
            cases.push(kills(kills(case, &pin_mutants(&pin)), &pan_mutants(&pan)).finish());
        }
    }
    Ok(cases)
}

/// The bugs in taking the 12 digits that this PAN shows.
fn pan_mutants(pan: &str) -> Vec<&'static str> {
    let part = |digits: &str, skip: usize| -> String {
        let digits: Vec<char> = digits.chars().rev().skip(skip).take(12).collect();
        digits.into_iter().rev().collect()
    };
    let right = part(pan, 1);
    let first: String = pan.chars().take(12).collect();
    let by_check_digit = usize::from(super::has_right_check_digit(pan));
    [
        (right != part(pan, 0), "D07"),
        (right != first, "D09"),
        (right != part(pan, by_check_digit), "D10"),
        (right != part(&through_a_double(pan), 1), "D14"),
        (matches!(pan.len(), 13 | 19), "D16"),
    ]
    .into_iter()
    .filter_map(|(shows, mutant)| shows.then_some(mutant))
    .collect()
}

/// Id, PIN, PAN, reason, flag, comment.
const DIGITS: &[(&str, &str, &str, &str, &str, &str)] = &[
    (
        "pan-beyond-double",
        "2468",
        "9007199254740993123",
        "mutant:D14",
        "PanThroughNumber",
        "As a JavaScript number this PAN is 9007199254740993000",
    ),
    (
        "pan-zeros",
        "2468",
        "0000000000000000",
        "boundary:pan-part-zero",
        "PanThroughNumber",
        "The PAN part is zero, so the block is the PIN field; as a number the PAN has one digit",
    ),
    (
        "pan-leading-zeros",
        "2468",
        "0000012345678",
        "mutant:D14",
        "PanThroughNumber",
        "As a number this PAN has 8 digits",
    ),
    (
        "check-digit-right",
        "2468",
        "4761739001010119",
        "mutant:D07",
        "CheckDigitNotUsed",
        "The check digit is right",
    ),
    (
        "check-digit-wrong",
        "2468",
        "4761739001010112",
        "mutant:D10",
        "CheckDigitNotUsed",
        "The check digit is wrong, the block the same as with the right one",
    ),
    (
        "pan-front-differs",
        "2468",
        "9994761739001010119",
        "mutant:D09",
        "PanDigits",
        "Only digits before the rightmost 13 differ from 4761739001010119, so the block is the same",
    ),
    (
        "pin-in-pan",
        "777777777777",
        "7777777777777",
        "mutant:D12",
        "PinXorPan",
        "PIN and PAN have the same digits in the same places, which exclusive-or clears and OR keeps",
    ),
    (
        "pin-0000",
        "0000",
        TEST_PAN,
        "mutant:E01",
        "LeadingZero",
        "As a number this PIN is 0",
    ),
    (
        "pin-0042",
        "0042",
        TEST_PAN,
        "mutant:E01",
        "LeadingZero",
        "As a number this PIN is 42",
    ),
    (
        "pin-twelve-zeros",
        "000000000000",
        TEST_PAN,
        "mutant:E01",
        "LeadingZero",
        "Twelve zeros",
    ),
    (
        "pin-asymmetric",
        "1290",
        TEST_PAN,
        "mutant:D05",
        "NibbleOrder",
        "Every digit differs from its neighbour in the byte",
    ),
];

fn digits(format: Format) -> Result<Vec<Case>, GenerateError> {
    let mut draw = Draw::new(&format!("pin_block_encode_{format}/digits"));
    // One fill for all, so that two cases with the same block show it.
    let fill = fill_for(format, "2468", &mut draw);
    DIGITS
        .iter()
        .map(|(id, pin, pan, reason, flag, comment)| {
            let fill: Option<String> = fill
                .as_ref()
                .map(|fill| fill.chars().take(format.free_nibbles(pin.len())).collect());
            let entry = Entry {
                pin,
                pan: Some(pan),
                fill: fill.as_deref(),
            };
            Ok(accepted(format, *id, *comment, entry)?
                .reason(*reason)
                .flag(flag)
                .finish())
        })
        .collect()
}

/// Format 3: all A, all F, and each letter in turn.
fn fills(format: Format) -> Result<Vec<Case>, GenerateError> {
    let mut cases = Vec::new();
    for pin in ["1357", "13579135", "135791357913"] {
        let length = pin.len();
        for (name, pattern) in [("a", "a"), ("f", "f"), ("each", "fedcba")] {
            let fill: String = pattern.chars().cycle().take(format.free_nibbles(length)).collect();
            let entry = Entry {
                pin,
                pan: Some(TEST_PAN),
                fill: Some(&fill),
            };
            let comment = format!("PIN of {length} digits, fill {fill}");
            let case = accepted(format, format!("fill-{name}-pin{length}"), comment, entry)?;
            cases.push(
                case.reason(format!("boundary:fill-{name}-pin{length}"))
                    .flag("Format3Fill")
                    .finish(),
            );
        }
    }
    Ok(cases)
}

fn free(format: Format) -> Vec<Case> {
    let mut draw = Draw::new(&format!("pin_block_encode_{format}/free"));
    PIN_LENGTHS
        .map(|length| {
            let pin = draw.pin(length, length);
            let entry = Entry {
                pin: &pin,
                pan: Some(TEST_PAN),
                fill: None,
            };
            opened(
                format,
                format!("pin{length}-free"),
                format!("PIN of {length} digits; every drawn nibble must be A to F"),
                entry,
            )
            .reason(format!("cell:pin{length}-free"))
            .reason("mutant:D23")
            .flag("FreeFill")
            .finish()
        })
        .collect()
}

/// What a client that fills the PAN up with zeros gives, or a refusal: both are found in practice.
fn short_pans(format: Format) -> Result<Vec<Case>, GenerateError> {
    let mut draw = Draw::new(&format!("pin_block_encode_{format}/short"));
    let with_12 = PIN_LENGTHS.map(|length| (length, 12));
    let shorter = [(4, 11), (4, 8), (4, 2), (4, 1)];
    with_12
        .chain(shorter)
        .map(|(pin_length, pan_length)| {
            let pin = draw.pin(pin_length, pin_length);
            let pan = draw.pan(pan_length, pin_length);
            let fill = fill_for(format, &pin, &mut draw);
            let padded = format!("{pan:0>13}");
            let clear = Clear::new(format, &pin, Some(&padded), fill.as_deref().unwrap_or_default())?;
            let entry = Entry {
                pin: &pin,
                pan: Some(&pan),
                fill: fill.as_deref(),
            };
            let comment = format!(
                "PIN of {pin_length} digits, PAN of {pan_length}: refused, or filled up with zeros on the left"
            );
            let case = CaseBuilder::new(format!("pin{pin_length}-pan{pan_length}"), comment, entry.input())
                .either(clear.output(format), RejectClass::PanLength)
                .level(Level::May);
            let case = clear
                .steps(format, case)
                .flag("ShortPan")
                .requirement(PAN_DIGITS)
                .reason(format!("cell:pin{pin_length}-pan{pan_length}"))
                .agreed(layout_oracles(format));
            // Of one digit nothing is left to fill up: a client that fills on the other side gives the same.
            let case = if pan_length == 1 {
                case
            } else {
                case.reason("mutant:D16")
            };
            Ok(case.finish())
        })
        .collect()
}
