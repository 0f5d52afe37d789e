//! Section D: formats and their ciphers.

use super::super::Bug;
use super::super::catalogue::{DESIGNED, Mutant, Need, Section};
use super::needs::{SEAL, SEAL_4};
use super::{Format4, Pairs, Pipeline};

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

const UNOPENED: &str = "The issuer cannot open the block";

pub(super) const MUTANTS: &[Mutant] = &[
    bug(
        "D22",
        "sends format 2 on line",
        "Format 2 has neither PAN nor random fill: equal PINs give equal blocks, and a table of 10,000 opens them",
        DESIGNED,
        SEAL,
        |p| p.seal.pairs = Pairs::Format2,
    ),
    bug(
        "D29",
        "leaves out the second AES of format 4",
        UNOPENED,
        DESIGNED,
        SEAL_4,
        |p| {
            p.seal.format_4 = Format4::SecondMissing;
        },
    ),
    bug(
        "D29-first",
        "leaves out the first AES of format 4",
        UNOPENED,
        DESIGNED,
        SEAL_4,
        |p| {
            p.seal.format_4 = Format4::FirstMissing;
        },
    ),
    bug(
        "D29-order",
        "mixes the PAN field in before the first AES of format 4",
        UNOPENED,
        DESIGNED,
        SEAL_4,
        |p| {
            p.seal.format_4 = Format4::PanFirst;
        },
    ),
    bug(
        "D29-no-pan",
        "leaves the PAN field out of format 4",
        "The issuer cannot open the block; the PIN is not bound to the card",
        DESIGNED,
        SEAL_4,
        |p| p.seal.format_4 = Format4::NoPan,
    ),
    bug(
        "D29-chained",
        "uses one CBC object for both AES steps of format 4",
        "What is sent is the PAN field enciphered: the PIN is not in it at all",
        DESIGNED,
        SEAL_4,
        |p| p.seal.format_4 = Format4::Chained,
    ),
    bug("D31", "encrypts format 4 under TDES", UNOPENED, DESIGNED, SEAL, |p| {
        p.seal.pairs = Pairs::Format4UnderTdes
    }),
    bug(
        "D31-aes",
        "encrypts formats 0, 1 and 3 under AES with zeros behind",
        UNOPENED,
        DESIGNED,
        SEAL,
        |p| {
            p.seal.pairs = Pairs::Format0UnderAes;
        },
    ),
    bug(
        "D32",
        "puts PIN field and PAN field of format 4 in each other's place",
        UNOPENED,
        "openemv/dukpt #1",
        SEAL_4,
        |p| {
            p.seal.format_4 = Format4::Swapped;
        },
    ),
];
