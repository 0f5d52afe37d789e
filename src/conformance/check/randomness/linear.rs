//! Fill that is a linear function of a small state over GF(2): shift registers, xorshift, `Math.random`.
//!
//! V8's `Math.random` is xorshift128+ whose output is the top of one half of the state, without the sum, so that each output
//! bit is an XOR of the 128 bits of state. It comes out of a cache of 64 values, last first. Bits of equal places in equal
//! stretches of the output are then one matrix times a state that goes on by one other matrix, and stretches as rows give a
//! matrix whose rank is at most the size of the state. A random matrix has nearly full rank: at most `2^(d·(r - d))·4` spaces
//! have dimension `d` in `r` dimensions, and all `c` columns are in the complement of one with `2^(-d·c)`, so that
//!
//! ```text
//! P(rank <= r - d) <= 4·2^(-d·(d + c - r))     for r rows, c columns, r <= c
//! ```

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::chance::{Spread, number};
use super::sample::Sample;

/// Values in the cache of V8's `Math.random`.
const CACHE: usize = 64;
/// Most rows of a matrix.
const ROWS: usize = 256;
/// Blocks in one row, where each block takes one value.
const BLOCKS: usize = 4;

/// Tests whether the bits of the fill are linear in a small state.
pub(super) fn rank_tests(sample: &Sample, nibbles: &[u8], spread: &mut Spread) {
    // One value for each nibble, and one for each byte.
    for per_value in [1, 2] {
        let rows = nibbles.chunks_exact(CACHE.saturating_mul(per_value));
        test(rows.map(bits), spread);
    }
    // One value for each block. Rows over the edge of a cache are no good, so one half of the places in the cache is tried and
    // then the other.
    let places = CACHE.checked_div(BLOCKS).unwrap_or(1);
    for half in 0..2 {
        let rows = nibbles.chunks_exact(sample.width().saturating_mul(BLOCKS).max(1));
        let rows = rows.enumerate().filter(|(index, _)| {
            let place = index.checked_rem(places).unwrap_or_default();
            place.saturating_mul(2).checked_div(places) == Some(half)
        });
        test(rows.map(|(_, row)| bits(row)), spread);
    }
}

fn test(rows: impl Iterator<Item = Vec<bool>>, spread: &mut Spread) {
    let rows: Vec<Vec<bool>> = rows.take(ROWS).collect();
    let columns = rows.first().map_or(0, Vec::len);
    let (few, many) = (rows.len().min(columns), rows.len().max(columns));
    let lost = number(few.saturating_sub(rank(&rows)));
    let log_chance = (2.0 - lost * (lost + number(many.saturating_sub(few)))) * core::f64::consts::LN_2;
    spread.note(if lost > 0.0 { log_chance } else { 0.0 }, says);
}

fn says() -> String {
    "the fill is computed from a small state by exclusive-or, as Math.random and xorshift do: who has a few blocks computes \
     the next"
        .to_string()
}

fn bits(nibbles: &[u8]) -> Vec<bool> {
    let of_nibble = |nibble: &u8| [8, 4, 2, 1].map(|bit| nibble & bit != 0);
    nibbles.iter().flat_map(of_nibble).collect()
}

/// Rank over GF(2).
fn rank(rows: &[Vec<bool>]) -> usize {
    let mut packed: Vec<Vec<u64>> = rows.iter().map(|row| pack(row)).collect();
    let columns = rows.first().map_or(0, Vec::len);
    let mut rank = 0;
    for column in 0..columns {
        let (word, bit) = (column >> 6, 1_u64 << (column & 63));
        let has = |row: &Vec<u64>| row.get(word).is_some_and(|word| word & bit != 0);
        let Some(found) = packed.iter().position(has) else {
            continue;
        };
        let pivot = packed.swap_remove(found);
        for row in packed.iter_mut().filter(|row| has(row)) {
            row.iter_mut().zip(&pivot).for_each(|(one, other)| *one ^= other);
        }
        rank = usize::saturating_add(rank, 1);
    }
    rank
}

fn pack(bits: &[bool]) -> Vec<u64> {
    let mut words = vec![0_u64; bits.len().div_ceil(64)];
    for (place, _) in bits.iter().enumerate().filter(|(_, bit)| **bit) {
        if let Some(word) = words.get_mut(place >> 6) {
            *word |= 1_u64 << (place & 63);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks() {
        let row = |text: &str| text.chars().map(|bit| bit == '1').collect::<Vec<bool>>();
        assert_eq!(rank(&["100", "010", "001"].map(row)), 3);
        assert_eq!(rank(&["110", "011", "101"].map(row)), 2);
        assert_eq!(rank(&["000", "000"].map(row)), 0);
        assert_eq!(rank(&[]), 0);
    }
}
