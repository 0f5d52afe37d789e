//! What others may know about the cardholder.

use alloc::string::String;
use alloc::vec::Vec;

use super::text;
use crate::conformance::client::{Facts, RejectClass};
use crate::error::PinRefused;
use crate::pan::Pan;
use crate::pin::Pin;
use crate::pin::policy::{BirthDate, PinPolicy};

/// How a client applies the five rules.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Context {
    pub(crate) birth: Birth,
    pub(crate) tail: Tail,
    pub(crate) part: Part,
    pub(crate) phone: Phone,
    pub(crate) old: Old,
    /// A rule whose fact is absent refuses.
    pub(crate) absent_refuses: bool,
}

/// The birth date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Birth {
    /// All orders, the whole PIN.
    #[default]
    Right,
    /// Not at all.
    Dropped,
    /// All orders but this one, by its name.
    Without(&'static str),
    /// PINs that hold an order.
    Holds,
    /// Month and day without leading zeros.
    NoZeros,
    /// The year with its century only.
    Century,
    /// No month has 31 days.
    ThirtyDays,
    /// Months from 0 to 11, so that December becomes the next January.
    MonthsFrom0,
}

/// The end of the PAN.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tail {
    /// As many digits as the PIN has.
    #[default]
    Right,
    /// Not at all.
    Dropped,
    /// The last four only.
    FourOnly,
    /// Without the check digit.
    WithoutCheckDigit,
    /// The PAN as a JavaScript number.
    Double,
    /// The end of the PIN against the last four.
    EndOfPin,
    /// Anywhere in the PAN.
    Anywhere,
}

/// Any part of the PAN.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Part {
    /// Neighbouring digits at any place.
    #[default]
    Right,
    /// Not at all.
    Dropped,
    /// The end only.
    TailOnly,
    /// The first and the last digits only.
    EndsOnly,
    /// Without the check digit.
    WithoutCheckDigit,
    /// In order, but not side by side.
    InOrder,
    /// At places that are multiples of four, as the card prints it.
    Groups,
}

/// The phone number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Phone {
    /// Its digits.
    #[default]
    Right,
    /// Not at all.
    Dropped,
    /// As written, blanks and dashes in their places.
    AsWritten,
    /// Only blanks and the plus sign are dropped.
    BlanksOnly,
    /// The end only.
    TailOnly,
    /// With a 0 in place of the country code's two digits.
    National,
    /// Digits of other scripts count as digits.
    Scripts,
    /// The number as an integer.
    Number,
}

/// The old PIN.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Old {
    /// Digits and length.
    #[default]
    Right,
    /// Not at all.
    Dropped,
    /// The first four digits.
    FirstFour,
    /// As numbers.
    Number,
    /// All but the last digit.
    NotTheLast,
}

/// Whether the facts can be read at all.
pub(crate) fn readable(facts: &Facts) -> Result<(), RejectClass> {
    if let Some(pan) = &facts.pan {
        Pan::from_ascii(pan.as_bytes()).map_err(crate::Error::from)?;
    }
    let old: Option<Result<Pin, PinRefused>> = facts.old_pin.as_deref().map(str::parse);
    let date = facts.birth_date.as_deref().map(BirthDate::parse);
    if old.is_some_and(|old| old.is_err()) || date.is_some_and(|date| date.is_err()) {
        return Err(RejectClass::Message);
    }
    Ok(())
}

impl Context {
    /// Whether one of the rules that the policy has objects.
    pub(crate) fn objects(&self, digits: &[u8], policy: &PinPolicy, facts: &Facts) -> bool {
        let asked = [
            policy.birth_date,
            policy.pan_tail,
            policy.pan_part,
            policy.phone_part,
            policy.old_pin,
        ];
        if !asked.contains(&true) {
            return false;
        }
        let pin = text(digits);
        let rule = |asked: bool, fact: Option<&String>, objects: &dyn Fn(&str) -> bool| {
            asked && fact.map_or(self.absent_refuses, |fact| objects(fact))
        };
        rule(policy.birth_date, facts.birth_date.as_ref(), &|date| {
            self.birth.objects(&pin, date)
        }) || rule(policy.pan_tail, facts.pan.as_ref(), &|pan| self.tail.objects(&pin, pan))
            || rule(policy.pan_part, facts.pan.as_ref(), &|pan| self.part.objects(&pin, pan))
            || rule(policy.phone_part, facts.phone.as_ref(), &|phone| {
                self.phone.objects(&pin, phone)
            })
            || rule(policy.old_pin, facts.old_pin.as_ref(), &|old| {
                self.old.objects(&pin, old)
            })
    }
}

/// The orders of a date, by name: C is the century.
const ORDERS: [(&str, &str); 13] = [
    ("yyyy", "CY"),
    ("yymm", "YM"),
    ("mmyy", "MY"),
    ("mmdd", "MD"),
    ("ddmm", "DM"),
    ("yydd", "YD"),
    ("ddyy", "DY"),
    ("yymmdd", "YMD"),
    ("ddmmyy", "DMY"),
    ("mmddyy", "MDY"),
    ("yyyymmdd", "CYMD"),
    ("ddmmyyyy", "DMCY"),
    ("mmddyyyy", "MDCY"),
];

impl Birth {
    fn objects(self, pin: &str, date: &str) -> bool {
        let read = match self {
            Self::ThirtyDays if date.ends_with("-31") => date.replace("-31", "-30"),
            Self::MonthsFrom0 => date.replace("-12-", "-01-"),
            _ => String::from(date),
        };
        let part = |range: core::ops::Range<usize>| read.get(range).unwrap_or_default();
        let short = |part: &'static str, text: &str| -> String {
            let no_zero = self == Self::NoZeros && matches!(part, "M" | "D");
            String::from(if no_zero { text.trim_start_matches('0') } else { text })
        };
        let parts = [
            ("C", part(0..2)),
            ("Y", part(2..4)),
            ("M", part(5..7)),
            ("D", part(8..10)),
        ];
        let written = |order: &str| -> String {
            let letters = order
                .chars()
                .filter_map(|letter| parts.iter().find(|(name, _)| name.starts_with(letter)));
            letters.map(|(name, text)| short(name, text)).collect()
        };
        ORDERS.iter().any(|(name, order)| match self {
            Self::Dropped => false,
            Self::Right | Self::NoZeros | Self::ThirtyDays | Self::MonthsFrom0 => written(order) == pin,
            Self::Without(other) => *name != other && written(order) == pin,
            Self::Holds => pin.contains(&written(order)),
            Self::Century => order.contains('C') && written(order) == pin,
        })
    }
}

impl Tail {
    fn objects(self, pin: &str, pan: &str) -> bool {
        match self {
            Self::Right => pan.ends_with(pin),
            Self::Dropped => false,
            Self::FourOnly => pin.len() == 4 && pan.ends_with(pin),
            Self::WithoutCheckDigit => without_last(pan).ends_with(pin),
            Self::Double => through_a_double(pan).ends_with(pin),
            Self::EndOfPin => pan.len() >= 4 && last_four(pan) == last_four(pin),
            Self::Anywhere => pan.contains(pin),
        }
    }
}

/// As JavaScript prints the number that `text` reads as.
fn through_a_double(text: &str) -> String {
    let shortest = alloc::format!("{:e}", text.parse::<f64>().unwrap_or_default());
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let length = exponent.parse::<usize>().unwrap_or_default().saturating_add(1);
    alloc::format!("{digits:0<length$}")
}

impl Part {
    fn objects(self, pin: &str, pan: &str) -> bool {
        match self {
            Self::Right => pan.contains(pin),
            Self::Dropped => false,
            Self::TailOnly => pan.ends_with(pin),
            Self::EndsOnly => pan.ends_with(pin) || pan.starts_with(pin),
            Self::WithoutCheckDigit => without_last(pan).contains(pin),
            Self::InOrder => {
                let mut rest = pan.chars();
                pin.chars().all(|digit| rest.any(|other| other == digit))
            }
            Self::Groups => (0..pan.len())
                .step_by(4)
                .any(|start| pan.get(start..).is_some_and(|rest| rest.starts_with(pin))),
        }
    }
}

impl Phone {
    fn objects(self, pin: &str, phone: &str) -> bool {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        match self {
            Self::Right => digits.contains(pin),
            Self::Dropped => false,
            Self::AsWritten => phone.contains(pin),
            Self::BlanksOnly => phone.replace([' ', '+'], "").contains(pin),
            Self::TailOnly => digits.ends_with(pin),
            Self::Number => digits.trim_start_matches('0').contains(pin),
            Self::National => alloc::format!("0{}", digits.get(2..).unwrap_or_default()).contains(pin),
            Self::Scripts => {
                let digits: Vec<u8> = phone.chars().filter_map(super::blocks::typed::decimal_digit).collect();
                text(&digits).contains(pin)
            }
        }
    }
}

impl Old {
    fn objects(self, pin: &str, old: &str) -> bool {
        let number = |text: &str| text.parse::<u64>().unwrap_or_default();
        match self {
            Self::Right => pin == old,
            Self::Dropped => false,
            Self::FirstFour => pin.get(..4) == old.get(..4),
            Self::Number => number(pin) == number(old),
            Self::NotTheLast => pin.len() == old.len() && without_last(pin) == without_last(old),
        }
    }
}

fn without_last(text: &str) -> &str {
    text.get(..text.len().saturating_sub(1)).unwrap_or_default()
}

fn last_four(text: &str) -> &str {
    text.get(text.len().saturating_sub(4)..).unwrap_or_default()
}
