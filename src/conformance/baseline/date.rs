//! Days, for expiry.

use alloc::format;
use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::pin::policy::BirthDate;

/// A day of the Gregorian calendar, year 0000 to 9999.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
// As text, `YYYY-MM-DD`: days are in the order of their texts.
pub struct Date(String);

/// A text that is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateError;

impl Date {
    /// Reads `YYYY-MM-DD`.
    ///
    /// # Errors
    /// [`DateError`] for everything else, and for a day that does not exist.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        BirthDate::parse(text).map(|_| Self(text.into())).map_err(|_| DateError)
    }

    /// The day, in UTC, of so many seconds after the beginning of 1970.
    pub fn of_unix(seconds: u64) -> Self {
        // Days since 1 March of the year 0, in eras of 400 years, which all have the same number of days.
        let days = (seconds / 86_400).min(2_932_896).saturating_add(719_468);
        let (era, day) = (days / 146_097, days % 146_097);
        let leaps = (day / 1_460).saturating_add(day / 146_096);
        let year = day.saturating_add(day / 36_524).saturating_sub(leaps) / 365;
        let day = day.saturating_sub((year.saturating_mul(365).saturating_add(year / 4)).saturating_sub(year / 100));
        // The months from March on have 31, 30, 31, 30, 31 days, and again.
        let month = day.saturating_mul(5).saturating_add(2) / 153;
        let day = day
            .saturating_sub(month.saturating_mul(153).saturating_add(2) / 5)
            .saturating_add(1);
        let (month, next) = if month < 10 {
            (month.saturating_add(3), 0)
        } else {
            (month.saturating_sub(9), 1)
        };
        let year = era.saturating_mul(400).saturating_add(year).saturating_add(next);
        Self(format!("{year:04}-{month:02}-{day:02}"))
    }

    /// `YYYY-MM-DD`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a day, YYYY-MM-DD")
    }
}

impl core::error::Error for DateError {}

impl TryFrom<String> for Date {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        Self::parse(&text)
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_clock() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (86_399, "1970-01-01"),
            (86_400, "1970-01-02"),
            (951_782_399, "2000-02-28"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_709_164_800, "2024-02-29"),
            (1_767_225_599, "2025-12-31"),
            (1_767_225_600, "2026-01-01"),
            (4_107_542_400, "2100-03-01"),
            (253_402_300_799, "9999-12-31"),
            (u64::MAX, "9999-12-31"),
        ] {
            assert_eq!(Date::of_unix(seconds).as_str(), day);
        }
    }

    /// Each day of four centuries follows the one before and exists.
    #[test]
    fn days_follow_each_other() {
        let mut last = Date::of_unix(0);
        for day in 1..146_097 {
            let next = Date::of_unix(day * 86_400);
            assert!(last < next && Date::parse(next.as_str()).is_ok(), "{last} {next}");
            last = next;
        }
        assert_eq!(last.as_str(), "2369-12-31");
    }

    #[test]
    fn days_of_a_file() {
        assert!(Date::parse("2026-02-28").unwrap() < Date::parse("2026-03-01").unwrap());
        for wrong in ["2026-02-29", "2026-2-28", "2026-02-28T00:00:00Z", "tomorrow", ""] {
            assert_eq!(Date::parse(wrong), Err(DateError), "{wrong}");
        }
    }
}
