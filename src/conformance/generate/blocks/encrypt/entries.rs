//! A few of the entries of `pin_block.encode`: the call that goes out must look at them too.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;

use super::super::online::{self, kinds, pan};
use super::super::sealed::NamedKey;
use super::super::typed::NO_PIN;
use super::super::{PAN_DIGITS, PIN_DIGITS, WRITTEN, layout_oracles};
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
    let more = More {
        format,
        kind,
        key: &key,
    };
    cases.extend(more.pins()?);
    if format.wants_pan() {
        cases.extend(more.pans());
    }
    if format == Format::Iso1 {
        cases.extend(more.ignored());
    }
    if format == Format::Iso4 {
        cases.extend(more.short()?);
    }
    Ok(cases)
}

/// The entries of `pin_block.encode` that a client is most often found to take.
const TELLING: [&str; 10] = [
    "letter-a-lower",
    "space-before",
    "space-behind",
    "tab",
    "no-break-space",
    "one-arabic-indic",
    "one-full-width",
    "right-to-left-override",
    "zero-width-space",
    "nul",
];

struct More<'a> {
    format: Format,
    kind: TzpkKind,
    key: &'a NamedKey,
}

impl More<'_> {
    fn input(&self, pin: &str, pan: Option<&str>, fill: Option<&str>) -> Value {
        let mut fields = Request { pin, pan, fill }.fields();
        fields.insert("kind".to_string(), Value::from(self.kind.name()));
        fields.insert("key".to_string(), Value::from(self.key.text()));
        Value::Object(fields)
    }

    fn refused(
        &self,
        id: String,
        comment: String,
        (pin, pan): (&str, Option<&str>),
        class: RejectClass,
    ) -> CaseBuilder {
        let reason = format!("boundary:{id}");
        CaseBuilder::new(id, comment, self.input(pin, pan, None))
            .reject(class, "entry-plain")
            .reason(reason)
    }

    /// Entries that stand beside the PIN 1234.
    fn pins(&self) -> Result<Vec<Case>, GenerateError> {
        let format = self.format;
        let request = Request {
            pin: "1234",
            pan: pan(format),
            fill: None,
        };
        let (id, comment) = (
            "entry-1234".to_string(),
            "The PIN that the next entries stand beside".to_string(),
        );
        let input = self.input(request.pin, request.pan, None);
        let good = if format.free_nibbles(4) == 0 {
            accepted(format, id, comment, self.key, request, input)?
        } else {
            opened(format, id, comment, input)
        };
        let mut cases = Vec::from([good.reason("boundary:entry-1234").finish()]);
        for typed in NO_PIN
            .iter()
            .filter(|typed| typed.everywhere || TELLING.contains(&typed.id))
        {
            let comment = format!("In place of the PIN 1234: {}", typed.what);
            let entry = (typed.text, pan(format));
            cases.push(
                self.refused(format!("entry-{}", typed.id), comment, entry, RejectClass::PinCharset)
                    .sibling("entry-1234")
                    .requirement(PIN_DIGITS)
                    .flag(typed.flag)
                    .agreed(layout_oracles(format))
                    .finish(),
            );
        }
        Ok(cases)
    }

    fn pans(&self) -> Vec<Case> {
        let format = self.format;
        let refused = |id: &str, comment: &str, pan, class| {
            self.refused(id.to_string(), comment.to_string(), ("4826", pan), class)
                .requirement(PAN_DIGITS)
        };
        let comment = "A format that binds the PAN, and no PAN";
        let absent = refused("pan-absent", comment, None, RejectClass::Message);
        let pan = Some("54321012345678901234");
        let long = refused("pan-of-20", "20 digits in the PAN", pan, RejectClass::PanLength);
        // psec takes more than 19 digits where it uses only 12 of them.
        let agreed = if format == Format::Iso4 {
            layout_oracles(format)
        } else {
            WRITTEN
        };
        let mut cases = Vec::from([
            absent.flag("PanAbsent").agreed(WRITTEN).finish(),
            long.flag("PanLength").agreed(agreed).finish(),
        ]);
        for (id, pan, comment) in [
            ("pan-dashes", "5432-1012-3456-7890", "Groups with dashes in the PAN"),
            ("pan-newline", "5432101234567890\n", "A line end behind the PAN"),
            ("pan-blank-behind", "5432101234567890 ", "A blank behind the PAN"),
            (
                "pan-full-width-digit",
                "\u{ff15}432101234567890",
                "The first digit of the PAN is a full-width one",
            ),
        ] {
            cases.push(
                refused(id, comment, Some(pan), RejectClass::PanCharset)
                    .flag("PanNotDigits")
                    .agreed(layout_oracles(format))
                    .finish(),
            );
        }
        cases
    }

    /// Format 1 has no PAN in it: one that is there does not count.
    fn ignored(&self) -> Vec<Case> {
        let with = |pan: &&str| {
            let id = format!("entry-with-pan-of-{}", pan.len());
            let comment = format!("A PAN of {} digits is there and does not count", pan.len());
            let reason = format!("boundary:{id}");
            opened(self.format, id, comment, self.input("4826", Some(pan), None))
                .reason(reason)
                .flag("PanIgnored")
                .sibling("entry-plain")
                .finish()
        };
        ["5432101234567890", "5432"].iter().map(with).collect()
    }

    /// Format 4 with PANs under 12 digits, which are filled up with zeros on the left.
    fn short(&self) -> Result<Vec<Case>, GenerateError> {
        let with = |pan: &str| {
            let request = Request {
                pin: "4826",
                pan: Some(pan),
                fill: Some("0f1e2d3c4b5a6978"),
            };
            let id = format!("entry-pan{}", pan.len());
            let comment = format!("A PAN of {} digits", pan.len());
            let input = self.input(request.pin, request.pan, request.fill);
            let case = accepted(self.format, id, comment, self.key, request, input)?;
            Ok(case
                .reason(format!("boundary:pan-length-{}", pan.len()))
                .flag("ShortPanFormat4")
                .finish())
        };
        ["5", "54321012", "54321012345"].into_iter().map(with).collect()
    }
}
