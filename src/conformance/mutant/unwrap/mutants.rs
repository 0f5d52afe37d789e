//! The mutants of section A.

mod checks;
mod ciphertext;
mod failure;
mod hashes;
mod payload;

use super::Pipeline;
use crate::conformance::client::Op;
use crate::conformance::mutant::{Bug, DESIGNED, Mutant, Need, Section};

/// Every mutant of section A, step by step.
pub(in crate::conformance::mutant) const MUTANTS: &[&[Mutant]] = &[
    ciphertext::MUTANTS,
    hashes::MUTANTS,
    checks::MUTANTS,
    payload::MUTANTS,
    failure::MUTANTS,
];

/// A mutant that needs nothing but an unwrap; the rest of it is filled in by its entry.
const fn base(id: &'static str, change: fn(&mut Pipeline)) -> Mutant {
    Mutant {
        id,
        title: "",
        section: Section::A,
        effect: "",
        seen: DESIGNED,
        needs: &[Need::Op(Op::TzpkUnwrap)],
        bug: Bug::Unwrap(change),
    }
}

const LABEL: &[Need] = &[Need::Op(Op::TzpkUnwrap), Need::OaepLabel];
