//! `accumulate`: many inputs, one digest.

use alloc::format;

use rand_core::CryptoRng;

use crate::conformance::accumulated::{Accumulator, Input, fits};
use crate::conformance::clear::{self, BlockCipher, Clear, Wanted};
use crate::conformance::client::{AccumulateParams, Digest, RejectClass};
use crate::pin::Pin;
use crate::pin::policy::{PinFacts, PinPolicy};
use crate::pin_block::Format;

/// PINs of four digits.
const PINS: u64 = 10_000;

/// One output for each input, hashed: `1` or `0` for a PIN, the bytes of a block.
pub(super) fn run(
    of: &str,
    params: &AccumulateParams,
    seed: &str,
    count: u64,
    checkpoint: u64,
    rng: &mut dyn CryptoRng,
) -> Result<Digest, RejectClass> {
    match (of, params) {
        ("pin.check", AccumulateParams::PinCheck { policy }) => pins(policy, seed, count, checkpoint),
        ("pin_block.encode", AccumulateParams::Encode { format }) => {
            blocks(*format, None, seed, count, checkpoint, rng)
        }
        ("pin_block.encrypt", AccumulateParams::Encrypt { format, kind, key }) => {
            let key = super::from_hex(key)?;
            let cipher = BlockCipher::new(&clear::block_key(*format, *kind, &key)?)?;
            blocks(*format, Some(&cipher), seed, count, checkpoint, rng)
        }
        _ => Err(RejectClass::Message),
    }
}

/// The PINs 0000, 0001, …: `1` for each that is accepted, `0` for each that is not.
fn pins(policy: &PinPolicy, seed: &str, count: u64, checkpoint: u64) -> Result<Digest, RejectClass> {
    if !seed.is_empty() || count > PINS || policy.check().is_err() {
        return Err(RejectClass::Message);
    }
    let mut outputs = Accumulator::new(checkpoint);
    for index in 0..count {
        outputs.push(if accepts(policy, index) { b"1" } else { b"0" });
    }
    Ok(outputs.finish())
}

fn accepts(policy: &PinPolicy, index: u64) -> bool {
    let digits = format!("{index:04}");
    Pin::from_ascii(digits.as_bytes()).is_ok_and(|pin| policy.accept(pin, &PinFacts::default()).is_ok())
}

/// The block of each input of the seed, encrypted where there is a cipher.
fn blocks(
    format: Format,
    cipher: Option<&BlockCipher>,
    seed: &str,
    count: u64,
    checkpoint: u64,
    rng: &mut dyn CryptoRng,
) -> Result<Digest, RejectClass> {
    let seed = super::from_hex(seed)?;
    if !fits(count, checkpoint) {
        return Err(RejectClass::Message);
    }
    let mut outputs = Accumulator::new(checkpoint);
    for index in 0..count {
        let input = Input::new(&seed, index, format);
        let clear = Wanted {
            format,
            pin: &input.pin,
            pan: Some(&input.pan),
            fill: (!input.fill.is_empty()).then_some(&input.fill),
        }
        .encode(rng)?;
        match (cipher, clear) {
            (Some(cipher), clear) => outputs.push(&clear.encrypt_with(cipher)?),
            (None, Clear::Iso0(block)) => outputs.push(block.expose()),
            (None, Clear::Iso1(block)) => outputs.push(block.expose()),
            (None, Clear::Iso2(block)) => outputs.push(block.expose()),
            (None, Clear::Iso3(block)) => outputs.push(block.expose()),
            (None, Clear::Iso4(pin, pan)) => {
                outputs.push(&[pin.expose().as_slice(), pan.expose()].concat());
            }
        }
    }
    Ok(outputs.finish())
}
