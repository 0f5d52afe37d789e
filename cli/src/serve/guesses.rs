//! Wrong credentials: whoever shows too many has to wait, right ones or not, so that nobody guesses them.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::limit::Peer;

/// So many wrong ones at once from each peer, and one more each second.
pub(crate) struct Guesses {
    most: u32,
    wrong: Mutex<HashMap<Peer, Wrong>>,
}

/// How many were counted at a time; one is forgotten each second.
struct Wrong {
    count: u64,
    at: Instant,
}

impl Wrong {
    fn now(&self) -> u64 {
        self.count.saturating_sub(self.at.elapsed().as_secs())
    }
}

impl Guesses {
    pub(crate) fn new(most: u32) -> Self {
        Self {
            most,
            wrong: Mutex::default(),
        }
    }

    /// Whether credentials of this peer are looked at.
    pub(crate) fn allow(&self, peer: Peer) -> bool {
        self.lock()
            .get(&peer)
            .is_none_or(|wrong| wrong.now() < u64::from(self.most))
    }

    /// This peer has shown wrong ones.
    pub(crate) fn wrong(&self, peer: Peer) {
        let mut all = self.lock();
        let count = all.get(&peer).map_or(0, Wrong::now).saturating_add(1);
        let at = Instant::now();
        all.insert(peer, Wrong { count, at });
    }

    /// Forgets those that have waited long enough.
    pub(crate) fn sweep(&self) {
        self.lock().retain(|_, wrong| wrong.now() > 0);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Peer, Wrong>> {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_peer_has_so_many() {
        let guesses = Guesses::new(3);
        let (one, other) = (Peer::of([192, 0, 2, 1].into()), Peer::of([192, 0, 2, 2].into()));
        for _ in 0..3 {
            assert!(guesses.allow(one));
            guesses.wrong(one);
        }
        assert!(!guesses.allow(one));
        assert!(guesses.allow(other));
        guesses.sweep();
        assert!(!guesses.allow(one));
    }
}
