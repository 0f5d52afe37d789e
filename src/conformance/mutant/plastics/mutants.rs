//! Ways to choose the wrong plastic, or none.

use super::super::Bug;
use super::super::catalogue::{DESIGNED, Mutant, Need, Section};
use super::{Gives, Numbers, Order, Pick, Pipeline, Reader, Status, Tie};
use crate::conformance::client::Op;

const fn bug(id: &'static str, title: &'static str, effect: &'static str, change: fn(&mut Pipeline)) -> Mutant {
    Mutant {
        id,
        title,
        section: Section::F,
        effect,
        seen: DESIGNED,
        needs: &[Need::Op(Op::PlasticChoose)],
        bug: Bug::Plastic(change),
    }
}

const OLD: &str = "The PIN is asked for a plastic that is not the one that will be produced next";
const PRODUCED: &str = "The PIN is asked for a plastic that is produced already, and the issuer refuses it";
const GUESSED: &str = "One of two plastics gets the PIN, and nobody knows whether it is the one that is sent";
const NONE: &str = "No PIN can be set although a plastic waits";
const MADE_UP: &str = "A plastic is chosen by a number that the client made up";

pub(in crate::conformance) const MUTANTS: &[Mutant] = &[
    bug("F50", "takes the first plastic of the list that waits", OLD, |p| {
        p.pick = Pick::First
    }),
    bug("F50-last", "takes the last plastic of the list that waits", OLD, |p| {
        p.pick = Pick::Last
    }),
    bug(
        "F50-lowest",
        "takes the waiting plastic with the lowest sequence number",
        OLD,
        |p| {
            p.pick = Pick::Lowest;
        },
    ),
    bug("F51", "compares sequence numbers as text", OLD, |p| {
        p.order = Order::Text
    }),
    bug("F51-narrow", "keeps sequence numbers in 32 bits", OLD, |p| {
        p.order = Order::Narrow
    }),
    bug("F51-zero", "takes the sequence number 0 for a missing one", NONE, |p| {
        p.numbers = Numbers::Truthy;
    }),
    bug("F52", "does not look at the status", PRODUCED, |p| {
        p.status = Status::Every
    }),
    bug("F52-locked", "takes plastics with status LOCKED too", PRODUCED, |p| {
        p.status = Status::LockedToo;
    }),
    bug(
        "F52-not-active",
        "takes plastics of every status but ACTIVE",
        PRODUCED,
        |p| {
            p.status = Status::AllButActive;
        },
    ),
    bug(
        "F52-fallback",
        "takes the plastic in use when none waits",
        PRODUCED,
        |p| {
            p.status = Status::Fallback;
        },
    ),
    bug(
        "F52-case",
        "compares the status without regard to case",
        PRODUCED,
        |p| {
            p.status = Status::AnyCase;
        },
    ),
    bug(
        "F52-prefix",
        "takes every status that starts with INACTIVE",
        PRODUCED,
        |p| {
            p.status = Status::Prefix;
        },
    ),
    bug(
        "F52-trim",
        "compares the status without blanks at the ends",
        PRODUCED,
        |p| {
            p.status = Status::Trimmed;
        },
    ),
    bug(
        "F53",
        "takes the first of those that share the highest sequence number",
        GUESSED,
        |p| {
            p.tie = Tie::TakesFirst;
        },
    ),
    bug(
        "F53-last",
        "takes the last of those that share the highest sequence number",
        GUESSED,
        |p| {
            p.tie = Tie::TakesLast;
        },
    ),
    bug(
        "F53-neighbours",
        "sees a tie only between plastics that stand side by side",
        GUESSED,
        |p| {
            p.tie = Tie::Neighbours;
        },
    ),
    bug(
        "F53-any",
        "calls it a tie when two share any sequence number",
        NONE,
        |p| {
            p.tie = Tie::AnyNumber;
        },
    ),
    bug(
        "F53-others",
        "looks for a tie among plastics of every status",
        NONE,
        |p| {
            p.tie = Tie::AnyStatus;
        },
    ),
    bug("F54", "takes text for a sequence number", MADE_UP, |p| {
        p.numbers = Numbers::Text
    }),
    bug(
        "F54-any-number",
        "takes any number for a sequence number",
        MADE_UP,
        |p| {
            p.numbers = Numbers::Any;
        },
    ),
    bug("F54-absent", "takes a missing sequence number for 0", MADE_UP, |p| {
        p.numbers = Numbers::Absent;
    }),
    bug("F54-skips", "passes over plastics that it cannot read", MADE_UP, |p| {
        p.reader = Reader::Skips;
    }),
    bug(
        "F54-waiting",
        "reads the sequence numbers of waiting plastics alone",
        "A list that is wrong is taken because the fault is not in the line that is used",
        |p| p.reader = Reader::WaitingOnly,
    ),
    bug("F55", "refuses fields that it does not know", NONE, |p| {
        p.reader = Reader::KnownFields;
    }),
    bug(
        "F55-status",
        "refuses a list with a status that it does not know",
        NONE,
        |p| {
            p.reader = Reader::KnownStatuses;
        },
    ),
    bug(
        "F56",
        "gives the id of the card in place of that of the plastic",
        "The issuer does not know the plastic, or it is another one",
        |p| p.gives = Gives::CardId,
    ),
    bug(
        "F56-number",
        "turns the id of the plastic into a number",
        "The issuer does not know the plastic, or it is another one",
        |p| p.gives = Gives::IdAsNumber,
    ),
];
