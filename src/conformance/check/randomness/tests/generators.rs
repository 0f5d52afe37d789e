//! Bad generators, each with the finding that must name it.

mod processes;

use alloc::boxed::Box;
use alloc::vec::Vec;

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};

use self::processes::*;
use super::{Finding, Process};
use crate::pin_block::Format::{self, Iso1, Iso3, Iso4};

pub(super) struct Bad {
    pub(super) name: &'static str,
    pub(super) format: Format,
    pub(super) finding: Finding,
    /// Each fill comes once, whatever happens.
    pub(super) unique: bool,
    /// Starts the process with this number.
    pub(super) start: fn(u64) -> Process,
}

const fn bad(format: Format, finding: Finding, name: &'static str, start: fn(u64) -> Process) -> Bad {
    Bad {
        name,
        format,
        finding,
        unique: false,
        start,
    }
}

const fn unique(format: Format, finding: Finding, name: &'static str, start: fn(u64) -> Process) -> Bad {
    Bad {
        unique: true,
        ..bad(format, finding, name, start)
    }
}

pub(super) const BAD: &[Bad] = &[
    bad(Iso1, Finding::Constant0, "zeros", |_| constant(0)),
    bad(Iso3, Finding::Constant0, "zeros", |_| constant(0)),
    bad(Iso4, Finding::Constant0, "zeros", |_| constant(0)),
    bad(Iso1, Finding::ConstantF, "all F", |_| constant(0xf)),
    bad(Iso3, Finding::ConstantF, "all F", |_| constant(0xf)),
    bad(Iso4, Finding::ConstantF, "all F", |_| constant(0xf)),
    bad(Iso1, Finding::IssuerSample, "all A", |_| constant(0xa)),
    bad(Iso1, Finding::Constant, "all 7", |_| constant(7)),
    bad(Iso3, Finding::Constant, "all A", |_| constant(0xa)),
    bad(Iso4, Finding::Constant, "all A", |_| constant(0xa)),
    bad(Iso1, Finding::SameNibble, "one draw for all nibbles", same_nibble),
    bad(Iso3, Finding::SameNibble, "one draw for all nibbles", same_nibble),
    bad(Iso4, Finding::SameNibble, "one draw for all nibbles", same_nibble),
    bad(Iso1, Finding::RangeDigits, "digits", |seed| range(seed, 0, 10)),
    bad(Iso3, Finding::RangeDigits, "digits", |seed| range(seed, 0, 10)),
    bad(Iso4, Finding::RangeDigits, "digits", |seed| range(seed, 0, 10)),
    bad(Iso1, Finding::RangeLetters, "letters", |seed| range(seed, 0xa, 6)),
    bad(Iso4, Finding::RangeLetters, "letters", |seed| range(seed, 0xa, 6)),
    bad(Iso1, Finding::Range, "0 to E", |seed| range(seed, 0, 15)),
    bad(Iso3, Finding::Range, "0 to F", |seed| range(seed, 0, 16)),
    bad(Iso3, Finding::Range, "A to E", |seed| range(seed, 0xa, 5)),
    bad(Iso4, Finding::Range, "0 to E", |seed| range(seed, 0, 15)),
    bad(Iso4, Finding::Range, "56 bits and a byte of zeros", |seed| {
        altered(seed, |fill, _| fill[14..].fill(0))
    }),
    bad(Iso1, Finding::Repeated, "one draw for all blocks", once),
    bad(Iso3, Finding::Repeated, "one draw for all blocks", once),
    bad(Iso4, Finding::Repeated, "one draw for all blocks", once),
    bad(Iso1, Finding::Repeated, "a seed of 16 bits for each block", |seed| {
        few(seed, 16)
    }),
    bad(Iso3, Finding::Repeated, "a seed of 16 bits for each block", |seed| {
        few(seed, 16)
    }),
    bad(Iso4, Finding::Repeated, "a seed of 16 bits for each block", |seed| {
        few(seed, 16)
    }),
    bad(Iso1, Finding::Restart, "a fixed seed", |_| super::good(1)),
    bad(Iso3, Finding::Restart, "a fixed seed", |_| super::good(1)),
    bad(Iso4, Finding::Restart, "a fixed seed", |_| super::good(1)),
    bad(Iso4, Finding::Restart, "the time in seconds for a seed", |process| {
        super::good(process / 8)
    }),
    bad(Iso1, Finding::PinDigits, "digits of the PIN", |_| {
        copy(|asked| asked.pin)
    }),
    bad(Iso3, Finding::PinDigits, "digits of the PIN", |_| {
        copy(|asked| asked.pin)
    }),
    bad(Iso4, Finding::PinDigits, "digits of the PIN", |_| {
        copy(|asked| asked.pin)
    }),
    bad(Iso3, Finding::PanDigits, "digits of the PAN", |_| {
        copy(|asked| asked.pan)
    }),
    bad(Iso4, Finding::PanDigits, "digits of the PAN", |_| {
        copy(|asked| asked.pan)
    }),
    bad(Iso1, Finding::PinDigits, "a hash of the PIN", |_| {
        hashed(|asked| asked.pin.to_vec())
    }),
    bad(Iso4, Finding::PinDigits, "a hash of PIN and PAN", |_| {
        hashed(|asked| [asked.pin, asked.pan].concat())
    }),
    bad(Iso4, Finding::PanDigits, "the end of the PAN at the end", |seed| {
        altered(seed, |fill, asked| fill[12..].copy_from_slice(&asked.pan[12..]))
    }),
    bad(Iso1, Finding::PinDigits, "a digit of the PIN now and then", |seed| {
        let mut other = ChaCha20Rng::seed_from_u64(seed);
        altered(seed, move |fill, asked| {
            if other.next_u32() % 4 == 0 {
                fill[3] = asked.pin[1];
            }
        })
    }),
    bad(Iso1, Finding::Counter, "a counter", |_| counter(0, 1)),
    bad(Iso3, Finding::Counter, "a counter", |_| counter(0, 1)),
    bad(Iso4, Finding::Counter, "a counter", |_| counter(0, 1)),
    unique(Iso1, Finding::Counter, "a counter that is kept", |process| {
        counter(process << 20, 1)
    }),
    unique(Iso1, Finding::Counter, "a counter in steps of 1000", |process| {
        counter(process << 30, 1000)
    }),
    bad(
        Iso4,
        Finding::Counter,
        "a counter in steps of the golden ratio",
        |process| counter(process << 20, 0x9e37_79b9_7f4a_7c15),
    ),
    bad(Iso4, Finding::Counter, "a counter, lowest nibble first", |process| {
        let mut next = counter(process << 20, 1);
        Box::new(move |asked| next(asked).into_iter().rev().collect())
    }),
    bad(Iso4, Finding::Counter, "a counter, lowest byte first", |process| {
        let mut next = counter(process << 20, 1);
        Box::new(move |asked| next(asked).rchunks(2).flatten().copied().collect())
    }),
    unique(Iso1, Finding::Clock, "nanoseconds", clock),
    bad(Iso3, Finding::Clock, "nanoseconds", clock),
    bad(Iso4, Finding::Clock, "nanoseconds", clock),
    unique(Iso1, Finding::Clock, "the time in decimal", |process| {
        let mut next = clock(process);
        Box::new(move |asked| {
            let time = value(&next(asked), 16) % 10_000_000_000;
            places(time, 10, asked.width)
        })
    }),
    bad(Iso1, Finding::ChiSquare, "the larger of two draws", larger),
    bad(Iso3, Finding::ChiSquare, "a nibble modulo 6", |seed| {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        Box::new(move |asked| (0..asked.width).map(|_| 0xa + nibble(rng.next_u32()) % 6).collect())
    }),
    bad(Iso4, Finding::ChiSquare, "the larger of two draws", larger),
    bad(Iso1, Finding::Serial, "neighbours copied now and then", neighbours),
    bad(Iso3, Finding::Serial, "neighbours copied now and then", neighbours),
    bad(Iso4, Finding::Serial, "neighbours copied now and then", neighbours),
    bad(Iso1, Finding::Serial, "half of the fill of the block before", half_kept),
    bad(Iso4, Finding::Serial, "a shuffled deck", |seed| {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        Box::new(move |asked| {
            let mut deck: Vec<u8> = (0..16).collect();
            for place in 1..16 {
                deck.swap(place, rng.next_u32() as usize % (place + 1));
            }
            deck.truncate(asked.width);
            deck
        })
    }),
    bad(
        Iso4,
        Finding::Serial,
        "a multiplicative generator of 64 bits",
        |process| {
            let mut state = process.wrapping_mul(0x1234_5678_9abc_def1);
            Box::new(move |asked| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                places(state, 16, asked.width)
            })
        },
    ),
    bad(Iso1, Finding::Predictable, "Math.random for each nibble", |seed| {
        let mut random = v8(seed);
        Box::new(move |asked| (0..asked.width).map(|_| (random() >> 60) as u8).collect())
    }),
    bad(Iso4, Finding::Predictable, "Math.random for each byte", |seed| {
        let mut random = v8(seed);
        Box::new(move |asked| {
            let bytes = (0..asked.width / 2).map(|_| (random() >> 56) as u8);
            bytes.flat_map(|byte| [byte >> 4, byte & 15]).collect()
        })
    }),
    bad(Iso1, Finding::Predictable, "Math.random for each block", |seed| {
        let mut random = v8(seed);
        Box::new(move |asked| places(random() >> 24, 16, asked.width))
    }),
    bad(Iso1, Finding::Predictable, "java.util.Random nextInt(16)", |seed| {
        generator(seed, 0x5_deec_e66d, 11, 1 << 48, 44)
    }),
    bad(Iso4, Finding::Predictable, "java.util.Random nextInt() & 15", |seed| {
        generator(seed, 0x5_deec_e66d, 11, 1 << 48, 16)
    }),
    bad(Iso1, Finding::Predictable, "java.util.Random nextBytes", java_bytes),
    bad(Iso4, Finding::Predictable, "java.util.Random nextBytes", java_bytes),
    bad(Iso1, Finding::Predictable, "rand() % 16, Microsoft", |seed| {
        generator(seed, 214_013, 2_531_011, 1 << 32, 16)
    }),
    bad(Iso1, Finding::Predictable, "rand() >> 11, Microsoft", |seed| {
        generator(seed, 214_013, 2_531_011, 1 << 32, 27)
    }),
    bad(Iso1, Finding::Predictable, "rand() % 16, C standard", |seed| {
        generator(seed, 1_103_515_245, 12_345, 1 << 31, 16)
    }),
    bad(Iso1, Finding::Predictable, "rand() >> 11, C standard", |seed| {
        generator(seed, 1_103_515_245, 12_345, 1 << 31, 27)
    }),
    bad(Iso1, Finding::Predictable, "rand() % 16, glibc", glibc),
    bad(Iso1, Finding::Predictable, "minstd % 16", |seed| {
        generator(seed + 1, 16_807, 0, 0x7fff_ffff, 0)
    }),
    bad(Iso4, Finding::Predictable, "minstd, top bits", |seed| {
        generator(seed + 1, 48_271, 0, 0x7fff_ffff, 27)
    }),
    bad(Iso1, Finding::Predictable, "factor 1664525, top bits", |seed| {
        generator(seed, 1_664_525, 1_013_904_223, 1 << 32, 28)
    }),
    bad(Iso1, Finding::Predictable, "factor 22695477 % 16", |seed| {
        generator(seed, 22_695_477, 1, 1 << 32, 16)
    }),
    bad(Iso1, Finding::Predictable, "factor 22695477, top bits", |seed| {
        generator(seed, 22_695_477, 1, 1 << 31, 27)
    }),
    bad(Iso1, Finding::Predictable, "xorshift32, top bits", |seed| {
        let mut state = u32::try_from(seed).unwrap() + 77;
        Box::new(move |asked| {
            let draw = |_| {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                (state >> 28) as u8
            };
            (0..asked.width).map(draw).collect()
        })
    }),
];
