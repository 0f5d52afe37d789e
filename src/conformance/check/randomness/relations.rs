//! Fill from a generator of a standard library that goes on by multiplication or addition.
//!
//! The state of such a generator is `x(t+1) = a·x(t) + c` modulo `m`, so that small factors `f(i)` with `Σ f(i)·a^i = 0` modulo
//! `m` make `Σ f(i)·x(t+i)` the same for every `t`. Of the top four bits of each state the same sum, modulo 16, is off by a
//! little more or less than half the sum of the factors, and takes a few of the 16 values only; of random nibbles it takes all
//! of them alike, because one of the factors is odd. The factors are short vectors of the lattice that the condition makes,
//! found with LLL. Where a library gives lower bits of the state, `m` is the power of two above them.

use alloc::format;

use super::chance::Spread;
use super::sample::Sample;

/// A sum that is the same for all outputs of a generator.
struct Relation {
    generator: &'static str,
    /// A factor for each of several outputs in a row.
    factors: &'static [i8],
}

const RELATIONS: &[Relation] = &[
    Relation {
        generator: "java.util.Random or drand48 (top bits)",
        factors: &[-1, 0, 1, 3, 0, 1, 0, 0, 0, -1, 3, -2, 1, 1, -1, 1, 1, 0, 0, 0, 0, 1],
    },
    Relation {
        generator: "java.util.Random or lrand48 (low bits)",
        factors: &[3, -1, 0, -1, -3, 1, -3],
    },
    // Two words for each block, as nextBytes takes for 5 to 8 bytes: every second output.
    Relation {
        generator: "java.util.Random (nextBytes)",
        factors: &[1, 0, 3, -2, 1, 0, -1, -2],
    },
    Relation {
        generator: "java.util.Random (nextBytes)",
        factors: &[2, 2, -2, -1, -1, 1, -2, 0, 1],
    },
    Relation {
        generator: "rand of the Microsoft library (low bits)",
        factors: &[1, 2, 2, -1, -2, 0, 1, 0, 1],
    },
    Relation {
        generator: "rand of the Microsoft library (top bits)",
        factors: &[1, -1, 0, 4, 1, 0, 0, 2, 1, -4],
    },
    Relation {
        generator: "rand as the C standard shows it (low bits)",
        factors: &[2, 2, 0, 1, 1, 1, 0, 0, 1],
    },
    Relation {
        generator: "rand as the C standard shows it (top bits)",
        factors: &[3, -3, 1, 2, -2, 0, 1, -2, -2, -2],
    },
    // x(t) = x(t-3) + x(t-31), of which the lowest bit is not shown.
    Relation {
        generator: "rand of glibc",
        factors: &[
            -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 0, 1,
        ],
    },
    Relation {
        generator: "minstd (factor 16807)",
        factors: &[-1, 0, 1, 0, 2, 0, -3, -2, -1, 1, 1, 2],
    },
    Relation {
        generator: "minstd (factor 48271)",
        factors: &[-5, 1, 0, 1, 0, 3, -1, 2, 1, 0, -1],
    },
    Relation {
        generator: "a generator with factor 1664525 (top bits)",
        factors: &[3, 0, 1, 1, 2, -1, 0, -2, 1, -2, 1, -2, -2],
    },
    Relation {
        generator: "a generator with factor 22695477 (low bits)",
        factors: &[1, -2, 1, 0, 1, -1, 0, -1, 1],
    },
    Relation {
        generator: "a generator with factor 22695477 (top bits)",
        factors: &[1, -1, 0, 0, 2, 0, 0, -2, 1, 1, 1, -1, -1, -1],
    },
];

/// Tests whether the fill is the output of one of the generators: a value for each nibble, for each byte, or for each block.
pub(super) fn tests(sample: &Sample, nibbles: &[u8], spread: &mut Spread) {
    let places = (0..sample.width()).map(|place| (place, sample.width()));
    for (offset, step) in [(0, 1), (0, 2), (1, 2)].into_iter().chain(places) {
        for relation in RELATIONS {
            let values = nibbles.iter().copied().skip(offset).step_by(step.max(1));
            spread.test(&sums(values, relation.factors), || {
                format!(
                    "the fill is the output of {}: who has a few blocks computes the next",
                    relation.generator
                )
            });
        }
    }
}

/// How often each sum comes, over stretches of the values that do not overlap.
fn sums(mut values: impl Iterator<Item = u8>, factors: &[i8]) -> [u32; 16] {
    let mut counts = [0_u32; 16];
    loop {
        let mut sum = 0_u8;
        for factor in factors {
            let Some(value) = values.next() else { return counts };
            sum = sum.wrapping_add(value.wrapping_mul(factor.cast_unsigned()));
        }
        if let Some(count) = counts.get_mut(usize::from(sum & 0xf)) {
            *count = count.wrapping_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_nibbles_give_every_sum_alike() {
        // Σ f(i)·x(i) modulo 16 is uniform when one factor can be inverted.
        for relation in RELATIONS {
            assert!(
                relation.factors.iter().any(|factor| factor % 2 != 0),
                "{}",
                relation.generator
            );
        }
    }

    #[test]
    fn sums_of_stretches() {
        let counts = sums([1, 2, 3, 4, 5].into_iter(), &[1, -1]);
        assert_eq!((counts[15], counts.iter().sum::<u32>()), (2, 2));
    }
}
