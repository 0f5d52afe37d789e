//! Section E: runs.

use super::super::Bug;
use super::super::catalogue::{DESIGNED, Mutant, Need, Section};
use super::{Pipeline, Run, Wrap};
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

const COUNTED: &[Need] = &[Need::Op(PinCheck), Need::Op(Accumulate)];

const PASSES: &str = "PINs that the issuer forbids are set, and they are the first that a thief tries";
const BLOCKED: &str =
    "Good PINs are refused: the cardholder is told of a run that is none, and fewer PINs are left to guess";

pub(super) const MUTANTS: &[Mutant] = &[
    bug("E12", "does not look for descending runs", PASSES, COUNTED, |p| {
        p.descending = Run::Dropped
    }),
    bug(
        "E12-ascending",
        "does not look for ascending runs",
        PASSES,
        COUNTED,
        |p| p.ascending = Run::Dropped,
    ),
    bug("E26", "lets no run go on over 9 and 0", PASSES, COUNTED, |p| {
        p.wrap = Wrap::Never
    }),
    bug(
        "E26-always",
        "lets every run go on over 9 and 0",
        BLOCKED,
        COUNTED,
        |p| p.wrap = Wrap::Always,
    ),
    bug(
        "E26-upwards",
        "lets only ascending runs go on over 9 and 0",
        PASSES,
        COUNTED,
        |p| p.wrap = Wrap::UpwardsOnly,
    ),
    bug("E26-one", "lets a run go on from 9 to 1", PASSES, COUNTED, |p| {
        p.wrap = Wrap::ToOne
    }),
    bug(
        "E27",
        "looks for ascending runs at the start of the PIN only",
        PASSES,
        COUNTED,
        |p| p.ascending = Run::AtTheStart,
    ),
    bug(
        "E27-end",
        "looks for ascending runs at the end of the PIN only",
        PASSES,
        COUNTED,
        |p| p.ascending = Run::AtTheEnd,
    ),
    bug(
        "E27-whole",
        "refuses ascending runs only when they are the whole PIN",
        PASSES,
        COUNTED,
        |p| p.ascending = Run::Whole,
    ),
    bug(
        "E27-exact",
        "refuses ascending runs only when they are exactly as long as the limit",
        PASSES,
        COUNTED,
        |p| {
            p.ascending = Run::Exactly;
        },
    ),
    bug(
        "E27-down",
        "looks for descending runs at the start of the PIN only",
        PASSES,
        COUNTED,
        |p| {
            p.descending = Run::AtTheStart;
        },
    ),
    bug(
        "E27-down-end",
        "looks for descending runs at the end of the PIN only",
        PASSES,
        COUNTED,
        |p| {
            p.descending = Run::AtTheEnd;
        },
    ),
    bug(
        "E27-down-whole",
        "refuses descending runs only when they are the whole PIN",
        PASSES,
        COUNTED,
        |p| {
            p.descending = Run::Whole;
        },
    ),
    bug(
        "E27-down-exact",
        "refuses descending runs only when they are exactly as long as the limit",
        PASSES,
        COUNTED,
        |p| {
            p.descending = Run::Exactly;
        },
    ),
    bug(
        "E28",
        "counts the steps of an ascending run and not its digits",
        PASSES,
        COUNTED,
        |p| p.ascending = Run::OneMore,
    ),
    bug(
        "E28-down",
        "counts the steps of a descending run and not its digits",
        PASSES,
        COUNTED,
        |p| {
            p.descending = Run::OneMore;
        },
    ),
    bug(
        "E28-less",
        "refuses ascending runs one digit too short",
        BLOCKED,
        COUNTED,
        |p| p.ascending = Run::OneLess,
    ),
    bug(
        "E28-less-down",
        "refuses descending runs one digit too short",
        BLOCKED,
        COUNTED,
        |p| {
            p.descending = Run::OneLess;
        },
    ),
    bug(
        "E29",
        "sorts the digits before it looks for ascending runs",
        BLOCKED,
        COUNTED,
        |p| p.ascending = Run::Sorted,
    ),
    bug(
        "E29-any-step",
        "takes steps of any size for an ascending run",
        BLOCKED,
        COUNTED,
        |p| p.ascending = Run::AnyStep,
    ),
    bug(
        "E29-both-ways",
        "takes steps up and down alike for a run",
        BLOCKED,
        COUNTED,
        |p| p.ascending = Run::BothWays,
    ),
    bug(
        "E29-equal",
        "counts equal neighbours in an ascending run as one digit",
        BLOCKED,
        COUNTED,
        |p| {
            p.ascending = Run::EqualSkipped;
        },
    ),
    bug(
        "E29-added",
        "adds up all ascending steps of the PIN",
        BLOCKED,
        COUNTED,
        |p| p.ascending = Run::Added,
    ),
    bug(
        "E29-down-sorted",
        "sorts the digits before it looks for descending runs",
        BLOCKED,
        COUNTED,
        |p| {
            p.descending = Run::Sorted;
        },
    ),
    bug(
        "E29-down-any-step",
        "takes steps of any size for a descending run",
        BLOCKED,
        COUNTED,
        |p| {
            p.descending = Run::AnyStep;
        },
    ),
    bug(
        "E29-down-equal",
        "counts equal neighbours in a descending run as one digit",
        BLOCKED,
        COUNTED,
        |p| {
            p.descending = Run::EqualSkipped;
        },
    ),
    bug(
        "E29-down-added",
        "adds up all descending steps of the PIN",
        BLOCKED,
        COUNTED,
        |p| p.descending = Run::Added,
    ),
];
