//! How long a session lives, by the caller's clock.

use super::Instant;
use crate::error::{Error, SessionError};
use crate::profile::Lifetimes;

/// Two limits, and the latest time that was ever seen: a clock that goes back gives no time back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Life {
    opened: Instant,
    latest: Instant,
    session_ms: u64,
}

impl Life {
    /// Opens the session with the control token, which is good for less than [`Lifetimes::token_ms`].
    pub(super) fn open(lifetimes: &Lifetimes, now: Instant) -> Result<Self, Error> {
        if now.as_ms() < lifetimes.token_ms {
            Ok(Self {
                opened: now,
                latest: now,
                session_ms: lifetimes.session_ms,
            })
        } else {
            Err(SessionError::Expired.into())
        }
    }

    /// Whether the session still lives; it does for less than [`Lifetimes::session_ms`] from its opening.
    pub(super) fn at(&mut self, now: Instant) -> Result<(), Error> {
        self.latest = self.latest.max(now);
        let age = self.latest.as_ms().saturating_sub(self.opened.as_ms());
        if age < self.session_ms {
            Ok(())
        } else {
            Err(SessionError::Expired.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPIRED: Error = Error::Session(SessionError::Expired);

    const LIFETIMES: Lifetimes = Lifetimes {
        token_ms: 30_000,
        session_ms: 300_000,
    };

    fn ms(ms: u64) -> Instant {
        Instant::from_ms(ms)
    }

    #[test]
    fn the_token_opens_for_less_than_thirty_seconds() {
        for now in [0, 29_000, 29_999] {
            assert!(Life::open(&LIFETIMES, ms(now)).is_ok(), "{now}");
        }
        for now in [30_000, 30_001, 31_000, u64::MAX] {
            assert_eq!(Life::open(&LIFETIMES, ms(now)).map(drop), Err(EXPIRED), "{now}");
        }
    }

    #[test]
    fn the_session_counts_from_its_opening() {
        for opened in [0, 29_999] {
            let mut life = Life::open(&LIFETIMES, ms(opened)).unwrap();
            assert_eq!(life.at(ms(opened + 299_999)), Ok(()));
            assert_eq!(life.at(ms(opened + 300_000)), Err(EXPIRED));
        }
    }

    #[test]
    fn a_clock_that_goes_back_gives_nothing_back() {
        let mut life = Life::open(&LIFETIMES, ms(10_000)).unwrap();
        assert_eq!(life.at(ms(0)), Ok(()));
        assert_eq!(life.at(ms(309_999)), Ok(()));
        assert_eq!(life.at(ms(310_000)), Err(EXPIRED));
        assert_eq!(life.at(ms(10_000)), Err(EXPIRED));
        assert_eq!(life.at(ms(u64::MAX)), Err(EXPIRED));
        assert_eq!(life.at(ms(0)), Err(EXPIRED));
    }

    #[test]
    fn opened_at_the_end_of_time_nothing_wraps() {
        let endless = Lifetimes {
            token_ms: u64::MAX,
            session_ms: u64::MAX,
        };
        let mut life = Life::open(&endless, ms(u64::MAX - 1)).unwrap();
        assert_eq!(life.at(ms(u64::MAX)), Ok(()));
    }
}
