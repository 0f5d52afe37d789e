//! Base64 in answers.

use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64, Base64Unpadded, Encoding as _};

/// How it is read.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Text {
    /// In its one form.
    #[default]
    Strict,
    /// In the alphabet for URLs too.
    Url,
    /// White space is dropped.
    Blanks,
    /// Padding may be missing.
    Padding,
    /// What is in no alphabet is dropped.
    Signs,
    /// Bits that belong to no byte may be set.
    StrayBits,
}

impl Text {
    /// The bytes of `text`.
    pub(super) fn decode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Strict => Base64::decode_vec(text).ok(),
            Self::Url => Base64::decode_vec(&text.replace('-', "+").replace('_', "/")).ok(),
            Self::Blanks => {
                let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
                Base64::decode_vec(&text).ok()
            }
            Self::Padding => Base64Unpadded::decode_vec(text.trim_end_matches('=')).ok(),
            Self::Signs => {
                let known = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
                let text: String = text.chars().filter(known).collect();
                Base64::decode_vec(&text).ok()
            }
            Self::StrayBits => decoded(text),
        }
    }
}

/// Six bits a character, as many bytes as they fill; what is left over is not looked at.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut held, mut bytes) = (0_u32, 0_u32, Vec::new());
    for c in text.trim_end_matches('=').bytes() {
        let value = match c {
            b'A'..=b'Z' => c.wrapping_sub(b'A'),
            b'a'..=b'z' => c.wrapping_sub(b'a').wrapping_add(26),
            b'0'..=b'9' => c.wrapping_sub(b'0').wrapping_add(52),
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = ((bits << 6) | u32::from(value)) & 0xfff;
        held = held.saturating_add(6);
        if held >= 8 {
            held = held.saturating_sub(8);
            let [.., byte] = bits.checked_shr(held).unwrap_or_default().to_be_bytes();
            bytes.push(byte);
        }
    }
    // What is cut in the padding is another fault.
    text.len().is_multiple_of(4).then_some(bytes)
}
