//! The service's clock: that of the machine, and as much ahead of it as somebody asked for.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970, in UTC.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    ahead: AtomicU64,
}

impl Clock {
    /// The largest step forward: ten years.
    pub(crate) const LONGEST_STEP: u64 = 315_576_000_000;

    /// What time it is.
    pub(crate) fn now(&self) -> u64 {
        let machine = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |passed| u64::try_from(passed.as_millis()).unwrap_or(u64::MAX));
        machine.saturating_add(self.ahead.load(Ordering::Relaxed))
    }

    /// Puts the clock forward. It does not go back: what has expired would come alive again.
    pub(crate) fn advance(&self, by: u64) {
        let step = |ahead: u64| Some(ahead.saturating_add(by.min(Self::LONGEST_STEP)));
        let _ = self.ahead.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step);
    }
}

#[cfg(test)]
mod tests {
    use super::Clock;

    #[test]
    fn it_goes_forward_only() {
        let clock = Clock::default();
        let before = clock.now();
        clock.advance(60_000);
        let after = clock.now();
        assert!((60_000..70_000).contains(&(after - before)), "{before} {after}");
        clock.advance(u64::MAX);
        assert!(clock.now() - after <= Clock::LONGEST_STEP + 10_000);
    }
}
