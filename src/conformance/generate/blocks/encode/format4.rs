//! Format 4: two fields of 16 bytes, PANs and tokens of any length.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::draw::{Draw, NIBBLES, repeat};
use super::super::{PIN_LENGTHS, TEST_PAN, kills};
use super::{Entry, accepted, builder, described, opened, pin_mutants, refusals, shared, through_a_double};
use crate::conformance::generate::GenerateError;
use crate::conformance::generate::build::group;
use crate::conformance::vector::{Case, VectorFile};
use crate::pin_block::Format;

const FORMAT: Format = Format::Iso4;

pub(super) fn file() -> Result<(String, VectorFile), GenerateError> {
    let cells = PIN_LENGTHS.flat_map(|pin| (12..=19).map(move |pan| (pin, pan)));
    let short = (1..12).flat_map(|pan| [4, 7, 12].map(|pin| (pin, pan)));
    builder(FORMAT)
        .group(group(
            "lengths",
            "Every PIN length with every PAN length from 12",
            None,
            shared(FORMAT),
            lengths("lengths", cells)?,
        ))
        .group(group(
            "short-pans",
            "PANs under 12 digits, filled up with zeros on the left",
            None,
            shared(FORMAT),
            lengths("short", short)?,
        ))
        .group(group(
            "digits",
            "PINs and PANs whose digits show a bug of their own",
            None,
            shared(FORMAT),
            digits()?,
        ))
        .group(group(
            "fills",
            "Given random half of the PIN field",
            None,
            shared(FORMAT),
            fills()?,
        ))
        .group(group(
            "free-fill",
            "The client draws the random half",
            None,
            shared(FORMAT),
            free(),
        ))
        .group(group(
            "pin-entries",
            "PIN entries that are no PIN",
            None,
            shared(FORMAT),
            refusals::pins(FORMAT)?,
        ))
        .group(group(
            "pan-entries",
            "PANs that are no PAN",
            None,
            shared(FORMAT),
            refusals::pans(FORMAT, TEST_PAN)?,
        ))
        .finish()
}

fn lengths(place: &str, pairs: impl Iterator<Item = (usize, usize)>) -> Result<Vec<Case>, GenerateError> {
    let mut draw = Draw::new(&format!("pin_block_encode_iso4/{place}"));
    pairs
        .map(|(pin_length, pan_length)| {
            let turn = pin_length.saturating_add(pan_length);
            let pin = draw.pin(pin_length, turn);
            let pan = draw.pan(pan_length, turn);
            let fill = draw.text(NIBBLES, 16);
            let entry = Entry {
                pin: &pin,
                pan: Some(&pan),
                fill: Some(&fill),
            };
            let case = accepted(
                FORMAT,
                format!("pin{pin_length}-pan{pan_length}"),
                described(&pin, &pan),
                entry,
            )?
            .reason(format!("cell:pin{pin_length}-pan{pan_length}"));
            let case = kills(kills(case, &pin_mutants(&pin)), &pan_mutants(&pan));
            Ok(if pan_length < 12 {
                case.flag("ShortPanFormat4").finish()
            } else {
                case.finish()
            })
        })
        .collect()
}

/// The bugs in laying the PAN out that this one shows.
fn pan_mutants(pan: &str) -> Vec<&'static str> {
    [
        (pan.len() < 12, "D17"),
        (matches!(pan.len(), 12 | 16 | 19), "D27"),
        (pan.len() == 12, "D30"),
        (pan.len() > 12 && through_a_double(pan) != pan, "D14"),
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
        "pan-zeros-16",
        "2468",
        "0000000000000000",
        "mutant:D14",
        "PanThroughNumber",
        "As a number this PAN has one digit; the PAN field tells its length all the same",
    ),
    (
        "pan-zeros-12",
        "2468",
        "000000000000",
        "boundary:pan-field-zero",
        "PanThroughNumber",
        "The PAN field is zero",
    ),
    (
        "pan-zero",
        "2468",
        "0",
        "boundary:pan-shortest",
        "ShortPanFormat4",
        "The shortest PAN, the same field as twelve zeros",
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
        TEST_PAN,
        "mutant:D28",
        "CheckDigitUsed",
        "The check digit is right",
    ),
    (
        "check-digit-wrong",
        "2468",
        "4111111111111112",
        "mutant:D28",
        "CheckDigitUsed",
        "The check digit is wrong; format 4 has it in the PAN field",
    ),
    (
        "token",
        "2468",
        "8661218353725212",
        "boundary:token",
        "PanToken",
        "A PAN token in the place of the PAN",
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

fn digits() -> Result<Vec<Case>, GenerateError> {
    DIGITS
        .iter()
        .map(|(id, pin, pan, reason, flag, comment)| {
            let entry = Entry {
                pin,
                pan: Some(pan),
                fill: Some("0f1e2d3c4b5a6978"),
            };
            Ok(accepted(FORMAT, *id, *comment, entry)?
                .reason(*reason)
                .flag(flag)
                .finish())
        })
        .collect()
}

fn fills() -> Result<Vec<Case>, GenerateError> {
    let kinds = [
        ("zero", repeat("0", 16), "all 0"),
        ("f", repeat("f", 16), "all F"),
        ("a", repeat("a", 16), "all A, as the fill of the PIN half"),
        ("digits", "0123456789012345".into(), "all digits, as if the PIN went on"),
    ];
    let mut cases = Vec::new();
    for pin in ["1357", "1357913", "135791357913"] {
        let length = pin.len();
        for (name, fill, what) in &kinds {
            let entry = Entry {
                pin,
                pan: Some(TEST_PAN),
                fill: Some(fill),
            };
            let comment = format!("PIN of {length} digits, random half {what}");
            let case = accepted(FORMAT, format!("fill-{name}-pin{length}"), comment, entry)?;
            cases.push(
                case.reason(format!("boundary:fill-{name}-pin{length}"))
                    .reason("mutant:D26")
                    .finish(),
            );
        }
    }
    Ok(cases)
}

fn free() -> Vec<Case> {
    let mut draw = Draw::new("pin_block_encode_iso4/free");
    PIN_LENGTHS
        .map(|length| {
            let pin = draw.pin(length, length);
            let entry = Entry {
                pin: &pin,
                pan: Some(TEST_PAN),
                fill: None,
            };
            opened(
                FORMAT,
                format!("pin{length}-free"),
                format!("PIN of {length} digits; the fill of the PIN half must be A"),
                entry,
            )
            .reason(format!("cell:pin{length}-free"))
            .reason("mutant:D26")
            .flag("FreeFill")
            .finish()
        })
        .collect()
}
