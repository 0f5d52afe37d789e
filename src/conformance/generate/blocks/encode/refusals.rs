//! What no format takes: entries that are no PIN, PANs that are no PAN.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::draw::{Draw, LETTERS, NIBBLES};
use super::super::typed::{NO_PAN, NO_PIN, Typed};
use super::super::{PAN_DIGITS, PIN_DIGITS, TEST_PAN, WRITTEN, layout_oracles};
use super::{Entry, accepted, opened};
use crate::conformance::client::RejectClass;
use crate::conformance::generate::GenerateError;
use crate::conformance::generate::build::CaseBuilder;
use crate::conformance::vector::Case;
use crate::pin_block::Format;

/// Every entry that is asked of this format: all of them of format 0, the telling ones of the others.
fn asked(format: Format, table: &'static [Typed]) -> impl Iterator<Item = &'static Typed> {
    table
        .iter()
        .filter(move |typed| typed.everywhere || format == Format::Iso0)
}

/// The PIN 1234 and entries beside it. The fill is free where the format has any: it depends on the length.
pub(super) fn pins(format: Format) -> Result<Vec<Case>, GenerateError> {
    let pan = format.wants_pan().then_some(TEST_PAN);
    let with = |pin| Entry { pin, pan, fill: None };
    let comment = "The PIN that the entries of this group stand beside";
    let good = if format.free_nibbles(4) == 0 {
        accepted(format, "entry-1234", comment, with("1234"))?
    } else {
        opened(format, "entry-1234", comment, with("1234"))
    };
    let refused = |id: String, comment: String, pin, class| {
        CaseBuilder::new(id, comment, with(pin).input())
            .reject(class, "entry-1234")
            .requirement(PIN_DIGITS)
            .agreed(layout_oracles(format))
    };
    let mut cases = Vec::from([good.reason("boundary:pin-length-4").finish()]);
    for (pin, mutant) in [
        ("", Some("mutant:E10")),
        ("123", Some("mutant:E07")),
        ("1234567890123", None),
    ] {
        let length = pin.len();
        let id = format!("entry-of-{length}-digits");
        let case = refused(id, format!("{length} digits"), pin, RejectClass::PinLength)
            .reason(format!("boundary:pin-length-{length}"))
            .flag("PinLength");
        cases.push(mutant.into_iter().fold(case, CaseBuilder::reason).finish());
    }
    for typed in asked(format, NO_PIN) {
        let comment = format!("In place of the PIN 1234: {}", typed.what);
        cases.push(
            refused(
                format!("entry-{}", typed.id),
                comment,
                typed.text,
                RejectClass::PinCharset,
            )
            .reason(typed.reason)
            .flag(typed.flag)
            .finish(),
        );
    }
    Ok(cases)
}

/// The test PAN and others beside it, for formats that bind one.
pub(super) fn pans(format: Format, good: &str) -> Result<Vec<Case>, GenerateError> {
    let mut draw = Draw::new(&format!("pin_block_encode_{format}/pans"));
    let alphabet = if format == Format::Iso4 { NIBBLES } else { LETTERS };
    let fill = draw.text(alphabet, format.free_nibbles(4));
    let fill = (!fill.is_empty()).then_some(fill.as_str());
    let with = |pan| Entry { pin: "2580", pan, fill };
    let refused = |id: String, comment: String, pan, class| {
        CaseBuilder::new(id, comment, with(pan).input())
            .reject(class, "pan-plain")
            .requirement(PAN_DIGITS)
    };
    let comment = "The PAN that the others of this group stand beside";
    let mut cases = Vec::from([accepted(format, "pan-plain", comment, with(Some(good)))?
        .reason("boundary:pan-length-16")
        .finish()]);

    for pan in ["", "41111111111111111114", "41111111111111111111111111111114"] {
        let length = pan.len();
        // psec takes more than 19 digits where it uses only 12 of them.
        let takes = length > 19 && format != Format::Iso4;
        let agreed = if takes { WRITTEN } else { layout_oracles(format) };
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
    for typed in NO_PAN {
        let comment = format!("In place of the PAN {good}: {}", typed.what);
        // What one format is asked for a bug, the others are asked as a boundary.
        let reason = if typed.everywhere || format == Format::Iso0 {
            typed.reason.into()
        } else {
            format!("boundary:pan-{}", typed.id)
        };
        cases.push(
            refused(
                format!("pan-{}", typed.id),
                comment,
                Some(typed.text),
                RejectClass::PanCharset,
            )
            .reason(reason)
            .flag(typed.flag)
            .agreed(layout_oracles(format))
            .finish(),
        );
    }
    Ok(cases)
}
