//! The mutants of section B, and of the base64 that a public key travels in.

mod check;
mod generate;
mod text;

use super::Pipeline;
use crate::conformance::client::Op;
use crate::conformance::mutant::{Bug, Check, DESIGNED, Mutant, Need, Section};

/// Every mutant of section B.
pub(in crate::conformance::mutant) const MUTANTS: &[&[Mutant]] = &[generate::MUTANTS, check::MUTANTS, text::MUTANTS];

const GENERATE: &[Need] = &[Need::Op(Op::KeyGenerate)];
const UNWRAPS: &[Need] = &[
    Need::Op(Op::KeyGenerate),
    Need::Op(Op::TzpkUnwrap),
    Need::Check(Check::KeyPairs),
];
const MANY: &[Need] = &[Need::Op(Op::KeyGenerate), Need::Check(Check::KeyPairs)];

/// The rest of a mutant is filled in by its entry.
const fn base(id: &'static str, needs: &'static [Need], change: fn(&mut Pipeline)) -> Mutant {
    Mutant {
        id,
        title: "",
        section: Section::B,
        effect: "",
        seen: DESIGNED,
        needs,
        bug: Bug::KeyPair(change),
    }
}

/// A mutant that shows when a public key is checked.
const fn checks(id: &'static str, change: fn(&mut Pipeline)) -> Mutant {
    base(id, &[Need::Op(Op::PublicKeyCheck)], change)
}

/// A mutant that shows in every new key pair.
const fn makes(id: &'static str, change: fn(&mut Pipeline)) -> Mutant {
    base(id, GENERATE, change)
}
