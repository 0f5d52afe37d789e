//! Making a key pair.

use rand_chacha::ChaCha20Rng;
use rand_core::{CryptoRng, SeedableRng};
use rsa::RsaPrivateKey;

use super::{Pipeline, primes};
use crate::conformance::client::{KeyPair, Output, RejectClass};
use crate::conformance::mutant::device::{Device, Made};

/// Which sizes a client makes.
#[derive(Clone, Copy, Default)]
pub(crate) enum Offered {
    /// 2048, 3072 and 4096 bits.
    #[default]
    Right,
    /// Those and 1024 bits.
    With1024,
    /// Every size from 512 to 4096 bits.
    Any,
    /// Any other is rounded to the next of the right ones.
    Rounded,
    /// 2048 bits.
    Only2048,
}

impl Offered {
    fn bits(self, asked: u32) -> Result<u32, RejectClass> {
        let right = [2048, 3072, 4096];
        let made = match self {
            Self::Right => right.contains(&asked).then_some(asked),
            Self::With1024 => (asked == 1024 || right.contains(&asked)).then_some(asked),
            Self::Any => (512..=4096).contains(&asked).then_some(asked),
            Self::Rounded => Some(right.into_iter().find(|bits| *bits >= asked).unwrap_or(4096)),
            Self::Only2048 => (asked == 2048).then_some(asked),
        };
        made.ok_or(RejectClass::KeyInvalid)
    }
}

/// How many bits a client makes of the number that is asked for.
#[derive(Clone, Copy, Default)]
pub(crate) enum Bits {
    /// As many.
    #[default]
    AsAsked,
    /// 1024.
    Always1024,
    /// 2048.
    Always2048,
    /// One less, as two random primes give at times.
    OneLess,
    /// Eight more.
    EightMore,
}

impl Bits {
    fn of(self, asked: u32) -> u32 {
        match self {
            Self::AsAsked => asked,
            Self::Always1024 => 1024,
            Self::Always2048 => 2048,
            Self::OneLess => asked.saturating_sub(1),
            Self::EightMore => asked.saturating_add(8),
        }
    }
}

/// Which public exponent a client takes.
#[derive(Clone, Copy, Default)]
pub(crate) enum Exponent {
    /// 65537.
    #[default]
    F4,
    /// 3.
    Three,
    /// 17.
    Seventeen,
    /// 65539, which is no fault of the number but not what is asked for.
    NextOdd,
    /// 1, with which encryption changes nothing.
    One,
    /// An even one, with which nothing can be decrypted.
    Even,
}

impl Exponent {
    /// The exponent of the key pair, and the one that is sent where that has none to go with it.
    fn values(self) -> (u32, Option<&'static [u8]>) {
        match self {
            Self::F4 => (65537, None),
            Self::Three => (3, None),
            Self::Seventeen => (17, None),
            Self::NextOdd => (65539, None),
            Self::One => (65537, Some(&[0x01])),
            Self::Even => (65537, Some(&[0x01, 0x00, 0x02])),
        }
    }
}

/// Where the primes come from.
#[derive(Clone, Copy, Default)]
pub(crate) enum Source {
    /// Random, for each key pair.
    #[default]
    Fresh,
    /// Random once: the first key pair is given again and again.
    Once,
    /// A generator with a fixed seed, so that a restart gives the same again.
    FixedSeed,
    /// One prime random once, the other for each key pair.
    SharedPrime,
    /// The second prime is the next one after the first.
    ClosePrimes,
    /// Random odd numbers that nobody tested.
    Untested,
    /// Primes that are powers of 65537 modulo many small primes.
    Roca,
}

impl Pipeline {
    pub(super) fn generate(&self, asked: u32, device: &Device, rng: &mut dyn CryptoRng) -> Result<Output, RejectClass> {
        let bits = self.bits.of(self.offered.bits(asked)?);
        let (exponent, sent) = self.exponent.values();
        let mut made = self.make(bits, exponent, device, rng).ok_or(RejectClass::KeyInvalid)?;
        if let Some(sent) = sent {
            made.exponent = sent.to_vec();
        }
        let handle = device.keep(&made).ok_or(RejectClass::KeyInvalid)?;
        Ok(Output::KeyPair(KeyPair {
            spki: hex::encode(self.form.write(&made)),
            handle,
        }))
    }

    fn make(&self, bits: u32, e: u32, device: &Device, rng: &mut dyn CryptoRng) -> Option<Made> {
        match self.source {
            Source::Fresh => device.next_made(bits, e, rng, &|rng| fresh(bits, e, rng)),
            Source::Once => device.first_made(bits, e, rng, &|rng| fresh(bits, e, rng)),
            Source::FixedSeed => {
                let place = u64::try_from(device.count_made(bits, e)).ok()?;
                fresh(bits, e, &mut ChaCha20Rng::seed_from_u64(place))
            }
            Source::SharedPrime => {
                let first = device.first_made(bits, e, rng, &|rng| fresh(bits, e, rng))?;
                Made::new(&primes::with_prime_of(&first, bits, e, rng)?)
            }
            Source::ClosePrimes => Made::new(&primes::close(bits, e, rng)?),
            // There is no private key that would fit.
            Source::Untested => {
                let modulus = primes::untested(bits, rng)?;
                let made = device.next_made(bits, e, rng, &|rng| fresh(bits, e, rng))?;
                Some(Made { modulus, ..made })
            }
            Source::Roca => Made::new(&primes::roca(bits, e, rng)?),
        }
    }
}

fn fresh(bits: u32, e: u32, rng: &mut dyn CryptoRng) -> Option<Made> {
    let bits = usize::try_from(bits).ok()?;
    let key = RsaPrivateKey::new_with_exp_unchecked(rng, bits, e.into()).ok()?;
    Made::new(&key)
}
