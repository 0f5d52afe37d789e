//! The order of all rules.

use alloc::string::ToString;

use super::super::GenerateError;
use super::context::context;
use super::{CHARSET, LENGTH, MISMATCH, Refusal, Rules, definitions};
use crate::conformance::client::{Facts, RejectClass};
use crate::conformance::vector::Group;
use crate::pin::policy::PinPolicy;

/// A policy with every class of rule, and PINs that break two.
pub(super) fn group() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        max: 6,
        ascending_run: Some(3),
        descending_run: Some(3),
        max_same: Some(2),
        deny: ["1234", "0000", "2468"].map(|entry| entry.to_string()).into(),
        birth_date: true,
        pan_tail: true,
        phone_part: true,
        old_pin: true,
        ..PinPolicy::iso()
    };
    let sequence = (RejectClass::PinSequence, Some("ascending_run"));
    let downwards = (RejectClass::PinSequence, Some("descending_run"));
    let repeat = (RejectClass::PinRepeat, Some("max_same"));
    let denied = (RejectClass::PinDenylist, Some("deny"));
    let mut rules = Rules::new("order", policy, definitions::ORDER, "Precedence", LENGTH);
    rules.facts(Facts {
        pan: Some("5413330089012468".into()),
        birth_date: Some("1974-11-11".into()),
        phone: Some("+46 70 765 43 21".into()),
        old_pin: Some("4567".into()),
    });
    rules.good_twice(
        "plain",
        "2580",
        "Breaks no rule; the others of this group stand beside it",
        &[],
    )?;
    let again = Some("2580");
    let pairs: [(&str, &str, Refusal, &str); 17] = [
        ("charset-length", "12a", CHARSET, "Too short and with a letter: charset"),
        (
            "charset-mismatch",
            "258A",
            CHARSET,
            "A letter, and the repeat entry differs: charset",
        ),
        ("length-sequence", "1234567", LENGTH, "Too long and a run: length"),
        ("length-repeat", "1111111", LENGTH, "Too long and one digit: length"),
        (
            "length-mismatch",
            "258",
            LENGTH,
            "Too short, and the repeat entry differs: length",
        ),
        ("sequence-repeat", "123000", sequence, "A run and three zeros: sequence"),
        (
            "descent-repeat",
            "000321",
            downwards,
            "A descending run and three zeros: sequence",
        ),
        (
            "sequence-denylist",
            "1234",
            sequence,
            "A run that is on the list: sequence",
        ),
        (
            "sequence-context",
            "4567",
            sequence,
            "A run that is the old PIN: sequence",
        ),
        (
            "descent-context",
            "7654",
            downwards,
            "A descending run that is part of the phone number: sequence",
        ),
        (
            "sequence-mismatch",
            "2345",
            sequence,
            "A run, and the repeat entry differs: sequence",
        ),
        (
            "repeat-denylist",
            "0000",
            repeat,
            "Four zeros that are on the list: repeat",
        ),
        (
            "repeat-context",
            "1111",
            repeat,
            "One digit that is the birthday: repeat",
        ),
        (
            "repeat-mismatch",
            "5855",
            repeat,
            "One digit three times, and the repeat entry differs: repeat",
        ),
        (
            "denylist-context",
            "2468",
            denied,
            "On the list and the tail of the PAN: denylist",
        ),
        (
            "context-mismatch",
            "1974",
            context("birth_date"),
            "The year of birth, and the repeat entry differs: context",
        ),
        (
            "mismatch",
            "2508",
            MISMATCH,
            "Breaks no rule of its own, and the repeat entry differs: mismatch",
        ),
    ];
    for (name, pin, refusal, why) in pairs {
        // One fault alone has no order.
        let mutants: &[&str] = if name == "mismatch" { &[] } else { &["E20"] };
        rules.bad_as((name, pin, again), refusal, "plain", why, mutants)?;
    }
    rules.group("Two rules broken at once; the repeat entry is always 2580")
}
