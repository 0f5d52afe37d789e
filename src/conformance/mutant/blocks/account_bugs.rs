//! Section D: the PAN and its field.

use super::super::Bug;
use super::super::catalogue::{DESIGNED, Mutant, Need, Section};
use super::needs::{BOTH, PAN_FIELD_4};
use super::{PanBody, PanCount, PanLength, PanPart, PanPlace, PanReading, Pipeline};

const fn bug(
    id: &'static str,
    title: &'static str,
    effect: &'static str,
    seen: &'static str,
    needs: &'static [Need],
    change: fn(&mut Pipeline),
) -> Mutant {
    Mutant {
        id,
        title,
        section: Section::D,
        effect,
        seen,
        needs,
        bug: Bug::Block(change),
    }
}

const REFUSED: &str = "The issuer takes other digits of the PAN, so it refuses the block or reads another PIN";
const UNWANTED: &str = "Cards with numbers of another length, which ISO/IEC 7812-1 allows, cannot set a PIN";
const TAKEN: &str = "A card number that was never checked goes into the block: the issuer refuses it";

pub(super) const MUTANTS: &[Mutant] = &[
    bug(
        "D07",
        "takes the check digit into the 12 digits of the PAN",
        REFUSED,
        "data-crypto #3 and #10, a proposed fix",
        BOTH,
        |p| p.account.part = PanPart::WithCheckDigit,
    ),
    bug(
        "D07-two",
        "leaves out two digits at the end of the PAN",
        REFUSED,
        DESIGNED,
        BOTH,
        |p| {
            p.account.part = PanPart::TwoDropped;
        },
    ),
    bug(
        "D09",
        "takes the first 12 digits of the PAN",
        REFUSED,
        DESIGNED,
        BOTH,
        |p| p.account.part = PanPart::First,
    ),
    bug(
        "D09-bin",
        "takes the digits of the PAN after the BIN",
        REFUSED,
        DESIGNED,
        BOTH,
        |p| {
            p.account.part = PanPart::AfterBin;
        },
    ),
    bug(
        "D10",
        "leaves out the check digit of the PAN only when it is right",
        "Cards whose number has no Luhn digit cannot set a PIN",
        DESIGNED,
        BOTH,
        |p| p.account.part = PanPart::ByLuhn,
    ),
    bug(
        "D11",
        "puts the 12 digits of the PAN on the left of the field",
        REFUSED,
        DESIGNED,
        BOTH,
        |p| {
            p.account.place = PanPlace::Left;
        },
    ),
    bug(
        "D11-nibble",
        "puts the 12 digits of the PAN one nibble too far left",
        REFUSED,
        DESIGNED,
        BOTH,
        |p| {
            p.account.place = PanPlace::OneToTheLeft;
        },
    ),
    bug(
        "D05-pan",
        "swaps the two PAN digits of each byte in formats 0 and 3",
        REFUSED,
        DESIGNED,
        BOTH,
        |p| {
            p.account.place = PanPlace::Swapped;
        },
    ),
    bug(
        "D41",
        "takes up to 16 digits of the PAN in formats 0 and 3",
        REFUSED,
        DESIGNED,
        BOTH,
        |p| {
            p.account.part = PanPart::Sixteen;
        },
    ),
    bug(
        "D14",
        "keeps the PAN as a JavaScript number",
        "PANs above 2^53 or with leading zeros become others: those cards cannot set a PIN",
        "JavaScript: 9007199254740993123 prints as 9007199254740993000",
        BOTH,
        |p| p.account.reading = PanReading::Double,
    ),
    bug(
        "D14-integer",
        "keeps the PAN as an integer",
        "PANs with leading zeros lose them: those cards cannot set a PIN",
        DESIGNED,
        BOTH,
        |p| p.account.reading = PanReading::Integer,
    ),
    bug(
        "D15",
        "drops blanks and dashes of the PAN",
        TAKEN,
        DESIGNED,
        BOTH,
        |p| {
            p.account.reading = PanReading::Separators;
        },
    ),
    bug(
        "D15-trim",
        "drops white space around the PAN",
        TAKEN,
        DESIGNED,
        BOTH,
        |p| {
            p.account.reading = PanReading::Trimmed;
        },
    ),
    bug(
        "D15-filter",
        "drops everything of the PAN that is not a digit",
        "A masked or mistyped card number becomes a shorter one: the issuer refuses the block",
        DESIGNED,
        BOTH,
        |p| p.account.reading = PanReading::DigitsOnly,
    ),
    bug(
        "D16",
        "takes PANs of more than 19 digits",
        TAKEN,
        "psec 1.3.0, in formats 0 and 3",
        BOTH,
        |p| {
            p.account.length = PanLength::NoUpperBound;
        },
    ),
    bug(
        "D12-absent",
        "takes a PAN of zeros when there is none",
        "The PIN is not bound to the card, and the issuer refuses the block",
        DESIGNED,
        BOTH,
        |p| p.account.missing_is_zeros = true,
    ),
    bug(
        "D16-over",
        "refuses PANs of more than 16 digits",
        UNWANTED,
        DESIGNED,
        BOTH,
        |p| {
            p.account.length = PanLength::AtMost16;
        },
    ),
    bug(
        "D16-under",
        "refuses PANs of fewer than 16 digits",
        UNWANTED,
        DESIGNED,
        BOTH,
        |p| {
            p.account.length = PanLength::AtLeast16;
        },
    ),
    bug(
        "D16-right",
        "fills short PANs up with zeros on the right in formats 0 and 3",
        REFUSED,
        DESIGNED,
        BOTH,
        |p| {
            p.account.short_filled = true;
        },
    ),
    bug(
        "D17",
        "refuses PANs of fewer than 12 digits in format 4",
        "Cards and tokens with short numbers cannot set a PIN",
        "moov-io, ISO format 4",
        PAN_FIELD_4,
        |p| p.account.body = PanBody::ShortRefused,
    ),
    bug(
        "D17-right",
        "fills short PANs of format 4 up with zeros on the right",
        "The issuer builds another PAN field, so it cannot open the block",
        DESIGNED,
        PAN_FIELD_4,
        |p| p.account.body = PanBody::ShortFilledRight,
    ),
    bug(
        "D27",
        "writes the length of the PAN in place of the length less 12",
        "The issuer builds another PAN field, so it cannot open the block",
        DESIGNED,
        PAN_FIELD_4,
        |p| p.account.count = PanCount::Whole,
    ),
    bug(
        "D27-wrap",
        "lets the length less 12 wrap around for short PANs",
        "Cards and tokens with short numbers cannot set a PIN",
        DESIGNED,
        PAN_FIELD_4,
        |p| p.account.count = PanCount::Wrapping,
    ),
    bug(
        "D27-zero",
        "writes 0 for the length of every PAN",
        "Cards with more than 12 digits, which is nearly all, cannot set a PIN",
        DESIGNED,
        PAN_FIELD_4,
        |p| p.account.count = PanCount::Zero,
    ),
    bug(
        "D28",
        "leaves out the check digit in format 4",
        "The issuer builds another PAN field, so it cannot open the block",
        DESIGNED,
        PAN_FIELD_4,
        |p| p.account.body = PanBody::WithoutCheckDigit,
    ),
    bug(
        "D28-twelve",
        "takes the 12 digits of formats 0 and 3 in format 4",
        "The issuer builds another PAN field, so it cannot open the block",
        DESIGNED,
        PAN_FIELD_4,
        |p| p.account.body = PanBody::TwelveOnly,
    ),
    bug(
        "D30",
        "fills the PAN field of format 4 with F",
        "The issuer builds another PAN field, so it cannot open the block",
        DESIGNED,
        PAN_FIELD_4,
        |p| p.account.body = PanBody::TailF,
    ),
];
