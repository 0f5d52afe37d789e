//! Which secret is in each run, and what was heard with each.
//!
//! The first five runs are twice with one secret, so that what changes anyway is known and masked, twice with the other, and once
//! more with the first, so that no clock and no counter passes for a secret. What has few values comes in that pattern by chance
//! too, a worker of two once in 16 places. So what looks like a leak is played again, with a coin for each run, until it is
//! refuted or was confirmed [`CONFIRMATIONS`] times.

use alloc::vec::Vec;

use rand_core::CryptoRng;

use super::super::again::{CONFIRMATIONS, coin};

/// Which of the two secrets is in each of the first runs.
const FIRST: [usize; 5] = [0, 0, 1, 1, 0];
/// How many of them have each secret.
const FIRST_OF: [usize; 2] = [3, 2];
/// Runs that are enough to confirm.
const CONFIRMED: usize = FIRST.len() + CONFIRMATIONS;
/// Most runs: some may say nothing, see [`super::Channel::lines`].
const MOST: usize = CONFIRMED + CONFIRMATIONS;

/// What was heard in the runs with each of the two secrets, in their order.
pub(in super::super) struct Runs<H>([Vec<H>; 2]);

impl<H> Runs<H> {
    pub(in super::super) fn new() -> Self {
        Self([Vec::new(), Vec::new()])
    }

    /// The secret for the next run; none when there was enough.
    pub(in super::super) fn next(&self, suspected: bool, rng: &mut dyn CryptoRng) -> Option<usize> {
        let played = self.count();
        let more = suspected && (FIRST.len()..MOST).contains(&played);
        FIRST.get(played).copied().or_else(|| more.then(|| coin(rng)))
    }

    pub(in super::super) fn add(&mut self, which: usize, heard: H) {
        if let Some(own) = self.0.get_mut(which) {
            own.push(heard);
        }
    }

    pub(in super::super) fn all(&self) -> impl Iterator<Item = &H> {
        self.0.iter().flatten()
    }

    /// One channel of them; what was not heard is left out.
    pub(in super::super) fn of<'h, T>(&'h self, part: impl Fn(&'h H) -> Option<T>) -> Runs<T> {
        Runs(self.0.each_ref().map(|own| own.iter().filter_map(&part).collect()))
    }

    /// Whether there is anything to compare.
    pub(in super::super) fn can_be_compared(&self) -> bool {
        self.count() >= FIRST.len()
    }

    /// Whether these are the first runs and no more.
    pub(super) fn are_the_first(&self) -> bool {
        self.count() == FIRST.len()
    }

    /// Whether what these runs show is no chance.
    pub(super) fn are_enough(&self) -> bool {
        self.count() >= CONFIRMED
    }

    fn count(&self) -> usize {
        self.all().count()
    }

    pub(super) fn by_secret(&self) -> [&[H]; 2] {
        self.0.each_ref().map(Vec::as_slice)
    }

    /// The first runs with each secret.
    pub(super) fn first(&self) -> [&[H]; 2] {
        let [one, other] = self.by_secret();
        let [first_of_one, first_of_other] = FIRST_OF;
        [
            one.get(..first_of_one).unwrap_or(one),
            other.get(..first_of_other).unwrap_or(other),
        ]
    }
}
