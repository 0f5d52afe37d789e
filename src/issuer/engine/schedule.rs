//! When embossing runs are due. Times are milliseconds since 1970 in UTC, which has days of equal length there.

const HOUR_MS: u64 = 3_600_000;
const DAY_MS: u64 = 86_400_000;
const DAILY_AT_MS: u64 = 10_800_000;

/// When embossing runs are due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Schedule {
    /// Every day at 03:00 UTC, as in production.
    #[default]
    Daily,
    /// At every full hour, as in the test environment.
    Hourly,
    /// Never by itself.
    OnDemand,
}

impl Schedule {
    /// The last time that a run was due, `now` included.
    pub fn last_due(self, now: u64) -> Option<u64> {
        let (period, phase) = self.period()?;
        let passed = now.checked_sub(phase)?.checked_rem(period)?;
        now.checked_sub(passed)
    }

    /// The next time that a run will be due, `now` left out.
    pub fn next_due(self, now: u64) -> Option<u64> {
        let (period, phase) = self.period()?;
        match self.last_due(now) {
            Some(last) => last.checked_add(period),
            None => Some(phase),
        }
    }

    fn period(self) -> Option<(u64, u64)> {
        match self {
            Self::Daily => Some((DAY_MS, DAILY_AT_MS)),
            Self::Hourly => Some((HOUR_MS, 0)),
            Self::OnDemand => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2025-06-15, 15:06:40 UTC.
    const NOW: u64 = 1_750_000_000_000;
    const MIDNIGHT: u64 = 1_749_945_600_000;

    #[test]
    fn daily_is_three_o_clock() {
        let three = MIDNIGHT + 3 * HOUR_MS;
        for (now, last, next) in [
            (MIDNIGHT, three - DAY_MS, three),
            (three - 1, three - DAY_MS, three),
            (three, three, three + DAY_MS),
            (NOW, three, three + DAY_MS),
        ] {
            assert_eq!(Schedule::Daily.last_due(now), Some(last));
            assert_eq!(Schedule::Daily.next_due(now), Some(next));
        }
    }

    #[test]
    fn hourly_is_the_full_hour() {
        let three = MIDNIGHT + 3 * HOUR_MS;
        for (now, last) in [(three - 1, three - HOUR_MS), (three, three), (three + 1, three)] {
            assert_eq!(Schedule::Hourly.last_due(now), Some(last));
            assert_eq!(Schedule::Hourly.next_due(now), Some(last + HOUR_MS));
        }
    }

    #[test]
    fn on_demand_is_never_due() {
        assert_eq!(Schedule::OnDemand.last_due(NOW), None);
        assert_eq!(Schedule::OnDemand.next_due(NOW), None);
    }

    #[test]
    fn the_ends_of_time() {
        assert_eq!(Schedule::Daily.last_due(0), None);
        assert_eq!(Schedule::Daily.next_due(0), Some(3 * HOUR_MS));
        assert_eq!(Schedule::Hourly.last_due(0), Some(0));
        assert_eq!(Schedule::Daily.next_due(u64::MAX), None);
    }
}
