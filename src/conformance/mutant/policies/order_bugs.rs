//! Section E: the order of the rules, and the repeat entry.

use super::super::Bug;
use super::super::catalogue::{DESIGNED, Mutant, Need, Section};
use super::{Confirm, Order, Pipeline, Step};
use crate::conformance::client::Op::{PinBlockEncode, PinBlockEncrypt, PinCheck};

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
const CHECK: &[Need] = &[Need::Op(PinCheck)];
const UNCONFIRMED: &str = "A PIN that was mistyped once is set";

pub(super) const MUTANTS: &[Mutant] = &[
    bug(
        "E20",
        "looks at the length before the characters",
        "The cardholder is told to type more digits when a character is wrong",
        DESIGNED,
        TYPED,
        |p| p.entry.length_first = true,
    ),
    bug(
        "E20-sequence",
        "looks for runs before the policy's length",
        "The cardholder is told of a run in a PIN that is too long anyway, and is refused twice",
        DESIGNED,
        CHECK,
        |p| {
            p.order = Order([
                Step::Entry,
                Step::Sequence,
                Step::Length,
                Step::Repeat,
                Step::Deny,
                Step::Context,
                Step::Mismatch,
            ])
        },
    ),
    bug(
        "E20-repeat",
        "looks for repeated digits before runs",
        "The reason that the cardholder is told differs from client to client",
        DESIGNED,
        CHECK,
        |p| {
            p.order = Order([
                Step::Entry,
                Step::Length,
                Step::Repeat,
                Step::Sequence,
                Step::Deny,
                Step::Context,
                Step::Mismatch,
            ])
        },
    ),
    bug(
        "E20-deny",
        "looks at the deny list first",
        "The reason that the cardholder is told differs from client to client",
        DESIGNED,
        CHECK,
        |p| {
            p.order = Order([
                Step::Entry,
                Step::Length,
                Step::Deny,
                Step::Sequence,
                Step::Repeat,
                Step::Context,
                Step::Mismatch,
            ])
        },
    ),
    bug(
        "E20-context",
        "looks at the cardholder's data before the deny list",
        "The reason that the cardholder is told differs from client to client",
        DESIGNED,
        CHECK,
        |p| {
            p.order = Order([
                Step::Entry,
                Step::Length,
                Step::Sequence,
                Step::Repeat,
                Step::Context,
                Step::Deny,
                Step::Mismatch,
            ])
        },
    ),
    bug(
        "E20-mismatch",
        "compares the repeat entry first",
        "Who types a forbidden PIN differently the second time has to type it right twice before being told",
        DESIGNED,
        CHECK,
        |p| {
            p.order = Order([
                Step::Mismatch,
                Step::Entry,
                Step::Length,
                Step::Sequence,
                Step::Repeat,
                Step::Deny,
                Step::Context,
            ])
        },
    ),
    bug(
        "E32",
        "does not compare the repeat entry",
        UNCONFIRMED,
        DESIGNED,
        CHECK,
        |p| p.confirm = Confirm::Dropped,
    ),
    bug(
        "E32-prefix",
        "compares only as far as the repeat entry goes",
        UNCONFIRMED,
        DESIGNED,
        CHECK,
        |p| {
            p.confirm = Confirm::AsFarAsRepeated;
        },
    ),
    bug(
        "E32-longer",
        "compares only as far as the first entry goes",
        UNCONFIRMED,
        DESIGNED,
        CHECK,
        |p| {
            p.confirm = Confirm::AsFarAsTyped;
        },
    ),
    bug(
        "E01-repeat",
        "compares the two entries as numbers",
        UNCONFIRMED,
        DESIGNED,
        CHECK,
        |p| {
            p.confirm = Confirm::Number;
        },
    ),
    bug(
        "E04-repeat",
        "compares without white space at the ends",
        UNCONFIRMED,
        DESIGNED,
        CHECK,
        |p| {
            p.confirm = Confirm::Trimmed;
        },
    ),
    bug(
        "E02-repeat",
        "compares digits of other scripts as ASCII ones",
        UNCONFIRMED,
        DESIGNED,
        CHECK,
        |p| {
            p.confirm = Confirm::Scripts;
        },
    ),
    bug(
        "E10-repeat",
        "compares a repeat entry only when there is something in it",
        UNCONFIRMED,
        DESIGNED,
        CHECK,
        |p| {
            p.confirm = Confirm::EmptyPasses;
        },
    ),
    bug(
        "E32-length",
        "compares the lengths of the two entries",
        UNCONFIRMED,
        DESIGNED,
        CHECK,
        |p| {
            p.confirm = Confirm::Length;
        },
    ),
    bug(
        "E32-order",
        "compares the digits of the two entries in any order",
        UNCONFIRMED,
        DESIGNED,
        CHECK,
        |p| {
            p.confirm = Confirm::AnyOrder;
        },
    ),
    bug(
        "E32-last",
        "does not compare the last character of the two entries",
        UNCONFIRMED,
        DESIGNED,
        CHECK,
        |p| {
            p.confirm = Confirm::NotTheLast;
        },
    ),
    bug(
        "E32-four",
        "compares the first four digits of the two entries",
        UNCONFIRMED,
        DESIGNED,
        CHECK,
        |p| {
            p.confirm = Confirm::FirstFour;
        },
    ),
    bug(
        "E32-six",
        "does not compare the repeat entry of a PIN of 6 digits",
        UNCONFIRMED,
        DESIGNED,
        CHECK,
        |p| {
            p.confirm = Confirm::NotOf(6);
        },
    ),
    bug(
        "E21-repeat",
        "compares without invisible characters",
        UNCONFIRMED,
        DESIGNED,
        CHECK,
        |p| {
            p.confirm = Confirm::MarksDropped;
        },
    ),
];
