//! Primes that look good one by one and are not: shared, close, small, or of a structure.

use alloc::vec;
use alloc::vec::Vec;

use rand_core::CryptoRng;
use rsa::hazmat::rsa_encrypt;
use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::PrivateKeyParts;
use rsa::{BoxedUint, RsaPrivateKey, RsaPublicKey};

use crate::conformance::mutant::device::Made;

/// A key with the first prime of `first` and a new one.
pub(super) fn with_prime_of(first: &Made, bits: u32, e: u32, rng: &mut dyn CryptoRng) -> Option<RsaPrivateKey> {
    let first = RsaPrivateKey::from_pkcs8_der(&first.pkcs8).ok()?;
    let p = a_prime_of(&first)?;
    let q = a_prime_of(&RsaPrivateKey::new_with_exp_unchecked(rng, usize::try_from(bits).ok()?, e.into()).ok()?)?;
    RsaPrivateKey::from_p_q(p, q, e.into()).ok()
}

/// A key whose second prime is the next one after the first (Fermat finds both at once).
pub(super) fn close(bits: u32, e: u32, rng: &mut dyn CryptoRng) -> Option<RsaPrivateKey> {
    until(|| {
        let p = a_prime_of(&RsaPrivateKey::new_with_exp_unchecked(rng, usize::try_from(bits).ok()?, e.into()).ok()?)?;
        let q = next_prime(&p)?;
        RsaPrivateKey::from_p_q(p, q, e.into()).ok()
    })
}

/// A modulus of two random odd numbers, as it is when nobody tests whether they are prime.
pub(super) fn untested(bits: u32, rng: &mut dyn CryptoRng) -> Option<Vec<u8>> {
    let (p, q) = (random(bits >> 1, rng)?, random(bits >> 1, rng)?);
    let n = sized(&p, bits)?.wrapping_mul(q);
    Some(n.to_be_bytes_trimmed_vartime().into_vec())
}

/// A key with primes as Infineon's library made them (CVE-2017-15361): modulo the product of the first primes they are
/// powers of 65537.
pub(super) fn roca(bits: u32, e: u32, rng: &mut dyn CryptoRng) -> Option<RsaPrivateKey> {
    // As many as that library takes for keys of 2048 bits. Without the 2, so that the product is odd.
    let small = (3..).filter(|number| is_small_prime(*number)).take(125);
    let product = small.fold(BoxedUint::one_with_precision(bits), |product, prime| {
        product.wrapping_mul(BoxedUint::from(prime))
    });
    until(|| {
        let (p, q) = (
            roca_prime(&product, bits >> 1, rng)?,
            roca_prime(&product, bits >> 1, rng)?,
        );
        RsaPrivateKey::from_p_q(p, q, e.into()).ok()
    })
}

fn roca_prime(product: &BoxedUint, bits: u32, rng: &mut dyn CryptoRng) -> Option<BoxedUint> {
    let precision = product.bits_precision();
    let generator = sized(&BoxedUint::from(65537_u64), precision)?;
    until(|| {
        let power = pow(&generator, random(160, rng)?, product.clone())?;
        let factor = random(bits.checked_sub(product.bits())?, rng)?;
        let number = product.wrapping_mul(factor).wrapping_add(power);
        let number = sized(&number, bits)?;
        let fits = number.bits() == bits && number.bit_vartime(bits.checked_sub(2)?) && number.bit_vartime(0);
        (fits && is_probable_prime(&number)).then_some(number)
    })
}

/// The first success; a search that goes on for ever is cut.
fn until<T>(mut attempt: impl FnMut() -> Option<T>) -> Option<T> {
    (0..100_000).find_map(|_| attempt())
}

fn a_prime_of(key: &RsaPrivateKey) -> Option<BoxedUint> {
    key.primes().first().map(|prime| prime.as_ref().clone())
}

/// The same number in so many bits of storage; none when it needs more.
fn sized(number: &BoxedUint, bits: u32) -> Option<BoxedUint> {
    BoxedUint::from_be_slice(&number.to_be_bytes_trimmed_vartime(), bits.next_multiple_of(64)).ok()
}

/// An odd random number of so many bits, the two on top set.
fn random(bits: u32, rng: &mut dyn CryptoRng) -> Option<BoxedUint> {
    let len = usize::try_from(bits.div_ceil(8)).ok()?;
    let unused = len.checked_mul(8)?.checked_sub(usize::try_from(bits).ok()?)?;
    let mut bytes = vec![0; len];
    rng.fill_bytes(&mut bytes);
    let number = BoxedUint::from_be_slice(&bytes, bits.next_multiple_of(64)).ok()?;
    let number = number.shr_vartime(u32::try_from(unused).ok()?)?;
    let top = BoxedUint::one_with_precision(number.bits_precision());
    let set = |number: BoxedUint, place: u32| Some(number | top.shl_vartime(place)?);
    set(set(set(number, bits.checked_sub(1)?)?, bits.checked_sub(2)?)?, 0)
}

/// The first prime above an odd number.
fn next_prime(above: &BoxedUint) -> Option<BoxedUint> {
    let two = BoxedUint::from(2_u64);
    let sieve: Vec<u32> = (3..2000).filter(|number| is_small_prime(*number)).collect();
    let mut candidate = above.clone();
    until(|| {
        candidate = candidate.wrapping_add(&two);
        let bytes = candidate.to_be_bytes();
        let sieved = sieve.iter().any(|prime| is_multiple(&bytes, *prime));
        (!sieved && is_probable_prime(&candidate)).then(|| candidate.clone())
    })
}

fn is_multiple(number: &[u8], prime: u32) -> bool {
    let remainder = number.iter().fold(0_u32, |remainder, byte| {
        let next = remainder.wrapping_mul(0x100).wrapping_add(u32::from(*byte));
        next.checked_rem(prime).unwrap_or_default()
    });
    remainder == 0
}

/// Fermat's test with base 2: enough for random numbers of this length.
fn is_probable_prime(number: &BoxedUint) -> bool {
    let one = BoxedUint::one_with_precision(number.bits_precision());
    let two = one.wrapping_add(&one);
    let power = pow(&two, number.wrapping_sub(&one), number.clone());
    power.is_some_and(|power| power == one)
}

/// `base^exponent mod modulus`, for an odd modulus: RSA's public operation.
fn pow(base: &BoxedUint, exponent: BoxedUint, modulus: BoxedUint) -> Option<BoxedUint> {
    rsa_encrypt(&RsaPublicKey::new_unchecked(modulus, exponent), base).ok()
}

fn is_small_prime(number: u32) -> bool {
    let factors = (2..number).take_while(|factor| factor.checked_mul(*factor).is_some_and(|square| square <= number));
    let mut divisors = factors.filter(|factor| number.is_multiple_of(*factor));
    number > 1 && divisors.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_primes() {
        let primes: Vec<u32> = (0..30).filter(|number| is_small_prime(*number)).collect();
        assert_eq!(primes, [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]);
    }

    #[test]
    fn the_next_prime_is_prime() {
        // 2^64 - 59 is the largest prime of 64 bits, 2^64 - 83 the one before.
        let before = BoxedUint::from(u64::MAX - 82);
        assert_eq!(next_prime(&before).unwrap(), BoxedUint::from(u64::MAX - 58));
    }
}
