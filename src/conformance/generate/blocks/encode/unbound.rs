//! Formats 1 and 2, which bind no PAN.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::draw::{DIGITS, Draw, NIBBLES, repeat};
use super::super::{PIN_LENGTHS, TEST_PAN, kills};
use super::{Entry, accepted, builder, opened, pin_mutants, refusals, shared};
use crate::conformance::generate::GenerateError;
use crate::conformance::generate::build::group;
use crate::conformance::vector::{Case, Group, VectorFile};
use crate::pin_block::Format;

pub(super) fn format1() -> Result<(String, VectorFile), GenerateError> {
    let format = Format::Iso1;
    builder(format)
        .group(group(
            "fills",
            "Every PIN length with every kind of fill",
            None,
            shared(format),
            fills()?,
        ))
        .group(digits(format)?)
        .group(pan_ignored(format)?)
        .group(group(
            "free-fill",
            "The client draws the fill",
            None,
            shared(format),
            free(),
        ))
        .group(group(
            "pin-entries",
            "PIN entries that are no PIN",
            None,
            shared(format),
            refusals::pins(format)?,
        ))
        .finish()
}

pub(super) fn format2() -> Result<(String, VectorFile), GenerateError> {
    let format = Format::Iso2;
    let mut draw = Draw::new("pin_block_encode_iso2/lengths");
    let mut lengths = Vec::new();
    for length in PIN_LENGTHS {
        for (turn, shape) in ["leading-zero", "trailing-zero", "no-zero-at-the-ends"]
            .into_iter()
            .enumerate()
        {
            let pin = draw.pin(length, turn);
            let entry = Entry {
                pin: &pin,
                pan: None,
                fill: None,
            };
            let comment = format!("PIN of {length} digits, {}", shape.replace('-', " "));
            let case = accepted(format, format!("pin{length}-{shape}"), comment, entry)?
                .reason(format!("cell:pin{length}-{shape}"))
                .reason("mutant:D03");
            lengths.push(kills(case, &pin_mutants(&pin)).finish());
        }
    }
    builder(format)
        .group(group(
            "lengths",
            "Every PIN length, zeros at either end",
            None,
            shared(format),
            lengths,
        ))
        .group(digits(format)?)
        .group(pan_ignored(format)?)
        .group(group(
            "pin-entries",
            "PIN entries that are no PIN",
            None,
            shared(format),
            refusals::pins(format)?,
        ))
        .finish()
}

fn fills() -> Result<Vec<Case>, GenerateError> {
    let format = Format::Iso1;
    let mut draw = Draw::new("pin_block_encode_iso1/fills");
    let mut cases = Vec::new();
    for length in PIN_LENGTHS {
        let free = format.free_nibbles(length);
        let kinds = [
            ("zero", repeat("0", free), "all 0"),
            ("f", repeat("f", free), "all F"),
            ("a", repeat("a", free), "all A, as in the issuer's sample"),
            ("digits", draw.text(DIGITS, free), "all digits, as if the PIN went on"),
            ("mixed", draw.text(NIBBLES, free), "mixed"),
        ];
        for (turn, (name, fill, what)) in kinds.into_iter().enumerate() {
            let pin = draw.pin(length, turn.saturating_add(length));
            let entry = Entry {
                pin: &pin,
                pan: None,
                fill: Some(&fill),
            };
            let comment = format!("PIN of {length} digits, fill {what}");
            let case = accepted(format, format!("pin{length}-fill-{name}"), comment, entry)?
                .reason(format!("cell:pin{length}-fill-{name}"));
            let case = match name {
                "a" => case.flag("IssuerSampleFill"),
                "digits" => case.flag("FillLikeDigits"),
                _ => case,
            };
            cases.push(kills(case, &pin_mutants(&pin)).finish());
        }
    }
    Ok(cases)
}

/// Id, PIN, reason, flag, comment.
const SHOWING: &[(&str, &str, &str, &str, &str)] = &[
    (
        "pin-0000",
        "0000",
        "mutant:E01",
        "LeadingZero",
        "As a number this PIN is 0",
    ),
    (
        "pin-0042",
        "0042",
        "mutant:E01",
        "LeadingZero",
        "As a number this PIN is 42",
    ),
    (
        "pin-twelve-zeros",
        "000000000000",
        "mutant:E01",
        "LeadingZero",
        "Twelve zeros",
    ),
    (
        "pin-twelve-nines",
        "999999999999",
        "boundary:pin-largest",
        "LeadingZero",
        "Twelve nines",
    ),
    (
        "pin-asymmetric",
        "1290",
        "mutant:D05",
        "NibbleOrder",
        "Every digit differs from its neighbour in the byte",
    ),
];

fn digits(format: Format) -> Result<Group, GenerateError> {
    let cases: Result<_, GenerateError> = SHOWING
        .iter()
        .map(|(id, pin, reason, flag, comment)| {
            let fill: String = "5b0e93c7d1".chars().take(format.free_nibbles(pin.len())).collect();
            let entry = Entry {
                pin,
                pan: None,
                fill: (!fill.is_empty()).then_some(&fill),
            };
            Ok(accepted(format, *id, *comment, entry)?
                .reason(*reason)
                .flag(flag)
                .finish())
        })
        .collect();
    let comment = "PINs whose digits show a bug of their own";
    Ok(group("digits", comment, None, shared(format), cases?))
}

fn pan_ignored(format: Format) -> Result<Group, GenerateError> {
    let (fill, same, mutant) = match format {
        Format::Iso1 => (Some("0f1e2d3c4b"), "The same PIN and fill without a PAN", "mutant:D19"),
        _ => (None, "The same PIN without a PAN", "mutant:D19-refused"),
    };
    let with = |pan| Entry { pin: "2580", pan, fill };
    let without = accepted(format, "without-pan", same, with(None))?;
    let mut cases = Vec::from([without.reason("boundary:pan-absent").finish()]);
    for pan in [TEST_PAN, "5000000000009", "9007199254740993123", "500000000007"] {
        let length = pan.len();
        let comment = format!("A PAN of {length} digits is there; the block is the one without it");
        let case = accepted(format, format!("pan-of-{length}"), comment, with(Some(pan)))?;
        cases.push(case.reason(mutant).flag("PanIgnored").sibling("without-pan").finish());
    }
    let comment = "A PAN that is there and does not count";
    Ok(group("pan-ignored", comment, None, shared(format), cases))
}

fn free() -> Vec<Case> {
    let mut draw = Draw::new("pin_block_encode_iso1/free");
    PIN_LENGTHS
        .map(|length| {
            let pin = draw.pin(length, length);
            let entry = Entry {
                pin: &pin,
                pan: None,
                fill: None,
            };
            let case = opened(
                Format::Iso1,
                format!("pin{length}-free"),
                format!("PIN of {length} digits"),
                entry,
            )
            .reason(format!("cell:pin{length}-free"))
            .flag("FreeFill");
            kills(case, &pin_mutants(&pin)).finish()
        })
        .collect()
}
