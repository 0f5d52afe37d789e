//! The nibbles that a format leaves free: given by the request, or drawn.

use alloc::vec::Vec;
use core::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

use rand_chacha::ChaCha20Rng;
use rand_core::{CryptoRng, Rng as _, SeedableRng as _};

use super::field::{nibble, nibbles};
use crate::conformance::client::RejectClass;
use crate::pin_block::Format;

/// Where a client's own fill comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Source {
    /// Its generator, a fresh draw for each nibble.
    #[default]
    Fresh,
    /// 0 to 9 in format 3.
    DigitsIn3,
    /// 0 to F in format 3.
    AnyIn3,
    /// 0 to 9 in formats 1 and 4.
    Digits,
    /// A to F in formats 1 and 4.
    Letters,
    /// Always the same nibble.
    Constant(u8),
    /// One nibble drawn and repeated.
    Repeated,
    /// A number that goes up by one with each block.
    Counter,
    /// The time in milliseconds.
    Clock,
    /// One draw for all blocks of a process.
    Once,
    /// A generator that starts from the same seed in each process.
    Seeded,
    /// `Math.random`, a number for each nibble.
    MathRandom,
    /// In format 4, half of it drawn and written twice.
    TwiceIn4,
    /// In format 3, any nibble modulo 6.
    ModuloIn3,
    /// The digits of the PIN.
    Pin,
    /// The digits of the PAN.
    Pan,
    /// Drawn beside a PIN of four digits, A beside a longer one.
    FourOnly,
    /// Whole bytes, and F in the nibble that is left over.
    WholeBytes,
    /// Drawn beside a PAN of up to 18 digits, A beside one of 19.
    ShortPanOnly,
}

const BLOCKS_IN_A_MILLISECOND: u64 = 4;

/// 1 January 2026, in milliseconds: what a client writes that asks the time is then the same in each run.
const FIXED_START: u64 = 1_767_225_600_000;

/// What fill is made for.
pub(crate) struct For<'a> {
    pub(crate) format: Format,
    /// Number of characters typed, which fill that is given must fit.
    pub(crate) typed: usize,
    pub(crate) pin: &'a [u8],
    pub(crate) pan: &'a [u8],
}

/// What a process remembers from block to block.
#[derive(Default)]
pub(crate) struct Memory {
    blocks: AtomicU64,
    drawn: OnceLock<u64>,
    /// Time of the first block, in milliseconds.
    started: OnceLock<u64>,
    /// That time, where it does not come from a clock.
    starts_at: Option<u64>,
    seeded: Mutex<Option<ChaCha20Rng>>,
    random: Mutex<Option<MathRandom>>,
}

impl Memory {
    /// That of a process whose clock starts at a fixed time.
    pub(crate) fn with_fixed_clock() -> Self {
        Self {
            starts_at: Some(FIXED_START),
            ..Self::default()
        }
    }

    /// That of the process which comes after this one.
    pub(crate) fn of_next_process(&self) -> Self {
        Self {
            starts_at: self.starts_at,
            ..Self::default()
        }
    }
}

/// Milliseconds since 1970.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    u64::try_from(since.unwrap_or_default().as_millis()).unwrap_or_default()
}

/// `Math.random` of V8: xorshift128+, of which one half of the state is given, from a cache and last first.
struct MathRandom {
    state: [u64; 2],
    cache: Vec<u64>,
}

impl MathRandom {
    fn new(rng: &mut dyn CryptoRng) -> Self {
        Self {
            state: [rng.next_u64(), rng.next_u64()],
            cache: Vec::new(),
        }
    }

    /// A number below `values`, as `Math.floor(Math.random() * values)` has it.
    fn below(&mut self, values: u8) -> u8 {
        if self.cache.is_empty() {
            self.cache
                .extend(core::iter::repeat_with(|| step(&mut self.state)).take(64));
        }
        let drawn = u128::from(self.cache.pop().unwrap_or_default());
        u8::try_from(drawn.wrapping_mul(values.into()) >> 64).unwrap_or_default()
    }
}

fn step(state: &mut [u64; 2]) -> u64 {
    let [mut one, other] = *state;
    one ^= one << 23;
    one ^= one >> 17;
    one ^= other ^ (other >> 26);
    *state = [other, one];
    other
}

impl Source {
    /// The free nibbles.
    pub(crate) fn fill(
        self,
        what: &For<'_>,
        given: Option<&str>,
        memory: &Memory,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, RejectClass> {
        let count = what.format.free_nibbles(what.typed);
        let lowest = if what.format == Format::Iso3 { 0xa } else { 0 };
        let Some(given) = given.filter(|_| count > 0) else {
            return Ok(self.draw(what, count, memory, rng));
        };
        let nibbles = nibbles(given)?;
        if nibbles.len() != count || nibbles.iter().any(|nibble| *nibble < lowest) {
            return Err(RejectClass::Message);
        }
        Ok(nibbles)
    }

    fn draw(self, what: &For<'_>, count: usize, memory: &Memory, rng: &mut dyn CryptoRng) -> Vec<u8> {
        let format = what.format;
        let mut fresh = |low: u8, values: u8| -> Vec<u8> {
            core::iter::repeat_with(|| below(values, u64::from(rng.next_u32())).wrapping_add(low))
                .take(count)
                .collect()
        };
        let in_3 = format == Format::Iso3;
        let (low, values) = if in_3 { (0xa, 6) } else { (0, 16) };
        match self {
            Self::DigitsIn3 if in_3 => fresh(0, 10),
            Self::AnyIn3 if in_3 => fresh(0, 16),
            Self::Digits if !in_3 => fresh(0, 10),
            Self::Letters if !in_3 => fresh(0xa, 6),
            Self::Constant(nibble) => in_range(format, core::iter::repeat(nibble), count),
            Self::Repeated => {
                let one = fresh(0, 16).first().copied().unwrap_or_default();
                in_range(format, core::iter::repeat(one), count)
            }
            Self::Counter => number(format, memory.blocks.fetch_add(1, Ordering::Relaxed), count),
            Self::Clock => {
                // As a client has it that makes so many blocks in a millisecond, on a fast machine and on a slow one.
                let passed = memory.blocks.fetch_add(1, Ordering::Relaxed) / BLOCKS_IN_A_MILLISECOND;
                let first = memory.started.get_or_init(|| memory.starts_at.unwrap_or_else(now));
                number(format, first.wrapping_add(passed), count)
            }
            Self::Once => number(format, *memory.drawn.get_or_init(|| rng.next_u64()), count),
            Self::Seeded => {
                let mut seeded = memory.seeded.lock().unwrap_or_else(PoisonError::into_inner);
                let seeded = seeded.get_or_insert_with(|| ChaCha20Rng::seed_from_u64(1));
                number(format, seeded.next_u64(), count)
            }
            Self::MathRandom => {
                let mut random = memory.random.lock().unwrap_or_else(PoisonError::into_inner);
                let random = random.get_or_insert_with(|| MathRandom::new(rng));
                core::iter::repeat_with(|| random.below(values).wrapping_add(low))
                    .take(count)
                    .collect()
            }
            Self::TwiceIn4 if format == Format::Iso4 => {
                let half: Vec<u8> = fresh(low, values).into_iter().take(count.div_ceil(2)).collect();
                half.iter().copied().cycle().take(count).collect()
            }
            Self::ModuloIn3 => in_range(format, fresh(0, 16).into_iter(), count),
            Self::Pin => in_range(format, what.pin.iter().copied().cycle(), count),
            Self::FourOnly if what.typed > 4 => in_range(format, core::iter::repeat(0xa), count),
            Self::ShortPanOnly if what.pan.len() > 18 => in_range(format, core::iter::repeat(0xa), count),
            Self::WholeBytes if !count.is_multiple_of(2) => {
                let mut drawn = fresh(low, values);
                drawn.pop();
                drawn.push(0xf);
                drawn
            }
            Self::Pan => in_range(format, what.pan.iter().copied().cycle(), count),
            _ => fresh(low, values),
        }
    }
}

/// A number from 0 to `values` - 1.
fn below(values: u8, drawn: u64) -> u8 {
    drawn
        .checked_rem(u64::from(values))
        .and_then(|rest| u8::try_from(rest).ok())
        .unwrap_or_default()
}

/// Nibbles brought into the range of the format, zeros behind when there are too few.
fn in_range(format: Format, nibbles: impl Iterator<Item = u8>, count: usize) -> Vec<u8> {
    let fit = |nibble: u8| {
        if format == Format::Iso3 {
            below(6, u64::from(nibble)).wrapping_add(0xa)
        } else {
            nibble
        }
    };
    nibbles.chain(core::iter::repeat(0)).take(count).map(fit).collect()
}

/// The last places of a number.
fn number(format: Format, number: u64, count: usize) -> Vec<u8> {
    let (base, low) = if format == Format::Iso3 { (6, 0xa) } else { (16, 0) };
    let mut places: Vec<u8> = core::iter::successors(Some(number), |rest| rest.checked_div(base))
        .take(count)
        .map(|rest| {
            nibble(usize::try_from(rest.checked_rem(base).unwrap_or_default()).unwrap_or_default()).wrapping_add(low)
        })
        .collect();
    places.reverse();
    places
}
