//! A block that was read: another PIN, or a PIN where there is none.

use alloc::format;

use super::{recorded, step};
use crate::conformance::client::Output;
use crate::conformance::report::WrongStep;
use crate::conformance::vector::{TestCase, Verdict};
use crate::pin_block::Format;

pub(super) fn first(test: &TestCase, format: Format, got: &str) -> Option<WrongStep> {
    if test.case.verdict == Verdict::Reject {
        return unchecked(format, recorded(test, "pin_field")?);
    }
    let Some(Output::Pin(expected)) = &test.output else {
        return None;
    };
    let right = expected.pin.as_str();
    let how = if got.chars().rev().eq(right.chars()) {
        ", backwards"
    } else if right.starts_with(got) || right.ends_with(got) {
        ", a piece of it"
    } else if got.starts_with(right) || got.ends_with(right) {
        ", it and more"
    } else {
        ""
    };
    Some(step("pin", right, format!("{got}{how}")))
}

/// The part of a wrong PIN field that was not looked at.
fn unchecked(format: Format, field: &str) -> Option<WrongStep> {
    let (control, end) = match format {
        Format::Iso0 => (0, 16),
        Format::Iso1 => (1, 16),
        Format::Iso2 => (2, 16),
        Format::Iso3 => (3, 16),
        Format::Iso4 => (4, 16),
    };
    let nibbles = || {
        field
            .chars()
            .take(end)
            .map(|digit| digit.to_digit(16).unwrap_or_default())
    };
    let fault = |part: &str, wanted: &str, nibble: u32| {
        let got = format!("{nibble:x} in {field}, and a PIN was read");
        Some(step("pin_field", format!("{part} {wanted}"), got))
    };
    let first = nibbles().next()?;
    if first != control {
        return fault("the control nibble", &format!("{control:x}"), first);
    }
    let count = nibbles().nth(1)?;
    if !(4..=12).contains(&count) {
        return fault("the length nibble", "from 4 to c", count);
    }
    let count = usize::try_from(count).ok()?;
    let mut digits = nibbles().skip(2).take(count);
    if let Some(digit) = digits.find(|digit| *digit > 9) {
        return fault("a PIN digit", "from 0 to 9", digit);
    }
    let (wanted, lowest, highest) = match format {
        Format::Iso0 | Format::Iso2 => ("f", 15, 15),
        Format::Iso1 => return None,
        Format::Iso3 => ("from a to f", 10, 15),
        Format::Iso4 => ("a", 10, 10),
    };
    let mut fill = nibbles().skip(count.saturating_add(2));
    let wrong = fill.find(|nibble| !(lowest..=highest).contains(nibble))?;
    fault("the fill", wanted, wrong)
}
