//! Section B: the key pair that a device makes, and the public key as an issuer checks it, with every step in the open.

mod check;
pub(in crate::conformance) mod der;
mod form;
mod generate;
mod mutants;
mod numbers;
mod primes;
mod text;

use rand_core::CryptoRng;

pub(super) use self::check::{Algorithm, Body, Integers, Lengths, Shape, Tail};
pub(super) use self::form::Form;
pub(super) use self::generate::{Bits, Exponent, Offered, Source};
pub(super) use self::mutants::MUTANTS;
pub(super) use self::numbers::{ExponentRule, SizeRule};
pub(super) use self::text::{Classes, TextRule};
use super::device::Device;
use super::unwrap::{self, Fallback};
use crate::conformance::client::{Answer, PrivateKeySource, Request};

/// How a client makes key pairs and checks public keys: one choice for each step.
#[derive(Clone, Copy, Default)]
pub(crate) struct Pipeline {
    /// Which sizes it makes.
    pub(super) offered: Offered,
    /// How many bits it makes of the number that is asked for.
    pub(super) bits: Bits,
    /// Which public exponent it takes.
    pub(super) exponent: Exponent,
    /// Where the primes come from.
    pub(super) source: Source,
    /// What it sends.
    pub(super) form: Form,
    /// How it reads the text of a public key.
    pub(super) text: TextRule,
    /// What it takes for a public key.
    pub(super) shape: Shape,
    /// Which algorithms it takes.
    pub(super) algorithm: Algorithm,
    /// How it reads the string around the key.
    pub(super) body: Body,
    /// What may follow.
    pub(super) tail: Tail,
    /// How it reads lengths.
    pub(super) lengths: Lengths,
    /// How it reads numbers.
    pub(super) integers: Integers,
    /// Which sizes of a modulus it takes.
    pub(super) size: SizeRule,
    /// Whether it takes an even modulus.
    pub(super) even_modulus: bool,
    /// Which public exponents it takes.
    pub(super) exponent_rule: ExponentRule,
    /// How it says why not.
    pub(super) classes: Classes,
    /// What it tries when a key does not unwrap under a handle.
    pub(super) fallback: Option<Fallback>,
}

/// What a client answers when `change` is made to its pipeline; none for operations without a key pair of its own.
pub(crate) fn answer(
    change: fn(&mut Pipeline),
    request: &Request,
    device: &Device,
    rng: &mut dyn CryptoRng,
) -> Option<Answer> {
    let mut pipeline = Pipeline::default();
    change(&mut pipeline);
    pipeline.answer(request, device, rng)
}

impl Pipeline {
    /// The answer; none for operations without a key pair of its own.
    pub(super) fn answer(&self, request: &Request, device: &Device, rng: &mut dyn CryptoRng) -> Option<Answer> {
        let judged = match request {
            Request::KeyGenerate { bits } => self.generate(*bits, device, rng),
            Request::PublicKeyCheck { spki, text } => self.check(spki.as_deref(), text.as_deref()),
            Request::TzpkUnwrap {
                key: PrivateKeySource::Handle { .. },
                ..
            } => {
                let unwrap = unwrap::Pipeline {
                    fallback: self.fallback,
                    ..unwrap::Pipeline::default()
                };
                return unwrap.answer(request, device, rng);
            }
            _ => return None,
        };
        Some(judged.map_or_else(Answer::reject, Answer::Ok))
    }
}

#[cfg(test)]
mod tests;
