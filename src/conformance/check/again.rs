//! How often what looks like a leak is asked again before it is reported.

use rand_core::CryptoRng;

/// How often, with a coin each time for what is asked.
///
/// What has nothing to do with the coin agrees with it once in two times at most, whatever its own pattern is: at one place 32
/// times in a row once in 2^32, and at any of four thousand places less than once in a million runs. The first disagreement
/// ends it, so chance costs a few runs and only a leak costs all of them.
pub(super) const CONFIRMATIONS: usize = 32;

/// 0 or 1.
pub(super) fn coin(rng: &mut dyn CryptoRng) -> usize {
    let mut byte = [0];
    rng.fill_bytes(&mut byte);
    usize::from(byte[0] & 1)
}
