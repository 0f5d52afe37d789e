//! Flags of the list of plastics.

use super::Entry;
use crate::conformance::vector::BugType::{EdgeCase, Interoperability, MissingStep, MissingValidation};

const WRONG_PLASTIC: &str = "The PIN is asked for a plastic that is produced already or never will be: no PIN can be set, or not that of the card \
                             that is sent.";

pub(super) const NOTES: &[Entry] = &[
    (
        "PlasticOrder",
        EdgeCase,
        "Several plastics wait. The one with the highest sequence number is meant; the order of the list says nothing.",
        WRONG_PLASTIC,
        &[],
        &["https://docs.enfuce.com/payment/api/get-plastic/get-a-list-of-plastics-for-a-given-card"],
    ),
    (
        "SequenceNumber",
        EdgeCase,
        "Sequence numbers are whole numbers up to 2^53 - 1, and are compared as such.",
        WRONG_PLASTIC,
        &[],
        &[],
    ),
    (
        "PlasticStatus",
        MissingStep,
        "A plastic waits for its PIN while its status is INACTIVE, and with no other status, known or not.",
        WRONG_PLASTIC,
        &[],
        &["https://docs.enfuce.com/guides/the-control-you-want/digital-first-experience/set-pin"],
    ),
    (
        "PlasticTie",
        MissingStep,
        "Several waiting plastics share the highest sequence number. Whoever takes one of them has guessed.",
        WRONG_PLASTIC,
        &[],
        &[],
    ),
    (
        "PlasticShape",
        MissingValidation,
        "The list is not a list of plastics: another type, a field that is missing, or one with another type.",
        "A plastic is chosen by a value that the client made up.",
        &[],
        &[],
    ),
    (
        "PlasticUnknown",
        Interoperability,
        "A field that the client does not know, or a value that is only carried along.",
        "With the issuer's next version, or with some card ids, no PIN can be set.",
        &[],
        &[],
    ),
];
