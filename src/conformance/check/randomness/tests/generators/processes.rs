//! Processes of clients that fill badly.

use alloc::boxed::Box;
use alloc::vec::Vec;

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};

use super::super::{Asked, Process, good};
use crate::pin_block::Format::Iso3;

pub(super) fn nibble(bits: u32) -> u8 {
    (bits >> 28) as u8
}

/// The last places of a number, in the range of the format.
pub(super) fn places(number: u64, base: u64, width: usize) -> Vec<u8> {
    let mut rest = number;
    let mut places: Vec<u8> = (0..width)
        .map(|_| {
            let place = rest % base;
            rest /= base;
            place as u8 + if base == 6 { 0xa } else { 0 }
        })
        .collect();
    places.reverse();
    places
}

pub(super) fn value(places: &[u8], base: u64) -> u64 {
    places.iter().fold(0, |value, place| value * base + u64::from(*place))
}

pub(super) fn numbered(asked: &Asked<'_>, number: u64) -> Vec<u8> {
    places(number, if asked.format == Iso3 { 6 } else { 16 }, asked.width)
}

pub(super) fn constant(nibble: u8) -> Process {
    Box::new(move |asked| core::iter::repeat_n(nibble, asked.width).collect())
}

pub(super) fn same_nibble(seed: u64) -> Process {
    let mut good = super::super::good(seed);
    Box::new(move |asked| core::iter::repeat_n(good(asked)[0], asked.width).collect())
}

pub(super) fn range(seed: u64, lowest: u8, values: u32) -> Process {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    Box::new(move |asked| {
        let draw = |_| lowest + (rng.next_u32() % values) as u8;
        (0..asked.width).map(draw).collect()
    })
}

/// Good fill with a change.
pub(super) fn altered(seed: u64, mut change: impl FnMut(&mut [u8], &Asked<'_>) + 'static) -> Process {
    let mut good = super::super::good(seed);
    Box::new(move |asked| {
        let mut fill = good(asked);
        change(&mut fill, asked);
        fill
    })
}

pub(super) fn once(seed: u64) -> Process {
    let mut good = super::super::good(seed);
    let mut drawn = None;
    Box::new(move |asked| drawn.get_or_insert_with(|| good(asked)).clone())
}

pub(super) fn few(seed: u64, bits: u32) -> Process {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    Box::new(move |asked| good(u64::from(rng.next_u32() >> (32 - bits)))(asked))
}

pub(super) fn copy(from: for<'a> fn(&Asked<'a>) -> &'a [u8]) -> Process {
    Box::new(move |asked| {
        let fit = |digit: u8| if asked.format == Iso3 { 0xa + digit % 6 } else { digit };
        from(asked).iter().copied().cycle().take(asked.width).map(fit).collect()
    })
}

pub(super) fn hashed(from: fn(&Asked<'_>) -> Vec<u8>) -> Process {
    Box::new(move |asked| {
        let hash = |hash: u64, digit: &u8| (hash ^ u64::from(*digit)).wrapping_mul(0x0100_0000_01b3);
        good(from(asked).iter().fold(0xcbf2_9ce4_8422_2325, hash))(asked)
    })
}

pub(super) fn counter(from: u64, step: u64) -> Process {
    let mut number = from;
    Box::new(move |asked| {
        number = number.wrapping_add(step);
        numbered(asked, number)
    })
}

/// A clock that is read every few microseconds.
pub(super) fn clock(process: u64) -> Process {
    let mut rng = ChaCha20Rng::seed_from_u64(process);
    let mut time = 1_700_000_000_000 + process * 100_000_000;
    Box::new(move |asked| {
        time += 1_000 + u64::from(rng.next_u32() % 5_000);
        numbered(asked, time)
    })
}

pub(super) fn larger(seed: u64) -> Process {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    Box::new(move |asked| {
        let draw = |_| nibble(rng.next_u32()).max(nibble(rng.next_u32()));
        (0..asked.width).map(draw).collect()
    })
}

pub(super) fn neighbours(seed: u64) -> Process {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    altered(seed, move |fill, _| {
        for place in 1..fill.len() {
            if rng.next_u32() % 8 == 0 {
                fill[place] = fill[place - 1];
            }
        }
    })
}

pub(super) fn half_kept(seed: u64) -> Process {
    let mut before: Option<Vec<u8>> = None;
    let mut even = false;
    altered(seed, move |fill, _| {
        even = !even;
        if let Some(before) = &before
            && even
        {
            fill[..5].copy_from_slice(&before[..5]);
        }
        before = Some(fill.to_vec());
    })
}

/// Four bits, from `bit` up, of a generator that goes on as `a·x + c` modulo `m`.
pub(super) fn generator(seed: u64, a: u128, c: u128, m: u128, bit: u32) -> Process {
    let mut state = (u128::from(seed) * 0x9e37_79b9_7f4a_7c15 + 1) % m;
    Box::new(move |asked| {
        let draw = |_| {
            state = (state * a + c) % m;
            (state >> bit) as u8 & 0xf
        };
        (0..asked.width).map(draw).collect()
    })
}

/// Bytes of 32-bit words, the lowest first.
pub(super) fn java_bytes(seed: u64) -> Process {
    let mut state = (seed ^ 0x5_deec_e66d) & ((1 << 48) - 1);
    Box::new(move |asked| {
        let mut bytes = Vec::new();
        while bytes.len() < asked.width / 2 {
            state = state.wrapping_mul(0x5_deec_e66d).wrapping_add(11) & ((1 << 48) - 1);
            bytes.extend(((state >> 16) as u32).to_le_bytes());
        }
        bytes.truncate(asked.width / 2);
        bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect()
    })
}

/// The additive generator of `rand`.
pub(super) fn glibc(seed: u64) -> Process {
    let mut state: Vec<u32> = Vec::from([u32::try_from(seed).unwrap() + 1]);
    while state.len() < 31 {
        let last = u64::from(state[state.len() - 1]);
        state.push((last * 16_807 % 0x7fff_ffff) as u32);
    }
    state.extend_from_within(0..3);
    let mut next = move || {
        let length = state.len();
        state.push(state[length - 3].wrapping_add(state[length - 31]));
        state[length] >> 1
    };
    for _ in 0..310 {
        next();
    }
    Box::new(move |asked| (0..asked.width).map(|_| next() as u8 & 0xf).collect())
}

/// xorshift128+ as V8 has it: the state before each step is the output, and 64 of them are given last first.
pub(super) fn v8(seed: u64) -> impl FnMut() -> u64 {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let (mut s0, mut s1) = (rng.next_u64(), rng.next_u64());
    let mut cache = Vec::new();
    // The process has drawn before.
    let mut drop = 29;
    move || {
        loop {
            if cache.is_empty() {
                for _ in 0..64 {
                    let (mut x, y) = (s0, s1);
                    s0 = y;
                    x ^= x << 23;
                    x ^= x >> 17;
                    x ^= y ^ (y >> 26);
                    s1 = x;
                    cache.push(s0);
                }
            }
            let value = cache.pop().unwrap();
            if drop == 0 {
                return value;
            }
            drop -= 1;
        }
    }
}
