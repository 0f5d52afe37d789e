//! Section D: reading a block.

use super::super::Bug;
use super::super::catalogue::{DESIGNED, Mutant, Need, Section};
use super::needs::{DECODE, OPEN, OPEN_3, OPEN_4};
use super::{ControlCheck, DigitCheck, End, FillCheck, Pipeline, Shown, Size};

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
        section: Section::D,
        effect,
        seen,
        needs,
        bug: Bug::Block(change),
    }
}

const GARBAGE: &str = "A block under a wrong key or PAN, or one that was tampered with, is shown as a PIN";

pub(super) const MUTANTS: &[Mutant] = &[
    bug(
        "D04",
        "does not check the last fill nibble",
        GARBAGE,
        "openemv/pinblock: its loop ends one position early",
        OPEN,
        |p| p.reader.fill = FillCheck::NotTheLast,
    ),
    bug(
        "D04-first",
        "checks the first fill nibble only",
        GARBAGE,
        DESIGNED,
        OPEN,
        |p| {
            p.reader.fill = FillCheck::First;
        },
    ),
    bug("D04-none", "does not check the fill", GARBAGE, DESIGNED, OPEN, |p| {
        p.reader.fill = FillCheck::Nothing
    }),
    bug(
        "D04-half",
        "does not check a fill nibble that shares a byte with a digit",
        GARBAGE,
        DESIGNED,
        OPEN,
        |p| {
            p.reader.fill = FillCheck::WholeBytes;
        },
    ),
    bug(
        "D03-read",
        "does not check the fill of formats 0 and 2",
        GARBAGE,
        DESIGNED,
        OPEN,
        |p| {
            p.reader.fill = FillCheck::NotIn02;
        },
    ),
    bug(
        "D26-read",
        "does not check the fill of format 4",
        GARBAGE,
        DESIGNED,
        OPEN_4,
        |p| {
            p.reader.fill = FillCheck::NotIn4;
        },
    ),
    bug(
        "D24",
        "takes 0 to 9 as fill of format 3",
        GARBAGE,
        DESIGNED,
        OPEN_3,
        |p| p.reader.any_fill_3 = true,
    ),
    bug(
        "D33",
        "does not check the control nibble",
        GARBAGE,
        "moov-io #5",
        OPEN,
        |p| {
            p.reader.control = ControlCheck::Ignored;
        },
    ),
    bug(
        "D33-guess",
        "reads whatever format the control nibble says",
        "The sender of a block picks its format, and with it whether the PAN is bound",
        DESIGNED,
        OPEN,
        |p| p.reader.control = ControlCheck::Decides,
    ),
    bug(
        "D02-read",
        "takes any length nibble that fits the block",
        "A PIN of 3 digits, or of 14, is shown",
        DESIGNED,
        OPEN,
        |p| p.reader.any_length = true,
    ),
    bug(
        "D35",
        "takes A to F as digits of the PIN",
        GARBAGE,
        DESIGNED,
        OPEN,
        |p| {
            p.reader.digits = DigitCheck::Nothing;
        },
    ),
    bug(
        "D35-four",
        "checks the first four digits only",
        GARBAGE,
        DESIGNED,
        OPEN,
        |p| {
            p.reader.digits = DigitCheck::FirstFour;
        },
    ),
    bug(
        "D36",
        "ends the PIN at the first letter and not where the length says",
        "A PIN is shown with digits of the fill behind it, or cut",
        DESIGNED,
        OPEN,
        |p| p.reader.end = End::Letter,
    ),
    bug(
        "D36-f",
        "ends the PIN at the first F and not where the length says",
        "In formats with other fill no PIN is shown, or one with digits of the fill behind it",
        DESIGNED,
        OPEN,
        |p| p.reader.end = End::F,
    ),
    bug("D42", "cuts blocks that are too long", GARBAGE, DESIGNED, DECODE, |p| {
        p.reader.size = Size::Cut
    }),
    bug(
        "D42-short",
        "fills blocks that are too short up with F",
        GARBAGE,
        DESIGNED,
        DECODE,
        |p| {
            p.reader.size = Size::Filled;
        },
    ),
    bug(
        "D43",
        "shows the first four digits of the PIN",
        "Who has a longer PIN is shown a wrong one, and the card locks",
        DESIGNED,
        OPEN,
        |p| p.reader.shown = Shown::FourDigits,
    ),
];
