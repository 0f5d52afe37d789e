//! A few of the entries of `pin_block.encode`: the call that goes out must look at them too.

use alloc::string::ToString;
use alloc::vec::Vec;

use serde_json::Value;

use super::super::online::{self, kinds, pan};
use super::super::{PAN_DIGITS, PIN_DIGITS, layout_oracles};
use super::{Request, accepted, opened};
use crate::conformance::client::RejectClass;
use crate::conformance::generate::GenerateError;
use crate::conformance::generate::build::CaseBuilder;
use crate::conformance::vector::Case;
use crate::pin_block::Format;
use crate::tzpk::TzpkKind;

/// The good entry, and others beside it.
pub(super) fn cases(format: Format) -> Result<Vec<Case>, GenerateError> {
    let kind = *kinds(format).first().unwrap_or(&TzpkKind::Tdes2);
    let key = online::key_of_textbook(kind)?;
    let with = |pin, pan| {
        let mut fields = Request { pin, pan, fill: None }.fields();
        fields.insert("kind".to_string(), Value::from(kind.name()));
        fields.insert("key".to_string(), Value::from(key.text()));
        Value::Object(fields)
    };
    let comment = "The entry that the others of this group stand beside".to_string();
    let request = Request {
        pin: "4826",
        pan: pan(format),
        fill: None,
    };
    let good = if format.free_nibbles(4) == 0 {
        accepted(
            format,
            "entry-plain".to_string(),
            comment,
            &key,
            request,
            with("4826", pan(format)),
        )?
    } else {
        opened(format, "entry-plain".to_string(), comment, with("4826", pan(format)))
    };
    let mut cases = Vec::from([good.reason("boundary:entry-plain").finish()]);
    let mut refuse = |id: &str, comment: &str, input, class, reason, flag, requirement| {
        let case = CaseBuilder::new(id, comment, input)
            .reject(class, "entry-plain")
            .requirement(requirement)
            .reason(reason)
            .reason("mutant:E19")
            .flag(flag)
            .agreed(layout_oracles(format));
        cases.push(case.finish());
    };
    let pins = [
        (
            "pin-letter",
            "482F",
            "A letter in the PIN",
            RejectClass::PinCharset,
            "mutant:E06",
            "LetterAsDigit",
        ),
        (
            "pin-newline",
            "4826\n",
            "A line end behind the PIN",
            RejectClass::PinCharset,
            "mutant:E04",
            "WhiteSpace",
        ),
        (
            "pin-arabic-indic",
            "\u{664}\u{668}\u{662}\u{666}",
            "Arabic-Indic digits",
            RejectClass::PinCharset,
            "mutant:E02",
            "DigitOfAnotherScript",
        ),
        (
            "pin-of-3",
            "482",
            "3 digits",
            RejectClass::PinLength,
            "mutant:E07",
            "PinLength",
        ),
        (
            "pin-of-13",
            "4826048260482",
            "13 digits",
            RejectClass::PinLength,
            "boundary:pin-length-13",
            "PinLength",
        ),
    ];
    for (id, pin, comment, class, reason, flag) in pins {
        refuse(id, comment, with(pin, pan(format)), class, reason, flag, PIN_DIGITS);
    }
    if format.wants_pan() {
        let pans = [
            (
                "pan-blanks",
                "5432 1012 3456 7890",
                "Blanks in the PAN",
                RejectClass::PanCharset,
                "mutant:D15",
                "PanNotDigits",
            ),
            (
                "pan-empty",
                "",
                "No digit in the PAN",
                RejectClass::PanLength,
                "boundary:pan-length-0",
                "PanLength",
            ),
        ];
        for (id, pan, comment, class, reason, flag) in pans {
            refuse(id, comment, with("4826", Some(pan)), class, reason, flag, PAN_DIGITS);
        }
    }
    Ok(cases)
}
