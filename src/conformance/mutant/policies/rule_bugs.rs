//! Section E: bounds, repeated digits, the deny list, and rules that nobody asked for.

use super::super::Bug;
use super::super::catalogue::{DESIGNED, Mutant, Need, Section};
use super::{Deny, Extra, Pipeline, Row, Same};
use crate::conformance::client::Op::{Accumulate, PinCheck};

const fn bug(
    id: &'static str,
    title: &'static str,
    effect: &'static str,
    needs: &'static [Need],
    change: fn(&mut Pipeline),
) -> Mutant {
    Mutant {
        id,
        title,
        section: Section::E,
        effect,
        seen: DESIGNED,
        needs,
        bug: Bug::Policy(change),
    }
}

const CHECK: &[Need] = &[Need::Op(PinCheck)];
const COUNTED: &[Need] = &[Need::Op(PinCheck), Need::Op(Accumulate)];

const PASSES: &str = "PINs that the issuer forbids are set, and they are the first that a thief tries";
const BLOCKED: &str =
    "Good PINs are refused: the cardholder is told of a weakness that is none, and fewer PINs are left to guess";
const UNWANTED: &str = "PINs that the issuer allows are refused, differently from every other client of the issuer";

pub(super) const MUTANTS: &[Mutant] = &[
    bug(
        "E30",
        "does not look at the policy's bounds",
        "PINs of a length that the issuer does not take are set",
        COUNTED,
        |p| {
            p.bounds_ignored = true;
        },
    ),
    bug(
        "E13",
        "refuses repeated digits only when all are the same",
        PASSES,
        COUNTED,
        |p| p.same = Same::AllEqual,
    ),
    bug("E13-dropped", "does not count equal digits", PASSES, COUNTED, |p| {
        p.same = Same::Dropped
    }),
    bug(
        "E13-run",
        "counts equal digits side by side where they count anywhere",
        PASSES,
        COUNTED,
        |p| {
            p.same = Same::InARow;
        },
    ),
    bug(
        "E13-more",
        "allows one digit once more than the policy does",
        PASSES,
        COUNTED,
        |p| p.same = Same::OneMore,
    ),
    bug("E13-first", "counts the first digit only", PASSES, COUNTED, |p| {
        p.same = Same::FirstDigit
    }),
    bug(
        "E13-added",
        "adds up the repetitions of all digits",
        BLOCKED,
        COUNTED,
        |p| p.same = Same::Added,
    ),
    bug(
        "E23",
        "refuses a digit that occurs as often as the policy allows",
        "Half of all PINs are refused, and a thief need not try them",
        COUNTED,
        |p| p.same = Same::AtTheLimit,
    ),
    bug(
        "E13-row",
        "does not count equal digits side by side",
        PASSES,
        COUNTED,
        |p| p.row = Row::Dropped,
    ),
    bug(
        "E13-row-all",
        "refuses equal neighbours only when all digits are the same",
        PASSES,
        COUNTED,
        |p| {
            p.row = Row::AllEqual;
        },
    ),
    bug(
        "E13-row-anywhere",
        "counts equal digits anywhere where they count side by side",
        BLOCKED,
        COUNTED,
        |p| {
            p.row = Row::Anywhere;
        },
    ),
    bug(
        "E13-row-more",
        "allows one equal neighbour more than the policy does",
        PASSES,
        COUNTED,
        |p| p.row = Row::OneMore,
    ),
    bug(
        "E13-row-start",
        "counts equal neighbours at the start only",
        PASSES,
        COUNTED,
        |p| p.row = Row::AtTheStart,
    ),
    bug(
        "E23-row",
        "refuses as many equal neighbours as the policy allows",
        BLOCKED,
        COUNTED,
        |p| p.row = Row::AtTheLimit,
    ),
    bug(
        "E14",
        "refuses pairs such as 1212 and 1122 unasked",
        UNWANTED,
        COUNTED,
        |p| p.extra = Extra::Pairs,
    ),
    bug(
        "E14-palindromes",
        "refuses PINs that read the same backwards unasked",
        UNWANTED,
        COUNTED,
        |p| {
            p.extra = Extra::Palindromes;
        },
    ),
    bug(
        "E14-equal",
        "refuses PINs of one digit unasked",
        UNWANTED,
        COUNTED,
        |p| p.extra = Extra::AllEqual,
    ),
    bug(
        "E14-runs",
        "refuses PINs that are one run unasked",
        UNWANTED,
        COUNTED,
        |p| p.extra = Extra::Runs,
    ),
    bug(
        "E14-years",
        "refuses PINs that look like a year unasked",
        UNWANTED,
        COUNTED,
        |p| p.extra = Extra::Years,
    ),
    bug(
        "E14-keypad",
        "refuses columns of the keypad unasked",
        UNWANTED,
        COUNTED,
        |p| p.extra = Extra::Keypad,
    ),
    bug("E15", "compares with the deny list as numbers", BLOCKED, COUNTED, |p| {
        p.deny = Deny::Numbers
    }),
    bug(
        "E15-written",
        "keeps the deny list as numbers",
        "Entries with leading zeros are lost, 0000 among them",
        COUNTED,
        |p| p.deny = Deny::NumbersWritten,
    ),
    bug("E15-dropped", "does not look at the deny list", PASSES, COUNTED, |p| {
        p.deny = Deny::Dropped
    }),
    bug(
        "E15-begins",
        "refuses PINs that begin with an entry of the deny list",
        BLOCKED,
        CHECK,
        |p| {
            p.deny = Deny::BeginsWith;
        },
    ),
    bug(
        "E15-holds",
        "refuses PINs that hold an entry of the deny list",
        BLOCKED,
        CHECK,
        |p| p.deny = Deny::Holds,
    ),
    bug(
        "E15-four",
        "looks at the deny list for PINs of four digits only",
        PASSES,
        CHECK,
        |p| {
            p.deny = Deny::FourDigitsOnly;
        },
    ),
    bug(
        "E15-last",
        "does not read the last entry of the deny list",
        PASSES,
        COUNTED,
        |p| p.deny = Deny::LastLeftOut,
    ),
    bug(
        "E15-backwards",
        "refuses the entries of the deny list backwards too",
        BLOCKED,
        COUNTED,
        |p| {
            p.deny = Deny::Backwards;
        },
    ),
];
