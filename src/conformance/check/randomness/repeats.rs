//! The same fill twice: in one run, and again after a restart.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;

use super::chance::{number, too_many};
use super::sample::Sample;

/// Fill that comes in more than one block, more often than chance has it: each block hits one of those before it with at most
/// the number of blocks over the number of fills.
pub(super) fn within(sample: &Sample) -> Option<String> {
    let mut seen = BTreeSet::new();
    let again = sample.fills().filter(|fill| !seen.insert(*fill)).count();
    let limit = too_many(sample.len(), number(sample.len()) / sample.space());
    (again >= limit).then(|| {
        format!(
            "{again} of {} blocks have the fill of an earlier one: equal PINs give equal blocks",
            sample.len()
        )
    })
}

/// Whether so much fill is repeated that its spread says nothing any more.
pub(super) fn mostly(sample: &Sample) -> bool {
    let different: BTreeSet<&[u8]> = sample.fills().collect();
    different.len().saturating_mul(2) < sample.len()
}

/// Fill that two processes of the client have in common.
pub(super) fn between(before: &Sample, after: &Sample) -> Option<String> {
    let known: BTreeSet<&[u8]> = before.fills().collect();
    let again = after.fills().filter(|fill| known.contains(fill)).count();
    let limit = too_many(after.len(), number(known.len()) / after.space());
    if again < limit {
        return None;
    }
    let in_place = before
        .fills()
        .zip(after.fills())
        .filter(|(before, after)| before == after)
        .count();
    let order = if in_place == again { ", in the same places" } else { "" };
    Some(format!(
        "{again} of the first {} blocks after a restart have fill from before it{order}",
        after.len()
    ))
}
