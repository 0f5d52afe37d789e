//! An encrypted block, decrypted under the right key and under those that clients make of it; check values likewise.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::field::{Fields, wrong_pan};
use super::step;
use crate::conformance::client::Request;
use crate::conformance::mutant::{Expansion, Keys};
use crate::conformance::oaep::xor;
use crate::conformance::report::WrongStep;
use crate::pin_block::Format;
use crate::tzpk::TzpkKind;

/// What clients make of a key before the first block, and how to say it.
const EXPANSIONS: [(Expansion, &str); 7] = [
    (Expansion::SecondTwice, "K1 K2 K2, which is single DES with K1"),
    (Expansion::Zeros, "K1 K2 and zeros"),
    (Expansion::FirstOnly, "K1 K1 K1, which is single DES"),
    (Expansion::Swapped, "K2 K1 K2"),
    (Expansion::ThirdIgnored, "K1 K2 K1 of three keys"),
    (Expansion::Backwards, "K3 K2 K1"),
    (Expansion::Aes128, "the first 16 bytes"),
];

/// The first wrong step of an encrypted block.
pub(super) fn of_encrypted(request: &Request, got: &[u8]) -> Option<WrongStep> {
    let Request::PinBlockEncrypt { format, kind, key, .. } = request else {
        return None;
    };
    let fields = Fields::of(request)?;
    if got.len() != fields.pin.len() {
        return Some(wrong_length(&fields, *kind, key, got));
    }
    let under = |expansion: Expansion| opened(&fields, expansion, *kind, key, got);
    let right = under(Expansion::Right)?;
    let wrong_key = EXPANSIONS.iter().find(|(expansion, _)| {
        let clear = under(*expansion);
        clear.is_some_and(|clear| clear != right && fields.is_pin_field(&clear))
    });
    if let Some((_, name)) = wrong_key {
        return Some(expanded(*kind, key, name));
    }
    if *format == Format::Iso4 {
        return of_format_4(&fields, *kind, key, got);
    }
    let other = wrong_pan(&fields, &xor(&right, &fields.pan));
    let looks_right = fields.looks_like_pin_field(&right);
    let field = || looks_right.then(|| fields.wrong_pin_field(&right)).flatten();
    other.or_else(field).or_else(|| {
        let cipher = Keys::default().cipher(*kind, key).ok()?;
        let enciphered = xor(&cipher.encrypt(got), &fields.pan);
        let how = if fields.is_pin_field(&enciphered) {
            "the block deciphered, not enciphered"
        } else {
            "under the right key it opens to no PIN block"
        };
        Some(encrypted(&cipher.encrypt(&fields.block()), got, how))
    })
}

/// The PIN field in an encrypted block; of formats 0 and 3 with the PAN field taken out.
fn opened(fields: &Fields, expansion: Expansion, kind: TzpkKind, key: &str, got: &[u8]) -> Option<Vec<u8>> {
    let keys = Keys {
        expansion,
        ..Keys::default()
    };
    let cipher = keys.cipher(kind, key).ok()?;
    let clear = xor(&cipher.decrypt(got), &fields.pan);
    Some(if fields.format == Format::Iso4 {
        cipher.decrypt(&clear)
    } else {
        clear
    })
}

/// Format 4: PIN field, encipher, PAN field, encipher.
fn of_format_4(fields: &Fields, kind: TzpkKind, key: &str, got: &[u8]) -> Option<WrongStep> {
    let cipher = Keys::default().cipher(kind, key).ok()?;
    let first = cipher.encrypt(&fields.pin);
    let second = cipher.decrypt(got);
    let pin = cipher.decrypt(&xor(&second, &fields.pan));
    let right = xor(&first, &fields.pan);
    if fields.is_pin_field(&cipher.decrypt(&second)) {
        return Some(step(
            "intermediate_b",
            hex::encode(right),
            "intermediate_a: no PAN field was mixed in",
        ));
    }
    if fields.is_pin_field(&cipher.decrypt(&xor(got, &fields.pan))) {
        return Some(encrypted(
            &cipher.encrypt(&right),
            got,
            "intermediate_b: the second encipherment is missing",
        ));
    }
    if fields.is_pin_field(&xor(&second, &fields.pan)) {
        return Some(step(
            "intermediate_a",
            hex::encode(first),
            "the PIN field: the first encipherment is missing",
        ));
    }
    if fields.looks_like_pin_field(&pin) {
        return fields.wrong_pin_field(&pin);
    }
    let other_pan = xor(&second, &first);
    if fields.holds_pan(&other_pan) {
        return Some(step("pan_field", hex::encode(&fields.pan), hex::encode(other_pan)));
    }
    Some(encrypted(
        &cipher.encrypt(&right),
        got,
        "under the right key it opens to no PIN field",
    ))
}

/// A block with padding behind it, or with something in front.
fn wrong_length(fields: &Fields, kind: TzpkKind, key: &str, got: &[u8]) -> WrongStep {
    let len = fields.pin.len();
    let opens = |block: Option<&[u8]>| {
        let clear = block.and_then(|block| opened(fields, Expansion::Right, kind, key, block));
        clear.is_some_and(|clear| fields.is_pin_field(&clear))
    };
    let how = if opens(got.get(..len)) {
        ": the block and then padding"
    } else if got.len().checked_sub(len).is_some_and(|start| opens(got.get(start..))) {
        ": something and then the block"
    } else {
        ""
    };
    step("encrypted", format!("{len} bytes"), format!("{} bytes{how}", got.len()))
}

fn encrypted(right: &[u8], got: &[u8], how: &str) -> WrongStep {
    step("encrypted", hex::encode(right), format!("{}: {how}", hex::encode(got)))
}

/// The expanded key of a TDES key; that of AES is the key.
fn expanded(kind: TzpkKind, key: &str, got: &str) -> WrongStep {
    let first: String = key.chars().take(16).collect();
    let right = match kind {
        TzpkKind::Tdes2 => format!("{key}{first}, K1 K2 K1"),
        TzpkKind::Tdes3 => format!("{key}, K1 K2 K3"),
        _ => format!("{key}, all of it"),
    };
    step("expanded_key", right, got)
}

/// The first wrong step of a check value.
pub(super) fn of_check_value(kind: TzpkKind, key: &str, got: &[u8]) -> Option<WrongStep> {
    let value = |expansion: Expansion| {
        let keys = Keys {
            expansion,
            ..Keys::default()
        };
        let cipher = keys.cipher(kind, key).ok()?;
        Some(cipher.encrypt(&alloc::vec![0; cipher.block_len()]))
    };
    let right = value(Expansion::Right)?;
    let matches = |value: &[u8]| got.len() >= 3 && value.starts_with(got);
    if matches(&right) {
        return None;
    }
    let wrong = EXPANSIONS
        .iter()
        .find(|(expansion, _)| value(*expansion).is_some_and(|value| matches(&value)));
    wrong.map(|(_, name)| expanded(kind, key, name))
}
