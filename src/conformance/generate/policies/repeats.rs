//! The repeat entry under the preset `iso`.

use alloc::format;
use alloc::string::String;

use super::super::GenerateError;
use super::{MISMATCH, Rules, definitions};
use crate::conformance::vector::Group;
use crate::pin::policy::PinPolicy;

/// A PIN of each length begins with these.
const DIGITS: &str = "802741963580";

pub(super) fn group() -> Result<Group, GenerateError> {
    let mut rules = Rules::new("repeat", PinPolicy::iso(), definitions::REPEAT, "RepeatEntry", MISMATCH);
    rules.good_twice("same", "0258", "The same entry twice", &[])?;
    rules.good("absent", "0258", "No repeat entry", &[])?;
    for (name, repeat, why, mutants) in [
        ("last-digit", "0259", "The last digit differs", &[][..]),
        ("first-digit", "1258", "The first digit differs", &[]),
        ("swapped", "0285", "Two digits swapped", &[]),
        ("shorter", "025", "The repeat entry is one digit shorter", &[]),
        ("longer", "02588", "The repeat entry is one digit longer", &[]),
        (
            "without-leading-zero",
            "258",
            "The same number without its leading zero",
            &["E01"],
        ),
        (
            "more-leading-zeros",
            "00258",
            "The same number with one more leading zero",
            &["E01"],
        ),
        ("empty", "", "An empty repeat entry", &[]),
        ("blank-behind", "0258 ", "A blank behind the repeat entry", &["E04"]),
        (
            "newline-behind",
            "0258\n",
            "A line end behind the repeat entry",
            &["E04"],
        ),
        (
            "arabic-indic",
            "\u{660}\u{662}\u{665}\u{668}",
            "The same digits in Arabic-Indic script",
            &["E02"],
        ),
        (
            "full-width",
            "\u{ff10}\u{ff12}\u{ff15}\u{ff18}",
            "The same digits in full width",
            &["E02"],
        ),
        (
            "zero-width-space",
            "0258\u{200b}",
            "A zero-width space behind the repeat entry",
            &["E21"],
        ),
        ("letters", "abcd", "No digits at all", &[]),
    ] {
        rules.bad_as((name, "0258", Some(repeat)), MISMATCH, "same", why, mutants)?;
    }
    lengths(&mut rules)?;
    rules.group("The repeat entry")
}

/// PINs of every length that have more than the four digits of the cases before: a client may compare only as many of them, or
/// PINs of some lengths only.
fn lengths(rules: &mut Rules) -> Result<(), GenerateError> {
    for length in 5..=12_usize {
        let pin: String = DIGITS.chars().take(length).collect();
        let same = format!("{length}-digits-same");
        rules.good_twice(&same, &pin, &format!("The same {length} digits twice"), &[])?;
        for (name, place) in [("first", 0), ("fifth", 4), ("last", length.saturating_sub(1))] {
            if length == 5 && name == "fifth" {
                continue;
            }
            rules.bad_as(
                (&format!("{length}-digits-{name}"), &pin, Some(&other_at(&pin, place))),
                MISMATCH,
                &same,
                &format!("Of {length} digits the {name} one differs"),
                &[],
            )?;
        }
    }
    Ok(())
}

/// `digits` with another one in this place.
fn other_at(digits: &str, place: usize) -> String {
    let changed = digits.chars().enumerate().map(|(at, digit)| match digit {
        '9' if at == place => '8',
        digit if at == place => char::from_u32(u32::from(digit).saturating_add(1)).unwrap_or(digit),
        digit => digit,
    });
    changed.collect()
}
