//! Flags of what is typed: PINs and PANs.

use super::super::Entry;
use crate::conformance::vector::BugType::{EdgeCase, MissingValidation};

const OTHER_PIN: &str =
    "The PIN is set to something that the cardholder cannot type at a terminal, or to another PIN than typed.";

pub(super) const NOTES: &[Entry] = &[
    (
        "PinLength",
        MissingValidation,
        "A PIN has 4 to 12 digits, or as many as the policy says.",
        "A PIN that no terminal takes is set, or a good one refused.",
        &[],
        &[],
    ),
    (
        "LetterAsDigit",
        MissingValidation,
        "A letter in the PIN. A to F are hexadecimal digits and fit a nibble, so a block can hold them; O and l look like digits.",
        OTHER_PIN,
        &[],
        &[],
    ),
    (
        "WhiteSpace",
        MissingValidation,
        "White space in the PIN. It is refused, not trimmed: the expression ^\\d{4}$ lets a line end through, and a number parser passes over blanks.",
        OTHER_PIN,
        &[],
        &[],
    ),
    (
        "DigitOfAnotherScript",
        MissingValidation,
        "Digits that are not ASCII. Many platforms call them digits; their code points are no nibbles.",
        OTHER_PIN,
        &[],
        &[
            "https://github.com/HTBox/allReady/issues/1345",
            "https://github.com/jackocnr/intl-tel-input/issues/2105",
            "https://github.com/apache/commons-validator/pull/380",
        ],
    ),
    (
        "NumberSymbol",
        MissingValidation,
        "Superscripts, fractions, circled and Roman digits. Some platforms call them digits or numbers.",
        OTHER_PIN,
        &[],
        &["https://github.com/pydantic/pydantic-extra-types/pull/410"],
    ),
    (
        "NumberNotation",
        MissingValidation,
        "Signs, exponents, points and prefixes that a number parser takes.",
        OTHER_PIN,
        &[],
        &[],
    ),
    (
        "HiddenCharacter",
        MissingValidation,
        "Characters that are not seen: marks of direction, joiners, byte order marks, NUL.",
        OTHER_PIN,
        &[],
        &[],
    ),
    (
        "PanNotDigits",
        MissingValidation,
        "A PAN with something other than ASCII digits is refused. Nothing is stripped: the caller knows how its PANs are written.",
        "Another PAN is bound into the block, and the issuer cannot read it.",
        &[],
        &[],
    ),
    (
        "PanLength",
        EdgeCase,
        "No digit at all, or more than the 19 that a PAN can have.",
        "Another PAN is bound into the block, and the issuer cannot read it.",
        &[],
        &[],
    ),
];
