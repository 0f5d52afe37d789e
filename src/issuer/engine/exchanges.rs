//! The temporary PIN keys in use. In memory and nowhere else: a restart ends the exchanges that it interrupts.

use alloc::collections::{BTreeMap, BTreeSet};

use super::token::TokenKey;
use crate::tzpk::Tzpk;

/// At most one key for each token, until the end of its session.
#[derive(Default)]
pub(super) struct Exchanges {
    keys: BTreeMap<TokenKey, (u64, Tzpk)>,
    ends: BTreeSet<(u64, TokenKey)>,
}

impl Exchanges {
    /// Keeps `tzpk` until `end`, in place of the key that the token had before.
    pub(super) fn put(&mut self, token: TokenKey, end: u64, tzpk: Tzpk) {
        self.take(&token);
        self.ends.insert((end, token));
        self.keys.insert(token, (end, tzpk));
    }

    /// Gives the key away, for its one use.
    pub(super) fn take(&mut self, token: &TokenKey) -> Option<Tzpk> {
        let (end, tzpk) = self.keys.remove(token)?;
        self.ends.remove(&(end, *token));
        Some(tzpk)
    }

    /// Forgets the keys whose session has ended.
    pub(super) fn sweep(&mut self, now: u64) {
        while let Some((end, token)) = self.ends.first().copied() {
            if end > now {
                break;
            }
            self.take(&token);
        }
    }
}
