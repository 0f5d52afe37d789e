//! Section D: fill that the client draws. But for one, no single block shows it.

use super::super::Bug;
use super::super::catalogue::{Check, DESIGNED, Mutant, Need, Section};
use super::fill::Source;
use super::{Pipeline, needs};
use crate::conformance::client::Op::{PinBlockEncode, PinBlockEncrypt};
use crate::pin_block::Format::{Iso1, Iso3, Iso4};

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

const MANY: &[Need] = &[
    Need::Op(PinBlockEncode),
    Need::Op(PinBlockEncrypt),
    Need::FreeFill,
    Need::Check(Check::Randomness),
];
const MANY_3: &[Need] = &[
    Need::Op(PinBlockEncode),
    Need::Op(PinBlockEncrypt),
    Need::FreeFill,
    Need::Format(Iso3),
    Need::Check(Check::Randomness),
];
const MANY_4: &[Need] = &[
    Need::Op(PinBlockEncode),
    Need::Op(PinBlockEncrypt),
    Need::FreeFill,
    Need::Format(Iso4),
    Need::Check(Check::Randomness),
];
const MANY_1: &[Need] = &[
    Need::Op(PinBlockEncode),
    Need::Op(PinBlockEncrypt),
    Need::FreeFill,
    Need::Format(Iso1),
    Need::Check(Check::Randomness),
];

const EQUAL: &str = "Under one key equal PINs give equal blocks, so that a table of blocks opens them";
const FEW: &str = "There are fewer blocks for each PIN than there should be, so a table of blocks opens more of them";

pub(super) const MUTANTS: &[Mutant] = &[
    bug("D18", "fills with 0", EQUAL, DESIGNED, MANY, |p| {
        p.fill = Source::Constant(0)
    }),
    bug(
        "D18-a",
        "fills with A",
        EQUAL,
        "the sample code of an issuer",
        MANY_1,
        |p| p.fill = Source::Constant(0xa),
    ),
    bug("D18-f", "fills with F", EQUAL, DESIGNED, MANY, |p| {
        p.fill = Source::Constant(0xf)
    }),
    bug(
        "D18-longer",
        "fills with A when the PIN has more than four digits",
        EQUAL,
        DESIGNED,
        MANY,
        |p| p.fill = Source::FourOnly,
    ),
    bug(
        "D18-pan-19",
        "fills with A when the PAN has 19 digits",
        EQUAL,
        DESIGNED,
        MANY_3,
        |p| p.fill = Source::ShortPanOnly,
    ),
    bug(
        "D20",
        "fills with a counter",
        "Who knows a few blocks knows the fill of the next",
        DESIGNED,
        MANY,
        |p| {
            p.fill = Source::Counter;
        },
    ),
    bug(
        "D20-clock",
        "fills with the time",
        "Who knows when a block was made knows its fill",
        DESIGNED,
        MANY,
        |p| {
            p.fill = Source::Clock;
        },
    ),
    bug(
        "D20-seed",
        "starts its generator from the same seed in each process",
        EQUAL,
        DESIGNED,
        MANY,
        |p| {
            p.fill = Source::Seeded;
        },
    ),
    bug(
        "D20-math-random",
        "fills with Math.random",
        "Who has a few blocks computes the fill of the next",
        DESIGNED,
        MANY_4,
        |p| {
            p.fill = Source::MathRandom;
        },
    ),
    bug(
        "D21",
        "fills formats 1 and 4 with 0 to 9 only",
        FEW,
        DESIGNED,
        MANY,
        |p| p.fill = Source::Digits,
    ),
    bug(
        "D21-letters",
        "fills formats 1 and 4 with A to F only",
        FEW,
        DESIGNED,
        MANY,
        |p| p.fill = Source::Letters,
    ),
    bug(
        "D23",
        "fills format 3 with random digits 0 to 9",
        "The issuer refuses the block",
        DESIGNED,
        needs::BUILD_3_FREE,
        |p| {
            p.fill = Source::DigitsIn3;
        },
    ),
    bug(
        "D23-any",
        "fills format 3 with 0 to F",
        "The issuer refuses nearly every block",
        DESIGNED,
        MANY_3,
        |p| {
            p.fill = Source::AnyIn3;
        },
    ),
    bug(
        "D23-repeated",
        "draws one fill nibble and repeats it",
        FEW,
        DESIGNED,
        MANY,
        |p| p.fill = Source::Repeated,
    ),
    bug(
        "D23-modulo",
        "takes random nibbles modulo 6 for the fill of format 3",
        FEW,
        DESIGNED,
        MANY_3,
        |p| p.fill = Source::ModuloIn3,
    ),
    bug(
        "D25",
        "draws its fill once and uses it for every block",
        EQUAL,
        DESIGNED,
        MANY,
        |p| p.fill = Source::Once,
    ),
    bug(
        "D25-twice",
        "draws four bytes of the fill of format 4 and writes them twice",
        FEW,
        DESIGNED,
        MANY_4,
        |p| p.fill = Source::TwiceIn4,
    ),
    bug(
        "D25-odd",
        "draws whole bytes and fills the nibble that is left over with F",
        FEW,
        DESIGNED,
        MANY_3,
        |p| p.fill = Source::WholeBytes,
    ),
    bug(
        "D38",
        "takes the digits of the PIN as fill",
        EQUAL,
        DESIGNED,
        MANY,
        |p| p.fill = Source::Pin,
    ),
    bug(
        "D38-pan",
        "takes the digits of the PAN as fill",
        EQUAL,
        DESIGNED,
        MANY,
        |p| p.fill = Source::Pan,
    ),
];
