//! Fill that is not drawn: constant, copied, counted.
//!
//! Each of these is certain: a random generator gives none of them in as many blocks as a run has, with a probability that is
//! nothing beside [`super::chance::LEVEL`].

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::finding::Finding;
use super::sample::{Account, People, Sample};
use crate::pin_block::Format;

/// What the fill is in place of random, if it can be named.
pub(super) fn of(sample: &Sample, people: &People) -> Option<(Finding, String)> {
    constant(sample)
        .or_else(|| out_of_range(sample))
        .or_else(|| same_in_all(sample))
        .or_else(|| same_nibble(sample))
        .or_else(|| copied(sample, people))
        .or_else(|| counted(sample))
        .or_else(|| restricted(sample))
}

fn constant(sample: &Sample) -> Option<(Finding, String)> {
    let first = *sample.nibbles().first()?;
    if sample.nibbles().iter().any(|nibble| *nibble != first) {
        return None;
    }
    let finding = match first {
        0 => Finding::Constant0,
        0xf => Finding::ConstantF,
        0xa if sample.format == Format::Iso1 => Finding::IssuerSample,
        _ => Finding::Constant,
    };
    let sample_code = if finding == Finding::IssuerSample {
        "; the sample code of an issuer does that, and is no model"
    } else {
        ""
    };
    let text = format!(
        "all {} blocks are filled with {first:X}: equal PINs give equal blocks{sample_code}",
        sample.len()
    );
    Some((finding, text))
}

fn same_in_all(sample: &Sample) -> Option<(Finding, String)> {
    let mut fills = sample.fills();
    let first = fills.next()?;
    let same = fills.len() > 0 && fills.all(|fill| fill == first);
    same.then(|| {
        let text = format!(
            "all {} blocks have the same fill: equal PINs give equal blocks",
            sample.len()
        );
        (Finding::Repeated, text)
    })
}

fn same_nibble(sample: &Sample) -> Option<(Finding, String)> {
    let one = |fill: &&[u8]| {
        fill.first()
            .is_some_and(|first| fill.iter().all(|nibble| nibble == first))
    };
    let count = sample.fills().filter(one).count();
    (more_than_half(count, sample.len())).then(|| {
        let text = format!(
            "in {count} of {} blocks one nibble is repeated to the end: there are {} fills in all",
            sample.len(),
            sample.values()
        );
        (Finding::SameNibble, text)
    })
}

/// Nibbles that the format does not allow.
fn out_of_range(sample: &Sample) -> Option<(Finding, String)> {
    let outside = sample
        .nibbles()
        .iter()
        .filter(|nibble| !sample.allows(**nibble))
        .count();
    if outside == 0 {
        return None;
    }
    if outside == sample.nibbles().len() {
        let text = "the fill has digits only, where the format has A to F: the issuer refuses the block";
        return Some((Finding::RangeDigits, text.to_string()));
    }
    let text = format!(
        "{outside} of {} nibbles of fill are digits, where the format has A to F: the issuer refuses the block",
        sample.nibbles().len()
    );
    Some((Finding::Range, text))
}

/// Nibbles that never come.
fn restricted(sample: &Sample) -> Option<(Finding, String)> {
    let all: BTreeSet<u8> = sample.nibbles().iter().copied().collect();
    let sixteen = sample.values() == 16;
    if sixteen && all.iter().all(|nibble| *nibble < 0xa) {
        return Some((Finding::RangeDigits, "the fill has no A to F, only digits".to_string()));
    }
    if sixteen && all.iter().all(|nibble| *nibble >= 0xa) {
        return Some((Finding::RangeLetters, "the fill has no digits, only A to F".to_string()));
    }
    if all.len() < usize::from(sample.values()) {
        return Some((Finding::Range, format!("the fill has only {}", listed(&all))));
    }
    // Unique fill may keep a nibble as it is; random fill does not.
    if sample.format == Format::Iso1 {
        return None;
    }
    (0..sample.width()).find_map(|place| {
        let here: BTreeSet<u8> = sample.fills().filter_map(|fill| fill.get(place)).copied().collect();
        (here.len() < usize::from(sample.values())).then(|| {
            let text = format!(
                "nibble {} of the fill has only {}",
                place.saturating_add(1),
                listed(&here)
            );
            (Finding::Range, text)
        })
    })
}

fn listed(nibbles: &BTreeSet<u8>) -> String {
    nibbles
        .iter()
        .map(|nibble| format!("{nibble:X}"))
        .collect::<Vec<_>>()
        .join(" ")
}

/// A nibble that is the same wherever the PIN, or the PAN, or both are the same, and not the same everywhere.
fn copied(sample: &Sample, people: &People) -> Option<(Finding, String)> {
    let follows = |from: &dyn Fn(Account) -> Vec<u8>| {
        (0..sample.width()).find(|place| {
            let mut seen: BTreeMap<Vec<u8>, u8> = BTreeMap::new();
            let mut values = BTreeSet::new();
            let fixed = sample.fills().zip(sample.accounts()).all(|(fill, account)| {
                let nibble = fill.get(*place).copied().unwrap_or_default();
                values.insert(nibble);
                *seen.entry(from(*account)).or_insert(nibble) == nibble
            });
            fixed && values.len() > 1 && seen.len().saturating_mul(4) < sample.len()
        })
    };
    let pin = |account| people.pin(account).to_vec();
    let pan = |account| people.pan(account).to_vec();
    let both = |account| [pin(account), pan(account)].concat();
    let says = |what: &str, place: usize| {
        format!(
            "nibble {} of the fill follows from the {what}: the same {what} gives the same nibble every time",
            place.saturating_add(1)
        )
    };
    follows(&pin)
        .map(|place| (Finding::PinDigits, says("PIN", place)))
        .or_else(|| follows(&pan).map(|place| (Finding::PanDigits, says("PAN", place))))
        .or_else(|| follows(&both).map(|place| (Finding::PinDigits, says("PIN and PAN", place))))
}

/// Fill as a number that goes up, whichever end comes first.
fn counted(sample: &Sample) -> Option<(Finding, String)> {
    let symbols = sample.symbols();
    let base = u128::from(sample.values());
    let number = |digits: &mut dyn Iterator<Item = u8>| {
        digits.fold(0_u128, |number, digit| {
            number.wrapping_mul(base).wrapping_add(u128::from(digit))
        })
    };
    let size = (0..sample.width()).fold(1_u128, |size, _| size.wrapping_mul(base));
    let fills = || symbols.chunks_exact(sample.width().max(1));
    let big: Vec<u128> = fills().map(|fill| number(&mut fill.iter().copied())).collect();
    let little: Vec<u128> = fills().map(|fill| number(&mut fill.iter().rev().copied())).collect();
    let bytes: Vec<u128> = fills()
        .map(|fill| number(&mut fill.rchunks(2).flatten().copied()))
        .collect();
    [big, little, bytes].iter().find_map(|numbers| rising(numbers, size))
}

/// Numbers below `size`, on their circle, that are one step apart or go up in small steps.
fn rising(numbers: &[u128], size: u128) -> Option<(Finding, String)> {
    let steps = steps(numbers, size);
    let step = usual(&steps).or_else(|| {
        // A random step is small and not down by a chance of one in 64; fill that is small throughout goes down half the time.
        let small = steps.iter().filter(|step| step.wrapping_mul(64) <= size).count();
        let up = small.saturating_mul(4) > steps.len().saturating_mul(3);
        // Answers that overtook each other are back in order here.
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable();
        up.then(|| usual(&self::steps(&sorted, size)).unwrap_or(0))
    })?;
    Some(if step == 0 {
        let text = "the fill is a number that goes up from block to block, as the time does";
        (Finding::Clock, text.to_string())
    } else {
        let text = format!("the fill is a number that goes up by {step} from block to block");
        (Finding::Counter, text)
    })
}

fn steps(numbers: &[u128], size: u128) -> Vec<u128> {
    let pairs = numbers.iter().zip(numbers.iter().skip(1));
    pairs
        .map(|(from, to)| {
            to.checked_sub(*from)
                .unwrap_or_else(|| to.wrapping_add(size).wrapping_sub(*from))
        })
        .collect()
}

/// The step that more than half of all steps are, but 0.
fn usual(steps: &[u128]) -> Option<u128> {
    let mut sorted = steps.to_vec();
    sorted.sort_unstable();
    // More than half is in the middle.
    let middle = *sorted.get(sorted.len() >> 1)?;
    let count = steps.iter().filter(|step| **step == middle).count();
    (middle != 0 && more_than_half(count, steps.len())).then_some(middle)
}

fn more_than_half(count: usize, of: usize) -> bool {
    count.saturating_mul(2) > of
}
