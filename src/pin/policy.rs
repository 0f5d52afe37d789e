//! Which PINs an issuer lets a cardholder set.
//!
//! # Semantics
//!
//! Exact, so that an implementation in another language agrees on the answer and on the class. "PIN" is the string of digits
//! as typed; nothing is a number. The rules are asked in this order, and the first that objects gives the class:
//!
//! | # | rule | refuses when | [`PinRefused`] | class in the client protocol |
//! |---|---|---|---|---|
//! | 1 | – | any character is not one of the ASCII digits `0` to `9` | `Charset` | `pin_charset` |
//! | 2 | – | there are fewer than 4 or more than 12 digits (the empty entry too) | `Length` | `pin_length` |
//! | 3 | `min`, `max` | there are fewer than `min` or more than `max` digits | `Length` | `pin_length` |
//! | 4 | `ascending_run` = n | n or more neighbours, anywhere in the PIN, each are one more than the digit before | `Sequence` | `pin_sequence` |
//! | 5 | `descending_run` = n | the same with one less | `Sequence` | `pin_sequence` |
//! | 6 | `max_same` = n | some digit occurs more than n times, wherever it stands | `Repeat` | `pin_repeat` |
//! | 7 | `max_in_a_row` = n | some digit stands more than n times side by side | `Repeat` | `pin_repeat` |
//! | 8 | `deny` | the PIN equals an entry, as a string: `0001` does not match `1` or `00001` | `Denylist` | `pin_denylist` |
//! | 9 | `birth_date` | the whole PIN is one of the 13 ways below to write the birth date | `Context` | `pin_context` |
//! | 10 | `pan_tail` | the PAN ends with the PIN | `Context` | `pin_context` |
//! | 11 | `pan_part` | the PIN stands in the PAN as neighbouring digits, at any place, the check digit included | `Context` | `pin_context` |
//! | 12 | `phone_part` | the PIN stands in the digits of the phone number in the same sense | `Context` | `pin_context` |
//! | 13 | `old_pin` | the PIN equals the old PIN, digits and length | `Context` | `pin_context` |
//! | 14 | – | there is a repeat entry and it is not the same string as the PIN | `Mismatch` | `pin_mismatch` |
//!
//! - *Runs.* A run of n has n digits and n − 1 steps: `1234` is an ascending run of 4, `91234` holds one. With `wrap`, 0 after 9
//!   continues an ascending run (`8901`) and 9 after 0 a descending one (`1098`); without it, a run ends there. Equal
//!   neighbours end a run.
//! - *A rule that is off* (`None`, `false`, an empty `deny`) refuses nothing. Rules 1, 2 and 14 cannot be switched off.
//! - *A fact that is absent* makes rules 9 to 13 that need it pass.
//! - *Birth date* `YYYY-MM-DD`, with `YY` the last two digits of the year: `YYYY`, `YYMM`, `MMYY`, `MMDD`, `DDMM`, `YYDD`, `DDYY`;
//!   `YYMMDD`, `DDMMYY`, `MMDDYY`; `YYYYMMDD`, `DDMMYYYY`, `MMDDYYYY`. Month and day always have two digits. A PIN that only
//!   holds one of these passes.
//! - *Phone number.* First reduced to its ASCII digits: every other character (`+`, blank, dash, bracket, letters, digits of other
//!   scripts) is dropped, and what stood on its two sides become neighbours. The country code stays, and no leading zeros are
//!   added or removed. When fewer digits are left than the PIN has, none at all included, the rule passes.
//! - *A PAN shorter than the PIN* passes rules 10 and 11.
//! - *The repeat entry* is compared byte for byte and not itself parsed, so whatever differs (other digits, a length, a blank,
//!   digits of another script) is a mismatch. It is looked at only when the PIN has passed every other rule.
//!
//! Repeat entry, old PIN and deny list are compared in constant time; the other rules branch on the PIN, on the device of the
//! cardholder who typed it. Which rule objects is visible anyway: the cardholder is told.

mod error;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use subtle::ConstantTimeEq;

pub use self::error::PolicyError;
pub use super::facts::{BirthDate, BirthDateError, PinFacts};
use super::{Pin, rules};
use crate::error::PinRefused;

/// An issuer's rules for PINs. The [module](self) says exactly what each field means and in which order they are asked.
///
/// Start from a preset and change fields. As data (feature `serde`) only `min` and `max` are required, unknown fields are
/// refused, and rules that are off are not written. A policy has no name of its own.
///
/// ```
/// use pinproof::error::PinRefused;
/// use pinproof::pin::policy::{BirthDate, PinFacts, PinPolicy};
///
/// let mut policy = PinPolicy::strict_4();
/// policy.birth_date = true;
/// policy.check()?;
///
/// let facts = PinFacts { birth_date: Some(BirthDate::parse("1987-06-25")?), ..PinFacts::default() };
/// assert_eq!(policy.accept("2345".parse()?, &facts).unwrap_err(), PinRefused::Sequence);
/// assert_eq!(policy.accept("7177".parse()?, &facts).unwrap_err(), PinRefused::Repeat);
/// assert_eq!(policy.accept("2506".parse()?, &facts).unwrap_err(), PinRefused::Context);
///
/// // What the two fields of a form hold.
/// assert_eq!(policy.accept_entry("2580", Some("2508"), &facts).unwrap_err(), PinRefused::Mismatch);
/// let accepted = policy.accept_entry("2580", Some("2580"), &facts)?;
/// assert_eq!(accepted.pin().len(), 4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[non_exhaustive]
pub struct PinPolicy {
    /// The smallest number of digits, 4 to `max`.
    pub min: u8,
    /// The largest number of digits, `min` to 12.
    pub max: u8,
    /// Refuse this many digits in a row, or more, that each go up by one. 2 to 12.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub ascending_run: Option<u8>,
    /// Refuse this many digits in a row, or more, that each go down by one. 2 to 12.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub descending_run: Option<u8>,
    /// 0 after 9 continues an ascending run, 9 after 0 a descending one.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "is_off"))]
    pub wrap: bool,
    /// One digit may occur at most this often, anywhere. 1 to 11.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub max_same: Option<u8>,
    /// One digit may stand at most this often side by side. 1 to 11.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub max_in_a_row: Option<u8>,
    /// Refuse exactly these PINs. Strings, so that leading zeros stay; 4 to 12 ASCII digits each.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub deny: Vec<String>,
    /// Refuse the birth date in the usual orders.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "is_off"))]
    pub birth_date: bool,
    /// Refuse the last digits of the PAN.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "is_off"))]
    pub pan_tail: bool,
    /// Refuse any part of the PAN; takes in `pan_tail`.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "is_off"))]
    pub pan_part: bool,
    /// Refuse any part of the phone number.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "is_off"))]
    pub phone_part: bool,
    /// Refuse the old PIN.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "is_off"))]
    pub old_pin: bool,
}

#[cfg(feature = "serde")]
fn is_off(rule: &bool) -> bool {
    !rule
}

impl PinPolicy {
    /// The names that [`PinPolicy::preset`] knows.
    pub const PRESETS: [&str; 2] = ["iso", "strict-4"];

    /// 4 to 12 digits and no other rule (ISO 9564-1).
    pub fn iso() -> Self {
        Self {
            min: 4,
            max: 12,
            ascending_run: None,
            descending_run: None,
            wrap: false,
            max_same: None,
            max_in_a_row: None,
            deny: Vec::new(),
            birth_date: false,
            pan_tail: false,
            pan_part: false,
            phone_part: false,
            old_pin: false,
        }
    }

    /// Exactly 4 digits, not all four ascending or descending, no digit three times or more. The rule that Solaris publishes
    /// ("Encrypted PIN change"); it accepts 9616 of the 10,000 PINs.
    pub fn strict_4() -> Self {
        Self {
            max: 4,
            ascending_run: Some(4),
            descending_run: Some(4),
            max_same: Some(2),
            ..Self::iso()
        }
    }

    /// The preset with this name, one of [`PinPolicy::PRESETS`].
    pub fn preset(name: &str) -> Option<Self> {
        match name {
            "iso" => Some(Self::iso()),
            "strict-4" => Some(Self::strict_4()),
            _ => None,
        }
    }

    /// Whether the policy itself makes sense: every field in its range, and `wrap` only beside a run that it can extend.
    ///
    /// To be asked once, where a policy comes in as data. [`PinPolicy::accept`] does not ask it; without it a limit out of
    /// range refuses more or less than meant, and never panics.
    ///
    /// # Errors
    ///
    /// The first field, in the order of declaration, that does not.
    pub fn check(&self) -> Result<(), PolicyError> {
        let run = |limit: Option<u8>| limit.is_none_or(|n| (2..=12).contains(&n));
        let repeat = |limit: Option<u8>| limit.is_none_or(|n| (1..=11).contains(&n));
        let faults = [
            (!(4..=12).contains(&self.min), PolicyError::Min),
            (!(self.min..=12).contains(&self.max), PolicyError::Max),
            (!run(self.ascending_run), PolicyError::AscendingRun),
            (!run(self.descending_run), PolicyError::DescendingRun),
            (
                self.wrap && self.ascending_run.or(self.descending_run).is_none(),
                PolicyError::Wrap,
            ),
            (!repeat(self.max_same), PolicyError::MaxSame),
            (!repeat(self.max_in_a_row), PolicyError::MaxInARow),
            (
                self.deny.iter().any(|entry| entry.parse::<Pin>().is_err()),
                PolicyError::Deny,
            ),
        ];
        match faults.into_iter().find(|(wrong, _)| *wrong) {
            Some((_, fault)) => Err(fault),
            None => Ok(()),
        }
    }

    /// Asks rules 3 to 13 of the [module](self). A refused PIN is wiped.
    ///
    /// # Errors
    ///
    /// The class of the first rule that objects.
    pub fn accept(&self, pin: Pin, facts: &PinFacts<'_>) -> Result<AcceptedPin, PinRefused> {
        match self.objection(&pin, facts) {
            Some(refused) => Err(refused),
            None => Ok(AcceptedPin(pin)),
        }
    }

    /// Asks rules 1 to 14 about what the cardholder typed and, when the form has a second field, typed again.
    ///
    /// # Errors
    ///
    /// The class of the first rule that objects.
    pub fn accept_entry(
        &self,
        typed: &str,
        repeat: Option<&str>,
        facts: &PinFacts<'_>,
    ) -> Result<AcceptedPin, PinRefused> {
        let accepted = self.accept(typed.parse()?, facts)?;
        match repeat {
            Some(repeat) if !bool::from(typed.as_bytes().ct_eq(repeat.as_bytes())) => Err(PinRefused::Mismatch),
            _ => Ok(accepted),
        }
    }

    fn objection(&self, pin: &Pin, facts: &PinFacts<'_>) -> Option<PinRefused> {
        let digits = pin.expose_digits();
        let reaches = |limit: Option<u8>, length: usize| limit.is_some_and(|n| length >= usize::from(n));
        let exceeds = |limit: Option<u8>, count: usize| limit.is_some_and(|n| count > usize::from(n));

        if !(usize::from(self.min)..=usize::from(self.max)).contains(&digits.len()) {
            return Some(PinRefused::Length);
        }
        if reaches(self.ascending_run, rules::longest_ascent(digits, self.wrap))
            || reaches(self.descending_run, rules::longest_descent(digits, self.wrap))
        {
            return Some(PinRefused::Sequence);
        }
        if exceeds(self.max_same, rules::most_of_one(digits))
            || exceeds(self.max_in_a_row, rules::most_in_a_row(digits))
        {
            return Some(PinRefused::Repeat);
        }
        if rules::is_listed(digits, &self.deny) {
            return Some(PinRefused::Denylist);
        }
        if (self.birth_date && facts.is_birth_date(pin))
            || (self.pan_tail && facts.is_pan_tail(pin))
            || (self.pan_part && facts.is_pan_part(pin))
            || (self.phone_part && facts.is_phone_part(pin))
            || (self.old_pin && facts.is_old_pin(pin))
        {
            return Some(PinRefused::Context);
        }
        None
    }
}

/// A PIN that a policy has accepted. Only [`PinPolicy::accept`] makes one, so whoever asks for an `AcceptedPin` cannot be
/// given a PIN whose check was forgotten.
///
/// ```compile_fail,E0423
/// # use pinproof::pin::{Pin, policy::AcceptedPin};
/// fn forge(pin: Pin) -> AcceptedPin {
///     AcceptedPin(pin)
/// }
/// ```
#[must_use]
pub struct AcceptedPin(Pin);

impl AcceptedPin {
    /// The PIN.
    pub fn pin(&self) -> &Pin {
        &self.0
    }

    /// The PIN, given away: for the issuer who keeps it.
    pub fn into_pin(self) -> Pin {
        self.0
    }
}

impl fmt::Debug for AcceptedPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AcceptedPin(..)")
    }
}

#[cfg(test)]
mod tests;
