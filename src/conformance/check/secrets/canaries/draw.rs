//! What canaries and twin runs are made from.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use rand_core::CryptoRng;

use crate::conformance::clear::{Clear, Wanted, block_key};
use crate::conformance::client::Request;
use crate::pin_block::Format;
use crate::tzpk::{Tzpk, TzpkKind};

fn digit(rng: &mut dyn CryptoRng) -> char {
    loop {
        let mut byte = [0];
        rng.fill_bytes(&mut byte);
        // 250 is the largest multiple of 10 in a byte: every digit is as likely.
        if let [byte @ 0..250] = byte {
            return char::from(b'0'.saturating_add(byte % 10));
        }
    }
}

fn digits(count: usize, rng: &mut dyn CryptoRng) -> String {
    (0..count).map(|_| digit(rng)).collect()
}

/// Twelve digits, no two neighbours the same or in a row, so that a policy without other rules takes them.
pub(in crate::conformance::check) fn pin(rng: &mut dyn CryptoRng) -> String {
    let mut pin = String::new();
    while pin.len() < 12 {
        let next = digit(rng);
        let far = |last: char| u32::from(last).abs_diff(u32::from(next)) > 1;
        if pin.chars().next_back().is_none_or(far) {
            pin.push(next);
        }
    }
    pin
}

/// A PAN of 16 digits that no network issues (99), with a right check digit.
pub(in crate::conformance::check::secrets) fn pan(rng: &mut dyn CryptoRng) -> String {
    let start = format!("99{}", digits(13, rng));
    let right = |pan: &String| crate::pan::Pan::from_ascii(pan.as_bytes()).is_ok_and(|pan| pan.has_valid_check_digit());
    let candidates = (0..10).map(|last| format!("{start}{last}"));
    candidates.into_iter().find(right).unwrap_or(start)
}

pub(in crate::conformance::check::secrets) fn key(kind: TzpkKind, rng: &mut dyn CryptoRng) -> Vec<u8> {
    Tzpk::generate(kind, rng)
        .map(|key| key.expose().to_vec())
        .unwrap_or_default()
}

/// The clear block of `pin`, or format 4's PIN field.
pub(in crate::conformance::check::secrets) fn clear_block(
    format: Format,
    pin: &str,
    pan: &str,
    rng: &mut dyn CryptoRng,
) -> Vec<u8> {
    let wanted = Wanted {
        format,
        pin,
        pan: Some(pan),
        fill: None,
    };
    match wanted.encode(rng) {
        Ok(Clear::Iso0(block)) => block.expose().to_vec(),
        Ok(Clear::Iso1(block)) => block.expose().to_vec(),
        Ok(Clear::Iso2(block)) => block.expose().to_vec(),
        Ok(Clear::Iso3(block)) => block.expose().to_vec(),
        Ok(Clear::Iso4(field, _)) => field.expose().to_vec(),
        Err(_) => Vec::new(),
    }
}

/// The request to read a clear block.
pub(in crate::conformance::check::secrets) fn decode_request(format: Format, bytes: &[u8], pan: &str) -> Request {
    let text = Some(hex::encode(bytes));
    let (block, pin_field) = if format == Format::Iso4 {
        (None, text)
    } else {
        (text, None)
    };
    Request::PinBlockDecode {
        format,
        block,
        pin_field,
        pan: Some(pan.to_owned()),
    }
}

/// An encrypted block.
pub(in crate::conformance::check::secrets) fn sealed(
    format: Format,
    kind: TzpkKind,
    key: &[u8],
    pin: &str,
    pan: &str,
    rng: &mut dyn CryptoRng,
) -> Option<Vec<u8>> {
    let wanted = Wanted {
        format,
        pin,
        pan: Some(pan),
        fill: None,
    };
    let key = block_key(format, kind, key).ok()?;
    wanted.encode(rng).ok()?.encrypt(&key).ok()
}
