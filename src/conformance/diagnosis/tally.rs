//! How well a mutant explains what a client did.

use super::answers::Predicted;
use super::evidence::{Evidence, Seen};

/// How good an explanation is: what it explains less what speaks against it, what it leaves open, what it has otherwise where
/// two answers are right.
pub(super) type Rank = (isize, isize, isize);

/// How a mutant does on some cases.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    /// Failed; the client answered as the mutant.
    pub(super) explains: usize,
    /// Failed; the mutant is right.
    pub(super) missed: usize,
    /// Failed; both are wrong, each in its own way. With two bugs one may hide the other.
    pub(super) differently: usize,
    /// The client is right and the mutant wrong.
    pub(super) against: usize,
    /// Where two answers are right, they give different ones.
    pub(super) habits: usize,
}

impl Tally {
    pub(super) fn count(&mut self, evidence: &Evidence<'_>, agrees: bool, predicted: &Predicted) {
        let counter = match (&evidence.seen, evidence.failed, predicted) {
            (_, true, _) if agrees => &mut self.explains,
            (_, true, Predicted::Right) => &mut self.missed,
            (_, true, _) => &mut self.differently,
            _ if agrees => return,
            (Seen::Right, false, _) => &mut self.against,
            (Seen::Other(_), false, _) => &mut self.habits,
        };
        *counter = counter.saturating_add(1);
    }

    /// Cases in which the client answered otherwise than the mutant does.
    pub(super) fn contradicts(&self) -> usize {
        self.missed
            .saturating_add(self.differently)
            .saturating_add(self.against)
    }

    /// Greater for a better explanation.
    pub(super) fn rank(&self) -> Rank {
        let signed = |count: usize| isize::try_from(count).unwrap_or(isize::MAX);
        let wrong = self.against.saturating_mul(4).saturating_add(self.differently);
        let score = signed(self.explains.saturating_mul(4)).saturating_sub(signed(wrong));
        let beside = signed(self.missed).saturating_add(signed(self.differently));
        (
            score,
            signed(0).saturating_sub(beside),
            signed(0).saturating_sub(signed(self.habits)),
        )
    }

    /// The rank when it explains so many more failures.
    pub(super) fn at_best(&self, more: usize) -> Rank {
        let explains = self.explains.saturating_add(more);
        Self { explains, ..*self }.rank()
    }

    /// Whether it is worth naming: it is right more often than it promises a failure that is not there.
    pub(super) fn names_something(&self) -> bool {
        self.explains > 0
            && self.against.saturating_add(self.differently) <= self.explains
            && self.against <= self.explains.saturating_sub(1) / 4
    }
}
