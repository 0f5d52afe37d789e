//! Key pairs for many sessions of the kit's own: every modulus is another one, primes are shared.
//!
//! A device never does this: whoever has two such public keys can compute a prime that they share. Here the pairs must differ
//! and nothing else, and a dozen primes make more than sixty of them, which saves nearly all of the work.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use std::sync::{Mutex, PoisonError};

use rand_core::CryptoRng;
use rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _};
use rsa::{BoxedUint, RsaPrivateKey};

/// The public exponent.
const E: u32 = 65537;

/// Primes by the size of the modulus.
#[derive(Default)]
pub(crate) struct KeyPool(Mutex<BTreeMap<u32, Primes>>);

struct Primes {
    found: Vec<BoxedUint>,
    /// The next two to be put together; the first is below the second.
    next: (usize, usize),
}

impl KeyPool {
    /// A key pair of exactly `bits` that was not given before; none when the generator gives no primes.
    pub(crate) fn next(&self, bits: u32, rng: &mut dyn CryptoRng) -> Option<RsaPrivateKey> {
        loop {
            let Some((p, q)) = self.primes(bits)? else {
                // Without the lock: several clients may want keys at once.
                let made = RsaPrivateKey::new(rng, usize::try_from(bits).ok()?).ok()?;
                self.add(bits, &made)?;
                continue;
            };
            if let Ok(key) = RsaPrivateKey::from_p_q(p, q, BoxedUint::from(E))
                && key.n().bits_vartime() == bits
            {
                return Some(key);
            }
        }
    }

    /// Two primes that were not put together before; none inside when more are needed.
    fn primes(&self, bits: u32) -> Option<Option<(BoxedUint, BoxedUint)>> {
        let mut sizes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let primes = sizes.entry(bits).or_default();
        let (low, high) = primes.next;
        let (Some(p), Some(q)) = (primes.found.get(low), primes.found.get(high)) else {
            return Some(None);
        };
        let pair = (p.clone(), q.clone());
        primes.next = match low.checked_add(1)? {
            above if above >= high => (0, high.checked_add(1)?),
            above => (above, high),
        };
        Some(Some(pair))
    }

    /// Adds the primes of a key pair; none when they were there, and the generator repeats itself.
    fn add(&self, bits: u32, made: &RsaPrivateKey) -> Option<()> {
        let mut sizes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let primes = sizes.entry(bits).or_default();
        let new: Vec<BoxedUint> = made.primes().iter().map(|prime| prime.as_ref().clone()).collect();
        if new.iter().any(|prime| primes.found.contains(prime)) {
            return None;
        }
        primes.found.extend(new);
        Some(())
    }
}

impl Default for Primes {
    fn default() -> Self {
        Self {
            found: Vec::new(),
            next: (0, 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_modulus_comes_twice_and_all_have_their_size() {
        let pool = KeyPool::default();
        let mut moduli = BTreeSet::new();
        for _ in 0..30 {
            let key = pool.next(1024, &mut crate::os_rng()).unwrap();
            assert_eq!(key.n().bits_vartime(), 1024);
            assert!(moduli.insert(key.n_bytes()));
        }
        assert!(pool.0.lock().unwrap()[&1024].found.len() <= 10);
    }
}
