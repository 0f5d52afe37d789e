//! Flags of PIN policies. The description is the definition of the rule that the cases cite.

use super::super::Entry;
use crate::conformance::generate::policies::definitions;
use crate::conformance::vector::BugType::{self, Basic, Confidentiality, MissingStep, OverBlocking};

const GUESSABLE: &str = "The cardholder gets a PIN that the issuer does not allow because it is easy to guess.";

const fn rule(name: &'static str, definition: &'static str) -> Entry {
    other(name, MissingStep, definition, GUESSABLE)
}

const fn other(name: &'static str, bug: BugType, definition: &'static str, effect: &'static str) -> Entry {
    (name, bug, definition, effect, &[], &[])
}

pub(super) const NOTES: &[Entry] = &[
    (
        "AscendingRun",
        MissingStep,
        definitions::ASCENDING,
        GUESSABLE,
        &[],
        &["https://docs.solarisgroup.com/guides/cards/encrypted-pin-change/"],
    ),
    rule("DescendingRun", definitions::DESCENDING),
    rule(
        "RunOverNine",
        "PIN policy, wrap: 0 after 9 continues an ascending run and 9 after 0 a descending one; without wrap a run ends there",
    ),
    rule("SameDigit", definitions::MAX_SAME),
    rule("InARow", definitions::MAX_IN_A_ROW),
    rule("DenyList", definitions::DENY),
    rule("BirthDate", definitions::BIRTH_DATE),
    rule("PanTail", definitions::PAN_TAIL),
    rule("PanPart", definitions::PAN_PART),
    rule("PhonePart", definitions::PHONE_PART),
    rule("OldPin", definitions::OLD_PIN),
    other(
        "RepeatEntry",
        MissingStep,
        definitions::REPEAT,
        "A typing mistake is set as the PIN, and the cardholder does not know it.",
    ),
    other(
        "Precedence",
        Confidentiality,
        definitions::ORDER,
        "The reason that the cardholder reads differs from run to run or from device to device.",
    ),
    other(
        "OverBlocking",
        OverBlocking,
        "A PIN that is near to what a rule refuses, or that a rule of another policy refuses, and that this policy accepts.",
        "Good PINs are refused; the cardholder gives up, or writes the next one down.",
    ),
    other(
        "AllPins",
        Basic,
        definitions::BITMAP,
        "A rule refuses more PINs than it says, or fewer.",
    ),
];
