//! Key pairs for many sessions of the kit's own: every modulus is another one, primes are shared and published.
//!
//! A device never does this: whoever has two such public keys can compute a prime that they share. Here the pairs must differ
//! and nothing else, and fourteen primes make 91 of them, which saves nearly all of the work. More are drawn when these are
//! used up.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::ops::Range;
use std::sync::{Mutex, PoisonError};

use rand_core::CryptoRng;
use rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _};
use rsa::{BoxedUint, RsaPrivateKey};

/// The public exponent.
const E: u32 = 65537;

/// Primes to begin with, by the size of the modulus, one in each line. From `openssl prime -generate`.
const PUBLISHED: [(u32, &str); 2] = [
    (2048, include_str!("key_pool/primes-1024.txt")),
    (3072, include_str!("key_pool/primes-1536.txt")),
];

/// Primes by the size of the modulus.
#[derive(Default)]
pub(crate) struct KeyPool {
    sizes: Mutex<BTreeMap<u32, Primes>>,
    /// Whether each pair has a prime that was drawn.
    drawn: bool,
}

struct Primes {
    found: Vec<BoxedUint>,
    /// The next two to be put together; the first is below the second.
    next: (usize, usize),
    /// Those of which no two are put together.
    apart: Range<usize>,
}

impl KeyPool {
    /// A pool with a drawn prime in each pair. For a process of its own: another one after it, or beside it, must not give the
    /// same pairs.
    pub(crate) fn drawn() -> Self {
        Self {
            drawn: true,
            ..Self::default()
        }
    }

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

    /// One of the key pairs that the published primes make: the same for the same `index`, which counts from 0.
    pub(crate) fn published(bits: u32, index: u64) -> Option<RsaPrivateKey> {
        let primes = Primes::published(bits).found;
        let pairs = (1..primes.len()).flat_map(|high| (0..high).map(move |low| (low, high)));
        let (low, high) = pairs.into_iter().nth(usize::try_from(index).ok()?)?;
        let (p, q) = (primes.get(low)?, primes.get(high)?);
        RsaPrivateKey::from_p_q(p.clone(), q.clone(), BoxedUint::from(E)).ok()
    }

    /// What a size begins with.
    fn first(&self, bits: u32) -> Primes {
        if self.drawn {
            Primes::of(Vec::new())
        } else {
            Primes::published(bits)
        }
    }

    /// Two primes that were not put together before; none inside when more are needed.
    fn primes(&self, bits: u32) -> Option<Option<(BoxedUint, BoxedUint)>> {
        let mut sizes = self.sizes.lock().unwrap_or_else(PoisonError::into_inner);
        let primes = sizes.entry(bits).or_insert_with(|| self.first(bits));
        let (low, high) = primes.next;
        let (Some(p), Some(q)) = (primes.found.get(low), primes.found.get(high)) else {
            return Some(None);
        };
        let pair = (p.clone(), q.clone());
        primes.next = match low.checked_add(1)? {
            above if above >= high => (0, high.checked_add(1)?),
            above if primes.apart.contains(&above) && primes.apart.contains(&high) => (0, high.checked_add(1)?),
            above => (above, high),
        };
        Some(Some(pair))
    }

    /// Adds the primes of a key pair; none when they were there, and the generator repeats itself.
    fn add(&self, bits: u32, made: &RsaPrivateKey) -> Option<()> {
        let mut sizes = self.sizes.lock().unwrap_or_else(PoisonError::into_inner);
        let primes = sizes.entry(bits).or_insert_with(|| self.first(bits));
        let new: Vec<BoxedUint> = made.primes().iter().map(|prime| prime.as_ref().clone()).collect();
        if new.iter().any(|prime| primes.found.contains(prime)) {
            return None;
        }
        let is_first = primes.found.is_empty();
        primes.found.extend(new);
        if self.drawn && is_first {
            let drawn = primes.found.len();
            primes.found.extend(Primes::published(bits).found);
            primes.apart = drawn..primes.found.len();
        }
        Some(())
    }
}

impl Primes {
    fn published(bits: u32) -> Self {
        let of_size = PUBLISHED.iter().filter(|(size, _)| *size == bits);
        let lines = of_size.flat_map(|(_, primes)| primes.lines());
        // Halves of a modulus.
        let precision = bits.div_ceil(2);
        let prime = |line: &str| BoxedUint::from_be_slice(&hex::decode(line).ok()?, precision).ok();
        Self::of(lines.filter_map(prime).collect())
    }

    fn of(found: Vec<BoxedUint>) -> Self {
        Self {
            found,
            next: (0, 1),
            apart: 0..0,
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use super::*;

    #[test]
    fn what_is_published_makes_keys_that_work() {
        for (bits, _) in PUBLISHED {
            let primes = Primes::published(bits).found;
            assert_eq!(primes.len(), 14);
            for (index, prime) in primes.iter().enumerate() {
                assert_eq!(prime.bits_vartime(), bits / 2);
                assert!(!primes[..index].contains(prime));
                // What is encrypted to a composite does not come back.
                let other = &primes[(index + 1) % primes.len()];
                let key = RsaPrivateKey::from_p_q(prime.clone(), other.clone(), BoxedUint::from(E)).unwrap();
                assert!(key.validate().is_ok());
                let scheme = || rsa::Oaep::<sha2::Sha256>::new();
                let sealed = key
                    .to_public_key()
                    .encrypt(&mut crate::os_rng(), scheme(), b"prime")
                    .unwrap();
                assert_eq!(key.decrypt(scheme(), &sealed).unwrap(), b"prime");
            }
        }
    }

    #[test]
    fn pools_of_two_processes_have_no_modulus_in_common() {
        let key = |pool: &KeyPool| pool.next(2048, &mut crate::os_rng()).unwrap().n_bytes();
        let pools = [KeyPool::drawn(), KeyPool::drawn()];
        let moduli: BTreeSet<_> = pools.iter().flat_map(|pool| (0..70).map(|_| key(pool))).collect();
        assert_eq!(moduli.len(), 140);
        // Fourteen are published, and two were drawn twice.
        assert!(
            pools
                .iter()
                .all(|pool| pool.sizes.lock().unwrap()[&2048].found.len() == 20)
        );
        assert_eq!(key(&KeyPool::default()), key(&KeyPool::default()));
    }

    #[test]
    fn no_modulus_comes_twice_and_all_have_their_size() {
        let pool = KeyPool::default();
        let mut moduli = BTreeSet::new();
        for _ in 0..30 {
            let key = pool.next(1024, &mut crate::os_rng()).unwrap();
            assert_eq!(key.n().bits_vartime(), 1024);
            assert!(moduli.insert(key.n_bytes()));
        }
        assert!(pool.sizes.lock().unwrap()[&1024].found.len() <= 10);
    }
}
