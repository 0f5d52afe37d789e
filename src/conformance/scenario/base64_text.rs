//! Base64 as no encoder should write it.

use alloc::format;
use alloc::string::{String, ToString};

use base64ct::{Base64, Base64Unpadded, Base64Url, Encoding as _};

use crate::conformance::vector::Odd;

const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// `bytes` in a text that a lenient reader takes for them.
pub(super) fn odd(bytes: &[u8], odd: Odd) -> String {
    let right = Base64::encode_string(bytes);
    let (first, rest) = right.split_at_checked(right.len() >> 1).unwrap_or((&right, ""));
    match odd {
        Odd::Url => Base64Url::encode_string(bytes),
        Odd::LineBreak => format!("{first}\r\n{rest}"),
        Odd::NoPadding => Base64Unpadded::encode_string(bytes),
        Odd::Blanks => format!(" {right} "),
        Odd::Sign => format!("{first}!{rest}"),
        Odd::StrayBits => stray(&right),
    }
}

/// The lowest bit of the last character is set. Where there is padding it belongs to no byte.
fn stray(right: &str) -> String {
    let text = right.trim_end_matches('=');
    let padding = right.get(text.len()..).unwrap_or_default();
    let mut text = text.to_string();
    if let Some(last) = text.pop() {
        let value = ALPHABET
            .iter()
            .position(|own| char::from(*own) == last)
            .unwrap_or_default();
        let value = ALPHABET.get(value | 1).copied().unwrap_or_default();
        text.push(char::from(value));
    }
    format!("{text}{padding}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_another_one_and_no_base64() {
        // Eight bytes as of a PIN block; all bits set give a sign that the two alphabets do not share.
        let bytes = [0xff, 0xff, 0xff, 1, 2, 3, 4, 0];
        assert_eq!(Base64::encode_string(&bytes), "////AQIDBAA=");
        for (text, wanted) in [
            (Odd::Url, "____AQIDBAA="),
            (Odd::LineBreak, "////AQ\r\nIDBAA="),
            (Odd::NoPadding, "////AQIDBAA"),
            (Odd::Blanks, " ////AQIDBAA= "),
            (Odd::Sign, "////AQ!IDBAA="),
            (Odd::StrayBits, "////AQIDBAB="),
        ] {
            assert_eq!(odd(&bytes, text), wanted);
            assert!(Base64::decode_vec(wanted).is_err(), "{wanted}");
        }
    }
}
