//! Section E: what was typed, and what is shown.

use super::super::Bug;
use super::super::blocks::typed::{Bound, Lengths, Reading};
use super::super::blocks::{PanReading, Shown, needs};
use super::super::catalogue::{DESIGNED, Mutant, Need, Section};
use super::Pipeline;
use crate::conformance::client::Op::{
    Accumulate, PinBlockDecode, PinBlockDecrypt, PinBlockEncode, PinBlockEncrypt, PinCheck,
};

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
        section: Section::E,
        effect,
        seen,
        needs,
        bug: Bug::Policy(change),
    }
}

/// Where a PIN is typed.
const TYPED: &[Need] = &[Need::Op(PinCheck), Need::Op(PinBlockEncode), Need::Op(PinBlockEncrypt)];
/// The same, and PINs that are counted through.
const COUNTED: &[Need] = &[
    Need::Op(PinCheck),
    Need::Op(PinBlockEncode),
    Need::Op(PinBlockEncrypt),
    Need::Op(Accumulate),
];
/// Where the number of digits matters.
const MEASURED: &[Need] = &[
    Need::Op(PinCheck),
    Need::Op(PinBlockEncode),
    Need::Op(PinBlockEncrypt),
    Need::Op(PinBlockDecode),
    Need::Op(PinBlockDecrypt),
];
/// The same, and PINs that are counted through.
const MEASURED_AND_COUNTED: &[Need] = &[
    Need::Op(PinCheck),
    Need::Op(PinBlockEncode),
    Need::Op(PinBlockEncrypt),
    Need::Op(PinBlockDecode),
    Need::Op(PinBlockDecrypt),
    Need::Op(Accumulate),
];
const ANOTHER_PIN: &str = "What is set is not what the cardholder typed, and cannot be typed at a till";
const NOT_TYPED: &str =
    "A slip of the finger is set as part of the PIN or dropped from it, and the cardholder is not told";
const LONGER: &str = "Who has a longer PIN can neither set nor see it";

pub(super) const MUTANTS: &[Mutant] = &[
    bug(
        "E01",
        "keeps the typed PIN as an integer",
        "Leading zeros are lost: 0042 is refused as too short, and 004200 sets 4200",
        DESIGNED,
        COUNTED,
        |p| p.entry.reading = Reading::Integer,
    ),
    bug(
        "E02",
        "takes decimal digits of every script",
        ANOTHER_PIN,
        "allReady #1345, intl-tel-input #2105; Java: Character.isDigit",
        TYPED,
        |p| p.entry.reading = Reading::Scripts,
    ),
    bug(
        "E03",
        "takes superscripts and circled digits",
        ANOTHER_PIN,
        "Python: str.isdigit",
        TYPED,
        |p| {
            p.entry.reading = Reading::Symbols;
        },
    ),
    bug(
        "E03-numeric",
        "takes fractions, Roman and Han numerals",
        ANOTHER_PIN,
        "Python: str.isnumeric",
        TYPED,
        |p| {
            p.entry.reading = Reading::Numerals;
        },
    ),
    bug(
        "E04",
        "drops white space around the PIN",
        NOT_TYPED,
        DESIGNED,
        TYPED,
        |p| p.entry.reading = Reading::Trimmed,
    ),
    bug(
        "E04-newline",
        "lets a line end behind the PIN through",
        NOT_TYPED,
        r"Python: re.match(r'^\d{4}$', '1234\n') matches",
        TYPED,
        |p| p.entry.reading = Reading::LineEnd,
    ),
    bug(
        "E04-inside",
        "drops white space anywhere in the PIN",
        NOT_TYPED,
        DESIGNED,
        TYPED,
        |p| {
            p.entry.reading = Reading::Blanks;
        },
    ),
    bug(
        "E05",
        "takes every number notation of JavaScript",
        ANOTHER_PIN,
        "JavaScript: Number('0x10') is 16, Number('1e3') is 1000",
        TYPED,
        |p| p.entry.reading = Reading::JsNumber,
    ),
    bug(
        "E05-int",
        "takes signs and underscores",
        ANOTHER_PIN,
        "Python: int('1_23') is 123",
        TYPED,
        |p| {
            p.entry.reading = Reading::PythonInt;
        },
    ),
    bug(
        "E05-prefix",
        "reads the digits at the start of the entry",
        NOT_TYPED,
        "JavaScript: parseInt('12,4') is 12",
        TYPED,
        |p| {
            p.entry.reading = Reading::ParseInt;
        },
    ),
    bug(
        "E05-locale",
        "takes decimal points and commas",
        ANOTHER_PIN,
        DESIGNED,
        TYPED,
        |p| {
            p.entry.reading = Reading::Locale;
        },
    ),
    bug(
        "E06-keypad",
        "takes letters for the telephone keys that they are on",
        ANOTHER_PIN,
        DESIGNED,
        TYPED,
        |p| {
            p.entry.reading = Reading::Keypad;
        },
    ),
    bug(
        "E06",
        "takes the letters A to F as digits",
        ANOTHER_PIN,
        DESIGNED,
        TYPED,
        |p| p.entry.reading = Reading::Letters,
    ),
    bug(
        "E07",
        "takes one digit too few",
        "A PIN of 3 digits is set, which no till accepts",
        DESIGNED,
        MEASURED_AND_COUNTED,
        |p| p.entry.lower = Bound::OneLess,
    ),
    bug(
        "E07-five",
        "asks for one digit too many",
        "PINs of 4 digits, the usual ones, cannot be set or shown",
        DESIGNED,
        MEASURED_AND_COUNTED,
        |p| p.entry.lower = Bound::OneMore,
    ),
    bug(
        "E09",
        "takes even lengths only",
        "PINs of 5, 7, 9 and 11 digits cannot be set or shown",
        DESIGNED,
        MEASURED,
        |p| p.entry.lengths = Lengths::Even,
    ),
    bug(
        "E09-four",
        "takes PINs of 4 digits only",
        LONGER,
        DESIGNED,
        MEASURED,
        |p| p.entry.lengths = Lengths::Four,
    ),
    bug(
        "E09-six",
        "takes PINs of 4 and 6 digits only",
        LONGER,
        DESIGNED,
        MEASURED,
        |p| {
            p.entry.lengths = Lengths::FourOrSix;
        },
    ),
    bug(
        "E07-none",
        "has no lower bound",
        "A PIN of one digit is set",
        DESIGNED,
        MEASURED_AND_COUNTED,
        |p| {
            p.entry.lower = Bound::Open;
        },
    ),
    bug(
        "E24-none",
        "has no upper bound",
        "What does not fit the block is cut: another PIN is set",
        DESIGNED,
        MEASURED,
        |p| {
            p.entry.upper = Bound::Open;
        },
    ),
    bug(
        "E10",
        "takes an empty entry",
        "A card without a PIN, or with one that nobody knows",
        DESIGNED,
        TYPED,
        |p| {
            p.entry.empty_passes = true;
        },
    ),
    bug(
        "E21",
        "drops invisible format characters",
        NOT_TYPED,
        DESIGNED,
        TYPED,
        |p| {
            p.entry.reading = Reading::MarksDropped;
        },
    ),
    bug("E21-nul", "ends the entry at a NUL", NOT_TYPED, DESIGNED, TYPED, |p| {
        p.entry.reading = Reading::CutAtNul
    }),
    bug(
        "E21-ascii",
        "drops characters outside ASCII",
        NOT_TYPED,
        DESIGNED,
        TYPED,
        |p| {
            p.entry.reading = Reading::AsciiOnly;
        },
    ),
    bug(
        "E24",
        "takes one digit too many",
        "A PIN of 13 digits is set, which no till accepts",
        DESIGNED,
        MEASURED,
        |p| {
            p.entry.upper = Bound::OneMore;
        },
    ),
    bug(
        "E24-eleven",
        "takes one digit too few at the upper end",
        "PINs of 12 digits cannot be set or shown",
        DESIGNED,
        MEASURED_AND_COUNTED,
        |p| {
            p.entry.upper = Bound::OneLess;
        },
    ),
    bug(
        "E25",
        "drops everything that is not a digit",
        NOT_TYPED,
        DESIGNED,
        TYPED,
        |p| {
            p.entry.reading = Reading::DigitsOnly;
        },
    ),
    Mutant {
        id: "E01-shown",
        title: "shows the PIN as a number",
        section: Section::E,
        effect: "Leading zeros are lost: the cardholder who is shown 42 types it at the till, and the card locks",
        seen: DESIGNED,
        needs: needs::OPEN,
        bug: Bug::Block(|p| p.reader.shown = Shown::Integer),
    },
    Mutant {
        id: "E02-pan",
        title: "takes digits of other scripts in the PAN",
        section: Section::E,
        effect: "A card number that was never checked goes into the block: the issuer refuses it",
        seen: "Java: Character.isDigit; Python: str.isdigit",
        needs: needs::BOTH,
        bug: Bug::Block(|p| p.account.reading = PanReading::Scripts),
    },
    Mutant {
        id: "E22",
        title: "shows the PIN in the digits of the locale",
        section: Section::E,
        effect: "The cardholder is shown digits that are not on the keys of a till, and other code cannot read them",
        seen: DESIGNED,
        needs: needs::OPEN,
        bug: Bug::Block(|p| p.reader.shown = Shown::Arabic),
    },
    Mutant {
        id: "E19",
        title: "does not look at PIN and PAN in the call that encrypts",
        section: Section::E,
        effect: "What is no PIN is set as one when the form does not stop it",
        seen: DESIGNED,
        needs: needs::ENCRYPT,
        bug: Bug::Block(|p| p.unchecked_in_encrypt = true),
    },
];
