//! The lines that a client writes.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use base64ct::{Base64, Encoding as _};
use rand_core::CryptoRng;
use sha2::{Digest as _, Sha256};

use super::{Form, What, inside};
use crate::conformance::client::{Answer, Request};

/// What is said with this answer, a line each; nothing where the secret is not there.
pub(super) fn said(
    what: What,
    form: Form,
    request: &Request,
    answer: &Answer,
    rng: &mut dyn CryptoRng,
) -> Vec<Vec<u8>> {
    let pin = || inside::pin(request, answer);
    let digits = || pin().unwrap_or_default();
    let one = |name: &str, secret: Option<Secret>| -> Vec<Vec<u8>> {
        secret.map(|secret| written(name, &secret, form)).into_iter().collect()
    };
    match what {
        What::Nothing => Vec::new(),
        What::Pin => one("pin", pin().map(Secret::Text)),
        What::Pan => one("card", inside::pan(request).map(Secret::Text)),
        What::ClearBlock => one("block", inside::clear_block(request, rng).map(Secret::Bytes)),
        What::Key => one("key", inside::key(request, answer).map(Secret::Bytes)),
        What::PrivateKey => one("device key", inside::private_key(request).map(Secret::Bytes)),
        What::BlockFault => one("block", inside::block_fault(request, rng).map(Secret::Text)),
        What::PanInBlock => {
            let middle = |pan: String| {
                let end = pan.len().checked_sub(1)?;
                Some(Secret::Text(pan.get(end.checked_sub(12)?..end)?.to_owned()))
            };
            one("card", inside::pan(request).and_then(middle))
        }
        What::KeyHash => {
            let hash = |key: Vec<u8>| Secret::Bytes(Sha256::digest(key).to_vec());
            one("key", inside::key(request, answer).map(hash))
        }
        What::KeyEnd => {
            let end = |key: Vec<u8>| {
                let start = key.len().saturating_sub(4);
                Secret::Bytes(key.get(start..).unwrap_or_default().to_vec())
            };
            one("key ends", inside::key(request, answer).map(end))
        }
        What::MismatchPlace => one("differs at", inside::mismatch(request).map(Secret::Text)),
        What::PinByDigit => digits()
            .chars()
            .map(|digit| format!("key {digit} pressed").into_bytes())
            .collect(),
        What::PinKeys => digits().bytes().map(|digit| place(digit).into_bytes()).collect(),
        What::PinStart => {
            let masked = |pin: String| {
                let start: String = pin.chars().take(2).collect();
                format!("{start}{}", "*".repeat(pin.chars().count().saturating_sub(2)))
            };
            one("pin", pin().map(masked).map(Secret::Text))
        }
        What::PinHash => one("pin", pin().map(|pin| Secret::Text(hex::encode(Sha256::digest(pin))))),
        What::PinSum => {
            let sum = |pin: String| pin.chars().filter_map(|digit| digit.to_digit(10)).sum::<u32>();
            one("pin checksum", pin().map(|pin| Secret::Text(sum(pin).to_string())))
        }
    }
}

enum Secret {
    Text(String),
    Bytes(Vec<u8>),
}

fn written(name: &str, secret: &Secret, form: Form) -> Vec<u8> {
    let bytes = match secret {
        Secret::Text(text) => text.as_bytes(),
        Secret::Bytes(bytes) => bytes,
    };
    let hex_text = hex::encode(bytes);
    let each = |between: &str| {
        bytes
            .iter()
            .map(|byte| format!("{between}{byte:02x}"))
            .collect::<String>()
    };
    let text = match (form, secret) {
        (Form::Plain, Secret::Text(text)) => text.clone(),
        (Form::Plain, Secret::Bytes(_)) | (Form::Hex, _) => hex_text,
        (Form::Groups, _) => {
            let characters: Vec<char> = String::from_utf8_lossy(bytes).chars().collect();
            let groups: Vec<String> = characters.chunks(4).map(|group| group.iter().collect()).collect();
            groups.join(" ")
        }
        (Form::Base64, _) => Base64::encode_string(&[b"v=1;".as_slice(), bytes, b";"].concat()),
        (Form::List, _) => format!("{:?}", String::from_utf8_lossy(bytes).chars().collect::<Vec<_>>()),
        (Form::Url, _) => each("%"),
        (Form::Colons, _) => each(":"),
        (Form::Reversed, _) => hex::encode(bytes.iter().rev().copied().collect::<Vec<_>>()),
        (Form::Utf16, _) => {
            let wide = String::from_utf8_lossy(bytes)
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<_>>();
            return [name.as_bytes(), b"=", &wide].concat();
        }
        (Form::Bcd, _) => {
            let digits = String::from_utf8_lossy(bytes).into_owned();
            let even = if digits.len().is_multiple_of(2) {
                digits
            } else {
                format!("{digits}f")
            };
            return [name.as_bytes(), b"=", &hex::decode(even).unwrap_or_default()].concat();
        }
    };
    format!("{name}={text}").into_bytes()
}

/// Where a digit is on a key pad.
fn place(digit: u8) -> String {
    let (row, column) = match digit {
        b'1'..=b'9' => {
            let from_0 = digit.saturating_sub(b'1');
            (from_0 / 3, from_0 % 3)
        }
        _ => (3, 1),
    };
    format!("touch in row {row}, column {column}")
}
