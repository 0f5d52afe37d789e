//! Nibbles that are not evenly spread, or that depend on each other, on the PIN or on the PAN.
//!
//! Where a nibble is uniform whatever the other one is, so is their difference modulo the number of values, and that is what
//! is counted: it shows copies, shifts, counters, and the short periods of low bits, with one table of 6 or 16 cells for each
//! pair. Pairs of neighbours are counted as pairs too, which shows any dependence at all.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::chance::{Spread, divergence};
use super::sample::Sample;

/// Distances between blocks.
const BLOCKS_APART: usize = 8;
/// Distances between nibbles, counted through all blocks.
const NIBBLES_APART: usize = 40;

/// Each nibble by itself, and all of them together.
pub(super) fn single(sample: &Sample, symbols: &[u8], columns: &[Vec<u8>]) -> Spread {
    let mut spread = Spread::default();
    let says = |place: Option<usize>, counts: [u32; 16]| {
        let cells = counts.get(..usize::from(sample.values())).unwrap_or_default();
        let total: u32 = cells.iter().copied().fold(0, u32::wrapping_add);
        let expected = total.checked_div(u32::from(sample.values())).unwrap_or_default();
        let (value, count) = (0_u8..)
            .zip(cells)
            .max_by_key(|(_, count)| count.abs_diff(expected))
            .unwrap_or((0, &0));
        let value = value.wrapping_add(sample.lowest());
        let where_ = place.map_or_else(
            || String::from("the fill"),
            |place| format!("nibble {} of the fill", place.saturating_add(1)),
        );
        format!(
            "{where_} is not evenly spread: {value:X} comes {count} times, where {expected} are expected (G = {:.0})",
            2.0 * divergence(cells)
        )
    };
    for (place, column) in columns.iter().enumerate() {
        let counts = count(column);
        spread.test(cells(sample, &counts), || says(Some(place), counts));
    }
    let counts = count(symbols);
    spread.test(cells(sample, &counts), || says(None, counts));
    spread
}

/// Nibbles against other nibbles.
pub(super) fn serial(sample: &Sample, symbols: &[u8], columns: &[Vec<u8>]) -> Spread {
    let mut spread = Spread::default();
    let values = sample.values();
    let named = || (1_usize..).zip(columns);
    for (place, column) in named() {
        for (other, later) in named().skip(place) {
            let counts = differences(column, later, values);
            spread.test(cells(sample, &counts), || {
                format!("nibble {other} of the fill depends on nibble {place}")
            });
        }
        for blocks in 1..=BLOCKS_APART {
            let counts = differences(column, column.get(blocks..).unwrap_or_default(), values);
            spread.test(cells(sample, &counts), || {
                format!("nibble {place} of the fill depends on the one of {blocks} blocks before")
            });
        }
    }
    for nibbles in 1..=NIBBLES_APART {
        let counts = differences(symbols, symbols.get(nibbles..).unwrap_or_default(), values);
        spread.test(cells(sample, &counts), || {
            format!("the fill depends on what came {nibbles} nibbles before")
        });
    }
    for offset in 0..2 {
        let values = usize::from(values);
        let mut table = vec![0_u32; values.saturating_mul(values)];
        for pair in symbols.get(offset..).unwrap_or_default().chunks_exact(2) {
            if let [one, other] = pair
                && let Some(cell) =
                    table.get_mut(usize::from(*one).saturating_mul(values).wrapping_add((*other).into()))
            {
                *cell = cell.wrapping_add(1);
            }
        }
        spread.test(&table, || {
            String::from("a nibble of the fill depends on the one before")
        });
    }
    spread
}

/// Nibbles against the digits of the PIN or the PAN of each block.
pub(super) fn against(sample: &Sample, columns: &[Vec<u8>], what: &str, of_block: &[&[u8]]) -> Spread {
    let mut spread = Spread::default();
    let values = sample.values();
    let digits = of_block.first().map_or(0, |digits| digits.len());
    for digit in 0..digits {
        let reduced = |digits: &&[u8]| digits.get(digit).and_then(|digit| digit.checked_rem(values));
        let digits: Vec<u8> = of_block.iter().filter_map(reduced).collect();
        // A digit that hardly changes says nothing but what the nibble says by itself.
        let counts = count(&digits);
        if counts
            .iter()
            .any(|count| usize::try_from(*count).is_ok_and(|count| count.saturating_mul(2) > digits.len()))
        {
            continue;
        }
        for (place, column) in (1_usize..).zip(columns) {
            let counts = differences(&digits, column, values);
            spread.test(cells(sample, &counts), || {
                let digit = digit.saturating_add(1);
                format!("nibble {place} of the fill depends on digit {digit} of the {what}")
            });
        }
    }
    spread
}

/// How often each difference comes, modulo `values`, from one to the other.
fn differences(one: &[u8], other: &[u8], values: u8) -> [u32; 16] {
    let mut counts = [0_u32; 16];
    for (one, other) in one.iter().zip(other) {
        let up = other.wrapping_sub(*one);
        let difference = if other < one { up.wrapping_add(values) } else { up };
        if let Some(count) = counts.get_mut(usize::from(difference)) {
            *count = count.wrapping_add(1);
        }
    }
    counts
}

fn count(values: &[u8]) -> [u32; 16] {
    let mut counts = [0_u32; 16];
    for value in values {
        if let Some(count) = counts.get_mut(usize::from(*value)) {
            *count = count.wrapping_add(1);
        }
    }
    counts
}

fn cells<'a>(sample: &Sample, counts: &'a [u32; 16]) -> &'a [u32] {
    counts.get(..usize::from(sample.values())).unwrap_or_default()
}
