//! Section A: a device's unwrap with every step in the open (RFC 8017, section 7.1.2), so that each can be wrong.
//!
//! The steps in their order: the private key, the length of the ciphertext, the number in it, RSADP, EM, the padding with
//! its hashes and its label, the payload, its length, and what is said when something fails. The default of each is right.

mod ciphertext;
mod failure;
mod mutants;
mod padding;
mod payload;

use alloc::vec::Vec;

use rand_core::CryptoRng;

pub(super) use self::ciphertext::{KeySizes, LengthRule, RangeRule, Reading};
pub(super) use self::failure::{Errors, Fault, OnFailure};
pub(super) use self::mutants::MUTANTS;
pub(super) use self::padding::{EmRule, Fallback, Hashes, LabelHashRule, LabelRule, Mgf, Padding, Split, YRule};
pub(super) use self::payload::{KeyRule, Payload, PayloadLength};
use super::device::Device;
use crate::conformance::client::{Answer, ExpectedKind, OaepFields, Output, PrivateKeySource, Request, Unwrapped};

/// How a client unwraps: one choice for each step.
#[derive(Clone, Copy, Default)]
pub(crate) struct Pipeline {
    /// Which private keys it works with.
    pub(super) sizes: KeySizes,
    /// How long a ciphertext may be.
    pub(super) length: LengthRule,
    /// How the bytes of the ciphertext become a number.
    pub(super) reading: Reading,
    /// What it does with a number that is not below the modulus.
    pub(super) range: RangeRule,
    /// How the decrypted number becomes EM.
    pub(super) em: EmRule,
    /// Which padding EM has.
    pub(super) padding: Padding,
    /// Which hashes go into it.
    pub(super) hashes: Hashes,
    /// How a mask is made.
    pub(super) mgf: Mgf,
    /// Which label is hashed.
    pub(super) label: LabelRule,
    /// How the leading byte is checked.
    pub(super) y: YRule,
    /// How the hash of the label is compared.
    pub(super) label_hash: LabelHashRule,
    /// How the message is found behind the padding string.
    pub(super) split: Split,
    /// What is tried when the padding is wrong.
    pub(super) fallback: Option<Fallback>,
    /// What happens to the payload before it is a key.
    pub(super) payload: Payload,
    /// How long the payload may be.
    pub(super) payload_length: PayloadLength,
    /// Which keys it refuses, or changes.
    pub(super) key_rule: KeyRule,
    /// What it gives when it could not unwrap.
    pub(super) on_failure: OnFailure,
    /// How it says why.
    pub(super) errors: Errors,
}

/// What a client answers to an unwrap when `change` is made to its pipeline; none for other operations.
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
    /// The answer to an unwrap; none for other operations.
    pub(super) fn answer(&self, request: &Request, device: &Device, rng: &mut dyn CryptoRng) -> Option<Answer> {
        let Request::TzpkUnwrap {
            key,
            scheme,
            wrapped,
            expect,
        } = request
        else {
            return None;
        };
        let unwrap = Unwrap {
            key,
            scheme,
            wrapped,
            expect: *expect,
        };
        let mut em = None;
        let unwrapped = self.unwrap(&unwrap, device, &mut em);
        let shown = match unwrapped {
            Ok(payload) => Ok(payload),
            Err(fault) => self
                .on_failure
                .key(fault, *expect, em.as_deref(), device, rng)
                .ok_or(fault),
        };
        Some(match shown {
            Ok(tzpk) => {
                device.remember(&tzpk);
                let tzpk = Some(hex::encode(tzpk));
                Answer::Ok(Output::Unwrapped(Unwrapped {
                    tzpk,
                    check_value: None,
                }))
            }
            Err(fault) => self.errors.refuse(fault),
        })
    }

    /// The key, or the first thing that is wrong. Leaves EM behind where there was one.
    fn unwrap(&self, asked: &Unwrap<'_>, device: &Device, em: &mut Option<Vec<u8>>) -> Result<Vec<u8>, Fault> {
        let key = device.key(asked.key)?;
        self.sizes.check(&key)?;
        let wrapped = hex::decode(asked.wrapped).map_err(|_| Fault::Encoding)?;
        let bytes = self.length.read(wrapped, key.raw.k())?;
        let number = self.range.number(self.reading.read(bytes)?, &key)?;
        let decrypted = em.insert(device.decrypt(&key, &number).ok_or(Fault::Range)?);
        let message = self.open(self.em.read(decrypted)?, asked)?;
        let payload = self.payload.read(message, asked.expect);
        self.payload_length.check(payload.len(), asked.expect)?;
        self.key_rule.apply(payload, asked.expect)
    }

    /// The padding, and then what is tried instead.
    fn open(&self, em: &[u8], asked: &Unwrap<'_>) -> Result<Vec<u8>, Fault> {
        let scheme = self.scheme(asked.scheme)?;
        let opened = self.padding.open(self, em, &scheme, asked.expect);
        match (opened, self.fallback) {
            (Err(_), Some(fallback)) => fallback.open(self, em, &scheme),
            (opened, _) => opened,
        }
    }
}

/// What is asked.
struct Unwrap<'a> {
    key: &'a PrivateKeySource,
    scheme: &'a OaepFields,
    wrapped: &'a str,
    expect: ExpectedKind,
}

#[cfg(test)]
mod tests;
