//! Good encryptions of clear blocks that are wrong in one thing, for a client that only decrypts.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::super::clear::with_nibble;
use super::super::Good;
use super::{Beside, input, pan};
use crate::conformance::generate::GenerateError;
use crate::conformance::vector::Case;
use crate::pin_block::Format;

/// What is wrong, as part of an id; the nibbles that change; comment; flag.
type Fault = (String, Vec<(usize, char)>, String, &'static str);

/// The shortest, a middle and the longest PIN, each with the blocks that must not open beside it.
pub(super) fn cases(plain: &Good) -> Result<Vec<Case>, GenerateError> {
    let kind = plain.key.kind;
    let mut cases = Vec::new();
    for pin in ["1379", "0481516", "230481516234"] {
        let length = pin.len();
        let good = Good::of_pin(plain.format, plain.key.clone(), pin, pan(plain.format))?;
        let beside = Beside {
            good: &good,
            id: format!("{kind}-clear{length}"),
        };
        let comment = format!("PIN of {length} digits; clear blocks with one fault stand beside it");
        let first = good.accepted(
            beside.id.clone(),
            comment,
            input(&good.key, &good.encrypted, pan(good.format)),
        );
        cases.push(first.reason(format!("boundary:clear{length}")).finish());
        for (what, changes, comment, flag) in faults(good.format, length) {
            let field = changes
                .iter()
                .fold(hex::encode(&good.clear.pin_field), |field, (place, value)| {
                    with_nibble(&field, *place, *value)
                });
            let clear = good.clear.with_pin_field(&field)?;
            let encrypted = good.key.seal(good.format, &clear)?;
            let what = format!("clear{length}-{what}");
            let case = beside.refused(&what, &comment, &good.key, &encrypted, pan(good.format))?;
            cases.push(
                good.key
                    .steps(good.format, &clear, case)
                    .reason(format!("boundary:{what}"))
                    .flag(flag)
                    .finish(),
            );
        }
    }
    Ok(cases)
}

fn faults(format: Format, length: usize) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    for value in ['8', 'c', 'f'] {
        let comment = format!(
            "The control nibble of the clear block is {}",
            value.to_ascii_uppercase()
        );
        faults.push((
            format!("control-{value}"),
            [(0, value)].into(),
            comment,
            "ControlNibble",
        ));
    }
    for value in ['0', '1', '3'] {
        let comment = format!("The length nibble of the clear block is {value}, under the shortest PIN");
        faults.push((format!("length-{value}"), [(1, value)].into(), comment, "LengthNibble"));
    }
    let last = length.saturating_add(1);
    for value in ['a', 'c', 'f'] {
        let comment = format!("The last digit of the clear PIN is {}", value.to_ascii_uppercase());
        faults.push((format!("digit-{value}"), [(last, value)].into(), comment, "LetterInPin"));
    }
    let fill = match format {
        Format::Iso1 => "",
        Format::Iso3 => "059",
        Format::Iso4 => "0bf",
        _ => "0ae",
    };
    for value in fill.chars() {
        let comment = format!(
            "The first fill nibble of the clear block is {}",
            value.to_ascii_uppercase()
        );
        let change = (last.saturating_add(1), value);
        faults.push((format!("fill-{value}"), [change].into(), comment, "FillNibble"));
    }
    if length == 12 {
        for (digits, changes) in [
            (13, [(1, 'd'), (14, '7')].as_slice()),
            (14, &[(1, 'e'), (14, '7'), (15, '3')]),
            (15, &[(1, 'f'), (14, '7'), (15, '3'), (16, '9')]),
        ] {
            let comment =
                format!("The length nibble of the clear block is {digits}, and the digits go on behind the twelve");
            faults.push((format!("{digits}-digits"), changes.to_vec(), comment, "LengthNibble"));
        }
    }
    faults
}
