//! Bytes as text, and text for a log.

use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64, Encoding as _};

use crate::error::{Error, MessageError};
use crate::pin_block::{EncryptedPinBlock, Format};
use crate::profile::Encoding;

/// Hex is written in upper case, as RFC 4648 has it.
pub(super) fn encode(bytes: &[u8], encoding: Encoding) -> String {
    match encoding {
        Encoding::Base64 => Base64::encode_string(bytes),
        Encoding::Hex => hex::encode_upper(bytes),
    }
}

/// The bytes of a field in the encoding that the profile names. Base64 has to be the one right way to write them; hex may be in
/// either case.
///
/// # Errors
///
/// [`MessageError::Encoding`].
pub fn decode(text: &str, encoding: Encoding) -> Result<Vec<u8>, MessageError> {
    match encoding {
        Encoding::Base64 => Base64::decode_vec(text).map_err(|_| MessageError::Encoding),
        Encoding::Hex => hex::decode(text).map_err(|_| MessageError::Encoding),
    }
}

/// A block in the encoding that the profile names.
pub(super) fn block(text: &str, format: Format, encoding: Encoding) -> Result<EncryptedPinBlock, Error> {
    Ok(EncryptedPinBlock::new(format, &decode(text, encoding)?)?)
}

/// A block in either encoding: the lengths of hex and base64 do not meet. `expected` is for texts of any other length.
pub(super) fn block_by_length(text: &str, format: Format, expected: Encoding) -> Result<EncryptedPinBlock, Error> {
    let bytes = format.block_len();
    let encoding = match text.len() {
        length if length == bytes.saturating_mul(2) => Encoding::Hex,
        length if length == bytes.div_ceil(3).saturating_mul(4) => Encoding::Base64,
        _ => expected,
    };
    block(text, format, encoding)
}

/// The longest name of who asks, in characters.
pub(crate) const LONGEST_AUDIT_USER: usize = 64;

/// Whether `text` can stand in an audit trail as who asks.
pub(crate) fn is_audit_user(text: &str) -> bool {
    let seen = |character: char| !character.is_control() && !is_unseen(character);
    (1..=LONGEST_AUDIT_USER).contains(&text.chars().count()) && text.chars().all(seen)
}

/// Marks of direction, joiners, fillers, tags, variation selectors, and the two that XML cannot hold: Unicode's
/// Default_Ignorable_Code_Point, the separators of lines and paragraphs, U+FFF9 to U+FFFB, U+FFFE and U+FFFF.
pub(crate) fn is_unseen(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::is_audit_user;

    #[test]
    fn who_asks_stays_on_its_line() {
        for text in ["a", "app 7 (Zürich)", &"x".repeat(64)] {
            assert!(is_audit_user(text), "{text}");
        }
        for text in [
            "",
            "a\nb",
            "a\u{2028}b",
            "a\u{202e}b",
            "a\u{61c}",
            "\u{7f}",
            &"x".repeat(65),
        ] {
            assert!(!is_audit_user(text), "{text:?}");
        }
    }
}
