//! The fingerprint of keys that Infineon's library made (CVE-2017-15361).
//!
//! Its primes are `k·M + (65537^a mod M)`, where `M` is the product of the first primes: modulo each of them a modulus is a
//! power of 65537. M. Nemec, M. Sys, P. Svenda, D. Klinec, V. Matyas, *The Return of Coppersmith's Attack* (CCS 2017) counts 39
//! primes for keys of 512 to 960 bits, 71 up to 1952, 126 up to 3936 and 225 above. A random modulus of 2048 bits or more has
//! the fingerprint of the first 126 by a chance of 2^-167, that of the first 39 by one of 2^-27.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::factors::{primes_below, remainder};
use super::modulus::Modulus;

/// Above the 39th prime, and above the 126th.
const FIRST: [u32; 2] = [168, 702];
/// Keys from so many bits on have the 126 primes.
const LONG: u32 = 1984;

/// Whether a modulus has the fingerprint.
pub(super) fn fingerprint(modulus: &Modulus) -> Option<String> {
    let [short, long] = FIRST;
    let primes: Vec<u32> = primes_below(if modulus.bits() < LONG { short } else { long });
    // 2 says nothing: every modulus is odd.
    let odd = primes.into_iter().skip(1);
    let all = odd
        .into_iter()
        .all(|prime| is_power(remainder(modulus.bytes(), prime), prime));
    all.then(|| {
        "the modulus has the fingerprint of ROCA (CVE-2017-15361): the private key can be computed from it".to_string()
    })
}

/// Whether `number` is a power of 65537 modulo `prime`.
fn is_power(number: u32, prime: u32) -> bool {
    let next = |power: &u32| power.wrapping_mul(65537_u32.checked_rem(prime)?).checked_rem(prime);
    let powers = core::iter::successors(Some(1), next);
    let count = usize::try_from(prime).unwrap_or(usize::MAX);
    powers.take(count).any(|power| power == number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers() {
        // 65537 is 10 modulo 11 and 4 modulo 13.
        let powers = |prime| {
            (0..prime)
                .filter(|number| is_power(*number, prime))
                .collect::<Vec<u32>>()
        };
        assert_eq!(powers(11), [1, 10]);
        assert_eq!(powers(13), [1, 3, 4, 9, 10, 12]);
    }

    #[test]
    fn the_published_numbers_of_primes() {
        assert_eq!(FIRST.map(|limit| primes_below(limit).len()), [39, 126]);
    }
}
