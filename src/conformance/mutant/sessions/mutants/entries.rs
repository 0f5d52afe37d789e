//! Entries: what is submitted, repeated, called for.

use super::{BROKEN, f, of};
use crate::conformance::mutant::catalogue::{Mutant, Section};
use crate::conformance::mutant::sessions::entry::Entry;

const UNMEANT: &str = "A PIN is set that the cardholder did not type, or did not confirm";

pub(super) const MUTANTS: &[Mutant] = &[
    of(
        Section::E,
        "E04-submitted",
        "drops white space around what is submitted in a session",
        UNMEANT,
        |p| p.entry = Entry::Trimmed,
    ),
    of(
        Section::E,
        "E25-submitted",
        "drops blanks and dashes from what is submitted in a session",
        UNMEANT,
        |p| p.entry = Entry::Cleaned,
    ),
    of(
        Section::E,
        "E02-submitted",
        "submits digits of other scripts in a session as if they were ASCII",
        UNMEANT,
        |p| p.entry = Entry::OtherDigits,
    ),
    of(
        Section::E,
        "E21-submitted",
        "drops what nobody sees from what is submitted in a session",
        UNMEANT,
        |p| p.entry = Entry::UnseenDropped,
    ),
    of(
        Section::E,
        "E32-session-start",
        "compares the first four digits of the repeat entry in a session",
        UNMEANT,
        |p| p.entry = Entry::RepeatStart,
    ),
    of(
        Section::E,
        "E32-session-prefix",
        "compares the repeat entry in a session as far as it goes",
        UNMEANT,
        |p| p.entry = Entry::RepeatPrefix,
    ),
    of(
        Section::E,
        "E32-session-trimmed",
        "drops white space around the repeat entry in a session",
        UNMEANT,
        |p| p.entry = Entry::RepeatTrimmed,
    ),
    of(
        Section::E,
        "E32-session-number",
        "compares PIN and repeat entry in a session as numbers",
        UNMEANT,
        |p| p.entry = Entry::RepeatNumber,
    ),
    of(
        Section::E,
        "E32-session-once",
        "looks at the repeat entry in the first try only",
        UNMEANT,
        |p| p.entry = Entry::RepeatOnce,
    ),
    f(
        "F08-field",
        "has one field for all sessions",
        "The PIN of one card is set on another",
        |p| p.entry = Entry::OneField,
    ),
    f(
        "F30-last",
        "sends the last PIN that stood in the field when the app calls",
        UNMEANT,
        |p| p.entry = Entry::LastValid,
    ),
    f(
        "F30-cut",
        "sends the first 12 digits of the field when the app calls",
        UNMEANT,
        |p| p.entry = Entry::FieldCut,
    ),
    f(
        "F30-cut-short",
        "sends the first 6 digits of the field when the app calls",
        UNMEANT,
        |p| p.entry = Entry::FieldCutShort,
    ),
    f(
        "F30-cleaned",
        "sends the digits of the field when the app calls",
        UNMEANT,
        |p| p.entry = Entry::FieldCleaned,
    ),
    f(
        "F30-number",
        "reads the field as a number when the app calls",
        BROKEN,
        |p| p.entry = Entry::FieldNumber,
    ),
];
