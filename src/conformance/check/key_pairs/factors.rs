//! Factors that somebody finds: shared, small, or close to each other.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use rsa::BoxedUint;

use super::modulus::Modulus;

/// Factors below this are looked for.
const SMALL: u32 = 1 << 16;
/// Steps of Fermat's method.
const STEPS: u32 = 64;

/// All primes below [`SMALL`].
pub(super) fn small_primes() -> Vec<u32> {
    primes_below(SMALL)
}

/// All primes below a number, by the sieve of Eratosthenes.
pub(super) fn primes_below(limit: u32) -> Vec<u32> {
    let mut composite = vec![false; usize::try_from(limit).unwrap_or_default()];
    let mut primes = Vec::new();
    for number in 2..limit {
        let Ok(place) = usize::try_from(number) else { break };
        if composite.get(place) == Some(&false) {
            primes.push(number);
            composite
                .iter_mut()
                .skip(place)
                .step_by(place)
                .for_each(|one| *one = true);
        }
    }
    primes
}

/// A factor below 2^16. A product of two primes of hundreds of bits has none; random numbers that nobody tested have one
/// nearly always: both lack one with a chance of (0.56 / ln 2^16)^2 times 4, one in a hundred.
pub(super) fn small_factor(modulus: &Modulus, primes: &[u32]) -> Option<String> {
    // Two primes at a time: their product still fits.
    let found = primes.chunks(2).find_map(|pair| {
        let rest = remainder(modulus.bytes(), pair.iter().product());
        pair.iter().find(|prime| rest.is_multiple_of(**prime))
    })?;
    Some(format!(
        "the modulus is a multiple of {found}: its factors are not two primes"
    ))
}

/// The remainder of a big-endian number.
pub(super) fn remainder(number: &[u8], by: u32) -> u32 {
    let (start, words) = number.as_rchunks::<4>();
    let first = start.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
    let words = words.iter().map(|word| u32::from_be_bytes(*word));
    let rest = core::iter::once(first).chain(words).fold(0_u64, |rest, word| {
        (rest << 32 | u64::from(word))
            .checked_rem(u64::from(by))
            .unwrap_or_default()
    });
    u32::try_from(rest).unwrap_or_default()
}

/// A prime that two moduli have in common: then both are factored by a greatest common divisor. Each modulus is held against
/// the product of all others (batch GCD), with the product reduced from the whole each time; that is quick enough for hundreds.
/// Moduli that are equal count once.
pub(super) fn shared_prime(moduli: &[&Modulus]) -> Option<String> {
    let numbered = moduli
        .iter()
        .enumerate()
        .map(|(place, modulus)| (modulus.bytes(), place));
    let different: BTreeMap<&[u8], usize> = numbered.rev().collect();
    let places = different.into_values();
    let numbers: Vec<BoxedUint> = places.filter_map(|place| moduli.get(place)?.number(0)).collect();
    let one = BoxedUint::one_with_precision(64);
    let product = numbers
        .iter()
        .try_fold(one, |product, number| times(&product, number))?;
    let factored = numbers
        .iter()
        .filter(|number| shares(number, &product) == Some(true))
        .count();
    (factored > 0).then(|| {
        format!(
            "{factored} of {} moduli share a prime with another one: the greatest common divisor factors them",
            moduli.len()
        )
    })
}

/// The whole product.
pub(super) fn times(one: &BoxedUint, other: &BoxedUint) -> Option<BoxedUint> {
    let bits = one.bits_precision().checked_add(other.bits_precision())?;
    let wide = BoxedUint::from_be_slice(&one.to_be_bytes(), bits).ok()?;
    Some(wide.wrapping_mul(other))
}

/// Whether `number` has a factor in common with the rest of `product`, of which it is one factor itself.
fn shares(number: &BoxedUint, product: &BoxedUint) -> Option<bool> {
    let square = times(number, number)?;
    let rest = product.rem_vartime(square.as_nz_vartime()?);
    let others = rest.div_rem_vartime(number.as_nz_vartime()?).0;
    // A common factor is one that keeps it from having an inverse.
    let others = others.rem_vartime(number.as_nz_vartime()?);
    let odd = number.as_odd_vartime()?;
    Some(bool::from(others.invert_odd_mod_vartime(odd).is_none()))
}

/// Primes so close to the square root that Fermat's method finds them in a few steps. For two random primes of half the size
/// it takes more steps than there is time.
pub(super) fn close_primes(modulus: &Modulus) -> Option<String> {
    let n = modulus.number(64)?;
    let one = BoxedUint::one_with_precision(n.bits_precision());
    let mut a = n.floor_sqrt_vartime();
    let found = (0..=STEPS).any(|_| {
        let square = a.wrapping_square();
        let found = square >= n && is_square(&square.wrapping_sub(&n));
        a = a.wrapping_add(&one);
        found
    });
    found.then(|| "the two primes are so close to each other that Fermat's method finds them at once".to_string())
}

fn is_square(number: &BoxedUint) -> bool {
    let low = (0..6).fold(0_u64, |low, place| low | u64::from(number.bit_vartime(place)) << place);
    // Of 64 ends of six bits, squares have these 12.
    let possible = [0, 1, 4, 9, 16, 17, 25, 33, 36, 41, 49, 57].contains(&low);
    possible && number.checked_sqrt_vartime().is_some()
}
