//! `application/x-www-form-urlencoded`, and percent-encoding.

use alloc::string::String;
use alloc::vec::Vec;

use super::json;
use crate::error::MessageError;
use crate::secret::{SecretBytes, SecretText};

/// The pairs of a query or a form in their order, decoded: `+` is a blank, `%` starts two hex digits.
///
/// # Errors
///
/// [`MessageError::TooLarge`]; [`MessageError::Encoding`] for a byte order mark, a `%` without its digits, and what is not
/// UTF-8 before or after decoding.
pub fn pairs(text: &[u8]) -> Result<Vec<(String, SecretText)>, MessageError> {
    json::utf8(text)?
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((String::from(decoded(name)?.expose()), decoded(value)?))
        })
        .collect()
}

fn decoded(text: &str) -> Result<SecretText, MessageError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let high = rest.next().and_then(digit).ok_or(MessageError::Encoding)?;
                let low = rest.next().and_then(digit).ok_or(MessageError::Encoding)?;
                high << 4 | low
            }
            byte => byte,
        });
    }
    let bytes = SecretBytes::from_vec(bytes);
    let text = core::str::from_utf8(bytes.expose()).map_err(|_| MessageError::Encoding)?;
    Ok(SecretText::copy_from(text))
}

fn digit(byte: u8) -> Option<u8> {
    let value = char::from(byte).to_digit(16)?;
    u8::try_from(value).ok()
}

/// Appends `text` with everything percent-encoded but what RFC 3986 calls unreserved; right in a path, a query and a form.
pub(super) fn push_encoded(out: &mut String, text: &str) {
    use core::fmt::Write as _;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}
