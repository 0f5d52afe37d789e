//! What a device remembers from one session to the next.

use alloc::collections::VecDeque;
use core::fmt;

use crate::device::PublicKey;
use crate::error::{Error, SessionError};
use crate::message::ControlId;

/// How many of each kind are remembered. Control tokens live for seconds, so the oldest are dead by themselves.
const KEPT: usize = 256;

/// The control tokens and the key pairs that were used, so that neither is used twice.
///
/// A device has one for all its sessions. The driver asks it by itself; with the typestate, pass the token and the key
/// through [`Ledger::claim`] and [`Ledger::claim_key`] before the start. It holds control tokens, and wipes them on drop.
#[derive(Default)]
pub struct Ledger {
    tokens: VecDeque<ControlId>,
    keys: VecDeque<PublicKey>,
}

impl Ledger {
    /// Nothing was used yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes that a session is opened with `control_id`.
    ///
    /// # Errors
    ///
    /// [`SessionError::Reused`] when one was before.
    pub fn claim(&mut self, control_id: &ControlId) -> Result<(), Error> {
        // No early exit: how far the search came is nobody's business.
        let found = self
            .tokens
            .iter()
            .fold(false, |found, used| found | used.is(control_id));
        if found {
            return Err(SessionError::Reused.into());
        }
        push(&mut self.tokens, ControlId::new(control_id.as_str())?);
        Ok(())
    }

    /// Notes that a TZPK is asked for with `key`.
    ///
    /// # Errors
    ///
    /// [`SessionError::KeyReused`] when one was before: a key pair unwraps at most one TZPK.
    pub fn claim_key(&mut self, key: &PublicKey) -> Result<(), Error> {
        if self.keys.contains(key) {
            return Err(SessionError::KeyReused.into());
        }
        push(&mut self.keys, key.clone());
        Ok(())
    }
}

fn push<T>(kept: &mut VecDeque<T>, item: T) {
    if kept.len() >= KEPT {
        kept.pop_front();
    }
    kept.push_back(item);
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger").finish_non_exhaustive()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use super::super::testing::{FakeKey, rng, token};
    use super::*;
    use crate::device::{DeviceKey, RsaBits};

    #[test]
    fn once_and_no_second_time() {
        let mut ledger = Ledger::new();
        for name in ["a", "b", "aa"] {
            assert_eq!(ledger.claim(&token(name)), Ok(()));
        }
        for name in ["a", "aa", "b"] {
            assert_eq!(ledger.claim(&token(name)), Err(SessionError::Reused.into()));
        }
        let key = FakeKey::new(RsaBits::B2048, &mut rng(1));
        assert_eq!(ledger.claim_key(key.public_key()), Ok(()));
        assert_eq!(ledger.claim_key(key.public_key()), Err(SessionError::KeyReused.into()));
    }

    #[test]
    fn the_newest_are_remembered() {
        let mut ledger = Ledger::new();
        let name = |i: usize| alloc::format!("t{i}");
        for i in 0..=KEPT {
            assert_eq!(ledger.claim(&token(&name(i))), Ok(()));
        }
        assert_eq!(ledger.claim(&token(&name(1))), Err(SessionError::Reused.into()));
        assert_eq!(ledger.claim(&token(&name(0))), Ok(()));
    }
}
