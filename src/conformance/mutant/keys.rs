//! Section C: TDES and AES keys.

mod accepted;
mod check_values;
mod ciphers;

use super::Bug;
use super::blocks::{Pipeline, joined, length};
use super::catalogue::{Equivalent, Mutant, Need, Section};

/// Section C.
pub(super) const MUTANTS: &[Mutant] = &joined::<{ length(LISTS) }, { LISTS.len() }>(LISTS);

const LISTS: [&[Mutant]; 3] = [ciphers::MUTANTS, accepted::MUTANTS, check_values::MUTANTS];

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
        section: Section::C,
        effect,
        seen,
        needs,
        bug: Bug::Block(change),
    }
}

/// Section C: what no answer can show.
pub(super) const EQUIVALENT: &[Equivalent] = &[
    Equivalent {
        id: "C08",
        title: "uses CBC with an initial value of zeros",
        equals: None,
        proof: "A block that is enciphered alone is first mixed with the initial value, and zeros change nothing",
    },
    Equivalent {
        id: "C08-mac",
        title: "takes the last block of CBC with zeros over PIN field and PAN field as format 4",
        equals: None,
        proof: "The first block is E(PIN field); CBC mixes it into the PAN field and enciphers: \
                E(E(PIN field) ^ PAN field), which is format 4",
    },
    Equivalent {
        id: "C10-set",
        title: "sets the parity bits of TDES keys",
        equals: None,
        proof: "The first permutation of the DES key schedule leaves the parity bits out, and weak keys are found \
                without them; in an unwrapped key, where they would show, it is a bug of section A",
    },
];
