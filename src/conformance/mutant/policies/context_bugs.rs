//! Section E: what others may know about the cardholder.

use super::super::Bug;
use super::super::catalogue::{DESIGNED, Mutant, Need, Section};
use super::{Birth, Old, Part, Phone, Pipeline, Tail};
use crate::conformance::client::Op::{Accumulate, PinCheck};

const fn bug(id: &'static str, title: &'static str, effect: &'static str, change: fn(&mut Pipeline)) -> Mutant {
    let needs = &[Need::Op(PinCheck)];
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

const READ: &str = "A PIN that stands on the card or in the wallet beside it is set";
const BLOCKED: &str = "Good PINs are refused, and the cardholder is told of data that they do not hold";

pub(super) const MUTANTS: &[Mutant] = &[
    bug("E16", "does not compare with the birth date", READ, |p| {
        p.context.birth = Birth::Dropped
    }),
    bug("E16-yyyy", "does not compare with the birth date as YYYY", READ, |p| {
        p.context.birth = Birth::Without("yyyy")
    }),
    bug("E16-yymm", "does not compare with the birth date as YYMM", READ, |p| {
        p.context.birth = Birth::Without("yymm")
    }),
    bug("E16-mmyy", "does not compare with the birth date as MMYY", READ, |p| {
        p.context.birth = Birth::Without("mmyy")
    }),
    bug("E16-mmdd", "does not compare with the birth date as MMDD", READ, |p| {
        p.context.birth = Birth::Without("mmdd")
    }),
    bug("E16-ddmm", "does not compare with the birth date as DDMM", READ, |p| {
        p.context.birth = Birth::Without("ddmm")
    }),
    bug("E16-yydd", "does not compare with the birth date as YYDD", READ, |p| {
        p.context.birth = Birth::Without("yydd")
    }),
    bug("E16-ddyy", "does not compare with the birth date as DDYY", READ, |p| {
        p.context.birth = Birth::Without("ddyy")
    }),
    bug(
        "E16-yymmdd",
        "does not compare with the birth date as YYMMDD",
        READ,
        |p| {
            p.context.birth = Birth::Without("yymmdd");
        },
    ),
    bug(
        "E16-ddmmyy",
        "does not compare with the birth date as DDMMYY",
        READ,
        |p| {
            p.context.birth = Birth::Without("ddmmyy");
        },
    ),
    bug(
        "E16-mmddyy",
        "does not compare with the birth date as MMDDYY",
        READ,
        |p| {
            p.context.birth = Birth::Without("mmddyy");
        },
    ),
    bug(
        "E16-yyyymmdd",
        "does not compare with the birth date as YYYYMMDD",
        READ,
        |p| {
            p.context.birth = Birth::Without("yyyymmdd");
        },
    ),
    bug(
        "E16-ddmmyyyy",
        "does not compare with the birth date as DDMMYYYY",
        READ,
        |p| {
            p.context.birth = Birth::Without("ddmmyyyy");
        },
    ),
    bug(
        "E16-mmddyyyy",
        "does not compare with the birth date as MMDDYYYY",
        READ,
        |p| {
            p.context.birth = Birth::Without("mmddyyyy");
        },
    ),
    bug(
        "E16-century",
        "compares with the birth date only where the century is written",
        READ,
        |p| {
            p.context.birth = Birth::Century;
        },
    ),
    bug(
        "E16-zeros",
        "writes month and day of the birth date without leading zeros",
        READ,
        |p| {
            p.context.birth = Birth::NoZeros;
        },
    ),
    bug(
        "E16-thirty",
        "reads the 31st of a month in the birth date as the 30th",
        READ,
        |p| {
            p.context.birth = Birth::ThirtyDays;
        },
    ),
    bug(
        "E16-december",
        "counts months from 0 and reads December in the birth date as January",
        READ,
        |p| {
            p.context.birth = Birth::MonthsFrom0;
        },
    ),
    bug("E16-holds", "refuses PINs that hold the birth date", BLOCKED, |p| {
        p.context.birth = Birth::Holds
    }),
    bug("E16-tail", "does not compare with the end of the PAN", READ, |p| {
        p.context.tail = Tail::Dropped
    }),
    bug("E33", "compares with the last four digits of the PAN only", READ, |p| {
        p.context.tail = Tail::FourOnly
    }),
    bug(
        "E33-check-digit",
        "compares with the end of the PAN without its check digit",
        READ,
        |p| {
            p.context.tail = Tail::WithoutCheckDigit;
        },
    ),
    bug(
        "E33-double",
        "keeps the PAN as a JavaScript number to compare with its end",
        READ,
        |p| {
            p.context.tail = Tail::Double;
        },
    ),
    bug(
        "E33-end",
        "compares the end of the PIN with the last four digits of the PAN",
        BLOCKED,
        |p| {
            p.context.tail = Tail::EndOfPin;
        },
    ),
    bug(
        "E33-anywhere",
        "refuses any part of the PAN where its end is asked",
        BLOCKED,
        |p| {
            p.context.tail = Tail::Anywhere;
        },
    ),
    bug("E16-part", "does not look for the PIN in the PAN", READ, |p| {
        p.context.part = Part::Dropped
    }),
    bug("E34", "looks for the PIN at the end of the PAN only", READ, |p| {
        p.context.part = Part::TailOnly
    }),
    bug(
        "E34-ends",
        "looks for the PIN at both ends of the PAN only",
        READ,
        |p| p.context.part = Part::EndsOnly,
    ),
    bug(
        "E34-check-digit",
        "looks for the PIN in the PAN without its check digit",
        READ,
        |p| {
            p.context.part = Part::WithoutCheckDigit;
        },
    ),
    bug(
        "E34-groups",
        "looks for the PIN in the groups of the PAN as the card prints them",
        READ,
        |p| {
            p.context.part = Part::Groups;
        },
    ),
    bug(
        "E34-order",
        "finds the PIN in the PAN when its digits are not neighbours",
        BLOCKED,
        |p| {
            p.context.part = Part::InOrder;
        },
    ),
    bug(
        "E16-phone",
        "does not look for the PIN in the phone number",
        READ,
        |p| p.context.phone = Phone::Dropped,
    ),
    bug(
        "E01-phone",
        "keeps the phone number as an integer, without its leading zero",
        READ,
        |p| {
            p.context.phone = Phone::Number;
        },
    ),
    bug(
        "E35",
        "does not drop blanks and dashes of the phone number",
        READ,
        |p| {
            p.context.phone = Phone::AsWritten;
        },
    ),
    bug(
        "E35-blanks",
        "drops only blanks and the plus sign of the phone number",
        READ,
        |p| {
            p.context.phone = Phone::BlanksOnly;
        },
    ),
    bug(
        "E35-tail",
        "looks for the PIN at the end of the phone number only",
        READ,
        |p| p.context.phone = Phone::TailOnly,
    ),
    bug(
        "E35-national",
        "looks for the PIN in the national form of the phone number",
        BLOCKED,
        |p| {
            p.context.phone = Phone::National;
        },
    ),
    bug(
        "E35-scripts",
        "takes digits of other scripts in the phone number",
        BLOCKED,
        |p| {
            p.context.phone = Phone::Scripts;
        },
    ),
    bug(
        "E16-old",
        "does not compare with the old PIN",
        "The cardholder who must change the PIN keeps it",
        |p| {
            p.context.old = Old::Dropped;
        },
    ),
    bug("E31", "compares the first four digits with the old PIN", BLOCKED, |p| {
        p.context.old = Old::FirstFour
    }),
    bug("E31-number", "compares with the old PIN as numbers", BLOCKED, |p| {
        p.context.old = Old::Number
    }),
    bug(
        "E31-last",
        "does not compare the last digit with that of the old PIN",
        BLOCKED,
        |p| {
            p.context.old = Old::NotTheLast;
        },
    ),
    Mutant {
        id: "E36",
        title: "refuses every PIN when a fact is not known",
        section: Section::E,
        effect: "Nobody can set a PIN where the bank knows less than it might",
        seen: DESIGNED,
        needs: &[Need::Op(PinCheck), Need::Op(Accumulate)],
        bug: Bug::Policy(|p| p.context.absent_refuses = true),
    },
];
